// SPDX-License-Identifier: BSL-1.0
#include "exchange/generic/sided_rows.hpp"

#include "wire/json/json_cursor.hpp"
#include "wire/json/level_reader.hpp"
#include "wire/text/ascii_case.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

namespace holdfast::generic {

using wire::json_cursor;
using wire::json_kind;

namespace {

enum class part : std::uint8_t { side, price, quantity, other };

bool is_one_of(std::string_view word, const std::vector<std::string>& words) noexcept
{
    return std::any_of(words.begin(), words.end(),
                       [word](const std::string& known) { return wire::same_but_for_case(word, known); });
}

/// One level, as far as it is read: each of its parts comes once.
struct row {
    level at{};
    std::string_view side{};
    std::array<bool, 3> seen{};

    [[nodiscard]] bool complete() const noexcept { return seen[0] && seen[1] && seen[2]; }

    /// False where it is not what it has to be.
    [[nodiscard]] bool read(part what, json_cursor& in)
    {
        if (what == part::other) {
            in.skip();
            return true;
        }
        if (std::exchange(seen[static_cast<std::size_t>(what)], true))
            return false;
        if (what == part::side) {
            if (in.peek() != json_kind::string)
                return false;
            side = in.string();
            return true;
        }
        const auto number = in.amount(wire::written::either);
        if (!number || number->sign() < 0)
            return false;
        (what == part::price ? at.price : at.quantity) = *number;
        return true;
    }
};

part column_of(const row_columns& columns, std::size_t place) noexcept
{
    return place == columns.side       ? part::side
           : place == columns.price    ? part::price
           : place == columns.quantity ? part::quantity
                                       : part::other;
}

part member_of(const topic_kind& kind, std::string_view key) noexcept
{
    const auto among = [key](const paths& names) {
        return std::find(names.begin(), names.end(), key) != names.end();
    };
    return among(kind.side)       ? part::side
           : among(kind.price)    ? part::price
           : among(kind.quantity) ? part::quantity
                                  : part::other;
}

bool read_row(const topic_kind& kind, json_cursor& in, row& to)
{
    bool good = true;
    std::string_view key;
    if (in.peek() == json_kind::array) {
        in.begin_array();
        for (std::size_t place = 0; good && in.next_element(); ++place)
            good = to.read(column_of(kind.columns_of_rows, place), in);
    } else {
        for (in.begin_object(); good && in.next_key(key);)
            good = to.read(member_of(kind, key), in);
    }
    return good && to.complete() && !in.failed();
}

std::span<const level> kept(const std::vector<level>& side, slab& memory)
{
    return memory.copy(std::span<const level>(side));
}

} // namespace

std::string read_rows(std::string_view list, const topic_kind& kind, slab& memory, book_levels& to)
{
    json_cursor in(list, memory);
    std::vector<level> bids;
    std::vector<level> asks;
    for (in.begin_array(); in.next_element();) {
        row read;
        if (bids.size() + asks.size() == wire::max_levels || !read_row(kind, in, read))
            return kind.rows.front() + " is no list of levels that tell their sides";
        const bool bid = is_one_of(read.side, kind.bid_words);
        if (!bid && !is_one_of(read.side, kind.ask_words))
            return "a level of " + kind.rows.front() + " is neither a bid nor an ask";
        if (!read.at.price.is_zero())
            (bid ? bids : asks).push_back(read.at);
    }
    if (in.failed())
        return kind.rows.front() + " is no list of levels that tell their sides";
    to = {kept(bids, memory), kept(asks, memory)};
    return {};
}

} // namespace holdfast::generic
