#ifndef HOLDFAST_SRC_SIM_FIXED_HPP
#define HOLDFAST_SRC_SIM_FIXED_HPP

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
