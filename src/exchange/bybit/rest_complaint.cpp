// SPDX-License-Identifier: BSL-1.0
#include "exchange/bybit/rest_complaint.hpp"

#include "exchange/bybit/control.hpp"
#include "exchange/bybit/frame.hpp"
#include "exchange/common/complaint_words.hpp"

#include <algorithm>
#include <chrono>

namespace holdfast::bybit {

namespace {

using namespace std::chrono_literals;

/// v5/rate-limit: requests are counted over a second, and over five by address; 403 means 10 minutes of
/// silence.
constexpr duration window = 1s;

wall_time moment_in(const wire::json_member& m) noexcept
{
    const auto stamp = wire::to_id(m, wire::written::either);
    return (stamp ? wire::to_time(*stamp) : std::nullopt).value_or(wall_time());
}

/// The header says when the limit begins anew, the answer what time it is.
duration until_reset(const http_response& answer, const frame& in, wall_time now) noexcept
{
    const auto stamp = wire::read_id(answer.header("x-bapi-limit-reset-timestamp"));
    const auto reset = stamp ? wire::to_time(*stamp) : std::nullopt;
    const wall_time told = moment_in(in.outer[member::time]);
    const wall_time there = told == wall_time() ? now : told;
    if (!reset || there == wall_time())
        return {};
    return std::clamp<duration>(*reset - there, window, std::chrono::hours(24));
}

// v5/error: 10001 is about any parameter, and names the symbol in words; 10029, and of spot 170121.
bool says_unknown_symbol(std::string_view code, std::string_view words)
{
    return code == "10029" || code == "170121" || (code == "10001" && says_unknown_symbol_in_words(words));
}

} // namespace

failure complaint_in(const http_response& answer, wall_time now)
{
    slab memory;
    frame in;
    if (!read_frame(answer.body, memory, in).empty())
        return complaint_in_plain_words(answer, window);
    const std::string_view code = in.outer[member::ret_code].text;
    const std::string_view words = in.outer[member::ret_msg].text;
    if (complains_of_speed(in.outer)) {
        const duration reset = until_reset(answer, in, now);
        const duration moment = until_moment_in(words, now);
        const duration ban = answer.status == 403 ? std::chrono::minutes(10) : duration::zero();
        return complaint_about(answer, errc::rate_limited, words_of(in.outer, memory),
                               std::max({reset, moment, ban}));
    }
    if (says_unknown_symbol(code, words))
        return complaint_about(answer, errc::topic_unknown, words_of(in.outer, memory), {});
    return {};
}

} // namespace holdfast::bybit
