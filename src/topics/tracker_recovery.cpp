// SPDX-License-Identifier: BSL-1.0
#include "topics/topic_tracker.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

/// Why a snapshot cannot be the state of a book; disengaged when it can.
std::optional<failure> feed::insane(const topic& on, const book_levels& levels)
{
    const decimal* bid = nullptr;
    const decimal* ask = nullptr;
    for (const level& l : levels.bids)
        if (!l.quantity.is_zero() && (!bid || *bid < l.price))
            bid = &l.price;
    for (const level& l : levels.asks)
        if (!l.quantity.is_zero() && (!ask || l.price < *ask))
            ask = &l.price;
    // Options and thin instruments have books with an empty side, or two.
    if (bid && ask && !(*bid < *ask))
        return failure(errc::crossed_book,
                       "the snapshot of " + quoted(on) + " has bid " + bid->str() + " and ask " + ask->str());
    return std::nullopt;
}

/// An exchange in trouble answers with a book without any level; an empty book is there when it is asked for
/// again.
bool feed::is_first_empty(topic_state& t, const book_levels& levels)
{
    const bool empty = levels.bids.empty() && levels.asks.empty();
    return !std::exchange(t.shown_empty, empty) && empty;
}

void feed::want_repair(topic_state& t, time_point not_before)
{
    t.repair = {};
    t.repair.wanted = true;
    t.repair.not_before = not_before;
    changed_ = true;
}

std::optional<http_request> feed::next_repair(time_point now, const admission& admit, std::uint64_t& ticket)
{
    repair_due_ = never;
    for (topic_state* t : topics_) {
        repair_state& r = t->repair;
        if (!r.wanted)
            continue;
        if (r.not_before > now) {
            repair_due_ = std::min(repair_due_, r.not_before);
            continue;
        }
        http_request question = exchange_.snapshot_request(t->on);
        const duration wait = admit(question);
        if (wait == duration::max()) {
            snapshot_failed(*t,
                            failure(errc::budget_exhausted, "a snapshot of " + quoted(t->on) + " weighs " +
                                                                std::to_string(question.weight) +
                                                                ", more than the whole budget"),
                            now);
            continue;
        }
        if (wait > duration::zero()) {
            // Less important topics must not use up what this one waits for.
            repair_due_ = std::min(repair_due_, now + wait);
            return std::nullopt;
        }
        r.wanted = false;
        r.ticket = ticket = ++last_ticket_;
        ++stats_.snapshot_requests;
        return question;
    }
    return std::nullopt;
}

feed::topic_state* feed::by_ticket(std::uint64_t ticket) noexcept
{
    const auto owner = std::find_if(topics_.begin(), topics_.end(),
                                    [ticket](const topic_state* t) { return t->repair.ticket == ticket; });
    return owner == topics_.end() ? nullptr : *owner;
}

result<> feed::repaired(std::uint64_t ticket, const result<http_response>& answer, time_point now)
{
    topic_state* t = ticket == 0 ? nullptr : by_ticket(ticket);
    if (!t) {
        ++stats_.unexpected;
        return {};
    }
    t->repair.ticket = 0;
    if (!answer) {
        snapshot_failed(*t, answer.error(), now);
        return {};
    }
    auto memory = std::make_shared<slab>();
    payload raw;
    raw.bytes = memory->copy(answer->body);
    raw.owner = memory;
    auto fresh = exchange_.decode_snapshot(t->on, raw.bytes, *memory);
    if (!fresh) {
        failure why = fresh.error();
        why.text = redacted_excerpt(why.text);
        snapshot_failed(*t, why, now);
        return why;
    }
    if (const auto why = insane(t->on, fresh->levels))
        snapshot_failed(*t, *why, now); // proves nothing, not even that a book is wrong
    else if (is_first_empty(*t, fresh->levels))
        snapshot_failed(
            *t, failure(errc::empty_book, "the snapshot of " + quoted(t->on) + " has no level; asked again"),
            now);
    else if (t->now == standing::live && t->traits.rule == continuity::audited)
        hand_out(*t, {stamped(*t, *fresh, now), raw, fresh->levels}, now);
    else if (t->now == standing::live)
        after_probe(*t, *fresh, now);
    else
        splice(*t, *fresh, raw, now);
    return {};
}

