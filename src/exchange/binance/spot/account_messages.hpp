#ifndef HOLDFAST_EXCHANGE_BINANCE_SPOT_ACCOUNT_EVENTS_HPP
#define HOLDFAST_EXCHANGE_BINANCE_SPOT_ACCOUNT_EVENTS_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/slab.hpp>

#include <string_view>

namespace holdfast::binance::spot {

inline constexpr std::string_view user_data = "userData";

/// Understands an event of the user's stream (user-data-stream.md).
/// @param event  the JSON of the event itself
/// @param to     fresh
void read_user_event(std::string_view event, slab& memory, decoded& to);

} // namespace holdfast::binance::spot

#endif
