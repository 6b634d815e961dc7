// SPDX-License-Identifier: BSL-1.0
#include "session/rest_verdict.hpp"
#include "session/session_impl.hpp"
#include "wire/http/url_authority.hpp"

#include <algorithm>

#include <utility>

namespace holdfast {

/// Waits until the host's budget has room for a request, and takes it.
task<result<>> session::impl::admission(std::string host, unsigned weight, bool urgent)
{
    for (;;) {
        const duration wait = budgets->admit_request(host, limits, weight, clock.now(), urgent);
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
    co_return co_await ask(std::move(question));
}

/// The one way by which a question goes out: inside the host's budget, signed at the last moment, and its
/// answer heeded. A pause that the answer asks for is cut to what is kept.
task<result<http_response>> session::impl::ask(http_request question)
{
    const std::string host = authority_of(question.url);
    auto admitted = co_await admission(host, question.weight, question.urgent);
    if (!admitted)
        co_return admitted.error();
    sign(question);
    auto answer = co_await net->request(std::move(question));
    co_await throw_if_cancelled();
    const failure why = heed(host, answer);
    if (answer)
        answer->retry_after = std::min(answer->retry_after, longest_pause(why, config));
    co_return answer;
}

void session::impl::sign(http_request& question) const
{
    if (question.auth == request_auth::key)
        account->identity()->identify(question);
    if (question.auth == request_auth::signature)
        account->identity()->sign(question, exchange_now());
}

/// Heeds what an answer says about us: too fast, or how much of the budget is used. Returns what it means.
failure session::impl::heed(const std::string& host, const result<http_response>& answer)
{
    failure why = rest_verdict(answer, *exchange, exchange_now());
    if (answer)
        if (const auto used = exchange->used_weight(*answer))
            budgets->at_used(host, limits, *used, clock.now());
    if (pause_after(why, config) > duration::zero())
        hold_off(host, why, clock.now());
    why.retry_after = std::min(why.retry_after, longest_pause(why, config));
    return why;
}

} // namespace holdfast
