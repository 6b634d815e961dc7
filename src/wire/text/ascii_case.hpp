// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_TEXT_ASCII_CASE_HPP
#define HOLDFAST_SRC_WIRE_TEXT_ASCII_CASE_HPP

#include <algorithm>
#include <string>
#include <string_view>

namespace holdfast::wire {

[[nodiscard]] constexpr char lower_case(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The text with its ASCII letters changed; all other bytes stay as they are, so that a symbol in other
/// letters keeps its spelling.
[[nodiscard]] inline std::string lower_case(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        c = lower_case(c);
    return lower;
}

[[nodiscard]] inline std::string upper_case(std::string_view text)
{
    std::string upper(text);
    for (char& c : upper)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return upper;
}

/// Whether the texts are the same but for the case of ASCII letters.
[[nodiscard]] inline bool same_but_for_case(std::string_view a, std::string_view b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower_case(x) == lower_case(y); });
}

} // namespace holdfast::wire

#endif
