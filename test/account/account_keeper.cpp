// SPDX-License-Identifier: BSL-1.0
#include "support/keeping.hpp"

// An account that is kept over a session whose other end is the test.

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

std::string refusal(const hf::session& line, const hf::account_keeper_config& config)
{
    try {
        const hf::account_keeper refused(const_cast<hf::session&>(line), config);
    } catch (const hf::error& e) {
        return e.why().text;
    }
    return "accepted";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(account_keeper, lab::keeping)

BOOST_AUTO_TEST_CASE(the_account_is_verified_when_its_topics_are_live_and_rest_was_asked)
{
    start();
    agree_to(*line());
    BOOST_TEST(!mine().verified());
    BOOST_TEST((mine().reason().code == hf::errc::not_synchronized));
    world.run_for(2s);
    BOOST_TEST(mine().verified());
    BOOST_TEST(total() == "100");
    BOOST_TEST(asked == 1u);
}

BOOST_AUTO_TEST_CASE(fault_56_what_ends_the_session_is_the_reason_of_the_account)
{
    peer->dial = [](const std::string&) {
        hf::sim::scripted_dial plan;
        plan.outcome = hf::failure(hf::errc::unauthorized, "no such key");
        return plan;
    };
    start();
    world.run_for(1min);
    BOOST_TEST((mine().reason().code == hf::errc::unauthorized));
    BOOST_TEST(mine().reason().text.find("no such key") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_stream_tells_is_applied)
{
    verified()->say("tell quiet.cash 1 USDT 90");
    world.run_for(1ms);
    BOOST_TEST(total() == "90");
}

BOOST_AUTO_TEST_CASE(every_batch_of_changes_is_announced)
{
    auto on = verified();
    const auto before = changes;
    on->say("tell quiet.cash 1 USDT 90");
    world.run_for(1ms);
    on->say("tell quiet.margin 1 USDT 80");
    world.run_for(1ms);
    BOOST_TEST(changes == before + 2);
}

BOOST_AUTO_TEST_CASE(what_comes_while_rest_is_asked_is_not_lost)
{
    start();
    auto on = line();
    agree_to(*on);
    on->say("tell quiet.cash 1 USDT 90");
    world.run_for(2s);
    BOOST_TEST(total() == "90");
}

BOOST_AUTO_TEST_CASE(fault_28_a_lost_connection_closes_the_account_until_it_was_compared)
{
    verified()->end(hf::failure(hf::errc::disconnected, "reset"), {1006, ""});
    world.run_for(1ms);
    BOOST_TEST((mine().reason().code == hf::errc::disconnected));
    truth = "USDT 90";
    agree_to(*line());
    BOOST_TEST(!mine().verified());
    world.run_for(2s);
    BOOST_TEST(mine().verified());
    BOOST_TEST(found == (story{"USDT balance: ours 100; theirs 90"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failed_request_is_made_again_and_told)
{
    status = 500;
    start();
    agree_to(*line());
    world.run_for(2s);
    BOOST_TEST((mine().reason().code == hf::errc::http_status));
    status = 200;
    world.run_for(30s);
    BOOST_TEST(mine().verified());
    BOOST_TEST(keeper().stats().failures > 0u);
}

BOOST_AUTO_TEST_CASE(a_verified_account_is_compared_now_and_then)
{
    verified();
    world.run_for(5min + 30s);
    BOOST_TEST(keeper().stats().reconciliations == 6u);
    BOOST_TEST(mine().times_closed() == 0u);
}

BOOST_AUTO_TEST_CASE(a_comparison_on_request_does_not_wait)
{
    verified();
    keeper().reconcile();
    world.run_for(3s);
    BOOST_TEST(keeper().stats().reconciliations == 2u);
}

BOOST_AUTO_TEST_CASE(a_connection_that_did_not_tell_is_replaced)
{
    verified();
    truth = "USDT 90";
    keeper().reconcile();
    agree_to(*line());
    world.run_for(3s);
    BOOST_TEST(mine().epoch() == 2u);
    BOOST_TEST(total() == "90");
    BOOST_TEST(found.size() == 1u);
    BOOST_TEST(keeper().stats().distrusts == 1u);
}

BOOST_AUTO_TEST_CASE(a_request_that_hangs_does_not_keep_a_new_connection_waiting)
{
    hang = true;
    start();
    auto on = line();
    agree_to(*on);
    world.run_for(2s);
    hang = false;
    on->end(hf::failure(hf::errc::disconnected, "reset"), {1006, ""});
    agree_to(*line());
    world.run_for(2s);
    BOOST_TEST(mine().verified());
}

// ---- comparisons that do not come about ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_47_an_account_that_cannot_be_compared_for_too_long_closes_and_says_so)
{
    verified();
    for (const unsigned refused : {500u, 403u, 401u}) {
        status = refused;
        world.run_for(14min);
        BOOST_TEST(mine().verified(), refused);
        world.run_for(12h);
        BOOST_TEST(!mine().verified(), refused);
        BOOST_TEST((mine().reason().code == hf::errc::audit_overdue), mine().reason().message());
        BOOST_TEST(mine().reason().text.find("HTTP " + std::to_string(refused)) != std::string::npos,
                   mine().reason().text);
        status = 200;
        world.run_for(2min);
        BOOST_TEST(mine().verified(), refused);
        BOOST_TEST(total() == "100");
    }
    BOOST_TEST(keeper().stats().overdue == 3u);
    BOOST_TEST(mine().times_closed() == 3u);
}

BOOST_AUTO_TEST_CASE(fault_47_silence_is_no_comparison_either)
{
    verified();
    unanswered = true;
    world.run_for(17min);
    BOOST_TEST((mine().reason().code == hf::errc::audit_overdue), mine().reason().message());
    unanswered = false;
    world.run_for(2min);
    BOOST_TEST(mine().verified());
}

BOOST_AUTO_TEST_CASE(fault_47_how_long_is_too_long_is_chosen)
{
    config.overdue_after = 2min;
    verified();
    status = 500;
    world.run_for(3min + 30s);
    BOOST_TEST((mine().reason().code == hf::errc::audit_overdue));
    config.overdue_after = 0s;
    BOOST_TEST(refusal(session(), config).find("overdue_after") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_47_an_account_that_is_compared_on_request_only_is_overdue_only_then)
{
    config.reconcile_every = 0s;
    verified();
    status = 500;
    world.run_for(12h);
    BOOST_TEST(mine().verified());
    keeper().reconcile();
    world.run_for(16min);
    BOOST_TEST((mine().reason().code == hf::errc::audit_overdue));
}

// ---- rows that are not understood -------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_48_a_row_that_rest_shows_for_hours_costs_itself_and_no_questions)
{
    truth = "USDT 100 GIFT gift MOG ?";
    std::vector<std::string> told;
    config.at_left_out = [&](const hf::unread& row) { told.push_back(row.name); };
    verified();
    const unsigned before = asked;
    world.run_for(12h);
    BOOST_TEST(mine().verified());
    BOOST_TEST(mine().times_closed() == 0u);
    BOOST_TEST(asked - before < 12u * 60u);
    BOOST_TEST(told == (story{"GIFT", "MOG"}), boost::test_tools::per_element());
    BOOST_TEST(keeper().stats().left_out == 2u);
    BOOST_TEST(total() == "100");
    BOOST_TEST((mine().balance_of("MOG").error().code == hf::errc::malformed));
    BOOST_TEST(mine().balance_of("GIFT").has_value());
    BOOST_TEST(found.empty());
}

BOOST_AUTO_TEST_CASE(fault_48_a_row_of_the_stream_that_matters_closes_the_account_until_it_was_compared)
{
    auto on = verified();
    on->say("tell quiet.cash 1 USDT ?");
    world.run_for(1ms);
    BOOST_TEST((mine().reason().code == hf::errc::malformed), mine().reason().message());
    BOOST_TEST(session().stats().skipped == 1u);
    BOOST_TEST(session().stats().gaps == 0u);
    truth = "USDT 90";
    world.run_for(3s);
    BOOST_TEST(mine().verified());
    BOOST_TEST(total() == "90");
}

BOOST_AUTO_TEST_CASE(fault_48_a_row_of_the_stream_on_which_nothing_depends_closes_nothing)
{
    auto on = verified();
    for (int hour = 1; hour <= 6; ++hour) {
        for (int row = 0; row < 100; ++row)
            on->say("tell quiet.cash " + std::to_string(hour * 1000 + row) + " GIFT gift");
        world.run_for(1h);
    }
    BOOST_TEST(mine().verified());
    BOOST_TEST(mine().times_closed() == 0u);
    BOOST_TEST(peer->lines().size() == 1u);
    BOOST_TEST(session().stats().skipped == 600u);
    BOOST_TEST(keeper().stats().left_out == 600u);
}

BOOST_AUTO_TEST_CASE(until_verified_waits_for_it)
{
    start();
    const lab::run waiting = spawn(keeper().until_verified());
    agree_to(*line());
    BOOST_TEST(!waiting.ended());
    world.run_for(2s);
    BOOST_TEST(waiting.ended());
    BOOST_TEST(!waiting.failed());
}

BOOST_AUTO_TEST_CASE(until_verified_fails_when_the_session_stops_first)
{
    start();
    const lab::run waiting = spawn(keeper().until_verified());
    session().stop();
    world.run_for(2s);
    BOOST_CHECK_EXCEPTION(waiting.check(), hf::error,
                          [](const hf::error& e) { return e.code() == hf::errc::stopped; });
}

BOOST_AUTO_TEST_CASE(when_the_session_stops_the_account_is_closed)
{
    verified();
    session().stop();
    world.run_for(2s);
    BOOST_TEST(keeping_on->ended());
    BOOST_TEST(!keeping_on->failed());
    BOOST_TEST((mine().reason().code == hf::errc::stopped));
}

BOOST_AUTO_TEST_CASE(a_cancelled_keeper_closes_the_account)
{
    verified();
    keeping_on->cancel();
    world.run_for(1ms);
    BOOST_TEST(keeping_on->was_cancelled());
    BOOST_TEST((mine().reason().code == hf::errc::stopped));
}

BOOST_AUTO_TEST_CASE(an_adapter_of_market_data_is_refused)
{
    const hf::session market(io.get_executor(), std::make_shared<toy::exchange>(), peer);
    BOOST_TEST(refusal(market, {}) ==
               "an account_keeper needs an adapter of private topics, and toy is none");
}

BOOST_AUTO_TEST_CASE(fault_34_a_bad_configuration_is_refused_by_name)
{
    hf::account_keeper_config config;
    config.reconcile_every = 10ms;
    BOOST_TEST(refusal(session(), config) ==
               "account_keeper_config::reconcile_every is 10 ms; allowed: 0 (off) or 1 s to 24 h");
}

BOOST_AUTO_TEST_SUITE_END()
