// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ACCOUNT_MONEY_HPP
#define HOLDFAST_SRC_SIM_ACCOUNT_MONEY_HPP

#include "sim/market/fixed.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::sim {

/// The most that one order may be worth: sums of a few of these can still be counted.
inline constexpr fixed most_money = 10'000'000'000 * one;

/// Price times quantity, rounded down; disengaged where that is more than `most_money`.
[[nodiscard]] constexpr std::optional<fixed> value_of(fixed price, fixed quantity) noexcept
{
    const fixed whole = price / one;
    const fixed part = price % one;
    if (quantity > most_money / (whole + 1))
        return std::nullopt;
    return whole * quantity + part * (quantity / one) + part * (quantity % one) / one;
}

/// The price at which that quantity, not zero, costs so much; rounded down.
[[nodiscard]] constexpr fixed price_of(fixed cost, fixed quantity) noexcept
{
    fixed out = cost / quantity;
    fixed rest = cost % quantity;
    for (fixed digit = one; digit > 1; digit /= 10) {
        rest *= 10;
        out = out * 10 + rest / quantity;
        rest %= quantity;
    }
    return out;
}

/// What the exchange takes of an execution: 0.05 % of a taker's, 0.02 % of a maker's.
[[nodiscard]] constexpr fixed fee_of(fixed value, bool maker) noexcept
{
    return value / 10'000 * (maker ? 2 : 5);
}

/// What a buyer must have to pay for this much, in whatever pieces it is filled.
[[nodiscard]] constexpr fixed with_fee(fixed value) noexcept
{
    return value + fee_of(value, false);
}

/// The assets of a symbol: what is traded, and what for.
struct asset_pair {
    std::string base{};
    std::string quote{};
};

/// `BTCUSDT` and `BTC-USDT`: BTC for USDT.
[[nodiscard]] inline asset_pair assets_of(std::string_view symbol)
{
    if (const auto dash = symbol.find('-'); dash != std::string_view::npos) {
        const std::string_view rest = symbol.substr(dash + 1);
        return {std::string(symbol.substr(0, dash)), std::string(rest.substr(0, rest.find('-')))};
    }
    constexpr std::array<std::string_view, 4> quotes{"USDT", "USDC", "USD", "BTC"};
    const auto quote = std::ranges::find_if(
        quotes, [&](std::string_view q) { return symbol.size() > q.size() && symbol.ends_with(q); });
    if (quote == quotes.end())
        return {std::string(symbol), "USDT"};
    return {std::string(symbol.substr(0, symbol.size() - quote->size())), std::string(*quote)};
}

} // namespace holdfast::sim

#endif
