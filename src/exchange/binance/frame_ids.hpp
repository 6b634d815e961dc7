// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_FRAME_IDS_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_FRAME_IDS_HPP

#include "exchange/binance/market_messages.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>

#include <string_view>

namespace holdfast::binance {

/// Reads an event as far as its topic, its ids and its time, and looks at nothing behind them: for those who
/// read the rest themselves.
///
/// @return false, and nothing is said, where that does not do: replies, events without the name of their
///         stream, partial books, whatever is not written in the usual way. Those are read in full.
[[nodiscard]] bool read_ids(market of, std::string_view text, slab& memory, decoded& to);

} // namespace holdfast::binance

#endif
