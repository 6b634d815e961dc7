// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_OKX_ACCOUNT_ORDERS_HPP
#define HOLDFAST_SRC_EXCHANGE_OKX_ACCOUNT_ORDERS_HPP

#include <holdfast/error.hpp>
#include <holdfast/order.hpp>
#include <holdfast/policy/clock.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// Orders as OKX takes them over a WebSocket. Errors: invalid_config naming the member that the exchange
/// would refuse for certain.
namespace holdfast::okx {

/// "Place order": good for 5 s (`expTime`, "Transaction timeouts").
/// @param mode  `tdMode`
[[nodiscard]] result<std::string> write_order(std::uint64_t id, const new_order& wanted,
                                              std::string_view mode, wall_time now);

/// "Cancel order".
[[nodiscard]] result<std::string> write_cancel(std::uint64_t id, const order_cancel& wanted);

} // namespace holdfast::okx

#endif
