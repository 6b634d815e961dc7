// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_CUSTOM_ADAPTER_KRAKEN_HPP
#define HOLDFAST_EXAMPLES_CUSTOM_ADAPTER_KRAKEN_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/order_book.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

/// The books of Kraken v2 (docs.kraken.com, "Book"): windows of the best levels, without deletions for what
/// leaves them, no numbers, and a checksum in every message.
///
/// @code
/// hf::session feed(executor, kraken::make_adapter());
/// hf::book_keeper btc(feed, kraken::book("BTC/USD"), {.book = kraken::books()});
/// @endcode
namespace kraken {

/// The adapter; `depth` levels a side: 10, 25, 100, 500 or 1000.
[[nodiscard]] std::shared_ptr<const holdfast::adapter> make_adapter(std::size_t depth = 10);

/// The book of a pair, as Kraken spells it: `BTC/USD`.
[[nodiscard]] holdfast::topic book(const std::string& pair);

/// "How to calculate the checksum": the ten best of each side, every number as it was sent, without its point
/// and leading zeros.
[[nodiscard]] std::uint32_t checksum(const holdfast::price_levels& bids, const holdfast::price_levels& asks);

/// What an order book of Kraken has to know.
[[nodiscard]] inline holdfast::order_book_options books()
{
    return {.checksum = checksum};
}

} // namespace kraken

#endif
