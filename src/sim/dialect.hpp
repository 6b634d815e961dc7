#ifndef HOLDFAST_SRC_SIM_DIALECT_HPP
#define HOLDFAST_SRC_SIM_DIALECT_HPP

#include "sim/ledger.hpp"
#include "sim/market.hpp"

#include <holdfast/sim/exchange.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::sim {

/// What a topic's name asks for.
struct topic_spec {
    enum class kind : std::uint8_t { book_changes, book_top, trade, aggregate_trade, best };
    kind what{};
    std::string symbol{};
    duration every{};      ///< For the books: how often.
    std::size_t depth = 0; ///< For `book_top`: how many levels.

    /// Whether the topic's own numbers betray a missing message.
    [[nodiscard]] bool sequenced() const noexcept
    {
        return what == kind::book_changes || what == kind::trade || what == kind::aggregate_trade;
    }
};

/// What a dialect knows about a connection.
struct client {
    std::vector<std::string> topics{}; ///< Subscribed, in order, without duplicates.
    bool combined = false;             ///< Messages carry the topic's name around them.
    bool microseconds = false;         ///< Time stamps are in microseconds.
};

/// The levels that changed in the updates `first` to `last`, as they are now.
struct book_changes {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::span<const fixed> bids{};
    std::span<const fixed> asks{};
};

/// Who prints: the symbol, its book, and the time.
struct printing {
    std::string_view symbol{};
    const ledger& book;
    wall_time now{};
    bool microseconds = false;
};

/// A REST request, understood.
struct question {
    enum class kind : std::uint8_t { snapshot, time, ping, info, refused };
    kind what = kind::refused;
    unsigned weight = 1;
    std::string symbol{};
    std::size_t limit = 0;
    http_reply refusal{}; ///< For `refused`.
};

/// A message of a tape, understood.
struct recorded {
    enum class kind : std::uint8_t { book_changes, best, other };
    kind what = kind::other;
    std::string topic{};
    std::string symbol{};
    std::string payload{}; ///< As sent, without the wrapper.
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    bool sequenced = false;
    std::vector<std::pair<fixed, fixed>> bids{};
    std::vector<std::pair<fixed, fixed>> asks{};
    best_levels best{};
};

/// A snapshot of a tape, understood.
struct recorded_snapshot {
    std::string symbol{}; ///< Empty where the tape does not say.
    std::uint64_t id = 0;
    sides book{};
};

/// An exchange's language: how a client's messages are understood and how the market's news are printed.
/// Pure translation, without state; what a connection has said is kept in `client`.
class dialect {
public:
    virtual ~dialect() = default;

    /// The upgrade request's answer: status 101 to go on.
    [[nodiscard]] virtual http_reply upgrade(std::string_view target) const = 0;
    /// The client as its target describes it.
    [[nodiscard]] virtual client open(std::string_view target) const = 0;
    /// Understands a message, changes the client accordingly, and returns the answer (empty: none).
    [[nodiscard]] virtual std::string receive(client& from, std::string_view text,
                                              std::size_t most_topics) const = 0;
    /// What a topic asks for; disengaged if it is nothing that exists.
    [[nodiscard]] virtual std::optional<topic_spec> understand(std::string_view topic) const = 0;

    [[nodiscard]] virtual std::string print(const printing& from, const book_changes& news) const = 0;
    [[nodiscard]] virtual std::string print_top(const printing& from, std::size_t depth) const = 0;
    [[nodiscard]] virtual std::string print(const printing& from, const fill& news) const = 0;
    [[nodiscard]] virtual std::string print(const printing& from, const fills& news) const = 0;
    [[nodiscard]] virtual std::string print(const printing& from, const best_levels& news) const = 0;
    /// The payload as this client gets it.
    [[nodiscard]] virtual std::string wrap(const client& to, std::string_view topic,
                                           std::string_view payload) const = 0;
    [[nodiscard]] virtual std::string shutdown_notice(const client& to, wall_time now) const = 0;

    [[nodiscard]] virtual question understand_request(std::string_view target) const = 0;
    [[nodiscard]] virtual std::string print_snapshot(std::uint64_t id, const sides& book,
                                                     std::size_t limit) const = 0;
    [[nodiscard]] virtual std::string print_time(wall_time now) const = 0;
    [[nodiscard]] virtual std::string print_info(std::span<const market* const> markets,
                                                 const exchange_rules& rules, wall_time now) const = 0;
    [[nodiscard]] virtual std::string print_error(int code, std::string_view text) const = 0;

    /// Understands a recorded message; disengaged if it is not of this dialect.
    [[nodiscard]] virtual std::optional<recorded> understand_recorded(std::string_view frame) const = 0;
    [[nodiscard]] virtual std::optional<recorded_snapshot>
    understand_recorded_snapshot(std::string_view url, std::string_view body) const = 0;
};

/// Binance spot market data (binance-spot-api-docs, web-socket-streams.md and rest-api.md).
[[nodiscard]] const dialect& binance_spot_dialect();

} // namespace holdfast::sim

#endif
