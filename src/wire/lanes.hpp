#ifndef HOLDFAST_WIRE_LANES_HPP
#define HOLDFAST_WIRE_LANES_HPP

#include "wire/frame_parser.hpp"

#include <cstdint>

namespace holdfast::wire {

enum class lane : std::uint8_t {
    fast,      ///< A whole message that needs nothing but delivery.
    heartbeat, ///< For the slow lane, and the fast lane need not wait for it.
    slow,      ///< For the slow lane; nothing may overtake it.
};

/// Decides which lane a frame takes. The fast lane only ever accepts: whatever it would have to put together,
/// to inflate, to answer or to refuse goes to the slow lane, which knows all of RFC 6455.
class lanes {
public:
    /// @param max_message  bytes; a larger message takes the slow lane, to be refused there
    constexpr explicit lanes(std::uint64_t max_message) noexcept : max_message_(max_message) {}

    /// Where the next frame goes. While a fragmented message is in the slow lane, everything does.
    [[nodiscard]] constexpr lane choose(const frame_header& frame) const noexcept
    {
        if (frame.heartbeat())
            return lane::heartbeat;
        const bool fast = !inside_ && frame.plain_message() && frame.payload <= max_message_;
        return fast ? lane::fast : lane::slow;
    }

    /// A frame has been sent down the slow lane.
    constexpr void on_slow(const frame_header& frame) noexcept
    {
        if (!frame.control())
            inside_ = !frame.final;
    }

private:
    std::uint64_t max_message_;
    bool inside_ = false; ///< A message has begun in the slow lane and goes on there.
};

} // namespace holdfast::wire

#endif
