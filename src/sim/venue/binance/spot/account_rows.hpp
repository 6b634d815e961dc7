// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BINANCE_SPOT_ACCOUNT_ROWS_HPP
#define HOLDFAST_SRC_SIM_VENUE_BINANCE_SPOT_ACCOUNT_ROWS_HPP

#include "sim/venue/binance/account_common.hpp"

#include <string>
#include <vector>

/// What Binance spot says about an account (user-data-stream.md, rest-api.md, web-socket-api.md).
namespace holdfast::sim::binance::spot {

/// Events of the user's stream.
[[nodiscard]] std::string execution_report(const order_news& news, wall_time now);
[[nodiscard]] std::string account_position(const balance_news& news, wall_time now);
[[nodiscard]] std::string odd_event(const odd_news& news, wall_time now);
[[nodiscard]] std::string stream_terminated(wall_time now);

/// An order as a question for it is answered.
[[nodiscard]] std::string order_object(const kept_order& o);
[[nodiscard]] std::string trade_object(const execution& e);
[[nodiscard]] std::string account_object(const std::vector<kept_balance>& balances, bool omit_zeros);

/// The answer to an order that was taken: `ACK`, `RESULT` or `FULL`.
[[nodiscard]] std::string placed_object(const kept_order& o, const std::vector<execution>& made,
                                        std::string_view wanted);
[[nodiscard]] std::string cancelled_object(const kept_order& o);

[[nodiscard]] api_error words_of(order_refusal why);

} // namespace holdfast::sim::binance::spot

#endif
