// SPDX-License-Identifier: BSL-1.0
#include "sim/lab.hpp"

#include <array>
#include <utility>

BOOST_AUTO_TEST_SUITE(sim_dialect)

namespace {

using namespace holdfast;
using namespace holdfast::test;
using kind = sim::output::kind;

sim::exchange_config quiet_market()
{
    sim::exchange_config config;
    config.burst_every = 1h;
    return config;
}

std::string repeated(std::string_view text, std::size_t times)
{
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

} // namespace

// binance-spot-api-docs, "Live Subscribing/Unsubscribing to streams" and "Error Messages"
BOOST_AUTO_TEST_CASE(control_messages_are_answered_as_documented)
{
    const std::array<std::pair<std::string, std::string>, 22> table{{
        {R"({"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":1})", R"({"result":null,"id":1})"},
        {R"({"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":"abc9"})",
         R"({"result":null,"id":"abc9"})"},
        {R"({"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":null})", R"({"result":null,"id":null})"},
        {R"({"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":-9223372036854775808})",
         R"({"result":null,"id":-9223372036854775808})"},
        {R"({"method":"UNSUBSCRIBE","params":["btcusdt@depth"],"id":312})", R"({"result":null,"id":312})"},
        {R"({"method":"LIST_SUBSCRIPTIONS","id":3})", R"({"result":[],"id":3})"},
        {R"({"method":"GET_PROPERTY","params":["combined"],"id":2})", R"({"result":true,"id":2})"},
        {R"({"method":"SET_PROPERTY","params":["combined",false],"id":5})", R"({"result":null,"id":5})"},
        {R"({"method":"SET_PROPERTY","params":["colour",true],"id":5})",
         R"({"code":0,"msg":"Unknown property","id":5})"},
        {R"({"method":"SET_PROPERTY","params":["combined","yes"],"id":5})",
         R"({"code":1,"msg":"Invalid value type: expected Boolean"})"},
        {R"({"method":"SET_PROPERTY","params":[7,true],"id":5})",
         R"({"code":2,"msg":"Invalid request: property name must be a string"})"},
        {R"({"method":"SET_PROPERTY","params":["combined",true,1],"id":5})",
         R"({"code":2,"msg":"Invalid request: too many parameters"})"},
        {R"({"method":"SUBSCRIBE","params":["btcusdt@depth"]})",
         R"({"code":2,"msg":"Invalid request: request ID must be an unsigned integer"})"},
        {R"({"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":1.5})",
         R"({"code":2,"msg":"Invalid request: request ID must be an unsigned integer"})"},
        {R"({"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":"no-dashes"})",
         R"({"code":2,"msg":"Invalid request: request ID must be an unsigned integer"})"},
        {R"({"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":"1234567890123456789012345678901234567"})",
         R"({"code":2,"msg":"Invalid request: request ID must be an unsigned integer"})"},
        {R"({"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":9223372036854775808})",
         R"({"code":2,"msg":"Invalid request: request ID must be an unsigned integer"})"},
        {R"({"method":"SUBSCRIBE","params":["a"],"id":1,"more":2})",
         R"({"code":2,"msg":"Invalid request: too many parameters"})"},
        {R"({"params":["btcusdt@depth"],"id":1})",
         R"({"code":2,"msg":"Invalid request: missing field `method` at line 1 column 35"})"},
        {R"({"method":"subscribe","params":["btcusdt@depth"],"id":1})",
         "{\"code\":2,\"msg\":\"Invalid request: unknown variant `subscribe`, expected one of `SUBSCRIBE`, "
         "`UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 28\"}"},
        {R"({"method":"SUBSCRIBE","params":[1],"id":1})",
         R"({"code":2,"msg":"Invalid request: params must be an array of stream names"})"},
        {"hello", R"({"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"})"},
    }};
    for (const auto& [question, answer] : table) {
        lab f(quiet_market());
        BOOST_TEST(f.ask(f.connect(), question) == answer, question);
    }
}

BOOST_AUTO_TEST_CASE(hostile_messages_get_an_error_and_change_nothing)
{
    const std::vector<std::string> hostile{
        "",
        "null",
        "[]",
        "{}",
        "\"text\"",
        "1e308",
        "{\"method\":",
        "\xff\xfe",
        std::string("\0\0", 2),
        repeated("[", 10'000),
        repeated("{\"a\":", 10'000),
        "{\"method\":7,\"id\":1}",
        "{\"method\":\"SUBSCRIBE\",\"params\":{},\"id\":1}",
        "{\"method\":\"SUBSCRIBE\",\"params\":[\"\"],\"id\":1}",
        "{\"method\":\"SUBSCRIBE\",\"params\":[\"a b\"],\"id\":1}",
        "{\"method\":\"SUBSCRIBE\",\"params\":[\"" + repeated("x", 1000) + "\"],\"id\":1}",
        "{\"method\":\"SUBSCRIBE\",\"params\":[null],\"id\":1}",
        "{\"method\":\"SET_PROPERTY\",\"id\":1}",
    };
    for (const std::string& text : hostile) {
        lab f(quiet_market());
        const auto id = f.connect();
        const std::string answer = f.ask(id, text);
        BOOST_TEST(answer.starts_with("{\"code\":"), text.substr(0, 60) << " was answered with " << answer);
        BOOST_TEST(f.venue.subscriptions(id).empty());
    }
}

BOOST_AUTO_TEST_CASE(subscriptions_are_kept_once_each_and_in_order)
{
    lab f(quiet_market());
    const auto id = f.connect("/stream?streams=btcusdt@trade");
    f.ask(id, R"({"method":"SUBSCRIBE","params":["btcusdt@depth","btcusdt@trade","btcusdt@depth"],"id":1})");
    BOOST_TEST(f.ask(id, R"({"method":"LIST_SUBSCRIPTIONS","id":2})") ==
               R"({"result":["btcusdt@trade","btcusdt@depth"],"id":2})");
    f.ask(id, R"({"method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":3})");
    BOOST_TEST(f.ask(id, R"({"method":"LIST_SUBSCRIPTIONS","id":4})") ==
               R"({"result":["btcusdt@depth"],"id":4})");
    BOOST_TEST(f.venue.stats().subscribed == 2u);
}

BOOST_AUTO_TEST_CASE(an_unsubscribed_topic_falls_silent)
{
    lab f;
    const auto id = f.connect();
    f.subscribe(id, "btcusdt@bookTicker");
    f.run(1s);
    BOOST_TEST(!f.data(id, "btcusdt@bookTicker").empty());
    f.ask(id, R"({"method":"UNSUBSCRIBE","params":["btcusdt@bookTicker"],"id":2})");
    f.texts(id);
    f.run(1s);
    BOOST_TEST(f.texts(id).empty());
}

BOOST_AUTO_TEST_CASE(a_topic_that_does_not_exist_is_acknowledged_and_silent)
{
    for (const std::string topic :
         {"nosuch@trade", "BTCUSDT@trade", "btcusdt@nothing", "btcusdt", "@trade"}) {
        lab f;
        const auto id = f.connect();
        BOOST_TEST(f.subscribe(id, topic) == R"({"result":null,"id":1})");
        f.texts(id);
        f.run(5s);
        BOOST_TEST(f.texts(id).empty(), topic);
    }
}

BOOST_AUTO_TEST_CASE(the_path_decides_about_the_wrapper_and_a_property_toggles_it)
{
    lab f;
    const auto raw = f.connect("/ws/btcusdt@bookTicker");
    const auto combined = f.connect("/stream?streams=btcusdt%40bookTicker");
    f.run(1s);
    BOOST_TEST(f.texts(raw).back().starts_with("{\"u\":"));
    BOOST_TEST(f.texts(combined).back().starts_with("{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":"));

    f.ask(raw, R"({"method":"SET_PROPERTY","params":["combined",true],"id":1})");
    f.run(1s);
    BOOST_TEST(f.texts(raw).back().starts_with("{\"stream\":"));
}

BOOST_AUTO_TEST_CASE(time_stamps_come_in_the_unit_that_was_asked_for)
{
    lab f;
    const auto millis = f.connect("/stream?streams=btcusdt@depth@100ms");
    const auto micros = f.connect("/stream?streams=btcusdt@depth@100ms&timeUnit=MICROSECOND");
    f.run(1s);
    const auto slow = f.data(millis, "btcusdt@depth@100ms");
    const auto fast = f.data(micros, "btcusdt@depth@100ms");
    BOOST_REQUIRE(slow.size() == fast.size());
    BOOST_TEST(number(fast.back(), "E") / 1000 == number(slow.back(), "E"));
    const auto since = (f.venue.config().wall_zero + f.now.time_since_epoch()).time_since_epoch();
    BOOST_TEST(number(slow.back(), "E") == static_cast<std::uint64_t>(since / 1ms));
}

BOOST_AUTO_TEST_CASE(the_sixth_message_in_a_second_ends_the_connection)
{
    lab f(quiet_market());
    const auto id = f.connect();
    for (int i = 0; i < 5; ++i)
        f.ask(id, R"({"method":"LIST_SUBSCRIPTIONS","id":1})");
    BOOST_TEST(f.count(id, kind::close) == 0u);
    f.run(1s);
    f.venue.pong(id, "unasked", f.now);
    f.venue.ping(id, f.now);
    for (int i = 0; i < 3; ++i)
        f.ask(id, R"({"method":"LIST_SUBSCRIPTIONS","id":1})");
    BOOST_TEST(f.count(id, kind::close) == 0u);
    f.ask(id, R"({"method":"LIST_SUBSCRIPTIONS","id":1})");
    BOOST_REQUIRE(f.find(id, kind::close));
    BOOST_TEST(f.find(id, kind::close)->code == 1008);
    BOOST_TEST(f.venue.connections().empty());
}

BOOST_AUTO_TEST_CASE(the_1025th_stream_is_refused)
{
    lab f(quiet_market());
    const auto id = f.connect();
    std::string names;
    for (int i = 0; i < 1024; ++i)
        names += (i ? ",\"" : "\"") + std::to_string(i) + "@trade\"";
    f.ask(id, R"({"method":"SUBSCRIBE","id":1,"params":[)" + names + "]}");
    BOOST_TEST(f.venue.subscriptions(id).size() == 1024u);
    BOOST_TEST(f.subscribe(id, "btcusdt@trade").starts_with("{\"code\":2"));
    BOOST_TEST(f.subscribe(id, "7@trade") == R"({"result":null,"id":1})");
    BOOST_TEST(f.venue.subscriptions(id).size() == 1024u);
}

BOOST_AUTO_TEST_CASE(pings_come_every_20_seconds_and_want_their_payload_back)
{
    lab f(quiet_market());
    const auto good = f.connect();
    f.run(2min + 1s);
    BOOST_TEST(f.count(good, kind::ping) == 6u);
    BOOST_TEST(f.count(good, kind::close) == 0u);

    f.answers_pings = false;
    f.run(20s);
    f.venue.pong(good, "something else", f.now);
    f.run(58s);
    BOOST_TEST(f.count(good, kind::close) == 0u);
    f.run(1s);
    BOOST_REQUIRE(f.find(good, kind::close));
    BOOST_TEST(f.find(good, kind::close)->bytes == "Pong timeout");
}

BOOST_AUTO_TEST_CASE(connections_live_for_a_day)
{
    lab f(quiet_market());
    const auto id = f.connect();
    f.run(24h - 1s);
    BOOST_TEST(f.venue.connections().size() == 1u);
    f.run(1s);
    BOOST_REQUIRE(f.find(id, kind::close));
    BOOST_TEST(f.find(id, kind::close)->code == 1001);
}

BOOST_AUTO_TEST_CASE(the_shutdown_notice_has_a_raw_and_a_combined_form)
{
    lab f(quiet_market());
    const auto raw = f.connect("/ws");
    const auto combined = f.connect("/stream");
    f.venue.announce_shutdown(f.now);
    f.run(1ms);
    const std::string stamp = std::to_string(f.venue.config().wall_zero.time_since_epoch() / 1ms + 3'600'000);
    const std::string notice = "{\"e\":\"serverShutdown\",\"E\":" + stamp + "}";
    BOOST_TEST(f.texts(raw).front() == notice);
    BOOST_TEST(f.texts(combined).front() == "{\"stream\":\"!serverShutdown\",\"data\":" + notice + "}");
}

BOOST_AUTO_TEST_CASE(other_paths_are_not_found)
{
    lab f(quiet_market());
    for (const std::string target : {"/", "", "/wss", "/stream/", "/api/v3/depth", "?streams=a", "%zz"})
        BOOST_TEST(f.venue.upgrade(1, target, f.now).status == 404u, target);
    BOOST_TEST(f.venue.upgrade(1, "/ws/bad%20name", f.now).status == 400u);
    for (const std::string target : {"/ws", "/stream", "/ws/btcusdt@depth", "/stream?streams=a/b&x=y"})
        BOOST_TEST(f.venue.upgrade(1, target, f.now).status == 101u, target);
}

BOOST_AUTO_TEST_CASE(more_attempts_than_300_in_5_minutes_are_turned_away)
{
    lab f(quiet_market());
    for (int i = 0; i < 300; ++i) {
        BOOST_TEST(f.venue.upgrade(1, "/ws", f.now).status == 101u);
        f.run(500ms);
    }
    const sim::http_reply reply = f.venue.upgrade(1, "/ws", f.now);
    BOOST_TEST(reply.status == 429u);
    BOOST_TEST(reply.headers.at(0).first == "Retry-After");
    BOOST_TEST(reply.headers.at(0).second == "150");
    f.run(150s);
    BOOST_TEST(f.venue.upgrade(1, "/ws", f.now).status == 101u);
}

BOOST_AUTO_TEST_CASE(a_connection_that_ends_leaves_nothing_behind)
{
    lab f;
    const auto id = f.connect("/stream?streams=btcusdt@depth@100ms");
    f.run(1s);
    f.venue.closed(id, f.now);
    f.received.clear();
    f.run(1min);
    BOOST_TEST(f.received[id].empty());
    BOOST_TEST(f.venue.connections().empty());
    f.venue.receive(id, "late", f.now);
    f.venue.pong(id, "late", f.now);
    f.venue.closed(id, f.now);
    BOOST_TEST(f.venue.take_outputs().empty());
}

BOOST_AUTO_TEST_SUITE_END()
