// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_OKX_ACCOUNT_ROWS_HPP
#define HOLDFAST_SRC_SIM_VENUE_OKX_ACCOUNT_ROWS_HPP

#include "sim/account/matching_engine.hpp"

#include <holdfast/policy/clock.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The rows of `"data"` that tell of a spot account.
namespace holdfast::sim::okx {

/// The counter that pages of fills are counted by.
[[nodiscard]] std::string bill_of(const execution& e);

/// `live`, `partially_filled`, `filled`, `canceled`.
[[nodiscard]] std::string_view word_for(order_state state) noexcept;
/// `limit`, `market`, `post_only`, `fok`, `ioc`.
[[nodiscard]] std::string_view word_for(const order_wish& wish) noexcept;

/// A row of the channel `orders`; what is executed is what this message is about.
[[nodiscard]] std::string pushed_order(const kept_order& o, const std::optional<execution>& executed,
                                       const broker& accounts);
/// A row of "Order list" and "Order details", with the last execution there was.
[[nodiscard]] std::string listed_order(const kept_order& o, const broker& accounts);
/// A row of "Transaction details".
[[nodiscard]] std::string listed_fill(const execution& e);
/// A row of the channel `account`, and of "Get balance".
[[nodiscard]] std::string balances_row(std::span<const kept_balance> balances, wall_time now);

} // namespace holdfast::sim::okx

#endif
