// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_CHANNEL_HPP
#define HOLDFAST_CHANNEL_HPP

#include <holdfast/time.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace holdfast {

namespace detail {

/// Coroutines in a queue: only the first may act, and who leaves lets the next one look.
class waiting_line {
public:
    /// A place in the line, from construction to destruction.
    class place {
    public:
        explicit place(waiting_line& line);
        ~place();
        place(const place&) = delete;
        place& operator=(const place&) = delete;
        [[nodiscard]] bool first() const noexcept;

    private:
        friend waiting_line;
        waiting_line* line_;
    };

    explicit waiting_line(const asio::any_io_executor& executor) : wakeup_(executor) {}
    ~waiting_line();
    waiting_line(const waiting_line&) = delete;
    waiting_line& operator=(const waiting_line&) = delete;

    [[nodiscard]] bool empty() const noexcept { return places_.empty(); }
    void notify() { wakeup_.notify(); }
    [[nodiscard]] task<> wait() { return wakeup_.wait(); }

private:
    condition_variable wakeup_;
    std::vector<place*> places_{};
};

/// Returns the capacity if it is one; throws `error` (invalid_config) for zero.
[[nodiscard]] std::size_t checked_capacity(std::size_t capacity);

} // namespace detail

/// A bounded pipe between coroutines, first in, first out; the first to come is served first.
///
/// A message that was accepted stays in the channel until it is received: neither cancelling a receiver
/// nor closing the channel loses one. (With `asio::experimental::channel` of Boost 1.81 both do.) Waiting
/// costs a timer; sending with room and receiving what is there do not.
///
/// Several senders and receivers may wait at once. When the channel is destroyed they end with
/// `operation_aborted`. Not thread-safe: all calls on the executor's thread.
///
/// @code
/// std::vector<event> batch;
/// while (co_await events.receive_all(batch))
///     for (const event& one : batch)
///         book.apply(one);
/// @endcode
template <class T>
class channel {
public:
    /// `capacity` is the number of messages that may wait, at least 1.
    channel(const asio::any_io_executor& executor, std::size_t capacity)
        : capacity_(detail::checked_capacity(capacity)), senders_(executor), receivers_(executor)
    {
    }

    /// Accepts the message if there is room now. False: full, promised to senders that wait, or closed.
    [[nodiscard]] bool try_send(T message)
    {
        if (closed_ || full() || !senders_.empty())
            return false;
        put(std::move(message));
        return true;
    }

    /// Waits for room. Completes with true when the message was accepted, with false when the channel is
    /// closed. Cancellation throws `operation_aborted`, and the message was not accepted.
    [[nodiscard]] task<bool> send(T message)
    {
        const detail::waiting_line::place self(senders_);
        while (!closed_ && (full() || !self.first()))
            co_await senders_.wait();
        if (closed_)
            co_return false;
        put(std::move(message));
        co_return true;
    }

    /// Takes the next message if there is one that no waiting receiver has a claim on.
    [[nodiscard]] std::optional<T> try_receive()
    {
        if (empty() || !receivers_.empty())
            return std::nullopt;
        return take();
    }

    /// Completes with the next message, or with nothing once the channel is closed and drained.
    /// Cancellation throws `operation_aborted`; the messages stay.
    [[nodiscard]] task<std::optional<T>> receive()
    {
        const detail::waiting_line::place self(receivers_);
        while (empty() || !self.first()) {
            if (drained())
                co_return std::nullopt;
            co_await receivers_.wait();
        }
        co_return take();
    }

    /// Completes with all messages that are there, at least one; with none once the channel is closed and
    /// drained. Cancellation as in `receive`.
    [[nodiscard]] task<std::vector<T>> receive_all()
    {
        std::vector<T> all;
        (void)co_await receive_all(all);
        co_return all;
    }

    /// The same into the caller's vector, which is emptied first and its memory used again: a loop does
    /// not allocate. False: closed and drained.
    [[nodiscard]] task<bool> receive_all(std::vector<T>& into)
    {
        into.clear();
        const detail::waiting_line::place self(receivers_);
        while (empty() || !self.first()) {
            if (drained())
                co_return false;
            co_await receivers_.wait();
        }
        forget_taken();
        into.swap(messages_);
        senders_.notify();
        co_return true;
    }

    /// Accepts nothing more: senders that wait end with false, receivers get what was accepted, then nothing.
    void close()
    {
        closed_ = true;
        senders_.notify();
        receivers_.notify();
    }

    [[nodiscard]] bool closed() const noexcept { return closed_; }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return messages_.size() - taken_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

private:
    [[nodiscard]] bool full() const noexcept { return size() >= capacity_; }
    [[nodiscard]] bool drained() const noexcept { return closed_ && empty(); }

    void put(T message)
    {
        messages_.push_back(std::move(message));
        receivers_.notify();
    }

    [[nodiscard]] T take()
    {
        T message = std::move(messages_[taken_]);
        ++taken_;
        if (2 * taken_ >= messages_.size())
            forget_taken();
        senders_.notify();
        return message;
    }

    void forget_taken()
    {
        messages_.erase(messages_.begin(), messages_.begin() + static_cast<std::ptrdiff_t>(taken_));
        taken_ = 0;
    }

    std::size_t capacity_;
    std::vector<T> messages_{}; // the first `taken_` are empty shells, swept away when they are the half
    std::size_t taken_ = 0;
    bool closed_ = false;
    detail::waiting_line senders_;
    detail::waiting_line receivers_;
};

} // namespace holdfast

#endif
