// SPDX-License-Identifier: BSL-1.0
#include "wire/json/json_member.hpp"

#include <limits>

namespace holdfast::wire {

using shape = json_member::shape;

json_member member_detail::read_other_member(json_cursor& in, slab& memory)
{
    json_member read;
    switch (in.peek()) {
    case json_kind::number:
        read.is = shape::number;
        read.text = in.number();
        break;
    case json_kind::boolean: read.is = in.boolean() ? shape::yes : shape::no; break;
    case json_kind::array: {
        const auto levels = read_levels(in, memory, level_row());
        read.is = levels ? shape::levels : shape::other;
        read.levels = levels.value_or(std::span<const level>());
        break;
    }
    case json_kind::string: // Behind blanks.
        read.is = shape::string;
        read.text = in.string();
        break;
    case json_kind::null:
    case json_kind::object:
    case json_kind::none:
        read.is = in.peek() == json_kind::null ? shape::null : shape::other;
        in.skip();
        break;
    }
    return read;
}

// Milliseconds until 2262 lie below microseconds since 1973, and those below nanoseconds since 1973.
std::optional<wall_time> to_time(std::uint64_t stamp) noexcept
{
    constexpr std::uint64_t year_1973 = 100'000'000'000;                          // In milliseconds.
    constexpr std::uint64_t year_2262 = std::numeric_limits<std::int64_t>::max(); // In nanoseconds.
    if (stamp <= year_2262 / 1'000'000)
        return wall_time(std::chrono::milliseconds(stamp));
    if (stamp >= year_1973 * 1'000 && stamp <= year_2262 / 1'000)
        return wall_time(std::chrono::microseconds(stamp));
    if (stamp >= year_1973 * 1'000'000 && stamp <= year_2262)
        return wall_time(std::chrono::nanoseconds(stamp));
    return std::nullopt;
}

std::optional<decimal> member_detail::to_odd_amount(const json_member& m) noexcept
{
    const auto number = decimal::parse(m.text);
    return number && number->sign() >= 0 ? number : std::nullopt;
}

std::optional<decimal> to_cut_amount(const json_member& m, written how) noexcept
{
    return member_detail::is_written(m, how) ? decimal::parse_cut(m.text) : std::nullopt;
}

void complaint::refuse(const json_member& m, std::string_view name, std::string_view wanted) noexcept
{
    if (!good())
        return;
    wanted_ = wanted;
    name_ = name;
    refused_ = &m;
}

std::string complaint::error() const
{
    constexpr std::size_t shown = 40;
    if (refused_ == nullptr)
        return std::string(wanted_);
    std::string words = "\"" + std::string(name_) + "\" has to be " + std::string(wanted_);
    if (!*refused_)
        words += ", and is absent";
    else if (!refused_->text.empty())
        words += ", not " + std::string(refused_->text.substr(0, shown));
    return words;
}

} // namespace holdfast::wire
