// SPDX-License-Identifier: BSL-1.0
#include "exchange/generic/venues.hpp"

#include "exchange/generic/text_template.hpp"
#include "wire/text/time_text.hpp"

#include <boost/test/unit_test.hpp>
#include <holdfast/adapter_fuzz.hpp>

#include <functional>
#include <string>
#include <vector>

namespace {

using namespace holdfast;
using generic::carried;
using kind = decoded::kind;

// The least that is useful.
generic::options smallest()
{
    return {.name = "venue",
            .ws = "wss://stream.venue.com/ws",
            .subscribe = R"({"op":"subscribe","args":[{topics}],"id":{id}})",
            .unsubscribe = R"({"op":"unsubscribe","args":[{topics}],"id":{id}})"};
}

generic::options with_kind(generic::topic_kind one)
{
    generic::options venue = smallest();
    venue.kinds = {std::move(one)};
    return venue;
}

generic::topic_kind book_by(continuity rule)
{
    generic::topic_kind book{.carries = carried::book};
    book.traits.rule = rule;
    return book;
}

// The first thing that the message says; its text lives as long as this.
struct heard {
    heard(const generic::options& venue, const std::string& text)
    {
        std::vector<decoded> out;
        bytes = text;
        generic::make_adapter(venue)->decode(bytes, false, memory, out);
        BOOST_TEST_REQUIRE(out.size() == 1U);
        said = out.front();
    }
    std::string bytes{};
    slab memory{};
    decoded said{};
};

// What is wrong with a configuration.
std::string refusal(const std::function<void(generic::options&)>& change)
{
    generic::options venue = with_kind(book_by(continuity::contiguous));
    change(venue);
    try {
        (void)generic::make_adapter(venue);
    } catch (const error& e) {
        BOOST_TEST((e.why().code == errc::invalid_config));
        return e.why().text;
    }
    return "accepted";
}

} // namespace

// ---- the smallest configuration ---------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_defaults)

BOOST_AUTO_TEST_CASE(requests)
{
    const auto exchange = generic::make_adapter(smallest());
    const std::vector<topic> two = {topic("a"), topic("say \"b\"")};
    BOOST_TEST(exchange->subscribe(3, two) == R"({"op":"subscribe","args":["a","say \"b\""],"id":3})");
    BOOST_TEST(exchange->unsubscribe(4, two) == R"({"op":"unsubscribe","args":["a","say \"b\""],"id":4})");
    BOOST_TEST(exchange->endpoint(two) == "wss://stream.venue.com/ws");
    BOOST_TEST(exchange->limits().topics_per_request == 0U);
}

BOOST_AUTO_TEST_CASE(topics_of_no_kind_are_passed_on_with_their_time)
{
    const heard h(smallest(), R"({"topic":"x","seq":5,"data":{"ts":1700000000000,"v":1}})");
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "x");
    BOOST_TEST((h.said.ids == sequence_ids()));
    BOOST_TEST((h.said.exchange_time == wall_time(std::chrono::milliseconds(1'700'000'000'000))));
    BOOST_TEST((generic::make_adapter(smallest())->traits(topic("x")).rule == continuity::audited));
}

BOOST_AUTO_TEST_CASE(usual_answers_are_recognised)
{
    const std::vector<std::pair<std::string, kind>> usual = {
        {R"({"id":3,"result":null})", kind::ack},
        {R"({"success":true,"ret_msg":"","req_id":"3","op":"subscribe"})", kind::ack},
        {R"({"event":"subscribe","id":3})", kind::ack},
        {R"({"error":null,"result":true,"id":3})", kind::ack},
        {R"({"success":false,"ret_msg":"no such topic","req_id":"3"})", kind::reject},
        {R"({"id":3,"error":{"code":1,"message":"m"}})", kind::reject},
        {R"({"event":"error","id":3})", kind::reject},
    };
    for (const auto& [text, what] : usual) {
        const heard h(smallest(), text);
        BOOST_TEST((h.said.what == what), text);
        BOOST_TEST(h.said.request_id == 3U, text);
    }
}

