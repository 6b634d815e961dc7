// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_WEBSOCKET_INBOX_HPP
#define HOLDFAST_SRC_WIRE_WEBSOCKET_INBOX_HPP

#include "wire/websocket/read_size.hpp"

#include <holdfast/memory/recycler.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace holdfast::wire {

/// What has been received and not yet been sorted, in one block of memory. Messages are delivered as views
/// into the block; then the block is taken, and what was not part of a message moves to a new one.
class inbox {
public:
    /// @param most     bytes to read at a time, at most
    /// @param padding  bytes that stay readable behind everything received
    /// @param memory   where the blocks come from
    inbox(std::size_t most, std::size_t padding, std::shared_ptr<recycler> memory)
        : size_(most), padding_(padding), memory_(std::move(memory))
    {
    }

    /// Where the next bytes go; never empty. Moves the unread bytes if there is no room behind them.
    [[nodiscard]] std::span<char> room();

    /// Bytes have been put into the room.
    void on_received(std::size_t n);

    /// The bytes of the block that `take` would give away.
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

    [[nodiscard]] std::string_view unread() const noexcept { return {block_.get() + begin_, end_ - begin_}; }

    /// Marks the first unread bytes as read.
    void consume(std::size_t n) noexcept { begin_ += n; }

    /// The frame that begins with the first unread byte has this many bytes: makes one block hold them all.
    void expect(std::size_t frame) noexcept { expected_ = frame; }

    /// Gives the block away, with everything that was read from it.
    [[nodiscard]] std::shared_ptr<const char[]> take();

private:
    void move_to(std::size_t capacity);

    read_size size_;
    std::size_t padding_;
    std::shared_ptr<recycler> memory_;
    std::shared_ptr<char[]> block_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0; ///< Of what is unread.
    std::size_t end_ = 0;   ///< Of what has been received.
    std::size_t expected_ = 0;
};

} // namespace holdfast::wire

#endif
