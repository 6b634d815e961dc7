// SPDX-License-Identifier: BSL-1.0
// Follows a book of Binance until it is interrupted; needs the real exchange.
#include <holdfast/exchange/binance.hpp>
#include <holdfast/holdfast.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace hf = holdfast;

hf::task<> keep_book(hf::stream depth)
{
    hf::order_book book(depth.doubts());
    while (auto batch = co_await depth.receive()) { // disengaged: the session has stopped
        for (const hf::event& ev : *batch)
            book.apply(ev);
        if (const auto top = book.top()) // an error while anything is in doubt
            std::cout << book.last_id() << ": " << top->bid.price.str() << " / " << top->ask.price.str()
                      << '\n';
        else
            std::cout << "closed: " << top.error().message() << '\n';
    }
}

hf::task<> trade()
{
    const auto executor = co_await hf::asio::this_coro::executor;
    hf::session_config config;
    config.watch = hf::log_to(std::clog); // every phase, gap and recovery, with its time and session
    hf::session feed(executor, hf::binance::spot::make_adapter(), config);
    hf::stream depth = feed.subscribe(hf::binance::spot::depth("BTCUSDT"));
    co_await hf::race(feed.run(), keep_book(std::move(depth)), hf::until_signal());
    std::cout << feed.stats().gaps << " gaps, " << feed.stats().outages << " outages\n";
}

int main()
{
    hf::asio::io_context io{1};
    hf::asio::co_spawn(io, trade(), hf::rethrow);
    io.run();
}
