// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_MARKET_MARKET_DIALECT_HPP
#define HOLDFAST_SRC_SIM_MARKET_MARKET_DIALECT_HPP

#include "sim/market/book_history.hpp"
#include "sim/market/random_market.hpp"

#include <holdfast/sim/exchange.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::sim {

/// What the numbers in a topic's messages count.
enum class numbering : std::uint8_t {
    updates,  ///< The updates of the market (Binance spot, OKX).
    sparse,   ///< The same, with holes between one message and the next (Binance USD-M).
    messages, ///< The messages of the topic (Bybit).
    time,     ///< Nothing: a time stamp stands in for them, nanoseconds since 1970 (BULK).
};

/// What a topic's name asks for.
struct topic_spec {
    enum class kind : std::uint8_t { book_changes, book_top, trade, aggregate_trade, best, ticker };
    kind what{};
    std::string symbol{};
    numbering counts = numbering::updates;
    /// For books and tickers: how often; zero: with every change of the market.
    duration every{};
    /// For books: how many levels a side; zero: all.
    std::size_t depth = 0;
    /// Whether the whole book comes first, with the subscription.
    bool whole_first = false;
    /// Whether every changed level is a message of its own.
    bool level_by_level = false;
    /// After so much time without a message comes one that says that nothing happened; zero: none.
    duration idle{};
    /// Whether a careful client can notice a missing message: by its number, or by comparing its book.
    bool sequenced = false;
    /// For books of limited depth: whether it goes unsaid that a level has left the best of its side.
    bool windowed = false;
};

/// What a dialect knows about a connection.
struct client {
    std::string target{};              ///< Of its upgrade request: path and query.
    std::string id{};                  ///< What the exchange calls it, where it does.
    std::vector<std::string> topics{}; ///< Subscribed, in order, without duplicates.
    bool combined = false;             ///< Messages carry the topic's name around them.
    bool microseconds = false;         ///< Time stamps are in microseconds.
    std::deque<wall_time> requests{};  ///< Counted by `count_request`.
};

/// What a dialect has to know about the exchange to answer a client.
struct house {
    const exchange_rules& rules;
    /// Whether a symbol is listed.
    std::function<bool(std::string_view)> lists{};
    wall_time now{};
};

/// Counts a request to subscribe or unsubscribe; false if it is one more than `requests_per_hour`.
[[nodiscard]] bool count_request(client& from, const house& at);

/// What the exchange does after a client's message. The client's topics have been changed accordingly.
struct reaction {
    std::vector<std::string> replies{};
    /// Closes the connection with this code, after the replies; zero: does not.
    std::uint16_t close_code = 0;
    std::string close_reason{};
};

/// A message of a book topic: what has changed since its last one, or the whole book as far as the topic
/// shows it. Ids are in the topic's own counting.
struct book_news {
    std::uint64_t first = 0;        ///< The first thing it covers ...
    std::uint64_t last = 0;         ///< ... and the last one: what a client's book then stands at.
    std::uint64_t previous = 0;     ///< `last` of the topic's message before it.
    std::uint64_t update = 0;       ///< The market's own number of the last update in it.
    bool whole = false;             ///< `bids` and `asks` are the whole book.
    bool restarted = false;         ///< The counters have begun anew with this message.
    std::span<const priced> bids{}; ///< Best first; of changes, quantity zero: the level is gone.
    std::span<const priced> asks{};
};

/// A day in one line.
struct ticker {
    fixed last_price = 0;
    fixed last_quantity = 0;
    best_levels best{};
};

/// Who prints: the topic, its symbol, and the time.
struct printing {
    std::string_view topic{};
    std::string_view symbol{};
    wall_time now{};
    bool microseconds = false;
    /// A message made up between those of a tape that has no numbers but checksums (OKX before 2026).
    bool numberless = false;
};

/// A REST request, understood.
struct question {
    enum class kind : std::uint8_t { snapshot, time, ping, info, refused };
    kind what = kind::refused;
    unsigned weight = 1;
    std::string symbol{};
    numbering counts = numbering::updates; ///< Of the snapshot's id.
    std::size_t limit = 0;                 ///< Levels a side; zero: all.
    http_reply refusal{};                  ///< For `refused`.
};

/// Why a REST request is not answered.
enum class refusal : std::uint8_t { too_many, banned, unknown_symbol, no_book_yet, internal };

/// A message of a tape, understood.
struct recorded {
    enum class kind : std::uint8_t { book_changes, whole_book, best, other };
    kind what = kind::other;
    std::string topic{};
    std::string symbol{};
    std::string payload{}; ///< As sent, without the wrapper.
    std::uint64_t first = 0;
    std::uint64_t last = 0;                  ///< What a client's book stands at after it.
    std::optional<std::uint64_t> previous{}; ///< `last` of the message before it, if it says so.
    bool sequenced = false;
    bool numberless = false; ///< It has no numbers, and a checksum.
    bool unheld = false;     ///< A book whose levels are left out: they have more digits than `fixed`.
    std::vector<priced> bids{};
    std::vector<priced> asks{};
    best_levels best{};
};

