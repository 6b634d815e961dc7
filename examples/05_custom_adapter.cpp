// SPDX-License-Identifier: BSL-1.0
// Exchanges that the library does not know, through adapters of your own (custom_adapter/*.cpp), without a
// network: a recording is played to a session in virtual time, and one message of it gets lost.
//
//     bash examples/run.sh custom_adapter [beacon | kraken | coinbase]
#include "custom_adapter/recordings.hpp"

#include <holdfast/holdfast.hpp>
#include <holdfast/sim/world.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <stdexcept>

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

/// The exchange: it plays its recording on each connection, and loses one message once.
hf::task<> play(const recordings::exchange* exchange, std::shared_ptr<sim::scripted_network> network)
{
    for (bool lossy = true;;) {
        auto line = co_await network->accepted();
        hf::asio::co_spawn(co_await hf::asio::this_coro::executor, exchange->play(std::move(line), &lossy),
                           hf::rethrow);
    }
}

/// Keeps the book, and says what is known and when it is not.
hf::task<> keep_book(hf::stream depth, hf::order_book* book)
{
    while (auto batch = co_await depth.receive())
        for (const hf::event& ev : *batch) {
            const bool was_verified = book->verified();
            book->apply(ev);
            if (std::holds_alternative<hf::phase_changed>(ev))
                continue;
            if (const auto top = book->top())
                std::cout << top->bid.price.str() << " / " << top->ask.price.str() << '\n';
            else if (was_verified)
                std::cout << "closed: " << top.error().message() << '\n';
        }
}

int main(int argc, char** argv)
try {
    const recordings::exchange exchange = recordings::of(argc > 1 ? argv[1] : "beacon");
    hf::asio::io_context io(1);
    auto& world = hf::asio::make_service<sim::world>(io, 1);
    const auto network = std::make_shared<sim::scripted_network>(io.get_executor());
    hf::session feed(io.get_executor(), exchange.adapter, network);
    hf::stream depth = feed.subscribe(exchange.book);
    hf::order_book book(depth.doubts(), exchange.options);
    hf::asio::co_spawn(io, feed.run(), hf::rethrow);
    hf::asio::co_spawn(io, play(&exchange, network), hf::rethrow);
    hf::asio::co_spawn(io, keep_book(std::move(depth), &book), hf::rethrow);
    world.run_for(5s);

    const auto best = book.best_bid();
    std::cout << "closed " << book.times_closed() << " times, the best bid is "
              << (best ? best->price.str() : best.error().message()) << '\n';
    return best && best->price.str() == exchange.best_bid && book.times_closed() == 1 ? 0 : 1;
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << '\n';
    return 2;
}
