// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BULK_ACCOUNT_ROWS_HPP
#define HOLDFAST_SRC_SIM_VENUE_BULK_ACCOUNT_ROWS_HPP

#include "sim/account/matching_engine.hpp"

#include <string>
#include <string_view>
#include <vector>

/// An account of BULK as JSON (docs.bulk.trade, `ws-account` and `getAccount`). An order's id is its client
/// id at the broker: the hash that its owner knew before it was sent.
namespace holdfast::sim::bulk {

/// `"name":…` with a text or a number, and commas between them.
[[nodiscard]] std::string member(std::string_view name, std::string_view text);
[[nodiscard]] std::string amount(std::string_view name, fixed value);

/// Negative for a sale.
[[nodiscard]] inline fixed with_sign(const kept_order& of, fixed quantity)
{
    return of.wish.buy ? quantity : -quantity;
}

/// What is left of it.
[[nodiscard]] inline fixed open_size(const kept_order& of)
{
    return of.wish.quantity - of.filled;
}

/// The average price of what is filled; zero if nothing is.
[[nodiscard]] fixed average_of(const kept_order& of);

/// `resting`, `filled`, …
[[nodiscard]] std::string_view status_of(const kept_order& of);

/// The id of a trade, `<slot>:<sequence>`.
[[nodiscard]] std::string trade_id_of(const execution& of);

/// The members of a whole account.
[[nodiscard]] std::string print_account(const broker& of);
/// The open orders alone.
[[nodiscard]] std::string print_open_orders(const broker& of);
/// An ended order, as histories have it.
[[nodiscard]] std::string print_ended(const kept_order& what);
/// A trade, as histories have it; `owner` is the account.
[[nodiscard]] std::string print_trade(const execution& what, std::string_view owner);

/// What the stream says of a piece of news: the data of its messages.
[[nodiscard]] std::vector<std::string> print_news(const broker& of, const account_news& news);

} // namespace holdfast::sim::bulk

#endif
