// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_SERVER_TASK_GROUP_HPP
#define HOLDFAST_SRC_SIM_SERVER_TASK_GROUP_HPP

#include <holdfast/task.hpp>
#include <holdfast/time.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>

namespace holdfast::sim {

/// Owns coroutines that come and go: none of them outlives `finish()`.
///
/// Not thread-safe; children run on the nursery's executor.
class nursery {
public:
    explicit nursery(const asio::any_io_executor& executor);
    ~nursery();

    /// Starts a coroutine. What it throws is kept for `failed`, its own cancellation aside.
    void start(task<> child);
    [[nodiscard]] std::size_t size() const noexcept;

    /// Completes, by throwing it, when a child has thrown something.
    [[nodiscard]] task<> failed();

    /// Cancels all children and completes when the last one has ended. Must not itself be cancelled.
    [[nodiscard]] task<> finish();

private:
    struct state;
    std::shared_ptr<state> state_; // completions of children share it
};

} // namespace holdfast::sim

#endif
