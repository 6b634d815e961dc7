// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BULK_MARKET_HPP
#define HOLDFAST_EXCHANGE_BULK_MARKET_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/decimal.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/topic.hpp>

#include <memory>
#include <string>
#include <string_view>

/// BULK, perpetuals: topics, and the adapter that speaks the exchange's dialect.
///
/// BULK numbers nothing: its messages have a time, and a lost one cannot be noticed in the stream. So books
/// are audited: the exchange is asked for its book every few seconds, and an `order_book` compares it with
/// its own (`book_audit`); what differs closes the book, and it is rebuilt. A lost change can therefore stay
/// unseen, and the book wrong and verified, for as long as `options::audit_every`, a round trip, and the time
/// until the next change or, where the market is silent, until the next audit. It is noticed at once when it
/// crosses the book or when a time runs backwards. Without an `order_book` nothing is compared.
///
/// `ids.last` is the exchange's time in nanoseconds since 1970, or zero where a message has none.
///
/// The exchange recommends separate connections for market data, for accounts and for trading: give each a
/// session of its own.
///
/// Source of the protocol rules: docs.bulk.trade, `websocket-intro`, `ws-connection`, `ws-market-data`,
/// `ws-account` and `getL2Book`.
namespace holdfast::bulk {

/// Symbols are given as the exchange spells them (`BTC-USD`). The functions that take one throw `error`
/// (invalid_config) if it is empty.

/// Every change of the book, one level in each message (`l2Delta`). Verified by audits, see above.
[[nodiscard]] topic books(std::string_view symbol);

/// The book, whole each time, five times a second (`l2Snapshot`); how much of it, `options` say. Who
/// subscribes to the changes of the same symbol, too, has them audited by each of these, on the same session.
[[nodiscard]] topic book_snapshots(std::string_view symbol);

/// Each trade, perhaps several in a message. They have no ids: a missing one cannot be noticed.
[[nodiscard]] topic trades(std::string_view symbol);

/// Prices, funding and open interest, five times a second. Arrives undecoded.
[[nodiscard]] topic ticker(std::string_view symbol);

/// Candles of an interval in the exchange's spelling (`10s`, `1m`); the first message has up to 5000. Arrive
/// undecoded.
[[nodiscard]] topic candles(std::string_view symbol, std::string_view interval);

/// What the exchange's own web page shows of all markets. Arrives undecoded.
[[nodiscard]] topic frontend_context();

/// The risk parameters of a market, when they change. Arrive undecoded.
[[nodiscard]] topic risk(std::string_view symbol);

/// What happens to an account, by its public key in base58; needs no login. Begins with the whole account.
/// Arrives undecoded.
[[nodiscard]] topic account(std::string_view public_key);

/// A topic by its full name (`candle.BTC-USD.1m`); what is not one of the above arrives undecoded, and is
/// subscribed by what stands before the dot as its type and behind it as its symbol.
[[nodiscard]] topic raw(std::string_view name);

/// Where the exchange is.
struct endpoints {
    std::string ws;   ///< Scheme, host and port of the streams, without a path.
    std::string rest; ///< The REST interface with its path, `https://…/api/v1`.
};

[[nodiscard]] endpoints production();
/// The streams for trials. The exchange documents no REST interface for them: name yours, or set
/// `options::audit_every` to zero.
[[nodiscard]] endpoints staging();

/// How a book is rebuilt.
enum class snapshot_from : std::uint8_t {
    stream, ///< By subscribing again: the first message is the book.
    rest,   ///< By a REST request; a book that comes with the subscription is taken, too.
};

struct options {
    endpoints where = production();
    snapshot_from books_from = snapshot_from::stream;
    /// How often a book is compared with REST; zero: never, and a lost change is seen only if it crosses the
    /// book. Costs one REST request each time and book, and that much delay in noticing. `book_snapshots` on
    /// the same session do the same without requests, and put these off as long as they come.
    duration audit_every = std::chrono::seconds(5);
    /// Levels a side in what REST answers; zero: all. Less is cheaper, and compares less.
    unsigned rest_levels = 0;
    /// Levels a side in `book_snapshots`; zero: as many as the exchange likes.
    unsigned snapshot_levels = 0;
    /// The price step that `book_snapshots` are rounded to; zero: not at all. Rounded books audit nothing.
    /// A topic's name does not tell, so a session has one kind of snapshots for a symbol.
    decimal aggregation{};
    /// A ticker and a snapshot come every 200 ms. One that is silent for this long is asked for anew; zero:
    /// never.
    duration cadence = std::chrono::seconds(5);
    /// A topic of those, or a book, that says nothing for this long after the acknowledgement is asked for
    /// again. Zero: no limit.
    duration first_data = std::chrono::seconds(10);
    /// REST requests in a minute, from one address; zero: any number. The exchange has a limit and does not
    /// publish it, so this one is ours: five books, audited every five seconds.
    unsigned requests_per_minute = 60;
};

/// The adapter for sessions; one serves any number of them, on any threads.
/// @throws error (invalid_config) naming the option that is out of range.
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(options chosen = options());
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(endpoints where);

} // namespace holdfast::bulk

#endif
