// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIM_SWEEP_HPP
#define HOLDFAST_SIM_SWEEP_HPP

#include <holdfast/sim/world.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace holdfast::sim {

/// A program that is to survive disturbance: prepares a fresh world, spawns what else it needs on the
/// context, and returns the coroutine that is watched. Called once for every run, so it must start from
/// nothing, and do the same every time.
///
/// The coroutine throws what it finds wrong. Without disturbance it must complete.
using scenario = std::function<task<>(asio::io_context&, world&)>;

struct sweep_options {
    std::uint64_t seed = 1;
    /// Disturb at every so many-th point.
    std::size_t stride = 1;
    /// No more than so many points, evenly spread; zero: no limit. Raises the stride.
    std::size_t max_points = 0;
    /// Virtual time in which an undisturbed run, or one after a mishap, must complete.
    duration time_limit = std::chrono::hours(1);
    /// Virtual time in which a cancelled run must complete.
    duration stop_limit = std::chrono::seconds(10);
};

struct sweep_report {
    std::size_t runs = 0;
    std::uint64_t points = 0;            ///< Handlers, or reads and writes, of the undisturbed run.
    std::vector<std::string> failures{}; ///< One line each: where it was disturbed, and what was wrong.

    [[nodiscard]] bool clean() const noexcept { return failures.empty(); }
};

/// Destroys the context after every k-th handler. Wrong: an exception, or a stream that is left; what else a
/// destruction breaks, a sanitizer finds.
[[nodiscard]] sweep_report sweep_destruction(const scenario& play, const sweep_options& options = {});

/// Cancels the coroutine (terminally) after every k-th handler. Wrong: it does not end within `stop_limit`,
/// or ends with an exception other than `operation_aborted`.
[[nodiscard]] sweep_report sweep_cancellation(const scenario& play, const sweep_options& options = {});

/// Lets a mishap of every kind befall every k-th read or write of a client, one in a run. Wrong: the
/// coroutine does not complete within `time_limit`, or throws.
[[nodiscard]] sweep_report sweep_mishaps(const scenario& play, const sweep_options& options = {});

} // namespace holdfast::sim

#endif
