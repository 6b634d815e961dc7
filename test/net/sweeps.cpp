// SPDX-License-Identifier: BSL-1.0
#include "wire/support/raw_server.hpp"

#include <holdfast/sim/certificates.hpp>
#include <holdfast/sim/sweep.hpp>

#include "net/tls.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>

// One whole life of a connection, disturbed at every point: nothing leaks, nothing hangs, nothing crashes.

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

namespace {

/// The server of one run.
struct venue {
    std::unique_ptr<hf::listener> door;
    std::optional<sim::identity> shown{};
    hf::websocket_options options{};

    hf::task<> serve()
    {
        for (;;) {
            auto line = co_await door->accept();
            if (!line)
                co_return;
            const auto executor = co_await boost::asio::this_coro::executor;
            boost::asio::co_spawn(executor, serve_line(*std::move(line)), hf::rethrow);
        }
    }

    hf::task<> serve_line(std::unique_ptr<hf::byte_stream> line)
    {
        if (shown) {
            const auto context = hf::net::server_context(shown->certificate_pem, shown->key_pem);
            auto secured = co_await hf::net::tls_accept(std::move(line), *context);
            if (!secured)
                co_return;
            line = *std::move(secured);
        }
        raw::peer p(std::move(line));
        const std::string head = co_await p.head();
        if (!head.starts_with("GET /feed ")) {
            co_await p.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
            (void)co_await p.until_end();
            co_return;
        }
        co_await p.send(raw::accept(head) + raw::text("glued") + raw::ping("p"));
        co_await p.send(raw::frame(0x01, "frag") + raw::frame(0x80, "ment") + raw::text("plain"));
        for (;;) {
            const raw::client_frame f = co_await p.frame();
            if (f.first == 0)
                co_return;
            if (f.first == 0x88)
                co_await p.send(raw::close(1000));
        }
    }
};

/// Connects, reads, writes, pings, asks by HTTP, says goodbye. Failures are part of life; hanging is not.
hf::task<> live(std::shared_ptr<venue> v, std::string host)
{
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto net = hf::make_beast_network(executor, v->options);
    const std::string s = v->shown ? "s" : "";
    auto opened = co_await net->connect("ws" + s + "://" + host + "/feed", v->options, {});
    if (opened) {
        const auto socket = *std::move(opened);
        // What a session's watchdog does: a line that has been silent for long is dropped.
        const auto read = [](hf::websocket& from) -> hf::task<> { (void)co_await raw::read_texts(from, 3); };
        co_await hf::race(read(*socket), hf::sleep_for(30s));
        (void)co_await socket->ping();
        (void)co_await socket->write("hello");
        co_await socket->close(1000, "bye");
    }
    hf::http_request request;
    request.url = "http" + s + "://" + host + "/api";
    (void)co_await net->request(request);
    (void)co_await net->request(request);
}

/// What TLS needs on both sides; made once, for making keys is slow.
struct credentials {
    sim::identity shown;
    std::string authority;
    hf::net::tls_context kept; ///< Reading the system's authorities is slow too.
};

hf::task<> prepare_and_live(boost::asio::io_context& io, sim::world& world, const credentials* secure)
{
    world.add_host("server.test", {"10.0.0.1", "10.0.0.2"});
    world.set_reach({"10.0.0.1", 0}, sim::reach::refused);
    const auto v = std::make_shared<venue>();
    v->door = *world.listen(io.get_executor(), {"10.0.0.2", std::uint16_t(secure ? 443 : 80)});
    if (secure) {
        v->shown = secure->shown;
        v->options.tls.extra_ca = secure->authority;
    }
    const auto serve = [](std::shared_ptr<venue> of) -> hf::task<> { co_await of->serve(); };
    boost::asio::co_spawn(io, serve(v), hf::rethrow);
    return live(v, "server.test");
}

sim::scenario plain()
{
    return
        [](boost::asio::io_context& io, sim::world& world) { return prepare_and_live(io, world, nullptr); };
}

sim::scenario encrypted()
{
    // A world begins with the year 2026.
    sim::certificate_authority authority(
        hf::wall_time(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)));
    const auto secure = std::make_shared<credentials>();
    secure->shown = authority.issue({"server.test"});
    secure->authority = authority.pem();
    secure->kept = *hf::net::client_context(secure->authority);
    return [secure](boost::asio::io_context& io, sim::world& world) {
        return prepare_and_live(io, world, secure.get());
    };
}

void check(const sim::sweep_report& report)
{
    BOOST_TEST(report.runs > 10u);
    for (const std::string& line : report.failures)
        BOOST_ERROR(line);
}

} // namespace

BOOST_AUTO_TEST_SUITE(network_sweeps)

BOOST_AUTO_TEST_CASE(destruction_at_every_handler)
{
    check(sim::sweep_destruction(plain()));
}

BOOST_AUTO_TEST_CASE(destruction_at_every_handler_with_tls)
{
    check(sim::sweep_destruction(encrypted(), {.max_points = 200}));
}

BOOST_AUTO_TEST_CASE(cancellation_at_every_handler)
{
    check(sim::sweep_cancellation(plain()));
}

BOOST_AUTO_TEST_CASE(cancellation_at_every_handler_with_tls)
{
    check(sim::sweep_cancellation(encrypted(), {.max_points = 200}));
}

BOOST_AUTO_TEST_CASE(every_mishap_at_every_read_and_write)
{
    check(sim::sweep_mishaps(plain()));
}

BOOST_AUTO_TEST_CASE(every_mishap_at_every_read_and_write_with_tls)
{
    check(sim::sweep_mishaps(encrypted()));
}

BOOST_AUTO_TEST_SUITE_END()
