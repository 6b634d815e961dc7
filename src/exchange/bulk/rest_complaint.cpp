// SPDX-License-Identifier: BSL-1.0
#include "exchange/bulk/rest_complaint.hpp"

#include "exchange/bulk/account_rest.hpp"
#include "exchange/common/complaint_words.hpp"

#include <algorithm>
#include <chrono>

namespace holdfast::bulk {

namespace {

constexpr duration window = std::chrono::seconds(1);

} // namespace

failure complaint_in(const http_response& answer, wall_time now)
{
    const std::string words = refusal_words_in(answer.body);
    if (words.empty())
        return answer.status == 200 ? failure() : complaint_in_plain_words(answer, window);
    if (says_too_fast_in_words(words))
        return complaint_about(answer, errc::rate_limited, words,
                               std::max(window, until_moment_in(words, now)));
    if (says_unknown_symbol_in_words(words))
        return complaint_about(answer, errc::topic_unknown, words, {});
    return {};
}

} // namespace holdfast::bulk
