// SPDX-License-Identifier: BSL-1.0
#include "topics/topic_tracker.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

namespace {

constexpr std::size_t most_words = 500; // Of the exchange, in a failure.

resync_config buffer_limits(const recovery_config& recovery)
{
    return {.max_messages = recovery.buffer_messages, .max_bytes = recovery.buffer_bytes};
}

subscriptions_config patience(const subscribe_config& subscribe)
{
    subscriptions_config config;
    config.ack_timeout = subscribe.ack_timeout;
    return config;
}

std::string gap_text(const sequence& order, const sequence_ids& ids)
{
    std::string text = "after " + std::to_string(order.last()) + " came ";
    if (ids.first != 0)
        text += std::to_string(ids.first) + "..";
    text += std::to_string(ids.last);
    if (ids.previous != 0)
        text += " (which follows " + std::to_string(ids.previous) + ")";
    return text;
}

} // namespace

std::string quoted(const topic& on)
{
    return "topic '" + on.str() + "'";
}

feed::topic_state::topic_state(topic name, const topic_traits& t, const session_config& config)
    : on(std::move(name)), traits(t),
      // What the connection counts, the topic does not.
      order(t.rule == continuity::per_connection ? continuity::audited : t.rule),
      pulse({.cadence = t.cadence}), waiting(buffer_limits(config.recovery)), retry(config.recovery.retry)
{
}

feed::feed(const adapter& exchange, const session_config& config, session_stats& stats, observer& watch,
           std::uint64_t seed, reception* others)
    : exchange_(exchange), config_(config), stats_(stats), watch_(watch), others_(others), random_(seed),
      limits_(exchange.limits()), wishes_(patience(config.subscribe))
{
}

// ---- the connection ------------------------------------------------------------------------------------

void feed::connected(std::uint32_t epoch, time_point now)
{
    epoch_ = epoch;
    up_ = true;
    malformed_ = 0;
    connection_order_.forget();
    wishes_.on_connected(epoch);
    forget_names();
    replies_.clear();
    for (topic_state* t : topics_) {
        t->order.forget();
        t->floor = t->newest = 0;
        t->below_floor_since = never;
        t->confirmed = t->heard = t->served = t->interrupted = false;
        t->attempts = t->unanswered = 0;
        t->perhaps_refused.clear();
        // A reconnect is no reason to ask for what was refused for good.
        if (t->refused.code && t->ask_again > now)
            (void)wishes_.hold(t->on.name(), t->refused.text);
        else
            t->ask_again = never;
        rebuild(*t, now);
    }
    new_connection_ = false;
    connection_due_ = never;
    changed_ = true;
}

void feed::disconnected(const failure& why, time_point now)
{
    up_ = false;
    wishes_.on_disconnected();
    for (topic_state* t : topics_) {
        open_gap(*t, why, now);
        t->now = standing::down;
        forget_recovery(*t);
        t->pulse.on_unsubscribed();
    }
    changed_ = true;
}

result<> feed::receive(const batch& received, wall_time calendar)
{
    calendar_ = calendar;
    for (const message& raw : received.messages) {
        ++stats_.messages;
        stats_.bytes += raw.bytes.size();
        said_.clear();
        exchange_.decode(raw.bytes, raw.binary, *received.memory, said_);
        if (said_.empty()) [[unlikely]]
            continue;
        if (const auto number = said_.front().connection_number;
            number && !follows(*number, received.received))
            continue;
        for (decoded& said : said_) {
            const bool verbatim = said.what == decoded::kind::reply || said.what == decoded::kind::called;
            if (!said.text.empty() && !verbatim)
                said.text = received.memory->copy(std::string_view(redacted_excerpt(said.text, most_words)));
            if (auto fate = understand(said, raw, received); !fate)
                return fate;
        }
    }
    return {};
}

/// Judges the number that a message has on its connection; false: it repeats an older message.
bool feed::follows(std::uint64_t number, time_point now)
{
    const sequence before = connection_order_;
    switch (connection_order_.accept({.last = number})) {
    case verdict::gap:
        on_connection_gap(
            failure(errc::sequence_gap, "on this connection " + gap_text(before, {.last = number})), now);
        return true;
    case verdict::duplicate: ++stats_.duplicates; return false;
    default: return true;
    }
}

