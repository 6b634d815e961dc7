// SPDX-License-Identifier: BSL-1.0
#include "wire/http/retry_after.hpp"

#include "wire/text/trimmed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace holdfast::wire {

namespace {

constexpr duration longest = std::chrono::hours(24 * 365);

/// Reads a text from left to right; once something does not fit, nothing fits any more.
class scanner {
public:
    explicit scanner(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool done() const noexcept { return good_ && rest_.empty(); }

    void literal(std::string_view expected)
    {
        good_ = good_ && rest_.substr(0, expected.size()) == expected;
        skip(expected.size());
    }

    /// A number of exactly so many characters; the first may be a blank if `padded`.
    int number(std::size_t width, bool padded = false)
    {
        std::string_view digits = rest_.substr(0, width);
        good_ = good_ && digits.size() == width;
        if (padded && !digits.empty() && digits.front() == ' ')
            digits.remove_prefix(1);
        int value = 0;
        for (const char c : digits) {
            good_ = good_ && c >= '0' && c <= '9';
            value = value * 10 + (c - '0');
        }
        skip(width);
        return value;
    }

    unsigned month()
    {
        constexpr std::array<std::string_view, 12> names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        const auto found = std::find(names.begin(), names.end(), rest_.substr(0, 3));
        good_ = good_ && found != names.end();
        skip(3);
        return static_cast<unsigned>(found - names.begin()) + 1;
    }

    /// `08:49:37`; a leap second counts as the second before it.
    std::chrono::seconds time_of_day()
    {
        const int hours = number(2);
        literal(":");
        const int minutes = number(2);
        literal(":");
        const int seconds = number(2);
        good_ = good_ && hours < 24 && minutes < 60 && seconds <= 60;
        return std::chrono::hours(hours) + std::chrono::minutes(minutes) +
               std::chrono::seconds(std::min(seconds, 59));
    }

    /// The moment, if everything has fitted and the day exists.
    [[nodiscard]] std::optional<wall_time> moment(int year, unsigned month, int day,
                                                  std::chrono::seconds time) const
    {
        const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                               std::chrono::day(static_cast<unsigned>(day))};
        // Nanoseconds since 1970 end in 2262.
        if (!done() || !date.ok() || year < 1970 || year > 2261)
            return std::nullopt;
        return wall_time(std::chrono::sys_days(date) + time);
    }

private:
    void skip(std::size_t n) { rest_.remove_prefix(std::min(n, rest_.size())); }

    std::string_view rest_;
    bool good_ = true;
};

/// `Sun, 06 Nov 1994 08:49:37 GMT`
std::optional<wall_time> fixed_date(std::string_view after_comma)
{
    scanner s(after_comma);
    const int day = s.number(2);
    s.literal(" ");
    const unsigned month = s.month();
    s.literal(" ");
    const int year = s.number(4);
    s.literal(" ");
    const auto time = s.time_of_day();
    s.literal(" GMT");
    return s.moment(year, month, day, time);
}

/// `Sunday, 06-Nov-94 08:49:37 GMT`
std::optional<wall_time> two_digit_date(std::string_view after_comma, wall_time now)
{
    scanner s(after_comma);
    const int day = s.number(2);
    s.literal("-");
    const unsigned month = s.month();
    s.literal("-");
    const int short_year = s.number(2);
    s.literal(" ");
    const auto time = s.time_of_day();
    s.literal(" GMT");
    const auto today = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now));
    const int this_year = static_cast<int>(today.year());
    int year = this_year - this_year % 100 + short_year;
    if (year > this_year + 50)
        year -= 100;
    return s.moment(year, month, day, time);
}

/// `Sun Nov  6 08:49:37 1994`
std::optional<wall_time> asctime_date(std::string_view after_weekday)
{
    scanner s(after_weekday);
    const unsigned month = s.month();
    s.literal(" ");
    const int day = s.number(2, true);
    s.literal(" ");
    const auto time = s.time_of_day();
    s.literal(" ");
    const int year = s.number(4);
    return s.moment(year, month, day, time);
}

/// Digits, which may have a fraction behind them (`0.5`, though RFC 9110 knows none): rounded up.
std::optional<duration> parse_seconds(std::string_view value)
{
    constexpr std::string_view digits = "0123456789";
    const auto point = std::min(value.find('.'), value.size());
    const std::string_view whole = value.substr(0, point);
    const std::string_view fraction = value.substr(std::min(point + 1, value.size()));
    if (whole.size() + fraction.size() == 0 || whole.find_first_not_of(digits) != std::string_view::npos ||
        fraction.find_first_not_of(digits) != std::string_view::npos)
        return std::nullopt;
    std::int64_t seconds = 0;
    const auto parsed = std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
    if (parsed.ec == std::errc::result_out_of_range ||
        seconds >= std::chrono::duration_cast<std::chrono::seconds>(longest).count())
        return longest;
    const bool more = fraction.find_first_not_of('0') != std::string_view::npos;
    return std::chrono::seconds(seconds + (more ? 1 : 0));
}

} // namespace

std::optional<wall_time> parse_http_date(std::string_view text, wall_time now)
{
    text = trimmed(text);
    const auto comma = text.find(", ");
    if (comma == 3)
        return fixed_date(text.substr(5));
    if (comma != std::string_view::npos)
        return two_digit_date(text.substr(comma + 2), now);
    if (text.size() > 4 && text[3] == ' ')
        return asctime_date(text.substr(4));
    return std::nullopt;
}

duration parse_retry_after(std::string_view value, wall_time now)
{
    value = trimmed(value);
    if (const auto seconds = parse_seconds(value))
        return *seconds;
    const auto when = parse_http_date(value, now);
    return when ? std::clamp(*when - now, duration(0), longest) : duration(0);
}

} // namespace holdfast::wire
