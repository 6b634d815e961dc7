// SPDX-License-Identifier: BSL-1.0
#include <holdfast/task.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <csignal>
#include <memory>
#include <stdexcept>

namespace holdfast {

namespace {

/// What decided a group: the first task to complete in a race, the first to fail in a join.
struct outcome {
    std::size_t who = 0;
    std::exception_ptr error{};
};

enum class ends_with { first, first_error };

/// Runs the task so that it can be cancelled in its very first step: Boost 1.81 then awaits a post before it
/// completes, and that throws past everybody when the coroutine is cancelled.
task<> contain(task<> what)
{
    std::exception_ptr error;
    try {
        co_await std::move(what);
    } catch (...) {
        error = std::current_exception();
    }
    co_await asio::this_coro::throw_if_cancelled(false);
    if (error)
        std::rethrow_exception(error);
}

/// The tasks of one race or join while they run. Owned by their completion handlers, never by the frame that
/// waits: the group owns that frame's handler, and a ring would keep both when the context is destroyed.
class group : public std::enable_shared_from_this<group> {
public:
    using handler = asio::any_completion_handler<void(outcome)>;

    group(std::size_t size, ends_with rule, handler h)
        : rule_(rule), running_(size), stop_(size), handler_(std::move(h))
    {
    }

    void start(const asio::any_io_executor& executor, std::vector<task<>> tasks)
    {
        auto slot = asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected())
            slot.assign([weak = weak_from_this()](asio::cancellation_type type) {
                const auto self = weak.lock();
                if (self && type != asio::cancellation_type::none)
                    self->stop();
            });
        for (std::size_t i = 0; i != tasks.size(); ++i) {
            auto ended = [self = shared_from_this(), i](std::exception_ptr e) {
                self->ended(i, std::move(e));
            };
            asio::co_spawn(executor, contain(std::move(tasks[i])),
                           asio::bind_cancellation_slot(stop_[i].slot(), std::move(ended)));
            if (stopping_) // the task that has just begun has cancelled its own group
                stop_[i].emit(asio::cancellation_type::terminal);
        }
    }

private:
    void ended(std::size_t who, std::exception_ptr error)
    {
        const bool decides = rule_ == ends_with::first || error;
        if (decides && !decided_) {
            decided_ = true;
            outcome_ = outcome{who, std::move(error)};
            stop();
        }
        if (--running_ == 0)
            complete();
    }

    void stop()
    {
        if (std::exchange(stopping_, true))
            return;
        const auto self = shared_from_this(); // cancelling the last task may end the group
        for (asio::cancellation_signal& one : stop_)
            one.emit(asio::cancellation_type::terminal);
    }

    void complete()
    {
        handler waiting(std::move(handler_)); // on its own executor already: the tasks ran there
        std::move(waiting)(std::move(outcome_));
    }

    ends_with rule_;
    std::size_t running_;
    bool stopping_ = false;
    bool decided_ = false;
    outcome outcome_{};
    std::vector<asio::cancellation_signal> stop_;
    handler handler_;
};

/// Runs the tasks until all have ended, and says who decided.
task<outcome> run(std::vector<task<>> tasks, ends_with rule)
{
    const auto executor = co_await asio::this_coro::executor;
    auto start = [&](auto handler) {
        const auto all = std::make_shared<group>(tasks.size(), rule, std::move(handler));
        all->start(executor, std::move(tasks));
    };
    outcome end = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(outcome)>(
        start, asio::use_awaitable);
    if (cancelled(co_await asio::this_coro::cancellation_state))
        throw boost::system::system_error(asio::error::operation_aborted);
    if (end.error)
        std::rethrow_exception(end.error);
    co_return end;
}

} // namespace

task<std::size_t> race(std::vector<task<>> tasks)
{
    if (tasks.empty())
        throw std::invalid_argument("holdfast::race: no tasks, it would never end");
    const outcome winner = co_await run(std::move(tasks), ends_with::first);
    co_return winner.who;
}

task<> join(std::vector<task<>> tasks)
{
    if (!tasks.empty())
        (void)co_await run(std::move(tasks), ends_with::first_error);
}

task<> until_signal()
{
    const auto executor = co_await asio::this_coro::executor;
    asio::signal_set signals(executor, SIGINT, SIGTERM);
    (void)co_await signals.async_wait(asio::use_awaitable);
}

task<> until_signal(int signal)
{
    const auto executor = co_await asio::this_coro::executor;
    asio::signal_set signals(executor, signal);
    (void)co_await signals.async_wait(asio::use_awaitable);
}

task<> throw_if_cancelled()
{
    const auto state = co_await asio::this_coro::cancellation_state;
    if (cancelled(state))
        throw boost::system::system_error(asio::error::operation_aborted);
}

} // namespace holdfast
