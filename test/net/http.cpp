// SPDX-License-Identifier: BSL-1.0
#include "wire/support/gzip.hpp"
#include "wire/support/raw_server.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

// HTTP requests against servers that answer with the bytes written here.

namespace hf = holdfast;
using namespace std::chrono_literals;
using raw::peer;
using raw::stage;

namespace {

std::string reply(const std::string& status, const std::string& body, const std::string& headers = {})
{
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

/// A server that answers every request with these bytes.
raw::server_script always(std::string answer)
{
    return [answer](peer& p) -> hf::task<> {
        for (;;) {
            const std::string head = co_await p.head();
            if (head.empty())
                co_return;
            co_await p.send(answer);
        }
    };
}

hf::result<hf::http_response> ask(stage& s, hf::http_request request)
{
    hf::result<hf::http_response> out = hf::failure(hf::errc::stopped, "not asked");
    s.run([&](hf::network& net) -> hf::task<> { out = co_await net.request(request); });
    return out;
}

hf::http_request get(std::string url = raw::http_url)
{
    hf::http_request r;
    r.url = std::move(url);
    return r;
}

hf::result<hf::http_response> answered(const std::string& bytes, std::size_t max_body = 1'000'000)
{
    stage s(always(bytes));
    hf::http_request request = get();
    request.max_body = max_body;
    return ask(s, request);
}

/// Asks several times in a row on one network.
hf::task<> ask_again(hf::network& net, int times, std::vector<unsigned>& statuses)
{
    for (int i = 0; i != times; ++i) {
        hf::http_request request = get();
        const auto got = co_await net.request(std::move(request));
        statuses.push_back(got ? got->status : 0);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(http)

BOOST_AUTO_TEST_CASE(an_answer_has_status_headers_and_body)
{
    const auto got =
        answered(reply("200 OK", "{}", "Content-Type: application/json\r\nX-MBX-USED-WEIGHT-1M: 12\r\n"));
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->status == 200u);
    BOOST_TEST(got->body == "{}");
    BOOST_TEST(got->header("content-type") == "application/json");
    BOOST_TEST(got->header("x-mbx-used-weight-1m") == "12");
    BOOST_TEST(got->header("absent").empty());
}

BOOST_AUTO_TEST_CASE(a_request_is_sent_as_asked)
{
    std::string head;
    std::string body;
    stage s([&](peer& p) -> hf::task<> {
        head = co_await p.head();
        body = co_await p.exactly(8);
        co_await p.send(reply("200 OK", ""));
    });
    hf::http_request request = get("http://server.test/api/v3/order?symbol=BTCUSDT");
    request.verb = hf::http_verb::post;
    request.headers = {{"X-MBX-APIKEY", "key"}, {"Content-Type", "text/plain"}};
    request.body = "side=BUY";
    const auto got = ask(s, request);
    BOOST_TEST(got.has_value());
    BOOST_TEST(head.starts_with("POST /api/v3/order?symbol=BTCUSDT HTTP/1.1\r\n"));
    BOOST_TEST(raw::header(head, "Host") == "server.test");
    BOOST_TEST(raw::header(head, "X-MBX-APIKEY") == "key");
    BOOST_TEST(raw::header(head, "Content-Length") == "8");
    BOOST_TEST(raw::header(head, "Accept-Encoding") == "gzip");
    BOOST_TEST(raw::header(head, "User-Agent").starts_with("holdfast/"));
    BOOST_TEST(body == "side=BUY");
}

BOOST_AUTO_TEST_CASE(every_verb_has_its_name)
{
    const std::vector<std::pair<hf::http_verb, std::string>> verbs = {{hf::http_verb::get, "GET "},
                                                                      {hf::http_verb::post, "POST "},
                                                                      {hf::http_verb::put, "PUT "},
                                                                      {hf::http_verb::del, "DELETE "}};
    for (const auto& [verb, name] : verbs) {
        std::string head;
        stage s([&](peer& p) -> hf::task<> {
            head = co_await p.head();
            co_await p.send(reply("200 OK", ""));
        });
        hf::http_request request = get();
        request.verb = verb;
        BOOST_TEST(ask(s, request).has_value());
        BOOST_TEST(head.starts_with(name));
    }
}

BOOST_AUTO_TEST_CASE(a_status_of_failure_is_an_answer)
{
    const auto got = answered(reply("429 Too Many Requests", "slow down", "Retry-After: 30\r\n"));
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->status == 429u);
    BOOST_TEST(got->body == "slow down");
    BOOST_CHECK(got->retry_after == 30s);
}

BOOST_AUTO_TEST_CASE(a_redirect_is_an_answer)
{
    BOOST_TEST(answered(reply("302 Found", "", "Location: http://elsewhere.test/\r\n"))->status == 302u);
}

BOOST_AUTO_TEST_CASE(a_date_to_wait_for_is_counted_from_the_servers_clock)
{
    const auto got = answered(reply("418 I'm a teapot", "",
                                    "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                    "Retry-After: Sun, 06 Nov 1994 08:50:37 GMT\r\n"));
    BOOST_CHECK(got->retry_after == 60s);
}

BOOST_AUTO_TEST_CASE(a_chunked_body_is_put_together)
{
    const auto got = answered(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    BOOST_TEST(got->body == "hello world");
}

BOOST_AUTO_TEST_CASE(interim_answers_are_passed_over)
{
    const auto got = answered("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + reply("200 OK", "final"));
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->body == "final");
}

BOOST_AUTO_TEST_CASE(a_gzip_body_is_decompressed)
{
    const std::string text(100'000, 'x');
    const auto got = answered(reply("200 OK", raw::gzip(text), "Content-Encoding: gzip\r\n"));
    BOOST_REQUIRE(got.has_value());
    BOOST_CHECK(got->body == text);
}

BOOST_AUTO_TEST_CASE(bodies_above_the_limit_are_refused)
{
    const std::string large(1001, 'x');
    const std::string chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + large + "\r\n0\r\n\r\n";
    BOOST_TEST(answered(reply("200 OK", large), 1000).error().code == hf::errc::body_too_big);
    BOOST_TEST(answered(chunked, 1000).error().code == hf::errc::body_too_big);
    BOOST_TEST(answered(reply("200 OK", raw::gzip(large), "Content-Encoding: gzip\r\n"), 1000).error().code ==
               hf::errc::body_too_big);
    BOOST_TEST(answered(reply("200 OK", large), 1001).has_value());
}

BOOST_AUTO_TEST_CASE(fault_33_a_bomb_is_refused)
{
    const std::string bomb = raw::gzip(std::string(50'000'000, '\0'));
    BOOST_TEST(answered(reply("200 OK", bomb, "Content-Encoding: gzip\r\n")).error().code ==
               hf::errc::body_too_big);
}

BOOST_AUTO_TEST_CASE(garbage_is_malformed_and_names_the_host)
{
    for (const std::string bytes :
         {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"}) {
        const auto got = answered(bytes);
        BOOST_TEST(got.error().code == hf::errc::malformed);
        BOOST_TEST(got.error().text.find("server.test") != std::string::npos);
    }
    BOOST_TEST(answered(reply("200 OK", "not gzip", "Content-Encoding: gzip\r\n")).error().code ==
               hf::errc::malformed);
    BOOST_TEST(answered(reply("200 OK", "x", "Content-Encoding: br\r\n")).error().code ==
               hf::errc::malformed);
}

BOOST_AUTO_TEST_CASE(an_endless_head_is_refused)
{
    BOOST_TEST(answered("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')).error().code ==
               hf::errc::malformed);
}

BOOST_AUTO_TEST_CASE(a_truncated_body_is_a_disconnection)
{
    stage s([](peer& p) -> hf::task<> {
        (void)co_await p.head();
        co_await p.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        p.line().close();
    });
    BOOST_TEST(ask(s, get()).error().code == hf::errc::disconnected);
}

BOOST_AUTO_TEST_CASE(a_server_that_never_answers)
{
    stage s([](peer&) -> hf::task<> { co_return; });
    s.run([](hf::network& net) -> hf::task<> {
        const auto began = co_await hf::now();
        hf::http_request request = get("http://server.test/secret?signature=secret");
        const auto got = co_await net.request(std::move(request));
        BOOST_TEST(got.error().code == hf::errc::http_timeout);
        BOOST_TEST(got.error().text.find("server.test") != std::string::npos);
        BOOST_TEST(got.error().text.find("10 s") != std::string::npos);
        BOOST_TEST(got.error().message().find("secret") == std::string::npos);
        BOOST_CHECK(co_await hf::now() - began == 10s);
    });
}

BOOST_AUTO_TEST_CASE(a_server_that_answers_for_ever)
{
    stage s([](peer& p) -> hf::task<> {
        (void)co_await p.head();
        co_await p.send("HTTP/1.1 200 OK\r\n\r\n");
        for (;;) {
            co_await p.send("x");
            co_await hf::sleep_for(100ms);
        }
    });
    BOOST_TEST(ask(s, get()).error().code == hf::errc::http_timeout);
}

BOOST_AUTO_TEST_CASE(stages_have_their_own_errors)
{
    stage unknown(always(""));
    unknown.world.set_name_service("server.test", {});
    BOOST_TEST(ask(unknown, get()).error().code == hf::errc::resolve_failed);
    stage shut(always(""));
    shut.world.set_reach({raw::ip, 80}, hf::sim::reach::refused);
    BOOST_TEST(ask(shut, get()).error().code == hf::errc::connect_failed);
}

BOOST_AUTO_TEST_CASE(what_must_not_be_sent_is_not_sent)
{
    stage s([](peer&) -> hf::task<> {
        BOOST_ERROR("somebody was asked");
        co_return;
    });
    std::vector<hf::http_request> all = {get(), get("http://server.test/a\r\nX-Evil: 1"),
                                         get("http://server.test/a b"), get("ws://server.test/")};
    all.front().headers = {{"X-Key", "a\r\nX-Evil: 1"}};
    s.run([&](hf::network& net) -> hf::task<> {
        for (const hf::http_request& one : all) {
            const auto got = co_await net.request(one);
            BOOST_TEST(got.error().code == hf::errc::invalid_url);
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(http_lines)

BOOST_AUTO_TEST_CASE(a_line_is_used_again)
{
    stage s(always(reply("200 OK", "x")));
    std::vector<unsigned> statuses;
    s.run([&](hf::network& net) { return ask_again(net, 5, statuses); });
    BOOST_TEST(statuses == (std::vector<unsigned>(5, 200)));
    BOOST_TEST(s.world.counters().attempts == 1u);
}

BOOST_AUTO_TEST_CASE(not_if_the_server_says_so)
{
    stage s(always(reply("200 OK", "x", "Connection: close\r\n")));
    std::vector<unsigned> statuses;
    s.run([&](hf::network& net) { return ask_again(net, 3, statuses); });
    BOOST_TEST(statuses == (std::vector<unsigned>(3, 200)));
    BOOST_TEST(s.world.counters().attempts == 3u);
}

BOOST_AUTO_TEST_CASE(not_if_more_bytes_than_the_answer_have_come)
{
    stage s(always(reply("200 OK", "x") + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"));
    std::vector<std::string> bodies;
    s.run([&](hf::network& net) -> hf::task<> {
        for (int i = 0; i != 2; ++i) {
            hf::http_request request = get();
            const auto got = co_await net.request(std::move(request));
            bodies.push_back(got->body);
        }
    });
    BOOST_TEST(bodies == (std::vector<std::string>{"x", "x"}));
    BOOST_TEST(s.world.counters().attempts == 2u);
}

BOOST_AUTO_TEST_CASE(not_after_a_long_pause)
{
    stage s(always(reply("200 OK", "x")));
    s.run([](hf::network& net) -> hf::task<> {
        for (int i = 0; i != 2; ++i) {
            hf::http_request request = get();
            (void)co_await net.request(std::move(request));
            co_await hf::sleep_for(31s);
        }
    });
    BOOST_TEST(s.world.counters().attempts == 2u);
}

BOOST_AUTO_TEST_CASE(requests_at_the_same_time_have_lines_of_their_own)
{
    stage s(always(reply("200 OK", "x")));
    std::vector<unsigned> statuses;
    // The server serves one line at a time, so that the second request waits until its time is over.
    s.run([&](hf::network& net) -> hf::task<> {
        std::vector<hf::task<>> all;
        for (int i = 0; i != 2; ++i)
            all.push_back(ask_again(net, 1, statuses));
        co_await hf::race(hf::join(std::move(all)), hf::sleep_for(1min));
    });
    BOOST_TEST(s.world.counters().attempts == 2u);
}

namespace {

/// A server whose first line dies, in this manner, on its second request.
raw::server_script second_request_dies(std::shared_ptr<int> requests, std::string last_words)
{
    return [requests, last_words, lines = std::make_shared<int>(0)](peer& p) -> hf::task<> {
        const int line = ++*lines;
        for (int i = 0;; ++i) {
            const std::string head = co_await p.head();
            if (head.empty())
                co_return;
            ++*requests;
            if (line == 1 && i == 1) {
                co_await p.send(last_words);
                p.line().close();
                co_return;
            }
            co_await p.send(reply("200 OK", "x"));
        }
    };
}

hf::result<hf::http_response> second_answer(const raw::server_script& server, hf::http_verb verb)
{
    hf::result<hf::http_response> out = hf::failure(hf::errc::stopped, "not asked");
    stage s(server);
    s.run([&](hf::network& net) -> hf::task<> {
        for (int i = 0; i != 2; ++i) {
            hf::http_request request = get();
            request.verb = verb;
            out = co_await net.request(std::move(request));
        }
    });
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_kept_line_that_turns_out_to_be_dead_is_replaced)
{
    for (const hf::http_verb verb : {hf::http_verb::get, hf::http_verb::put, hf::http_verb::del}) {
        const auto requests = std::make_shared<int>(0);
        const auto got = second_answer(second_request_dies(requests, ""), verb);
        BOOST_REQUIRE(got.has_value());
        BOOST_TEST(got->status == 200u);
        BOOST_TEST(*requests == 3);
    }
}

BOOST_AUTO_TEST_CASE(an_order_is_never_sent_twice)
{
    const auto requests = std::make_shared<int>(0);
    const auto got = second_answer(second_request_dies(requests, ""), hf::http_verb::post);
    BOOST_TEST(got.error().code == hf::errc::disconnected);
    BOOST_TEST(*requests == 2);
}

BOOST_AUTO_TEST_CASE(an_answer_that_has_begun_is_not_asked_for_again)
{
    const auto requests = std::make_shared<int>(0);
    const auto got = second_answer(second_request_dies(requests, "HTTP/1.1 200"), hf::http_verb::get);
    BOOST_TEST(got.error().code == hf::errc::disconnected);
    BOOST_TEST(*requests == 2);
}

namespace {

/// A server that answers its first question on each line, and says this some seconds later.
raw::server_script and_then(std::string unasked)
{
    return [unasked](peer& p) -> hf::task<> {
        const std::string head = co_await p.head();
        if (head.empty())
            co_return;
        co_await p.send(reply("200 OK", "asked"));
        co_await hf::sleep_for(5s);
        co_await p.send(unasked);
    };
}

/// What two questions are answered with, ten seconds apart.
std::vector<std::string> two_answers(stage& s, hf::http_verb verb)
{
    std::vector<std::string> bodies;
    s.run([&](hf::network& net) -> hf::task<> {
        for (int i = 0; i != 2; ++i) {
            hf::http_request request = get();
            request.verb = verb;
            const auto got = co_await net.request(std::move(request));
            bodies.push_back(got ? got->body : got.error().text);
            co_await hf::sleep_for(10s);
        }
    });
    return bodies;
}

} // namespace

BOOST_AUTO_TEST_CASE(fault_67_what_comes_on_an_idle_line_is_no_answer_to_the_next_question)
{
    for (const std::string& unasked :
         {reply("408 Request Timeout", "", "Connection: close\r\n"), reply("200 OK", "poison"),
          std::string("\r\n"), std::string("H"), reply("503 Service Unavailable", "", "Retry-After: 60\r\n")})
        for (const hf::http_verb verb : {hf::http_verb::get, hf::http_verb::post}) {
            stage s(and_then(unasked));
            BOOST_TEST(two_answers(s, verb) == (std::vector<std::string>{"asked", "asked"}));
            BOOST_TEST(s.world.counters().attempts == 2u);
        }
}

BOOST_AUTO_TEST_CASE(fault_67_an_order_does_not_go_to_a_line_that_has_ended)
{
    const auto requests = std::make_shared<int>(0);
    stage s([requests](peer& p) -> hf::task<> {
        const std::string head = co_await p.head();
        if (head.empty())
            co_return;
        ++*requests;
        co_await p.send(reply("200 OK", "asked"));
        co_await hf::sleep_for(5s);
        p.line().close();
    });
    BOOST_TEST(two_answers(s, hf::http_verb::post) == (std::vector<std::string>{"asked", "asked"}));
    BOOST_TEST(*requests == 2);
}

BOOST_AUTO_TEST_CASE(fault_67_a_goodbye_that_crosses_the_question_is_no_answer_to_it)
{
    const auto requests = std::make_shared<int>(0);
    const std::string goodbye = reply("408 Request Timeout", "", "Connection: close\r\n");
    const auto got = second_answer(second_request_dies(requests, goodbye), hf::http_verb::get);
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->status == 200u);
    BOOST_TEST(second_answer(second_request_dies(requests, goodbye), hf::http_verb::post)->status == 408u);
}

BOOST_AUTO_TEST_SUITE_END()
