// SPDX-License-Identifier: BSL-1.0
#include "account/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace account_story;
using enum order_state;

namespace {

// An account with an open order, a fill, a balance and a position, before a gap.
struct after_a_gap : story {
    after_a_gap()
    {
        opened();
        told(order_of("1", partially_filled, "4", 2), fill_of("t1", "1", "4", 2),
             balance_of("USDT", "100", 2), position_of("4", 2));
        gap();
    }

    // What the exchange has if nothing happened meanwhile.
    [[nodiscard]] static account_state same()
    {
        account_state truth = nothing_at(10);
        truth.open_orders = {order::from(order_of("1", partially_filled, "4", 2))};
        truth.fills = {fill::from(fill_of("t1", "1", "4", 2))};
        truth.balances = {balance::from(balance_of("USDT", "100", 2))};
        truth.positions = {position::from(position_of("4", 2))};
        return truth;
    }

    [[nodiscard]] std::vector<std::string> found_in(const account_state& truth)
    {
        std::vector<std::string> lines;
        for (const finding& one : reconciled(truth))
            lines.push_back(to_string(one));
        mine.open(epoch, now);
        return lines;
    }
};

std::string only(const std::vector<std::string>& lines)
{
    return lines.size() == 1 ? lines.front() : std::to_string(lines.size()) + " findings";
}

} // namespace

BOOST_AUTO_TEST_SUITE(account_reconcile)

BOOST_AUTO_TEST_CASE(the_first_time_nothing_is_found)
{
    story s;
    BOOST_TEST(s.reconciled(after_a_gap::same()).empty());
}

BOOST_AUTO_TEST_CASE(the_first_truth_is_adopted)
{
    story s;
    s.opened(after_a_gap::same());
    BOOST_TEST(s.known_order("1") == "partially filled 4");
    BOOST_TEST(s.fill_keys() == "t1");
    BOOST_TEST(s.total("USDT") == "100");
    BOOST_TEST(s.size() == "4");
}

BOOST_FIXTURE_TEST_CASE(nothing_is_found_where_nothing_happened, after_a_gap)
{
    BOOST_TEST(found_in(same()).empty());
    BOOST_TEST(mine.verified());
}

BOOST_FIXTURE_TEST_CASE(fault_28_a_missed_fill_is_found, after_a_gap)
{
    account_state truth = same();
    truth.fills.push_back(fill::from(fill_of("t2", "1", "0.5", 5)));
    BOOST_TEST(only(found_in(truth)) == "BTCUSDT fill t2 of order 1 was missed: buy 0.5 at 100");
    BOOST_TEST(fill_keys() == "t1 t2");
}

BOOST_FIXTURE_TEST_CASE(fault_28_a_ghost_order_is_found_and_dropped, after_a_gap)
{
    account_state truth = same();
    truth.open_orders.clear();
    BOOST_TEST(only(found_in(truth)) == "BTCUSDT order 1 (1) is open here and not at the exchange: buy 10 at "
                                        "100, 4 filled, partially filled");
    BOOST_TEST(open_ids() == "");
}

BOOST_FIXTURE_TEST_CASE(fault_28_an_unknown_order_is_found_and_adopted, after_a_gap)
{
    account_state truth = same();
    truth.open_orders.push_back(order::from(order_of("2", order_state::open, "0", 5)));
    BOOST_TEST(
        only(found_in(truth)) ==
        "BTCUSDT order 2 (2) is open at the exchange and not known here: buy 10 at 100, 0 filled, open");
    BOOST_TEST(open_ids() == "1 2");
}

BOOST_FIXTURE_TEST_CASE(a_changed_order_is_found_and_adopted, after_a_gap)
{
    account_state truth = same();
    truth.open_orders.front().price = number("99");
    BOOST_TEST(
        only(found_in(truth)) ==
        "BTCUSDT order 1 (1) has changed: ours buy 10 at 100, 4 filled, partially filled; theirs buy 10 at "
        "99, 4 filled, partially filled");
    BOOST_TEST(mine.order_of("BTCUSDT", "1").value()->price == number("99"));
}

BOOST_FIXTURE_TEST_CASE(fault_28_a_drifted_balance_is_found_and_adopted, after_a_gap)
{
    account_state truth = same();
    truth.balances.front().total = number("90");
    BOOST_TEST(only(found_in(truth)) == "USDT balance: ours 100; theirs 90");
    BOOST_TEST(total("USDT") == "90");
}

BOOST_FIXTURE_TEST_CASE(a_balance_that_the_exchange_does_not_list_is_zero, after_a_gap)
{
    account_state truth = same();
    truth.balances.clear();
    BOOST_TEST(only(found_in(truth)) == "USDT balance: ours 100; theirs 0");
    BOOST_TEST(total("USDT") == "0");
}

BOOST_FIXTURE_TEST_CASE(fault_28_a_drifted_position_is_found_and_adopted, after_a_gap)
{
    account_state truth = same();
    truth.positions.front().size = number("-1");
    BOOST_TEST(only(found_in(truth)) == "BTCUSDT net position: ours 4; theirs -1");
    BOOST_TEST(size() == "-1");
}

