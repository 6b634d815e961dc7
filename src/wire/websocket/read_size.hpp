// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_WEBSOCKET_READ_SIZE_HPP
#define HOLDFAST_SRC_WIRE_WEBSOCKET_READ_SIZE_HPP

#include <algorithm>
#include <cstddef>

namespace holdfast::wire {

/// How many bytes to ask for at a time. Follows the traffic: a quiet connection costs little memory, a burst
/// is taken with few reads.
class read_size {
public:
    static constexpr std::size_t least = 4096;

    /// @param most  never more than that; less than `least` counts as `least`
    constexpr explicit read_size(std::size_t most) noexcept : most_(std::max(least, most)) {}

    [[nodiscard]] constexpr std::size_t next() const noexcept { return now_; }

    /// A read that had room for `room` bytes brought `got`.
    constexpr void on_read(std::size_t room, std::size_t got) noexcept
    {
        if (got >= room) {
            now_ = std::min(most_, now_ * 8);
            quiet_ = 0;
        } else if (got > now_ / 8) {
            quiet_ = 0;
        } else if (++quiet_ == patience) {
            now_ = std::max(least, now_ / 2);
            quiet_ = 0;
        }
    }

private:
    static constexpr int patience = 16;

    std::size_t most_;
    std::size_t now_ = least;
    int quiet_ = 0;
};

} // namespace holdfast::wire

#endif
