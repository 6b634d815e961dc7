// SPDX-License-Identifier: BSL-1.0
#include "sim/account/matching_engine.hpp"

#include <utility>

namespace holdfast::sim {

namespace {

decimal as_decimal(fixed number)
{
    return decimal::of(number, 8).value_or(decimal{});
}

side side_of(bool buy)
{
    return buy ? side::buy : side::sell;
}

holdfast::order in_words(const kept_order& o)
{
    return {.symbol = o.wish.symbol,
            .id = std::to_string(o.id),
            .client_id = o.wish.client_id,
            .side = side_of(o.wish.buy),
            .type = o.wish.market ? order_type::market : order_type::limit,
            .lasts = o.wish.lasts,
            .state = o.state,
            .reduce_only = o.wish.reduce_only,
            .price = as_decimal(o.wish.price),
            .quantity = as_decimal(o.wish.quantity),
            .filled = as_decimal(o.filled),
            .average_price =
                o.filled == 0 ? std::nullopt : std::optional(as_decimal(price_of(o.cost, o.filled))),
            .updated = o.updated,
            .update = o.update};
}

holdfast::fill in_words(const execution& e)
{
    return {.symbol = e.symbol,
            .key = std::to_string(e.trade),
            .order_id = std::to_string(e.order_id),
            .client_id = e.client_id,
            .side = side_of(e.buy),
            .price = as_decimal(e.price),
            .quantity = as_decimal(e.quantity),
            .fee = as_decimal(e.fee),
            .fee_asset = e.fee_asset,
            .maker = e.maker,
            .at = e.at};
}

holdfast::balance in_words(const kept_balance& b)
{
    return {.asset = b.asset,
            .total = as_decimal(b.total),
            .available = as_decimal(b.total - b.locked),
            .locked = as_decimal(b.locked),
            .at = b.at};
}

holdfast::position in_words(const kept_position& p)
{
    return {.symbol = p.symbol,
            .size = as_decimal(p.size),
            .entry_price = as_decimal(p.entry_price),
            .at = p.at,
            .update = p.update};
}

} // namespace

std::vector<account_news> broker::take_news()
{
    return std::exchange(news_, {});
}

std::vector<kept_order> broker::open_orders(std::string_view symbol) const
{
    std::vector<kept_order> out;
    for (const std::uint64_t id : open_)
        if (const kept_order& o = orders_.at(id); symbol.empty() || o.wish.symbol == symbol)
            out.push_back(o);
    return out;
}

const kept_order* broker::look_for(std::string_view symbol, std::uint64_t id,
                                   std::string_view client_id) const
{
    if (id == 0) {
        const auto named = by_client_id_.find(client_id);
        id = named == by_client_id_.end() ? 0 : named->second;
    }
    const auto found = orders_.find(id);
    const bool known = found != orders_.end() && (symbol.empty() || found->second.wish.symbol == symbol);
    return known ? &found->second : nullptr;
}

std::optional<kept_order> broker::find(std::string_view symbol, std::uint64_t id,
                                       std::string_view client_id) const
{
    const kept_order* const found = look_for(symbol, id, client_id);
    return found ? std::optional(*found) : std::nullopt;
}

std::vector<execution> broker::executions(std::uint64_t from_id, std::size_t most) const
{
    const auto first = std::ranges::lower_bound(executions_, from_id, {}, &execution::id);
    const auto there = static_cast<std::size_t>(executions_.end() - first);
    const std::size_t n = most == 0 ? there : std::min(most, there);
    return {first, first + static_cast<std::ptrdiff_t>(n)};
}

std::vector<execution> broker::executions_since(wall_time first) const
{
    return {std::ranges::lower_bound(executions_, first, {}, &execution::at), executions_.end()};
}

std::vector<kept_balance> broker::balances() const
{
    return money_.all();
}

std::vector<kept_position> broker::positions() const
{
    return positions_.open();
}

account_state broker::truth(wall_time now) const
{
    account_state out;
    out.covers = whole_account;
    out.covers.positions = !spot_;
    out.as_of = now;
    out.fills_since = executions_since_;
    for (const kept_order& o : open_orders())
        out.open_orders.push_back(in_words(o));
    for (const execution& e : executions_)
        out.fills.push_back(in_words(e));
    for (const kept_balance& b : balances())
        out.balances.push_back(in_words(b));
    for (const kept_position& p : positions())
        out.positions.push_back(in_words(p));
    return out;
}

} // namespace holdfast::sim
