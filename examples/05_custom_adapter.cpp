// An exchange that the library does not know, through an adapter of your own (custom_adapter/beacon.cpp), without
// a network: a recording is played to a session in virtual time, and one message of it gets lost.
#include "custom_adapter/beacon.hpp"

#include <holdfast/holdfast.hpp>
#include <holdfast/sim/scripted_peer.hpp>
#include <holdfast/sim/world.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <iostream>

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

/// The exchange: agrees to everything, and plays the recording to whoever subscribes. The first time it loses
/// the fourth message.
hf::task<> play_exchange(std::shared_ptr<sim::scripted_network> network)
{
    const auto line = co_await network->accepted();
    for (bool lossy = true;;) {
        const std::string request = co_await line->hear();
        std::cout << "  > " << request << '\n';
        const boost::json::object asked = boost::json::parse(request).as_object();
        line->say(R"({"ref":)" + boost::json::serialize(asked.at("ref")) + R"(,"ok":true})");
        if (asked.at("do") == "unsubscribe")
            continue;
        for (std::size_t i = 0; i < beacon::recording.size(); ++i) {
            co_await hf::sleep_for(100ms);
            if (i != 3 || !std::exchange(lossy, false))
                line->say(std::string(beacon::recording[i]));
        }
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
                std::cout << "at " << book->last_id() << ": " << top->bid.price.str() << " / "
                          << top->ask.price.str() << '\n';
            else if (was_verified)
                std::cout << "closed: " << top.error().message() << '\n';
        }
}

int main()
{
    hf::asio::io_context io(1);
    auto& world = hf::asio::make_service<sim::world>(io, 1);
    const auto network = std::make_shared<sim::scripted_network>(io.get_executor());
    hf::session feed(io.get_executor(), beacon::make_adapter(), network);
    hf::order_book book;
    hf::asio::co_spawn(io, feed.run(), hf::rethrow);
    hf::asio::co_spawn(io, play_exchange(network), hf::rethrow);
    hf::asio::co_spawn(io, keep_book(feed.subscribe(beacon::book("BTC-USD")), &book), hf::rethrow);
    world.run_for(3s);

    const hf::session_stats seen = feed.stats();
    std::cout << "gaps: " << seen.gaps << ", the book is " << (book.verified() ? "verified" : "closed")
              << " and stands at " << book.last_id() << '\n';
    return book.verified() && book.last_id() == beacon::recording.size() && seen.gaps == 1 ? 0 : 1;
}
