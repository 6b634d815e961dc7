// SPDX-License-Identifier: BSL-1.0
#include "support/keeping.hpp"

#include <holdfast/dead_mans_switch.hpp>

#include <algorithm>

// A dead man's switch over an account whose other end is the test.

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

struct armed : lab::keeping {
    std::optional<lab::run> switched{};
    std::vector<std::string> failures{};

    void arm(hf::duration timeout = 30s)
    {
        hf::dead_mans_switch_config c;
        c.timeout = timeout;
        c.at_failure = [this](const hf::failure& why) { failures.push_back(why.text); };
        switched.emplace(spawn(hf::dead_mans_switch(session(), keeper(), std::move(c))));
    }
    [[nodiscard]] hf::error_code end_of_switch() const
    {
        try {
            switched->check();
        } catch (const hf::system_error& e) {
            return e.code();
        }
        return {};
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(dead_mans_switch, armed)

BOOST_AUTO_TEST_CASE(it_is_not_armed_before_the_account_is_verified)
{
    start();
    arm();
    world.run_for(1min);
    BOOST_TEST(fed.empty());
}

BOOST_AUTO_TEST_CASE(it_is_fed_three_times_in_each_timeout)
{
    verified();
    arm();
    world.run_for(59s);
    BOOST_TEST(fed == (story(6, "30")), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_is_not_fed_while_the_account_is_closed)
{
    auto on = verified();
    arm();
    world.run_for(5s);
    on->end(hf::failure(hf::errc::disconnected, "reset"), {1006, ""});
    world.run_for(2min);
    BOOST_TEST(fed.size() == 1u);
    BOOST_TEST(!switched->ended());
}

BOOST_AUTO_TEST_CASE(it_is_fed_at_once_when_the_account_is_verified_after_its_turn_was_missed)
{
    auto on = verified();
    arm();
    bool down = true;
    peer->dial = [&down](const std::string&) {
        hf::sim::scripted_dial plan;
        if (down)
            plan.outcome = hf::failure(hf::errc::connect_failed);
        return plan;
    };
    on->end(hf::failure(hf::errc::disconnected, "reset"), {1006, ""});
    world.run_for(20s);
    BOOST_TEST(fed.size() == 1u);
    down = false;
    verified();
    world.run_for(1ms);
    BOOST_TEST(fed.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_request_that_failed_is_told_and_made_again)
{
    verified();
    status = 500;
    arm();
    world.run_for(1s);
    BOOST_TEST(failures == (story{"HTTP 500"}), boost::test_tools::per_element());
    world.run_for(2s);
    BOOST_TEST(fed.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_request_that_hangs_does_not_delay_the_next)
{
    verified();
    hang = true;
    arm(9s);
    world.run_for(7s);
    BOOST_TEST(fed.size() == 3u);
}

BOOST_AUTO_TEST_CASE(cancelled_it_disarms)
{
    verified();
    arm();
    world.run_for(5s);
    switched->cancel();
    world.run_for(1s);
    BOOST_TEST(fed.back() == "0");
    BOOST_TEST(switched->was_cancelled());
}

BOOST_AUTO_TEST_CASE(cancelled_before_it_was_armed_it_asks_nothing)
{
    start();
    arm();
    world.run_for(5s);
    switched->cancel();
    world.run_for(1s);
    BOOST_TEST(fed.empty());
    BOOST_TEST(switched->was_cancelled());
}

BOOST_AUTO_TEST_CASE(a_dead_network_does_not_hold_up_its_end_for_longer_than_the_timeout)
{
    verified();
    arm();
    world.run_for(5s);
    hang = true;
    switched->cancel();
    world.run_for(30s);
    BOOST_TEST(switched->was_cancelled());
}

BOOST_AUTO_TEST_CASE(when_the_keeper_ends_it_stays_armed)
{
    verified();
    arm();
    world.run_for(5s);
    keeping_on->cancel();
    world.run_for(1min);
    BOOST_TEST((end_of_switch() == hf::errc::stopped));
    BOOST_TEST(fed == (story{"30"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_exchange_that_watches_the_connection_is_asked_once)
{
    dialect->switch_limits.fed = false;
    verified();
    arm();
    world.run_for(5min);
    BOOST_TEST(fed.size() == 1u);
    BOOST_TEST(!switched->ended());
}

BOOST_AUTO_TEST_CASE(an_exchange_that_watches_the_connection_sees_it_go_when_the_account_stays_closed)
{
    dialect->switch_limits.fed = false;
    auto on = verified();
    arm();
    world.run_for(5s);
    status = 500;
    on->end(hf::failure(hf::errc::disconnected, "reset"), {1006, ""});
    on = line();
    agree_to(*on);
    world.run_for(25s);
    BOOST_TEST(!on->dropped);
    world.run_for(10s);
    BOOST_TEST(on->dropped);
    BOOST_TEST((end_of_switch() == hf::errc::stopped));
}

BOOST_AUTO_TEST_CASE(an_exchange_without_a_switch_is_refused)
{
    dialect->switch_limits = {};
    arm();
    world.run_for(1ms);
    BOOST_TEST((end_of_switch() == hf::errc::invalid_config));
}

BOOST_AUTO_TEST_CASE(fault_34_a_timeout_that_the_exchange_does_not_take_is_refused)
{
    arm(10min);
    world.run_for(1ms);
    BOOST_CHECK_EXCEPTION(switched->check(), hf::error, [](const hf::error& e) {
        return e.why().text == "dead_mans_switch_config::timeout is 10 min; allowed: 3 s to 5 min";
    });
}

BOOST_AUTO_TEST_SUITE_END()
