// SPDX-License-Identifier: BSL-1.0
#include "session/rest_verdict.hpp"
#include "session/session_impl.hpp"
#include "wire/http/url.hpp"
#include "wire/http/url_authority.hpp"

#include <algorithm>
#include <utility>

namespace holdfast {

namespace {

/// Why the URL that an exchange has given is not dialled.
failure unfit_endpoint(std::string_view given, std::string_view usual)
{
    const auto read = wire::parse_url(given, wire::scheme::websocket);
    if (!read)
        return failure(errc::malformed,
                       "the URL that the exchange gives cannot be dialled: " + read.error().text);
    if (!read->secure && usual.starts_with("wss:"))
        return failure(errc::malformed,
                       "the URL that the exchange gives is not encrypted, and has to be wss");
    return {};
}

} // namespace

result<> session::impl::on_reply(const decoded& said, time_point now)
{
    switch (said.what) {
    case decoded::kind::login:
        if (std::exchange(we_are, identity::ours) != identity::asked)
            ++stats.unexpected;
        login_end = never;
        watch->at_login({});
        rouse();
        return {};
    case decoded::kind::shutdown: replace(); return {};
    case decoded::kind::login_refused: return on_login_refused(said);
    case decoded::kind::login_expired:
        watch->at_login(failure(errc::login_expired, std::string(said.text)));
        on_login_expired();
        return {};
    default: break;
    }
    if (!orders.on_answer(said, now))
        ++stats.unexpected;
    if (said.answer && blames_the_clock(said.answer->code))
        distrust_clock();
    return {};
}

result<> session::impl::on_login_refused(const decoded& said)
{
    const bool late = said.answer && blames_the_clock(said.answer->code);
    if (late)
        distrust_clock();
    const failure why(late || said.again ? errc::login_expired : errc::login_rejected,
                      std::string(said.text));
    watch->at_login(why);
    return why;
}

/// Nothing more will come over this connection, which does not end by itself.
void session::impl::on_login_expired()
{
    key.on_expired();
    replace();
}

std::string session::impl::login(time_point now)
{
    we_are = identity::asked;
    login_end = now + config.login.timeout;
    vital_cv.notify();
    ++stats.requests;
    return account->login(topics.new_request_id(), exchange_now());
}

// ---- the exchange's clock ------------------------------------------------------------------------------

wall_time session::impl::exchange_now() const
{
    return offset.correct(clock.wall_now());
}

bool session::impl::clock_due() const
{
    return account && account->identity() && offset.due(clock.now(), clock.wall_now());
}

bool session::impl::blames_the_clock(std::int64_t code) const
{
    return account && account->identity() && account->identity()->blames_the_clock(static_cast<int>(code));
}

void session::impl::distrust_clock()
{
    offset.distrust();
    upkeep_cv.notify();
}

task<result<>> session::impl::measure_clock()
{
    while (clock_due()) {
        http_request question = account->time_request();
        if (question.url.empty())
            co_return result<>();
        const std::string host = authority_of(question.url);
        auto admitted = co_await admission(host, question.weight, question.urgent);
        if (!admitted)
            co_return admitted;
        clock_sample sample{.sent = clock.now(), .received = {}, .local = {}, .server = {}};
        auto answer = co_await net->request(std::move(question));
        co_await throw_if_cancelled();
        const failure why = heed(host, answer);
        if (why.code)
            co_return why;
        sample.received = clock.now();
        sample.local = clock.wall_now();
        const auto told = answer ? account->decode_time(*answer) : result<wall_time>(answer.error());
        if (!told)
            co_return told.error();
        sample.server = *told;
        offset.add(sample);
    }
    watch->at_clock(offset.offset(), offset.uncertainty(clock.now()));
    co_return result<>();
}

/// Fails where no signature could have a time that is worth anything; an old measurement is better than none.
task<result<>> session::impl::know_the_time()
{
    if (!clock_due())
        co_return result<>();
    auto measured = co_await measure_clock();
    if (!measured && !offset.known())
        co_return measured;
    co_return result<>();
}

// ---- keys ----------------------------------------------------------------------------------------------

/// What has to be right before a connection can be ours. A key is asked for every time: asking for it again
/// costs nothing, and a dead one would be let in and left in silence (Binance USD-M).
task<result<>> session::impl::prepare()
{
    auto ready = co_await know_the_time();
    if (!ready)
        co_return ready;
    if (!account || account->key_life() == duration::zero())
        co_return co_await learn_endpoint();
    auto given = co_await renew_key(account->create_key());
    if (given)
        co_return result<>();
    failure why = given.error();
    // The key was refused, not the place that we ask from.
    if (why.code == errc::unauthorized || why.code == errc::forbidden)
        why.code = errc::login_rejected;
    co_return why;
}

/// Some exchanges say anew before each connection where it is to go.
task<result<>> session::impl::learn_endpoint()
{
    http_request question = config.url.empty() ? exchange->endpoint_request(topics.topics()) : http_request();
    if (question.url.empty())
        co_return result<>();
    auto answer = co_await fetch(std::move(question));
    const failure why = rest_verdict(answer, *exchange, exchange_now());
    if (why.code)
        co_return why;
    const auto told = exchange->decode_endpoint(*answer);
    if (!told)
        co_return told.error();
    const failure unfit = unfit_endpoint(*told, exchange->endpoint(topics.topics()));
    if (unfit.code)
        co_return unfit;
    endpoint = *told;
    co_return result<>();
}

/// Returns whether it is another key than before.
task<result<bool>> session::impl::renew_key(http_request question)
{
    const time_point began = clock.now();
    auto answer = co_await fetch(std::move(question));
    const failure why = rest_verdict(answer, *exchange, exchange_now());
    if (why.code == condition::rate_limited)
        co_return why;
    auto given = answer ? account->decode_key(*answer) : result<std::string>(answer.error());
    if (!given)
        co_return key.without(given.error());
    co_return key.on_given(std::move(*given), began);
}

/// Keeps the clock and the key good while the connection lives.
task<> session::impl::upkeep()
{
    for (;;) {
        co_await upkeep_cv.wait_until(upkeep_due(clock.now()));
        if (clock_due()) {
            auto measured = co_await measure_clock();
            if (!measured)
                postpone_upkeep(clock.now());
        }
        if (clock.now() >= key.due() && clock.now() >= upkeep_from) {
            auto other = co_await renew_key(account->refresh_key(key.text()));
            key_renewed(other, clock.now());
        }
    }
}

time_point session::impl::upkeep_due(time_point now) const
{
    using namespace std::chrono_literals;
    constexpr duration glance = 30s; // at this machine's calendar, which somebody may have moved
    return std::max(upkeep_from, std::min(key.due(), now + glance));
}

void session::impl::key_renewed(const result<bool>& other, time_point now)
{
    if (other && !*other) {
        upkeep_retry.on_up(now);
        return;
    }
    if (other || other.error().code == errc::login_expired) {
        watch->at_login(other ? failure(errc::login_expired, "another key has taken its place")
                              : other.error());
        if (!other)
            key.on_expired();
        return replace();
    }
    postpone_upkeep(now);
}

void session::impl::postpone_upkeep(time_point now)
{
    upkeep_from = now + upkeep_retry.next(random);
}

} // namespace holdfast
