// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BINANCE_USDM_ACCOUNT_ROWS_HPP
#define HOLDFAST_SRC_SIM_VENUE_BINANCE_USDM_ACCOUNT_ROWS_HPP

#include "sim/account/account_dialect.hpp"

#include <string>
#include <vector>

/// What Binance USD-M futures say about an account: the events of "User Data Streams", and the rows of REST.
namespace holdfast::sim::binance_usdm {

/// "Event: Order Update", "Event: Trade Lite" and "Event: Balance and Position Update", under their names.
/// One execution makes two: TRADE_LITE is earlier.
struct named_event {
    std::string_view name{};
    std::string text{};
};
[[nodiscard]] std::vector<named_event> events_of(const account_news& news, wall_time now);

/// "Event: User Data Stream Expired".
[[nodiscard]] std::string key_expired(std::string_view key, wall_time now);

/// "Query Order".
[[nodiscard]] std::string order_row(const kept_order& order);
/// "Account Trade List".
[[nodiscard]] std::string trade_row(const execution& trade);
/// "Futures Account Balance V3".
[[nodiscard]] std::string balance_row(const kept_balance& balance);
/// "Position Information V3".
[[nodiscard]] std::string position_row(const kept_position& position, const broker& accounts);

} // namespace holdfast::sim::binance_usdm

#endif
