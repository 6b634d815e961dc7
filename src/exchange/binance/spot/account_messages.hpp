// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_SPOT_ACCOUNT_MESSAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_SPOT_ACCOUNT_MESSAGES_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>

#include <string_view>

namespace holdfast::binance::spot {

inline constexpr std::string_view user_data = "userData";

/// Understands an event of the user's stream (user-data-stream.md).
/// @param event  the JSON of the event itself
/// @param to     fresh
void read_user_event(std::string_view event, slab& memory, decoded& to);

} // namespace holdfast::binance::spot

#endif
