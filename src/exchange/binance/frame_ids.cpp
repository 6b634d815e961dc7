// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/frame_ids.hpp"

#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"

#include <optional>

namespace holdfast::binance {

namespace {

using wire::json_cursor;
using wire::written;

constexpr char pu = '\1'; // Stands for the only one whose name has two letters.

/// The members that say where an event stands; a space where there is none.
struct id_members {
    char first = ' ';
    char last = ' ';
    char previous = ' ';
    char time = 'E';
};

std::optional<id_members> members_of(market of, stream_kind kind) noexcept
{
    const bool usdm = of == market::usdm;
    switch (kind) {
    case stream_kind::depth: return id_members{.first = 'U', .last = 'u', .previous = usdm ? pu : ' '};
    case stream_kind::trade: return id_members{.last = 't'};
    case stream_kind::agg_trade: return id_members{.last = 'a'};
    case stream_kind::book_ticker: return id_members{.last = 'u', .time = usdm ? 'E' : ' '};
    case stream_kind::partial_depth:
    case stream_kind::shutdown:
    case stream_kind::other: break;
    }
    return std::nullopt;
}

struct place {
    sequence_ids ids{};
    wall_time at{};
};

/// Reads members until all that are wanted are there.
bool read_until_complete(json_cursor& in, const id_members& wanted, place& to)
{
    bool first = wanted.first == ' ';
    bool last = false;
    bool previous = wanted.previous == ' ';
    bool time = wanted.time == ' ';
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        const char name = key.size() == 1 ? key.front() : key == "pu" ? pu : '\0';
        const bool is_id =
            name == wanted.first || name == wanted.last || name == wanted.previous || name == wanted.time;
        const auto number = is_id ? in.id(written::bare) : std::nullopt;
        if (!is_id) {
            in.skip();
        } else if (!number) {
            return false;
        } else if (name == wanted.first) {
            to.ids.first = *number;
            first = true;
        } else if (name == wanted.last) {
            to.ids.last = *number;
            last = true;
        } else if (name == wanted.previous) {
            to.ids.previous = *number;
            previous = true;
        } else {
            const auto at = wire::to_time(*number);
            to.at = at.value_or(wall_time());
            time = at.has_value();
        }
        if (first && last && previous && time)
            return true;
    }
    return false;
}

} // namespace

bool read_ids(market of, std::string_view text, slab& memory, decoded& to)
{
    json_cursor in(text, memory);
    in.begin_object();
    if (!in.next_is("stream"))
        return false;
    const std::string_view topic = in.string();
    const auto wanted = members_of(of, kind_of_stream(topic));
    if (!wanted || !in.next_is("data") || in.peek() != wire::json_kind::object)
        return false;
    place read;
    if (!read_until_complete(in, *wanted, read))
        return false;
    if (wanted->last != 'u') // a trade is a range of one, as when it is read in full
        read.ids.first = read.ids.last;
    if (read.ids.first > read.ids.last)
        return false;
    to.what = decoded::kind::data;
    to.topic_name = topic;
    to.ids = read.ids;
    to.exchange_time = read.at;
    return true;
}

} // namespace holdfast::binance
