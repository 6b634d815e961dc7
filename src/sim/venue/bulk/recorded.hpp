// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BULK_RECORDED_HPP
#define HOLDFAST_SRC_SIM_VENUE_BULK_RECORDED_HPP

#include "sim/market/market_dialect.hpp"

#include <optional>
#include <string_view>

/// What BULK says, read from a tape.
namespace holdfast::sim::bulk {

[[nodiscard]] std::optional<recorded> read_recorded(std::string_view frame);
[[nodiscard]] std::optional<recorded_snapshot> read_recorded_snapshot(std::string_view body);

} // namespace holdfast::sim::bulk

#endif
