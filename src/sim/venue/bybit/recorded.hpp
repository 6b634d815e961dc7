// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BYBIT_RECORDED_HPP
#define HOLDFAST_SRC_SIM_VENUE_BYBIT_RECORDED_HPP

#include "sim/market/market_dialect.hpp"

#include <optional>
#include <string_view>

/// Recordings of Bybit.
namespace holdfast::sim::bybit {

/// Understands a message of a topic; disengaged if it is none.
[[nodiscard]] std::optional<recorded> read_recorded(std::string_view frame);

/// Understands a book that was fetched by REST; it says itself whose it is.
[[nodiscard]] std::optional<recorded_snapshot> read_recorded_snapshot(std::string_view body);

} // namespace holdfast::sim::bybit

#endif
