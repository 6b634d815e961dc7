// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_WEBSOCKET_LANES_HPP
#define HOLDFAST_SRC_WIRE_WEBSOCKET_LANES_HPP

#include "wire/websocket/frame_parser.hpp"

#include <cstdint>

namespace holdfast::wire {

enum class lane : std::uint8_t {
    fast,      ///< A whole message that needs nothing but delivery.
    inflate,   ///< A compressed message, or a part of one.
    heartbeat, ///< For the slow lane, and the fast lane need not wait for it.
    slow,      ///< For the slow lane; nothing may overtake it.
};

struct lane_rules {
    std::uint64_t max_message = 0; ///< Bytes; a larger message takes the slow lane, to be refused there.
    bool deflate = false;          ///< permessage-deflate has been agreed on (RFC 7692).
    bool slow_only = false;        ///< Nothing is sorted out, for comparison.
};

/// Decides which lane a frame takes. The fast lanes only ever accept: whatever they would have to put
/// together, to answer or to refuse goes to the slow lane, which knows all of RFC 6455.
class lanes {
public:
    constexpr explicit lanes(const lane_rules& rules) noexcept : rules_(rules) {}

    /// Where the next frame goes. While a fragmented message is in the slow lane, everything does.
    [[nodiscard]] constexpr lane choose(const frame_header& frame) const noexcept
    {
        if (frame.heartbeat())
            return lane::heartbeat;
        if (rules_.slow_only)
            return lane::slow;
        if (!inside_ && frame.plain_message() && frame.payload <= rules_.max_message)
            return lane::fast;
        return compressed(frame) ? lane::inflate : lane::slow;
    }

    /// A frame has been sent down the slow lane, as it was or inflated.
    constexpr void on_slow(const frame_header& frame) noexcept
    {
        if (frame.control())
            return;
        if (!inside_)
            inside_compressed_ = frame.reserved == rsv1;
        inside_ = !frame.final;
    }

    /// A message has begun in the slow lane and goes on there.
    [[nodiscard]] constexpr bool inside() const noexcept { return inside_; }

private:
    static constexpr std::uint8_t rsv1 = 4;

    /// RFC 7692 §6: the first frame of a compressed message has RSV1 set, the others have not.
    [[nodiscard]] constexpr bool compressed(const frame_header& frame) const noexcept
    {
        if (!rules_.deflate || frame.masked || !frame.canonical)
            return false;
        if (inside_)
            return inside_compressed_ && frame.code == opcode::continuation && frame.reserved == 0;
        return (frame.code == opcode::text || frame.code == opcode::binary) && frame.reserved == rsv1;
    }

    lane_rules rules_;
    bool inside_ = false;
    bool inside_compressed_ = false;
};

} // namespace holdfast::wire

#endif
