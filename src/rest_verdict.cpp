#include "rest_verdict.hpp"

#include "wire/http_status.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>

namespace holdfast {

namespace {

/// An exchange answers in JSON; a page comes from what stands in front of it.
bool is_page(const http_response& answer)
{
    const auto first = answer.body.find_first_not_of(" \t\r\n");
    return answer.header("content-type").starts_with("text/html") ||
           (first != std::string::npos && answer.body[first] == '<');
}

errc code_of(const http_response& answer)
{
    switch (answer.status) {
    case 418:
    case 429:
    case 401: return wire::refusal(answer.status);
    case 403: return is_page(answer) ? errc::edge_refused : errc::forbidden;
    default: return errc::http_status;
    }
}

failure refusal(const http_response& answer)
{
    constexpr std::size_t excerpt = 200;
    return {code_of(answer),
            "HTTP " + std::to_string(answer.status) + ": " + redacted(answer.body.substr(0, excerpt))};
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