stamp feed::stamped(const topic_state& t, const rest_snapshot& fresh, time_point now) const
{
    return {t.on, epoch_, fresh.ids, now, {}, fresh.exchange_time, lag(fresh.exchange_time)};
}

void feed::await_audit(topic_state& t, time_point due, time_point now)
{
    t.audit_due = due;
    t.audit_end = now + audit_patience * t.traits.audit_every;
}

void feed::hand_out(topic_state& t, audit&& shown, time_point now)
{
    ++stats_.audits;
    t.pulse.on_probe_healthy(now);
    if (t.traits.audit_every > duration::zero())
        await_audit(t, now + t.traits.audit_every, now);
    for (const auto& sink : t.sinks)
        sink->put_notice(shown);
    changed_ = true;
}

void feed::snapshot_failed(topic_state& t, const failure& why, time_point now)
{
    ++stats_.snapshot_failures;
    if (why.code == errc::topic_unknown)
        return refuse(t, why, now);
    explain(t, why, now);
    const duration pause = std::max(t.retry.next(random_), why.retry_after);
    watch_.at_snapshot_failed(t.on, why, pause);
    want_repair(t, now + pause);
}

/// Says whether a snapshot is older than what the stream has shown. For a while that is a copy of the
/// exchange's state that trails; if it stays so, the exchange's counter has gone back, and the snapshot is
/// right.
bool feed::below_floor(topic_state& t, std::uint64_t last, std::uint64_t floor, time_point now)
{
    if (last >= floor) {
        t.below_floor_since = never;
        return false;
    }
    t.below_floor_since = std::min(t.below_floor_since, now);
    return now < t.below_floor_since + trailing_patience;
}

/// Joins the snapshot to what waits, or has another one fetched.
bool feed::fits(topic_state& t, const rest_snapshot& fresh, time_point now)
{
    const std::string begin =
        "the snapshot of " + quoted(t.on) + " ends at " + std::to_string(fresh.ids.last);
    failure why;
    if (below_floor(t, fresh.ids.last, t.floor, now)) {
        why = failure(errc::snapshot_too_old, begin + ", the stream was at " + std::to_string(t.floor));
    } else {
        switch (t.waiting.splice(t.order, fresh.ids.last)) {
        case splice_result::ready:
        case splice_result::empty: return true;
        case splice_result::too_old:
            why = failure(errc::snapshot_too_old, begin + ", before the first buffered message");
            break;
        case splice_result::gap_inside:
            why = failure(errc::sequence_gap,
                          "a message of " + quoted(t.on) + " is missing behind the snapshot");
            break;
        case splice_result::overflow:
            t.waiting.clear();
            why = failure(errc::buffer_overflow,
                          "too many messages of " + quoted(t.on) + " waited for the snapshot");
            break;
        }
    }
    snapshot_failed(t, why, now);
    return false;
}

void feed::splice(topic_state& t, const rest_snapshot& fresh, const payload& raw, time_point now)
{
    const bool same = t.now == standing::bridging && fresh.ids.last == t.order.last();
    if (same && t.behind == 0) {
        // Asked twice, answered the same, and no message since: the market is quiet, the state is true.
        wishes_.on_first_data(t.on.name());
        return close_gap(t, now);
    }
    if (!has_room(t))
        return starve(t, now);
    if (!fits(t, fresh, now))
        return;
    snapshot s{stamped(t, fresh, now), raw, fresh.levels};
    s.depth = t.traits.depth;
    for (const auto& sink : t.sinks)
        sink->put_recovered(s);
    ++stats_.snapshots;
    ++stats_.delivered;
    // A time stamp promises no message that continues it.
    if (t.waiting.empty() && t.traits.rule != continuity::audited)
        return await_continuation(t, same, now);
    t.waiting.drain([&](const sequence_ids&, data m) {
        for (const auto& sink : t.sinks)
            sink->put_recovered(m);
        ++stats_.delivered;
    });
    close_gap(t, now);
}

