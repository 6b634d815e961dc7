// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_IO_TIMER_HPP
#define HOLDFAST_SRC_IO_TIMER_HPP

#include "io/direct.hpp"

#include <holdfast/runtime.hpp>

#include <boost/asio/basic_waitable_timer.hpp>

#include <memory>
#include <utility>

namespace holdfast::io {

template <class Executor>
class timer final : public timer_port {
public:
    explicit timer(const Executor& executor) : timer_(executor) {}

    void expires_at(time_point when) override { timer_.expires_at(when); }
    void async_wait(wait_handler handler) override
    {
        timer_.async_wait(taken_by<Executor>(std::move(handler)));
    }
    std::size_t cancel() override { return timer_.cancel(); }

private:
    using clock = std::chrono::steady_clock;
    asio::basic_waitable_timer<clock, asio::wait_traits<clock>, Executor> timer_;
};

[[nodiscard]] inline std::unique_ptr<timer_port> make_timer(const asio::any_io_executor& executor)
{
    if (const context_executor* simple = plain(executor))
        return std::make_unique<timer<context_executor>>(*simple);
    return std::make_unique<timer<asio::any_io_executor>>(executor);
}

} // namespace holdfast::io

#endif
