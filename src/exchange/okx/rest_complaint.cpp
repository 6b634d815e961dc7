// SPDX-License-Identifier: BSL-1.0
#include "exchange/okx/rest_complaint.hpp"

#include "exchange/common/complaint_words.hpp"
#include "exchange/okx/control.hpp"
#include "exchange/okx/rest_answer.hpp"

#include <algorithm>
#include <chrono>

namespace holdfast::okx {

namespace {

using namespace std::chrono_literals;

/// "Rate Limits": requests are counted over two seconds.
constexpr duration window = 2s;

// 51000: "Parameter instId error"; 51001: "Instrument ID doesn't exist"; 51027, 51028: expired; 60018: of a
// channel.
bool says_unknown_symbol(std::int64_t code, std::string_view words)
{
    constexpr std::int64_t codes[] = {51001, 51027, 51028, 60018};
    const bool of_symbol = code == 51000 && words.find("instId") != std::string_view::npos;
    return of_symbol || std::ranges::find(codes, code) != std::end(codes);
}

} // namespace

failure complaint_in(const http_response& answer, wall_time now)
{
    slab memory;
    const auto said = read_answer(answer.body, memory);
    if (!said)
        return answer.status == 200 && !answer.body.empty() && answer.body.front() == '{'
                   ? failure()
                   : complaint_in_plain_words(answer, window);
    const std::string words = words_of(std::to_string(said->code), said->words);
    if (says_too_fast(said->code, said->words))
        return complaint_about(answer, errc::rate_limited, words,
                               std::max(window, until_moment_in(said->words, now)));
    if (says_unknown_symbol(said->code, said->words))
        return complaint_about(answer, errc::topic_unknown, words, {});
    return {};
}

} // namespace holdfast::okx
