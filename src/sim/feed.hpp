#ifndef HOLDFAST_SRC_SIM_FEED_HPP
#define HOLDFAST_SRC_SIM_FEED_HPP

#include "sim/dialect.hpp"
#include "sim/ledger.hpp"
#include "sim/market.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
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

/// The topics that somebody is subscribed to.
class audience {
public:
    virtual ~audience() = default;
    /// Those of a symbol, with what they ask for.
    [[nodiscard]] virtual const std::map<std::string, topic_spec>& of(std::string_view symbol) const = 0;
    /// Whether anybody wants time stamps in microseconds.
    [[nodiscard]] virtual bool wants_microseconds() const = 0;
};

/// Where messages come from, and the true books behind them.
class feed {
public:
    virtual ~feed() = default;

    /// The exchange is open; called once.
    virtual void opened(time_point now) = 0;
    /// Somebody has subscribed to something.
    virtual void listened(time_point now) = 0;
    [[nodiscard]] virtual time_point next() const = 0;
    /// Does what is due and appends what is to be sent.
    virtual void advance(time_point now, const audience& to, std::vector<publication>& out) = 0;

    [[nodiscard]] virtual std::vector<std::string> symbols() const = 0;
    /// Whether the symbol may exist.
    [[nodiscard]] virtual bool lists(std::string_view symbol) const = 0;
    /// The symbol's book; null if there is none.
    [[nodiscard]] virtual const ledger* book(std::string_view symbol) const = 0;
    [[nodiscard]] virtual std::vector<const market*> markets() const = 0;

    [[nodiscard]] virtual bool finished() const noexcept = 0;
    [[nodiscard]] virtual duration played() const noexcept = 0;
};

/// The random markets of the configuration.
[[nodiscard]] std::unique_ptr<feed> make_market_feed(const exchange_config& config, const dialect& language);

/// A tape. Throws `std::invalid_argument` if it cannot be opened.
[[nodiscard]] std::unique_ptr<feed> make_tape_feed(const tape_config& config, const dialect& language);

} // namespace holdfast::sim

#endif
