// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_COMMON_MEMBERS_HPP
#define HOLDFAST_SRC_EXCHANGE_COMMON_MEMBERS_HPP

#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"

#include <holdfast/memory/slab.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

/// How objects are read whose members are known by name.
namespace holdfast {

/// What a word stands for; `Name::unknown` if nothing.
template <class Name, std::size_t Size>
[[nodiscard]] Name look_up(const std::pair<std::string_view, Name> (&words)[Size],
                           std::string_view key) noexcept
{
    for (const auto& [word, stands_for] : words)
        if (key == word)
            return stands_for;
    return Name::unknown;
}

/// Reads an object. Members that are not known are skipped.
template <auto NameOf, class Name>
void read_members(wire::json_cursor& in, slab& memory, wire::json_members<Name>& to)
{
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (const Name known = NameOf(key); known < Name::count)
            to.read(known, in, memory);
        else
            in.skip();
    }
}

/// What was wrong with the text, and where; a view of the slab.
[[nodiscard]] inline std::string_view complaint_of(const wire::json_cursor& in, slab& memory)
{
    return memory.copy(std::string_view(in.complaint()));
}

} // namespace holdfast

#endif
