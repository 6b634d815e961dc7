// SPDX-License-Identifier: BSL-1.0
#include "sim/account/matching_engine.hpp"

#include <holdfast/policy/random.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

// The accounts of the simulated exchange: what becomes of orders against a market, and where the money goes.

BOOST_AUTO_TEST_SUITE(sim_broker)

namespace {

using namespace holdfast;
using namespace std::chrono_literals;
using sim::fixed;
using sim::one;
using sim::order_refusal;

constexpr fixed unit = one / 1000; // a thousandth

/// A broker, and a market that says what the test says.
struct house {
    explicit house(sim::venue which = sim::venue::binance_spot, bool odd = false)
        : config(config_for(which, odd)), desk(config)
    {
        market(99 * one, one, 101 * one, one);
    }

    /// The best bid and ask; quantities in thousandths.
    void market(fixed bid, fixed bid_quantity, fixed ask, fixed ask_quantity)
    {
        desk.on_best(symbol(), bid, bid_quantity, ask, ask_quantity, now += 1ms);
    }

    sim::placement place(sim::order_wish wish)
    {
        wish.symbol = wish.symbol.empty() ? symbol() : wish.symbol;
        wish.client_id = wish.client_id.empty() ? "mine-" + std::to_string(++orders) : wish.client_id;
        return desk.place(wish, now += 1ms);
    }

    sim::kept_order order(std::uint64_t id) const { return desk.find(symbol(), id, {}).value(); }
    sim::kept_order placed(const sim::order_wish& wish)
    {
        const sim::placement done = place(wish);
        BOOST_REQUIRE(done.why == order_refusal::none);
        return order(done.id);
    }

    sim::kept_balance balance(std::string_view asset) const
    {
        const auto all = desk.balances();
        const auto found = std::ranges::find(all, asset, &sim::kept_balance::asset);
        BOOST_REQUIRE(found != all.end());
        return *found;
    }

    fixed position() const
    {
        const auto all = desk.positions();
        return all.empty() ? 0 : all.front().size;
    }

    const std::string& symbol() const { return config.symbols.front(); }

    static sim::exchange_config config_for(sim::venue which, bool odd)
    {
        sim::exchange_config c = sim::config_of(which);
        c.account.oddities = odd;
        return c;
    }

    sim::exchange_config config;
    sim::broker desk;
    wall_time now{1'000'000s};
    int orders = 0;
};

sim::order_wish limit(bool buy, fixed price, fixed quantity,
                      time_in_force lasts = time_in_force::good_till_cancelled)
{
    sim::order_wish w;
    w.buy = buy;
    w.price = price;
    w.quantity = quantity;
    w.lasts = lasts;
    return w;
}

sim::order_wish at_market(bool buy, fixed quantity)
{
    sim::order_wish w;
    w.buy = buy;
    w.market = true;
    w.quantity = quantity;
    return w;
}

sim::order_wish reducing(sim::order_wish w)
{
    w.reduce_only = true;
    return w;
}

sim::order_wish named(std::string client_id, sim::order_wish w)
{
    w.client_id = std::move(client_id);
    return w;
}

/// What the news are about, in a word each.
std::string in_a_word(const std::vector<sim::account_news>& news)
{
    std::string out;
    for (const sim::account_news& n : news) {
        if (const auto* o = std::get_if<sim::order_news>(&n))
            out += o->executed ? "execution " : std::string(to_string(o->order.state)) + " ";
        else
            out += std::holds_alternative<sim::balance_news>(n) ? "balance " : "position ";
    }
    return out;
}

constexpr sim::venue derivatives = sim::venue::bybit;

} // namespace

// ---- how orders are filled

BOOST_AUTO_TEST_CASE(an_order_that_does_not_reach_the_market_waits)
{
    house h;
    const auto o = h.placed(limit(true, 100 * one, one));
    BOOST_TEST((o.state == order_state::open));
    BOOST_TEST(h.desk.open_orders().size() == 1u);
    BOOST_TEST(h.desk.executions(0, 0).empty());
}

