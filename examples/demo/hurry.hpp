// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_HURRY_HPP
#define HOLDFAST_EXAMPLES_DEMO_HURRY_HPP

#include <holdfast/config.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <cstdint>

namespace demo {

// Everything happens faster than at a real exchange, so that there is something to see in seconds.

/// A simulated exchange that pings often and whose faults are short. Which faults, and how many, is left
/// open.
[[nodiscard]] holdfast::sim::exchange_config hurried(holdfast::sim::venue which, std::uint64_t seed,
                                                     holdfast::runtime& clock);

/// A session with it that waits for nothing for long.
/// @param silence  how long a healthy topic may say nothing
[[nodiscard]] holdfast::session_config impatient(const holdfast::sim::server& server,
                                                 holdfast::duration silence);

} // namespace demo

#endif
