// SPDX-License-Identifier: BSL-1.0
#include "session/rest_verdict.hpp"

#include "wire/http/http_status.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>

namespace holdfast {

namespace {

failure refusal(const http_response& answer)
{
    const errc code =
        wire::meaning_of(answer.status, answer.header("content-type"), answer.body, errc::http_status);
    return {code, "HTTP " + std::to_string(answer.status) + ": " + redacted_excerpt(answer.body)};
}

bool succeeded(const http_response& answer)
{
    return answer.status >= 200 && answer.status <= 299;
}

} // namespace

failure rest_verdict(const result<http_response>& answer, const adapter& exchange, wall_time now)
{
    if (!answer)
        return answer.error();
    failure why = exchange.complaint(*answer, now);
    if (!why.code && !succeeded(*answer))
        why = refusal(*answer);
    if (!why.code)
        return why;
    why.http_status = answer->status;
    why.retry_after = std::max(why.retry_after, answer->retry_after);
    return why;
}

duration longest_pause(const failure& why, const session_config& config)
{
    return why.code == errc::banned ? config.ban_ceiling : config.pause_ceiling;
}

duration pause_after(const failure& why, const session_config& config)
{
    if (why.retry_after > duration::zero())
        return std::min(why.retry_after, longest_pause(why, config));
    if (why.code == errc::banned || why.code == errc::edge_refused)
        return config.ban_pause;
    return why.code == condition::rate_limited ? config.rate_limit_pause : duration::zero();
}

} // namespace holdfast
