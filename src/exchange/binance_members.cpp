#include "exchange/binance_members.hpp"

#include <charconv>

namespace holdfast::binance {

using shape = member::shape;

std::optional<std::uint64_t> to_id(const member& m) noexcept
{
    if (m.is != shape::number)
        return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = m.text.data() + m.text.size();
    const auto [stop, error] = std::from_chars(m.text.data(), end, number);
    if (error != std::errc() || stop != end)
        return std::nullopt;
    return number;
}

std::optional<wall_time> to_time(const member& m) noexcept
{
    constexpr std::uint64_t last_ms = 9'223'372'036'854;    // The year 2262.
    constexpr std::uint64_t first_us = 100'000'000'000'000; // The year 1973.
    const auto stamp = to_id(m);
    if (!stamp)
        return std::nullopt;
    if (*stamp <= last_ms)
        return wall_time(std::chrono::milliseconds(*stamp));
    if (*stamp >= first_us && *stamp / 1000 <= last_ms)
        return wall_time(std::chrono::microseconds(*stamp));
    return std::nullopt;
}

std::uint64_t member_reader::id(const member& m, std::string_view name)
{
    const auto number = to_id(m);
    if (!number)
        refuse(name, m, "a 64-bit id");
    return number.value_or(0);
}

wall_time member_reader::time(const member& m, std::string_view name)
{
    const auto moment = to_time(m);
    if (!moment)
        refuse(name, m, "a time stamp");
    return moment.value_or(wall_time());
}

decimal member_reader::amount(const member& m, std::string_view name)
{
    const auto number = m.is == shape::string ? decimal::parse(m.text) : std::nullopt;
    if (!number || number->sign() < 0) {
        refuse(name, m, "a decimal number");
        return {};
    }
    return *number;
}

bool member_reader::flag(const member& m, std::string_view name)
{
    if (m.is != shape::yes && m.is != shape::no)
        refuse(name, m, "true or false");
    return m.is == shape::yes;
}

std::span<const level> member_reader::levels(const member& m, std::string_view name)
{
    if (m.is != shape::levels)
        refuse(name, m, "a list of price and quantity, of " + std::to_string(max_levels) + " levels at most");
    return m.levels;
}

void member_reader::expect(bool met, std::string_view otherwise)
{
    if (!met && good())
        error_ = otherwise;
}

void member_reader::refuse(std::string_view name, const member& m, std::string_view wanted)
{
    constexpr std::size_t shown = 40;
    if (!good())
        return;
    error_ = "\"" + std::string(name) + "\" has to be " + std::string(wanted);
    if (!m)
        error_ += ", and is absent";
    else if (!m.text.empty())
        error_ += ", not " + std::string(m.text.substr(0, shown));
}

} // namespace holdfast::binance
