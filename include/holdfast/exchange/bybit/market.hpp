// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BYBIT_MARKET_HPP
#define HOLDFAST_EXCHANGE_BYBIT_MARKET_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/topic.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

/// Bybit v5, public topics: topics, and the adapter that speaks the exchange's dialect.
///
/// The exchange serves each category of products at an address of its own, so an adapter has one category,
/// and symbols are those of that category.
///
/// Books are ordered by `u`, which grows by one with every message of a topic and begins anew at 1 when the
/// service restarts. `seq`, the "cross sequence", is no such number: it only says of two messages about a
/// symbol, of any topics, which is older.
///
/// Source of the protocol rules: github.com/bybit-exchange/docs, `docs/v5`.
namespace holdfast::bybit {

enum class category : std::uint8_t { spot, linear, inverse, option, spread };

/// The exchange's word for it, as in addresses and queries: `linear`.
[[nodiscard]] std::string_view to_string(category of) noexcept;

/// Symbols are given as the exchange spells them (`BTCUSDT`, `BTC-27NOV26-90000-C-USDT`); it refuses others.
/// The functions that take one throw `error` (invalid_config) if it is empty.

/// The best levels and their changes. Verified: a snapshot comes with the subscription, and every message
/// continues the one before it.
/// @param depth  1, 50, 200 or 1000; for options 25 or 100, for spreads 25. Others throw `error`
///               (invalid_config). At 1 every message is the whole of it, and is repeated after 3 s.
[[nodiscard]] topic orderbook(std::string_view symbol, unsigned depth = 50);

/// Every level and its changes. Verified: contiguous from a REST snapshot on, which has up to 10 000 levels a
/// side; levels beyond are unknown until they change. Spot since July 2026; contracts follow.
[[nodiscard]] topic full_orderbook(std::string_view symbol);

/// Each trade, many in a message; options by coin (`BTC`). A missing message cannot be noticed. `trade::id`
/// is zero for contracts, which have ids that are no numbers; `ids.last` is the cross sequence, which several
/// messages may share, or, for the trades of several symbols, the time in milliseconds.
[[nodiscard]] topic trades(std::string_view symbol);

/// The day in numbers. Decoded to the best bid and ask where a message has all of both, and undecoded where
/// it has not: messages for contracts have only what has changed, those for spot neither. `ids.last` is the
/// time in milliseconds.
[[nodiscard]] topic ticker(std::string_view symbol);

/// Candles of an interval in the exchange's spelling (`1`, `60`, `D`). Arrive undecoded.
[[nodiscard]] topic kline(std::string_view symbol, std::string_view interval);

/// Liquidations of contracts. Arrive undecoded.
[[nodiscard]] topic liquidations(std::string_view symbol);

/// Announcements of maintenance; for those of less than 10 s there is none. At an address of its own, so not
/// in one session with other topics. Arrive undecoded.
[[nodiscard]] topic system_status();

/// A topic by its full name (`price-limit.BTCUSDT`); what is not one of the above arrives undecoded.
[[nodiscard]] topic raw(std::string_view name);

/// Where the exchange is.
struct endpoints {
    std::string ws;   ///< Scheme, host and port of the streams, without a path.
    std::string rest; ///< Scheme, host and port of the REST interface, without a path.
};

[[nodiscard]] endpoints production();
[[nodiscard]] endpoints testnet();
/// The exchange for the accounts of a region, by its domain: `bybit.eu`, `bybit.tr`, `bybit.kz`.
/// Throws `error` (invalid_config) if it is empty.
[[nodiscard]] endpoints regional(std::string_view domain);

struct options {
    bybit::category category = category::linear;
    endpoints where = production();
    /// A book of depth 1 that is silent for this long is asked for anew: it repeats itself every 3 s. Zero:
    /// never.
    duration best_cadence = std::chrono::seconds(10);
    /// Any other book that is silent for this long is asked for anew, a full one compared with a snapshot;
    /// zero: never. Books of options may be silent for longer, and nothing is wrong.
    duration book_cadence = std::chrono::seconds(60);
    /// A book that says nothing for this long after the acknowledgement is asked for again; zero: no limit.
    duration first_data = std::chrono::seconds(15);
};

/// The adapter for sessions; one serves any number of them, on any threads.
/// @throws error (invalid_config) naming the option that is out of range.
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(options chosen = options());
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(category of, endpoints where = production());

} // namespace holdfast::bybit

#endif
