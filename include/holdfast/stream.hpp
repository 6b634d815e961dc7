// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_STREAM_HPP
#define HOLDFAST_STREAM_HPP

#include <holdfast/event.hpp>
#include <holdfast/memory/recycler.hpp>
#include <holdfast/task.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace holdfast {

/// What happens when a stream's buffer is full. The invariants of `event.hpp` hold under each of them; what
/// is dropped is counted by `stream::dropped`.
enum class overflow : std::uint8_t {
    /// Stop, say so in the stream, and recover when the consumer has caught up.
    declare_gap,
    /// Drop the oldest message and declare the hole: in front of what was kept stands a gap, opened after the
    /// last message that the consumer took and closed before the first that it gets. Only for topics without
    /// state.
    drop_oldest,
    /// Keep only the newest message, whatever the capacity; marks and phase changes before it stay. Where
    /// only the order of a topic's messages counts (`continuity::monotonic`, as of a best bid and ask)
    /// nothing is missing when older ones are passed over; under every other rule they are a declared gap, as
    /// with `drop_oldest`. Only for topics without state.
    conflate,
};

struct stream_config {
    /// Messages and phase changes that may wait for the consumer, from 1 to 16'777'216. What opens and closes
    /// gaps and what one recovery delivers come on top, so that a recovery never depends on the consumer.
    std::size_t capacity = 8192;
    holdfast::overflow overflow = overflow::declare_gap;
    /// The memory that waiting messages may keep alive, from 1024 to 2^40 bytes; over it the stream is full
    /// as if the capacity were reached. One message fits in any case. A message keeps the memory of the whole
    /// read that it came with; messages of one read share it, and it counts once.
    std::size_t max_bytes = std::size_t(64) << 20;
};

/// What one resumption of a consumer brings; its memory is used again for later ones.
using event_batch = std::vector<event, recycling_allocator<event>>;

class event_queue;

/// The consumer's end of a subscription: events of one topic, in order, gaps included (`event.hpp` states
/// the invariants). Dropping the last stream of a topic ends the subscription.
///
/// Movable. Not thread-safe: use it on the session's executor. To consume on another thread, forward the
/// events with `asio::post`; they share their memory safely.
class stream {
public:
    stream() = default;
    explicit stream(std::shared_ptr<event_queue> queue);
    ~stream();
    stream(stream&&) noexcept;
    stream& operator=(stream&&) noexcept;

    /// Waits for events and takes all that are there.
    ///
    /// Completes as soon as one event is there; disengaged when the session has stopped, or the topic was
    /// unsubscribed, and everything before that was taken.
    /// Errors: throws `error`: misused, while another coroutine waits here.
    /// Cancellation: throws `operation_aborted`; no event is lost.
    [[nodiscard]] task<std::optional<event_batch>> receive();

    /// Takes what is there without waiting; empty if nothing is.
    [[nodiscard]] event_batch take();

    /// Tells the session that the consumer does not believe what it was given (a crossed book, a wrong
    /// checksum): the topic is closed for all its streams and recovered.
    void distrust(failure why);

    /// The same as a function that may outlive the stream; for `order_book`.
    [[nodiscard]] std::function<void(const failure&)> doubts() const;

    [[nodiscard]] const topic& on() const;
    /// Events that the full buffer could not take.
    [[nodiscard]] std::uint64_t dropped() const noexcept;
    [[nodiscard]] explicit operator bool() const noexcept { return queue_ != nullptr; }

private:
    std::shared_ptr<event_queue> queue_;
};

} // namespace holdfast

#endif
