// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_SERVER_SEND_HPP
#define HOLDFAST_BENCH_RIG_SERVER_SEND_HPP

#include "line.hpp"
#include "tape.hpp"

namespace rig {

/// Sends the first `wanted.count` frames in the wanted mode. Throws `line_ended` when the client has gone.
void send_all(line& client, const tape& frames, const order& wanted);

} // namespace rig

#endif
