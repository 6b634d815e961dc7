// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BYBIT_ACCOUNT_ROWS_HPP
#define HOLDFAST_SRC_SIM_VENUE_BYBIT_ACCOUNT_ROWS_HPP

#include "sim/account/matching_engine.hpp"

#include <span>
#include <string>

/// How Bybit writes what belongs to an account, in messages and in answers of REST.
namespace holdfast::sim::bybit {

/// v5/websocket/private/order, v5/order/open-order.
[[nodiscard]] std::string print(const kept_order& o);

/// v5/websocket/private/execution, v5/order/execution. `of`: the order after it.
[[nodiscard]] std::string print(const execution& e, const kept_order& of);

/// An execution of a type that no document has.
[[nodiscard]] std::string print(const odd_news& news);

/// v5/websocket/private/position: the price of entry is `entryPrice`; v5/position: it is `avgPrice`.
[[nodiscard]] std::string print(const kept_position& p, std::string_view price_of_entry);

/// v5/websocket/private/wallet, v5/account/wallet-balance: one account with its coins.
[[nodiscard]] std::string print(std::span<const kept_balance> coins);

} // namespace holdfast::sim::bybit

#endif
