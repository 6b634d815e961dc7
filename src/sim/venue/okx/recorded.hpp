// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_OKX_RECORDED_HPP
#define HOLDFAST_SRC_SIM_VENUE_OKX_RECORDED_HPP

#include "sim/market/market_dialect.hpp"

#include <optional>
#include <string_view>

namespace holdfast::sim::okx {

/// Understand what was recorded, with and without sequence numbers; as in `dialect`.
[[nodiscard]] std::optional<recorded> understand_recorded(std::string_view frame);
[[nodiscard]] std::optional<recorded_snapshot> understand_recorded_snapshot(std::string_view url,
                                                                            std::string_view body);

} // namespace holdfast::sim::okx

#endif
