// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_WITHIN_HPP
#define HOLDFAST_SRC_NET_WITHIN_HPP

#include <holdfast/task.hpp>
#include <holdfast/time.hpp>

#include <optional>
#include <string>
#include <utility>

namespace holdfast::net {

/// Runs the task into the place for its value; a coroutine of its own so that a race can run it.
template <class T>
[[nodiscard]] task<> run_into(std::optional<T>& place, task<T> work)
{
    place.emplace(co_await std::move(work));
}

/// Completes with the task's value, or with nothing when the time is over first: then the task has been
/// cancelled and has ended. Zero means no limit. Cancellation: that of the task.
template <class T>
[[nodiscard]] task<std::optional<T>> within(duration limit, task<T> work)
{
    std::optional<T> value;
    if (limit <= duration(0)) {
        co_await run_into(value, std::move(work));
        co_return value;
    }
    std::vector<task<>> both;
    both.push_back(run_into(value, std::move(work)));
    both.push_back(sleep_for(limit));
    const std::size_t first = co_await race(std::move(both));
    if (first != 0)
        value.reset(); // what a cancelled task still says is about its cancellation
    co_return value;
}

/// A limit in words: `5 s`, `250 ms`.
[[nodiscard]] inline std::string in_words(duration limit)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

} // namespace holdfast::net

#endif
