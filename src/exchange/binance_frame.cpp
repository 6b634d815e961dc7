#include "exchange/binance_frame.hpp"

#include "wire/json_cursor.hpp"

#include <boost/container/small_vector.hpp>

#include <utility>

namespace holdfast::binance {

using wire::json_cursor;
using wire::json_kind;

namespace {

// ["price","quantity"], and whatever else the exchange may add one day.
bool read_level(json_cursor& in, level& to)
{
    if (!in.begin_array())
        return false;
    for (decimal* number : {&to.price, &to.quantity}) {
        if (!in.next_element())
            return false;
        const auto read = decimal::parse(in.string());
        if (!read || read->sign() < 0)
            return false;
        *number = *read;
    }
    while (in.next_element())
        in.skip();
    return !in.failed();
}

bool read_levels(json_cursor& in, slab& memory, std::span<const level>& to)
{
    boost::container::small_vector<level, 128> found;
    in.begin_array();
    while (in.next_element()) {
        if (found.size() == max_levels || !read_level(in, found.emplace_back()))
            return false;
    }
    to = memory.copy(std::span<const level>(found.data(), found.size()));
    return !in.failed();
}

// A list of anything else is no error as long as nobody wants levels.
void read_list(json_cursor& in, slab& memory, member& to)
{
    const json_cursor start = in;
    if (read_levels(in, memory, to.levels)) {
        to.is = member::shape::levels;
        return;
    }
    to.is = member::shape::other;
    in = start;
    in.skip();
}

void read_member(json_cursor& in, slab& memory, member& to)
{
    using enum member::shape;
    if (to)
        return in.fail("a member comes twice");
    switch (in.peek()) {
    case json_kind::string:
        to.is = string;
        to.text = in.string();
        return;
    case json_kind::number:
        to.is = number;
        to.text = in.number();
        return;
    case json_kind::boolean: to.is = in.boolean() ? yes : no; return;
    case json_kind::array: return read_list(in, memory, to);
    case json_kind::null:
        to.is = null;
        in.skip();
        return;
    case json_kind::object:
    case json_kind::none:
        to.is = other;
        in.skip();
        return;
    }
}

void read_event(json_cursor& in, slab& memory, event_members& to)
{
    if (in.peek() != json_kind::object) {
        in.skip();
        return;
    }
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (member* known = to.find(key))
            read_member(in, memory, *known);
        else
            in.skip();
    }
}

void read_error(json_cursor& in, slab& memory, frame& to)
{
    if (in.peek() != json_kind::object)
        return read_member(in, memory, to.msg);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "code")
            read_member(in, memory, to.code);
        else if (key == "msg")
            read_member(in, memory, to.msg);
        else
            in.skip();
    }
}

member* find_reply(frame& in, std::string_view key)
{
    if (key == "result")
        return &in.result;
    if (key == "id")
        return &in.id;
    if (key == "code")
        return &in.code;
    return key == "msg" ? &in.msg : nullptr;
}

} // namespace

member* event_members::find(std::string_view key) noexcept
{
    if (key.size() == 1) {
        switch (key.front()) {
        case 'e': return &e;
        case 'E': return &E;
        case 's': return &s;
        case 'U': return &U;
        case 'u': return &u;
        case 'b': return &b;
        case 'B': return &B;
        case 'a': return &a;
        case 'A': return &A;
        case 't': return &t;
        case 'T': return &T;
        case 'p': return &p;
        case 'q': return &q;
        case 'm': return &m;
        default: return nullptr;
        }
    }
    if (key == "lastUpdateId")
        return &last_update_id;
    if (key == "bids")
        return &bids;
    return key == "asks" ? &asks : nullptr;
}

std::string read_frame(std::string_view text, slab& memory, frame& to)
{
    json_cursor in(text, memory);
    event_members plain;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "stream") {
            read_member(in, memory, to.stream);
        } else if (key == "data") {
            if (std::exchange(to.has_data, true))
                in.fail("a member comes twice");
            read_event(in, memory, to.event);
        } else if (key == "error") {
            read_error(in, memory, to);
        } else if (member* reply = find_reply(to, key)) {
            read_member(in, memory, *reply);
        } else if (member* known = plain.find(key)) {
            read_member(in, memory, *known);
        } else {
            in.skip();
        }
    }
    if (!to.wrapped())
        to.event = plain;
    if (in.finish())
        return {};
    return std::string(in.error()) + " at byte " + std::to_string(in.position());
}

} // namespace holdfast::binance
