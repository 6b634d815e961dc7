#ifndef HOLDFAST_WIRE_HTTP_STATUS_HPP
#define HOLDFAST_WIRE_HTTP_STATUS_HPP

#include <holdfast/error.hpp>

#include <optional>
#include <string_view>

namespace holdfast::wire {

/// The status in the first line of an HTTP/1 answer (RFC 9112 §4); nothing if it is none.
[[nodiscard]] constexpr std::optional<unsigned> status_of(std::string_view answer) noexcept
{
    constexpr std::string_view begin = "HTTP/1.";
    if (answer.size() < 12 || answer.substr(0, begin.size()) != begin || answer[8] != ' ')
        return std::nullopt;
    unsigned status = 0;
    for (const char c : answer.substr(9, 3)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        status = status * 10 + static_cast<unsigned>(c - '0');
    }
    if (answer.size() > 12 && answer[12] != ' ' && answer[12] != '\r')
        return std::nullopt;
    return status;
}

/// What it means when a WebSocket upgrade is answered with this status and not with 101.
[[nodiscard]] constexpr errc refusal(unsigned status) noexcept
{
    switch (status) {
    case 401: return errc::unauthorized;
    case 403: return errc::forbidden;
    case 418: return errc::banned;
    case 429: return errc::rate_limited;
    default: return status >= 300 && status <= 399 ? errc::redirected : errc::upgrade_failed;
    }
}

} // namespace holdfast::wire

#endif