/// @param again  the stream has not come to the snapshot since the last one, either
void feed::await_continuation(topic_state& t, bool again, time_point now)
{
    const duration patience = config_.recovery.quiet_confirm;
    const duration pause = again ? std::max(patience, t.retry.next(random_)) : patience;
    t.now = standing::bridging;
    t.floor = t.order.last();
    t.behind = 0;
    t.confirm_due = patience > duration::zero() ? now + pause : never;
    changed_ = true;
}

void feed::after_probe(topic_state& t, const rest_snapshot& fresh, time_point now)
{
    if (fresh.ids.last < t.probe_from)
        return after_contradiction(t, fresh, now);
    t.below_floor_since = never;
    if (fresh.ids.last <= t.order.last()) {
        t.pulse.on_probe_healthy(now);
        return;
    }
    // Ahead of the stream: the message may be on its way, but not for long.
    t.probe_floor = fresh.ids.last;
    t.probe_due = now + config_.recovery.probe_grace;
    changed_ = true;
}

/// The exchange shows less than what it has sent long before it was asked.
void feed::after_contradiction(topic_state& t, const rest_snapshot& fresh, time_point now)
{
    t.pulse.on_probe_healthy(now);
    if (below_floor(t, fresh.ids.last, t.probe_from, now))
        return want_repair(t, now + t.retry.next(random_));
    open_gap(t,
             failure(errc::sequence_gap, quoted(t.on) + " stands at " + std::to_string(t.order.last()) +
                                             " while the exchange shows " + std::to_string(fresh.ids.last)),
             now);
    t.floor = t.newest = 0;
    rebuild(t, now);
}

result<time_point> feed::examine(time_point now)
{
    examine_subscriptions(now);
    if (deaf())
        return failure(errc::subscribe_timeout,
                       "the exchange answers nothing that is asked on this connection");
    time_point next = wishes_.next_deadline();
    for (topic_state* t : topics_)
        examine_topic(*t, now, next);
    if (now >= connection_due_) {
        connection_due_ = never;
        new_connection_ = true;
    }
    return std::min(next, connection_due_);
}

/// Nobody over there answers: not one topic could be had, or one that was served on this connection cannot be
/// had any more.
bool feed::deaf() const noexcept
{
    const unsigned patience = config_.subscribe.attempts;
    return (!topics_.empty() && std::all_of(topics_.begin(), topics_.end(),
                                            [=](const topic_state* t) { return t->attempts >= patience; })) ||
           std::any_of(topics_.begin(), topics_.end(),
                       [=](const topic_state* t) { return t->served && t->unanswered >= patience; });
}

void feed::examine_subscriptions(time_point now)
{
    for (const overdue_topic& late : wishes_.expired(now)) {
        topic_state* t = find(late.topic);
        if (!t)
            continue; // no longer wanted: whether the exchange knows is its own affair
        unheard(*t, late, now);
        changed_ = true;
    }
}