BOOST_AUTO_TEST_CASE(usual_signs_of_life_are_recognised)
{
    for (const std::string text :
         {"pong", R"({"op":"pong"})", R"({"type":"pong","id":1})", R"({"channel":"heartbeat"})",
          R"({"success":true,"ret_msg":"pong","op":"ping"})"})
        BOOST_TEST((heard(smallest(), text).said.what == kind::heartbeat), text);
}

BOOST_AUTO_TEST_CASE(what_is_neither_is_malformed)
{
    for (const std::string text :
         {"{}", "[]", "7", "\"text\"", "hello", "", "{\"topic\":7.5e}", R"({"topic":null})",
          R"({"topic":{},"data":{}})", R"({"topic":"a","topic":"b"})"}) {
        const heard h(smallest(), text);
        BOOST_TEST((h.said.what == kind::malformed), text);
        BOOST_TEST(!h.said.text.empty(), text);
    }
}

BOOST_AUTO_TEST_CASE(broken_json_is_put_to_its_topic_as_far_as_that_is_known)
{
    const heard h(smallest(), R"({"topic":"x","data":{)");
    BOOST_TEST((h.said.what == kind::malformed));
    BOOST_TEST(h.said.topic_name == "x");
}

BOOST_AUTO_TEST_CASE(a_name_longer_than_any_topic_is_none)
{
    const heard h(smallest(), R"({"topic":")" + std::string(200, 'x') + R"(","data":{}})");
    BOOST_TEST((h.said.what == kind::malformed));
}

BOOST_AUTO_TEST_SUITE_END()

// ---- what some exchanges do otherwise ---------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_otherwise)

