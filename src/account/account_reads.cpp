// SPDX-License-Identifier: BSL-1.0
#include <holdfast/account.hpp>

#include <algorithm>

namespace holdfast {

namespace {

// What an order may still execute; nothing where that cannot be said.
std::optional<decimal> rest_of(const order& o)
{
    return o.quantity.is_zero() ? std::nullopt : subtract(o.quantity, o.filled);
}

} // namespace

// Why a read of a part is refused; nothing if it is not.
std::optional<failure> account::closed(bool account_parts::* part) const
{
    if (!(options_.parts.*part))
        return failure(errc::not_subscribed, "the account is kept without this part");
    if (!verified_)
        return reason();
    return std::nullopt;
}

// The same for what has that name, all names if it is empty.
std::optional<failure> account::closed(bool account_parts::* part, std::string_view name) const
{
    if (auto why = closed(part))
        return why;
    if (const unread* row = left_out(part, name))
        return failure(errc::malformed, "the exchange's row was not understood: " + row->why);
    return std::nullopt;
}

const unread* account::left_out(bool account_parts::* part, std::string_view name) const noexcept
{
    const auto hides = [&](const unread& row) {
        return row.about.*part && (name.empty() || row.name.empty() || row.name == name);
    };
    const auto found = std::ranges::find_if(left_out_, hides);
    return found == left_out_.end() ? nullptr : &*found;
}

result<std::vector<order>> account::open_orders(std::string_view symbol) const
{
    if (const auto why = closed(&account_parts::orders, symbol))
        return *why;
    return orders_.open(symbol);
}

result<std::optional<order>> account::order_of(std::string_view symbol, std::string_view id) const
{
    if (const auto why = closed(&account_parts::orders))
        return *why;
    if (auto known = orders_.find(symbol, id))
        return known;
    if (const auto why = closed(&account_parts::orders, symbol))
        return *why;
    return std::optional<order>();
}

result<std::optional<order>> account::open_order(std::string_view client_id) const
{
    if (const auto why = closed(&account_parts::orders))
        return *why;
    if (auto known = orders_.find_open(client_id))
        return known;
    if (const auto why = closed(&account_parts::orders, {}))
        return *why;
    return std::optional<order>();
}

result<std::vector<fill>> account::fills_since(wall_time first) const
{
    if (const auto why = closed(&account_parts::fills))
        return *why;
    if (first < fills_complete_since_ || first <= fills_.forgotten_until())
        return failure(errc::not_synchronized, "not all fills since then are known");
    return fills_.since(first);
}

result<std::vector<balance>> account::balances() const
{
    if (const auto why = closed(&account_parts::balances, {}))
        return *why;
    std::vector<balance> all;
    for (const auto& [asset, one] : balances_)
        all.push_back(one);
    return all;
}

result<balance> account::balance_of(std::string_view asset) const
{
    if (const auto why = closed(&account_parts::balances, asset))
        return *why;
    const auto known = balances_.find(asset);
    if (known != balances_.end())
        return known->second;
    balance none;
    none.asset = asset;
    return none;
}

result<std::vector<position>> account::positions() const
{
    if (const auto why = closed(&account_parts::positions, {}))
        return *why;
    std::vector<position> all;
    for (const auto& [key, one] : positions_)
        if (!one.size.is_zero())
            all.push_back(one);
    return all;
}

result<position> account::position_of(std::string_view symbol, position_leg leg) const
{
    if (const auto why = closed(&account_parts::positions, symbol))
        return *why;
    const auto known = positions_.find(detail::account_key_view(symbol, to_string(leg)));
    if (known != positions_.end())
        return known->second;
    position none;
    none.symbol = symbol;
    none.leg = leg;
    return none;
}

result<decimal> account::reducible(std::string_view symbol, position_leg leg) const
{
    if (const auto why = closed(&account_parts::orders, symbol))
        return *why;
    const result<position> held = position_of(symbol, leg);
    if (!held)
        return held.error();
    const bool is_long = held->size.sign() > 0;
    std::optional<decimal> left = is_long ? held->size : -held->size;
    for (const order& o : orders_.open(symbol)) {
        if (o.leg != leg || (o.side == side::sell) != is_long)
            continue;
        const std::optional<decimal> rest = rest_of(o);
        left = left && rest ? subtract(*left, *rest) : std::nullopt;
    }
    const decimal size = std::max(left.value_or(decimal()), decimal());
    return is_long ? size : -size;
}

std::optional<wall_time> account::fills_needed_since() const noexcept
{
    if (!known_.fills)
        return std::nullopt;
    return std::max(fills_complete_since_, heard_until_ - options_.fill_overlap);
}

} // namespace holdfast
