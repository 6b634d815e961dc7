// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_TOPICS_EVENT_BUFFER_HPP
#define HOLDFAST_SRC_TOPICS_EVENT_BUFFER_HPP

#include "topics/passed_over.hpp"

#include <holdfast/event.hpp>
#include <holdfast/stream.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace holdfast {

/// What waits for one consumer, bounded by the stream's policy in messages and in bytes. Pure: no waiting
/// happens here. What a consumer takes keeps the invariants of `event.hpp` under every policy.
///
/// Only messages are refused or dropped, and notices when there is no room. On top of the bounds come the
/// marks that open and close gaps, and what one recovery delivers; the feed begins no recovery while a buffer
/// is full.
class event_buffer {
public:
    /// What a batch leaves behind for the next ones, in bytes at most.
    static constexpr std::size_t most_idle = std::size_t(1) << 20;

    /// @param rule  the topic's: says whether a message that was passed over is missed
    event_buffer(const stream_config& config, continuity rule);

    /// Keeps a message, or says that there is no room for it (`declare_gap`): then the feed opens a gap.
    template <class Message>
    [[nodiscard]] bool put(Message&& message)
    {
        if (full() && !make_room())
            return false;
        if (events_.empty())
            events_.reserve(std::bit_ceil(std::max<std::size_t>(usual_, 8)));
        bytes_ += weight_of_next(message.raw);
        events_.emplace_back(std::forward<Message>(message));
        return true;
    }

    /// Keeps what a recovery delivers; it comes on top of the bounds, for the consumer cannot run meanwhile.
    /// What an earlier recovery delivered counts from then on.
    void put_recovered(event message);

    /// Keeps an event that opens or closes a gap.
    void put_mark(event mark);

    /// Keeps a phase change or an audit if there is room: it informs, and decides nothing.
    void put_notice(event notice);

    /// Everything that waits, oldest first.
    [[nodiscard]] event_batch take();

    [[nodiscard]] bool empty() const noexcept { return events_.size() == head_ && passed_.empty(); }
    /// Whether the next message is kept, if at the expense of an older one.
    [[nodiscard]] bool has_room() const noexcept { return !full() || makes_room(); }
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

private:
    [[nodiscard]] std::size_t counted() const noexcept { return events_.size() - uncounted_; }
    [[nodiscard]] bool has_message() const noexcept { return counted() != notices_; }
    [[nodiscard]] bool full() const noexcept
    {
        return (counted() >= most_ && has_message()) || bytes_ >= config_.max_bytes;
    }
    [[nodiscard]] bool makes_room() const noexcept { return config_.overflow != overflow::declare_gap; }

    /// The memory that one more message keeps alive. Messages of one batch share it: it counts once, and what
    /// the batch takes after its first message when it is complete.
    std::size_t weight_of_next(const payload& raw) noexcept
    {
        const slab* const memory = raw.owner.get();
        return sizeof(event) + (memory == newest_ ? 0 : weight_of_batch(memory));
    }

    [[nodiscard]] std::size_t weight_of_batch(const slab* memory) noexcept;
    void settle_newest() noexcept;
    [[nodiscard]] bool make_room();
    void drop_newest_message();
    [[nodiscard]] bool begins_with_marks() const noexcept;
    void pop();
    void release(const event& gone, bool shared) noexcept;
    [[nodiscard]] bool shared_with_next(const event& gone) const noexcept;
    void forget_popped();
    void count_recovered() noexcept;
    void begin_anew(const event_batch& taken);

    stream_config config_;
    std::size_t most_; // Events that count, until there is no room for a message.
    recycling_allocator<event> memory_{std::make_shared<recycler>(most_idle)};
    event_batch events_{memory_};
    std::size_t usual_ = 0;        // Events in the last batch.
    std::size_t uncounted_ = 0;    // Events that came on top of the capacity, or are popped.
    std::size_t bytes_ = 0;        // What the messages that count keep alive.
    const slab* newest_ = nullptr; // The memory of the newest message ...
    std::size_t newest_bytes_ = 0; // ... and how much of it is counted.
    std::size_t head_ = 0;         // Events that are popped and not yet erased.
    std::size_t marks_ = 0;
    std::size_t notices_ = 0;
    std::size_t recovered_ = 0;
    std::size_t recovered_bytes_ = 0;
    std::uint64_t dropped_ = 0;
    bool open_ = true; // A gap, after all that was put: a stream begins closed.
    passed_over passed_;
};

} // namespace holdfast

#endif
