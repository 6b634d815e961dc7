// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_SERVER_SEND_QUEUE_HPP
#define HOLDFAST_SRC_SIM_SERVER_SEND_QUEUE_HPP

#include <holdfast/sim/exchange.hpp>
#include <holdfast/task.hpp>
#include <holdfast/time.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <deque>

namespace holdfast::sim {

/// What waits for the writer of one connection, up to a bound.
class outbox {
public:
    outbox(const asio::any_io_executor& executor, std::size_t most_messages, std::size_t most_bytes)
        : filled_(executor), most_messages_(most_messages), most_bytes_(most_bytes)
    {
    }

    /// False if there is no room: the client reads too slowly.
    [[nodiscard]] bool push(output what)
    {
        if (queue_.size() >= most_messages_ || bytes_ + what.bytes.size() > most_bytes_)
            return false;
        bytes_ += what.bytes.size();
        queue_.push_back(std::move(what));
        filled_.notify();
        return true;
    }

    /// Completes with the oldest output.
    [[nodiscard]] task<output> next()
    {
        while (queue_.empty())
            co_await filled_.wait();
        output first = std::move(queue_.front());
        queue_.pop_front();
        bytes_ -= first.bytes.size();
        co_return first;
    }

private:
    condition_variable filled_;
    std::deque<output> queue_;
    std::size_t bytes_ = 0;
    std::size_t most_messages_;
    std::size_t most_bytes_;
};

} // namespace holdfast::sim

#endif
