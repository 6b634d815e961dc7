// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BINANCE_WORDS_HPP
#define HOLDFAST_SRC_SIM_VENUE_BINANCE_WORDS_HPP

#include "sim/market/market_dialect.hpp"
#include "wire/json/json_quote.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// Pieces of what Binance's exchanges say.
namespace holdfast::sim::binance {

using wire::json_quote;

/// A time in the unit that was asked for; without one, in milliseconds.
[[nodiscard]] std::string stamp(wall_time at, bool microseconds = false);
[[nodiscard]] std::string stamp(const printing& from);

/// An answer to a client that could not be satisfied; `id` in JSON, empty where the exchange leaves it out.
[[nodiscard]] std::string error_text(int code, std::string_view text, std::string_view id = {});

/// The beginning of an event: `{"e":"trade","E":1672515782136,"s":"BTCUSDT"`
[[nodiscard]] std::string event(std::string_view name, const printing& from);
/// The decimals that prices and quantities have at least.
struct decimals {
    std::size_t price = 8;
    std::size_t quantity = 8;
};
/// Of the futures exchange: `61837.60`, `1.000`.
inline constexpr decimals usdm_decimals{2, 3};

/// `[["61837.63000000","1.00000000"]]`
[[nodiscard]] std::string levels_of(std::span<const priced> side, decimals how = {});
/// `,"p":"61837.63000000","q":"1.00000000"`
[[nodiscard]] std::string price_and_quantity(fixed price, fixed quantity, decimals how = {});
/// `,"b":"61837.63000000","B":"1.00000000","a":"61837.64000000","A":"2.00000000"`
[[nodiscard]] std::string best_of_both(const best_levels& best, decimals how = {});

[[nodiscard]] http_reply json_reply(unsigned status, std::string body);
/// A REST request that is refused at once.
[[nodiscard]] question bad_question(int code, std::string_view words);

} // namespace holdfast::sim::binance

#endif
