// SPDX-License-Identifier: BSL-1.0
#include "exchange/common/complaint_words.hpp"

#include "wire/json/json_cursor.hpp"
#include "wire/text/excerpt.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>
#include <chrono>

namespace holdfast {

namespace {

using std::chrono::milliseconds;

/// Small letters and digits, one blank between words.
std::string plain(std::string_view text)
{
    std::string made;
    for (const char c : text) {
        const bool upper = c >= 'A' && c <= 'Z';
        const char small = upper ? static_cast<char>(c - 'A' + 'a') : c;
        if ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9'))
            made += small;
        else if (!made.empty() && made.back() != ' ')
            made += ' ';
    }
    return made;
}

template <std::size_t Size>
bool has_one_of(const std::string& text, const std::string_view (&phrases)[Size])
{
    return std::ranges::any_of(
        phrases, [&](std::string_view phrase) { return text.find(phrase) != std::string::npos; });
}

/// The end of the second (10 digits) or millisecond (13) that is named: an exchange cuts what is smaller, and
/// a question within the last one is a question too early. What nanoseconds since 1970 cannot hold is the end
/// of their time (2255).
wall_time moment_of(std::string_view digits)
{
    constexpr std::uint64_t last_second = 9'000'000'000;
    const std::uint64_t number = wire::read_id(digits).value_or(0);
    if (digits.size() == 10)
        return wall_time(std::chrono::seconds(std::min(number, last_second) + 1));
    return digits.size() == 13 ? wall_time(milliseconds(std::min(number, last_second * 1000) + 1))
                               : wall_time();
}

/// A moment that is past by no more than this was right when it was named: the answer was on its way, and two
/// clocks are never one.
constexpr duration just_past = std::chrono::seconds(10);
constexpr duration shortest_wait = std::chrono::seconds(1);

} // namespace

bool says_too_fast_in_words(std::string_view words)
{
    constexpr std::string_view phrases[] = {"too many visit", "too many request", "too frequent",
                                            "rate limit",     "ratelimit",        "request limit",
                                            "requests limit", "frequency limit",  "ip frequency",
                                            "too fast",       "visit too often",  "throttled"};
    return has_one_of(plain(words), phrases);
}

bool says_unknown_symbol_in_words(std::string_view words)
{
    constexpr std::string_view things[] = {"symbol", "instrument", "instid", "inst id", "market", "pair"};
    constexpr std::string_view verdicts[] = {"invalid",        "not found", "not exist",     "doesn t exist",
                                             "does not exist", "unknown",   "not supported", "unsupported",
                                             "delisted",       "no such",   "illegal",       "is closed"};
    const std::string text = plain(words);
    return has_one_of(text, things) && has_one_of(text, verdicts);
}

duration until_moment_in(std::string_view words, wall_time now)
{
    const std::string text = plain(words);
    const std::size_t until = text.find("until ");
    if (until == std::string::npos || now == wall_time())
        return {};
    const std::string_view rest = std::string_view(text).substr(until + 6);
    const std::size_t first = std::min(rest.find_first_of("0123456789"), rest.size());
    const std::string_view from = rest.substr(first);
    const wall_time moment = moment_of(from.substr(0, from.find_first_not_of("0123456789")));
    if (moment - now < -just_past)
        return {};
    return std::clamp<duration>(moment - now, shortest_wait, std::chrono::days(7));
}

failure complaint_about(const http_response& answer, errc what, std::string_view words, duration pause)
{
    failure why(what, redacted(wire::excerpt(words)));
    why.http_status = answer.status;
    why.retry_after = std::max(pause, answer.retry_after);
    return why;
}

failure complaint_in_plain_words(const http_response& answer, duration pause)
{
    if (answer.status == 403 || answer.status == 418 || answer.status == 429)
        return {};
    const std::string_view beginning = std::string_view(answer.body).substr(0, 2000);
    return says_too_fast_in_words(beginning) ? complaint_about(answer, errc::rate_limited, beginning, pause)
                                             : failure();
}

} // namespace holdfast
