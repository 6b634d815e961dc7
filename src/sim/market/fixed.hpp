// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_MARKET_FIXED_HPP
#define HOLDFAST_SRC_SIM_MARKET_FIXED_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::sim {

/// A price or quantity in hundred-millionths, which is how Binance spot prints them: eight decimals.
using fixed = std::int64_t;

inline constexpr fixed one = 100'000'000;

/// `61837.63000000`
[[nodiscard]] inline std::string to_text(fixed value)
{
    std::string digits = std::to_string(value < 0 ? -value : value);
    if (digits.size() < 9)
        digits.insert(0, 9 - digits.size(), '0');
    digits.insert(digits.size() - 8, 1, '.');
    return value < 0 ? "-" + digits : digits;
}

/// The same without zeros at the end, but for so many decimals: `61837.60` of two.
[[nodiscard]] inline std::string to_text(fixed value, std::size_t least_decimals)
{
    std::string text = to_text(value);
    const std::size_t point = text.size() - 9;
    const std::size_t needed = text.find_last_not_of('0') + 1;
    text.resize(std::max(needed, point + 1 + least_decimals));
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

/// Reads a plain decimal number without a sign; disengaged if it is none, or has more than eight decimals.
[[nodiscard]] inline std::optional<fixed> to_fixed(std::string_view text)
{
    constexpr fixed limit = (std::numeric_limits<fixed>::max() - 9) / 10;
    fixed value = 0;
    int decimals = -1;
    for (const char c : text) {
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9' || value > limit || decimals == 8)
            return std::nullopt;
        value = value * 10 + (c - '0');
        decimals += decimals >= 0 ? 1 : 0;
    }
    if (text.empty() || text == ".")
        return std::nullopt;
    for (int i = decimals < 0 ? 0 : decimals; i < 8; ++i) {
        if (value > limit)
            return std::nullopt;
        value *= 10;
    }
    return value;
}

} // namespace holdfast::sim

#endif
