// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BINANCE_RECORDED_HPP
#define HOLDFAST_SRC_SIM_VENUE_BINANCE_RECORDED_HPP

#include "sim/market/market_dialect.hpp"

#include <optional>
#include <string_view>

/// Recordings of Binance's exchanges.
namespace holdfast::sim::binance {

/// Understands a message of a combined connection; disengaged if it is none, or of the other market: `linked`
/// says whether updates of books name the one before.
[[nodiscard]] std::optional<recorded> read_recorded(std::string_view frame, bool linked);

/// Understands a book that was fetched by REST; the URL has its symbol.
[[nodiscard]] std::optional<recorded_snapshot> read_recorded_snapshot(std::string_view url,
                                                                      std::string_view body);

} // namespace holdfast::sim::binance

#endif
