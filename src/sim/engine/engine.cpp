// SPDX-License-Identifier: BSL-1.0
#include "sim/engine/engine.hpp"
#include "sim/engine/edge_page.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace holdfast::sim {

namespace {

http_reply later(unsigned status, std::chrono::seconds wait)
{
    return {status, {{"Retry-After", std::to_string(wait.count())}}, {}, false};
}

std::string_view story_of_arrival(fault what)
{
    switch (what) {
    case fault::refuse: return "connection refused";
    case fault::accept_then_close: return "accepted and closed at once";
    default: return "shown a wrong certificate";
    }
}

} // namespace

exchange::engine::engine(exchange_config checked)
    : config(std::move(checked)), language(dialect_of(config.venue)), desk(private_dialect_of(config.venue)),
      plan(config.faults), source(make_market_feed(config, language)), rest(config, language),
      attempts(config.rules.attempts, config.rules.attempts_window), accounts(config),
      followed(config.symbols.size())
{
    disable_unknown_faults();
}

// ---- time ------------------------------------------------------------------------------------------------

void exchange::engine::arrive_at(time_point t)
{
    now = std::max(now, t);
    if (std::exchange(begun, true))
        return;
    plan.start(now);
    source->opened(now);
}

time_point exchange::engine::next_event() const
{
    if (!begun)
        return time_point::min();
    time_point first = std::min({source->next(), plan.next(), next_account_event()});
    for (const auto& [id, c] : connections) {
        first = std::min({first, c.pings.due(), c.ends(), c.late_at()});
        if (plan.would_answer(line_chance(id, false)) ||
            (c.can_lose_login() && plan.would_answer(login_chance(id, false))))
            return now;
    }
    return first;
}

void exchange::engine::advance(time_point until)
{
    if (!begun)
        arrive_at(until);
    for (time_point t = next_event(); t <= until; t = next_event()) {
        now = std::max(now, t);
        step();
    }
    now = std::max(now, until);
}

void exchange::engine::step()
{
    if (plan.next() <= now)
        plan.advance(now);
    for (const connection_id id : ids())
        keep_late(id, connections.at(id));
    for (const connection_id id : ids())
        keep(id, connections.at(id));
    if (source->next() <= now) {
        std::vector<publication> news;
        source->advance(now, news);
        for (const publication& p : news)
            publish(p);
    }
    keep_accounts();
}

/// What a connection needs from time to time: faults of the line and of the login, the end of its life,
/// pings.
void exchange::engine::keep(connection_id id, connection& c)
{
    may_lose_login(id, c, false);
    if (const auto order = plan.ask(line_chance(id, false)))
        break_line(id, c, *order);
    else if (c.expires <= now)
        close(id, 1001, "connection lifetime is over");
    else if (c.leaves <= now)
        close(id, 1001, "going away");
    else if (c.idle_at() <= now)
        close(id, language.idle_close().first, language.idle_close().second);
    else if (c.pings.dead(now))
        throw_out(id, "Pong timeout");
    else if (c.pings.ping_due(now))
        send_ping(id, c);
}

// ---- connections -----------------------------------------------------------------------------------------

std::optional<fault> exchange::engine::accept(connection_id id)
{
    ++stats.accepted;
    const auto order = plan.ask({fault_moment::accept, id, {}, true, true, true});
    if (!order)
        return std::nullopt;
    note(order->what, id, std::string(story_of_arrival(order->what)));
    return order->what;
}

http_reply exchange::engine::upgrade(connection_id id, std::string_view target)
{
    http_reply reply = upgrade_reply(id, target);
    stats.turned_away += reply.status == 101 ? 0 : 1;
    return reply;
}

http_reply exchange::engine::upgrade_reply(connection_id id, std::string_view target)
{
    if (rest.weight().banned(now))
        return language.refuse(refusal::banned, rest.weight().retry_after(now));
    if (!attempts.allow(now))
        return later(429, std::chrono::ceil<std::chrono::seconds>(attempts.delay(now)));
    if (const auto order = plan.ask({fault_moment::upgrade, id, target, true, true, true}))
        return turn_away(id, order->what);
    return desk.serves(target) ? http_reply{.status = 101} : language.upgrade(target);
}

