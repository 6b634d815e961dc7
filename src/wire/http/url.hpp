// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_URL_HPP
#define HOLDFAST_SRC_WIRE_HTTP_URL_HPP

#include <holdfast/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast::wire {

/// Where to connect, and what to ask for there. The target may hold secrets (listen keys, signatures); it
/// does not belong into any text.
struct url {
    bool secure = false; ///< wss or https.
    std::string host{};  ///< A name or a numeric address, without brackets.
    std::uint16_t port = 0;
    std::string target{}; ///< Path and query; never empty.

    /// `host`, or `host:port` if the port is not the scheme's own: the value of the Host header.
    [[nodiscard]] std::string authority() const;
};

enum class scheme : std::uint8_t { websocket, http };

/// Takes a URL apart (RFC 3986; RFC 6455 §3): ws and wss, or http and https. Errors: invalid_url, for other
/// schemes, credentials, fragments, and for anything that could smuggle a line into a request.
[[nodiscard]] result<url> parse_url(std::string_view text, scheme kind);

/// Scheme, host and port of a URL, for texts; empty if it has none or cannot be understood.
[[nodiscard]] std::string origin_of(std::string_view text);

} // namespace holdfast::wire

#endif
