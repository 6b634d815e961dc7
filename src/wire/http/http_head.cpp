// SPDX-License-Identifier: BSL-1.0
#include "wire/http/http_head.hpp"

#include "wire/http/http_status.hpp"

#include <algorithm>

namespace holdfast::wire {

std::size_t head_size(std::string_view received, std::size_t most, std::size_t searched) noexcept
{
    constexpr std::string_view blank_line = "\r\n\r\n";
    const auto begin = searched - std::min(searched, blank_line.size() - 1);
    const auto found = received.substr(0, most).find(blank_line, begin);
    return found == std::string_view::npos ? 0 : found + blank_line.size();
}

std::string mended_head(std::string_view head)
{
    constexpr std::size_t after_status = 12; // `HTTP/1.1 200`
    std::string mended(head);
    if (status_of(head) && head.substr(after_status, 2) == "\r\n")
        mended.insert(after_status, 1, ' ');
    for (auto at = mended.find("\r\n"); at != std::string::npos; at = mended.find("\r\n", at + 2))
        if (const char next = at + 2 < mended.size() ? mended[at + 2] : '\0'; next == ' ' || next == '\t')
            mended.replace(at, 2, "  ");
    return mended;
}

bool few_lines(std::string_view head) noexcept
{
    return static_cast<std::size_t>(std::count(head.begin(), head.end(), '\n')) <= most_head_lines;
}

} // namespace holdfast::wire
