// SPDX-License-Identifier: BSL-1.0
#include "account/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace account_story;
using enum order_state;

BOOST_AUTO_TEST_SUITE(account)

BOOST_AUTO_TEST_CASE(is_closed_before_it_was_reconciled)
{
    const story s;
    BOOST_TEST((s.mine.open_orders().error().code == errc::not_synchronized));
}

BOOST_AUTO_TEST_CASE(is_closed_until_the_stream_says_that_it_is_whole)
{
    story s;
    (void)s.reconciled(nothing_at(0));
    BOOST_TEST(!s.mine.verified());
}

BOOST_AUTO_TEST_CASE(is_verified_once_reconciled_and_opened)
{
    story s;
    BOOST_TEST(s.opened().mine.verified());
}

BOOST_AUTO_TEST_CASE(opens_when_every_part_is_there)
{
    story s;
    account_state orders = nothing_at(0);
    orders.covers = {.orders = true, .fills = true};
    account_state rest = nothing_at(0);
    rest.covers = {.balances = true, .positions = true};
    BOOST_TEST(!s.opened(orders).mine.verified());
    BOOST_TEST(s.opened(rest).mine.verified());
}

BOOST_AUTO_TEST_CASE(a_reconciliation_alone_does_not_open_it_after_a_doubt)
{
    story s;
    s.opened().told(order_of("", order_state::open, "0", 1));
    (void)s.reconciled(nothing_at(2));
    BOOST_TEST(!s.mine.verified());
}

BOOST_AUTO_TEST_CASE(a_spot_account_opens_without_positions)
{
    account_options spot;
    spot.parts = {.orders = true, .fills = true, .balances = true};
    story s(spot);
    account_state truth = nothing_at(0);
    truth.covers = spot.parts;
    s.opened(truth);
    BOOST_TEST(s.mine.verified());
    BOOST_TEST((s.mine.positions().error().code == errc::not_subscribed));
}

BOOST_AUTO_TEST_CASE(every_read_fails_closed_with_the_reason)
{
    story s;
    s.opened().gap(errc::sequence_gap);
    const errc why = errc::sequence_gap;
    const auto& a = s.mine;
    BOOST_TEST((a.open_orders().error().code == why && a.order_of("BTCUSDT", "1").error().code == why &&
                a.open_order("1").error().code == why && a.fills_since(second(1)).error().code == why &&
                a.balances().error().code == why && a.balance_of("BTC").error().code == why &&
                a.positions().error().code == why && a.position_of("BTCUSDT").error().code == why &&
                a.reducible("BTCUSDT").error().code == why));
    BOOST_TEST(a.reason().text == "the account is closed in epoch 1: the line was cut");
}

BOOST_AUTO_TEST_CASE(says_since_when_it_is_closed)
{
    story s;
    s.opened();
    s.now += 5s;
    s.gap();
    BOOST_TEST((s.mine.closed_since() == s.now));
}

BOOST_AUTO_TEST_CASE(is_verified_again_only_after_another_reconciliation)
{
    story s;
    s.opened().gap();
    s.mine.open(s.epoch, s.now);
    BOOST_TEST(!s.mine.verified());
    s.opened(nothing_at(1));
    BOOST_TEST(s.mine.verified());
    BOOST_TEST(s.mine.times_closed() == 1U);
}

