#include "feed.hpp"

#include <algorithm>

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
    if (!bid || !ask)
        return failure(errc::empty_book, "the snapshot of " + quoted(on) + " has an empty side");
    if (!(*bid < *ask))
        return failure(errc::crossed_book,
                       "the snapshot of " + quoted(on) + " has bid " + bid->str() + " and ask " + ask->str());
    return std::nullopt;
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
        snapshot_failed(*t, fresh.error(), now);
        return fresh.error();
    }
    if (const auto why = insane(t->on, fresh->levels))
        snapshot_failed(*t, *why, now); // proves nothing, not even that a book is wrong
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
    return {t.on, epoch_, fresh.ids, now, {}, fresh.exchange_time};
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
    const duration pause = std::max(t.retry.next(random_), why.retry_after);
    watch_.at_snapshot_failed(t.on, why, pause);
    want_repair(t, now + pause);
}

void feed::splice(topic_state& t, const rest_snapshot& fresh, const payload& raw, time_point now)
{
    const bool quiet = t.now == standing::bridging && fresh.ids.last == t.order.last();
    if (quiet) {
        // Asked twice, answered the same, and no message since: the market is quiet, the state is true.
        wishes_.on_first_data(t.on.name());
        return close_gap(t, now);
    }
    if (!has_room(t))
        return starve(t, now);
    if (fresh.ids.last < t.floor)
        return snapshot_failed(
            t,
            failure(errc::snapshot_too_old, "the snapshot of " + quoted(t.on) + " ends at " +
                                                std::to_string(fresh.ids.last) + ", the stream was at " +
                                                std::to_string(t.floor)),
            now);
    switch (t.waiting.splice(t.order, fresh.ids.last)) {
    case splice_result::ready:
    case splice_result::empty: break;
    case splice_result::too_old:
        return snapshot_failed(t,
                               failure(errc::snapshot_too_old, "the snapshot of " + quoted(t.on) +
                                                                   " ends at " +
                                                                   std::to_string(fresh.ids.last) +
                                                                   ", before the first buffered message"),
                               now);
    case splice_result::gap_inside:
        return snapshot_failed(
            t,
            failure(errc::sequence_gap, "a message of " + quoted(t.on) + " is missing behind the snapshot"),
            now);
    case splice_result::overflow:
        t.waiting.clear();
        return snapshot_failed(t,
                               failure(errc::buffer_overflow,
                                       "too many messages of " + quoted(t.on) + " waited for the snapshot"),
                               now);
    }
    const snapshot s{stamped(t, fresh, now), raw, fresh.levels};
    for (const auto& sink : t.sinks)
        sink->put_recovered(s);
    ++stats_.snapshots;
    ++stats_.delivered;
    // A time stamp promises no message that continues it.
    if (t.waiting.empty() && t.traits.rule != continuity::audited) {
        t.now = standing::bridging;
        t.floor = t.order.last();
        t.confirm_due =
            config_.recovery.quiet_confirm > duration::zero() ? now + config_.recovery.quiet_confirm : never;
        changed_ = true;
        return;
    }
    t.waiting.drain([&](const sequence_ids&, data m) {
        for (const auto& sink : t.sinks)
            sink->put_recovered(m);
        ++stats_.delivered;
    });
    close_gap(t, now);
}

void feed::after_probe(topic_state& t, const rest_snapshot& fresh, time_point now)
{
    if (fresh.ids.last <= t.order.last()) {
        t.pulse.on_probe_healthy(now);
        return;
    }
    // Ahead of the stream: the message may be on its way, but not for long.
    t.probe_floor = fresh.ids.last;
    t.probe_due = now + config_.recovery.probe_grace;
    changed_ = true;
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
    return next;
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
        const bool silent_one = late.missing == overdue_topic::kind::first_data;
        const failure why(silent_one ? errc::first_data_timeout : errc::subscribe_timeout,
                          quoted(t->on) +
                              (silent_one ? " was acknowledged and stays silent" : " was not acknowledged"));
        subscription_failed(*t, why, now);
        t->confirmed = t->heard = false;
        t->unanswered = silent_one ? 0 : t->unanswered + 1;
        if (++t->attempts < config_.subscribe.attempts)
            ask_anew(*t);
        else if (t->ever_live)
            ask_later(*t, now);
        changed_ = true;
    }
}

void feed::examine_topic(topic_state& t, time_point now, time_point& next)
{
    if (now >= t.ask_again)
        ask_anew(t);
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
