#ifndef HOLDFAST_SRC_EVENT_BUFFER_HPP
#define HOLDFAST_SRC_EVENT_BUFFER_HPP

#include <holdfast/event.hpp>
#include <holdfast/stream.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <utility>

namespace holdfast {

/// What waits for one consumer, bounded by the stream's policy. Pure: no waiting happens here.
///
/// Only messages are refused. What opens and closes a gap always finds room, because the feed lets no
/// recovery begin while a buffer is full: so there is at most one such event beyond the capacity.
class event_buffer {
public:
    /// What a batch leaves behind for the next ones, in bytes at most.
    static constexpr std::size_t most_idle = std::size_t(1) << 20;

    explicit event_buffer(const stream_config& config) : config_(config) {}

    /// Keeps a message, or says that there is no room for it (`declare_gap`): then the feed opens a gap.
    template <class Message>
    [[nodiscard]] bool put(Message&& message)
    {
        if (conflates())
            return replace_newest(std::forward<Message>(message));
        if (!has_room())
            return put_beyond(std::forward<Message>(message));
        if (events_.empty())
            events_.reserve(std::bit_ceil(std::max<std::size_t>(usual_, 8)));
        events_.emplace_back(std::forward<Message>(message));
        return true;
    }

    /// Keeps what a recovery delivers; it comes on top of the capacity, for the consumer cannot run meanwhile.
    void put_recovered(event message);

    /// Keeps an event that opens or closes a gap.
    void put_mark(event mark);

    /// Keeps a phase change if there is room: it informs, and decides nothing.
    void put_notice(event notice);

    /// Everything that waits, oldest first.
    [[nodiscard]] event_batch take();

    [[nodiscard]] bool empty() const noexcept { return events_.empty(); }
    [[nodiscard]] bool has_room() const noexcept { return events_.size() < config_.capacity + recovered_; }
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

private:
    [[nodiscard]] bool conflates() const noexcept;
    bool replace_newest(event message);
    [[nodiscard]] bool put_beyond(event message);
    void replace_oldest(event message);
    void declare_hole(event_batch& batch) const;

    stream_config config_;
    recycling_allocator<event> memory_{std::make_shared<recycler>(most_idle)};
    event_batch events_{memory_};
    std::size_t usual_ = 0;     // events in the last batch
    std::size_t oldest_ = 0;    // where a full buffer is overwritten next
    std::size_t recovered_ = 0; // events that came on top of the capacity
    std::uint64_t dropped_ = 0;
    stamp first_dropped_{};
    bool hole_ = false;
};

} // namespace holdfast

#endif