/// A snapshot of a tape, understood.
struct recorded_snapshot {
    std::string symbol{}; ///< Empty where the tape does not say.
    std::uint64_t id = 0;
    sides book{};
};

/// An exchange's language: how a client's messages are understood and how the market's news are printed.
/// Pure translation, without state; what a connection has said is kept in `client`. A topic's name here is
/// the one that our adapter for the exchange gives it.
class dialect {
public:
    virtual ~dialect() = default;

    /// The upgrade request's answer: status 101 to go on.
    [[nodiscard]] virtual http_reply upgrade(std::string_view target) const = 0;
    /// The client as its target describes it.
    [[nodiscard]] virtual client open(std::string_view target) const = 0;
    /// Understands a message and changes the client accordingly.
    [[nodiscard]] virtual reaction receive(client& from, std::string_view text, const house& at) const = 0;
    /// What a topic asks for; disengaged if it is nothing that exists.
    [[nodiscard]] virtual std::optional<topic_spec> understand(std::string_view topic) const = 0;
    /// Whether a topic that the client has subscribed is delivered to it: not, if it came to the wrong
    /// address and the exchange does not say so.
    [[nodiscard]] virtual bool delivers(const client&, std::string_view /*topic*/) const { return true; }

    /// A message of a book topic; `news.whole` says which kind.
    [[nodiscard]] virtual std::string print(const printing& from, const book_news& news) const = 0;
    /// The message of a book topic whose time for being idle has come; `news` is the whole book.
    [[nodiscard]] virtual std::string print_idle(const printing& from, const book_news& news) const
    {
        return print(from, news);
    }
    [[nodiscard]] virtual std::string print(const printing& from, const fill& news) const = 0;
    /// The id by which the message of these is known.
    [[nodiscard]] virtual std::uint64_t id_of(const fills& news) const { return news.id; }
    [[nodiscard]] virtual std::string print(const printing& from, const fills& news) const = 0;
    [[nodiscard]] virtual std::string print(const printing& from, const best_levels& news) const = 0;
    [[nodiscard]] virtual std::string print(const printing& from, const ticker& news) const = 0;
    /// The payload as this client gets it.
    [[nodiscard]] virtual std::string wrap(const client&, std::string_view /*topic*/,
                                           std::string_view payload) const
    {
        return std::string(payload);
    }
    /// Says that the connection will be closed soon; empty where the exchange does not.
    [[nodiscard]] virtual std::string shutdown_notice(const client&, wall_time) const { return {}; }
    /// Takes an acknowledged topic back; empty where the exchange does not.
    [[nodiscard]] virtual std::string revocation(const client&, std::string_view /*topic*/) const
    {
        return {};
    }
    /// Whether the exchange's counters can begin anew in mid-stream.
    [[nodiscard]] virtual bool restarts() const { return false; }
    /// How a connection ends on which nothing crossed for too long, or the client said nothing.
    [[nodiscard]] virtual std::pair<std::uint16_t, std::string> idle_close() const { return {1001, "idle"}; }

    [[nodiscard]] virtual question understand_request(std::string_view target) const = 0;
    /// A whole book for REST: `news.last` is its id.
    [[nodiscard]] virtual std::string print_snapshot(const printing& from, const book_news& news) const = 0;
    [[nodiscard]] virtual std::string print_time(wall_time now) const = 0;
    [[nodiscard]] virtual std::string print_info(std::span<const market* const> markets,
                                                 const exchange_rules& rules, wall_time now) const = 0;
    /// The header that tells the weight used in this minute; empty where there is none.
    [[nodiscard]] virtual std::string_view weight_header() const { return {}; }
    /// Refuses a request during a ban of which only the words in the body tell; `hard` picks one of the two
    /// forms that there are.
    [[nodiscard]] virtual http_reply refuse_in_words(wall_time until, bool hard) const = 0;
    /// Status and body; `Retry-After`, where the exchange sends it, included.
    [[nodiscard]] virtual http_reply refuse(refusal why, std::chrono::seconds wait) const = 0;
    /// JSON that is no snapshot although it should be: members there, values nonsense.
    [[nodiscard]] virtual std::string nonsense() const = 0;

    /// Understands a recorded message; disengaged if it is not of this dialect.
    [[nodiscard]] virtual std::optional<recorded> understand_recorded(std::string_view frame) const = 0;
    [[nodiscard]] virtual std::optional<recorded_snapshot>
    understand_recorded_snapshot(std::string_view url, std::string_view body) const = 0;
};

/// The dialect of an exchange.
[[nodiscard]] const dialect& dialect_of(venue which);

/// Binance spot market data (binance-spot-api-docs, web-socket-streams.md and rest-api.md).
[[nodiscard]] const dialect& binance_spot_dialect();
/// Binance USD-M futures market data (developers.binance.com, USD-M futures).
[[nodiscard]] const dialect& binance_usdm_dialect();
/// Bybit v5 public topics (bybit-exchange/docs, v5).
[[nodiscard]] const dialect& bybit_dialect();
/// OKX v5 public and business channels (okx.com/docs-v5).
[[nodiscard]] const dialect& okx_dialect();
/// BULK market data (docs.bulk.trade).
[[nodiscard]] const dialect& bulk_dialect();

} // namespace holdfast::sim

#endif