result<> feed::understand(const decoded& said, const message& raw, const batch& received)
{
    const time_point now = received.received;
    switch (said.what) {
    case decoded::kind::data:
    case decoded::kind::snapshot:
        data_seen_ = true;
        if (topic_state* t = find(said.topic_name); t && t->now != standing::down)
            on_message(*t, said, raw, received);
        else
            ++stats_.unexpected;
        break;
    case decoded::kind::audit:
        if (topic_state* t = find(said.topic_name))
            on_audit(*t, said, raw, received);
        break;
    case decoded::kind::ack:
        answer_seen_ = true;
        on_ack(said, now);
        break;
    case decoded::kind::subscriptions:
        answer_seen_ = true;
        on_subscriptions(said, now);
        break;
    case decoded::kind::reject:
        answer_seen_ = true;
        on_reject(said, now);
        break;
    case decoded::kind::revoked: on_revoked(said, now); break;
    case decoded::kind::called: return on_called(said);
    case decoded::kind::reply: return on_reply_wanted(said.text);
    case decoded::kind::rate_limit: return failure(errc::rate_limited, std::string(said.text));
    case decoded::kind::malformed: return on_malformed(said, now);
    case decoded::kind::skipped: on_skipped(said); break;
    case decoded::kind::shutdown:
        watch_.at_notice(said.text);
        if (others_)
            return others_->on_reply(said, now);
        break;
    case decoded::kind::heartbeat: answer_seen_ = true; break;
    case decoded::kind::login:
    case decoded::kind::login_refused:
    case decoded::kind::login_expired:
    case decoded::kind::answer:
        answer_seen_ = true;
        if (others_)
            return others_->on_reply(said, now);
        ++stats_.unexpected;
        break;
    }
    return {};
}

void feed::on_skipped(const decoded& said)
{
    ++stats_.skipped;
    const topic_state* t = find(said.topic_name);
    watch_.at_skipped(t ? t->on : topic(), failure(errc::malformed, std::string(said.text)));
}

result<> feed::on_malformed(const decoded& said, time_point now)
{
    ++stats_.malformed;
    const failure why(errc::malformed, std::string(said.text));
    topic_state* t = find(said.topic_name);
    watch_.at_malformed(t ? t->on : topic(), why);
    if (t && t->now == standing::live) {
        open_gap(*t, why, now);
        rebuild(*t, now);
    }
    if (++malformed_ == config_.malformed_limit)
        return failure(errc::protocol_violation,
                       std::to_string(malformed_) + " malformed messages, the last one: " + why.text);
    return {};
}

void feed::on_audit(topic_state& t, const decoded& said, const message& raw, const batch& received)
{
    const auto* levels = std::get_if<book_levels>(&said.content);
    if (t.now == standing::live && levels && !insane(t.on, *levels))
        hand_out(t, {stamped(t, said, received), {received.memory, raw.bytes}, *levels}, received.received);
}

// ---- messages of a topic -------------------------------------------------------------------------------

void feed::on_message(topic_state& t, const decoded& said, const message& raw, const batch& received)
{
    // What comes before our own unsubscribe takes effect says nothing about what comes after it.
    if (t.now != standing::live && !wishes_.settled(t.on.name())) {
        ++stats_.unexpected;
        return;
    }
    // Where state comes with the subscription, changes without it are not what was waited for.
    const bool awaited =
        said.what == decoded::kind::snapshot ||
        (t.traits.recovery != recovery::resubscribe && t.traits.recovery != recovery::new_connection);
    if (awaited && !t.heard) {
        t.heard = true;
        wishes_.on_first_data(t.on.name());
        changed_ = true;
        if (t.now == standing::collecting && !t.confirmed)
            confirmed(t, received.received);
    }
    if (said.what == decoded::kind::snapshot)
        return on_pushed_snapshot(t, said, raw, received);
    data m{stamped(t, said, received), {received.memory, raw.bytes}, said.content, said.checksum};
    switch (t.now) {
    case standing::live: return judge(t, std::move(m));
    case standing::collecting: return collect(t, std::move(m));
    case standing::bridging: return bridge(t, std::move(m));
    case standing::starved: ++stats_.dropped; return;
    case standing::down: return;
    }
}

stamp feed::stamped(const topic_state& t, const decoded& said, const batch& received) const
{
    return {t.on,
            epoch_,
            said.ids,
            received.received,
            received.kernel_received,
            said.exchange_time,
            lag(said.exchange_time)};
}

duration feed::lag(wall_time exchange_time) const noexcept
{
    return exchange_time == wall_time() ? duration::zero() : calendar_ - exchange_time;
}

