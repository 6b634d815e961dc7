// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_TEXT_ASCII_CASE_HPP
#define HOLDFAST_SRC_WIRE_TEXT_ASCII_CASE_HPP

#include <string>
#include <string_view>

namespace holdfast::wire {

/// The text with its ASCII letters changed; all other bytes stay as they are, so that a symbol in other
/// letters keeps its spelling.
[[nodiscard]] inline std::string lower_case(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

[[nodiscard]] inline std::string upper_case(std::string_view text)
{
    std::string upper(text);
    for (char& c : upper)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return upper;
}

} // namespace holdfast::wire

#endif
