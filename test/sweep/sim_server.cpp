// SPDX-License-Identifier: BSL-1.0
#include "support/sweeps.hpp"

#include <holdfast/sim/server.hpp>

#include <holdfast/beast_network.hpp>
#include <holdfast/network.hpp>
#include <holdfast/sim/sweep.hpp>
#include <holdfast/time.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

// The server of the simulated exchange is disturbed at every step of a conversation.

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// Listens to a few messages, or to the end of the line.
hf::task<> listen(hf::websocket& line)
{
    for (int i = 0; i != 4; ++i)
        if (const auto heard = co_await line.read(); !heard)
            co_return;
}

constexpr hf::duration bored_after = 2min;

/// A client's visit, whatever becomes of it.
hf::task<> visit(hf::network& net, std::string ws, std::string rest, std::string authority)
{
    hf::websocket_options options;
    options.tls.extra_ca = authority;
    hf::http_request ask;
    ask.url = rest + "/api/v3/depth?symbol=BTCUSDT&limit=5";
    static_cast<void>(co_await net.request(std::move(ask)));
    auto line = co_await net.connect(ws + "/ws", options, {});
    if (!line)
        co_return;
    static_cast<void>(
        co_await (*line)->write(R"({"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":1})"));
    co_await hf::race(listen(**line), hf::sleep_for(bored_after));
    co_await (*line)->close(1000, "");
}

hf::task<> serve_a_visit(bool secure)
{
    const auto executor = co_await asio::this_coro::executor;
    sim::exchange venue;
    sim::server_config how;
    how.tls = secure;
    sim::server server(executor, venue, how);
    hf::websocket_options rest;
    rest.tls.extra_ca = server.authority();
    const auto net = hf::make_beast_network(executor, rest);
    co_await hf::race(server.run(), visit(*net, server.ws_url(), server.rest_url(), server.authority()));
    if (server.stats().open != 0)
        throw std::runtime_error("a connection is left");
}

hf::task<> plain_visit(asio::io_context&, sim::world&)
{
    return serve_a_visit(false);
}

hf::task<> secure_visit(asio::io_context&, sim::world&)
{
    return serve_a_visit(true);
}

} // namespace

BOOST_AUTO_TEST_SUITE(sim_server_sweep)

BOOST_AUTO_TEST_CASE(may_be_destroyed_after_any_handler)
{
    lab::require_clean(sim::sweep_destruction(plain_visit, {.max_points = 150}), 11);
    lab::require_clean(sim::sweep_destruction(secure_visit, {.max_points = 40}), 11);
}

BOOST_AUTO_TEST_CASE(may_be_cancelled_after_any_handler)
{
    lab::require_clean(sim::sweep_cancellation(plain_visit, {.max_points = 150}), 11);
    lab::require_clean(sim::sweep_cancellation(secure_visit, {.max_points = 40}), 11);
}

BOOST_AUTO_TEST_CASE(survives_a_mishap_at_any_read_or_write)
{
    lab::require_clean(sim::sweep_mishaps(plain_visit), 11);
    lab::require_clean(sim::sweep_mishaps(secure_visit, {.max_points = 10}), 11);
}

BOOST_AUTO_TEST_SUITE_END()
