// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TIME_HPP
#define HOLDFAST_TIME_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace holdfast {

/// The present moment of the calling coroutine's runtime (virtual in a simulation).
[[nodiscard]] task<time_point> now();

/// Completes when the moment has come. Cancellation ends it at once with `operation_aborted`.
[[nodiscard]] task<> sleep_until(time_point when);

/// Completes after the given time; zero and negative times complete at the next turn of the executor.
[[nodiscard]] task<> sleep_for(duration time);

/// A place where coroutines wait until `notify` is called, or until a moment. Carries no data: look at
/// the state you wait for before and after (a notification without a waiting coroutine is lost).
///
/// May be moved while coroutines wait. When it is destroyed they end with `operation_aborted`.
/// Not thread-safe: all calls on the executor's thread.
class condition_variable {
public:
    explicit condition_variable(const asio::any_io_executor& executor);
    ~condition_variable();
    condition_variable(condition_variable&&) noexcept;
    condition_variable& operator=(condition_variable&&) noexcept;

    /// Wakes everybody who waits, in the order of their coming, at the next turn of the executor.
    void notify();

    /// Completes when notified. Cancellation throws `operation_aborted`.
    [[nodiscard]] task<> wait();

    /// Completes when notified (true) or when the moment has come (false). Cancellation throws
    /// `operation_aborted`.
    [[nodiscard]] task<bool> wait_until(time_point when);

private:
    class waiter;
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace holdfast

#endif
