#ifndef HOLDFAST_EXCHANGE_BINANCE_EVENTS_HPP
#define HOLDFAST_EXCHANGE_BINANCE_EVENTS_HPP

#include "exchange/binance_frame.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/slab.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast::binance {

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
void understand(const frame& in, slab& memory, decoded& to);

/// A whole book, from a partial depth stream or from REST.
/// @return what is wrong with it; empty when nothing is.
[[nodiscard]] std::string read_book(const members& in, decoded& to);

/// The exchange's words in an error: code and text.
[[nodiscard]] std::string words_of(const members& in);

/// The symbol as stream names have it. Only ASCII has case here: other letters are the same in payloads.
[[nodiscard]] std::string lower_case(std::string_view symbol);

} // namespace holdfast::binance

#endif
