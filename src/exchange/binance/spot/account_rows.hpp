// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_SPOT_ACCOUNT_ROWS_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_SPOT_ACCOUNT_ROWS_HPP

#include "wire/json/json_cursor.hpp"

#include <holdfast/account/change.hpp>
#include <holdfast/memory/slab.hpp>

#include <string_view>
#include <vector>

namespace holdfast::binance::spot {

/// What the members of a balance are called.
struct balance_names {
    std::string_view asset{};
    std::string_view free{};
    std::string_view locked{};
};

/// The balances in a list; their time is left to the caller.
struct balance_list {
    std::vector<balance_report> found{};
    std::vector<unread_report> left_out{}; ///< What was not understood.
};

/// Reads the list that comes next; what is wrong with the JSON the cursor tells.
[[nodiscard]] balance_list read_balances(wire::json_cursor& in, slab& memory, const balance_names& names);

} // namespace holdfast::binance::spot

#endif