BOOST_AUTO_TEST_CASE(an_epoch_that_goes_back_closes_it)
{
    story s;
    s.epoch = 2;
    s.opened();
    s.epoch = 1;
    s.told(order_of("1", order_state::open, "0", 1));
    BOOST_TEST((s.mine.reason().code == errc::out_of_order));
    BOOST_TEST(s.doubts.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_change_before_the_reconciliation_is_ignored)
{
    story s;
    s.told(order_of("1", order_state::open, "0", 1)).opened();
    BOOST_TEST(s.open_ids() == "");
}

BOOST_AUTO_TEST_CASE(an_order_without_an_id_closes_it)
{
    story s;
    s.opened().told(order_of("", order_state::open, "0", 1));
    BOOST_TEST((s.mine.reason().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(too_many_open_orders_close_it)
{
    account_options few;
    few.max_open_orders = 1;
    story s(few);
    s.opened().told(order_of("1", order_state::open, "0", 1));
    BOOST_TEST(s.mine.verified());
    s.told(order_of("2", order_state::open, "0", 1));
    BOOST_TEST((s.mine.reason().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(too_many_open_orders_in_the_truth_do_not_open_it)
{
    account_options few;
    few.max_open_orders = 1;
    story s(few);
    account_state truth = nothing_at(0);
    truth.open_orders = {order::from(order_of("1", order_state::open, "0", 0)),
                         order::from(order_of("2", order_state::open, "0", 0))};
    BOOST_TEST(!s.opened(truth).mine.verified());
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_by_name)
{
    account_options none;
    none.max_fills = 0;
    BOOST_TEST(check(none).starts_with("account_options::max_fills is 0"));
    BOOST_CHECK_THROW(holdfast::account(holdfast::account::doubts(), none), holdfast::error);
}

BOOST_AUTO_TEST_CASE(orders_are_found_by_id_by_client_id_and_by_symbol)
{
    story s;
    order_report other = order_of("7", order_state::open, "0", 1);
    other.symbol = "ETHUSDT";
    other.client_id = "mine";
    s.opened().told(order_of("1", order_state::open, "0", 1), other);
    BOOST_TEST(s.mine.order_of("ETHUSDT", "7").value().value().client_id == "mine");
    BOOST_TEST(s.mine.open_order("mine").value().value().id == "7");
    BOOST_TEST(s.mine.open_orders("ETHUSDT").value().size() == 1U);
    BOOST_TEST(s.mine.open_orders().value().size() == 2U);
    BOOST_TEST(!s.mine.order_of("BTCUSDT", "7").value().has_value());
}

BOOST_AUTO_TEST_CASE(an_older_report_after_a_newer_one_changes_nothing)
{
    story s;
    s.opened().told(order_of("1", partially_filled, "4", 20), order_of("1", order_state::open, "0", 10));
    BOOST_TEST(s.known_order("1") == "partially filled 4");
}

BOOST_AUTO_TEST_CASE(reports_of_one_moment_are_ordered_by_number_then_filled_then_state)
{
    struct {
        const char* what;
        order_report first, then;
        const char* known;
    } const table[]{
        {"number", order_of("1", partially_filled, "4", 1), order_of("1", partially_filled, "3", 1),
         "partially filled 3"},
        {"filled", order_of("1", partially_filled, "4", 1), order_of("1", partially_filled, "3", 1),
         "partially filled 4"},
        {"state", order_of("1", cancelled, "4", 1), order_of("1", partially_filled, "4", 1), "cancelled 4"},
    };
    for (const auto& row : table) {
        story s;
        order_report first = row.first;
        order_report then = row.then;
        first.update = row.what == std::string_view("number") ? 1 : 0;
        then.update = row.what == std::string_view("number") ? 2 : 0;
        BOOST_TEST_CONTEXT(row.what)
        BOOST_TEST(s.opened().told(first, then).known_order("1") == row.known);
    }
}

BOOST_AUTO_TEST_CASE(an_order_that_has_ended_is_not_opened_again)
{
    story s;
    s.opened().told(order_of("1", filled, "10", 5), order_of("1", order_state::open, "0", 9));
    BOOST_TEST(s.open_ids() == "");
}

BOOST_AUTO_TEST_CASE(filled_twice_is_once)
{
    story s;
    s.opened().told(order_of("1", filled, "10", 5), order_of("1", filled, "10", 5));
    BOOST_TEST(s.known_order("1") == "filled 10");
    BOOST_TEST(s.open_ids() == "");
}

BOOST_AUTO_TEST_CASE(an_amended_order_has_its_new_price)
{
    story s;
    order_report amended = order_of("1", order_state::open, "0", 1);
    amended.price = number("99");
    s.opened().told(order_of("1", order_state::open, "0", 1), amended);
    BOOST_TEST(s.mine.order_of("BTCUSDT", "1").value()->price == number("99"));
}

BOOST_AUTO_TEST_CASE(ended_orders_are_forgotten_by_number_and_open_ones_never)
{
    account_options short_memory;
    short_memory.ended_orders = 1;
    story s(short_memory);
    s.opened().told(order_of("0", order_state::open, "0", 1), order_of("1", cancelled, "0", 1),
                    order_of("2", cancelled, "0", 1));
    BOOST_TEST(s.known_order("0") == "open 0");
    BOOST_TEST(s.known_order("1") == "unknown");
    BOOST_TEST(s.known_order("2") == "cancelled 0");
}

BOOST_AUTO_TEST_CASE(an_ended_order_told_again_pushes_no_other_out)
{
    account_options short_memory;
    short_memory.ended_orders = 2;
    story s(short_memory);
    const order_report last = order_of("2", cancelled, "0", 1);
    s.opened().told(order_of("1", cancelled, "0", 1), last, last, last);
    BOOST_TEST(s.known_order("1") == "cancelled 0");
}

BOOST_AUTO_TEST_CASE(an_order_that_was_known_by_a_fill_first_is_not_forgotten_while_open)
{
    account_options short_memory;
    short_memory.ended_orders = 1;
    story s(short_memory);
    s.opened().told(fill_of("t1", "1", "4", 1), order_of("1", partially_filled, "4", 1),
                    order_of("2", cancelled, "0", 1));
    BOOST_TEST(s.known_order("1") == "partially filled 4");
}

BOOST_AUTO_TEST_CASE(an_ended_order_makes_room_for_another)
{
    account_options few;
    few.max_open_orders = 1;
    story s(few);
    s.opened().told(order_of("1", order_state::open, "0", 1), order_of("1", cancelled, "0", 2),
                    order_of("2", order_state::open, "0", 3));
    BOOST_TEST(s.mine.verified());
}

BOOST_AUTO_TEST_CASE(the_average_price_of_less_than_was_executed_is_not_told)
{
    story s;
    order_report half = order_of("1", partially_filled, "4", 2);
    half.average_price = number("100");
    s.opened().told(half);
    BOOST_TEST(s.mine.order_of("BTCUSDT", "1").value()->average_price.has_value());
    s.told(fill_of("t1", "1", "5", 3));
    BOOST_TEST(!s.mine.order_of("BTCUSDT", "1").value()->average_price.has_value());
}

BOOST_AUTO_TEST_CASE(fault_29_the_same_fill_twice_is_counted_once)
{
    story s;
    s.opened().told(order_of("1", order_state::open, "0", 1), fill_of("t1", "1", "4", 2),
                    fill_of("t1", "1", "4", 2));
    BOOST_TEST(s.fill_keys() == "t1");
    BOOST_TEST(s.known_order("1") == "partially filled 4");
    BOOST_TEST(s.mine.fills_repeated() == 1U);
}

BOOST_AUTO_TEST_CASE(fault_29_a_fill_replayed_after_a_reconnect_is_counted_once)
{
    story s;
    s.opened().told(fill_of("t1", "1", "4", 2)).gap();
    account_state truth = nothing_at(5);
    truth.fills = {fill::from(fill_of("t1", "1", "4", 2))};
    const auto found = s.reconciled(truth);
    s.mine.open(s.epoch, s.now);
    s.told(fill_of("t1", "1", "4", 2));
    BOOST_TEST(found.empty());
    BOOST_TEST(s.fill_keys() == "t1");
}

BOOST_AUTO_TEST_CASE(a_fill_of_the_same_key_on_another_symbol_is_another)
{
    story s;
    fill_report other = fill_of("t1", "9", "1", 2);
    other.symbol = "ETHUSDT";
    s.opened().told(fill_of("t1", "1", "4", 2), other);
    BOOST_TEST(s.mine.fills_counted() == 2U);
}

BOOST_AUTO_TEST_CASE(a_fill_and_the_report_that_tells_of_it_come_in_any_order)
{
    const order_report report = order_of("1", partially_filled, "4", 2);
    const fill_report fill = fill_of("t1", "1", "4", 2);
    story report_first;
    story fill_first;
    report_first.opened().told(report, fill);
    fill_first.opened().told(fill, report);
    BOOST_TEST(report_first.known_order("1") == "partially filled 4");
    BOOST_TEST(fill_first.known_order("1") == "partially filled 4");
}

BOOST_AUTO_TEST_CASE(the_fill_that_completes_an_order_ends_it)
{
    story s;
    s.opened().told(order_of("1", partially_filled, "4", 2), fill_of("t1", "1", "4", 2),
                    fill_of("t2", "1", "6", 3));
    BOOST_TEST(s.known_order("1") == "filled 10");
    BOOST_TEST(s.open_ids() == "");
}

BOOST_AUTO_TEST_CASE(a_fill_told_again_adds_the_fee_that_was_missing)
{
    story s;
    fill_report full = fill_of("t1", "1", "4", 2);
    full.fee = number("0.01");
    full.fee_asset = "BNB";
    s.opened().told(fill_of("t1", "1", "4", 2), full);
    const std::vector<fill> known = s.mine.fills_since(second(1)).value();
    BOOST_TEST(known.at(0).fee.value() == number("0.01"));
    BOOST_TEST(known.at(0).fee_asset == "BNB");
}

BOOST_AUTO_TEST_CASE(fills_are_told_since_a_moment_oldest_first)
{
    story s;
    s.opened().told(fill_of("t3", "1", "1", 30), fill_of("t1", "1", "1", 10), fill_of("t2", "1", "1", 20));
    BOOST_TEST(s.fill_keys() == "t1 t2 t3");
    BOOST_TEST(s.fill_keys(20) == "t2 t3");
}

BOOST_AUTO_TEST_CASE(fills_since_a_moment_before_they_are_complete_are_refused)
{
    story s;
    account_state truth = nothing_at(100);
    truth.fills_since = second(50);
    s.opened(truth);
    BOOST_TEST(s.mine.fills_since(second(50)).has_value());
    BOOST_TEST(!s.mine.fills_since(second(49)).has_value());
}

BOOST_AUTO_TEST_CASE(fills_are_forgotten_by_number_and_not_counted_again)
{
    account_options few;
    few.max_fills = 2;
    story s(few);
    s.opened().told(fill_of("t1", "1", "1", 1), fill_of("t2", "1", "1", 2), fill_of("t3", "1", "1", 3),
                    fill_of("t1", "1", "1", 1));
    BOOST_TEST(s.fill_keys(2) == "t2 t3");
    BOOST_TEST(s.mine.fills_too_old() == 1U);
    BOOST_TEST(!s.mine.fills_since(second(1)).has_value());
}

BOOST_AUTO_TEST_CASE(fills_are_forgotten_by_time)
{
    account_options hour;
    hour.keep_fills = 1h;
    story s(hour);
    s.opened().told(fill_of("t1", "1", "1", 0), fill_of("t2", "1", "1", 3600), fill_of("t3", "1", "1", 3601));
    BOOST_TEST(s.fill_keys(1) == "t2 t3");
}

BOOST_AUTO_TEST_CASE(a_balance_is_replaced_by_a_newer_one_only)
{
    story s;
    s.opened().told(balance_of("USDT", "100", 2), balance_of("USDT", "90", 1));
    BOOST_TEST(s.total("USDT") == "100");
}

BOOST_AUTO_TEST_CASE(what_a_balance_does_not_tell_is_not_known_any_more)
{
    story s;
    balance_report first = balance_of("USDT", "100", 1);
    first.available = number("80");
    s.opened().told(first, balance_of("USDT", "90", 2));
    BOOST_TEST(!s.mine.balance_of("USDT").value().available.has_value());
}

BOOST_AUTO_TEST_CASE(a_deposit_adds_to_the_balance_once)
{
    story s;
    const balance_delta deposit{.asset = "USDT", .amount = number("5"), .at = second(2)};
    s.opened().told(balance_of("USDT", "100", 1), deposit, deposit);
    BOOST_TEST(s.total("USDT") == "105");
}

BOOST_AUTO_TEST_CASE(an_asset_that_was_never_told_is_zero)
{
    story s;
    BOOST_TEST(s.opened().total("XRP") == "0");
}

BOOST_AUTO_TEST_CASE(an_older_position_does_not_revive_one_that_is_closed)
{
    story s;
    s.opened().told(position_of("3", 1), position_of("0", 2), position_of("3", 1));
    BOOST_TEST(s.size() == "0");
    BOOST_TEST(s.mine.positions().value().empty());
}

BOOST_AUTO_TEST_CASE(positions_of_one_moment_are_ordered_by_their_number)
{
    story s;
    s.opened().told(position_of("3", 1, 8), position_of("2", 1, 7));
    BOOST_TEST(s.size() == "3");
}

BOOST_AUTO_TEST_CASE(the_legs_of_a_hedge_are_two_positions)
{
    story s;
    position_report short_leg = position_of("-2", 1);
    short_leg.leg = position_leg::short_leg;
    position_report long_leg = position_of("5", 1);
    long_leg.leg = position_leg::long_leg;
    s.opened().told(short_leg, long_leg);
    BOOST_TEST(s.mine.position_of("BTCUSDT", position_leg::short_leg).value().size == number("-2"));
    BOOST_TEST(s.mine.positions().value().size() == 2U);
}

BOOST_AUTO_TEST_CASE(open_orders_take_from_what_can_be_reduced)
{
    story s;
    order_report sale = order_of("1", partially_filled, "4", 2);
    sale.side = side::sell;
    s.opened().told(position_of("15", 1), sale, order_of("2", order_state::open, "0", 2));
    BOOST_TEST(s.mine.reducible("BTCUSDT").value() == number("9"));
}

BOOST_AUTO_TEST_CASE(a_short_position_is_reduced_by_purchases)
{
    story s;
    s.opened().told(position_of("-15", 1), order_of("1", order_state::open, "0", 2));
    BOOST_TEST(s.mine.reducible("BTCUSDT").value() == number("-5"));
}

BOOST_AUTO_TEST_CASE(an_open_order_of_unknown_size_leaves_nothing_to_reduce)
{
    story s;
    order_report sale = order_of("1", order_state::open, "0", 2);
    sale.side = side::sell;
    sale.quantity = decimal();
    s.opened().told(position_of("15", 1), sale);
    BOOST_TEST(s.mine.reducible("BTCUSDT").value() == decimal());
}

BOOST_AUTO_TEST_SUITE_END()
