// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BINANCE_USDM_ACCOUNT_ORDERS_HPP
#define HOLDFAST_SRC_SIM_VENUE_BINANCE_USDM_ACCOUNT_ORDERS_HPP

#include "sim/venue/binance/account_common.hpp"

#include <string>
#include <variant>

/// Orders at Binance USD-M futures, whichever way they come: "New Order", "Cancel Order", "Query Order", with
/// the answers of "Error Codes".
namespace holdfast::sim::binance_usdm {

/// The row of the order, or why not.
using order_answer = std::variant<std::string, binance::api_error>;

[[nodiscard]] order_answer place_order(const binance::parameters& sent, const back_office& with);
[[nodiscard]] order_answer cancel_order(const binance::parameters& sent, const back_office& with);
[[nodiscard]] order_answer query_order(const binance::parameters& sent, const back_office& with);

} // namespace holdfast::sim::binance_usdm

#endif
