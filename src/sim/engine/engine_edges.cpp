// SPDX-License-Identifier: BSL-1.0
#include "sim/engine/engine.hpp"

#include <holdfast/detail/check.hpp>

#include <algorithm>
#include <utility>

// Faults at the edges of what exchanges document: the market itself, and control messages out of their order.

namespace holdfast::sim {

/// What happens to a symbol is no fault of one topic, nor of one connection.
void exchange::engine::disturb_market(connection_id id, const publication& p, const fault_order& order)
{
    const duration length =
        order.with.length > duration::zero() ? order.with.length : plan.config().drained_for;
    const std::string for_so_long = " for " + detail::to_string(length);
    bool done = false;
    std::string story;
    if (order.what == fault::restart_counter) {
        done = source->restart(p.symbol, restarting::silent);
        story = "the counters begin anew, and no message says so";
    } else if (order.what == fault::expire) {
        done = source->expire(p.symbol);
        story = "delisted";
    } else if (order.what == fault::empty_book) {
        done = source->drain(p.symbol, true, true, now + length);
        story = "no orders" + for_so_long;
    } else {
        const bool bids = plan.random().below(2) == 0;
        done = source->drain(p.symbol, bids, !bids, now + length);
        story = (bids ? "no bids" : "no asks") + for_so_long;
    }
    if (!done)
        return;
    plan.record({0, now, order.what, id, p.symbol, {}, 0, 0, p.symbol + ": " + story});
    if (order.what == fault::expire) // by itself only once: something has to be left
        plan.disable(fault::expire);
}

/// An answer comes later than what it announces, or than the answer to the next request.
void exchange::engine::hold_back(connection_id id, connection& c, const std::string& topic, fault what,
                                 reaction& answer)
{
    const bool swapped = what == fault::swap_acks;
    const duration late_by = plan.config().late_by;
    std::string story;
    if (swapped && answer.replies.size() > 1) {
        std::ranges::reverse(answer.replies);
        story = "its acknowledgement changes places with others";
    } else {
        for (std::string& reply : std::exchange(answer.replies, {}))
            c.held_replies.push_back({now + late_by, swapped, std::move(reply)});
        story = swapped ? "its acknowledgement comes after the next one"
                        : "acknowledged late by " + detail::to_string(late_by);
    }
    plan.record({0, now, what, id, {}, topic, 0, 0, topic + ": " + story});
}

/// Whether the message waits: it gives up topics, which shall happen late, or comes behind one that waits.
bool exchange::engine::postpones(connection_id id, connection& c, std::string_view text)
{
    if (!c.postponed.empty()) {
        c.postponed.emplace_back(text);
        return true;
    }
    client afterwards = c.who;
    static_cast<void>(language.receive(afterwards, text, terms()));
    const auto given_up = std::ranges::find_if(c.who.topics, [&](const std::string& topic) {
        return std::ranges::find(afterwards.topics, topic) == afterwards.topics.end();
    });
    if (given_up == c.who.topics.end() || c.doomed)
        return false;
    const auto spec = language.understand(*given_up);
    const bool book = spec && spec->what == topic_spec::kind::book_changes;
    if (!plan.ask({fault_moment::unsubscribe, id, *given_up, spec && spec->sequenced, book, true}))
        return false;
    plan.record({0,
                 now,
                 fault::late_unsubscribe,
                 id,
                 {},
                 *given_up,
                 0,
                 0,
                 *given_up + ": given up late by " + detail::to_string(plan.config().late_by) +
                     ", and not answered"});
    c.postponed.emplace_back(text);
    c.postponed_until = now + plan.config().late_by;
    c.first_unanswered = true;
    return true;
}

/// Answers that waited for another one go out behind it.
void exchange::engine::release_held(connection_id id, connection& c, const std::deque<held_reply>& earlier,
                                    bool answered)
{
    std::deque<held_reply> waiting;
    for (const held_reply& held : earlier)
        if (held.until_the_next && answered)
            send(id, held.text);
        else
            waiting.push_back(held);
    c.held_replies.insert(c.held_replies.begin(), waiting.begin(), waiting.end());
}

/// What was put off and is due.
void exchange::engine::keep_late(connection_id id, connection& c)
{
    while (!c.held_replies.empty() && c.held_replies.front().due <= now) {
        const std::string text = std::move(c.held_replies.front().text);
        c.held_replies.pop_front();
        send(id, text);
    }
    if (!c.postponed.empty() && c.postponed_until <= now)
        obey_postponed(id, c);
}

void exchange::engine::obey_postponed(connection_id id, connection& c)
{
    bool answered = !std::exchange(c.first_unanswered, false);
    for (const std::string& text : std::exchange(c.postponed, {})) {
        const auto found = connections.find(id);
        if (found == connections.end())
            return;
        obey(id, found->second, text, std::exchange(answered, true));
    }
}

} // namespace holdfast::sim
