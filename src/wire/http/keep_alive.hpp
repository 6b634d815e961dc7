// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_KEEP_ALIVE_HPP
#define HOLDFAST_SRC_WIRE_HTTP_KEEP_ALIVE_HPP

#include <holdfast/policy/clock.hpp>

#include <chrono>
#include <string_view>

namespace holdfast::wire {

/// How long the server keeps an idle line, from a header such as `timeout=5, max=100` (RFC 2068 §19.7.1.1);
/// zero if it does not say.
[[nodiscard]] constexpr duration keep_alive_timeout(std::string_view value) noexcept
{
    constexpr std::string_view name = "timeout=";
    const auto at = value.find(name);
    if (at == std::string_view::npos)
        return {};
    long seconds = 0;
    for (const char c : value.substr(at + name.size(), 6)) {
        if (c < '0' || c > '9')
            break;
        seconds = seconds * 10 + (c - '0');
    }
    return std::chrono::seconds(seconds);
}

} // namespace holdfast::wire

#endif
