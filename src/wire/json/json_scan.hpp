// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_JSON_JSON_SCAN_HPP
#define HOLDFAST_SRC_WIRE_JSON_JSON_SCAN_HPP

#include "wire/json/simd_block.hpp"

namespace holdfast::wire {

// Where runs of characters end. Nothing at `end` or behind it is looked at.

[[nodiscard]] constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr bool is_letter(char c) noexcept
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// A character that may stand in a string as it is, ASCII only.
[[nodiscard]] constexpr bool is_plain(char c) noexcept
{
    const auto code = static_cast<unsigned char>(c);
    return code >= 0x20 && code < 0x80 && c != '"' && c != '\\';
}

[[nodiscard]] inline const char* skip_plain(const char* at, const char* end) noexcept
{
    for (; end - at >= block_size; at += block_size)
        if (const std::uint32_t others = text_block(at).other_than_plain())
            return at + lowest_bit(others);
    while (at != end && is_plain(*at))
        ++at;
    return at;
}

[[nodiscard]] inline const char* skip_digits(const char* at, const char* end) noexcept
{
    for (; end - at >= block_size; at += block_size)
        if (const std::uint32_t others = text_block(at).other_than_digits())
            return at + lowest_bit(others);
    while (at != end && is_digit(*at))
        ++at;
    return at;
}

[[nodiscard]] constexpr bool is_space(char c) noexcept
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

[[nodiscard]] inline const char* skip_space(const char* at, const char* end) noexcept
{
    while (at != end && is_space(*at))
        ++at;
    return at;
}

} // namespace holdfast::wire

#endif
