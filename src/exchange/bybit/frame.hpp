// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_FRAME_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_FRAME_HPP

#include "wire/json/json_member.hpp"

#include <holdfast/event.hpp>
#include <holdfast/memory/slab.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace holdfast::bybit {

enum class topic_kind : std::uint8_t { book, full_book, trades, ticker, other };

/// What a topic carries, by its name.
[[nodiscard]] topic_kind kind_of_topic(std::string_view name) noexcept;

/// The members of a message, and of an answer of REST. Some replies are in camel case.
enum class member : std::uint8_t {
    topic,
    type,
    ts,
    cts,
    op,
    success,
    ret_code,
    ret_msg,
    req_id,
    time,         // Of a message about an account, and of an answer of REST.
    count,        // Those above are kept, those below are not.
    data = count, // Or "result".
    unknown
};

enum class book_name : std::uint8_t { s, b, a, u, ts, cts, count, unknown };

enum class ticker_name : std::uint8_t { bid_price, bid_size, ask_price, ask_size, count, unknown };

/// The trades of a message.
struct trade_list {
    std::span<const trade> trades{};
    std::uint64_t newest = 0;  ///< The greatest cross sequence; zero where there is none.
    std::string_view symbol{}; ///< Of the last one.
};

/// The topics of a request that were accepted and refused, each by each (options and spreads).
struct topic_lists {
    std::vector<std::string_view> accepted{};
    std::vector<std::string_view> refused{};
};

/// What is inside a message: of its topic's kind.
struct contents {
    wire::json_members<book_name> book{};
    wire::json_members<ticker_name> ticker{};
    trade_list traded{};
};

/// One message, read but not yet understood.
struct frame {
    wire::json_members<member> outer{};
    bool has_data = false;
    /// Its text, if it came before the topic's name, or without one, or is not read here.
    std::string_view data{};
    contents inner{};
};

/// Reads a message in one pass. Members that are not known are skipped; a known one that comes twice is an
/// error.
/// @return what is wrong with the text, a view of the slab; empty when nothing is. `to` has what was read
///         until then.
[[nodiscard]] std::string_view read_frame(std::string_view text, slab& memory, frame& to);

/// Reads what is inside a message of that kind. Returns what is wrong with it; empty when nothing is.
[[nodiscard]] std::string_view read_contents(std::string_view data, topic_kind kind, slab& memory,
                                             contents& to);

/// Reads the lists of topics inside a reply; as above.
[[nodiscard]] std::string_view read_lists(std::string_view data, slab& memory, topic_lists& to);

} // namespace holdfast::bybit

#endif
