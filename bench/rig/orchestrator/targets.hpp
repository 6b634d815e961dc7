// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_ORCHESTRATOR_TARGETS_HPP
#define HOLDFAST_BENCH_RIG_ORCHESTRATOR_TARGETS_HPP

#include "samples.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rig {

/// A figure with a limit. Less is better.
struct figure {
    std::string name{};
    std::optional<double> value{}; ///< Nothing: not measured.
    std::optional<double> target{};
};

/// The figures that other programs have taken: one JSON object a line, or the output of Google Benchmark.
/// Throws for what is neither.
[[nodiscard]] std::vector<figure> read_figures(const std::string& file);

/// Every figure that there is a target for, measured or not, then what else was measured elsewhere.
[[nodiscard]] std::vector<figure> figures_of(const samples& measured, std::vector<figure> from_elsewhere);

} // namespace rig

#endif
