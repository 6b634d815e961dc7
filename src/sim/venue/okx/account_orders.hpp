// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_OKX_ACCOUNT_ORDERS_HPP
#define HOLDFAST_SRC_SIM_VENUE_OKX_ACCOUNT_ORDERS_HPP

#include "sim/account/account_dialect.hpp"

#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>

/// Orders as they are asked for: okx.com/docs-v5, "Place order" and "Cancel order", over WebSocket and REST.
namespace holdfast::sim::okx {

/// What became of a request.
struct order_result {
    std::string code = "0";
    std::string words{};
    std::string order_id{};
    std::string client_id{};

    [[nodiscard]] bool done() const noexcept { return code == "0"; }
    /// As a row of `"data"`.
    [[nodiscard]] std::string row(wall_time now) const;
};

/// @param good_until  `expTime`; empty: for ever
[[nodiscard]] order_result place_order(const boost::json::object& argument, std::string_view good_until,
                                       const back_office& with);
[[nodiscard]] order_result cancel_order(const boost::json::object& argument, const back_office& with);

} // namespace holdfast::sim::okx

#endif
