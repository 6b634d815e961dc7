// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_OKX_CONTROL_HPP
#define HOLDFAST_SRC_SIM_VENUE_OKX_CONTROL_HPP

#include "sim/market/market_dialect.hpp"

#include <optional>
#include <string_view>

namespace holdfast::sim::okx {

/// Answers a client's message and changes the client accordingly.
[[nodiscard]] reaction receive(client& from, std::string_view text, const house& at);

/// What a topic asks for; disengaged if there is no such channel.
[[nodiscard]] std::optional<topic_spec> spec_of(std::string_view topic);

} // namespace holdfast::sim::okx

#endif
