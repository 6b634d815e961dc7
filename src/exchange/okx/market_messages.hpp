// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_OKX_MARKET_MESSAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_OKX_MARKET_MESSAGES_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/error.hpp>
#include <holdfast/exchange/okx/market.hpp>
#include <holdfast/memory/slab.hpp>

#include <string_view>
#include <vector>

namespace holdfast::okx {

/// How messages are meant.
struct reading {
    snapshot_from books_from = snapshot_from::stream;
    bool numbered = true; ///< Books have sequence numbers; else their time stamps stand in for them.
};

/// Says what a text message means: one entry, or one for each row of its `"data"`.
void read_message(std::string_view text, const reading& how, slab& memory, std::vector<decoded>& out);

/// Reads the answer to a request for a book.
[[nodiscard]] result<rest_snapshot> read_snapshot(const topic& on, std::string_view body, slab& memory);

} // namespace holdfast::okx

#endif
