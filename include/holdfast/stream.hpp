#ifndef HOLDFAST_STREAM_HPP
#define HOLDFAST_STREAM_HPP

#include <holdfast/event.hpp>
#include <holdfast/recycler.hpp>
#include <holdfast/task.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace holdfast {

/// What happens when a stream's buffer is full.
enum class overflow : std::uint8_t {
    declare_gap, ///< Stop, say so in the stream, and recover when the consumer has caught up.
    drop_oldest, ///< Drop the oldest message and declare the hole. Only for topics without state.
    conflate,    ///< Keep only the newest message. Only for topics without state.
};

struct stream_config {
    /// Events that may wait for the consumer, from 1 to 16'777'216. What was buffered during a recovery
    /// comes on top, so that a recovery never depends on the consumer.
    std::size_t capacity = 8192;
    holdfast::overflow overflow = overflow::declare_gap;
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
    /// unsubscribed, and everything before that was taken. One receiver at a time.
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
