// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_WEBSOCKET_FRAME_PARSER_HPP
#define HOLDFAST_SRC_WIRE_WEBSOCKET_FRAME_PARSER_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast::wire {

/// What a frame is (RFC 6455 §5.2); the other values are reserved.
enum class opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// The header of a WebSocket frame (RFC 6455 §5.2) as it stands: what it says may be against the rules.
struct frame_header {
    opcode code = opcode::continuation;
    bool final = false;
    std::uint8_t reserved = 0; ///< RSV1 to RSV3 as a number from 0 to 7.
    bool masked = false;
    bool canonical = false; ///< The length is written in the fewest bytes that hold it.
    std::uint8_t size = 0;  ///< Of the header, mask key included.
    std::uint64_t payload = 0;

    /// Close, ping, pong, or a reserved control frame.
    [[nodiscard]] constexpr bool control() const noexcept { return (static_cast<unsigned>(code) & 8U) != 0; }

    /// A ping or a pong that a server may send (RFC 6455 §5.5): not a word about the state of any message.
    [[nodiscard]] constexpr bool heartbeat() const noexcept
    {
        return (code == opcode::ping || code == opcode::pong) && final && reserved == 0 && !masked &&
               payload <= 125;
    }

    /// A whole data message that a server may send: unmasked, unfragmented, uncompressed.
    [[nodiscard]] constexpr bool plain_message() const noexcept
    {
        return (code == opcode::text || code == opcode::binary) && final && reserved == 0 && !masked &&
               canonical;
    }
};

/// Reads the header at the beginning of the bytes; nothing while there are too few of them.
[[nodiscard]] constexpr std::optional<frame_header> parse_frame_header(std::string_view bytes) noexcept
{
    if (bytes.size() < 2)
        return std::nullopt;
    const auto at = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned length = at(1) & 0x7fU;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;

    frame_header h;
    h.code = static_cast<opcode>(at(0) & 0x0fU);
    h.final = (at(0) & 0x80U) != 0;
    h.reserved = static_cast<std::uint8_t>((at(0) >> 4U) & 7U);
    h.masked = (at(1) & 0x80U) != 0;
    h.size = static_cast<std::uint8_t>(2 + extended + (h.masked ? 4 : 0));
    if (bytes.size() < h.size)
        return std::nullopt;
    for (std::size_t i = 0; i != extended; ++i)
        h.payload = h.payload << 8U | at(2 + i);
    if (extended == 0)
        h.payload = length;
    h.canonical = extended == 0 || (extended == 2 && h.payload >= 126) ||
                  (extended == 8 && h.payload >= 65'536 && h.payload >> 63U == 0);
    return h;
}

} // namespace holdfast::wire

#endif
