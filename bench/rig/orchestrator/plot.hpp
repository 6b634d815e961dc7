// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_ORCHESTRATOR_PLOT_HPP
#define HOLDFAST_BENCH_RIG_ORCHESTRATOR_PLOT_HPP

#include "report.hpp"

#include <string>
#include <vector>

namespace rig {

/// Draws the CPU time a message as bars on a logarithmic scale, one group for each size. An SVG file that
/// reads well on light and on dark pages. Only what came over plain TCP is drawn.
void write_plot(const std::string& file, const std::vector<row>& rows);

} // namespace rig

#endif