BOOST_AUTO_TEST_CASE(an_order_that_reaches_the_market_takes_its_price_as_far_as_it_goes)
{
    house h;
    const auto o = h.placed(limit(true, 102 * one, 3 * one));
    BOOST_TEST((o.state == order_state::partially_filled));
    BOOST_TEST(o.filled == one);
    BOOST_TEST(o.cost == 101 * one);
    BOOST_TEST(!h.desk.executions(0, 0).front().maker);
}

BOOST_AUTO_TEST_CASE(an_order_that_waits_is_filled_in_pieces_at_its_own_price)
{
    house h;
    const auto id = h.placed(limit(true, 100 * one, one)).id;
    h.market(98 * one, one, 99 * one, 600 * unit);
    BOOST_TEST(h.order(id).filled == 600 * unit);
    h.market(98 * one, one, 100 * one, 600 * unit);
    BOOST_TEST((h.order(id).state == order_state::filled));
    BOOST_TEST(h.order(id).cost == 100 * one);
    BOOST_TEST(h.desk.executions(0, 0).back().maker);
}

BOOST_AUTO_TEST_CASE(what_is_not_filled_at_once_expires_where_it_was_said_so)
{
    house h;
    const auto o = h.placed(limit(true, 101 * one, 3 * one, time_in_force::immediate_or_cancel));
    BOOST_TEST((o.state == order_state::expired));
    BOOST_TEST(o.filled == one);
}

BOOST_AUTO_TEST_CASE(all_or_nothing_is_all_or_nothing)
{
    house h;
    BOOST_TEST(h.placed(limit(true, 101 * one, 2 * one, time_in_force::fill_or_kill)).filled == 0);
    BOOST_TEST(h.placed(limit(true, 101 * one, one, time_in_force::fill_or_kill)).filled == one);
}

BOOST_AUTO_TEST_CASE(post_only_is_refused_where_it_would_take)
{
    house h;
    const auto taking = h.place(limit(false, 99 * one, one, time_in_force::post_only));
    const auto resting = h.place(limit(false, 100 * one, one, time_in_force::post_only));
    BOOST_TEST((taking.why == order_refusal::would_take));
    BOOST_TEST((resting.why == order_refusal::none));
}

BOOST_AUTO_TEST_CASE(a_market_order_takes_the_best_and_the_rest_expires)
{
    house h;
    const auto o = h.placed(at_market(false, 5 * one));
    BOOST_TEST((o.state == order_state::expired));
    BOOST_TEST(o.cost == 99 * one);
}

BOOST_AUTO_TEST_CASE(where_no_market_has_been_seen_limits_wait_and_markets_expire)
{
    house h;
    h.desk = sim::broker(h.config);
    BOOST_TEST((h.placed(at_market(true, one)).state == order_state::expired));
    BOOST_TEST((h.placed(limit(true, 100 * one, one)).state == order_state::open));
}

BOOST_AUTO_TEST_CASE(a_cancelled_order_is_over_and_stays_what_it_was_filled)
{
    house h;
    const auto id = h.placed(limit(true, 101 * one, 2 * one)).id;
    BOOST_TEST((h.desk.cancel(h.symbol(), id, {}, h.now) == order_refusal::none));
    BOOST_TEST((h.order(id).state == order_state::cancelled));
    BOOST_TEST(h.order(id).filled == one);
    BOOST_TEST((h.desk.cancel(h.symbol(), id, {}, h.now) == order_refusal::order_over));
}

