// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_KEEPING_HPP
#define HOLDFAST_TEST_SUPPORT_KEEPING_HPP

#include "support/laboratory.hpp"
#include "support/toy_balances.hpp"

#include <holdfast/account_keeper.hpp>
#include <holdfast/sim/scripted_peer.hpp>

#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace lab {

using namespace std::chrono_literals;

/// An account of the toy exchange, kept; its other end is the test, in virtual time.
struct keeping : laboratory {
    using story = std::vector<std::string>;

    std::shared_ptr<toy::balances> dialect = std::make_shared<toy::balances>();
    std::shared_ptr<hf::sim::scripted_network> peer =
        std::make_shared<hf::sim::scripted_network>(io.get_executor());
    hf::account_keeper_config config{};
    std::string truth = "USDT 100";
    unsigned status = 200;
    bool hang = false;
    bool unanswered = false;        ///< Every question ends as the network ends it: when its time is up.
    unsigned asked = 0;             ///< How often for the account.
    std::vector<std::string> fed{}; ///< What the dead man's switch was set to.
    story found{};
    unsigned changes = 0;
    std::unique_ptr<hf::session> made_session{};
    std::unique_ptr<hf::account_keeper> made_keeper{};
    std::optional<run> running{};
    std::optional<run> keeping_on{};

    keeping()
    {
        peer->rest = [this](const hf::http_request& question) { return answer(question); };
        config.at_finding = [this](const hf::finding& f) { found.push_back(hf::to_string(f)); };
        config.at_change = [this] { ++changes; };
    }

    hf::session& session()
    {
        if (!made_session)
            made_session = std::make_unique<hf::session>(io.get_executor(), dialect, peer);
        return *made_session;
    }
    hf::account_keeper& keeper()
    {
        if (!made_keeper)
            made_keeper = std::make_unique<hf::account_keeper>(session(), config);
        return *made_keeper;
    }
    [[nodiscard]] const hf::account& mine() { return keeper().mine(); }
    [[nodiscard]] std::string total() { return mine().balance_of("USDT").value().total.str(); }

    void start()
    {
        running.emplace(spawn(session().run()));
        keeping_on.emplace(spawn(keeper().run()));
    }
    /// The next connection, once it is there.
    std::shared_ptr<hf::sim::scripted_line> line()
    {
        const std::size_t wanted = ++lines_seen_;
        BOOST_REQUIRE(world.run_until([&] { return peer->lines().size() >= wanted; }, 10min));
        return peer->lines()[wanted - 1];
    }
    /// Acknowledges both topics, in one request or two.
    void agree_to(hf::sim::scripted_line& on)
    {
        for (std::size_t topics = 0, agreed = 0; topics < 2;) {
            BOOST_REQUIRE(world.run_until([&] { return agreed < on.heard().size(); }, 1min));
            std::istringstream words(on.heard()[agreed++]);
            std::string verb, id;
            words >> verb >> id;
            for (std::string name; words >> name;)
                ++topics;
            on.say("ack " + id);
        }
        world.run_for(1ms);
    }
    /// A connection on which the account is verified.
    std::shared_ptr<hf::sim::scripted_line> verified()
    {
        if (!running)
            start();
        auto on = line();
        agree_to(*on);
        BOOST_REQUIRE(world.run_until([&] { return mine().verified(); }, 1min));
        return on;
    }

private:
    hf::sim::scripted_answer answer(const hf::http_request& question)
    {
        hf::sim::scripted_answer plan;
        hf::http_response r;
        r.status = status;
        r.body = truth;
        plan.answer = std::move(r);
        plan.never = hang;
        if (unanswered) {
            plan.delay = 10s;
            plan.answer = hf::failure(hf::errc::http_timeout, "no answer");
        }
        if (question.url == "http://toy/account")
            ++asked;
        else
            fed.push_back(question.url.substr(question.url.find('?') + 1));
        return plan;
    }

    std::size_t lines_seen_ = 0;
};

} // namespace lab

#endif
