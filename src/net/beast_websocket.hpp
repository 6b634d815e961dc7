// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_BEAST_WEBSOCKET_HPP
#define HOLDFAST_SRC_NET_BEAST_WEBSOCKET_HPP

#include "wire/http/url.hpp"
#include "wire/websocket/deflate_offers.hpp"

#include <holdfast/network.hpp>
#include <holdfast/runtime.hpp>

#include <memory>

namespace holdfast::net {

/// Completes with an open WebSocket on this line when the server has accepted the upgrade.
///
/// Errors: upgrade_timeout, upgrade_failed, and by the status of a refusal unauthorized, forbidden,
/// edge_refused, rate_limited, banned, redirected; they carry `http_status` and `retry_after`. `http_status`
/// is 101 where the answer to the offer of compression cannot be accepted.
/// Cancellation: `operation_aborted`; the line is closed.
[[nodiscard]] task<result<std::unique_ptr<websocket>>> open_websocket(std::shared_ptr<byte_stream> line,
                                                                      const wire::url& to,
                                                                      const websocket_options& options,
                                                                      wire::deflate_offer offer);

} // namespace holdfast::net

#endif
