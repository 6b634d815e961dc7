// SPDX-License-Identifier: BSL-1.0
// Keeps an order book that is verified or closed, never wrong, and quotes from it for five seconds.
#include "stage.hpp"

namespace hf = holdfast;
namespace spot = holdfast::binance::spot;
using namespace std::chrono_literals;

hf::task<> keep_book(hf::stream depth)
{
    hf::order_book book(depth.doubts());
    while (auto batch = co_await depth.receive()) { // disengaged: the session has stopped
        const bool was_verified = book.verified();
        for (const hf::event& ev : *batch)
            book.apply(ev);
        if (const auto top = book.top()) // an error while anything is in doubt
            std::cout << book.last_id() << ": " << top->bid.price.str() << " / " << top->ask.price.str()
                      << '\n';
        else if (was_verified)
            std::cout << "closed: " << top.error().message() << '\n';
    }
}

hf::task<> trade(example::stage where)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    hf::session feed(executor, spot::make_adapter(where.exchange), where.session);
    hf::stream depth = feed.subscribe(spot::depth("BTCUSDT"));
    co_await hf::race(feed.run(), keep_book(std::move(depth)), hf::sleep_for(5s), hf::until_signal());
}

int main(int argc, char** argv)
{
    return example::perform(argc, argv, trade);
}
