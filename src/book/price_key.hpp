// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_BOOK_PRICE_KEY_HPP
#define HOLDFAST_SRC_BOOK_PRICE_KEY_HPP

#include <holdfast/decimal.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

/// Prices as 32-bit integers, without a division.
namespace holdfast::price_key {

/// Not a price.
constexpr std::int32_t none = std::numeric_limits<std::int32_t>::min();
/// Greater than every price.
constexpr std::int32_t beyond = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t largest = beyond - 1;

// What to do with a coefficient that is some places off: to multiply it by a power of ten, or to divide it by
// one. To divide, multiply by the inverse of 5^n modulo 2^64 and rotate by n; what is no multiple of 10^n
// comes out greater than any quotient (Hacker's Delight, 10-17).
struct scale {
    std::uint64_t factor = 1;
    std::uint64_t most_in = 0;
    std::uint64_t most_out = 0;
    int turn = 0;
};

// A coefficient has fewer than 20 digits, a key fewer than 11.
constexpr std::size_t most_divided = 18;
constexpr std::size_t most_multiplied = 9;

constexpr auto scales = [] {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    constexpr auto highest = static_cast<std::uint64_t>(largest);
    constexpr std::uint64_t inverse_of_five = 0xcccc'cccc'cccc'cccd;
    static_assert(inverse_of_five * 5 == 1);

    std::array<scale, most_divided + most_multiplied + 2> all{}; // The last one leaves nothing but zero.
    std::uint64_t power = 1;
    std::uint64_t inverse = 1;
    for (std::size_t n = 0; n <= most_divided; ++n) {
        if (n <= most_multiplied)
            all[most_divided + n] = {power, highest / power, highest, 0};
        if (n > 0)
            all[most_divided - n] = {inverse, most / 2, std::min(highest, most / power), static_cast<int>(n)};
        power *= 10;
        inverse *= inverse_of_five;
    }
    return all;
}();

/// The price as a number of units of ten to the power of `unit`; `none` if it is no whole number of them, or
/// one above `largest`. Equal prices have equal numbers, however they are written.
[[nodiscard]] constexpr std::int32_t of(const decimal& price, int unit) noexcept
{
    const auto places = static_cast<unsigned>(price.exponent() - unit) + static_cast<unsigned>(most_divided);
    const scale& by = scales[std::min<std::size_t>(places, scales.size() - 1)];
    const auto minus = static_cast<std::uint64_t>(price.coefficient() >> 63);
    const std::uint64_t magnitude = (static_cast<std::uint64_t>(price.coefficient()) ^ minus) - minus;
    const std::uint64_t scaled = std::rotr(magnitude * by.factor, by.turn);
    const auto number = static_cast<std::int32_t>((scaled ^ minus) - minus);
    return magnitude <= by.most_in && scaled <= by.most_out ? number : none;
}

/// The coarsest unit of which the price is a whole number.
[[nodiscard]] constexpr int unit_of(const decimal& price) noexcept
{
    int unit = price.exponent();
    for (std::int64_t rest = price.coefficient(); rest != 0 && rest % 10 == 0; rest /= 10)
        ++unit;
    return unit;
}

/// Ten to the power of `places`, where a key has so many digits; otherwise zero.
[[nodiscard]] constexpr std::int32_t power_of_ten(int places) noexcept
{
    if (places < 0 || places > static_cast<int>(most_multiplied))
        return 0;
    return static_cast<std::int32_t>(scales[most_divided + static_cast<std::size_t>(places)].factor);
}

} // namespace holdfast::price_key

#endif
