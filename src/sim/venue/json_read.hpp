// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_JSON_READ_HPP
#define HOLDFAST_SRC_SIM_VENUE_JSON_READ_HPP

#include "sim/market/book_history.hpp"
#include "sim/market/fixed.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Members of messages, for those who are in no hurry: what clients say, and what recordings hold.

namespace holdfast::sim {

/// A string; empty if it is none.
[[nodiscard]] inline std::string text_of(const boost::json::object& in, std::string_view key)
{
    const boost::json::value* v = in.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

/// A whole number that is not below zero.
[[nodiscard]] inline std::optional<std::uint64_t> number_of(const boost::json::object& in,
                                                            std::string_view key)
{
    const boost::json::value* v = in.if_contains(key);
    if (v && v->is_uint64())
        return v->get_uint64();
    if (v && v->is_int64() && v->get_int64() >= 0)
        return static_cast<std::uint64_t>(v->get_int64());
    return std::nullopt;
}

[[nodiscard]] inline const boost::json::object* object_of(const boost::json::object& in, std::string_view key)
{
    const boost::json::value* v = in.if_contains(key);
    return v ? v->if_object() : nullptr;
}

/// A price or a quantity in a string.
[[nodiscard]] inline std::optional<fixed> amount_of(const boost::json::value* v)
{
    return v && v->is_string() ? to_fixed(v->get_string()) : std::nullopt;
}

/// Levels as lists: `[["61837.63","1.234"],…]`.
[[nodiscard]] inline std::optional<std::vector<priced>> levels_of(const boost::json::object& in,
                                                                  std::string_view key)
{
    const boost::json::value* v = in.if_contains(key);
    const boost::json::array* rows = v ? v->if_array() : nullptr;
    if (!rows)
        return std::nullopt;
    std::vector<priced> out;
    for (const boost::json::value& row : *rows) {
        const boost::json::array* level = row.if_array();
        const auto price = level && level->size() >= 2 ? amount_of(&(*level)[0]) : std::nullopt;
        const auto quantity = price ? amount_of(&(*level)[1]) : std::nullopt;
        if (!quantity)
            return std::nullopt;
        out.emplace_back(*price, *quantity);
    }
    return out;
}

} // namespace holdfast::sim

#endif