BOOST_FIXTURE_TEST_CASE(fault_28_a_position_that_was_not_known_is_found, after_a_gap)
{
    account_state truth = same();
    truth.positions.push_back(position::from(position_of("2", 5)));
    truth.positions.back().symbol = "ETHUSDT";
    BOOST_TEST(only(found_in(truth)) == "ETHUSDT net position: ours 0; theirs 2");
}

BOOST_FIXTURE_TEST_CASE(a_part_that_the_truth_does_not_cover_is_left_alone, after_a_gap)
{
    account_state balances;
    balances.covers = {.balances = true};
    balances.balances = same().balances;
    BOOST_TEST(found_in(balances).empty());
    BOOST_TEST(!mine.verified());
}

BOOST_FIXTURE_TEST_CASE(an_order_that_has_ended_is_not_opened_by_an_answer_that_lags, after_a_gap)
{
    (void)found_in(same());
    told(order_of("1", cancelled, "4", 12));
    gap();
    BOOST_TEST(found_in(same()).size() == 1U);
    BOOST_TEST(known_order("1") == "cancelled 4");
}

BOOST_FIXTURE_TEST_CASE(what_was_executed_is_not_taken_back, after_a_gap)
{
    account_state lagging = same();
    lagging.open_orders.front().filled = number("3");
    BOOST_TEST(found_in(lagging).size() == 1U);
    BOOST_TEST(known_order("1") == "partially filled 4");
}

BOOST_FIXTURE_TEST_CASE(what_a_report_says_was_executed_is_not_taken_back_either, after_a_gap)
{
    (void)found_in(same());
    told(order_of("1", partially_filled, "7", 12));
    gap();
    (void)found_in(same());
    BOOST_TEST(known_order("1") == "partially filled 7");
}

BOOST_AUTO_TEST_CASE(what_the_truth_did_not_list_is_not_revived_by_older_messages)
{
    story s;
    s.opened(nothing_at(10));
    s.told(order_of("1", order_state::open, "0", 9), balance_of("USDT", "100", 9), position_of("3", 9));
    BOOST_TEST(s.open_ids() == "");
    BOOST_TEST(s.total("USDT") == "0");
    BOOST_TEST(s.size() == "0");
}

BOOST_FIXTURE_TEST_CASE(what_arrived_while_the_answer_was_fetched_is_not_doubled, after_a_gap)
{
    account_state truth = same();
    truth.fills.push_back(fill::from(fill_of("t2", "1", "2", 5)));
    truth.open_orders.front() = order::from(order_of("1", partially_filled, "6", 5));
    truth.positions.front().size = number("6");
    (void)reconciled(truth);
    told(fill_of("t2", "1", "2", 5), order_of("1", partially_filled, "6", 5), position_of("5", 3));
    mine.open(epoch, now);
    BOOST_TEST(fill_keys() == "t1 t2");
    BOOST_TEST(known_order("1") == "partially filled 6");
    BOOST_TEST(size() == "6");
}

BOOST_FIXTURE_TEST_CASE(what_arrived_after_the_answer_is_not_lost, after_a_gap)
{
    (void)reconciled(same());
    told(order_of("1", cancelled, "4", 11), order_of("2", order_state::open, "0", 12));
    mine.open(epoch, now);
    BOOST_TEST(open_ids() == "2");
}

BOOST_FIXTURE_TEST_CASE(fills_are_asked_for_from_before_the_last_message, after_a_gap)
{
    told();
    BOOST_TEST((mine.fills_needed_since() == second(0)));
    (void)found_in(same());
    told(fill_of("t9", "1", "0.1", 600));
    BOOST_TEST((mine.fills_needed_since() == second(540)));
}

BOOST_FIXTURE_TEST_CASE(fills_that_begin_too_late_leave_it_closed, after_a_gap)
{
    account_state truth = same();
    truth.fills_since = second(1);
    truth.fills.push_back(fill::from(fill_of("t9", "1", "0.1", 600)));
    (void)found_in(truth);
    BOOST_TEST(!mine.verified());
    BOOST_TEST((mine.reason().code == errc::snapshot_failed));
}

BOOST_FIXTURE_TEST_CASE(fills_that_begin_too_late_do_not_do_the_second_time_either, after_a_gap)
{
    account_state truth = same();
    truth.fills_since = second(1);
    truth.fills.push_back(fill::from(fill_of("t9", "1", "0.1", 600)));
    (void)found_in(truth);
    (void)found_in(truth);
    BOOST_TEST(!mine.verified());
}

BOOST_FIXTURE_TEST_CASE(an_answer_of_an_older_epoch_touches_nothing, after_a_gap)
{
    (void)found_in(same());
    --epoch;
    account_state truth = same();
    truth.open_orders.clear();
    BOOST_TEST(reconciled(truth).empty());
    BOOST_TEST((mine.reason().code == errc::out_of_order));
}

BOOST_AUTO_TEST_SUITE_END()
