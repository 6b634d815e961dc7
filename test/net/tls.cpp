// SPDX-License-Identifier: BSL-1.0
#include "wire/support/secure_stage.hpp"

#include <boost/test/unit_test.hpp>

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

// TLS between the library's client and the library's server, in a world of its own.

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;
using raw::expect_hello;
using raw::secure_stage;
using raw::wss_url;

BOOST_AUTO_TEST_SUITE(tls)

BOOST_AUTO_TEST_CASE(a_certificate_of_a_trusted_authority_is_accepted)
{
    secure_stage s;
    s.run([&](hf::network& net) { return expect_hello(net, s.trusting); });
}

BOOST_AUTO_TEST_CASE(a_numeric_host_is_verified_as_an_address)
{
    secure_stage s;
    s.shown = s.authority.issue({raw::ip});
    s.run([&](hf::network& net) -> hf::task<> {
        const auto opened = co_await net.connect("wss://10.0.0.1/", s.trusting, {});
        BOOST_TEST(opened.has_value());
    });
    s.shown = s.authority.issue({"10.0.0.99"});
    s.run([&](hf::network& net) -> hf::task<> {
        const auto opened = co_await net.connect("wss://10.0.0.1/", s.trusting, {});
        BOOST_TEST(opened.error().code == hf::errc::certificate_wrong_host);
    });
}

