// SPDX-License-Identifier: BSL-1.0
#include "support/trading_house.hpp"

#include <holdfast/dead_mans_switch.hpp>

#include <boost/test/data/test_case.hpp>

#include <algorithm>

// What goes wrong with accounts and orders, at every simulated exchange to which it applies.

namespace {

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace data = boost::unit_test::data;
using lab::membership;
using lab::trading_house;
using namespace std::chrono_literals;

const std::vector<membership> everywhere{{sim::venue::binance_spot},
                                         {sim::venue::binance_usdm},
                                         {sim::venue::bybit},
                                         {sim::venue::okx},
                                         {sim::venue::bulk}};
const std::vector<membership> where_one_logs_in{
    {sim::venue::binance_spot}, {sim::venue::bybit}, {sim::venue::okx}};
const std::vector<membership> where_somebody_signs{
    {sim::venue::binance_spot}, {sim::venue::binance_usdm}, {sim::venue::bybit}, {sim::venue::okx}};

} // namespace

BOOST_AUTO_TEST_SUITE(accounts)

BOOST_DATA_TEST_CASE(an_account_is_what_the_exchange_says, data::make(everywhere), where)
{
    trading_house house(where);
    house.open();
    (void)house.done(house.rest());
    (void)house.done(house.buy());
    house.world.run_for(5s);
    BOOST_TEST(house.difference() == "");
    house.world.run_for(5min);
    BOOST_TEST(house.difference() == "");
    BOOST_TEST(house.found.size() == 0u);
    BOOST_TEST(house.mine().times_closed() == 0u);
}

// ---- 26: listen keys -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_26_a_listen_key_is_refreshed_before_it_expires)
{
    trading_house house({sim::venue::binance_usdm});
    house.open();
    house.world.run_for(5h);
    (void)house.done(house.buy());
    house.world.run_for(5s);
    BOOST_TEST(house.line->stats().outages == 0u);
    BOOST_TEST(house.mine().times_closed() == 0u);
    BOOST_TEST(house.difference() == "");
}

BOOST_AUTO_TEST_CASE(fault_26_a_listen_key_that_the_exchange_lets_expire_is_replaced_and_nothing_is_missed)
{
    trading_house house({sim::venue::binance_usdm});
    house.open();
    house.venue->faults().inject(sim::fault::expire_key, {.on = house.line_id});
    for (int i = 0; i < 20; ++i) {
        (void)house.done(house.buy());
        house.world.run_for(250ms);
    }
    house.world.run_for(1min);
    BOOST_TEST(house.venue->faults().injected(sim::fault::expire_key) == 1u);
    BOOST_TEST(house.mine().epoch() >= 2u);
    BOOST_TEST(house.difference() == "");
    BOOST_TEST(house.mine().fills_counted() == house.venue->account_truth().fills.size());
}

BOOST_AUTO_TEST_CASE(fault_26_a_listen_key_that_dies_in_silence_is_found_out_by_a_comparison)
{
    trading_house house({sim::venue::binance_usdm});
    house.open();
    house.venue->kill_listen_key();
    (void)house.done(house.buy());
    house.world.run_for(90s);
    BOOST_TEST(house.was_found<hf::missed_fill>());
    BOOST_TEST(house.mine().epoch() >= 2u);
    BOOST_TEST(house.difference() == "");
}

BOOST_AUTO_TEST_CASE(fault_26_a_listen_key_whose_refresh_is_refused_is_replaced_and_rest_is_asked)
{
    trading_house house({sim::venue::binance_usdm});
    house.keeping.reconcile_every = 0s;
    house.open();
    house.venue->kill_listen_key();
    (void)house.done(house.buy());
    house.world.run_for(1h);
    BOOST_TEST(house.mine().epoch() >= 2u);
    BOOST_TEST(house.was_found<hf::missed_fill>());
    (void)house.done(house.buy());
    house.world.run_for(5s);
    BOOST_TEST(house.difference() == "");
}

