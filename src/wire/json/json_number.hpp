// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_JSON_JSON_NUMBER_HPP
#define HOLDFAST_SRC_WIRE_JSON_JSON_NUMBER_HPP

#include "wire/json/simd_block.hpp"

#include <bit>
#include <cstdint>

namespace holdfast::wire {

/// A number the way exchanges write nearly all of theirs: digits, perhaps a point and more digits; no sign,
/// no exponent, no more than 19 digits and below 2^63. Everything else is for the slow path.
struct plain_number {
    std::uint64_t digits = 0; ///< Without the point.
    unsigned scale = 0;       ///< Digits after the point.
    std::size_t size = 0;     ///< Bytes of text; zero if there is no such number.

    [[nodiscard]] explicit operator bool() const noexcept { return size != 0; }
};

/// Bytes of the text that have to be there before a plain number, for those who look back from its end.
inline constexpr std::ptrdiff_t before_number = 16;

/// The digits of a number that ends there, 1 to 16. `after_point`: all of them if it has no point.
[[nodiscard]] inline std::uint64_t digits_before(const char* behind, unsigned count,
                                                 unsigned after_point) noexcept
{
    return text_block(behind - 16).number(text_block(behind - 17), count, after_point);
}

/// Looks at the next 16 bytes of a text that is longer than that; behind its end nothing is found.
template <class Find>
[[nodiscard]] std::uint32_t look(const char* at, const char* end, Find find) noexcept
{
    if (at <= end - block_size) [[likely]]
        return find(text_block(at));
    const std::ptrdiff_t left = end - at;
    return left <= 0 ? 0 : find(text_block(end - block_size)) >> (block_size - left);
}

[[nodiscard]] inline std::uint32_t look_for_others_than_digits(const char* at, const char* end) noexcept
{
    return look(at, end, [](text_block bytes) { return bytes.other_than_digits(); });
}

namespace number_detail {

/// As `plain_number`, in two registers.
struct packed_number {
    std::uint64_t digits = 0;
    std::uint32_t scale = 0;
    std::uint32_t size = 0;
};

/// The same for a number that does not end within 16 bytes, or ends with the text.
[[nodiscard]] packed_number read_long_number(const char* at, const char* end) noexcept;

} // namespace number_detail

/// The plain number that begins there, `before_number` bytes or more behind the beginning of the text.
/// Something else must follow within the text: a number that has not ended yet is none.
[[nodiscard, gnu::always_inline]] inline plain_number read_plain_number(const char* at,
                                                                        const char* end) noexcept
{
    // A bit for each that is no digit. The first is the point, or the end.
    const std::uint32_t others = look_for_others_than_digits(at, end);
    const std::uint32_t behind_first = others & (others - 1);
    if (behind_first == 0) [[unlikely]] {
        const auto [digits, scale, size] = number_detail::read_long_number(at, end);
        return {digits, scale, size};
    }
    const std::uint32_t first = others ^ behind_first;
    const std::uint32_t whole = lowest_bit(first);
    const bool zero_in_front = (at[0] == '0') & (whole != 1);
    if (at[whole] == '.') [[likely]] {
        const bool no_digits = (others & (2 * first + 1)) != 0; // Before the point, or behind it.
        if (zero_in_front | no_digits) [[unlikely]]
            return {};
        const std::uint32_t size = lowest_bit(behind_first);
        const std::uint32_t scale = size - whole - 1;
        return {digits_before(at + size, size - 1, scale), scale, size};
    }
    if (zero_in_front | (whole == 0)) [[unlikely]]
        return {};
    return {digits_before(at + whole, whole, whole), 0, whole};
}

} // namespace holdfast::wire

#endif
