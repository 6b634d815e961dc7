// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_JSON_LEVEL_READER_HPP
#define HOLDFAST_SRC_WIRE_JSON_LEVEL_READER_HPP

#include "wire/json/json_cursor.hpp"

#include <holdfast/event.hpp>
#include <holdfast/memory/slab.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

namespace holdfast::wire {

/// A level as a list: `["61837.63","1.234"]`, and whatever else the exchange puts behind (Binance, Bybit,
/// OKX).
struct level_row {
    static constexpr std::size_t least_size = 10; // ["1","2"],

    /// Reads levels in the form they usually have, as many as stand there one after another.
    [[nodiscard]] std::size_t read_usual(json_cursor& in, std::span<level> to) const noexcept;
    /// Reads one level in whatever form; false if it is none.
    [[nodiscard]] bool read(json_cursor& in, level& to) const;
};

/// A level as an object of numbers, its members in any order: `{"px":61837.5,"sz":1.25,"n":3}` (BULK).
struct level_object {
    std::string_view price;
    std::string_view quantity;

    static constexpr std::size_t least_size = 10; // {"":1,"":2}, with names of at least nothing.

    /// The usual form: price and quantity come first and in this order, numbers behind them.
    [[nodiscard]] std::size_t read_usual(json_cursor& in, std::span<level> to) const noexcept;
    [[nodiscard]] bool read(json_cursor& in, level& to) const;
};

/// Levels that one list may have. The longest snapshots have 5000.
inline constexpr std::size_t max_levels = 100'000;

/// Reads a list of levels, straight into the slab. `shape` says what one of them looks like.
/// @return nothing, with the cursor behind the value, if it is anything else: no list, one that is too long,
///         a level that is none, a number below zero or one that does not fit.
template <class Shape>
[[nodiscard]] std::optional<std::span<const level>> read_levels(json_cursor& in, slab& memory,
                                                                const Shape& shape)
{
    const json_cursor start = in;
    const auto room = memory.room<level>(std::min(max_levels, in.rest().size() / Shape::least_size + 1));
    in.begin_array();
    std::size_t used = shape.read_usual(in, room);
    bool good = true;
    while (good && in.next_element()) {
        good = used != room.size() && shape.read(in, room[used]);
        used += good ? 1 : 0;
        used += shape.read_usual(in, room.subspan(used));
    }
    if (good && !in.failed()) [[likely]]
        return memory.shrink(room, used);
    static_cast<void>(memory.shrink(room, 0));
    in = start;
    in.skip();
    return std::nullopt;
}

// ---- what is common ---------------------------------------------------------------------------------------

namespace level_detail {

/// Where the row that begins here ends. A usual one has at least ten bytes, as `,["1","2"]`, and at most 41.
[[nodiscard]] inline const char* behind_row(const char* at, const char* end) noexcept
{
    constexpr std::ptrdiff_t before = 9;
    if (end - at >= before + 2 * block_size) [[likely]] {
        at += before;
        const std::uint32_t found = text_block(at).equal_to(']') | text_block(at + block_size).equal_to(']')
                                                                       << block_size;
        return at + lowest_bit(found) + 1;
    }
    const void* const found = std::memchr(at, ']', static_cast<std::size_t>(end - at));
    return found != nullptr ? static_cast<const char*>(found) + 1 : end;
}

} // namespace level_detail

inline std::size_t level_row::read_usual(json_cursor& in, std::span<level> to) const noexcept
{
    if (in.position() < before_number)
        return 0;
    const std::string_view text = in.rest();
    const char* const end = text.data() + text.size();
    const auto is = [last = end - 3](const char* at, std::string_view expected) {
        return at <= last && std::memcmp(at, expected.data(), expected.size()) == 0;
    };
    const char* at = text.data();
    char separator = in.separator();
    std::size_t used = 0;
    while (used != to.size() && end - at > 4 && *at == separator && is(at + 1, "[\"")) {
        // Looked up, so that the processor need not wait for the numbers before it goes on to the next row.
        const char* const next = level_detail::behind_row(at, end);
        const plain_number price = read_plain_number(at + 3, end);
        const char* behind = at + 3 + price.size;
        if (!price || !is(behind, "\",\""))
            break;
        const plain_number quantity = read_plain_number(behind + 3, end);
        behind += 3 + quantity.size;
        if (!quantity)
            break;
        while (is(behind, "\",\"")) // Something else is behind them.
            behind = skip_plain(behind + 3, end);
        if (!is(behind, "\"]") || behind + 2 != next)
            break;
        to[used].price = decimal::of_digits(price.digits, price.scale);
        to[used].quantity = decimal::of_digits(quantity.digits, quantity.scale);
        ++used;
        at = next;
        separator = ',';
    }
    in.advance(static_cast<std::size_t>(at - text.data()));
    return used;
}

namespace level_detail {

/// Goes over what is expected there, or stays.
[[nodiscard]] inline bool pass(const char*& at, const char* end, std::string_view expected) noexcept
{
    if (static_cast<std::size_t>(end - at) < expected.size() ||
        std::memcmp(at, expected.data(), expected.size()) != 0)
        return false;
    at += expected.size();
    return true;
}

/// A member of that name that is a plain number: `"px":61837.5`.
[[nodiscard]] inline plain_number pass_number(const char*& at, const char* end,
                                              std::string_view name) noexcept
{
    const bool there = pass(at, end, "\"") && pass(at, end, name) && pass(at, end, "\":");
    const plain_number read = there ? read_plain_number(at, end) : plain_number();
    at += read.size;
    return read;
}

/// Goes over the members behind, if they are plain numbers and none has one of these names.
[[nodiscard]] inline bool pass_others(const char*& at, const char* end, std::string_view price,
                                      std::string_view quantity) noexcept
{
    while (pass(at, end, ",\"")) {
        const std::string_view name(at, static_cast<std::size_t>(skip_plain(at, end) - at));
        at += name.size();
        if (name == price || name == quantity || !pass(at, end, "\":"))
            return false;
        const plain_number read = read_plain_number(at, end);
        if (!read)
            return false;
        at += read.size;
    }
    return true;
}

} // namespace level_detail

inline std::size_t level_object::read_usual(json_cursor& in, std::span<level> to) const noexcept
{
    using level_detail::pass;
    if (in.position() < before_number)
        return 0;
    const std::string_view text = in.rest();
    const char* const end = text.data() + text.size();
    const char* at = text.data();
    char separator = in.separator();
    std::size_t used = 0;
    for (const char* next = at; used != to.size() && next != end && *next == separator; next = at) {
        ++next;
        if (!pass(next, end, "{"))
            break;
        const plain_number read_price = level_detail::pass_number(next, end, price);
        if (!read_price || !pass(next, end, ","))
            break;
        const plain_number read_quantity = level_detail::pass_number(next, end, quantity);
        if (!read_quantity || !level_detail::pass_others(next, end, price, quantity) || !pass(next, end, "}"))
            break;
        to[used].price = decimal::of_digits(read_price.digits, read_price.scale);
        to[used].quantity = decimal::of_digits(read_quantity.digits, read_quantity.scale);
        ++used;
        at = next;
        separator = ',';
    }
    in.advance(static_cast<std::size_t>(at - text.data()));
    return used;
}

} // namespace holdfast::wire

#endif
