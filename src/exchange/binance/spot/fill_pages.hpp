// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_SPOT_FILL_PAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_SPOT_FILL_PAGES_HPP

#include <holdfast/account/dialect.hpp>

#include <string>
#include <string_view>

/// All fills of a symbol since a moment, none left out (rest-api.md, "Account trade list").
///
/// The exchange gives 1000 at once: the most recent ones; those of at most 24 hours; or those from an id on.
/// Only the last has no end that is left open, but takes the id of a fill. So the most recent ones are asked
/// for first, which nearly always is all. Otherwise the first fill since the moment is looked for by time,
/// and the pages go on by id from there, until they meet the first one.
namespace holdfast::binance::spot {

/// @param where  the URL without its query
[[nodiscard]] std::string fills_url(std::string where, const account_question& what);

/// Errors: malformed.
[[nodiscard]] result<account_page> read_fill_page(const account_question& what, std::string_view body);

} // namespace holdfast::binance::spot

#endif
