// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_MARKET_SOURCE_HPP
#define HOLDFAST_SRC_SIM_MARKET_SOURCE_HPP

#include "sim/market/book_history.hpp"
#include "sim/market/market_dialect.hpp"
#include "sim/market/published_topic.hpp"
#include "sim/market/random_market.hpp"
#include "sim/market/sequence_map.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::sim {

/// A message of a topic, for all of its subscribers.
struct publication {
    std::string topic{};
    std::string symbol{};
    std::uint64_t first = 0; ///< Its sequence numbers; zero where it has none.
    std::uint64_t last = 0;
    bool sequenced = false;
    bool book = false;
    std::string payload{};
    std::string payload_in_microseconds{}; ///< Empty where it is the same.
};

enum class age : std::uint8_t { newest, oldest };

/// Where messages come from, and the true books behind them.
class feed {
public:
    virtual ~feed() = default;

    /// The exchange is open; called once.
    virtual void opened(time_point now) = 0;
    /// The topic has its first subscriber; `spec` is null if it is nothing that exists.
    virtual void wanted(const std::string& topic, const topic_spec* spec, time_point now) = 0;
    /// The topic has no subscribers any more.
    virtual void unwanted(const std::string& topic) = 0;
    /// Whether anybody wants time stamps in microseconds, too.
    virtual void want_microseconds(bool wanted) = 0;

    [[nodiscard]] virtual time_point next() const = 0;
    /// Does what is due and appends what is to be sent.
    virtual void advance(time_point now, std::vector<publication>& out) = 0;
    /// The whole book as a wanted topic has shown it last, for a new subscriber; disengaged if the topic
    /// does not begin with it.
    [[nodiscard]] virtual std::optional<publication> whole(const std::string& topic, time_point now) = 0;
    /// The counters of the symbol's books begin anew; false if they cannot.
    virtual bool restart(std::string_view symbol, restarting how) = 0;
    /// These sides of the symbol's book are empty until then; false if that cannot be.
    virtual bool drain(std::string_view, bool /*bids*/, bool /*asks*/, time_point /*until*/) { return false; }
    /// The symbol is not listed any more, and its topics say nothing; false if that cannot be.
    virtual bool expire(std::string_view) { return false; }
    /// The trades that topics of this kind and symbol had after the one of that number.
    [[nodiscard]] virtual std::vector<published_trade>
    trades_after(topic_spec::kind, std::string_view /*symbol*/, std::uint64_t /*number*/) const
    {
        return {};
    }

    [[nodiscard]] virtual std::vector<std::string> symbols() const = 0;
    /// Whether the symbol may exist.
    [[nodiscard]] virtual bool lists(std::string_view symbol) const = 0;
    /// The symbol's book; null if there is none.
    [[nodiscard]] virtual const ledger* book(std::string_view symbol) const = 0;
    /// What REST shows of a symbol that has a book, as new as it can be or as old; remembered as shown.
    [[nodiscard]] virtual shown_update show(std::string_view symbol, numbering counts, age how) = 0;
    /// The newest update for which the place was shown, on the topic or by REST for its symbol.
    [[nodiscard]] virtual std::optional<std::uint64_t>
    update_at(std::string_view topic, std::string_view symbol, std::uint64_t place) const = 0;
    [[nodiscard]] virtual std::vector<const market*> markets() const = 0;

    /// Whether the messages are recorded ones.
    [[nodiscard]] virtual bool is_recorded() const noexcept { return false; }
    [[nodiscard]] virtual bool finished() const noexcept = 0;
    [[nodiscard]] virtual duration played() const noexcept = 0;
};

/// The random markets of the configuration.
[[nodiscard]] std::unique_ptr<feed> make_market_feed(const exchange_config& config, const dialect& language);

/// A tape. Throws `std::invalid_argument` if it cannot be opened.
[[nodiscard]] std::unique_ptr<feed> make_tape_feed(const tape_config& config, const dialect& language);

} // namespace holdfast::sim

#endif