http_reply exchange::engine::turn_away(connection_id id, fault what)
{
    if (what == fault::upgrade_403) {
        note(what, id, "upgrade answered with 403 and a web page");
        return page_of_the_edge();
    }
    const std::chrono::seconds wait = plan.config().retry_after;
    note(what, id, "upgrade answered with 429, Retry-After " + std::to_string(wait.count()) + " s");
    return later(429, wait);
}

void exchange::engine::open(connection_id id, std::string_view target)
{
    if (connections.contains(id))
        return;
    ++stats.upgraded;
    const style writer(config.style, config.seed + id);
    connection& c = connections.try_emplace(id, config.rules, writer, now).first->second;
    c.mine.whole = desk.serves(target);
    if (!c.mine.whole)
        c.who = language.open(target);
    c.mine.target = c.who.target = target;
    c.mine.id = id;
    c.who.id = std::to_string(id);
    if (c.mine.whole)
        desk.open(c.mine, office());
    microsecond_clients += c.who.microseconds ? 1 : 0;
    source->want_microseconds(microsecond_clients > 0);
    plan.opened(id, now);
    if (c.is_private())
        plan.owned(id, now);
    const std::size_t most = config.rules.topics_per_connection;
    if (most != 0 && c.who.topics.size() > most)
        throw_out(id, "Too many streams");
    else
        align_topics(id, c);
}

void exchange::engine::receive(connection_id id, std::string_view text)
{
    keep_accounts();
    connection* const c = hear(id);
    if (!c)
        return;
    ++stats.received;
    if (!receive_private(id, *c, text) && !postpones(id, *c, text))
        obey(id, *c, text, true);
}

/// Does what the client asks for, and answers it, where it is answered.
void exchange::engine::obey(connection_id id, connection& c, std::string_view text, bool answered)
{
    reaction answer = language.receive(c.who, text, terms());
    if (!answered)
        answer.replies.clear();
    const std::deque<held_reply> earlier = std::exchange(c.held_replies, {});
    spoil_control(id, c, answer);
    for (std::string& reply : answer.replies)
        send(id, std::move(reply));
    release_held(id, c, earlier, !answer.replies.empty());
    if (answer.close_code != 0)
        close(id, answer.close_code, answer.close_reason);
    else
        align_topics(id, c);
}

house exchange::engine::terms() const
{
    return {config.rules, [this](std::string_view symbol) { return source->lists(symbol); }, wall()};
}

void exchange::engine::pong(connection_id id, std::string_view payload)
{
    if (connection* const c = hear(id))
        c->pings.ponged(payload);
}

/// The connection, if it exists and has not sent more than it may.
connection* exchange::engine::hear(connection_id id)
{
    const auto found = connections.find(id);
    if (found == connections.end())
        return nullptr;
    found->second.heard(now);
    // Where orders go, requests are counted by their weight, not by their number.
    if (found->second.mine.whole || found->second.budget.allow(now))
        return &found->second;
    throw_out(id, "Too many requests");
    return nullptr;
}

/// Brings the register in line with what the client has said.
void exchange::engine::align_topics(connection_id id, connection& c)
{
    const std::set<std::string> said(c.who.topics.begin(), c.who.topics.end());
    for (const std::string& topic : std::set<std::string>(c.topics))
        if (!said.contains(topic)) {
            c.held.erase(topic);
            c.topics.erase(topic);
            drop_topic(id, topic);
        }
    const std::vector<std::string> fresh = fresh_topics(c);
    c.topics.insert(fresh.begin(), fresh.end());
    begin_topics(id, fresh);
}

/// What the client has asked for and does not get yet, in that order.
std::vector<std::string> exchange::engine::fresh_topics(const connection& c) const
{
    std::vector<std::string> out;
    for (const std::string& topic : c.who.topics)
        if (!c.topics.contains(topic))
            out.push_back(topic);
    return out;
}

