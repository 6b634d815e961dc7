// SPDX-License-Identifier: BSL-1.0
#include "wire/support/gzip.hpp"
#include "wire/support/raw_server.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>
#include <vector>

// The WebSocket handshake against servers that do not behave.

namespace hf = holdfast;
using namespace std::chrono_literals;
using raw::peer;
using raw::stage;
using texts = std::vector<std::string>;

namespace {

/// Why the upgrade fails that is answered with these bytes.
hf::failure refused(const std::string& answer)
{
    stage s([&answer](peer& p) -> hf::task<> {
        (void)co_await p.head();
        co_await p.send(answer);
    });
    hf::failure why;
    s.run([&why](hf::network& net) -> hf::task<> {
        const hf::websocket_options usual;
        const auto opened = co_await net.connect(raw::ws_url, usual, {});
        BOOST_REQUIRE(!opened.has_value());
        why = opened.error();
    });
    return why;
}

std::string answer(const std::string& status, const std::string& headers = {}, const std::string& body = {})
{
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

} // namespace

BOOST_AUTO_TEST_SUITE(upgrade)

BOOST_AUTO_TEST_CASE(the_request_says_who_we_are_and_what_the_user_wants)
{
    stage s([](peer& p) -> hf::task<> {
        const std::string head = co_await p.head();
        BOOST_TEST(head.starts_with("GET /feed HTTP/1.1\r\n"));
        BOOST_TEST(raw::header(head, "Host") == "server.test");
        BOOST_TEST(raw::header(head, "User-Agent").starts_with("holdfast/"));
        BOOST_TEST(raw::header(head, "X-Key") == "value");
        co_await p.send(raw::accept(head));
    });
    s.run([](hf::network& net) -> hf::task<> {
        hf::websocket_options options;
        options.headers = {{"X-Key", "value"}};
        (void)co_await raw::open(net, options);
    });
}

BOOST_AUTO_TEST_CASE(the_user_may_be_somebody_else)
{
    stage s([](peer& p) -> hf::task<> {
        const std::string head = co_await p.head();
        BOOST_TEST(raw::header(head, "User-Agent") == "mine/1");
        BOOST_TEST(head.find("holdfast") == std::string::npos);
        co_await p.send(raw::accept(head));
    });
    s.run([](hf::network& net) -> hf::task<> {
        hf::websocket_options options;
        options.headers = {{"user-agent", "mine/1"}};
        (void)co_await raw::open(net, options);
    });
}

BOOST_AUTO_TEST_CASE(fault_04_bytes_glued_to_the_answer_are_delivered)
{
    const std::string large(3000, 'x');
    stage s([&](peer& p) -> hf::task<> {
        co_await p.upgrade(raw::text("one") + raw::ping("p") + raw::text(large) + raw::frame(0x01, "thr") +
                           raw::frame(0x80, "ee") + raw::text("four"));
        const raw::client_frame pong = co_await p.frame();
        BOOST_TEST(pong.first == 0x8au);
        BOOST_TEST(pong.payload == "p");
    });
    s.run([&](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const texts seen = co_await raw::read_texts(*socket, 4);
        BOOST_CHECK((seen == texts{"one", large, "three", "four"}));
    });
}

BOOST_AUTO_TEST_CASE(the_answer_may_be_cut_anywhere)
{
    stage s([](peer& p) -> hf::task<> { co_await p.upgrade(raw::text("glued")); });
    s.world.set_path({.slice = 3});
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const texts seen = co_await raw::read_texts(*socket, 1);
        BOOST_TEST(seen == texts{"glued"});
    });
}

BOOST_AUTO_TEST_CASE(a_head_of_more_than_one_buffer_is_read)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade(raw::text("glued"), "Set-Cookie: " + std::string(6000, 'c') + "\r\n");
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const texts seen = co_await raw::read_texts(*socket, 1);
        BOOST_TEST(seen == texts{"glued"});
    });
}

