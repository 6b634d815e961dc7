// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_CLOSE_CODE_HPP
#define HOLDFAST_POLICY_CLOSE_CODE_HPP

#include <cstdint>
#include <string_view>

namespace holdfast {

/// What to do after a WebSocket connection was closed.
enum class close_action : std::uint8_t {
    /// Nothing: the close was ours.
    finished,
    /// Connect again after the ordinary backoff.
    reconnect,
    /// Connect again after the longest backoff: one side broke the protocol, and haste would not mend it.
    reconnect_slowly,
    /// Treat it like HTTP 429: every session to the host waits.
    rate_limited,
    /// End the session. No standard code asks for it; an adapter may.
    fatal,
    /// Only the exchange's adapter knows.
    adapter,
};

/// Says what a close code asks for. Codes: RFC 6455 §7.4 and the IANA WebSocket Close Code Number Registry;
/// 1006 stands for a connection that ended without a close frame, 1005 for a close frame without a code.
/// @param asked_for  we sent the first close frame
[[nodiscard]] constexpr close_action action_for(std::uint16_t code, bool asked_for) noexcept
{
    switch (code) {
    case 1000:
    case 1001:
    case 1005:
    case 1006: return asked_for ? close_action::finished : close_action::reconnect;
    case 1008: return close_action::rate_limited;
    case 1011:
    case 1012:
    case 1013:
    case 1014: return close_action::reconnect;
    default: return code >= 3000 && code <= 4999 ? close_action::adapter : close_action::reconnect_slowly;
    }
}

/// The name of a close code, for logs.
[[nodiscard]] constexpr std::string_view close_code_name(std::uint16_t code) noexcept
{
    switch (code) {
    case 1000: return "normal closure";
    case 1001: return "going away";
    case 1002: return "protocol error";
    case 1003: return "unsupported data";
    case 1005: return "no code";
    case 1006: return "no close frame";
    case 1007: return "invalid data";
    case 1008: return "policy violation";
    case 1009: return "message too big";
    case 1010: return "extension missing";
    case 1011: return "internal error";
    case 1012: return "service restart";
    case 1013: return "try again later";
    case 1014: return "bad gateway";
    case 1015: return "TLS handshake failed";
    default: break;
    }
    if (code >= 3000 && code <= 3999)
        return "registered by a library";
    return code >= 4000 && code <= 4999 ? "private to the exchange" : "reserved";
}

[[nodiscard]] constexpr std::string_view to_string(close_action action) noexcept
{
    switch (action) {
    case close_action::finished: return "finished";
    case close_action::reconnect: return "reconnect";
    case close_action::reconnect_slowly: return "reconnect slowly";
    case close_action::rate_limited: return "rate limited";
    case close_action::fatal: return "fatal";
    case close_action::adapter: return "adapter";
    }
    return "unknown";
}

} // namespace holdfast

#endif
