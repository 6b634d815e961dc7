// SPDX-License-Identifier: BSL-1.0
#include "session/session_impl.hpp"
#include "wire/http/url_authority.hpp"

#include <algorithm>
#include <utility>

namespace holdfast {

namespace {

std::string ago(duration time)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms ago";
}

} // namespace

// ---- batch_sink ----------------------------------------------------------------------------------------

result<> session::impl::on_batch(const batch& received)
{
    ++stats.batches;
    auto fate = topics.receive(received, wall_time(received.received.time_since_epoch() + calendar_ahead));
    if (topics.take_new_connection())
        replace();
    if (topics.take_data_seen())
        pulse.on_data(received.received);
    if (topics.take_answer_seen())
        pulse.on_answer();
    settle();
    return fate;
}

// ---- outbox --------------------------------------------------------------------------------------------

send_action session::impl::next_send(time_point now)
{
    if (redial)
        return send_close{1000, ""};
    if (const duration wait = sent.delay(now); wait > duration::zero())
        return wait_until{now + wait};
    if (auto reply = topics.next_reply()) {
        sent.take(now);
        return send_text{std::move(*reply)};
    }
    if (we_are == identity::stranger) {
        sent.take(now);
        return send_text{login(now)};
    }
    if (std::exchange(ping_due, false)) {
        sent.take(now);
        ++stats.pings;
        if (keep.ping_text.empty())
            return send_ping{};
        pulse.expect_answer(now);
        return send_text{keep.ping_text};
    }
    if (!is_ours())
        return wait_until{};
    if (auto order = next_order()) {
        sent.take(now);
        return send_text{std::move(*order)};
    }
    if (const duration wait = asked.delay(now); wait > duration::zero() && topics.has_request())
        return spent(wait, now);
    auto message = topics.next_request(now);
    settle();
    if (!message)
        return wait_until{};
    sent.take(now);
    asked.take(now);
    return send_text{std::move(message->text)};
}

/// The budget belongs to the connection: where it would take too long, a new one has its own.
send_action session::impl::spent(duration wait, time_point now)
{
    if (wait > config.subscribe.patience)
        return send_close{1000, ""};
    return wait_until{now + wait};
}

/// A message costs no reading of the calendar: how far it is ahead of the steady clock changes only when it
/// is set.
void session::impl::compare_calendars(time_point now)
{
    calendar_ahead = exchange_now().time_since_epoch() - now.time_since_epoch();
}

// ---- vital_signs ---------------------------------------------------------------------------------------

result<time_point> session::impl::examine(time_point now, time_point last_bytes)
{
    compare_calendars(now);
    const auto topics_due = topics.examine(now);
    if (topics.take_new_connection())
        replace();
    settle();
    net->tidy();
    if (!topics_due)
        return topics_due.error();
    if (now >= login_end)
        return failure(errc::login_timeout, "the exchange has said nothing to it");
    pulse.on_bytes(last_bytes);
    const bool settled = now_in == holdfast::phase::recovering || now_in == holdfast::phase::verified;
    pulse.expect_data(settled && topics.expects_data(), now);
    heartbeat_action action = pulse.next(now);
    if (action.what == heartbeat_action::kind::send_ping) {
        pulse.on_ping_sent(now);
        ping_due = true;
        send_cv.notify();
        action = pulse.next(now);
    }
    if (action.what == heartbeat_action::kind::dead) {
        if (action.silent == silence::transport)
            return failure(errc::transport_dead, "the last byte came " + ago(now - last_bytes));
        if (action.silent == silence::answer)
            return failure(errc::transport_dead, "data come, and our pings are not answered");
        return failure(errc::no_data, "the last byte came " + ago(now - last_bytes));
    }
    return std::min({*topics_due, action.until, login_end});
}

// ---- repair_list ---------------------------------------------------------------------------------------

repair_action session::impl::next_repair(time_point now)
{
    const auto admit = [this, now](const http_request& question) {
        return budgets->admit_request(authority_of(question.url), limits, question.weight, now,
                                      question.urgent);
    };
    repair job;
    auto question = topics.next_repair(now, admit, job.ticket);
    if (!question)
        return wait_until{topics.repair_due()};
    rest_host = authority_of(question->url);
    job.request = std::move(*question);
    return job;
}

void session::impl::repaired(std::uint64_t ticket, const result<http_response>& answer, time_point now)
{
    failure why = heed(rest_host, answer);
    if (why.code)
        (void)topics.repaired(ticket, why, now);
    else if (const auto fate = topics.repaired(ticket, answer, now);
             !fate && fate.error().code == condition::rate_limited)
        hold_off(rest_host, fate.error(), now);
    settle();
}
} // namespace holdfast