BOOST_AUTO_TEST_CASE(fault_33_an_unknown_authority_is_not_trusted)
{
    secure_stage s;
    const hf::websocket_options usual;
    const hf::failure why = s.refused(usual);
    BOOST_TEST(why.code == hf::errc::certificate_untrusted);
    BOOST_TEST(why.text.find("server.test") != std::string::npos);
    BOOST_TEST(why.text.find("10.0.0.1:443") != std::string::npos);
    BOOST_TEST(why.text.find("extra_ca") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_server_is_told_why)
{
    secure_stage s;
    const hf::websocket_options usual;
    (void)s.refused(usual);
    BOOST_REQUIRE(s.refusals.size() == 1u);
    BOOST_TEST(s.refusals.front().find("unknown ca") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_33_a_self_signed_certificate_is_not_trusted)
{
    secure_stage s;
    s.shown = sim::certificate_authority::self_signed({"server.test"}, s.world.wall_now());
    BOOST_TEST(s.refused(s.trusting).code == hf::errc::certificate_untrusted);
}

BOOST_AUTO_TEST_CASE(fault_33_an_expired_certificate_is_refused)
{
    secure_stage s;
    s.shown = s.authority.issue({"server.test"}, sim::validity::expired());
    BOOST_TEST(s.refused(s.trusting).code == hf::errc::certificate_expired);
}

BOOST_AUTO_TEST_CASE(a_certificate_of_tomorrow_is_refused)
{
    secure_stage s;
    s.shown = s.authority.issue({"server.test"}, sim::validity::not_yet());
    BOOST_TEST(s.refused(s.trusting).code == hf::errc::certificate_expired);
}

BOOST_AUTO_TEST_CASE(validity_is_judged_by_the_runtimes_calendar)
{
    secure_stage s;
    s.shown = s.authority.issue({"server.test"}, sim::validity::expired());
    s.world.set_wall_offset(-48h);
    s.run([&](hf::network& net) { return expect_hello(net, s.trusting); });
    s.world.set_wall_offset(24h * 365 * 30);
    s.shown = s.authority.issue({"server.test"});
    BOOST_TEST(s.refused(s.trusting).code == hf::errc::certificate_expired);
}

BOOST_AUTO_TEST_CASE(fault_33_a_certificate_for_another_host_is_refused)
{
    secure_stage s;
    s.shown = s.authority.issue({"other.test", "server.test.evil", "xserver.test"});
    BOOST_TEST(s.refused(s.trusting).code == hf::errc::certificate_wrong_host);
}

BOOST_AUTO_TEST_CASE(the_name_to_verify_may_be_another_than_the_hosts)
{
    secure_stage s;
    s.shown = s.authority.issue({"real.name"});
    s.trusting.tls.server_name = "real.name";
    s.run([&](hf::network& net) { return expect_hello(net, s.trusting); });
}

BOOST_AUTO_TEST_CASE(a_laboratory_may_accept_anybody)
{
    secure_stage s;
    s.shown =
        sim::certificate_authority::self_signed({"other.test"}, s.world.wall_now(), sim::validity::expired());
    hf::websocket_options careless;
    careless.tls.insecure_accept_any_certificate = true;
    s.run([&](hf::network& net) { return expect_hello(net, careless); });
}

BOOST_AUTO_TEST_CASE(a_server_without_tls_is_named_so)
{
    raw::stage s([](raw::peer& p) -> hf::task<> {
        co_await p.send("HTTP/1.1 400 Bad Request\r\n\r\n");
        (void)co_await p.until_end();
    });
    s.run([](hf::network& net) -> hf::task<> {
        const hf::websocket_options usual;
        const auto opened = co_await net.connect("wss://server.test:80/", usual, {});
        BOOST_TEST(opened.error().code == hf::errc::tls_failed);
        BOOST_TEST(opened.error().text.find("wrong version number") != std::string::npos);
    });
}

BOOST_AUTO_TEST_CASE(a_server_that_hangs_up_in_the_handshake)
{
    raw::stage s([](raw::peer& p) -> hf::task<> {
        p.line().close();
        co_return;
    });
    s.run([](hf::network& net) -> hf::task<> {
        const hf::websocket_options usual;
        const auto opened = co_await net.connect("wss://server.test:80/", usual, {});
        BOOST_TEST(opened.error().code == hf::errc::tls_failed);
    });
}

BOOST_AUTO_TEST_CASE(an_authority_that_is_no_pem_is_a_mistake_of_ours)
{
    secure_stage s;
    hf::websocket_options wrong;
    wrong.tls.extra_ca = "not a certificate";
    const hf::failure why = s.refused(wrong);
    BOOST_TEST(why.code == hf::errc::invalid_config);
    BOOST_TEST(why.text.find("extra_ca") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_server_needs_a_certificate_and_its_key)
{
    lab::laboratory lab;
    sim::certificate_authority authority(lab.world.wall_now());
    const sim::identity one = authority.issue({"a"});
    const sim::identity other = authority.issue({"b"});
    BOOST_TEST(hf::net::server_context("", "").error().code == hf::errc::invalid_config);
    BOOST_TEST(hf::net::server_context(one.certificate_pem, other.key_pem).error().code ==
               hf::errc::invalid_config);
    BOOST_TEST(hf::net::server_context(one.certificate_pem, one.key_pem).has_value());
}

BOOST_AUTO_TEST_CASE(clients_of_the_same_authorities_share_their_context)
{
    const auto one = hf::net::client_context("");
    const auto two = hf::net::client_context("");
    BOOST_CHECK(*one == *two);
}

BOOST_AUTO_TEST_CASE(large_messages_pass_in_both_directions_and_in_any_pieces)
{
    const std::string large(300'000, 'x');
    for (const std::size_t slice : {std::size_t(0), std::size_t(1000)}) {
        secure_stage s([&](raw::peer& p) -> hf::task<> {
            co_await p.upgrade(raw::text(large) + raw::ping("p") + raw::text("small"));
            const raw::client_frame one = co_await p.frame();
            const raw::client_frame two = co_await p.frame();
            BOOST_TEST(one.payload.size() + two.payload.size() ==
                       50'001u); // the pong may come first or second
            co_await p.send(raw::text("thanks"));
        });
        s.world.set_path({.slice = slice});
        s.run([&](hf::network& net) -> hf::task<> {
            auto opened = co_await net.connect(wss_url, s.trusting, {});
            auto socket = std::move(opened).value();
            const auto seen = co_await raw::read_texts(*socket, 2);
            BOOST_REQUIRE(seen.size() == 2u);
            BOOST_CHECK(seen[0] == large);
            BOOST_TEST(seen[1] == "small");
            const auto written = co_await socket->write(std::string(50'000, 'y'));
            BOOST_TEST(written.has_value());
            const auto thanks = co_await raw::read_texts(*socket, 1);
            BOOST_TEST(thanks == std::vector<std::string>{"thanks"});
        });
    }
}

BOOST_AUTO_TEST_CASE(a_stream_that_ends_without_notice_is_not_taken_for_its_end)
{
    // RFC 8446 §6.1: a missing close_notify may be an attacker who cuts the answer short.
    for (const bool polite : {true, false}) {
        secure_stage s([&](raw::peer& p) -> hf::task<> {
            (void)co_await p.head();
            co_await p.send("HTTP/1.1 200 OK\r\n\r\nall there is");
            if (polite)
                p.line().shutdown();
            co_await hf::sleep_for(1s);
            p.line().close();
        });
        s.run([&](hf::network& net) -> hf::task<> {
            hf::http_request request;
            request.url = "https://server.test/";
            const auto got = co_await net.request(std::move(request));
            BOOST_TEST(got.has_value() == polite);
        });
    }
}

BOOST_AUTO_TEST_CASE(fault_33_a_handshake_of_garbage_is_refused)
{
    raw::stage s([](raw::peer& p) -> hf::task<> {
        co_await p.send(std::string("\x16\x03\x03\x00\x05hello", 10));
        (void)co_await p.until_end();
    });
    s.run([](hf::network& net) -> hf::task<> {
        const hf::websocket_options usual;
        const auto opened = co_await net.connect("wss://server.test:80/", usual, {});
        BOOST_TEST(opened.error().code == hf::errc::tls_failed);
    });
}

BOOST_AUTO_TEST_CASE(https_lines_are_kept_too)
{
    secure_stage s([](raw::peer& p) -> hf::task<> {
        for (;;) {
            const std::string head = co_await p.head();
            if (head.empty())
                co_return;
            co_await p.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        }
    });
    s.run([](hf::network& net) -> hf::task<> {
        for (int i = 0; i != 3; ++i) {
            hf::http_request request;
            request.url = "https://server.test/";
            const auto got = co_await net.request(std::move(request));
            BOOST_TEST(got->body == "{}");
        }
    });
    BOOST_TEST(s.world.counters().attempts == 1u);
}

BOOST_AUTO_TEST_CASE(fault_67_what_comes_on_an_idle_line_is_no_answer_to_the_next_question)
{
    for (const std::string unasked : {"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
                                      "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", "goodbye"}) {
        secure_stage s([&](raw::peer& p) -> hf::task<> {
            (void)co_await p.head();
            co_await p.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nasked");
            co_await hf::sleep_for(5s);
            if (unasked == "goodbye")
                p.line().shutdown(); // close_notify, and nothing else
            else
                co_await p.send(unasked);
        });
        s.run([](hf::network& net) -> hf::task<> {
            for (int i = 0; i != 2; ++i) {
                hf::http_request request;
                request.verb = hf::http_verb::post;
                request.url = "https://server.test/";
                const auto got = co_await net.request(std::move(request));
                BOOST_TEST((got && got->body == "asked"));
                co_await hf::sleep_for(10s);
            }
        });
        BOOST_TEST(s.world.counters().attempts == 2u);
    }
}

BOOST_AUTO_TEST_CASE(fault_42_an_address_that_never_finishes_tls_is_left_for_another)
{
    secure_stage s;
    s.world.add_host("server.test", {"10.0.0.9", raw::ip});
    s.world.set_reach({"10.0.0.9", 0}, sim::reach::stalls);
    s.run([&](hf::network& net) -> hf::task<> {
        const auto stalled = co_await net.connect(wss_url, s.trusting, {});
        BOOST_TEST(stalled.error().code == hf::errc::tls_timeout);
        co_await expect_hello(net, s.trusting);
    });
}

BOOST_AUTO_TEST_CASE(fault_68_a_peer_that_asks_for_new_keys_without_end_is_given_up)
{
    static SSL* server = nullptr;
    secure_stage s([](raw::peer& p) -> hf::task<> {
        co_await p.upgrade();
        for (int round = 0; round != 40; ++round) {
            for (int i = 0; i != 100; ++i)
                if (SSL_key_update(server, SSL_KEY_UPDATE_REQUESTED) == 1)
                    (void)SSL_do_handshake(server);
            co_await p.send(raw::text("x"));
        }
        server = nullptr;
    });
    s.on_context = [](SSL_CTX* context) {
        SSL_CTX_set_info_callback(context, [](const SSL* line, int where, int) {
            if ((where & SSL_CB_HANDSHAKE_DONE) != 0)
                server = const_cast<SSL*>(line);
        });
    };
    s.run([&](hf::network& net) -> hf::task<> {
        auto opened = co_await net.connect(wss_url, s.trusting, {});
        const auto socket = std::move(opened).value();
        const auto seen = co_await raw::read_texts(*socket, 40);
        BOOST_TEST(seen.size() < 40u);
    });
}

BOOST_AUTO_TEST_SUITE_END()