BOOST_AUTO_TEST_CASE(orders_are_known_by_either_id)
{
    house h;
    const auto id = h.placed(named("alpha", limit(true, 90 * one, one))).id;
    BOOST_TEST(h.desk.find(h.symbol(), 0, "alpha").value().id == id);
    BOOST_TEST(!h.desk.find("ETHUSDT", id, {}));
    BOOST_TEST((h.desk.cancel(h.symbol(), 0, "beta", h.now) == order_refusal::unknown_order));
    BOOST_TEST((h.desk.cancel(h.symbol(), 0, "alpha", h.now) == order_refusal::none));
}

BOOST_AUTO_TEST_CASE(a_client_id_serves_once_and_every_arrival_is_written_down)
{
    house h;
    const auto id = h.placed(named("alpha", limit(true, 90 * one, one))).id;
    (void)h.desk.cancel(h.symbol(), id, {}, h.now);
    BOOST_TEST(
        (h.place(named("alpha", limit(true, 90 * one, one))).why == order_refusal::duplicate_client_id));
    BOOST_TEST((h.desk.arrivals() == std::vector<std::string>{"alpha", "alpha"}));
}

BOOST_AUTO_TEST_CASE(nonsense_is_refused)
{
    house h;
    sim::order_wish elsewhere = limit(true, one, one);
    elsewhere.symbol = "NOSUCH";
    BOOST_TEST((h.place(elsewhere).why == order_refusal::unknown_symbol));
    BOOST_TEST((h.place(limit(true, 0, one)).why == order_refusal::bad_amount));
    BOOST_TEST((h.place(limit(true, one, 0)).why == order_refusal::bad_amount));
    BOOST_TEST((h.place(at_market(true, 0)).why == order_refusal::bad_amount));
    BOOST_TEST((h.place(limit(true, sim::most_money, sim::most_money)).why == order_refusal::bad_amount));
    BOOST_TEST(h.desk.idle());
    BOOST_TEST(h.desk.take_news().empty());
}

// ---- spot

BOOST_AUTO_TEST_CASE(spot_pays_in_one_asset_and_is_paid_in_the_other)
{
    house h;
    (void)h.placed(limit(true, 101 * one, one));
    const fixed fee = 101 * one / 10'000 * 5;
    BOOST_TEST(h.balance("BTC").total == 11 * one);
    BOOST_TEST(h.balance("USDT").total == 1'000'000 * one - 101 * one - fee);
    BOOST_TEST(h.desk.executions(0, 0).front().fee == fee);
}

