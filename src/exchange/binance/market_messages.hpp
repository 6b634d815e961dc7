// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_MARKET_MESSAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_MARKET_MESSAGES_HPP

#include "exchange/binance/frame.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast::binance {

/// Whose messages they are. Both markets name their streams and members alike; the books differ.
enum class market : std::uint8_t {
    spot, ///< An update has a range of ids, a partial book only its members (web-socket-streams.md).
    usdm, ///< An update names the one before it, and a partial book looks like one (Partial Book Depth).
};

enum class stream_kind : std::uint8_t {
    depth,
    partial_depth,
    trade,
    agg_trade,
    book_ticker,
    shutdown,
    other
};

/// What a stream carries, by its name.
[[nodiscard]] stream_kind kind_of_stream(std::string_view name) noexcept;

/// Says what a message means. `to` is fresh; the stream that it names decides what it has to be.
void understand(market of, const frame& in, slab& memory, decoded& to);

/// A whole book, from a partial depth stream of spot or from REST.
/// @return what is wrong with it; empty when nothing is.
[[nodiscard]] std::string read_book(const members& in, decoded& to);

} // namespace holdfast::binance

#endif
