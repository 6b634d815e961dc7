// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_TOPICS_EVENT_QUEUE_HPP
#define HOLDFAST_SRC_TOPICS_EVENT_QUEUE_HPP

#include "core/wakeup.hpp"
#include "topics/event_buffer.hpp"
#include "topics/topic_tracker.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace holdfast {

/// What the session has to know about a consumer.
struct consumer_hooks {
    std::function<void(const topic&)> took{};                   ///< The buffer has room again.
    std::function<void(const topic&, const failure&)> doubts{}; ///< The consumer does not believe its events.
    std::function<void(const topic&, const event_sink*)> left{}; ///< The stream was dropped.
};

/// The pipe from the feed to one consumer: a bounded buffer and a place to wait.
class event_queue final : public event_sink, public std::enable_shared_from_this<event_queue> {
public:
    /// @param rule  the topic's
    event_queue(const asio::any_io_executor& executor, topic on, const stream_config& config, continuity rule,
                consumer_hooks hooks)
        : on_(std::move(on)), buffer_(config, rule), filled_(executor), hooks_(std::move(hooks))
    {
    }

    bool put(data&& message) override { return waking(buffer_.put(std::move(message))); }
    bool put(snapshot&& message) override { return waking(buffer_.put(std::move(message))); }
    void put_recovered(event message) override
    {
        buffer_.put_recovered(std::move(message));
        filled_.ring();
    }
    void put_mark(event mark) override
    {
        buffer_.put_mark(std::move(mark));
        filled_.ring();
    }
    void put_notice(event notice) override
    {
        buffer_.put_notice(std::move(notice));
        filled_.ring();
    }
    [[nodiscard]] bool has_room() const noexcept override { return buffer_.has_room(); }
    void end() override
    {
        ended_ = true;
        hooks_ = {};
        filled_.ring();
    }

    [[nodiscard]] task<std::optional<event_batch>> receive();
    [[nodiscard]] event_batch take();
    void leave();
    void distrust(const failure& why) const
    {
        if (hooks_.doubts)
            hooks_.doubts(on_, why);
    }
    [[nodiscard]] const topic& on() const noexcept { return on_; }
    [[nodiscard]] std::uint64_t dropped() const noexcept { return buffer_.dropped(); }

private:
    bool waking(bool kept)
    {
        filled_.ring();
        return kept;
    }

    topic on_;
    event_buffer buffer_;
    bell filled_;
    bool received_ = false; ///< A coroutine waits in `receive`.
    consumer_hooks hooks_;
    bool ended_ = false;
};

} // namespace holdfast

#endif
