// SPDX-License-Identifier: BSL-1.0
// A user's program: keeps an order book and prints its top while it is verified.

#include <holdfast/exchange/binance.hpp>
#include <holdfast/holdfast.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <utility>

namespace hf = holdfast;
namespace asio = boost::asio;

namespace {

hf::task<> keep_book(hf::stream depth)
{
    hf::order_book book(depth.doubts());
    while (auto batch = co_await depth.receive())
        for (const hf::event& ev : *batch)
            if (book.apply(ev); book.verified())
                std::cout << book.best_bid()->price.str() << " / " << book.best_ask()->price.str() << '\n';
}

hf::task<> run(hf::session& feed)
{
    hf::stream depth = feed.subscribe(hf::binance::spot::depth("BTCUSDT"));
    co_await hf::race(feed.run(), keep_book(std::move(depth)), hf::until_signal());
}

} // namespace

int main()
{
    asio::io_context io{1};
    hf::session feed(io.get_executor(), hf::binance::spot::make_adapter());
    asio::co_spawn(io, run(feed), hf::rethrow);
    io.run();
}
