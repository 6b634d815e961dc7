// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_WEBSOCKET_DEFLATE_ANSWER_HPP
#define HOLDFAST_SRC_WIRE_WEBSOCKET_DEFLATE_ANSWER_HPP

#include <cstdint>
#include <string_view>

namespace holdfast::wire {

/// What a server says to the offer of permessage-deflate.
enum class deflate_answer : std::uint8_t {
    declined,
    accepted,
    malformed, ///< Something we have not offered, or cannot mean: the connection must fail (RFC 7692 §7.1).
};

/// The name of the extension, which alone is an offer too: any window, with or without context takeover.
inline constexpr std::string_view deflate_name = "permessage-deflate";

/// Reads the header Sec-WebSocket-Extensions (RFC 6455 §9.1) in the head of an upgrade's answer, blank line
/// included or not. The server's choice of windows and takeover needs nothing of us: our inflater takes all.
[[nodiscard]] deflate_answer answer_to_deflate(std::string_view head);

} // namespace holdfast::wire

#endif
