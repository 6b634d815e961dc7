// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TASK_HPP
#define HOLDFAST_TASK_HPP

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

namespace holdfast {

namespace asio = boost::asio;

/// A coroutine of this library: starts when it is awaited, and is cancelled with the coroutine that awaits
/// it.
template <class T = void>
using task = asio::awaitable<T>;

/// Runs all tasks on the caller's executor until the first one completes, with a value or with an exception;
/// then cancels the others and waits until they have ended.
///
/// Returns the index of the winner. An exception of the winner is rethrown; what the losers throw while they
/// are being cancelled is dropped. (Asio's `||` waits for the first *success*, so that a failing reader
/// goes unnoticed.) A race of no tasks throws `std::invalid_argument`: it would never end.
///
/// Cancelling the race cancels all tasks; it throws `operation_aborted` when they have ended, whatever they
/// ended with.
///
/// @code
/// co_await race(feed.run(), keep_book(feed.subscribe(depth)), until_signal());
/// @endcode
[[nodiscard]] task<std::size_t> race(std::vector<task<>> tasks);

/// Runs all tasks on the caller's executor until every one has completed. If one throws, the others are
/// cancelled, joined, and the first exception is rethrown. A join of no tasks completes at once.
///
/// Cancelling the join cancels all tasks; it throws `operation_aborted` when they have ended.
[[nodiscard]] task<> join(std::vector<task<>> tasks);

template <class... Tasks>
[[nodiscard]] task<std::size_t> race(task<> first, Tasks... others)
{
    std::vector<task<>> all;
    all.reserve(1 + sizeof...(others));
    all.push_back(std::move(first));
    (all.push_back(std::move(others)), ...);
    return race(std::move(all));
}

template <class... Tasks>
[[nodiscard]] task<> join(task<> first, Tasks... others)
{
    std::vector<task<>> all;
    all.reserve(1 + sizeof...(others));
    all.push_back(std::move(first));
    (all.push_back(std::move(others)), ...);
    return join(std::move(all));
}

/// Completes when the process receives one of the signals (by default SIGINT or SIGTERM).
[[nodiscard]] task<> until_signal();
[[nodiscard]] task<> until_signal(int signal);

/// The completion token for top-level coroutines: an exception leaves through `io_context::run()`, where
/// `asio::detached` would swallow it.
struct rethrow_t {
    template <class... Results>
    void operator()(std::exception_ptr error, Results&&...) const
    {
        if (error)
            std::rethrow_exception(error);
    }
};
inline constexpr rethrow_t rethrow{};

/// True once the coroutine of this state has been cancelled. Loops that catch errors in order to retry
/// ask this, so that they never retry their own cancellation.
///
/// @code
/// if (cancelled(co_await asio::this_coro::cancellation_state))
///     co_return;
/// @endcode
///
/// (The state is an argument because awaiting a coroutine throws once the caller has been cancelled.)
[[nodiscard]] inline bool cancelled(const asio::cancellation_state& state) noexcept
{
    return state.cancelled() != asio::cancellation_type::none;
}

/// Throws `operation_aborted` if the calling coroutine has been cancelled.
[[nodiscard]] task<> throw_if_cancelled();

/// Makes the calling coroutine, and the one that awaits it, deaf to cancellation and forget the one it has
/// received, so that it can say goodbye: `co_await ignore_cancellation();`. Bound what follows by a time.
[[nodiscard]] inline auto ignore_cancellation()
{
    return asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
}

} // namespace holdfast

#endif
