// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_TEXT_TRIMMED_HPP
#define HOLDFAST_SRC_WIRE_TEXT_TRIMMED_HPP

#include <string_view>

namespace holdfast::wire {

/// Without the white space that may surround a header's value (RFC 9110 §5.5).
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept
{
    constexpr std::string_view blank = " \t";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

} // namespace holdfast::wire

#endif