BOOST_AUTO_TEST_CASE(an_open_order_holds_back_what_it_may_cost)
{
    house h;
    const auto bid = h.placed(limit(true, 50 * one, 2 * one)).id;
    (void)h.placed(limit(false, 200 * one, 3 * one));
    BOOST_TEST(h.balance("USDT").locked == sim::with_fee(100 * one));
    BOOST_TEST(h.balance("BTC").locked == 3 * one);
    (void)h.desk.cancel(h.symbol(), bid, {}, h.now);
    BOOST_TEST(h.balance("USDT").locked == 0);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_cannot_be_spent)
{
    house h;
    (void)h.placed(limit(false, 200 * one, 7 * one));
    BOOST_TEST((h.place(limit(false, 200 * one, 4 * one)).why == order_refusal::insufficient_balance));
    BOOST_TEST((h.place(limit(true, 100'000 * one, 10 * one)).why == order_refusal::insufficient_balance));
    BOOST_TEST((h.place(at_market(true, 9'999 * one)).why == order_refusal::insufficient_balance));
}

BOOST_AUTO_TEST_CASE(assets_are_read_off_the_symbol)
{
    const auto both = [](std::string_view symbol) {
        const auto [base, quote] = sim::assets_of(symbol);
        return base + "/" + quote;
    };
    BOOST_TEST(both("BTCUSDT") == "BTC/USDT");
    BOOST_TEST(both("ETHBTC") == "ETH/BTC");
    BOOST_TEST(both("BTC-USDT") == "BTC/USDT");
    BOOST_TEST(both("BTC-USD") == "BTC/USD");
    BOOST_TEST(both("BTC-USDT-SWAP") == "BTC/USDT");
}

// ---- positions

BOOST_AUTO_TEST_CASE(a_position_is_opened_at_the_average_price_and_its_profit_is_paid)
{
    house h(derivatives);
    (void)h.placed(limit(true, 101 * one, one));
    h.market(99 * one, one, 103 * one, one);
    (void)h.placed(limit(true, 103 * one, one));
    BOOST_TEST(h.desk.positions().front().entry_price == 102 * one);
    const fixed before = h.balance("USDT").total;
    h.market(110 * one, one, 111 * one, one);
    (void)h.placed(limit(false, 110 * one, one));
    BOOST_TEST(h.position() == one);
    BOOST_TEST(h.balance("USDT").total == before + 8 * one - 110 * one / 10'000 * 5);
}

BOOST_AUTO_TEST_CASE(a_position_turns_round)
{
    house h(derivatives);
    (void)h.placed(limit(true, 101 * one, one));
    h.market(99 * one, 3 * one, 101 * one, one);
    (void)h.placed(limit(false, 99 * one, 3 * one));
    BOOST_TEST(h.position() == -2 * one);
    BOOST_TEST(h.desk.positions().front().entry_price == 99 * one);
}

BOOST_AUTO_TEST_CASE(reduce_only_never_opens)
{
    house h(derivatives);
    BOOST_TEST((h.place(reducing(limit(false, 99 * one, one))).why == order_refusal::would_not_reduce));
    (void)h.placed(limit(true, 101 * one, one));
    BOOST_TEST((h.place(reducing(limit(true, 101 * one, one))).why == order_refusal::would_not_reduce));
    const auto cut = h.placed(reducing(limit(false, 120 * one, 5 * one)));
    BOOST_TEST(cut.wish.quantity == one);
    (void)h.placed(limit(false, 99 * one, one));
    h.market(120 * one, one, 121 * one, one);
    BOOST_TEST((h.order(cut.id).state == order_state::cancelled));
    BOOST_TEST(h.position() == 0);
}

BOOST_AUTO_TEST_CASE(more_than_twenty_times_the_balance_is_not_lent)
{
    house h(derivatives);
    BOOST_TEST((h.place(limit(true, 100 * one, 150'000 * one)).why == order_refusal::none));
    BOOST_TEST((h.place(limit(true, 100 * one, 60'000 * one)).why == order_refusal::insufficient_balance));
}

// ---- what is told

BOOST_AUTO_TEST_CASE(news_come_in_the_order_in_which_things_happen)
{
    house spot;
    (void)spot.placed(limit(true, 101 * one, 2 * one, time_in_force::immediate_or_cancel));
    BOOST_TEST(in_a_word(spot.desk.take_news()) == "open balance execution balance expired balance ");
    house futures(derivatives);
    (void)futures.placed(limit(true, 101 * one, one));
    BOOST_TEST(in_a_word(futures.desk.take_news()) == "open execution balance position ");
    BOOST_TEST(futures.desk.take_news().empty());
}

BOOST_AUTO_TEST_CASE(the_truth_has_everything)
{
    house h(derivatives);
    const auto filled = h.placed(named("alpha", limit(true, 101 * one, one)));
    (void)h.placed(named("beta", limit(true, 90 * one, 2 * one)));
    const account_state truth = h.desk.truth(h.now);
    BOOST_TEST((truth.covers == whole_account));
    BOOST_TEST((truth.as_of == h.now));
    BOOST_TEST(truth.open_orders.size() == 1u);
    BOOST_TEST(truth.open_orders.front().client_id == "beta");
    BOOST_TEST(truth.open_orders.front().price == "90"_dec);
    BOOST_TEST(truth.fills.size() == 1u);
    BOOST_TEST(truth.fills.front().key == "1");
    BOOST_TEST(truth.fills.front().order_id == std::to_string(filled.id));
    BOOST_TEST(truth.positions.front().entry_price.value() == "101"_dec);
    BOOST_TEST(!house().desk.truth(h.now).covers.positions);
}

BOOST_AUTO_TEST_CASE(executions_are_found_by_number_and_by_time)
{
    house h;
    for (int i = 0; i < 5; ++i)
        (void)h.placed(limit(true, 101 * one, unit));
    BOOST_TEST(h.desk.executions(3, 2).size() == 2u);
    BOOST_TEST(h.desk.executions(3, 2).front().id == 3u);
    BOOST_TEST(h.desk.executions(9, 0).empty());
    BOOST_TEST(h.desk.executions_since(h.desk.executions(4, 1).front().at).size() == 2u);
}

// ---- the dead man's switch

BOOST_AUTO_TEST_CASE(the_dead_mans_switch_cancels_everything_once)
{
    house h;
    const auto id = h.placed(limit(true, 90 * one, one)).id;
    h.desk.arm(h.now + 10s);
    h.desk.advance(h.now + 9s);
    BOOST_TEST((h.order(id).state == order_state::open));
    h.desk.advance(h.now + 10s);
    BOOST_TEST((h.order(id).state == order_state::cancelled));
    BOOST_TEST((h.desk.armed_until() == wall_time::max()));
}

// ---- always

namespace {

/// Orders at random against a market at random.
struct day {
    day(sim::venue which, std::uint64_t seed) : h(which), random(seed), begin(sums()) {}

    fixed price() { return one * 90 + one / 100 * static_cast<fixed>(random.below(2000)); }
    fixed quantity() { return 1 + static_cast<fixed>(random.below(3 * one)); }

    void live()
    {
        switch (random.below(4)) {
        case 0: {
            const fixed bid = price();
            h.market(bid, quantity(), bid + one / 100, quantity());
            break;
        }
        case 1: (void)h.desk.cancel(h.symbol(), 1 + random.below(100), {}, h.now += 1ms); break;
        default: {
            sim::order_wish w = limit(random.below(2) == 0, price(), quantity(), lasting());
            w.market = random.below(5) == 0;
            w.reduce_only = random.below(5) == 0;
            (void)h.place(w);
        }
        }
    }

    time_in_force lasting()
    {
        constexpr time_in_force all[] = {time_in_force::good_till_cancelled,
                                         time_in_force::immediate_or_cancel, time_in_force::fill_or_kill,
                                         time_in_force::post_only};
        return all[random.below(4)];
    }

    /// What there is of each asset; of positions what they are worth at their own price.
    std::map<std::string, fixed> sums() const
    {
        std::map<std::string, fixed> out;
        for (const auto& b : h.desk.balances())
            out[b.asset] = b.total;
        return out;
    }

    house h;
    splitmix64 random;
    std::map<std::string, fixed> begin;
};

/// What the executions say that each asset should have grown by; of positions, as if all was paid in cash.
std::map<std::string, fixed> paid(const sim::broker& desk, const std::string& base, const std::string& quote)
{
    std::map<std::string, fixed> out;
    for (const sim::execution& e : desk.executions(0, 0)) {
        const fixed value = sim::value_of(e.price, e.quantity).value();
        out[base] += e.buy ? e.quantity : -e.quantity;
        out[quote] += (e.buy ? -value : value) - e.fee;
    }
    return out;
}

void check_orders(const sim::broker& desk, std::map<std::uint64_t, order_state>& seen)
{
    std::map<std::uint64_t, fixed> filled;
    for (const sim::execution& e : desk.executions(0, 0))
        filled[e.order_id] += e.quantity;
    for (std::uint64_t id = 1; const auto o = desk.find({}, id, {}); ++id) {
        BOOST_TEST(o->filled == filled[id]);
        BOOST_TEST(o->filled <= o->wish.quantity);
        BOOST_TEST((o->state == order_state::filled) == (o->filled == o->wish.quantity));
        const auto before = seen.try_emplace(id, o->state).first;
        BOOST_TEST((before->second <= o->state));
        BOOST_TEST((!is_final(before->second) || before->second == o->state));
        before->second = o->state;
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(no_money_is_made_or_lost_on_spot)
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        day d(sim::venue::binance_spot, seed);
        std::map<std::uint64_t, order_state> seen;
        for (int i = 0; i < 400; ++i) {
            d.live();
            for (const auto& b : d.h.desk.balances())
                BOOST_TEST_REQUIRE((b.locked >= 0 && b.locked <= b.total), b.asset << ", seed " << seed);
        }
        check_orders(d.h.desk, seen);
        auto expected = paid(d.h.desk, "BTC", "USDT");
        BOOST_TEST_REQUIRE(d.h.desk.executions(0, 0).size() > 20u);
        for (const auto& [asset, total] : d.sums())
            BOOST_TEST(total == d.begin[asset] + expected[asset], asset << ", seed " << seed);
    }
}

BOOST_AUTO_TEST_CASE(no_money_is_made_or_lost_with_positions)
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        day d(derivatives, seed);
        for (int i = 0; i < 400; ++i)
            d.live();
        BOOST_TEST_REQUIRE(d.h.desk.executions(0, 0).size() > 20u);
        BOOST_TEST(d.h.position() == paid(d.h.desk, "BTC", "USDT")["BTC"]);

        // What is still held is sold, or bought back.
        d.h.desk.cancel_all({}, d.h.now);
        const fixed size = d.h.position();
        const fixed all = size < 0 ? -size : size;
        d.h.market(100 * one, all, 101 * one, all);
        if (size != 0)
            (void)d.h.placed(reducing(at_market(size < 0, all)));
        BOOST_TEST(d.h.position() == 0);
        BOOST_TEST(d.sums()["USDT"] == d.begin["USDT"] + paid(d.h.desk, "BTC", "USDT")["USDT"],
                   "seed " << seed);
    }
}

BOOST_AUTO_TEST_CASE(orders_only_move_forward)
{
    for (const sim::venue which : sim::all_venues) {
        day d(which, 5);
        std::map<std::uint64_t, order_state> seen;
        for (int i = 0; i < 200; ++i) {
            d.live();
            check_orders(d.h.desk, seen);
        }
        std::uint64_t last = 0;
        for (const sim::account_news& n : d.h.desk.take_news())
            if (const auto* o = std::get_if<sim::order_news>(&n)) {
                BOOST_TEST(o->order.update > last);
                last = o->order.update;
            }
    }
}

BOOST_AUTO_TEST_CASE(fault_50_orders_of_one_account_trade_with_each_other)
{
    for (const sim::venue which : {sim::venue::binance_spot, sim::venue::bybit}) {
        house h(which, true);
        h.market(90 * one, one, 110 * one, one);
        const auto waiting = h.placed(limit(false, 100 * one, unit));
        const auto taking = h.placed(limit(true, 100 * one, unit));
        BOOST_TEST((h.order(waiting.id).state == order_state::filled));
        BOOST_TEST((h.order(taking.id).state == order_state::filled));
        const auto both = h.desk.executions(1, 0);
        BOOST_TEST_REQUIRE(both.size() == 2u);
        BOOST_TEST(both[0].trade == both[1].trade);
        BOOST_TEST(both[0].id != both[1].id);
        BOOST_TEST(both[0].maker != both[1].maker);
        BOOST_TEST(h.position() == 0);
    }
}

BOOST_AUTO_TEST_CASE(orders_do_not_trade_with_each_other_unless_that_is_wanted)
{
    house h;
    h.market(90 * one, one, 110 * one, one);
    (void)h.placed(limit(false, 100 * one, unit));
    (void)h.placed(limit(true, 100 * one, unit));
    BOOST_TEST(h.desk.executions(1, 0).empty());
}

BOOST_AUTO_TEST_SUITE_END()
