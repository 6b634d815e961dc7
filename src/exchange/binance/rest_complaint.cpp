// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/rest_complaint.hpp"

#include "exchange/binance/frame.hpp"
#include "exchange/common/complaint_words.hpp"

#include <algorithm>
#include <chrono>

namespace holdfast::binance {

namespace {

using namespace std::chrono_literals;

/// A ban lasts 2 minutes at the least (rest-api.md, "IP Limits"); weights count for one.
constexpr duration shortest_ban = 2min;
constexpr duration window = 1min;

bool is_one_of(std::string_view code, std::initializer_list<std::string_view> those) noexcept
{
    return std::ranges::find(those, code) != those.end();
}

} // namespace

// -1003: "Way too much request weight used; IP banned until 1700000000000." is the second warning.
failure complaint_of(std::string_view code, std::string_view words, wall_time now)
{
    const std::string text =
        std::string(code) + (code.empty() || words.empty() ? "" : ": ") + std::string(words);
    const bool banned = words.find("banned until") != std::string_view::npos;
    failure why(errc::rate_limited, text);
    why.retry_after = window;
    if (banned) {
        const duration told = until_moment_in(words, now);
        why.code = make_error_code(errc::banned);
        why.retry_after = told > duration::zero() ? told : shortest_ban;
        return why;
    }
    if (is_one_of(code, {"-1003", "-1015"}) ||
        (!code.empty() && code != "-1008" && says_too_fast_in_words(words)))
        return why;
    if (is_one_of(code, {"-1121", "-4108", "-4141"}))
        return failure(errc::topic_unknown, text);
    return {};
}

failure complaint_in(const http_response& answer, wall_time now)
{
    slab memory;
    frame read;
    const bool json = read_frame(answer.body, memory, read).empty();
    if (!json && until_moment_in(answer.body, now) == duration::zero())
        return answer.status == 200 ? failure() : complaint_in_plain_words(answer, window);
    const std::string_view words = json ? read.outer[name::msg].text : std::string_view(answer.body);
    const failure why = complaint_of(json ? read.outer[name::code].text : "", words, now);
    if (!why.code)
        return {};
    // A pause that the exchange names counts for more than the window of a budget.
    const bool named =
        answer.retry_after > duration::zero() && until_moment_in(words, now) == duration::zero();
    return complaint_about(answer, static_cast<errc>(why.code.value()), why.text,
                           named ? duration::zero() : why.retry_after);
}

} // namespace holdfast::binance
