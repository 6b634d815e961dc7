// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BINANCE_CONTROL_HPP
#define HOLDFAST_SRC_SIM_VENUE_BINANCE_CONTROL_HPP

#include "sim/market/market_dialect.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

/// What clients of Binance's exchanges ask for by messages ("Live Subscribing/Unsubscribing to streams").
namespace holdfast::sim::binance {

/// Says whether that may be the id of a request.
using id_check = bool (*)(const boost::json::value& id);

/// Does what the message asks for, and answers it.
[[nodiscard]] std::string answer(client& from, std::string_view message, id_check good_id,
                                 std::size_t most_topics);

/// Says whether a stream may have this name; it need not exist.
[[nodiscard]] bool good_name(std::string_view name);

/// Subscribes the topic; false if it was subscribed already.
bool add(client& to, std::string_view topic);

} // namespace holdfast::sim::binance

#endif
