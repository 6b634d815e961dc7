// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BULK_CONTROL_HPP
#define HOLDFAST_SRC_SIM_VENUE_BULK_CONTROL_HPP

#include "sim/market/market_dialect.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What clients of BULK say, and what they are answered (docs.bulk.trade, "Connection management" and "Market
/// data").
namespace holdfast::sim::bulk {

/// Levels a side in an `l2Snapshot`. A client may ask for another number; ours are all the same.
inline constexpr std::size_t pushed_levels = 20;

[[nodiscard]] std::optional<topic_spec> understand(std::string_view topic);

[[nodiscard]] reaction answer(client& from, std::string_view text, const house& at);

} // namespace holdfast::sim::bulk

#endif
