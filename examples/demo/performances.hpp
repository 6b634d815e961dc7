// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_PERFORMANCES_HPP
#define HOLDFAST_EXAMPLES_DEMO_PERFORMANCES_HPP

#include "demo/judge/tally.hpp"
#include "options.hpp"

#include <holdfast/task.hpp>

#include <ostream>

namespace demo {

/// Starts the simulated exchange, breaks it, follows it, and lets everything heal at the end.
[[nodiscard]] holdfast::task<> perform_simulated(options chosen, tally& counts, std::ostream& story);

/// Follows the real exchange.
[[nodiscard]] holdfast::task<> perform_live(options chosen, tally& counts, std::ostream& story);

} // namespace demo

#endif
