#include "session_impl.hpp"
#include "url_authority.hpp"

#include <holdfast/redacted.hpp>

#include <utility>

namespace holdfast {

failure refusal(const http_response& answer)
{
    errc code = errc::http_status;
    if (answer.status == 429)
        code = errc::rate_limited;
    else if (answer.status == 418)
        code = errc::banned;
    constexpr std::size_t excerpt = 200;
    failure why(code,
                "HTTP " + std::to_string(answer.status) + ": " + redacted(answer.body.substr(0, excerpt)));
    why.http_status = answer.status;
    why.retry_after = answer.retry_after;
    return why;
}

/// Waits until the host's budget has room for a request, and takes it.
task<result<>> session::impl::admission(std::string host, unsigned weight)
{
    for (;;) {
        const duration wait = budgets->admit_request(host, limits, weight, clock.now());
        if (wait == duration::max())
            co_return failure(errc::budget_exhausted,
                              "a request to " + host + " weighs " + std::to_string(weight));
        if (wait <= duration::zero())
            co_return result<>();
        co_await sleep_for(wait);
    }
}

task<result<http_response>> session::impl::fetch(http_request question)
{
    if (question.auth != request_auth::nobody && !(account && account->identity()))
        co_return failure(errc::invalid_config, "a request is to be signed, and there is nobody to sign it");
    if (question.auth == request_auth::signature) {
        auto ready = co_await know_the_time();
        if (!ready)
            co_return ready.error();
    }
    const std::string host = authority_of(question.url);
    auto admitted = co_await admission(host, question.weight);
    if (!admitted)
        co_return admitted.error();
    sign(question);
    auto answer = co_await net->request(std::move(question));
    co_await throw_if_cancelled();
    mind(host, answer);
    co_return answer;
}

void session::impl::sign(http_request& question) const
{
    if (question.auth == request_auth::key)
        account->identity()->identify(question);
    if (question.auth == request_auth::signature)
        account->identity()->sign(question, exchange_now());
}

/// Heeds what an answer says about us: too fast.
void session::impl::mind(const std::string& host, const result<http_response>& answer)
{
    const bool refused = answer && (answer->status == 429 || answer->status == 418);
    const failure why = !answer ? answer.error() : refused ? refusal(*answer) : failure();
    if (why.code == condition::rate_limited)
        hold_off(host, why, clock.now());
}

} // namespace holdfast