void exchange::engine::begin_topics(connection_id id, const std::vector<std::string>& fresh)
{
    for (const std::string& topic : fresh) {
        ++stats.subscribed;
        const auto spec = language.understand(topic);
        if (topics.add(id, topic))
            source->wanted(topic, spec ? &*spec : nullptr, now);
    }
    for (const std::string& topic : fresh) {
        const auto whole = source->whole(topic, now);
        const auto found = whole ? connections.find(id) : connections.end();
        if (found != connections.end())
            deliver(id, found->second, *whole);
    }
}

void exchange::engine::drop_topic(connection_id id, const std::string& topic)
{
    if (topics.remove(id, topic))
        source->unwanted(topic);
}

void exchange::engine::forget(connection_id id)
{
    const auto found = connections.find(id);
    if (found == connections.end())
        return;
    microsecond_clients -= found->second.who.microseconds ? 1 : 0;
    source->want_microseconds(microsecond_clients > 0);
    desk.closed(found->second.mine, office());
    found->second.who.topics.clear();
    align_topics(id, found->second);
    connections.erase(found);
    plan.closed(id);
}

std::vector<connection_id> exchange::engine::ids() const
{
    std::vector<connection_id> out;
    for (const auto& [id, c] : connections)
        out.push_back(id);
    return out;
}

// ---- sending ---------------------------------------------------------------------------------------------

output& exchange::engine::put(connection_id id, output::kind what, std::string bytes)
{
    outputs.push_back({id, what, std::move(bytes), 0, 0, {}, now});
    return outputs.back();
}

void exchange::engine::send(connection_id id, std::string text)
{
    if (const auto found = connections.find(id); found != connections.end())
        text = found->second.write(std::move(text));
    send_as_it_is(id, std::move(text));
}

void exchange::engine::send_as_it_is(connection_id id, std::string text)
{
    ++stats.sent;
    if (const auto found = connections.find(id); found != connections.end())
        found->second.crossed = now;
    put(id, output::kind::text, std::move(text));
}

void exchange::engine::send(connection_id id, const connection& c, const publication& p)
{
    const bool other_unit = c.who.microseconds && !p.payload_in_microseconds.empty();
    std::string text = language.wrap(c.who, p.topic, other_unit ? p.payload_in_microseconds : p.payload);
    if (source->is_recorded())
        send_as_it_is(id, std::move(text));
    else
        send(id, std::move(text));
}

void exchange::engine::send_ping(connection_id id, connection& c)
{
    const auto since = wall().time_since_epoch();
    std::string payload = std::to_string(std::chrono::floor<std::chrono::milliseconds>(since).count());
    put(id, output::kind::ping, payload);
    c.pings.pinged(std::move(payload), now);
}

void exchange::engine::cut(connection_id id)
{
    put(id, output::kind::cut);
    forget(id);
}

void exchange::engine::close(connection_id id, std::uint16_t code, std::string_view reason)
{
    put(id, output::kind::close, std::string(reason)).code = code;
    forget(id);
}

void exchange::engine::throw_out(connection_id id, std::string_view reason)
{
    ++stats.thrown_out;
    close(id, 1008, reason);
}

void exchange::engine::publish(const publication& p)
{
    for (const connection_id id : topics.subscribers(p.topic))
        if (const auto found = connections.find(id); found != connections.end())
            deliver(id, found->second, p);
}

void exchange::engine::deliver(connection_id id, connection& c, const publication& p)
{
    if (c.muted(p.topic, now) || !language.delivers(c.who, p.topic))
        return;
    if (p.book && p.sequenced && !c.doomed && rest.loses_next(p.symbol))
        return note(fault::lose_in_recovery, id, p, "lost while a snapshot was on its way");
    const opportunity chance{fault_moment::frame, id, p.topic, p.sequenced, p.book, true};
    if (const auto held = c.held.find(p.topic); held != c.held.end())
        send_swapped(id, c, p, c.held.extract(held).mapped());
    else if (const auto order = c.doomed ? std::nullopt : plan.ask(chance))
        spoil(id, c, p, *order);
    else
        send(id, c, p);
    if (const auto order = plan.ask(line_chance(id, true)))
        break_line(id, c, *order);
}

} // namespace holdfast::sim
