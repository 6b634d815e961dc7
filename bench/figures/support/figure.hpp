// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_FIGURES_SUPPORT_FIGURE_HPP
#define HOLDFAST_BENCH_FIGURES_SUPPORT_FIGURE_HPP

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

/// What every figure's program shares: results on standard output, one JSON object a line, and words on
/// standard error.
namespace figure {

/// A result of which less is better; the target is what it should not exceed.
inline void print(const std::string& name, double value, std::optional<double> target = std::nullopt)
{
    char goal[32] = "null";
    if (target)
        std::snprintf(goal, sizeof goal, "%g", *target);
    std::printf("{\"name\": \"%s\", \"value\": %.4f, \"target\": %s, \"better\": \"lower\"}\n", name.c_str(),
                value, goal);
    std::fflush(stdout);
}

/// The CPU time of this process so far, user and system.
[[nodiscard]] inline std::chrono::nanoseconds cpu_time()
{
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

[[nodiscard]] inline double median(std::vector<double> of)
{
    const auto middle = of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2);
    std::nth_element(of.begin(), middle, of.end());
    return *middle;
}

} // namespace figure

#endif