namespace {

// Every entry that the message makes; their texts live as long as this.
struct all_heard {
    all_heard(const generic::options& venue, const std::string& text) : bytes(text)
    {
        generic::make_adapter(venue)->decode(bytes, false, memory, out);
    }
    std::string bytes;
    slab memory{};
    std::vector<decoded> out{};
};

std::string levels_in(const decoded& said)
{
    return kit::describe(said.content);
}

generic::options sided()
{
    generic::topic_kind book = book_by(continuity::contiguous);
    book.rows = {"updates", "changes"};
    book.price = {"price_level"};
    book.quantity = {"new_quantity"};
    return with_kind(book);
}

std::string sided_message(const std::string& rows)
{
    return R"({"topic":"x","data":{"seq":2,"updates":)" + rows + "}}";
}

generic::options market_trades()
{
    generic::topic_kind trades{.names = "market_trades:*", .carries = carried::trades};
    trades.traits.rule = continuity::monotonic;
    trades.last = {"trade_id"};
    generic::options venue = with_kind(trades);
    venue.topic = {"channel:events.trades.product_id", "channel:events.product_id"};
    venue.data = "events";
    venue.items = "trades";
    return venue;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_kind_may_have_texts_of_its_own)
{
    generic::topic_kind book = book_by(continuity::contiguous);
    book.names = "book:*";
    book.subscribe = R"({"method":"depth.subscribe","params":[{topics}]})";
    const auto exchange = generic::make_adapter(with_kind(book));
    const topic books[] = {topic("book:A"), topic("book:B")};
    const topic other("trades:A");
    BOOST_TEST(exchange->subscribe(1, books) ==
               R"({"method":"depth.subscribe","params":["book:A","book:B"]})");
    BOOST_TEST(exchange->unsubscribe(2, books) ==
               R"({"op":"unsubscribe","args":["book:A","book:B"],"id":2})");
    BOOST_TEST(exchange->subscribe(3, {&other, 1}) == R"({"op":"subscribe","args":["trades:A"],"id":3})");
}

BOOST_AUTO_TEST_CASE(its_topics_share_no_request_with_others)
{
    generic::topic_kind book = book_by(continuity::contiguous);
    book.names = "book:*";
    book.subscribe = R"({"method":"depth.subscribe","params":[{topics}]})";
    const auto exchange = generic::make_adapter(with_kind(book));
    BOOST_TEST(exchange->request_group(topic("book:A")) == exchange->request_group(topic("book:B")));
    BOOST_TEST(exchange->request_group(topic("book:A")) != exchange->request_group(topic("trades:A")));
}

BOOST_AUTO_TEST_CASE(topics_whose_text_is_about_one_topic_stand_alone)
{
    generic::topic_kind book = book_by(continuity::contiguous);
    book.names = "book:*";
    book.subscribe = R"({"sub":"{topic}"})";
    const auto exchange = generic::make_adapter(with_kind(book));
    const topic a("book:A"), b("book:B");
    BOOST_TEST(exchange->request_group(a) != exchange->request_group(b));
}

BOOST_AUTO_TEST_CASE(a_checksum_is_handed_on_whatever_its_sign)
{
    generic::topic_kind book = book_by(continuity::audited);
    book.checksum = {"checksum"};
    const auto sum_of = [&](const std::string& text) {
        return heard(with_kind(book), R"({"topic":"x","data":{"bids":[],"checksum":)" + text + "}}")
            .said.checksum;
    };
    BOOST_TEST(sum_of("3310070434").value() == 3310070434U);
    BOOST_TEST(sum_of("-984896862").value() == 3310070434U);
    BOOST_TEST(sum_of("\"-2147483648\"").value() == 2147483648U);
}

BOOST_AUTO_TEST_CASE(a_message_without_its_checksum_is_not_believed)
{
    generic::topic_kind book = book_by(continuity::audited);
    book.checksum = {"checksum"};
    for (const std::string text : {"", R"(,"checksum":4294967296)", R"(,"checksum":-2147483649)",
                                   R"(,"checksum":"x")", R"(,"checksum":null)", R"(,"checksum":"--1")"})
        BOOST_TEST((heard(with_kind(book), R"({"topic":"x","data":{"bids":[])" + text + "}}").said.what ==
                    kind::malformed),
                   text);
}

BOOST_AUTO_TEST_CASE(rows_that_tell_their_own_sides)
{
    const heard h(sided(), sided_message(R"([{"side":"bid","price_level":"2","new_quantity":"1"},)"
                                         R"({"side":"OFFER","price_level":3,"new_quantity":4},)"
                                         R"({"side":"bid","price_level":"1","new_quantity":"0"}])"));
    BOOST_TEST(levels_in(h.said) == "book [2x1 1x0 ][3x4 ]");
}

BOOST_AUTO_TEST_CASE(rows_that_are_lists)
{
    const heard h(sided(),
                  R"({"topic":"x","data":{"seq":2,"changes":[["buy","2","1"],["sell","3","0",7]]}})");
    BOOST_TEST(levels_in(h.said) == "book [2x1 ][3x0 ]");
}

BOOST_AUTO_TEST_CASE(a_snapshot_beside_them_may_have_its_sides_apart)
{
    const heard h(sided(),
                  R"({"topic":"x","type":"snapshot","data":{"seq":2,"bids":[["2","1"]],"asks":[]}})");
    BOOST_TEST((h.said.what == kind::snapshot));
    BOOST_TEST(levels_in(h.said) == "book [2x1 ][]");
}

BOOST_AUTO_TEST_CASE(rows_that_are_wrong)
{
    for (const std::string rows :
         {R"([{"side":"middle","price_level":"2","new_quantity":"1"}])",
          R"([{"price_level":"2","new_quantity":"1"}])", R"([{"side":"bid","price_level":"2"}])",
          R"([{"side":"bid","side":"bid","price_level":"2","new_quantity":"1"}])",
          R"([{"side":"bid","price_level":"-2","new_quantity":"1"}])", R"([["buy","2"]])", R"([7])", R"({})",
          R"("bid")", R"([{"side":7,"price_level":"2","new_quantity":"1"}])"}) {
        const heard h(sided(), sided_message(rows));
        BOOST_TEST((h.said.what == kind::malformed), rows);
        BOOST_TEST(h.said.topic_name == "x");
    }
}

BOOST_AUTO_TEST_CASE(both_sides_as_one_list_of_two)
{
    generic::topic_kind book = book_by(continuity::monotonic);
    book.carries = carried::whole_book;
    book.last = {"time"};
    book.bids = {"levels.0"};
    book.asks = {"levels.1"};
    const heard h(
        with_kind(book),
        R"({"topic":"x","data":{"time":7,"levels":[[{"px":"2","sz":"1","n":3}],[{"px":"3","sz":"4"}]]}})");
    BOOST_TEST(levels_in(h.said) == "book [2x1 ][3x4 ]");
}

BOOST_AUTO_TEST_CASE(a_list_in_each_object_of_a_list)
{
    const all_heard h(
        market_trades(),
        R"({"channel":"market_trades","events":[{"type":"update","trades":[)"
        R"({"product_id":"A","trade_id":"1","price":"2","size":"3","side":"BUY"},)"
        R"({"product_id":"B","trade_id":"2","price":"4","size":"5","side":"SELL"}]},)"
        R"({"trades":[{"product_id":"A","trade_id":"3","price":"6","size":"7","side":"BUY"}]}]})");
    BOOST_TEST_REQUIRE(h.out.size() == 3U);
    BOOST_TEST(h.out[0].topic_name == "market_trades:A");
    BOOST_TEST(h.out[1].topic_name == "market_trades:B");
    BOOST_TEST(h.out[2].ids.last == 3U);
}

BOOST_AUTO_TEST_CASE(what_stands_around_the_items_belongs_to_each_of_them)
{
    const all_heard h(market_trades(),
                      R"({"channel":"market_trades","events":[{"trades":[)"
                      R"({"trade_id":"1","price":"2","size":"3","side":"BUY"}],"product_id":"A"}]})");
    BOOST_TEST_REQUIRE(h.out.size() == 1U);
    BOOST_TEST(h.out[0].topic_name == "market_trades:A");
}

BOOST_AUTO_TEST_CASE(a_list_of_no_items_is_a_sign_of_life)
{
    const all_heard h(market_trades(),
                      R"({"channel":"market_trades","events":[{"trades":[],"product_id":"A"}]})");
    BOOST_TEST_REQUIRE(h.out.size() == 1U);
    BOOST_TEST((h.out[0].what == kind::heartbeat));
}

BOOST_AUTO_TEST_CASE(items_may_stand_in_a_message_that_is_its_own_data)
{
    generic::options venue = market_trades();
    venue.topic = {"channel:trades.product_id"};
    venue.data = "";
    const all_heard h(venue, R"({"channel":"market_trades","trades":[)"
                             R"({"product_id":"A","trade_id":"1","price":"2","size":"3","side":"BUY"},)"
                             R"({"product_id":"B","trade_id":"2","price":"4","size":"5","side":"SELL"}]})");
    BOOST_TEST_REQUIRE(h.out.size() == 2U);
    BOOST_TEST(h.out[1].topic_name == "market_trades:B");
}

BOOST_AUTO_TEST_CASE(a_number_of_the_connection_is_that_of_every_message)
{
    generic::options venue = with_kind(book_by(continuity::per_connection));
    venue.connection_number = {"sequence_num"};
    for (const std::string text :
         {R"({"op":"pong","sequence_num":7})", R"({"event":"subscribe","id":1,"sequence_num":7})",
          R"({"topic":"x","sequence_num":7,"data":{"bids":[]}})"})
        BOOST_TEST(heard(venue, text).said.connection_number.value() == 7U, text);
}

BOOST_AUTO_TEST_CASE(the_exchange_is_told_that_the_client_is_there)
{
    generic::options venue = smallest();
    venue.answers.asks = {{"method", "public/heartbeat"}, {"ping"}};
    venue.reply = R"({"id":{id},"method":"public/respond-heartbeat"})";
    venue.id = {"id", "ping"};
    const heard h(venue, R"({"id":1587523073344,"method":"public/heartbeat","code":0})");
    BOOST_TEST((h.said.what == kind::reply));
    BOOST_TEST(h.said.text == R"({"id":1587523073344,"method":"public/respond-heartbeat"})");
    BOOST_TEST(heard(venue, R"({"ping":5})").said.text == R"({"id":5,"method":"public/respond-heartbeat"})");
}

BOOST_AUTO_TEST_SUITE_END()

// ---- numbers and books ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_numbers)

BOOST_AUTO_TEST_CASE(each_rule_reads_the_numbers_that_it_needs)
{
    const std::string frame = R"({"topic":"x","data":{"U":3,"u":"5","pu":2,"bids":[],"asks":[]}})";
    const auto ids_by = [&frame](continuity rule) { return heard(with_kind(book_by(rule)), frame).said.ids; };
    BOOST_TEST((ids_by(continuity::contiguous) == sequence_ids{.last = 5}));
    BOOST_TEST((ids_by(continuity::range) == sequence_ids{.first = 3, .last = 5}));
    BOOST_TEST((ids_by(continuity::linked) == sequence_ids{.last = 5, .previous = 2}));
    BOOST_TEST((ids_by(continuity::audited) == sequence_ids()));
}

BOOST_AUTO_TEST_CASE(a_number_that_is_needed_and_absent_is_told)
{
    for (const continuity rule : {continuity::contiguous, continuity::range, continuity::linked,
                                  continuity::monotonic, continuity::per_connection}) {
        generic::options venue = with_kind(book_by(rule));
        venue.connection_number = {"sequence_num"};
        const heard h(venue, R"({"topic":"x","data":{"bids":[],"asks":[]}})");
        BOOST_TEST((h.said.what == kind::malformed));
        BOOST_TEST(h.said.topic_name == "x");
    }
}

BOOST_AUTO_TEST_CASE(a_range_that_runs_backwards)
{
    const heard h(with_kind(book_by(continuity::range)), R"({"topic":"x","data":{"U":6,"u":5,"bids":[]}})");
    BOOST_TEST((h.said.what == kind::malformed));
}

BOOST_AUTO_TEST_CASE(the_data_is_looked_at_before_what_is_around_it)
{
    const generic::options venue = with_kind(book_by(continuity::contiguous));
    BOOST_TEST(heard(venue, R"({"topic":"x","seq":1,"data":{"seq":2,"bids":[]}})").said.ids.last == 2U);
    BOOST_TEST(heard(venue, R"({"data":{"bids":[]},"seq":1,"topic":"x"})").said.ids.last == 1U);
}

BOOST_AUTO_TEST_CASE(earlier_paths_come_first)
{
    generic::topic_kind book = book_by(continuity::contiguous);
    book.last = {"c.n", "d"};
    BOOST_TEST(
        heard(with_kind(book), R"({"topic":"x","data":{"d":1,"c":{"n":2},"bids":[]}})").said.ids.last == 2U);
    BOOST_TEST(heard(with_kind(book), R"({"topic":"x","data":{"d":1,"c":{},"bids":[]}})").said.ids.last ==
               1U);
}

BOOST_AUTO_TEST_CASE(changes_may_have_one_side_and_snapshots_have_both)
{
    const generic::options venue = with_kind(book_by(continuity::contiguous));
    const heard change(venue, R"({"topic":"x","data":{"seq":2,"asks":[["1","0"]]}})");
    BOOST_TEST((change.said.what == kind::data));
    BOOST_TEST(std::get<book_levels>(change.said.content).bids.empty());
    BOOST_TEST((heard(venue, R"({"topic":"x","data":{"seq":2}})").said.what == kind::malformed));
    BOOST_TEST((heard(venue, R"({"topic":"x","type":"snapshot","data":{"seq":2,"asks":[]}})").said.what ==
                kind::malformed));
}

BOOST_AUTO_TEST_CASE(levels_that_are_none)
{
    const generic::options venue = with_kind(book_by(continuity::contiguous));
    for (const std::string levels : {R"([["1"]])", R"([["1",null]])", R"([["-1","2"]])", R"([{"price":1}])",
                                     R"({})", R"("1")", R"([1,2])", R"([{"price":1,"price":1,"qty":1}])"})
        BOOST_TEST((heard(venue, R"({"topic":"x","data":{"seq":2,"bids":)" + levels + "}}").said.what ==
                    kind::malformed),
                   levels);
}

BOOST_AUTO_TEST_CASE(a_whole_book_each_time_is_a_snapshot_each_time)
{
    generic::topic_kind book = book_by(continuity::monotonic);
    book.carries = carried::whole_book;
    const heard h(with_kind(book), R"({"topic":"x","data":{"seq":2,"bids":[[1,2]],"asks":[[3,4]]}})");
    BOOST_TEST((h.said.what == kind::snapshot));
}

BOOST_AUTO_TEST_CASE(time_stands_in_for_numbers_where_books_are_audited)
{
    generic::topic_kind book = book_by(continuity::audited);
    book.traits.recovery = recovery::rest_snapshot;
    book.traits.audit_every = std::chrono::minutes(1);
    book.rest.url = "https://api.venue.com/book?symbol={topic}";
    const generic::options venue = with_kind(book);
    const std::string at = R"("ts":1700000000000)";
    const heard h(venue, R"({"topic":"x","data":{)" + at + R"(,"bids":[]}})");
    slab memory;
    const auto fresh = generic::make_adapter(venue)->decode_snapshot(
        topic("x"), "{" + at + R"(,"bids":[],"asks":[]})", memory);
    BOOST_TEST(h.said.ids.last == 1'700'000'000'000'000'000U);
    BOOST_TEST(fresh.value().ids.last == h.said.ids.last);
    BOOST_TEST((heard(venue, R"({"topic":"x","data":{"bids":[]}})").said.what == kind::malformed));
}

BOOST_AUTO_TEST_CASE(a_time_is_never_taken_for_a_number)
{
    generic::topic_kind book = book_by(continuity::range);
    book.traits.recovery = recovery::rest_snapshot;
    book.rest.url = "https://api.venue.com/book?symbol={topic}";
    slab memory;
    const auto fresh =
        generic::make_adapter(with_kind(book))
            ->decode_snapshot(topic("x"), R"({"ts":1700000000000,"bids":[],"asks":[]})", memory);
    BOOST_TEST((fresh.error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(kinds_are_told_by_the_names_of_topics)
{
    generic::topic_kind first{.names = "book.*", .carries = carried::quote};
    first.traits.rule = continuity::monotonic;
    first.ws = "wss://books.venue.com";
    generic::options venue = with_kind(first);
    const auto exchange = generic::make_adapter(venue);
    const topic book("book.BTC");
    const topic other("other");
    BOOST_TEST((exchange->traits(book).rule == continuity::monotonic));
    BOOST_TEST((exchange->traits(other).rule == continuity::audited));
    BOOST_TEST(exchange->endpoint({&book, 1}) == "wss://books.venue.com");
    BOOST_TEST(exchange->endpoint({&other, 1}) == "wss://stream.venue.com/ws");
}

BOOST_AUTO_TEST_CASE(close_codes)
{
    generic::options venue = smallest();
    venue.close_codes = {{4003, close_action::fatal}};
    const auto exchange = generic::make_adapter(venue);
    BOOST_TEST((exchange->on_close(4003, "") == close_action::fatal));
    BOOST_TEST((exchange->on_close(4004, "") == close_action::reconnect));
}

BOOST_AUTO_TEST_SUITE_END()

// ---- times ----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_times)

namespace {

std::int64_t nanoseconds_in(const std::string& json)
{
    slab memory;
    wire::json_cursor in(json, memory);
    const auto at = wire::read_time(wire::read_member(in, memory));
    return at ? at->time_since_epoch().count() : -1;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_unit)
{
    constexpr std::int64_t second = 1'000'000'000;
    for (const std::string text :
         {"1700000000", "\"1700000000\"", "1700000000000", "\"1700000000000\"", "1700000000000000",
          "1700000000000000000", "1700000000.0", "\"2023-11-14T22:13:20Z\"",
          "\"2023-11-14T23:13:20.000+01:00\"", "\"2023-11-14t17:13:20.0000000000-05:00\""})
        BOOST_TEST(nanoseconds_in(text) == 1'700'000'000 * second, text);
    BOOST_TEST(nanoseconds_in("1700000000.123456") == 1'700'000'000'123'456'000);
    BOOST_TEST(nanoseconds_in("170000000.0123456789") == 170'000'000'012'345'678);
    BOOST_TEST(nanoseconds_in("\"2023-11-14T22:13:20.709993Z\"") == 1'700'000'000'709'993'000);
    BOOST_TEST(nanoseconds_in("\"2016-12-31T23:59:60Z\"") == nanoseconds_in("\"2017-01-01T00:00:00Z\""));
}

BOOST_AUTO_TEST_CASE(what_is_no_time)
{
    for (const std::string text :
         {"null", "true", "\"\"", "\"now\"", "-1", "1e30", "18446744073709551615", "\"2023-11-14\"",
          "\"2023-13-14T22:13:20Z\"", "\"2023-02-29T22:13:20Z\"", "\"2023-11-14T24:13:20Z\"",
          "\"2023-11-14T22:13:20\"", "\"2023-11-14T22:13:20.Z\"", "\"2023-11-14T22:13:20Z \"",
          "\"9999-11-14T22:13:20Z\"", "[]", "{}"})
        BOOST_TEST(nanoseconds_in(text) == -1, text);
}

BOOST_AUTO_TEST_SUITE_END()

// ---- texts ----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_texts)

BOOST_AUTO_TEST_CASE(names_and_patterns)
{
    const auto yes = [](const char* pattern, const char* name) {
        BOOST_TEST(generic::fits(pattern, name), pattern << " and " << name);
    };
    const auto no = [](const char* pattern, const char* name) {
        BOOST_TEST(!generic::fits(pattern, name), pattern << " and " << name);
    };
    yes("*", "");
    yes("*", "any");
    yes("book:*", "book:");
    yes("*@depth*", "btcusdt@depth@100ms");
    yes("a*b*c", "axxbyybzc");
    yes("a*a", "aa");
    no("a*a", "a");
    no("book:*", "books:x");
    no("*@trade", "x@trade@now");
    no("a*b*c", "acb");
    no("", "x");
    yes("", "");
}

BOOST_AUTO_TEST_CASE(parts_of_a_name)
{
    const auto filled = [](const char* text, const char* name) {
        return generic::text_template("m", text, generic::purpose::one_topic, ':').fill(topic(name));
    };
    BOOST_TEST(filled("{1}|{2}", "a:b:c") == "a|b");
    BOOST_TEST(filled("{1}|{2..}", "a:b:c") == "a|b:c");
    BOOST_TEST(filled("{1..}|{4..}|{9}", "a:b:c") == "a:b:c||");
    BOOST_TEST(filled("{1}|{2}|{3}", "a:b:c") == "a|b|c");
    BOOST_TEST(filled("{1}|{2}", "a") == "a|");
    BOOST_TEST(filled("{1:upper}|{2:lower}", "aB:Cd") == "AB|cd");
    BOOST_TEST(filled("{topic:upper}", "a\"b") == "A\\\"B");
    BOOST_TEST(filled("{} {\"a\":{}}{", "a") == "{} {\"a\":{}}{");
}

BOOST_AUTO_TEST_CASE(in_a_url_values_are_encoded)
{
    const generic::text_template url("m", "https://h/?s={2}", generic::purpose::url, ':');
    BOOST_TEST(url.fill(topic("book:BTC/USD&x=1:y")) == "https://h/?s=BTC%2FUSD%26x%3D1");
}

BOOST_AUTO_TEST_SUITE_END()

// ---- bad configurations -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_refuses)

namespace {

void names(const std::string& member, const std::function<void(generic::options&)>& change)
{
    const std::string why = refusal(change);
    BOOST_TEST(why.starts_with("options::" + member + ":"), "instead of " << member << ": " << why);
}

} // namespace

BOOST_AUTO_TEST_CASE(nothing_where_nothing_is_wrong)
{
    BOOST_TEST(refusal([](generic::options&) {}) == "accepted");
}

BOOST_AUTO_TEST_CASE(members_of_the_options)
{
    using generic::options;
    names("name", [](options& o) { o.name.clear(); });
    names("ws", [](options& o) { o.ws = "https://stream.venue.com"; });
    names("ws", [](options& o) { o.ws.clear(); });
    names("subscribe", [](options& o) { o.subscribe.clear(); });
    names("subscribe", [](options& o) { o.subscribe = "{topics} {topic}"; });
    names("unsubscribe", [](options& o) { o.unsubscribe = "{topics} {unknown}"; });
    names("unsubscribe", [](options& o) {
        o.unsubscribe = "{topic";
        o.unsubscribe += ":loud}";
    });
    names("each", [](options& o) { o.each = "{id}"; });
    names("each", [](options& o) { o.each = "{1.}"; });
    names("topic", [](options& o) { o.topic.clear(); });
    names("topic", [](options& o) { o.topic = {"a::b"}; });
    names("data", [](options& o) { o.data = "a..b"; });
    names("id", [](options& o) { o.id = {"a."}; });
    names("answers.alive", [](options& o) { o.answers.alive = {{"", "x"}}; });
    names("items", [](options& o) { o.items = "a..b"; });
    names("connection_number", [](options& o) { o.kinds[0].traits.rule = continuity::per_connection; });
    names("reply", [](options& o) { o.reply = R"({"pong":{id}})"; });
    names("reply", [](options& o) { o.answers.asks = {{"ping"}}; });
    names("reply", [](options& o) {
        o.answers.asks = {{"ping"}};
        o.reply = "{topic}";
    });
    names("close_codes", [](options& o) { o.close_codes = {{1006, close_action::fatal}}; });
}

BOOST_AUTO_TEST_CASE(members_of_a_kind)
{
    using generic::options;
    names("kinds[0].names", [](options& o) { o.kinds[0].names.clear(); });
    names("kinds[0].last", [](options& o) { o.kinds[0].last.clear(); });
    names("kinds[0].last", [](options& o) { o.kinds[0].last = {".a"}; });
    names("kinds[0].first", [](options& o) {
        o.kinds[0].traits.rule = continuity::range;
        o.kinds[0].first.clear();
    });
    names("kinds[0].previous", [](options& o) {
        o.kinds[0].traits.rule = continuity::linked;
        o.kinds[0].previous.clear();
    });
    names("kinds[0].traits.recovery", [](options& o) {
        o.kinds[0].carries = carried::trades;
        o.kinds[0].traits.recovery = recovery::resubscribe;
    });
    names("kinds[0].rest.url", [](options& o) { o.kinds[0].traits.recovery = recovery::rest_snapshot; });
    names("kinds[0].rest.url", [](options& o) { o.kinds[0].traits.audit_every = std::chrono::minutes(1); });
    names("kinds[0].rest.url", [](options& o) { o.kinds[0].rest.url = "ftp://venue.com"; });
    names("kinds[0].rest.url", [](options& o) { o.kinds[0].rest.url = "https://venue.com/{id}"; });
    names("kinds[0].snapshot", [](options& o) { o.kinds[0].snapshot.clear(); });
    names("kinds[0].columns", [](options& o) { o.kinds[0].columns = {1, 1}; });
    names("kinds[0].bids", [](options& o) { o.kinds[0].bids.clear(); });
    names("kinds[0].traits.cadence",
          [](options& o) { o.kinds[0].traits.cadence = std::chrono::seconds(-1); });
    names("kinds[0].ws", [](options& o) { o.kinds[0].ws = "venue.com"; });
    names("kinds[0].subscribe", [](options& o) { o.kinds[0].subscribe = "{}"; });
    names("kinds[0].unsubscribe", [](options& o) { o.kinds[0].unsubscribe = "{topics} {topic}"; });
    names("kinds[0].rows", [](options& o) { o.kinds[0].rows = {"a."}; });
    names("kinds[0].columns_of_rows", [](options& o) { o.kinds[0].columns_of_rows = {0, 0, 1}; });
    names("kinds[1].checksum",
          [](options& o) { o.kinds.push_back({.carries = carried::trades, .checksum = {"c"}}); });
    names("kinds[1].price", [](options& o) { o.kinds.push_back({.carries = carried::trades, .price = {}}); });
    names("kinds[1].bid", [](options& o) { o.kinds.push_back({.carries = carried::quote, .bid = {}}); });
}

BOOST_AUTO_TEST_CASE(two_kinds_that_expect_different_levels_at_one_place)
{
    const std::string why = refusal([](generic::options& o) {
        generic::topic_kind other = o.kinds[0];
        other.columns = {1, 2};
        o.kinds.push_back(other);
    });
    BOOST_TEST(why.find("different levels at \"bids\"") != why.npos, why);
}

BOOST_AUTO_TEST_CASE(more_paths_than_there_is_room_for)
{
    const std::string why = refusal([](generic::options& o) {
        for (int i = 0; i != 300; ++i)
            o.id.push_back("id" + std::to_string(i));
    });
    BOOST_TEST(why.find("a path too many") != why.npos, why);
}

BOOST_AUTO_TEST_SUITE_END()
