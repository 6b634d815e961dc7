// SPDX-License-Identifier: BSL-1.0
#include "sim/account/matching_engine.hpp"

#include <utility>

namespace holdfast::sim {

namespace {

/// Ended orders and executions that are remembered.
constexpr std::size_t most_kept = 200'000;

/// How often over the balance may be traded where positions are kept.
constexpr fixed leverage = 20;

/// A token with 18 decimals, of which there is much.
const std::string dust = "DUST";

bool settles_in_one_asset(venue which)
{
    return which != venue::binance_spot && which != venue::okx;
}

fixed open_quantity(const kept_order& o)
{
    return o.wish.quantity - o.filled;
}

bool rests(const order_wish& w)
{
    return !w.market && w.lasts != time_in_force::immediate_or_cancel &&
           w.lasts != time_in_force::fill_or_kill;
}

fixed whole_units(std::uint64_t units)
{
    return static_cast<fixed>(units) * one;
}

} // namespace

broker::broker(const exchange_config& config)
    : spot_(!settles_in_one_asset(config.venue)), odd_(config.account.oddities)
{
    if (odd_ && config.venue != venue::bulk) { // Which has one asset only.
        money_.open(dust, "0123456789");
        money_.add(dust, 12'345'678'901 * one + 23'456'789, {});
    }
    if (!spot_)
        money_.open(settles_in_ = config.venue == venue::bulk ? "USDC" : "USDT");
    for (const std::string& symbol : config.symbols)
        list(symbol);
    const asset_pair first = assets_of(config.symbols.front());
    money_.add(spot_ ? first.quote : settles_in_, whole_units(config.account.quote), {});
    if (spot_)
        money_.add(first.base, whole_units(config.account.base), {});
}

void broker::list(const std::string& symbol)
{
    const asset_pair& assets = listed_.emplace(symbol, assets_of(symbol)).first->second;
    if (spot_) {
        money_.open(assets.base);
        money_.open(assets.quote);
    }
}

// ---- requests --------------------------------------------------------------------------------------------

placement broker::place(const order_wish& wish, wall_time now)
{
    turn(now);
    write_arrival(wish.client_id);
    order_wish taken = wish;
    if (const order_refusal why = judge(taken); why != order_refusal::none)
        return {why, 0};
    kept_order& o = enter(taken);
    take(o);
    return {order_refusal::none, o.id};
}

order_refusal broker::cancel(std::string_view symbol, std::uint64_t id, std::string_view client_id,
                             wall_time now)
{
    turn(now);
    const kept_order* const found = look_for(symbol, id, client_id);
    if (!found)
        return order_refusal::unknown_order;
    if (is_final(found->state))
        return order_refusal::order_over;
    end(orders_.at(found->id), order_state::cancelled);
    return order_refusal::none;
}

void broker::cancel_all(std::string_view symbol, wall_time now)
{
    for (const kept_order& o : open_orders(symbol))
        (void)cancel(o.wish.symbol, o.id, {}, now);
}

void broker::advance(wall_time now)
{
    if (now < armed_until_)
        return;
    armed_until_ = wall_time::max();
    cancel_all({}, now);
}

void broker::write_arrival(const std::string& client_id)
{
    arrivals_.push_back(client_id);
    if (arrivals_.size() > 2 * most_kept)
        arrivals_.erase(arrivals_.begin(), arrivals_.begin() + most_kept);
}

// ---- what is taken ---------------------------------------------------------------------------------------

/// Why the order is not taken; cuts one that may only reduce a position to what there is to reduce.
order_refusal broker::judge(order_wish& wish) const
{
    if (!lists(wish.symbol))
        return order_refusal::unknown_symbol;
    if (by_client_id_.contains(wish.client_id))
        return order_refusal::duplicate_client_id;
    if (wish.quantity <= 0 || (!wish.market && wish.price <= 0) ||
        !value_of(price_to_expect(wish), wish.quantity))
        return order_refusal::bad_amount;
    if (wish.reduce_only && !spot_) {
        wish.quantity = std::min(wish.quantity, reducible(wish));
        if (wish.quantity == 0)
            return order_refusal::would_not_reduce;
    }
    if (wish.lasts == time_in_force::post_only && reaches(wish))
        return order_refusal::would_take;
    return affordable(wish) ? order_refusal::none : order_refusal::insufficient_balance;
}

bool broker::affordable(const order_wish& wish) const
{
    const fixed value = value_of(price_to_expect(wish), wish.quantity).value_or(most_money);
    const asset_pair& assets = listed_.find(wish.symbol)->second;
    if (spot_)
        return wish.buy ? with_fee(value) <= money_.available(assets.quote)
                        : wish.quantity <= money_.available(assets.base);
    return wish.reduce_only || (exposure() + value) / leverage <= money_.available(settles_in_);
}

/// What all positions and open orders are worth.
fixed broker::exposure() const
{
    fixed sum = positions_.cost();
    for (const std::uint64_t id : open_) {
        const kept_order& o = orders_.at(id);
        if (!o.wish.reduce_only)
            sum += value_of(o.wish.price, open_quantity(o)).value_or(0);
    }
    return sum;
}

/// The best level of the other side; zeros while there is none.
priced broker::opposite(const order_wish& wish) const
{
    const auto best = best_.find(wish.symbol);
    if (best == best_.end())
        return {};
    const best_levels& b = best->second;
    return wish.buy ? priced{b.ask, b.ask_quantity} : priced{b.bid, b.bid_quantity};
}

bool broker::reaches(const order_wish& wish) const
{
    const auto [price, quantity] = opposite(wish);
    if (quantity <= 0)
        return false;
    return wish.market || (wish.buy ? wish.price >= price : wish.price <= price);
}

/// The highest price at which it may be filled.
fixed broker::price_to_expect(const order_wish& wish) const
{
    const fixed best = opposite(wish).first;
    if (wish.market)
        return best;
    return wish.buy ? wish.price : std::max(wish.price, best);
}

/// How much of the position the order would close.
fixed broker::reducible(const order_wish& wish) const
{
    const fixed size = positions_.size(wish.symbol);
    return std::max(fixed(0), wish.buy ? -size : size);
}

// ---- the life of an order --------------------------------------------------------------------------------

kept_order& broker::enter(const order_wish& wish)
{
    const std::uint64_t id = ++last_id_;
    kept_order& o = orders_.try_emplace(id).first->second;
    o.id = id;
    o.wish = wish;
    o.created = now_;
    o.odd = odd_ && !wish.market && id % 3 == 0;
    open_.insert(id);
    if (!wish.client_id.empty())
        by_client_id_.emplace(wish.client_id, id);
    change(o, order_state::open);
    news_.emplace_back(order_news{o, {}});
    hold_again({}, held_by(o));
    if (const hold held = held_by(o); held.amount != 0)
        tell_balances({held.asset});
    return o;
}

/// Fills an order that has just come, as far as the market's best level goes.
void broker::take(kept_order& o)
{
    if (odd_)
        trade_with_oneself(o);
    const auto [price, there] = opposite(o.wish);
    const bool enough = o.wish.lasts != time_in_force::fill_or_kill || o.wish.quantity <= there;
    if (!is_final(o.state) && reaches(o.wish) && enough)
        execute(o, price, std::min(open_quantity(o), there), false);
    if (!is_final(o.state) && !rests(o.wish))
        end(o, order_state::expired);
}

/// Fills an order that has just come against those of the same account whose price is no worse than the
/// market's.
void broker::trade_with_oneself(kept_order& o)
{
    for (const std::uint64_t id : std::set<std::uint64_t>(open_)) {
        kept_order& own = orders_.at(id);
        if (is_final(o.state) || !meets(o, own))
            continue;
        const fixed quantity = std::min(open_quantity(o), open_quantity(own));
        const std::uint64_t trade = last_execution_ + 1;
        execute(own, own.wish.price, quantity, true, trade);
        execute(o, own.wish.price, quantity, false, trade);
    }
}

bool broker::meets(const kept_order& o, const kept_order& own) const
{
    const order_wish& w = o.wish;
    const fixed asked = own.wish.price;
    const auto [best, there] = opposite(w);
    if (own.wish.symbol != w.symbol || own.wish.buy == w.buy || own.wish.market || own.wish.reduce_only)
        return false;
    if (w.reduce_only || w.lasts == time_in_force::post_only || w.lasts == time_in_force::fill_or_kill)
        return false;
    const bool reached = w.market || (w.buy ? w.price >= asked : w.price <= asked);
    return reached && (there <= 0 || (w.buy ? asked <= best : asked >= best));
}

void broker::on_best(std::string_view symbol, fixed bid, fixed bid_quantity, fixed ask, fixed ask_quantity,
                     wall_time now)
{
    turn(now);
    best_.insert_or_assign(std::string(symbol), best_levels{0, bid, bid_quantity, ask, ask_quantity});
    for (const std::uint64_t id : std::set<std::uint64_t>(open_)) {
        kept_order& o = orders_.at(id);
        if (o.wish.symbol == symbol && reaches(o.wish))
            meet(o);
    }
}

/// Fills an order that has waited, by a piece. One that has nothing left to reduce is taken out.
void broker::meet(kept_order& o)
{
    fixed piece = std::min(open_quantity(o), opposite(o.wish).second);
    if (o.wish.reduce_only && !spot_)
        piece = std::min(piece, reducible(o.wish));
    if (piece > 0)
        execute(o, o.wish.price, piece, true);
    else
        end(o, order_state::cancelled);
}

void broker::execute(kept_order& o, fixed price, fixed quantity, bool maker, std::uint64_t trade)
{
    const hold before = held_by(o);
    const fixed value = value_of(price, quantity).value_or(0);
    const asset_pair& assets = listed_.find(o.wish.symbol)->second;
    o.filled += quantity;
    o.cost += value;
    change(o, open_quantity(o) == 0 ? order_state::filled : order_state::partially_filled);
    const execution& e = executions_.emplace_back(
        execution{++last_execution_, trade == 0 ? last_execution_ : trade, o.id, o.wish.symbol,
                  o.wish.client_id, o.wish.buy, maker, price, quantity, fee_of(value, maker),
                  spot_ ? assets.quote : settles_in_, now_, odd_ && last_execution_ % 3 == 0});
    news_.emplace_back(order_news{o, e});
    if (odd_ && e.id % 4 == 0)
        news_.emplace_back(odd_news{e.symbol, e.id, now_});
    hold_again(before, held_by(o));
    pay(e, value);
    if (executions_.size() > most_kept) {
        executions_since_ = executions_.front().at + duration(1);
        executions_.pop_front();
    }
}

void broker::pay(const execution& e, fixed value)
{
    if (spot_) {
        const asset_pair& assets = listed_.find(e.symbol)->second;
        money_.add(assets.base, e.buy ? e.quantity : -e.quantity, now_);
        money_.add(assets.quote, (e.buy ? -value : value) - e.fee, now_);
        tell_balances({assets.base, assets.quote});
        return;
    }
    const fixed profit = positions_.trade(e.symbol, e.buy, e.price, e.quantity);
    positions_.stamp(e.symbol, now_, ++update_);
    money_.add(settles_in_, profit - e.fee, now_);
    tell_balances({settles_in_});
    news_.emplace_back(position_news{positions_.at(e.symbol)});
}

void broker::end(kept_order& o, order_state how)
{
    const hold before = held_by(o);
    change(o, how);
    news_.emplace_back(order_news{o, {}, odd_ && o.id % 4 == 0});
    hold_again(before, held_by(o));
    if (before.amount != 0)
        tell_balances({before.asset});
}

void broker::change(kept_order& o, order_state to)
{
    o.state = to;
    o.updated = now_;
    o.update = ++update_;
    if (is_final(to))
        close(o);
}

/// Remembers an ended order in place of the one that ended longest ago.
void broker::close(const kept_order& o)
{
    open_.erase(o.id);
    ended_.push_back(o.id);
    if (ended_.size() <= most_kept)
        return;
    const auto oldest = orders_.find(ended_.front());
    by_client_id_.erase(oldest->second.wish.client_id);
    orders_.erase(oldest);
    ended_.pop_front();
}

// ---- money -----------------------------------------------------------------------------------------------

broker::hold broker::held_by(const kept_order& o) const
{
    if (!spot_ || o.wish.market || is_final(o.state))
        return {};
    const asset_pair& assets = listed_.find(o.wish.symbol)->second;
    if (!o.wish.buy)
        return {assets.base, open_quantity(o)};
    return {assets.quote, with_fee(value_of(o.wish.price, open_quantity(o)).value_or(0))};
}

void broker::hold_again(const hold& before, const hold& after)
{
    if (before.amount != 0)
        money_.lock(before.asset, -before.amount, now_);
    if (after.amount != 0)
        money_.lock(after.asset, after.amount, now_);
}

void broker::tell_balances(std::initializer_list<std::string_view> assets)
{
    balance_news changed;
    for (const std::string_view asset : assets)
        changed.changed.push_back(money_.at(asset));
    if (odd_ && money_.has(dust))
        changed.changed.push_back(money_.at(dust));
    news_.emplace_back(std::move(changed));
}

} // namespace holdfast::sim
