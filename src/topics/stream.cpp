// SPDX-License-Identifier: BSL-1.0
#include <holdfast/stream.hpp>

#include "topics/event_queue.hpp"

#include <boost/asio/error.hpp>

#include <utility>

namespace holdfast {

namespace {

/// Sets a flag as long as it lives.
class while_true {
public:
    explicit while_true(bool& flag) noexcept : flag_(flag) { flag_ = true; }
    ~while_true() { flag_ = false; }
    while_true(const while_true&) = delete;
    while_true& operator=(const while_true&) = delete;

private:
    bool& flag_;
};

} // namespace

task<std::optional<event_batch>> event_queue::receive()
{
    const auto self = shared_from_this(); // the stream may be dropped meanwhile
    if (received_)
        throw error(
            failure(errc::misused, "two coroutines receive from one stream of '" + on_.str() +
                                       "', and each would miss what the other takes: subscribe a second "
                                       "time, and give each its own stream"));
    const while_true waiting(received_);
    while (buffer_.empty() && !ended_) {
        error_code rung;
        co_await filled_.wait(rung);
        if (cancelled(co_await asio::this_coro::cancellation_state))
            throw system_error(asio::error::operation_aborted);
    }
    if (buffer_.empty())
        co_return std::nullopt;
    co_return take();
}

event_batch event_queue::take()
{
    event_batch batch = buffer_.take();
    if (!batch.empty() && hooks_.took)
        hooks_.took(on_);
    return batch;
}

void event_queue::leave()
{
    ended_ = true;
    filled_.ring();
    if (auto left = std::exchange(hooks_, {}).left)
        left(on_, this);
}

stream::stream(std::shared_ptr<event_queue> queue) : queue_(std::move(queue)) {}

stream::~stream()
{
    if (queue_)
        queue_->leave();
}

stream::stream(stream&&) noexcept = default;

stream& stream::operator=(stream&& other) noexcept
{
    if (queue_ && queue_ != other.queue_)
        queue_->leave();
    queue_ = std::move(other.queue_);
    return *this;
}

task<std::optional<event_batch>> stream::receive()
{
    return queue_->receive();
}

event_batch stream::take()
{
    return queue_->take();
}

void stream::distrust(failure why)
{
    queue_->distrust(why);
}

std::function<void(const failure&)> stream::doubts() const
{
    return [queue = std::weak_ptr<event_queue>(queue_)](const failure& why) {
        if (auto alive = queue.lock())
            alive->distrust(why);
    };
}

const topic& stream::on() const
{
    return queue_->on();
}

std::uint64_t stream::dropped() const noexcept
{
    return queue_->dropped();
}

} // namespace holdfast
