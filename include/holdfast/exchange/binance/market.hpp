// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BINANCE_MARKET_HPP
#define HOLDFAST_EXCHANGE_BINANCE_MARKET_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/topic.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

/// Binance, market data: topics, and the adapters that speak the exchange's dialect, one for each market.
///
/// Symbols are given in any case (`BTCUSDT`), and may be non-ASCII. The functions that take one throw `error`
/// (invalid_config) if it is empty.
namespace holdfast::binance {

/// Where the exchange is.
struct endpoints {
    std::string ws;   ///< Scheme, host and port of the streams, without a path.
    std::string rest; ///< Scheme, host and port of the REST interface, without a path.
};

} // namespace holdfast::binance

/// Binance spot.
///
/// Source of the protocol rules: binance-spot-api-docs, `web-socket-streams.md` and `rest-api.md`.
namespace holdfast::binance::spot {

using binance::endpoints;

/// How often the exchange sends what has changed.
enum class speed : std::uint8_t { ms_100, ms_1000 };

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

/// The last 24 hours in figures, once a second; undecoded.
[[nodiscard]] topic ticker(std::string_view symbol);

/// The same in short; undecoded.
[[nodiscard]] topic mini_ticker(std::string_view symbol);

/// The candle of the present interval whenever it changes; undecoded.
/// @param interval  `1s`, `1m`, `3m`, `5m`, `15m`, `30m`, `1h`, `2h`, `4h`, `6h`, `8h`, `12h`, `1d`, `3d`,
///                  `1w` or `1M`; others throw `error` (invalid_config)
[[nodiscard]] topic klines(std::string_view symbol, std::string_view interval);

/// A stream by its full name (`!miniTicker@arr`); what is not one of the above arrives undecoded.
[[nodiscard]] topic raw(std::string stream_name);

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
    /// trades and quotes are read only as far as their numbers and times, which is what continuity needs:
    /// their `content` is empty, and `raw` is for a parser of your own. An `order_book` needs the content.
    bool decode_content = true;
};

/// The adapter for sessions; one serves any number of them, on any threads.
/// @throws error (invalid_config) naming the option that is out of range.
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(options chosen = options());
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(endpoints where);

} // namespace holdfast::binance::spot

/// Binance USD-M futures.
///
/// Source of the protocol rules: developers.binance.com, USD-M futures, "Websocket Market Streams", "Market
/// Data Endpoints", and "Important WebSocket Change Notice" for the routes.
///
/// The exchange serves its streams at two addresses: books and best quotes at `/public`, everything else at
/// `/market`. At the wrong one a stream is acknowledged and stays silent, so a session holds topics of one
/// class and refuses those of the other: use two.
namespace holdfast::binance::usdm {

using binance::endpoints;

/// How often the exchange sends what has changed.
enum class speed : std::uint8_t { ms_100, ms_250, ms_500 };

/// Every change of the book. Verified: each message names the one before it, from a REST snapshot on. Public.
[[nodiscard]] topic depth(std::string_view symbol, speed every = speed::ms_100);

/// The best levels, whole each time; needs no snapshot. Public.
/// @param levels  5, 10 or 20; others throw `error` (invalid_config)
[[nodiscard]] topic partial_depth(std::string_view symbol, unsigned levels, speed every = speed::ms_100);

/// The best bid and ask whenever they change. Ordered; a missing message cannot be noticed, and the next one
/// makes up for it. Public.
[[nodiscard]] topic book_ticker(std::string_view symbol);

/// Trades of one taker at one price within 100 ms, merged. Ids grow by one, so a missing one is noticed; it
/// is not fetched afterwards. Market.
[[nodiscard]] topic agg_trades(std::string_view symbol);

/// Each trade. The exchange does not document this stream and may end it: prefer `agg_trades`. Market.
/// What the exchange numbers among the trades and does not call one of the market (`X` is `NA` or
/// `INSURANCE_FUND`) comes as a message without trades: its id counts.
[[nodiscard]] topic trades(std::string_view symbol);

enum class mark_speed : std::uint8_t { s_1, s_3 };

/// Mark price, index price and funding rate; undecoded. Speaks even if nothing changes. Market.
[[nodiscard]] topic mark_price(std::string_view symbol, mark_speed every = mark_speed::s_1);

/// The last 24 hours in figures; undecoded. Market.
[[nodiscard]] topic ticker(std::string_view symbol);

/// The same in short; undecoded. Market.
[[nodiscard]] topic mini_ticker(std::string_view symbol);

/// Liquidations; undecoded. Only the last one of each second, by design of the exchange. Market.
[[nodiscard]] topic force_orders(std::string_view symbol);

/// The candle of the present interval whenever it changes; undecoded. Market.
/// @param interval  `1m`, `3m`, `5m`, `15m`, `30m`, `1h`, `2h`, `4h`, `6h`, `8h`, `12h`, `1d`, `3d`, `1w` or
///                  `1M`; others throw `error` (invalid_config)
[[nodiscard]] topic klines(std::string_view symbol, std::string_view interval);

/// A stream by its full name (`!contractInfo`); what is not one of the above arrives undecoded. Names that
/// are none of a book or of best quotes are taken for market streams.
[[nodiscard]] topic raw(std::string stream_name);

[[nodiscard]] endpoints production();
[[nodiscard]] endpoints testnet();

struct options {
    endpoints where = production();
    /// Levels a side in a snapshot: 5, 10, 20, 50, 100, 500 or 1000. Levels beyond are unknown until they
    /// change. Costs REST weight: 2 up to 50 levels, 5 for 100, 10 for 500, 20 for 1000, of 2400 a minute.
    unsigned snapshot_levels = 1000;
    /// A book that is silent for this long is compared with a snapshot; zero: never.
    duration depth_cadence = std::chrono::seconds(10);
    /// A book or a mark price that says nothing for this long after the acknowledgement was not subscribed:
    /// Binance acknowledges streams that do not exist. Zero: no limit.
    duration first_data = std::chrono::seconds(30);
    /// As for spot.
    bool decode_content = true;
    /// Streams of one session, from 1 to 1024. The exchange allows 1024, and has been seen to close
    /// connections that carried 190 fast ones.
    std::size_t topics_per_connection = 100;
};

/// The adapter for sessions; one serves any number of them, on any threads.
/// @throws error (invalid_config) naming the option that is out of range.
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(options chosen = options());
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(endpoints where);

} // namespace holdfast::binance::usdm

#endif
