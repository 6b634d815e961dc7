// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_ACCOUNT_ORDERS_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_ACCOUNT_ORDERS_HPP

#include <holdfast/error.hpp>
#include <holdfast/exchange/bybit/market.hpp>
#include <holdfast/order.hpp>
#include <holdfast/policy/clock.hpp>

#include <cstdint>
#include <string>

namespace holdfast::bybit {

/// The message that carries out a command (v5/websocket/trade/guideline). Errors: invalid_config, naming the
/// member that the exchange would refuse for certain.
[[nodiscard]] result<std::string> write_command(std::uint64_t id, const order_command& command, category of,
                                                duration recv_window, wall_time now);

} // namespace holdfast::bybit

#endif
