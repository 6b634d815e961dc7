// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_INSTRUCTIONS_PEER_HPP
#define HOLDFAST_BENCH_INSTRUCTIONS_PEER_HPP

#include "protocol.hpp"
#include "server/tape.hpp"

#include <holdfast/runtime.hpp>
#include <holdfast/task.hpp>

#include <memory>

/// The rig's server in a few lines, on the links of the simulated world.
namespace instructions {

/// Serves the connections of one client, which are for the book's snapshot and for the stream.
[[nodiscard]] holdfast::task<> serve(std::unique_ptr<holdfast::listener> door, const rig::tape& frames,
                                     const rig::order& wanted);

} // namespace instructions

#endif