void feed::unheard(topic_state& t, const overdue_topic& late, time_point now)
{
    if (t.refused.code) { // Asked for again, and not answered at all.
        if (late.op == subscription_op::unsubscribe)
            ask_anew(t);
        else if (t.ask_again == never)
            refuse(t, t.refused, now);
        return;
    }
    const unsigned patience = config_.subscribe.attempts;
    const bool silent_one = late.missing == overdue_topic::kind::first_data;
    const std::string words = std::exchange(t.perhaps_refused, {});
    const failure why =
        silent_one ? failure(errc::first_data_timeout, quoted(t.on) + " was acknowledged and stays silent")
        : words.empty() ? failure(errc::subscribe_timeout, quoted(t.on) + " was not acknowledged")
                        : failure(errc::subscribe_rejected,
                                  quoted(t.on) + " was not acknowledged, and the exchange said: " + words);
    subscription_failed(t, why, now);
    t.confirmed = t.heard = false;
    t.unanswered = silent_one || !words.empty() ? 0 : t.unanswered + 1;
    if (++t.attempts < patience)
        ask_anew(t);
    else if (!words.empty() || (silent_one && t.attempts >= (t.ever_live ? 2 * patience : patience)))
        refuse(t, why, now);
    else if (t.ever_live)
        ask_later(t, now);
}

/// Topics that are refused cost as little as may be: those whose time comes soon are asked for in the same
/// request.
void feed::ask_refused(time_point now)
{
    const time_point soon = now + config_.recovery.refused_pause / 2;
    for (topic_state* t : topics_)
        if (t->refused.code && t->ask_again <= soon)
            ask_anew(*t);
}

void feed::examine_topic(topic_state& t, time_point now, time_point& next)
{
    if (now >= t.ask_again)
        (t.refused.code ? ask_refused(now) : ask_anew(t));
    next = std::min(next, t.ask_again);
    if (t.now == standing::collecting && t.traits.quiet && t.confirmed &&
        is(t, subscription_state::confirmed))
        close_gap(t, now); // nothing may ever come
    if (t.now == standing::bridging) {
        if (now >= t.confirm_due) {
            t.confirm_due = never;
            want_repair(t, now);
        }
        next = std::min(next, t.confirm_due);
        return;
    }
    if (t.now != standing::live)
        return;
    if (t.probe_due != never) {
        const bool caught_up = t.order.last() >= t.probe_floor;
        if (!caught_up && now >= t.probe_due)
            return silent(
                t,
                failure(errc::topic_silent, quoted(t.on) + " stands at " + std::to_string(t.order.last()) +
                                                " while the exchange is at " + std::to_string(t.probe_floor)),
                now);
        if (caught_up)
            t.probe_due = never;
        next = std::min(next, t.probe_due);
    }
    if (t.traits.audit_every > duration::zero())
        examine_audit(t, now, next);
    if (t.now != standing::live)
        return;
    const pulse_action action = t.pulse.next(now);
    switch (action.what) {
    case pulse_action::kind::wait: next = std::min(next, action.until); return;
    case pulse_action::kind::dead:
        return silent(t, failure(errc::topic_silent, quoted(t.on) + " is silent and a probe did not help"),
                      now);
    case pulse_action::kind::probe: break;
    }
    ++stats_.probes;
    watch_.at_probe(t.on);
    t.pulse.on_probe_sent(now);
    t.probe_from = t.order.last();
    if (t.traits.recovery == recovery::rest_snapshot || t.traits.audit_every > duration::zero())
        want_repair(t, now);
    else
        wishes_.renew(t.on.name());
    changed_ = true;
    next = std::min(next, t.pulse.next(now).until);
}

/// What cannot be compared with the exchange for long is not to be believed any more.
void feed::examine_audit(topic_state& t, time_point now, time_point& next)
{
    if (now >= t.audit_end) {
        open_gap(t, failure(errc::audit_overdue, quoted(t.on) + " could not be compared with the exchange"),
                 now);
        return rebuild(t, now);
    }
    if (now >= t.audit_due) {
        t.audit_due = never;
        want_repair(t, now);
    }
    next = std::min({next, t.audit_due, t.audit_end});
}

/// A topic that is dead although its connection lives: asked for anew, and rebuilt.
void feed::silent(topic_state& t, const failure& why, time_point now)
{
    open_gap(t, why, now);
    wishes_.renew(t.on.name());
    t.confirmed = t.heard = false;
    rebuild(t, now);
}

} // namespace holdfast
