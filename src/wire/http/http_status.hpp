// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_HTTP_STATUS_HPP
#define HOLDFAST_SRC_WIRE_HTTP_HTTP_STATUS_HPP

#include "wire/text/ascii_case.hpp"
#include "wire/text/trimmed.hpp"

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

/// An answer that another one follows (RFC 9110 §15.2). After 101 the line speaks another protocol.
[[nodiscard]] constexpr bool is_interim(unsigned status) noexcept
{
    return status >= 100 && status <= 199 && status != 101;
}

/// More interim answers than this before one final answer are an attack.
inline constexpr int most_interim = 16;

/// Whether an answer is a page for people, which an API never sends: what stands in front of the exchange has
/// answered in its place.
[[nodiscard]] inline bool is_page(std::string_view content_type, std::string_view body)
{
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    const std::string type = lower_case(trimmed(content_type.substr(0, content_type.find(';'))));
    if (type == "text/html" || type == "application/xhtml+xml")
        return true;
    if (body.substr(0, byte_order_mark.size()) == byte_order_mark)
        body.remove_prefix(byte_order_mark.size());
    const auto first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && body[first] == '<';
}

/// What it means when a WebSocket upgrade is answered with this status and not with 101; as far as the status
/// alone says it.
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

/// What an HTTP answer of no success means, whatever was asked: a WebSocket upgrade or a REST question.
///
/// @param otherwise  for a status that says nothing by itself: 500, or 200 where 101 was expected
[[nodiscard]] inline errc meaning_of(unsigned status, std::string_view content_type, std::string_view body,
                                     errc otherwise)
{
    if (status == 403 && is_page(content_type, body))
        return errc::edge_refused;
    const errc by_status = refusal(status);
    return by_status == errc::upgrade_failed ? otherwise : by_status;
}

} // namespace holdfast::wire

#endif
