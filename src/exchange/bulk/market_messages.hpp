// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BULK_MARKET_MESSAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_BULK_MARKET_MESSAGES_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast::bulk {

enum class topic_kind : std::uint8_t { book, book_snapshot, trades, ticker, other };

/// What a topic carries, by its name.
[[nodiscard]] topic_kind kind_of(std::string_view topic) noexcept;

/// What stands behind the first dot of a topic's name.
[[nodiscard]] std::string_view symbol_of(std::string_view topic) noexcept;

/// Reads one message in one pass and appends what it said. `audits`: the pushed books are the whole truth, so
/// that each is also said as an audit of the topic that has the changes.
void read_message(std::string_view text, bool audits, slab& memory, std::vector<decoded>& out);

/// Reads the answer to a REST request for a book.
[[nodiscard]] result<rest_snapshot> read_snapshot(const topic& on, std::string_view body, slab& memory);

} // namespace holdfast::bulk

#endif
