// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_CUSTOM_ADAPTER_COINBASE_HPP
#define HOLDFAST_EXAMPLES_CUSTOM_ADAPTER_COINBASE_HPP

#include <holdfast/adapter.hpp>

#include <memory>
#include <string>

/// The books of Coinbase Advanced Trade (docs.cdp.coinbase.com, "Advanced Trade WebSocket"): one counter for
/// all that a connection carries, acknowledgements that are the whole list of subscriptions, and snapshots
/// only on a new connection.
namespace coinbase {

[[nodiscard]] std::shared_ptr<const holdfast::adapter> make_adapter();

/// The book of a product: `BTC-USD`.
[[nodiscard]] holdfast::topic book(const std::string& product);

/// A message a second, with a number like any other: every connection carries it, so that a loss beside quiet
/// books is noticed soon.
[[nodiscard]] holdfast::topic heartbeats();

} // namespace coinbase

#endif