/// A hole in the numbers of the whole connection may have hit any of its topics, and only another connection
/// is whole again.
void feed::on_connection_gap(const failure& why, time_point now)
{
    connection_order_.forget();
    for (topic_state* t : topics_) {
        if (t->traits.rule != continuity::per_connection || t->now == standing::down ||
            t->now == standing::starved)
            continue;
        open_gap(*t, why, now);
        if (t->traits.recovery == recovery::resume)
            rebuild(*t, now);
        else
            ask_for_connection(*t, now);
    }
}

void feed::ask_for_connection(topic_state& t, time_point now)
{
    t.now = standing::collecting;
    forget_recovery(t);
    t.order.forget();
    t.ask_again = never;
    const duration pause = pause_before_recovery(t);
    new_connection_ = new_connection_ || pause == duration::zero();
    if (!new_connection_)
        connection_due_ = std::min(connection_due_, now + pause);
    changed_ = true;
}

void feed::judge(topic_state& t, data&& m)
{
    const time_point now = m.received;
    if (t.interrupted && wishes_.settled(t.on.name())) [[unlikely]]
        return close_and_collect(
            t,
            failure(errc::topic_silent,
                    quoted(t.on) + " was subscribed anew; what came meanwhile is missing"),
            std::move(m));
    const sequence before = t.order;
    switch (t.order.accept(m.ids)) {
    case verdict::in_order:
    case verdict::reset:
        t.behind = 0;
        t.pulse.on_data(now);
        return deliver(t, std::move(m));
    case verdict::no_op:
        t.pulse.on_data(now);
        ++stats_.duplicates;
        return;
    case verdict::duplicate: // an old message is no sign of life
        if (repeats(t, m.ids.last))
            return;
        break;
    case verdict::gap: break;
    }
    close_and_collect(t, failure(errc::sequence_gap, quoted(t.on) + ": " + gap_text(before, m.ids)),
                      std::move(m));
}

/// Says whether an older message may be a repetition: a whole series of them continues something else.
bool feed::repeats(topic_state& t, std::uint64_t last)
{
    if (last < t.order.last())
        ++t.behind;
    if (t.behind > sequence::repetitions)
        return false;
    ++stats_.duplicates;
    return true;
}

void feed::close_and_collect(topic_state& t, const failure& why, data&& m)
{
    open_gap(t, why, m.received);
    rebuild(t, m.received);
    collect(t, std::move(m));
}

/// A message of a topic that waits for its snapshot. Numbers that go back for good begin a new series, and no
/// snapshot will ever join what came before it.
void feed::keep_for_snapshot(topic_state& t, data&& m)
{
    const sequence_ids ids = m.ids;
    t.behind = ids.last < t.newest ? t.behind + 1 : 0;
    if (t.behind > sequence::repetitions) {
        t.waiting.clear();
        t.floor = t.newest = 0;
        t.behind = 0;
    }
    t.newest = std::max(t.newest, ids.last);
    // A message keeps all the memory of its batch; the next one of the same batch keeps no more.
    const bool same_batch = t.newest_waiting == m.raw.owner.get();
    const std::size_t bytes = sizeof m + (same_batch || !m.raw.owner ? 0 : m.raw.owner->footprint());
    t.newest_waiting = m.raw.owner.get();
    if (t.waiting.push(ids, m, bytes))
        return;
    ++stats_.overflows;
    t.waiting.clear();
    if (!t.waiting.push(ids, std::move(m), bytes))
        t.waiting.clear();
}

void feed::collect(topic_state& t, data&& m)
{
    const time_point now = m.received;
    switch (t.traits.recovery) {
    case recovery::rest_snapshot: return keep_for_snapshot(t, std::move(m));
    case recovery::new_connection:
    case recovery::resubscribe: ++stats_.dropped; return;
    case recovery::resume:
        if (!has_room(t))
            return starve(t, now);
        if (t.order.accept(m.ids) == verdict::gap) {
            t.order.forget();
            (void)t.order.accept(m.ids);
        }
        close_gap(t, now);
        return deliver(t, std::move(m));
    }
}

void feed::bridge(topic_state& t, data&& m)
{
    const time_point now = m.received;
    const sequence before = t.order;
    switch (t.order.accept(m.ids)) {
    case verdict::in_order:
    case verdict::reset:
        for (const auto& sink : t.sinks)
            sink->put_recovered(m);
        ++stats_.delivered;
        return close_gap(t, now);
    case verdict::no_op: ++stats_.duplicates; return close_gap(t, now); // nothing happened since the snapshot
    case verdict::duplicate:
        t.behind += m.ids.last < t.order.last() ? 1u : 0u;
        ++stats_.duplicates;
        return;
    case verdict::gap: break;
    }
    t.now = standing::collecting;
    t.confirm_due = never;
    snapshot_failed(t, failure(errc::snapshot_too_old, quoted(t.on) + ": " + gap_text(before, m.ids)), now);
    collect(t, std::move(m));
}

