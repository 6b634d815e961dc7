// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_MARKET_MESSAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_MARKET_MESSAGES_HPP

#include "exchange/bybit/frame.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>

#include <string_view>
#include <vector>

namespace holdfast::bybit {

/// Says what a message means: appends one entry or more.
void understand(const frame& in, slab& memory, std::vector<decoded>& out);

/// A whole book as REST shows it.
[[nodiscard]] result<rest_snapshot> understand_snapshot(const topic& on, std::string_view body, slab& memory);

/// The part of a topic's name behind its kind: `BTCUSDT`.
[[nodiscard]] std::string_view symbol_of(std::string_view topic_name) noexcept;

} // namespace holdfast::bybit

#endif
