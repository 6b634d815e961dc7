// SPDX-License-Identifier: BSL-1.0
#include "support/sweeps.hpp"

#include <holdfast/exchange/binance/market.hpp>
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>
#include <holdfast/sim/sweep.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

// A session over Beast and TLS against the simulated exchange, disturbed at every point there is.

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace spot = holdfast::binance::spot;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// Reads until the book has been verified on two connections.
hf::task<> verify_twice(hf::session* feed, hf::stream depth)
{
    hf::order_book book(depth.doubts());
    std::uint32_t verified_on = 0;
    for (;;) {
        auto batch = co_await depth.receive();
        if (!batch)
            throw std::runtime_error("the stream ended");
        for (const hf::event& e : *batch)
            book.apply(e);
        if (!book.verified() || book.epoch() == verified_on)
            continue;
        if (verified_on != 0)
            co_return;
        verified_on = book.epoch();
        feed->reconnect();
    }
}

hf::task<> live(std::shared_ptr<sim::exchange> venue, bool tls)
{
    const auto executor = co_await asio::this_coro::executor;
    sim::server_config how;
    how.tls = tls;
    sim::server server(executor, *venue, how);
    spot::options dialect;
    dialect.where = {server.ws_url(), server.rest_url()};
    dialect.depth_cadence = 2s;
    dialect.first_data = 5s;
    hf::session_config config;
    config.connection.tls.extra_ca = server.authority();
    config.heartbeat = {.ping_after = 1s, .dead_after = 3s, .data_timeout = 5s};
    hf::session feed(executor, spot::make_adapter(dialect), config);
    hf::stream depth = feed.subscribe(spot::depth("BTCUSDT"));
    co_await hf::race(feed.run(), server.run(), verify_twice(&feed, std::move(depth)));
}

hf::task<> scenario(bool tls)
{
    sim::exchange_config quiet;
    quiet.levels = 10;
    quiet.burst_every = 100ms;
    return live(std::make_shared<sim::exchange>(quiet), tls);
}

hf::task<> plain(asio::io_context&, sim::world&)
{
    return scenario(false);
}

hf::task<> secured(asio::io_context&, sim::world&)
{
    return scenario(true);
}

sim::sweep_options points(std::size_t at_most)
{
    sim::sweep_options o;
    o.max_points = at_most;
    o.stop_limit = 2s;
    return o;
}

} // namespace

BOOST_AUTO_TEST_SUITE(venue_sweep)

BOOST_AUTO_TEST_CASE(destroyed_anywhere)
{
    lab::require_clean(sim::sweep_destruction(plain, points(200)), 21);
    lab::require_clean(sim::sweep_destruction(secured, points(100)), 21);
}

BOOST_AUTO_TEST_CASE(cancelled_anywhere)
{
    lab::require_clean(sim::sweep_cancellation(plain, points(200)), 21);
    lab::require_clean(sim::sweep_cancellation(secured, points(100)), 21);
}

BOOST_AUTO_TEST_CASE(every_mishap_at_every_read_and_write_is_healed)
{
    lab::require_clean(sim::sweep_mishaps(plain, points(60)), 21);
    lab::require_clean(sim::sweep_mishaps(secured, points(30)), 21);
}

BOOST_AUTO_TEST_SUITE_END()
