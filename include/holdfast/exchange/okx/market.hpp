// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_OKX_MARKET_HPP
#define HOLDFAST_EXCHANGE_OKX_MARKET_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/book/price_levels.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/topic.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

/// OKX v5, public and business channels: topics, and the adapter that speaks the exchange's dialect.
///
/// A topic is named `channel:instId`, as in `books:BTC-USDT`. Sizes of derivatives are in contracts.
///
/// Channels live at different addresses (`/ws/v5/public`, `/ws/v5/business`), so one session has topics of
/// one address. OKX recommends fewer than 30 books a connection; it closes a connection with too many
/// channels (4008, 4009).
///
/// Source of the protocol rules: okx.com/docs-v5, "WebSocket" and "Order Book Trading".
namespace holdfast::okx {

/// Instruments are given as the exchange spells them (`BTC-USDT`, `BTC-USDT-SWAP`). The functions that take
/// one throw `error` (invalid_config) if it is empty, or contains what a topic's name has no room for: `,` or
/// `=`.

/// The best 400 levels, their changes every 100 ms. Verified: every message names the one before it.
[[nodiscard]] topic books(std::string_view inst_id);
/// The same every 10 ms, for clients who have logged in and have the fee tier for it. Not together with
/// `books` or `books50_l2_tbt` of the same instrument on one connection.
[[nodiscard]] topic books_l2_tbt(std::string_view inst_id);
/// The same for the best 50 levels.
[[nodiscard]] topic books50_l2_tbt(std::string_view inst_id);
/// As `books`, retail price improvement orders included.
[[nodiscard]] topic books_rpi(std::string_view inst_id);

/// The best 5 levels, whole each time; needs no snapshot.
[[nodiscard]] topic books5(std::string_view inst_id);

/// The best bid and ask whenever they change (`bbo-tbt`); a side that is empty is a level of quantity zero.
/// Ordered; a missing message cannot be noticed, and the next one makes up for it.
[[nodiscard]] topic bbo(std::string_view inst_id);

/// Trades of one taker at one price, merged: `trade::id` is the last of them. Ids grow by one, so a missing
/// trade is noticed; it is not fetched afterwards. See `options::verify_trades`.
[[nodiscard]] topic trades(std::string_view inst_id);
/// Each trade; at the business address.
[[nodiscard]] topic trades_all(std::string_view inst_id);

/// The day in numbers. Arrives undecoded.
[[nodiscard]] topic tickers(std::string_view inst_id);
/// Candles of an interval in the exchange's spelling (`1m`, `1H`, `1Dutc`); at the business address. Arrive
/// undecoded.
[[nodiscard]] topic candles(std::string_view inst_id, std::string_view interval);
/// Announcements of maintenance. Arrive undecoded.
[[nodiscard]] topic status();

/// Any channel; what is not one of the above arrives undecoded.
[[nodiscard]] topic raw(std::string_view channel, std::string_view inst_id = {});
/// The same with any arguments, in any order: `raw_with("instruments", {{"instType", "SWAP"}})` is the topic
/// `instruments:instType=SWAP`.
[[nodiscard]] topic raw_with(std::string_view channel,
                             std::initializer_list<std::pair<std::string_view, std::string_view>> arguments);

/// Where the exchange is.
struct endpoints {
    std::string ws;         ///< Scheme, host and port of the channels, without a path.
    std::string rest;       ///< Scheme, host and port of the REST interface, without a path.
    bool simulated = false; ///< REST requests say that they mean the demo (`x-simulated-trading`).
};

/// Accounts of most countries, on port 443: 8443 of older documentation is retired.
[[nodiscard]] endpoints production();
[[nodiscard]] endpoints demo();
/// Accounts of the European Economic Area.
[[nodiscard]] endpoints eea();
[[nodiscard]] endpoints eea_demo();
/// Accounts of the United States.
[[nodiscard]] endpoints us();
[[nodiscard]] endpoints us_demo();

/// Where a book begins.
enum class snapshot_from : std::uint8_t {
    stream, ///< With the snapshot that comes with the subscription.
    /// With one from REST, joined to the changes by their numbers; the pushed one is passed over. For the day
    /// when OKX, as it has announced, pushes none any more.
    rest,
};

struct options {
    endpoints where = production();
    snapshot_from books_from = snapshot_from::stream;
    /// Books carry sequence numbers. Recordings of before 2023 do not: without it their time stamps stand in
    /// for them, and a missing message is found by an `order_book` that verifies `okx::checksum`.
    bool numbered = true;
    /// Trades are held to be contiguous by `tradeId` and `count`, and a hole is a gap. Without it every trade
    /// is taken as it comes: for an instrument with ids that turn out to have holes of their own.
    bool verify_trades = true;
    /// A book that is silent for this long is asked for anew; zero: never. When nothing happens OKX says so
    /// about every 60 s. Without effect on books without numbers, which never say so.
    duration book_cadence = std::chrono::seconds(75);
    /// A book without a snapshot for this long after the acknowledgement is asked for again. Zero:
    /// no limit.
    duration first_data = std::chrono::seconds(15);
};

/// The adapter for sessions; one serves any number of them, on any threads.
/// @throws error (invalid_config) naming the option that is out of range.
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(options chosen = options());
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(endpoints where);

/// The checksum of a book, for `order_book_options::checksum`: CRC-32 of `bid:size:ask:size:…`, the best 25
/// levels of each side in turn, prices and sizes as they were sent; where one side ends the other goes on
/// alone. Since June 2026 OKX sends zero, which is not compared; recordings have it.
[[nodiscard]] std::uint32_t checksum(const price_levels& bids, const price_levels& asks);

} // namespace holdfast::okx

#endif
