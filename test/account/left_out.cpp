// SPDX-License-Identifier: BSL-1.0
#include "account/story.hpp"

#include <boost/test/unit_test.hpp>

// Trades with oneself, rows that were not understood, and amounts with too many digits, in an account.

using namespace account_story;

namespace {

unread row_about(account_parts about, std::string name)
{
    return {.about = about, .name = std::move(name), .why = "a word that is not known"};
}

position position_in(std::string symbol, std::string_view size)
{
    position p;
    p.symbol = std::move(symbol);
    p.size = number(size);
    return p;
}

} // namespace

BOOST_AUTO_TEST_SUITE(account_left_out)

BOOST_AUTO_TEST_CASE(fault_50_a_trade_with_oneself_is_two_fills)
{
    story s;
    s.opened().told(fill_of("t1", "1", "10", 1), fill_of("t1", "2", "10", 1), fill_of("t1", "2", "10", 1));
    BOOST_TEST(s.mine.fills_since(second(0)).value().size() == 2u);
    BOOST_TEST(s.mine.fills_counted() == 2u);
    BOOST_TEST(s.mine.fills_repeated() == 1u);
}

BOOST_AUTO_TEST_CASE(fault_50_both_orders_of_a_trade_with_oneself_are_filled)
{
    story s;
    s.opened().told(order_of("1", order_state::open, "0", 1), order_of("2", order_state::open, "0", 1),
                    fill_of("t1", "1", "10", 2), fill_of("t1", "2", "10", 2));
    BOOST_TEST(s.mine.open_orders().value().empty());
}

BOOST_AUTO_TEST_CASE(fault_50_both_fills_are_forgotten_and_not_counted_again)
{
    account_options few;
    few.max_fills = 2;
    story s(few);
    s.opened().told(fill_of("t1", "1", "1", 1), fill_of("t1", "2", "1", 1), fill_of("t2", "1", "1", 2),
                    fill_of("t3", "1", "1", 3), fill_of("t1", "1", "1", 1), fill_of("t1", "2", "1", 1));
    BOOST_TEST(s.mine.fills_counted() == 4u);
    BOOST_TEST(s.mine.fills_too_old() == 2u);
}

BOOST_AUTO_TEST_CASE(fault_50_a_fuller_report_corrects_what_a_lite_one_left_open)
{
    story s;
    fill_report full = fill_of("t1", "1", "10", 1);
    full.leg = position_leg::short_leg;
    full.fee = number("0.1");
    full.fee_asset = "USDT";
    s.opened().told(fill_of("t1", "1", "10", 1), full, fill_of("t1", "1", "10", 1));
    const auto fills = s.mine.fills_since(second(0)).value();
    BOOST_TEST_REQUIRE(fills.size() == 1u);
    BOOST_TEST((fills[0].leg == position_leg::short_leg));
    BOOST_TEST((fills[0].fee == number("0.1")));
}

BOOST_AUTO_TEST_CASE(fault_48_a_row_that_may_have_changed_something_closes_the_account_until_the_next_truth)
{
    story s;
    s.opened().told(unread_report{.about = {.fills = true}, .name = "BTCUSDT", .why = "a side"});
    BOOST_TEST((s.mine.reason().code == errc::malformed));
    BOOST_TEST(s.doubts.size() == 1u);
    s.opened();
    BOOST_TEST(s.mine.verified());
}

BOOST_AUTO_TEST_CASE(fault_48_a_row_that_changes_nothing_closes_nothing)
{
    story s;
    s.opened().told(unread_report{.about = {}, .name = "BTCUSDT", .why = "a type of execution"});
    BOOST_TEST(s.mine.verified());
}

BOOST_AUTO_TEST_CASE(fault_48_a_row_of_the_truth_costs_only_what_it_is_about)
{
    story s;
    account_state truth = nothing_at(0);
    truth.positions = {position_in("BTCUSDT", "1")};
    truth.left_out = {row_about({.positions = true}, "ETHUSDT"), row_about({.fills = true}, "BTCUSDT")};
    s.opened(truth);
    BOOST_TEST(s.mine.verified());
    BOOST_TEST(s.mine.position_of("BTCUSDT").value().size.str() == "1");
    BOOST_TEST((s.mine.position_of("ETHUSDT").error().code == errc::malformed));
    BOOST_TEST(s.mine.positions().has_error());
    BOOST_TEST(s.mine.reducible("ETHUSDT").has_error());
    BOOST_TEST(s.mine.fills_since(second(0)).has_value());
    BOOST_TEST(s.mine.balances().has_value());
}

BOOST_AUTO_TEST_CASE(fault_48_a_row_that_is_understood_again_opens_what_it_is_about)
{
    story s;
    account_state truth = nothing_at(0);
    truth.left_out = {row_about({.positions = true}, "ETHUSDT")};
    s.opened(truth);
    (void)s.reconciled(nothing_at(10));
    BOOST_TEST(s.mine.position_of("ETHUSDT").value().size.is_zero());
}

BOOST_AUTO_TEST_CASE(fault_48_what_was_known_of_a_row_that_is_left_out_is_no_finding)
{
    story s;
    account_state truth = nothing_at(0);
    truth.positions = {position_in("ETHUSDT", "3")};
    truth.open_orders = {order::from(order_of("1", order_state::open, "0", -1))};
    s.opened(truth);
    account_state next = nothing_at(10);
    next.left_out = {row_about({.positions = true}, "ETHUSDT"), row_about({.orders = true}, "BTCUSDT")};
    BOOST_TEST(s.reconciled(next).empty());
    BOOST_TEST(s.mine.open_orders("BTCUSDT").has_error());
    BOOST_TEST(s.mine.open_orders("ETHUSDT").has_value());
    BOOST_TEST(s.mine.order_of("BTCUSDT", "1").value().has_value());
}

BOOST_AUTO_TEST_CASE(fault_49_amounts_that_were_cut_differ_only_where_they_were_not)
{
    story s;
    const auto holds = [](std::string_view total, int at) {
        account_state truth = nothing_at(at);
        balance b;
        b.asset = "MOG";
        b.total = decimal::parse_cut(total).value();
        truth.balances = {b};
        return truth;
    };
    s.opened(holds("1234567890123.45678912", 0));
    BOOST_TEST(s.reconciled(holds("1234567890123.456789", 10)).empty());
    BOOST_TEST(s.reconciled(holds("1234567890123.45679912", 20)).empty());
    BOOST_TEST(s.reconciled(holds("1234567890123.46", 30)).size() == 1u);
}

BOOST_AUTO_TEST_CASE(fault_49_a_deposit_to_a_balance_with_many_digits_is_added_and_closes_nothing)
{
    story s;
    account_state truth = nothing_at(0);
    balance b;
    b.asset = "MOG";
    b.total = number("1234567890123.456789");
    truth.balances = {b};
    s.opened(truth).told(balance_delta{"MOG", number("0.000000000000000001"), second(1)});
    BOOST_TEST(s.mine.verified());
    BOOST_TEST(s.mine.balance_of("MOG").value().total.inexact());
}

BOOST_AUTO_TEST_SUITE_END()
