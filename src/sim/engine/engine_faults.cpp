// SPDX-License-Identifier: BSL-1.0
#include "sim/engine/engine.hpp"
#include "sim/engine/message_damage.hpp"

#include <holdfast/detail/check.hpp>

#include <utility>

namespace holdfast::sim {

namespace {

std::string numbers(const publication& p)
{
    return p.first == p.last ? std::to_string(p.first)
                             : std::to_string(p.first) + " to " + std::to_string(p.last);
}

duration length_of(const fault_options& with, duration usual)
{
    return with.length > duration::zero() ? with.length : usual;
}

} // namespace

void exchange::engine::spoil(connection_id id, connection& c, const publication& p, const fault_order& order)
{
    switch (order.what) {
    case fault::lose: note(fault::lose, id, p, "lost"); break;
    case fault::restart:
        send(id, c, p);
        restart_counters(id, p);
        break;
    case fault::restart_counter:
    case fault::one_sided:
    case fault::empty_book:
    case fault::expire:
        send(id, c, p);
        disturb_market(id, p, order);
        break;
    case fault::reorder: c.held.emplace(p.topic, p); break;
    case fault::duplicate:
        send(id, c, p);
        send(id, c, p);
        note(fault::duplicate, id, p, "sent twice");
        break;
    default:
        damaged d = damage_message(language.wrap(c.who, p.topic, p.payload), order.with.how, plan.random());
        send(id, std::move(d.bytes));
        note(fault::corrupt, id, p, "damaged: " + std::string(d.how));
    }
}

void exchange::engine::send_swapped(connection_id id, const connection& c, const publication& first,
                                    const publication& second)
{
    send(id, c, first);
    send(id, c, second);
    note(fault::reorder, id, second, "sent after " + numbers(first));
}

void exchange::engine::break_line(connection_id id, connection& c, const fault_order& order)
{
    switch (order.what) {
    case fault::close_code: {
        const std::uint16_t code = order.with.code != 0 ? order.with.code : plan.next_close_code();
        close(id, code, "simulated");
        note(order.what, id, "closed with code " + std::to_string(code));
        break;
    }
    case fault::mute: {
        injection done{0, now, order.what, id, {}, order.with.topic, 0, 0, mute(c, order.with)};
        plan.record(std::move(done));
        break;
    }
    case fault::leave: note(order.what, id, announce_leave(id, c)); break;
    case fault::slow: note(order.what, id, slow_down(id, order.with)); break;
    case fault::half_open_in:
    case fault::half_open_out:
    case fault::half_open: note(order.what, id, open_half(id, c, order.what)); break;
    default: cut(id); note(order.what, id, "line cut");
    }
}

std::string exchange::engine::mute(connection& c, const fault_options& with) const
{
    const duration length = length_of(with, plan.config().mute_for);
    c.muted_until = now + length;
    c.muted_topic = with.topic;
    return (with.topic.empty() ? "no data for " : with.topic + " silent for ") + detail::to_string(length);
}

std::string exchange::engine::slow_down(connection_id id, const fault_options& with)
{
    output& out = put(id, output::kind::slow);
    out.length = length_of(with, plan.config().slow_for);
    out.bytes_per_second = plan.config().slow_bytes_per_second;
    return std::to_string(out.bytes_per_second) + " bytes a second for " + detail::to_string(out.length);
}

std::string exchange::engine::open_half(connection_id id, connection& c, fault what)
{
    c.doomed = true;
    plan.closed(id);
    if (what == fault::half_open_in) {
        put(id, output::kind::half_open_in);
        return "nothing reaches the client any more";
    }
    if (what == fault::half_open_out) {
        put(id, output::kind::half_open_out);
        return "nothing from the client arrives any more";
    }
    put(id, output::kind::half_open);
    return "nothing passes any more, either way";
}

std::string exchange::engine::announce_leave(connection_id id, connection& c)
{
    const duration wait = plan.config().leave_after;
    c.leaves = std::min(c.leaves, now + wait);
    if (std::string notice = language.shutdown_notice(c.who, wall()); !notice.empty())
        send(id, std::move(notice));
    return "told that it will be closed in " + detail::to_string(wait);
}

void exchange::engine::restart_counters(connection_id id, const publication& p)
{
    if (language.restarts() && source->restart(p.symbol, restarting::documented))
        note(fault::restart, id, p, "was the last before the counters began anew");
}

/// What can go wrong with the answer to a subscription.
void exchange::engine::spoil_control(connection_id id, connection& c, reaction& answer)
{
    if (answer.replies.empty() || answer.close_code != 0 || c.doomed)
        return;
    for (const std::string& topic : fresh_topics(c)) {
        const auto spec = language.understand(topic);
        const bool book = spec && spec->what == topic_spec::kind::book_changes;
        const auto order = plan.ask({fault_moment::control, id, topic, spec && spec->sequenced, book, true});
        if (!order)
            continue;
        if (order->what == fault::revoke)
            revoke(id, c, topic, answer);
        else if (order->what == fault::late_ack || order->what == fault::swap_acks)
            hold_back(id, c, topic, order->what, answer);
        else
            keep_silent(id, topic, answer);
        return;
    }
}

void exchange::engine::keep_silent(connection_id id, const std::string& topic, reaction& answer)
{
    answer.replies.clear();
    plan.record({0, now, fault::lose_ack, id, {}, topic, 0, 0, topic + " is not acknowledged"});
}

/// Takes back all that the same words take back: they may name no more than a family of topics.
void exchange::engine::revoke(connection_id id, connection& c, const std::string& topic, reaction& answer)
{
    std::string words = language.revocation(c.who, topic);
    if (words.empty())
        return;
    std::erase_if(c.who.topics,
                  [&](const std::string& other) { return language.revocation(c.who, other) == words; });
    answer.replies.push_back(std::move(words));
    plan.record({0, now, fault::revoke, id, {}, topic, 0, 0, topic + " is acknowledged and taken back"});
}

/// What the exchange's language has no words for is not drawn.
void exchange::engine::disable_unknown_faults()
{
    if (!language.restarts())
        plan.disable(fault::restart);
    if (language.revocation({}, {}).empty())
        plan.disable(fault::revoke);
    if (language.shutdown_notice({}, wall()).empty())
        plan.disable(fault::leave);
}

/// What can go wrong with the answer to an order that has been carried out. Says whether the line was cut.
bool exchange::engine::spoil_answer(connection_id id, private_reaction& what)
{
    if (connections.at(id).doomed)
        return false;
    auto order = plan.ask({fault_moment::order, id, {}, true, true, true});
    if (!order)
        return false;
    if (order->what == fault::lose_answer) {
        cut(id);
        note(fault::lose_answer, id, "an order is carried out, and the line cut before the answer");
        return true;
    }
    if (what.doubt.empty()) {
        plan.decline(std::move(*order));
        return false;
    }
    what.replies = {std::move(what.doubt)};
    note(fault::doubt_answer, id, "an order is carried out, and answered with doubt");
    return false;
}

void exchange::engine::spoil_answer(private_reply& what)
{
    const auto order = plan.ask({fault_moment::order, 0, {}, true, true, true});
    if (!order)
        return;
    if (order->what == fault::lose_answer) {
        what.reply.never = true;
        note(fault::lose_answer, 0, "an order is carried out, and the request never answered");
    } else {
        what.reply = {503, {{"Content-Type", "text/plain"}}, "Service Unavailable", false};
        note(fault::doubt_answer, 0, "an order is carried out, and the request answered with 503");
    }
}

void exchange::engine::spoil_fill(connection_id id, const connection& c, std::vector<std::string>& texts)
{
    if (c.doomed || !plan.ask({fault_moment::fill, id, {}, true, true, true}))
        return;
    const std::vector<std::string> copy = texts;
    texts.insert(texts.end(), copy.begin(), copy.end());
    note(fault::repeat_fill, id, "an execution is reported twice");
}

void exchange::engine::may_lose_login(connection_id id, connection& c, bool counts)
{
    if (!c.can_lose_login())
        return;
    if (const auto order = plan.ask(login_chance(id, counts)))
        spoil_login(id, c, order->what);
}

void exchange::engine::spoil_login(connection_id id, connection& c, fault what)
{
    const bool told = what == fault::expire_key;
    if (c.mine.key.empty())
        end_login(id, c, told);
    else
        end_key(c.mine.key, told);
    note(what, id, told ? "its login has expired" : "its login has died, and nobody is told");
}

void exchange::engine::note(fault what, connection_id id, std::string story)
{
    plan.record({0, now, what, id, {}, {}, 0, 0, std::move(story)});
}

void exchange::engine::note(fault what, connection_id id, const publication& p, std::string_view story)
{
    plan.record({0, now, what, id, p.symbol, p.topic, p.first, p.last,
                 p.topic + " " + numbers(p) + " " + std::string(story)});
}

} // namespace holdfast::sim