void feed::on_pushed_snapshot(topic_state& t, const decoded& said, const message& raw, const batch& received)
{
    if (t.now == standing::starved) {
        ++stats_.dropped;
        return;
    }
    const auto* levels = std::get_if<book_levels>(&said.content);
    if (levels && t.traits.recovery != recovery::resume)
        if (const auto why = useless(t, *levels))
            return on_useless_snapshot(t, *why, received.received);
    sequence_ids ids = said.ids;
    // A topic whose every message is the whole state is ordered by its ids; elsewhere a snapshot starts anew.
    ids.reset = t.traits.recovery != recovery::resume;
    const sequence before = t.order;
    const verdict v = t.order.accept(ids);
    if (v == verdict::duplicate || v == verdict::no_op) {
        ++stats_.duplicates;
        return;
    }
    if (v == verdict::gap) {
        open_gap(t, failure(errc::sequence_gap, quoted(t.on) + ": " + gap_text(before, ids)),
                 received.received);
        t.order.forget();
        (void)t.order.accept(ids);
    }
    snapshot s{stamped(t, said, received), {received.memory, raw.bytes}};
    if (levels)
        s.levels = *levels;
    s.source = snapshot_source::stream;
    s.checksum = said.checksum;
    s.depth = t.traits.depth;
    if (!put_to_all(t, std::move(s)))
        return starve(t, received.received);
    t.delivered = said.ids.last;
    t.pulse.on_data(received.received);
    ++stats_.delivered;
    ++stats_.snapshots;
    if (t.now != standing::live)
        close_gap(t, received.received);
}

/// Why a snapshot that the exchange has pushed is no state to go on from. An empty book is one, except where
/// books come from REST: there it says that what is known is void (Bybit's full book, after a restart or a
/// delisting).
std::optional<failure> feed::useless(const topic_state& t, const book_levels& levels)
{
    const bool empty = levels.bids.empty() && levels.asks.empty();
    if (empty && t.traits.recovery == recovery::rest_snapshot)
        return failure(errc::empty_book, "the exchange has declared " + quoted(t.on) + " void");
    return insane(t.on, levels);
}

/// What is known is not true any more, either.
void feed::on_useless_snapshot(topic_state& t, const failure& why, time_point now)
{
    open_gap(t, why, now);
    t.order.forget();
    t.floor = 0;
    if (t.traits.recovery == recovery::rest_snapshot)
        return rebuild(t, now);
    if (t.ask_again != never)
        return;
    const duration pause = t.retry.next(random_);
    watch_.at_snapshot_failed(t.on, why, pause);
    t.ask_again = now + pause;
    changed_ = true;
}

/// The last one gets the message itself.
template <class Message>
bool feed::put_to_all(topic_state& t, Message&& message)
{
    bool kept = true;
    for (std::size_t i = 0; i + 1 < t.sinks.size(); ++i)
        kept = t.sinks[i]->put(std::remove_cvref_t<Message>(message)) && kept;
    return (t.sinks.empty() || t.sinks.back()->put(std::forward<Message>(message))) && kept;
}

void feed::deliver(topic_state& t, data&& m)
{
    const time_point now = m.received;
    const std::uint64_t last = m.ids.last;
    if (!put_to_all(t, std::move(m)))
        return starve(t, now);
    t.delivered = last;
    ++stats_.delivered;
}

// ---- gaps ----------------------------------------------------------------------------------------------

void feed::mark(topic_state& t, const event& e)
{
    for (const auto& sink : t.sinks)
        sink->put_mark(e);
}

void feed::open_gap(topic_state& t, const failure& why, time_point now)
{
    if (t.now != standing::live)
        return;
    const bool relapse = now < t.healed_at + config_.recovery.retry.stable_after;
    t.relapses = relapse ? t.relapses + 1 : 0;
    if (!relapse)
        t.retry = backoff(config_.recovery.retry);
    t.why = why;
    t.since = now;
    t.last_good = t.delivered;
    t.floor = t.newest = t.order.went_back() || t.behind > sequence::repetitions ? 0 : t.order.last();
    t.behind = 0;
    t.interrupted = false;
    t.now = standing::collecting;
    gap_opened opened;
    opened.on = t.on;
    opened.epoch = epoch_;
    opened.why = why;
    opened.last_good = t.last_good;
    opened.since = now;
    mark(t, opened);
    ++stats_.gaps;
    changed_ = true;
    watch_.at_gap(opened);
}

