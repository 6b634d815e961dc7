// SPDX-License-Identifier: BSL-1.0
// Tests a strategy in virtual time: six hours on an exchange that breaks all the time, in a few seconds, the
// same every time. The strategy is the same code that would trade; it is told nothing of the simulation.
#include <holdfast/exchange/binance.hpp>
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>
#include <holdfast/sim/world.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace spot = holdfast::binance::spot;
using namespace std::chrono_literals;

/// The strategy: quotes around the middle, and only while the book is verified.
hf::task<> quote(hf::stream depth, std::uint64_t* quoted, std::uint64_t* withheld)
{
    hf::order_book book(depth.doubts());
    while (auto batch = co_await depth.receive()) {
        for (const hf::event& ev : *batch)
            book.apply(ev);
        ++*(book.verified() ? quoted : withheld);
    }
}

hf::task<> trade(spot::options where, std::uint64_t* quoted, std::uint64_t* withheld)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    hf::session feed(executor, spot::make_adapter(where));
    hf::stream depth = feed.subscribe(spot::depth("BTCUSDT", spot::speed::ms_1000));
    co_await hf::race(feed.run(), quote(std::move(depth), quoted, withheld));
}

int main()
{
    hf::asio::io_context io(1);
    auto& world = hf::asio::make_service<sim::world>(io, 42); // from here on, time is virtual on this context

    sim::exchange_config market;
    market.burst_every = 1s;
    market.levels = 20;
    market.faults.faults = {sim::all_faults.begin(), sim::all_faults.end()};
    market.faults.every = 60s;
    sim::exchange venue(market);
    sim::server server(io.get_executor(), venue);
    hf::asio::co_spawn(io, server.run(), hf::rethrow);

    spot::options where;
    where.where = {server.ws_url(), server.rest_url()};
    std::uint64_t quoted = 0;
    std::uint64_t withheld = 0;
    hf::asio::co_spawn(io, trade(where, &quoted, &withheld), hf::rethrow);
    world.run_for(6h);

    std::cout << "6 h, " << venue.faults().injected() << " faults: quoted " << quoted << " times, withheld "
              << withheld << " times; trace " << std::hex << world.trace_hash() << '\n';
    return quoted > 1000 && withheld > 10 ? 0 : 1;
}
