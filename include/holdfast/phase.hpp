// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_PHASE_HPP
#define HOLDFAST_PHASE_HPP

#include <cstdint>
#include <string_view>

namespace holdfast {

/// Where a session is in its life.
enum class phase : std::uint8_t {
    idle,        ///< `run()` has not been called.
    standing_by, ///< `run()` goes on; nothing is subscribed, so nothing is dialled.
    waiting,     ///< Waits for the attempt budget, or because the exchange said `Retry-After`.
    resolving,   ///< Asks for the host's addresses.
    connecting,  ///< Opens TCP.
    securing,    ///< TLS handshake.
    upgrading,   ///< WebSocket handshake.
    logging_in,  ///< Open; the login is not answered yet.
    subscribing, ///< Open; not every topic is acknowledged.
    recovering,  ///< Acknowledged; at least one topic is not verified.
    verified,    ///< Every topic is verified.
    closing,     ///< Says goodbye, within a bound.
    backing_off, ///< Sleeps before the next attempt.
    stopped,     ///< `run()` has ended.
};

/// The four states that exchanges and browsers speak of.
enum class connection_state : std::uint8_t { connecting, open, closing, closed };

[[nodiscard]] constexpr connection_state state_of(phase p) noexcept
{
    switch (p) {
    case phase::resolving:
    case phase::connecting:
    case phase::securing:
    case phase::upgrading: return connection_state::connecting;
    case phase::logging_in:
    case phase::subscribing:
    case phase::recovering:
    case phase::verified: return connection_state::open;
    case phase::closing: return connection_state::closing;
    case phase::idle:
    case phase::standing_by:
    case phase::waiting:
    case phase::backing_off:
    case phase::stopped: break;
    }
    return connection_state::closed;
}

[[nodiscard]] constexpr std::string_view to_string(phase p) noexcept
{
    switch (p) {
    case phase::idle: return "idle";
    case phase::standing_by: return "standing by";
    case phase::waiting: return "waiting";
    case phase::resolving: return "resolving";
    case phase::connecting: return "connecting";
    case phase::securing: return "securing";
    case phase::upgrading: return "upgrading";
    case phase::logging_in: return "logging in";
    case phase::subscribing: return "subscribing";
    case phase::recovering: return "recovering";
    case phase::verified: return "verified";
    case phase::closing: return "closing";
    case phase::backing_off: return "backing off";
    case phase::stopped: return "stopped";
    }
    return "unknown";
}

[[nodiscard]] constexpr std::string_view to_string(connection_state s) noexcept
{
    switch (s) {
    case connection_state::connecting: return "CONNECTING";
    case connection_state::open: return "OPEN";
    case connection_state::closing: return "CLOSING";
    case connection_state::closed: return "CLOSED";
    }
    return "unknown";
}

} // namespace holdfast

#endif
