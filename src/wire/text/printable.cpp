// SPDX-License-Identifier: BSL-1.0
#include <holdfast/printable.hpp>

#include "wire/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace holdfast {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

void append_hexadecimal(std::string& to, std::uint32_t value, int places)
{
    for (int i = places - 1; i >= 0; --i)
        to += digits[value >> (4 * i) & 0xf];
}

/// Precondition: the text is one well-formed sequence.
std::uint32_t code_point(std::string_view sequence) noexcept
{
    constexpr std::array<std::uint32_t, 5> lead_bits{0, 0x7f, 0x1f, 0x0f, 0x07};
    std::uint32_t value = static_cast<unsigned char>(sequence.front()) & lead_bits[sequence.size()];
    for (const char c : sequence.substr(1))
        value = value << 6 | (static_cast<unsigned char>(c) & 0x3f);
    return value;
}

/// Characters that cannot be seen and change how others are shown: those of the Unicode categories Cc, Cf, Zl
/// and Zp that a terminal or an editor obeys.
bool is_hidden(std::uint32_t c) noexcept
{
    constexpr std::pair<std::uint32_t, std::uint32_t> ranges[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},       {0x61c, 0x61c},
        {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
        {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
    };
    return std::ranges::any_of(ranges, [c](const auto& r) { return r.first <= c && c <= r.second; });
}

void append_escaped(std::string& to, std::uint32_t c)
{
    constexpr std::pair<std::uint32_t, char> short_ones[] = {{'\n', 'n'}, {'\r', 'r'}, {'\t', 't'}};
    for (const auto& [character, letter] : short_ones)
        if (c == character) {
            to += {'\\', letter};
            return;
        }
    to += c < 0x100 ? "\\x" : "\\u";
    append_hexadecimal(to, c, c < 0x100 ? 2 : c < 0x10000 ? 4 : 6);
}

} // namespace

std::string printable(std::string_view text)
{
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const std::size_t size = wire::utf8_sequence(text);
        const std::string_view sequence = text.substr(0, std::max<std::size_t>(size, 1));
        const std::uint32_t c = size == 0 ? static_cast<unsigned char>(text.front()) : code_point(sequence);
        if (size == 0 || is_hidden(c))
            append_escaped(shown, c);
        else
            shown += sequence;
        text.remove_prefix(sequence.size());
    }
    return shown;
}

std::string_view beginning_of(std::string_view text, std::size_t most) noexcept
{
    if (text.size() <= most)
        return text;
    constexpr auto is_tail = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    std::size_t end = most;
    while (end != 0 && most - end < 3 && is_tail(text[end]))
        --end;
    return text.substr(0, end);
}

} // namespace holdfast
