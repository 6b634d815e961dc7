#include "net/tls.hpp"

#include "support/raw_server.hpp"

#include <holdfast/sim/certificates.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

// TLS between the library's client and the library's server, in a world of its own.

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

namespace {

const std::string wss_url = "wss://server.test/feed";

/// A server with this identity, which plays the script on every line whose handshake succeeds.
struct secure_stage : lab::laboratory {
    explicit secure_stage(raw::server_script s = [](raw::peer& p) -> hf::task<> {
        co_await p.upgrade(raw::text("hello"));
    })
        : script(std::move(s)), authority(world.wall_now()), shown(authority.issue({"server.test"}))
    {
        world.add_host("server.test", {raw::ip});
        trusting.tls.extra_ca = authority.pem();
    }

    void run(const raw::client_script& client)
    {
        auto net = hf::make_beast_network(io.get_executor(), trusting);
        play(both(*net, client));
        net.reset();
        BOOST_TEST(*world.live_streams() == 0u);
    }

    hf::task<> both(hf::network& net, const raw::client_script& client)
    {
        auto door = world.listen(io.get_executor(), {raw::ip, 443});
        auto server = serve(**door);
        co_await hf::race(client(net), std::move(server));
        co_await hf::sleep_for(1s);
    }

    hf::task<> serve(hf::listener& door)
    {
        std::vector<std::unique_ptr<raw::peer>> peers;
        for (;;) {
            auto line = co_await door.accept();
            const auto context = hf::net::server_context(shown.certificate_pem, shown.key_pem);
            auto secured = co_await hf::net::tls_accept(*std::move(line), *context);
            if (!secured) {
                refusals.push_back(secured.error().text);
                continue;
            }
            peers.push_back(std::make_unique<raw::peer>(*std::move(secured)));
            co_await script(*peers.back());
        }
    }

    /// Why a client does not connect.
    hf::failure refused(const hf::websocket_options& options)
    {
        hf::failure why;
        run([&](hf::network& net) -> hf::task<> {
            const auto opened = co_await net.connect(wss_url, options, {});
            BOOST_REQUIRE(!opened.has_value());
            why = opened.error();
            co_await hf::sleep_for(1s); // the server hears about it
        });
        return why;
    }

    raw::server_script script;
    sim::certificate_authority authority;
    sim::identity shown;
    hf::websocket_options trusting{};
    std::vector<std::string> refusals{};
};

hf::task<> expect_hello(hf::network& net, const hf::websocket_options& options)
{
    auto opened = co_await net.connect(wss_url, options, {});
    auto socket = std::move(opened).value();
    const auto seen = co_await raw::read_texts(*socket, 1);
    BOOST_TEST(seen == std::vector<std::string>{"hello"});
}

} // namespace

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

BOOST_AUTO_TEST_SUITE_END()