BOOST_AUTO_TEST_CASE(fault_33_an_endless_head_is_refused)
{
    const hf::failure why = refused("HTTP/1.1 101 Switching Protocols\r\nX: " + std::string(100'000, 'x'));
    BOOST_TEST(why.code == hf::errc::upgrade_failed);
}

BOOST_AUTO_TEST_CASE(fault_02_refusals_have_a_name_by_their_status)
{
    BOOST_TEST(refused(answer("401 Unauthorized")).code == hf::errc::unauthorized);
    BOOST_TEST(refused(answer("403 Forbidden")).code == hf::errc::forbidden);
    BOOST_TEST(refused(answer("418 I'm a teapot")).code == hf::errc::banned);
    BOOST_TEST(refused(answer("429 Too Many Requests")).code == hf::errc::rate_limited);
    BOOST_TEST(refused(answer("503 Service Unavailable")).code == hf::errc::upgrade_failed);
    BOOST_TEST(refused(answer("200 OK")).code == hf::errc::upgrade_failed);
    BOOST_TEST(refused(answer("503 Service Unavailable")).http_status == 503u);
}

BOOST_AUTO_TEST_CASE(fault_02_a_refusal_tells_how_long_to_wait)
{
    const hf::failure seconds = refused(answer("429 Too Many Requests", "Retry-After: 17\r\n"));
    BOOST_CHECK(seconds.retry_after == 17s);
    BOOST_TEST(seconds.http_status == 429u);
    const hf::failure date = refused(answer("418 Banned", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                                          "Retry-After: Sun, 06 Nov 1994 08:51:37 GMT\r\n"));
    BOOST_CHECK(date.retry_after == 120s);
}

BOOST_AUTO_TEST_CASE(a_refusal_quotes_the_servers_words)
{
    const hf::failure why =
        refused(answer("403 Forbidden", "", "<h1>Service unavailable\nfrom a restricted location</h1>"));
    BOOST_TEST(why.text.find("Service unavailable from a restricted location") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_43_a_403_with_a_page_is_the_edge_and_one_with_words_the_exchange)
{
    const std::string page = "<html><h1>403 Forbidden</h1></html>";
    const hf::failure by_body = refused(answer("403 Forbidden", "Retry-After: 60\r\n", page));
    BOOST_TEST(by_body.code == hf::errc::edge_refused);
    BOOST_CHECK((by_body.code == hf::condition::rate_limited));
    BOOST_TEST(by_body.http_status == 403u);
    BOOST_CHECK(by_body.retry_after == 60s);
    BOOST_TEST(by_body.text.find("<h1>403 Forbidden") != std::string::npos);
    BOOST_TEST(refused(answer("403 Forbidden", "Content-Type: text/html\r\n")).code ==
               hf::errc::edge_refused);
    BOOST_TEST(refused(answer("403 Forbidden", "", R"({"msg":"IP not allowed"})")).code ==
               hf::errc::forbidden);
}

BOOST_AUTO_TEST_CASE(fault_43_a_page_that_never_ends_is_still_a_page)
{
    BOOST_TEST(refused("HTTP/1.1 403 Forbidden\r\n\r\n<html>").code == hf::errc::edge_refused);
    BOOST_TEST(refused("HTTP/1.1 403\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n").code ==
               hf::errc::edge_refused);
}

BOOST_AUTO_TEST_CASE(fault_63_every_refusal_carries_its_status_and_the_time_to_wait)
{
    for (const std::string status :
         {"301 Moved", "400 Bad Request", "401 Unauthorized", "403 Forbidden", "404", "418", "429", "451",
          "500", "502 Bad Gateway", "503", "520", "599 ?"}) {
        const hf::failure why = refused(answer(status, "Retry-After: 0.5\r\n", "{}"));
        BOOST_TEST(std::to_string(why.http_status) == status.substr(0, 3));
        BOOST_CHECK(why.retry_after == 1s);
    }
}

BOOST_AUTO_TEST_CASE(fault_66_the_words_of_a_refusal_are_redacted_and_of_one_line)
{
    const std::string key = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
    const hf::failure why = refused(answer(
        "400 Bad Request", "", std::string("no key ") + key + "\r\nthere\x1b[31m" + std::string(1000, 'x')));
    BOOST_TEST(why.text.find(key) == std::string::npos);
    BOOST_TEST(why.text.find_first_of("\r\n\x1b") == std::string::npos);
    BOOST_TEST(why.text.size() < 300u);
}

BOOST_AUTO_TEST_CASE(an_endless_body_does_not_hide_the_refusal)
{
    stage s([](peer& p) -> hf::task<> {
        (void)co_await p.head();
        co_await p.send("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\n\r\n");
        for (;;) {
            co_await p.send(std::string(1000, 'x'));
            co_await hf::sleep_for(10ms);
        }
    });
    s.run([](hf::network& net) -> hf::task<> {
        const hf::websocket_options usual;
        const auto began = co_await hf::now();
        const auto opened = co_await net.connect(raw::ws_url, usual, {});
        BOOST_TEST(opened.error().code == hf::errc::rate_limited);
        BOOST_CHECK(opened.error().retry_after == 5s);
        BOOST_CHECK(co_await hf::now() - began < 2s);
    });
}

BOOST_AUTO_TEST_CASE(fault_33_a_redirect_is_named_and_not_followed)
{
    const hf::failure why =
        refused(answer("302 Found", "Location: https://elsewhere.test:444/login?next=1\r\n"));
    BOOST_TEST(why.code == hf::errc::redirected);
    BOOST_TEST(why.text.find("https://elsewhere.test:444") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_answer_that_only_looks_like_an_upgrade_is_refused)
{
    const std::string head = "HTTP/1.1 101 Switching Protocols\r\n";
    for (const std::string headers :
         {"", "Upgrade: websocket\r\n", "Upgrade: websocket\r\nConnection: Upgrade\r\n",
          "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
          "AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n",
          "Upgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n", "no header at all\r\n"})
        BOOST_TEST(refused(head + headers + "\r\n").code == hf::errc::upgrade_failed);
}

BOOST_AUTO_TEST_CASE(an_extension_that_was_not_offered_is_refused)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade({}, "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99\r\n");
    });
    s.run([](hf::network& net) -> hf::task<> {
        hf::websocket_options compressed;
        compressed.deflate = true;
        const auto opened = co_await net.connect(raw::ws_url, compressed, {});
        BOOST_REQUIRE(!opened.has_value());
        BOOST_TEST(opened.error().code == hf::errc::upgrade_failed);
    });
}

BOOST_AUTO_TEST_CASE(a_server_of_another_protocol_is_refused)
{
    for (const std::string bytes : {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "220 smtp.test ESMTP\r\n\r\n",
                                    "\r\n\r\n\r\n\r\n", "HTTP/2 101\r\n\r\n"}) {
        const hf::failure why = refused(bytes);
        BOOST_TEST(why.code == hf::errc::upgrade_failed);
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_hangs_up_is_refused)
{
    for (const std::string said : {"", "HTTP/1.1 101 Switch"}) {
        stage s([&said](peer& p) -> hf::task<> {
            (void)co_await p.head();
            co_await p.send(said);
            p.line().close();
        });
        s.run([](hf::network& net) -> hf::task<> {
            const hf::websocket_options usual;
            const auto opened = co_await net.connect(raw::ws_url, usual, {});
            BOOST_TEST(opened.error().code == hf::errc::upgrade_failed);
        });
    }
}

BOOST_AUTO_TEST_SUITE_END()

// What servers do that is right, or nearly.
BOOST_AUTO_TEST_SUITE(upgrade_answers)

namespace {

/// Whether the upgrade succeeds that is answered by this, made of the proper answer.
bool accepted(const std::function<std::string(std::string proper)>& change, std::size_t slice = 0)
{
    stage s([&](peer& p) -> hf::task<> {
        const std::string head = co_await p.head();
        co_await p.send(change(raw::accept(head)) + raw::text("hello"));
    });
    s.world.set_path({.slice = slice});
    bool open = false;
    s.run([&](hf::network& net) -> hf::task<> {
        const hf::websocket_options usual;
        auto opened = co_await net.connect(raw::ws_url, usual, {});
        if (!opened)
            co_return;
        const texts seen = co_await raw::read_texts(**opened, 1);
        open = seen == texts{"hello"};
    });
    return open;
}

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    return text.replace(text.find(what), what.size(), by);
}

} // namespace

BOOST_AUTO_TEST_CASE(fault_45_interim_answers_before_101_are_skipped)
{
    const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";
    for (const std::size_t slice : {0u, 7u}) {
        BOOST_TEST(accepted([&](const std::string& proper) { return hints + proper; }, slice));
        BOOST_TEST(accepted(
            [&](const std::string& proper) { return "HTTP/1.1 100\r\n\r\n" + hints + hints + proper; },
            slice));
    }
}

BOOST_AUTO_TEST_CASE(fault_68_interim_answers_without_end_are_refused)
{
    std::string endless;
    for (int i = 0; i != 1000; ++i)
        endless += "HTTP/1.1 103 Early Hints\r\n\r\n";
    BOOST_TEST(refused(endless).code == hf::errc::upgrade_failed);
}

BOOST_AUTO_TEST_CASE(fault_45_a_refusal_after_an_interim_answer_is_named)
{
    BOOST_TEST(refused("HTTP/1.1 103 Early Hints\r\n\r\n" + answer("429 Slow down")).code ==
               hf::errc::rate_limited);
}

BOOST_AUTO_TEST_CASE(fault_45_a_status_line_without_a_reason_phrase_is_taken)
{
    const auto line = [](std::string_view first) {
        return [first](const std::string& proper) {
            return std::string(first) + proper.substr(proper.find("\r\n"));
        };
    };
    BOOST_TEST(accepted(line("HTTP/1.1 101")));
    BOOST_TEST(accepted(line("HTTP/1.1 101 ")));
    BOOST_TEST(!accepted(line("HTTP/1.1 1010")));
}

BOOST_AUTO_TEST_CASE(headers_in_any_case_and_form_are_taken)
{
    const auto with = [](std::string_view what, std::string_view by) {
        return [what, by](const std::string& proper) { return replaced(proper, what, by); };
    };
    BOOST_TEST(accepted(with("Connection: Upgrade", "Connection: keep-alive, Upgrade")));
    BOOST_TEST(accepted(with("Connection: Upgrade", "CONNECTION: upgrade")));
    BOOST_TEST(accepted(with("Connection: Upgrade", "Connection: Upgrade, Keep-Alive")));
    BOOST_TEST(accepted(with("Upgrade: websocket", "uPGRADE: WebSocket")));
    BOOST_TEST(accepted(with("Upgrade: websocket", "Upgrade:websocket")));
    BOOST_TEST(accepted(with("Upgrade: websocket", "Upgrade:\r\n  websocket  ")));
    BOOST_TEST(accepted(with("Sec-WebSocket-Accept: ", "sec-websocket-accept:\t")));
    BOOST_TEST(!accepted(with("Connection: Upgrade", "Connection: keep-alive")));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(refused_offers_of_deflate)

namespace {

/// What was offered at each of some attempts, to a server that refuses those offers with this status.
texts offers(int attempts, const std::string& status, const std::function<bool(const std::string&)>& refuses)
{
    texts made;
    stage s([&](peer& p) -> hf::task<> {
        const std::string head = co_await p.head();
        made.push_back(raw::header(head, "Sec-WebSocket-Extensions"));
        const bool no = refuses(made.back());
        co_await p.send(no ? answer(status) : raw::accept(head));
    });
    s.run([&](hf::network& net) -> hf::task<> {
        hf::websocket_options options;
        options.deflate = true;
        for (int i = 0; i != attempts; ++i)
            (void)co_await net.connect(raw::ws_url, options, {});
    });
    return made;
}

const std::string full = "permessage-deflate; server_max_window_bits=15; client_max_window_bits=15";
const std::string bare = "permessage-deflate";

} // namespace

BOOST_AUTO_TEST_CASE(fault_45_an_offer_that_is_refused_is_made_smaller_and_then_dropped)
{
    const auto any = [](const std::string& offer) { return !offer.empty(); };
    for (const std::string status : {"400 Bad Request", "426 Upgrade Required", "501 Not Implemented"})
        BOOST_TEST(offers(4, status, any) == (texts{full, bare, "", ""}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_45_an_offer_without_parameters_that_is_taken_stays)
{
    const auto parameters = [](const std::string& offer) { return offer.find(';') != std::string::npos; };
    BOOST_TEST(offers(3, "400 Bad Request", parameters) == (texts{full, bare, bare}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_refusal_of_the_client_or_of_its_url_is_not_one_of_the_offer)
{
    const auto all = [](const std::string&) { return true; };
    for (const std::string status :
         {"403 Forbidden", "429 Slow down", "503 Service Unavailable", "404 Not Found"})
        BOOST_TEST(offers(2, status, all) == (texts{full, full}), boost::test_tools::per_element());
    BOOST_TEST(offers(4, "400 Bad Request", all) == (texts{full, bare, "", full}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_45_an_offer_that_is_answered_with_another_is_made_smaller)
{
    texts made;
    stage s([&](peer& p) -> hf::task<> {
        const std::string head = co_await p.head();
        made.push_back(raw::header(head, "Sec-WebSocket-Extensions"));
        co_await p.send(raw::accept(head, "Sec-WebSocket-Extensions: permessage-deflate; unknown=1\r\n"));
    });
    s.run([&](hf::network& net) -> hf::task<> {
        hf::websocket_options options;
        options.deflate = true;
        for (int i = 0; i != 2; ++i)
            (void)co_await net.connect(raw::ws_url, options, {});
    });
    BOOST_TEST(made == (texts{full, bare}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_a_bare_offer_agrees_on_is_compressed)
{
    stage s([](peer& p) -> hf::task<> {
        const std::string head = co_await p.head();
        if (raw::header(head, "Sec-WebSocket-Extensions") != bare) {
            co_await p.send(answer("400 Bad Request"));
            co_return;
        }
        co_await p.send(raw::accept(head, "Sec-WebSocket-Extensions: permessage-deflate\r\n") +
                        raw::frame(0xc1, raw::permessage("compressed")));
    });
    s.run([](hf::network& net) -> hf::task<> {
        hf::websocket_options options;
        options.deflate = true;
        (void)co_await net.connect(raw::ws_url, options, {});
        const auto socket = co_await raw::open(net, options);
        const texts seen = co_await raw::read_texts(*socket, 1);
        BOOST_TEST(seen == texts{"compressed"});
    });
}

BOOST_AUTO_TEST_SUITE_END()