gap_closed feed::healed(const topic_state& t, time_point now) const
{
    gap_closed closed;
    closed.on = t.on;
    closed.epoch = epoch_;
    if (t.ever_live)
        closed.how = t.traits.recovery == recovery::resume ? healing::resumed : healing::snapshot;
    closed.last = t.order.last();
    closed.at = now;
    closed.closed_for = t.now == standing::live ? duration::zero() : now - t.since;
    return closed;
}

void feed::close_gap(topic_state& t, time_point now)
{
    const gap_closed closed = healed(t, now);
    if (t.ever_live)
        ++stats_.gaps_healed;
    t.ever_live = t.served = true;
    t.delivered = t.order.last();
    t.now = standing::live;
    t.why = t.refused = {};
    t.refused_pause = {};
    t.attempts = t.behind = 0;
    t.below_floor_since = never;
    t.interrupted = false;
    t.healed_at = now;
    forget_recovery(t);
    t.ask_again = never;
    t.pulse.on_subscribed(now);
    if (t.traits.audit_every > duration::zero()) {
        const auto spread = static_cast<std::uint64_t>(t.traits.audit_every.count()) / 2;
        await_audit(t, now + t.traits.audit_every - duration(random_.below(spread)), now); // not all at once
    }
    mark(t, closed);
    changed_ = true;
    watch_.at_healed(closed);
}

void feed::forget_recovery(topic_state& t)
{
    t.waiting.clear();
    t.newest_waiting = nullptr;
    t.repair = {};
    t.confirm_due = t.probe_due = t.audit_due = t.audit_end = never;
}

void feed::rebuild(topic_state& t, time_point now)
{
    t.now = standing::collecting;
    forget_recovery(t);
    if (t.traits.recovery == recovery::resume) {
        t.order.forget();
    } else if (t.traits.recovery == recovery::rest_snapshot && (t.confirmed || t.heard)) {
        want_repair(t, now + pause_before_recovery(t));
    } else if (t.traits.recovery == recovery::resubscribe && t.confirmed) {
        t.ask_again = now + pause_before_recovery(t);
        if (t.ask_again <= now)
            ask_anew(t);
    } else if (t.traits.recovery == recovery::new_connection && t.confirmed) {
        ask_for_connection(t, now);
    }
    changed_ = true;
}

/// A topic that comes back only to be doubted at once is not healed by haste.
duration feed::pause_before_recovery(topic_state& t)
{
    constexpr unsigned accidents = 2;
    return t.relapses > accidents ? t.retry.next(random_) : duration::zero();
}

void feed::starve(topic_state& t, time_point now)
{
    ++stats_.overflows;
    ++stats_.dropped;
    open_gap(t, failure(errc::consumer_too_slow, quoted(t.on) + ": the stream's buffer is full"), now);
    forget_recovery(t);
    t.now = standing::starved;
}

// ---- what the session shows ----------------------------------------------------------------------------

phase feed::progress() const noexcept
{
    const subscription_counts counts = wishes_.counts();
    if (counts.confirmed + counts.failed < counts.wanted)
        return phase::subscribing;
    const bool all =
        std::all_of(topics_.begin(), topics_.end(), [](const auto* t) { return t->now == standing::live; });
    return all ? phase::verified : phase::recovering;
}

bool feed::verified(const topic& on) const
{
    const topic_state* t = find(on.name());
    return t && t->now == standing::live;
}

failure feed::hopeless(const topic& on) const
{
    const topic_state* t = find(on.name());
    return t ? t->refused : failure(errc::not_subscribed, quoted(on));
}

failure feed::hopeless() const
{
    for (const topic_state* t : topics_)
        if (t->refused.code)
            return failure(t->refused.code, quoted(t->on) + ": " + t->refused.text);
    return {};
}

bool feed::expects_data() const noexcept
{
    return std::any_of(topics_.begin(), topics_.end(), [](const auto* t) { return !t->traits.quiet; });
}

void feed::announce(const phase_changed& change)
{
    for (const topic_state* t : topics_)
        for (const auto& sink : t->sinks)
            sink->put_notice(change);
}

bool feed::is(const topic_state& t, subscription_state state) const
{
    return wishes_.state(t.on.name()) == state;
}

bool feed::has_room(const topic_state& t) noexcept
{
    return std::all_of(t.sinks.begin(), t.sinks.end(), [](const auto& sink) { return sink->has_room(); });
}

} // namespace holdfast
