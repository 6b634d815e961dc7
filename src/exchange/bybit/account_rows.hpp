// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_ACCOUNT_ROWS_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_ACCOUNT_ROWS_HPP

#include <holdfast/account/change.hpp>
#include <holdfast/exchange/bybit/market.hpp>
#include <holdfast/memory/slab.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast::bybit {

/// What a list is made of.
enum class entry_kind : std::uint8_t { order, execution, position, wallet, other, fast_execution };

/// What a topic carries, by its name, with the category behind it or without.
[[nodiscard]] entry_kind kind_of_entries(std::string_view topic_name) noexcept;

/// What is known of a list from around it.
struct entries_context {
    entry_kind kind = entry_kind::other;
    category of = category::linear;
    wall_time at{};           ///< Of balances, which have no time.
    bool open_orders = false; ///< Every order in it is open: it is what REST gives when asked for those.
};

/// Reads a list as messages have it, and answers of REST. Entries of other categories are left out, and so is
/// what is no trade (funding, a trade of nothing). An entry that is not understood becomes an
/// `unread_report`.
/// @return what is wrong with the text, a view of the slab; empty when nothing is
[[nodiscard]] std::string_view read_entries(std::string_view list, const entries_context& with, slab& memory,
                                            std::vector<account_change>& to);

} // namespace holdfast::bybit

#endif