// ---- 27: logins ----------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(fault_27_a_login_that_is_refused_is_fatal_with_the_words_of_the_exchange,
                     data::make(where_somebody_signs), where)
{
    trading_house house(where);
    house.who.secret = "another secret";
    house.who.api_key = "simulated-key-of-somebody-else";
    house.join();
    house.world.run_for(1min);
    BOOST_CHECK_EXCEPTION(house.line_run->check(), hf::error, [](const hf::error& e) {
        BOOST_TEST_MESSAGE(e.why().message());
        return e.code() == hf::condition::fatal && !e.why().text.empty();
    });
    BOOST_TEST(house.venue->stats().subscribed == 0u);
    BOOST_TEST((house.mine().reason().code == hf::errc::login_rejected));
}

BOOST_DATA_TEST_CASE(fault_27_a_login_that_expires_is_made_again_and_nothing_is_missed,
                     data::make(where_one_logs_in), where)
{
    trading_house house(where);
    house.open();
    house.venue->faults().inject(sim::fault::expire_key, {.on = house.line_id});
    for (int i = 0; i < 20; ++i) {
        (void)house.done(house.buy());
        house.world.run_for(250ms);
    }
    house.world.run_for(90s);
    BOOST_TEST(house.venue->faults().injected(sim::fault::expire_key) == 1u);
    BOOST_TEST(house.mine().epoch() >= 2u);
    BOOST_TEST(house.difference() == "");
}

// ---- 28: after a reconnect -----------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(fault_28_after_a_reconnect_each_difference_is_reported_and_the_gate_is_shut_until_then,
                     data::make(everywhere), where)
{
    trading_house house(where);
    house.open();
    const hf::order_outcome ghost = house.done(house.rest());
    house.world.run_for(2s);
    BOOST_TEST(house.gate.is_open());
    house.close_the_door(true);
    house.line->reconnect();
    house.world.run_for(1s);
    (void)house.done(house.cancel(ghost.which));
    (void)house.done(house.rest());
    (void)house.done(house.buy());
    house.world.run_for(5s);
    BOOST_TEST(!house.gate.is_open());
    BOOST_TEST(!house.mine().open_orders());
    house.close_the_door(false);
    house.verify();
    BOOST_TEST(house.gate.is_open());
    BOOST_TEST(house.was_found<hf::ghost_order>());
    BOOST_TEST(house.was_found<hf::missed_fill>());
    if (where.at != sim::venue::bulk) { // which tells the rest by itself, in the snapshot of its stream
        BOOST_TEST(house.was_found<hf::unknown_order>());
        BOOST_TEST(house.was_found<hf::drifted_balance>());
        BOOST_TEST(house.was_found<hf::drifted_position>() == !where.is_spot());
    }
    BOOST_TEST(house.difference() == "");
}

BOOST_DATA_TEST_CASE(fault_28_a_report_that_is_lost_is_found_and_the_connection_replaced,
                     data::make(everywhere), where)
{
    trading_house house(where);
    house.open();
    house.venue->faults().inject(sim::fault::lose_report, {.on = house.line_id, .times = 100});
    (void)house.done(house.buy());
    house.world.run_for(2s);
    BOOST_TEST(house.difference() != "");
    house.world.run_for(90s);
    BOOST_TEST(house.was_found<hf::missed_fill>());
    BOOST_TEST(house.keeper->stats().distrusts == 1u);
    BOOST_TEST(house.mine().epoch() == 2u);
    BOOST_TEST(house.difference() == "");
}

// ---- 29: fills -----------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(fault_29_a_fill_that_is_told_twice_and_by_rest_counts_once, data::make(everywhere),
                     where)
{
    trading_house house(where);
    house.open();
    house.venue->faults().inject(sim::fault::repeat_fill, {.on = house.line_id, .times = 100});
    (void)house.done(house.buy());
    house.world.run_for(2s);
    BOOST_TEST(house.mine().fills_repeated() > 0u);
    house.line->reconnect();
    house.world.run_for(10s);
    BOOST_TEST(house.mine().fills_counted() == house.venue->account_truth().fills.size());
    BOOST_TEST(house.difference() == "");
}

// ---- 30: orders in flight ------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(fault_30_an_order_whose_answer_is_lost_is_in_doubt_looked_up_and_not_sent_again,
                     data::make(everywhere), where)
{
    trading_house house(where);
    house.open();
    house.venue->faults().inject(sim::fault::lose_answer);
    const hf::order_outcome doubtful = house.ask(house.rest());
    BOOST_TEST((doubtful.stage() == hf::order_stage::in_doubt));
    const hf::order_outcome known = house.resolved(doubtful);
    BOOST_TEST((known.stage() == hf::order_stage::settled));
    BOOST_TEST((known.found && known.found->state == hf::order_state::open));
    house.world.run_for(1min);
    BOOST_TEST(house.arrivals() == 1u);
    BOOST_TEST(house.difference() == "");
}

