// SPDX-License-Identifier: BSL-1.0
#include <holdfast/time.hpp>

#include "core/timer_wait.hpp"

#include <utility>
#include <vector>

namespace holdfast {

namespace {

[[noreturn]] void throw_aborted()
{
    throw system_error(asio::error::operation_aborted);
}

} // namespace

task<time_point> now()
{
    const auto executor = co_await asio::this_coro::executor;
    co_return runtime::of(executor).now();
}

task<> sleep_until(time_point when)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto timer = runtime::of(executor).make_timer(executor);
    timer->expires_at(when);
    error_code ec;
    co_await expiry(*timer, ec);
    if (ec)
        throw system_error(ec);
}

task<> sleep_for(duration time)
{
    const auto executor = co_await asio::this_coro::executor;
    const time_point start = runtime::of(executor).now();
    const bool for_ever = time > never - start;
    co_await sleep_until(for_ever ? never : start + time);
}

/// Whom a notification wakes. Every waiter has a timer of its own, because the runtime keeps the handlers of
/// timers: a context that is destroyed finds and drops them.
struct condition_variable::state {
    asio::any_io_executor executor;
    std::vector<waiter*> waiters{};
    std::unique_ptr<timer_port> spare{};

    explicit state(asio::any_io_executor ex) : executor(std::move(ex)) {}
    ~state();
};

class condition_variable::waiter {
public:
    explicit waiter(state& where) : where_(&where), timer_(std::move(where.spare))
    {
        if (!timer_)
            timer_ = runtime::of(where.executor).make_timer(where.executor);
        where.waiters.push_back(this);
    }
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;

    ~waiter()
    {
        if (!where_)
            return;
        std::erase(where_->waiters, this);
        where_->spare = std::move(timer_);
    }

    [[nodiscard]] task<> until(time_point when, error_code& ec)
    {
        timer_->expires_at(when);
        return expiry(*timer_, ec);
    }

    void notify()
    {
        notified_ = true;
        timer_->cancel();
    }

    void orphan()
    {
        where_ = nullptr;
        timer_->cancel();
    }

    [[nodiscard]] bool notified() const noexcept { return notified_; }

private:
    state* where_;
    std::unique_ptr<timer_port> timer_;
    bool notified_ = false;
};

condition_variable::state::~state()
{
    for (waiter* one : waiters)
        one->orphan();
}

condition_variable::condition_variable(const asio::any_io_executor& executor)
    : state_(std::make_unique<state>(executor))
{
}

condition_variable::~condition_variable() = default;
condition_variable::condition_variable(condition_variable&&) noexcept = default;
condition_variable& condition_variable::operator=(condition_variable&&) noexcept = default;

void condition_variable::notify()
{
    for (waiter* one : state_->waiters)
        one->notify();
    state_->waiters.clear();
}

task<> condition_variable::wait()
{
    (void)co_await wait_until(never);
}

task<bool> condition_variable::wait_until(time_point when)
{
    waiter self(*state_);
    error_code ec;
    co_await self.until(when, ec);
    if (cancelled(co_await asio::this_coro::cancellation_state))
        throw_aborted();
    if (ec && !self.notified()) // the condition variable is gone
        throw_aborted();
    co_return self.notified();
}

} // namespace holdfast
