// SPDX-License-Identifier: BSL-1.0
#include "wire/json/json_escape.hpp"

#include "wire/json/json_scan.hpp"

#include <optional>

namespace holdfast::wire {

namespace {

constexpr std::size_t unit_size = 6; // \u0041

std::optional<unsigned> hex_digit(char c) noexcept
{
    if (is_digit(c))
        return static_cast<unsigned>(c - '0');
    const char lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'f')
        return static_cast<unsigned>(lower - 'a' + 10);
    return std::nullopt;
}

// What a \u and its four digits at the beginning of the text stand for.
std::optional<unsigned> code_unit(std::string_view text) noexcept
{
    if (text.size() < unit_size || !text.starts_with("\\u"))
        return std::nullopt;
    unsigned unit = 0;
    for (const char c : text.substr(2, 4)) {
        const auto digit = hex_digit(c);
        if (!digit)
            return std::nullopt;
        unit = unit * 16 + *digit;
    }
    return unit;
}

bool is_high_surrogate(unsigned u) noexcept
{
    return u >= 0xd800 && u <= 0xdbff;
}

bool is_low_surrogate(unsigned u) noexcept
{
    return u >= 0xdc00 && u <= 0xdfff;
}

char* write_utf8(unsigned code, char* to) noexcept
{
    const auto tail = [code](unsigned shift) { return static_cast<char>(0x80 | (code >> shift & 0x3f)); };
    if (code < 0x80) {
        *to++ = static_cast<char>(code);
    } else if (code < 0x800) {
        *to++ = static_cast<char>(0xc0 | code >> 6);
        *to++ = tail(0);
    } else if (code < 0x10000) {
        *to++ = static_cast<char>(0xe0 | code >> 12);
        *to++ = tail(6);
        *to++ = tail(0);
    } else {
        *to++ = static_cast<char>(0xf0 | code >> 18);
        *to++ = tail(12);
        *to++ = tail(6);
        *to++ = tail(0);
    }
    return to;
}

char unescaped(char c) noexcept
{
    switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
    }
}

} // namespace

std::size_t escape_sequence(std::string_view text) noexcept
{
    if (text.size() < 2)
        return 0;
    if (text[1] != 'u')
        return std::string_view("\"\\/bfnrt").find(text[1]) != std::string_view::npos ? 2 : 0;
    const auto unit = code_unit(text);
    if (!unit || is_low_surrogate(*unit))
        return 0;
    if (!is_high_surrogate(*unit))
        return unit_size;
    const auto low = code_unit(text.substr(unit_size));
    return low && is_low_surrogate(*low) ? 2 * unit_size : 0;
}

char* unescape(std::string_view string, char* to) noexcept
{
    while (!string.empty()) {
        const auto unit = code_unit(string);
        if (!unit && string.front() != '\\') {
            *to++ = string.front();
            string.remove_prefix(1);
        } else if (!unit) {
            *to++ = unescaped(string[1]);
            string.remove_prefix(2);
        } else if (!is_high_surrogate(*unit)) {
            to = write_utf8(*unit, to);
            string.remove_prefix(unit_size);
        } else {
            const unsigned low = code_unit(string.substr(unit_size)).value_or(0);
            to = write_utf8(0x10000 + ((*unit & 0x3ff) << 10) + (low & 0x3ff), to);
            string.remove_prefix(2 * unit_size);
        }
    }
    return to;
}

} // namespace holdfast::wire
