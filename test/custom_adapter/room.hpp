// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_CUSTOM_ADAPTER_ROOM_HPP
#define HOLDFAST_TEST_CUSTOM_ADAPTER_ROOM_HPP

#include "support/laboratory.hpp"

#include <holdfast/order_book.hpp>
#include <holdfast/session.hpp>
#include <holdfast/sim/scripted_peer.hpp>

#include <memory>
#include <string>
#include <vector>

namespace lab {

using namespace std::chrono_literals;

/// A session over an adapter, one book kept from it, and the far end of its connections. Virtual time.
struct room : laboratory {
    std::shared_ptr<hf::sim::scripted_network> peer =
        std::make_shared<hf::sim::scripted_network>(io.get_executor());
    hf::session session;
    std::vector<run> running{};
    hf::order_book_options options;
    std::vector<std::unique_ptr<hf::order_book>> books{};

    room(std::shared_ptr<const hf::adapter> exchange, hf::order_book_options how = {})
        : session(io.get_executor(), std::move(exchange), peer), options(how)
    {
    }

    void follow(const std::string& topic)
    {
        hf::stream depth = session.subscribe(hf::topic(topic));
        books.push_back(std::make_unique<hf::order_book>(depth.doubts(), options));
        running.push_back(spawn(keep(std::move(depth), books.back().get())));
        if (running.size() == 1)
            running.push_back(spawn(session.run()));
    }
    [[nodiscard]] const hf::order_book& book(std::size_t i = 0) const { return *books.at(i); }

    /// The newest connection, once there is another one than before.
    std::shared_ptr<hf::sim::scripted_line> line()
    {
        BOOST_REQUIRE(world.run_until([&] { return peer->lines().size() > seen_; }, 1min));
        seen_ = peer->lines().size();
        heard_ = 0;
        return peer->lines().back();
    }
    /// What the client sends next.
    std::string next_request(const hf::sim::scripted_line& on)
    {
        BOOST_REQUIRE(world.run_until([&] { return on.heard().size() > heard_; }, 1min));
        return on.heard()[heard_++];
    }

private:
    static hf::task<> keep(hf::stream depth, hf::order_book* into)
    {
        while (auto batch = co_await depth.receive())
            for (const hf::event& e : *batch)
                into->apply(e);
    }

    std::size_t seen_ = 0;
    std::size_t heard_ = 0;
};

} // namespace lab

#endif
