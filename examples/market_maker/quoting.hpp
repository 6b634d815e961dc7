// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_MARKET_MAKER_QUOTING_HPP
#define HOLDFAST_EXAMPLES_MARKET_MAKER_QUOTING_HPP

#include <holdfast/decimal.hpp>
#include <holdfast/event.hpp>
#include <holdfast/side.hpp>

#include <optional>

namespace maker {

// What to quote: arithmetic without time, network or state.

struct quoting_rules {
    holdfast::decimal size{};  ///< Of one quote.
    holdfast::decimal bound{}; ///< How far the position may go either way.
    holdfast::decimal tick{};  ///< The step of prices.
    unsigned lean = 5;         ///< By so many ticks the side stands back that would make the position larger.
    unsigned tolerance = 3;    ///< So many ticks a quote may be off before it is replaced.
};

/// A price and a quantity that should stand in the book.
struct intention {
    holdfast::decimal price{};
    holdfast::decimal quantity{};
    friend bool operator==(const intention&, const intention&) = default;
};

/// What should stand on that side: at the touch, a little behind it where that would make the position
/// larger, and nothing where it could carry the position beyond its bound.
[[nodiscard]] std::optional<intention> wanted(const quoting_rules& rules, holdfast::side on,
                                              const holdfast::quote& touch,
                                              const holdfast::decimal& position);

/// Says whether a quote at that price is too far from where one should stand now, or should not stand at all.
[[nodiscard]] bool strayed(const quoting_rules& rules, const holdfast::decimal& price,
                           const std::optional<intention>& now_wanted);

/// An order for now or never.
struct reduction {
    holdfast::side on{};
    intention what{};
};

/// What takes a position back at once; nothing where there is none.
[[nodiscard]] std::optional<reduction> flattening(const quoting_rules& rules, const holdfast::quote& touch,
                                                  const holdfast::decimal& position);

} // namespace maker

#endif
