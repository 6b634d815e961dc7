#ifndef HOLDFAST_TEST_STRANGERS_JSON_HPP
#define HOLDFAST_TEST_STRANGERS_JSON_HPP

#include "support/boost_json_tree.hpp"

#include <holdfast/adapter.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

// What the adapters of this directory need to read a message; nothing of the library's own readers.

namespace strangers {

namespace hf = holdfast;

/// The member with that name, or an empty value.
inline const json_tree& at(const json_tree& object, std::string_view name)
{
    static const json_tree absent;
    const auto found = object.all(name);
    return found.size() == 1 ? *found.front() : absent;
}

inline const std::string& text(const json_tree& object, std::string_view name)
{
    return at(object, name).text;
}

inline hf::level level_of(const json_tree& row, std::string_view price, std::string_view quantity)
{
    hf::level read;
    const auto p = hf::decimal::parse(text(row, price));
    const auto q = hf::decimal::parse(text(row, quantity));
    if (p && q)
        read = {*p, *q};
    return read;
}

inline std::string_view keep(hf::slab& memory, const std::string& words)
{
    return memory.copy(std::string_view(words));
}

template <class T>
std::span<const T> keep(hf::slab& memory, const std::vector<T>& items)
{
    return memory.copy(std::span<const T>(items));
}

inline void malformed(std::vector<hf::decoded>& out, std::string_view why)
{
    hf::decoded bad;
    bad.text = why;
    out.push_back(bad);
}

} // namespace strangers

#endif
