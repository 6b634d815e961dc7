#ifndef HOLDFAST_EXCHANGE_BINANCE_HPP
#define HOLDFAST_EXCHANGE_BINANCE_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/topic.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

/// Binance spot, market data: topics, and the adapter that speaks the exchange's dialect.
///
/// Source of the protocol rules: binance-spot-api-docs, `web-socket-streams.md` and `rest-api.md`.
namespace holdfast::binance::spot {

/// How often the exchange sends what has changed.
enum class speed : std::uint8_t { ms_100, ms_1000 };

/// Symbols are given in any case (`BTCUSDT`), and may be non-ASCII. The functions that take one throw `error`
/// (invalid_config) if it is empty.

/// Every change of the book. Verified: contiguous from a REST snapshot on.
[[nodiscard]] topic depth(std::string_view symbol, speed every = speed::ms_100);

/// The best levels, whole each time; needs no snapshot.
/// @param levels  5, 10 or 20; others throw `error` (invalid_config)
[[nodiscard]] topic partial_depth(std::string_view symbol, unsigned levels, speed every = speed::ms_100);

/// Each trade. Ids grow by one, so a missing trade is noticed; it is not fetched afterwards.
[[nodiscard]] topic trades(std::string_view symbol);

/// Trades of one taker at one price, merged. Otherwise as `trades`.
[[nodiscard]] topic agg_trades(std::string_view symbol);

/// The best bid and ask whenever they change. Ordered; a missing message cannot be noticed, and the next one
/// makes up for it.
[[nodiscard]] topic book_ticker(std::string_view symbol);

/// A stream by its full name (`btcusdt@kline_1m`); what is not one of the above arrives undecoded.
[[nodiscard]] topic raw(std::string stream_name);

/// Where the exchange is.
struct endpoints {
    std::string ws;   ///< Scheme, host and port of the streams, without a path.
    std::string rest; ///< Scheme, host and port of the REST interface, without a path.
};

[[nodiscard]] endpoints production();
/// Wiped about once a month; thin books, whole sides may be empty.
[[nodiscard]] endpoints testnet();
/// The exchange's mirror without accounts and orders.
[[nodiscard]] endpoints market_data_only();

struct options {
    endpoints where = production();
    /// Levels a side in a snapshot, from 1 to 5000. Levels beyond are unknown until they change. Costs REST
    /// weight: 5 up to 100 levels, 25 up to 500, 50 up to 1000, 250 above, of 6000 a minute.
    unsigned snapshot_levels = 1000;
    /// A book that is silent for this long is compared with a snapshot; zero: never.
    duration depth_cadence = std::chrono::seconds(10);
    /// A book that says nothing for this long after the acknowledgement was not subscribed: Binance
    /// acknowledges streams that do not exist. Zero: no limit.
    duration first_data = std::chrono::seconds(30);
    /// Prices, levels and trades are decoded, exactly and checked. Without it the events of books (`depth`),
    /// trades and quotes are read only as far as their numbers and times, which is what continuity needs: their
    /// `content` is empty, and `raw` is for a parser of your own. An `order_book` needs the content.
    bool decode_content = true;
};

/// The adapter for sessions; one serves any number of them, on any threads.
/// @throws error (invalid_config) naming the option that is out of range.
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(options chosen = options());
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(endpoints where);

} // namespace holdfast::binance::spot

#endif
