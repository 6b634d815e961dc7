// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BYBIT_ACCOUNT_ORDERS_HPP
#define HOLDFAST_SRC_SIM_VENUE_BYBIT_ACCOUNT_ORDERS_HPP

#include "sim/account/account_dialect.hpp"

#include <boost/json.hpp>

#include <string>

/// What Bybit does about orders, whichever way it is asked.
namespace holdfast::sim::bybit {

/// What became of a request about an order.
struct carried_out {
    int code = 0; ///< Zero: it is done.
    std::string words{"OK"};
    std::string data{"{}"};
};

/// v5/order/create-order
[[nodiscard]] carried_out create_order(const boost::json::object& asked, const back_office& with);

/// v5/order/cancel-order
[[nodiscard]] carried_out cancel_order(const boost::json::object& asked, const back_office& with);

} // namespace holdfast::sim::bybit

#endif
