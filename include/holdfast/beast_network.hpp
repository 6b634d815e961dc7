// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BEAST_NETWORK_HPP
#define HOLDFAST_BEAST_NETWORK_HPP

#include <holdfast/network.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace holdfast {

/// Makes the network of Boost.Beast and OpenSSL over the executor's runtime: real sockets by default,
/// simulated links where a `sim::world` is installed. `ws://`, `wss://`, `http://` and `https://`.
///
/// The executor must be a single (implicit) strand. `rest` holds the TLS options and timeouts of HTTP
/// requests (WebSocket connections bring their own).
[[nodiscard]] std::unique_ptr<network> make_beast_network(const asio::any_io_executor& executor,
                                                          websocket_options rest = {});

} // namespace holdfast

#endif
