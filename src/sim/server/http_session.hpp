// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_SERVER_HTTP_SESSION_HPP
#define HOLDFAST_SRC_SIM_SERVER_HTTP_SESSION_HPP

#include "sim/server/connection_hub.hpp"

#include <holdfast/runtime.hpp>
#include <holdfast/sim/server.hpp>
#include <holdfast/task.hpp>

#include <memory>

namespace holdfast::sim {

/// Serves one connection: HTTP requests one after the other, until one of them upgrades to a WebSocket, and
/// then that. `client.line` breaks `line`.
/// Completes when the conversation is over; throws when it breaks.
[[nodiscard]] task<> serve_http(std::unique_ptr<byte_stream> line, hub& venue, visitor& client,
                                const server_config& terms);

} // namespace holdfast::sim

#endif
