// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_OKX_TOPICS_HPP
#define HOLDFAST_SRC_SIM_VENUE_OKX_TOPICS_HPP

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

/// What clients subscribe to. OKX names it by an object, `{"channel":"books","instId":"BTC-USDT"}`; here it
/// has a name, too: `books:BTC-USDT`, with other members behind the instrument by the order of their names,
/// `orders:BTC-USDT,instType=SPOT`. Written without a look at what the adapter does, so that a mistake of one
/// is not shared by the other.
namespace holdfast::sim::okx {

/// The name of what an argument asks for; members that are no text are no part of it.
[[nodiscard]] std::string topic_named(const boost::json::object& argument);

/// The argument that has this name.
[[nodiscard]] boost::json::object argument_named(std::string_view topic);
/// The same, written.
[[nodiscard]] std::string argument_text(std::string_view topic);

[[nodiscard]] std::string channel_named(std::string_view topic);
/// Empty where the name has none.
[[nodiscard]] std::string instrument_named(std::string_view topic);

/// docs-v5, "WebSocket": `/ws/v5/public`, `/ws/v5/private` or `/ws/v5/business`.
[[nodiscard]] std::string_view path_serving(std::string_view channel) noexcept;

} // namespace holdfast::sim::okx

#endif
