// SPDX-License-Identifier: BSL-1.0
#include "wire/text/time_text.hpp"

#include <chrono>
#include <cstdint>
#include <limits>

namespace holdfast::wire {

namespace {

// Takes that many digits from the front of the text.
std::optional<int> take_digits(std::string_view& text, std::size_t count) noexcept
{
    if (text.size() < count)
        return std::nullopt;
    int number = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return number;
}

bool take(std::string_view& text, std::string_view any_of) noexcept
{
    if (text.empty() || any_of.find(text.front()) == any_of.npos)
        return false;
    text.remove_prefix(1);
    return true;
}

// Two numbers with a colon between.
std::optional<std::chrono::minutes> take_hours_and_minutes(std::string_view& text) noexcept
{
    const auto hours = take_digits(text, 2);
    if (!hours || !take(text, ":"))
        return std::nullopt;
    const auto minutes = take_digits(text, 2);
    if (!minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    return std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) noexcept
{
    const auto year = take_digits(text, 4);
    if (!year || *year < 1970 || *year > 2261 || !take(text, "-")) // Nanoseconds reach to 2262.
        return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, "-"))
        return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional<std::chrono::sys_days>(date) : std::nullopt;
}

// What follows the point of a second.
std::optional<std::chrono::nanoseconds> take_fraction(std::string_view& text) noexcept
{
    std::int64_t unit = 100'000'000;
    std::int64_t sum = 0;
    if (text.empty() || text.front() < '0' || text.front() > '9')
        return std::nullopt;
    for (auto digit = take_digits(text, 1); digit; digit = take_digits(text, 1), unit /= 10)
        sum += *digit * unit;
    return std::chrono::nanoseconds(sum);
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) noexcept
{
    if (take(text, "Zz"))
        return std::chrono::minutes(0);
    const bool west = !text.empty() && text.front() == '-';
    if (!take(text, "+-"))
        return std::nullopt;
    const auto offset = take_hours_and_minutes(text);
    return offset && west ? -*offset : offset;
}

// `1700000000.25`: so many seconds.
std::optional<wall_time> read_seconds(const decimal& seconds) noexcept
{
    std::int64_t count = seconds.coefficient();
    int places = seconds.exponent() + 9;
    for (; places < 0; ++places)
        count /= 10;
    for (; places > 0; --places) {
        if (count > std::numeric_limits<std::int64_t>::max() / 10)
            return std::nullopt;
        count *= 10;
    }
    return wall_time(std::chrono::nanoseconds(count));
}

} // namespace

std::optional<wall_time> read_rfc3339(std::string_view text) noexcept
{
    const auto date = take_date(text);
    if (!date || !take(text, "Tt "))
        return std::nullopt;
    const auto minutes = take_hours_and_minutes(text);
    if (!minutes || !take(text, ":"))
        return std::nullopt;
    const auto seconds = take_digits(text, 2);
    if (!seconds || *seconds > 60) // A leap second is the first one of the next minute.
        return std::nullopt;
    const auto fraction = take(text, ".") ? take_fraction(text) : std::chrono::nanoseconds(0);
    const auto offset = fraction ? take_offset(text) : std::nullopt;
    if (!offset || !text.empty())
        return std::nullopt;
    return wall_time(date->time_since_epoch() + *minutes + std::chrono::seconds(*seconds) + *fraction -
                     *offset);
}

std::optional<wall_time> read_time(const wire::json_member& m) noexcept
{
    constexpr std::uint64_t seconds_end = 100'000'000'000; // As milliseconds, that was in 1973.
    if (const auto whole = wire::to_id(m, wire::written::either); whole && *whole >= seconds_end)
        return wire::to_time(*whole);
    if (const auto number = wire::to_amount(m, wire::written::either))
        return read_seconds(*number);
    return m.is == wire::json_member::shape::string ? read_rfc3339(m.text) : std::nullopt;
}

} // namespace holdfast::wire
