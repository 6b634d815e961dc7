// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_TEXT_EXCERPT_HPP
#define HOLDFAST_SRC_WIRE_TEXT_EXCERPT_HPP

#include <holdfast/redacted.hpp>

#include <string>
#include <string_view>

namespace holdfast::wire {

/// The beginning of what a peer said, fit for one line of a log: without secrets, blanks where there was
/// white space, a question mark for anything else that is not printable ASCII.
[[nodiscard]] inline std::string excerpt(std::string_view said, std::size_t longest = 200)
{
    std::string line;
    for (const char c : redacted(said)) {
        if (line.size() >= longest)
            return line + "...";
        const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
        if (!blank)
            line += c > ' ' && c <= '~' ? c : '?';
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    return line;
}

} // namespace holdfast::wire

#endif
