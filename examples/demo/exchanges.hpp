// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_EXCHANGES_HPP
#define HOLDFAST_EXAMPLES_DEMO_EXCHANGES_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/topic.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace demo {

/// How an exchange is to be followed.
struct manner {
    std::string ws{}; ///< Where it is: scheme, host and port.
    std::string rest{};
    unsigned snapshot_levels = 100;
    holdfast::duration silence{};     ///< How long a healthy book may say nothing.
    holdfast::duration audit_every{}; ///< How often books without numbers are compared with it.
    bool numberless = false;          ///< Its books have checksums instead of numbers.
};

/// The library's adapter for the exchange.
[[nodiscard]] std::shared_ptr<const holdfast::adapter> adapter_for(holdfast::sim::venue which,
                                                                   const manner& how);

/// The topic from which the symbol's book is kept.
[[nodiscard]] holdfast::topic book_of(holdfast::sim::venue which, std::string_view symbol);

/// Whether a client that only keeps books would notice the fault.
[[nodiscard]] bool matters(holdfast::sim::fault what, holdfast::sim::venue which);

/// The topic of the symbol's best prices, where its messages are numbered like those of the book.
[[nodiscard]] std::optional<holdfast::topic> quotes_beside(holdfast::sim::venue which,
                                                           const holdfast::topic& book);

/// The topic of the symbol's best prices, or of the best levels of its book.
[[nodiscard]] holdfast::topic quotes_of(holdfast::sim::venue which, std::string_view symbol);
/// The topic of the symbol's trades.
[[nodiscard]] holdfast::topic trades_of(holdfast::sim::venue which, std::string_view symbol);
/// Whether trades are numbered one by one, so that a missing one is noticed.
[[nodiscard]] bool numbers_trades(holdfast::sim::venue which) noexcept;
/// Whether trades have an address of their own.
[[nodiscard]] bool has_trades_elsewhere(holdfast::sim::venue which) noexcept;
/// Whether announcements of the best prices stand for themselves, so that only the newest need be kept.
[[nodiscard]] bool may_conflate_quotes(holdfast::sim::venue which) noexcept;

/// What a book of the exchange has to know about it.
[[nodiscard]] holdfast::order_book_options books_of(holdfast::sim::venue which);

/// The symbol of a base currency, as the exchange spells it: `BTCUSDT`, `BTC-USDT`, `BTC-USD`.
[[nodiscard]] std::string spelled(holdfast::sim::venue which, std::string_view base);

/// How long a lost message may stay unseen; zero where messages are numbered.
[[nodiscard]] holdfast::duration unseen_at_most(holdfast::sim::venue which, const manner& how);

} // namespace demo

#endif
