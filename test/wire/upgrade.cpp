#include "support/raw_server.hpp"

#include <boost/test/unit_test.hpp>

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
