// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_DESK_HPP
#define HOLDFAST_TEST_SUPPORT_DESK_HPP

#include "support/laboratory.hpp"
#include "support/toy_exchange.hpp"
#include "support/transcript.hpp"

#include <holdfast/governor.hpp>
#include <holdfast/session.hpp>
#include <holdfast/sim/scripted_peer.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lab {

using namespace std::chrono_literals;

/// A session of the toy exchange whose other end is the test, in virtual time.
struct desk : laboratory {
    std::shared_ptr<toy::exchange> dialect = std::make_shared<toy::exchange>();
    std::shared_ptr<hf::sim::scripted_network> peer =
        std::make_shared<hf::sim::scripted_network>(io.get_executor());
    hf::session_config config{};
    std::unique_ptr<hf::session> made{};
    std::optional<run> running{};
    std::vector<std::string> read{};
    std::uint64_t snapshot_at = 9;

    desk()
    {
        peer->rest = [this](const hf::http_request&) {
            hf::http_response r;
            r.status = 200;
            r.body = std::to_string(snapshot_at) + std::string(toy::sane);
            hf::sim::scripted_answer plan;
            plan.answer = std::move(r);
            return plan;
        };
    }

    hf::session& session()
    {
        if (!made)
            made = std::make_unique<hf::session>(io.get_executor(), dialect, peer, config);
        return *made;
    }

    /// Starts the session and a consumer that writes down what the stream says.
    void start(const std::string& name)
    {
        running.emplace(spawn(session().run()));
        consume(name);
    }
    void consume(const std::string& name)
    {
        asio::co_spawn(io, listen(session().subscribe(hf::topic(name)), &read), hf::rethrow);
    }

    /// The next connection, once it is there.
    std::shared_ptr<hf::sim::scripted_line> line(hf::duration at_most = 10min)
    {
        const std::size_t wanted = ++lines_seen_;
        BOOST_REQUIRE(world.run_until([&] { return peer->lines().size() >= wanted; }, at_most));
        return peer->lines()[wanted - 1];
    }

    /// Waits for the client to ask for its topics, and agrees.
    void agree(hf::sim::scripted_line& on)
    {
        BOOST_REQUIRE(world.run_until([&] { return agreed_ < on.heard().size(); }, 1min));
        while (agreed_ < on.heard().size()) {
            std::istringstream words(on.heard()[agreed_++]);
            std::string verb, id;
            words >> verb >> id;
            on.say("ack " + id);
        }
    }
    /// The next connection, agreed with.
    std::shared_ptr<hf::sim::scripted_line> connected()
    {
        auto on = line();
        agreed_ = 0;
        agree(*on);
        return on;
    }
    /// A connection on which the book is verified at 10.
    std::shared_ptr<hf::sim::scripted_line> verified(const std::string& name = "book.a")
    {
        if (!running)
            start(name);
        auto on = connected();
        on->say("d " + name + " 9 10 0");
        BOOST_REQUIRE(world.run_until([&] { return session().phase() == hf::phase::verified; }, 1min));
        return on;
    }

    /// What the stream has said since the last call, phases left out.
    std::vector<std::string> told()
    {
        world.run_for(1ms);
        std::vector<std::string> all;
        for (std::string& w : read)
            if (!w.starts_with("phase"))
                all.push_back(std::move(w));
        read.clear();
        return all;
    }

private:
    static hf::task<> listen(hf::stream events, std::vector<std::string>* into)
    {
        while (auto batch = co_await events.receive())
            for (const hf::event& e : *batch)
                into->push_back(toy::words(e));
        into->push_back("end");
    }

    std::size_t lines_seen_ = 0;
    std::size_t agreed_ = 0;
};

} // namespace lab

#endif
