// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_OKX_TOPIC_NAMES_HPP
#define HOLDFAST_SRC_EXCHANGE_OKX_TOPIC_NAMES_HPP

#include "wire/json/json_cursor.hpp"

#include <holdfast/memory/slab.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::okx {

/// What a channel carries.
enum class channel_kind : std::uint8_t {
    book,       ///< A snapshot, then changes.
    top_levels, ///< The best levels, whole each time.
    best,       ///< The best bid and ask.
    trades,
    other
};

[[nodiscard]] channel_kind kind_of_channel(std::string_view channel) noexcept;

/// The path of the address that serves a channel.
[[nodiscard]] std::string_view path_of_channel(std::string_view channel) noexcept;

/// What a client asks for and what a message belongs to: `{"channel":"books","instId":"BTC-USDT"}`. As a
/// topic's name that is `books:BTC-USDT`, and other members stand behind the instrument in the order of their
/// names: `orders:BTC-USDT,instType=SPOT`.
struct argument {
    std::string_view channel{};
    std::string_view inst_id{};
    std::vector<std::pair<std::string_view, std::string_view>> others{};
};

/// The topic's name: in the slab; or as a string of its own.
[[nodiscard]] std::string_view name_of(const argument& a, slab& memory);
[[nodiscard]] std::string name_of(argument a);

[[nodiscard]] std::string_view channel_of(std::string_view topic_name) noexcept;
[[nodiscard]] std::string_view instrument_of(std::string_view topic_name) noexcept;

/// The argument that a topic's name stands for, in JSON.
[[nodiscard]] std::string json_of(std::string_view topic_name);

/// Reads the argument that comes next. What only says whose account it is (`uid`) is left out.
[[nodiscard]] argument read_argument(wire::json_cursor& in);

/// The argument that the exchange names in its words: `channel:books,instId:X doesn't exist`.
[[nodiscard]] std::optional<argument> argument_in(std::string_view words);

} // namespace holdfast::okx

#endif
