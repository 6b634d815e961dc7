// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/frame.hpp"

#include "wire/json/json_cursor.hpp"

#include <array>
#include <string>
#include <utility>

namespace holdfast::binance {

using wire::json_cursor;
using wire::json_kind;

namespace {

// Most names are a letter.
constexpr std::array<name, 256> letters = [] {
    using enum name;
    std::array<name, 256> table{};
    table.fill(unknown);
    for (const auto& [letter, stands_for] : {std::pair{'e', e},
                                             {'E', E},
                                             {'s', s},
                                             {'U', U},
                                             {'u', u},
                                             {'b', b},
                                             {'B', B},
                                             {'a', a},
                                             {'A', A},
                                             {'t', t},
                                             {'T', T},
                                             {'p', p},
                                             {'q', q},
                                             {'m', m},
                                             {'X', X}})
        table[static_cast<unsigned char>(letter)] = stands_for;
    return table;
}();

name name_of_word(std::string_view key) noexcept
{
    using enum name;
    constexpr std::pair<std::string_view, name> words[] = {{"pu", pu},
                                                           {"stream", stream},
                                                           {"data", data},
                                                           {"result", result},
                                                           {"id", id},
                                                           {"code", code},
                                                           {"msg", msg},
                                                           {"error", error},
                                                           {"bids", bids},
                                                           {"asks", asks},
                                                           {"lastUpdateId", last_update_id}};
    for (const auto& [word, stands_for] : words)
        if (key == word)
            return stands_for;
    return unknown;
}

// The name that a key stands for.
[[gnu::always_inline]] inline name name_of(std::string_view key) noexcept
{
    return key.size() == 1 ? letters[static_cast<unsigned char>(key.front())] : name_of_word(key);
}

void read_data(json_cursor& in, slab& memory, frame& to)
{
    if (std::exchange(to.has_data, true))
        in.fail("a member comes twice");
    if (in.peek() != json_kind::object) {
        in.skip();
        return;
    }
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        const name known = name_of(key);
        if (is_of_events(known))
            to.inner.read(known, in, memory);
        else
            in.skip();
    }
}

// One member of the message, but for `"data"`. What is wrong may be spelt out in a member of its own.
void read_outer(name known, json_cursor& in, slab& memory, frame& to)
{
    if (known == name::unknown) {
        in.skip();
    } else if (known != name::error) {
        to.outer.read(known, in, memory);
    } else if (in.peek() != json_kind::object) {
        read_outer(name::msg, in, memory, to);
    } else {
        std::string_view key;
        for (in.begin_object(); in.next_key(key);) {
            const name inside = name_of(key);
            const bool wanted = inside == name::code || inside == name::msg;
            read_outer(wanted ? inside : name::unknown, in, memory, to);
        }
    }
}

} // namespace

std::string_view read_frame(std::string_view text, slab& memory, frame& to)
{
    json_cursor in(text, memory);
    in.begin_object();
    if (in.next_is("stream"))
        to.outer.read(name::stream, in, memory);
    if (in.next_is("data"))
        read_data(in, memory, to);
    std::string_view key;
    while (in.next_key(key)) {
        if (const name known = name_of(key); known == name::data)
            read_data(in, memory, to);
        else
            read_outer(known, in, memory, to);
    }
    if (in.finish())
        return {};
    return memory.copy(std::string_view(in.complaint()));
}

} // namespace holdfast::binance