BOOST_DATA_TEST_CASE(fault_30_an_order_that_never_arrived_is_in_doubt_until_that_can_be_believed,
                     data::make(everywhere), where)
{
    trading_house house(where);
    house.open();
    for (sim::live_link& one : house.world.links())
        one.black_hole();
    const hf::order_outcome doubtful = house.ask(house.rest());
    BOOST_TEST((doubtful.stage() == hf::order_stage::in_doubt));
    const hf::time_point asked = house.world.now();
    const hf::order_outcome known = house.resolved(doubtful);
    BOOST_TEST((known.stage() == hf::order_stage::settled));
    BOOST_TEST(!known.found.has_value());
    BOOST_TEST((house.world.now() - asked >= hf::order_fate_config().grace));
    BOOST_TEST(house.arrivals() == 0u);
}

BOOST_DATA_TEST_CASE(fault_30_an_answer_that_does_not_know_is_a_doubt_and_no_failure,
                     data::make(where_somebody_signs), where)
{
    trading_house house(where);
    house.open();
    house.venue->faults().inject(sim::fault::doubt_answer);
    const hf::order_outcome doubtful = house.ask(house.rest());
    BOOST_TEST((doubtful.stage() == hf::order_stage::in_doubt));
    const hf::order_outcome known = house.resolved(doubtful);
    BOOST_TEST((known.found && known.found->state == hf::order_state::open));
    BOOST_TEST(house.arrivals() == 1u);
}

BOOST_DATA_TEST_CASE(fault_30_an_order_that_we_refuse_is_not_sent, data::make(everywhere), where)
{
    trading_house house(where);
    house.open();
    const auto pass = house.gate.check({.quantity = *hf::decimal::parse("0.01")});
    house.line->reconnect();
    house.world.run_for(100ms);
    hf::request_options how;
    how.permit = [&] { return house.gate.still_holds(*pass); };
    const hf::order_outcome outcome = house.ask(house.rest(), std::move(how));
    BOOST_TEST((outcome.stage() == hf::order_stage::not_sent));
    BOOST_TEST(house.arrivals() == 0u);
}

// ---- 31: the clock -------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(fault_31_a_clock_that_is_a_minute_off_is_measured_corrected_and_reported,
                     data::make(everywhere) * data::make({-1, 1}), where, minutes)
{
    trading_house house(where);
    house.world.set_wall_offset(std::chrono::minutes(minutes));
    house.open();
    (void)house.done(house.rest());
    (void)house.done(house.buy());
    house.world.run_for(5s);
    BOOST_TEST(house.difference() == "");
    if (house.line->exchange().account()->time_request().url.empty())
        return; // nothing is signed with a time
    BOOST_REQUIRE(!house.told->clocks.empty());
    const auto measured = std::chrono::round<std::chrono::seconds>(house.told->clocks.back());
    BOOST_TEST((measured == -std::chrono::minutes(minutes)));
}

// ---- the dead man's switch -----------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(orders_are_cancelled_when_the_program_is_gone_and_not_before,
                     data::make({membership{sim::venue::binance_usdm}, membership{sim::venue::bybit},
                                 membership{sim::venue::okx}}),
                     where)
{
    trading_house house(where);
    house.open();
    (void)house.done(house.rest());
    hf::dead_mans_switch_config config;
    config.symbols = house.settings.symbols;
    const lab::run armed = house.spawn(hf::dead_mans_switch(*house.line, *house.keeper, config));
    house.world.run_for(5min);
    BOOST_TEST(house.venue->account_truth().open_orders.size() == 1u);
    house.close_the_door(true);
    for (sim::live_link& one : house.world.links())
        one.cut();
    house.world.run_for(20s);
    BOOST_TEST(house.venue->account_truth().open_orders.size() == 1u);
    house.world.run_for(20s);
    BOOST_TEST(house.venue->account_truth().open_orders.empty());
    house.runs.push_back(armed);
}

BOOST_AUTO_TEST_SUITE_END()
