// SPDX-License-Identifier: BSL-1.0
#include "topics/topic_tracker.hpp"

#include <algorithm>
#include <utility>

// What the exchange is asked for, what it agrees to, and what it refuses.

namespace holdfast {

void feed::on_ack(const decoded& said, time_point now)
{
    changed_ = true;
    if (!said.topic_name.empty()) {
        if (!wishes_.on_ack(said.topic_name, now))
            ++stats_.unexpected;
        else if (topic_state* t = find(said.topic_name); t && is(*t, subscription_state::confirmed))
            confirmed(*t, now);
        return;
    }
    acknowledge(said.request_id, now);
}

void feed::acknowledge(std::uint64_t request, time_point now)
{
    const auto accepted = wishes_.on_ack(request, now);
    if (!accepted) {
        ++stats_.unexpected;
        return;
    }
    if (accepted->op == subscription_op::subscribe)
        for (const std::string& name : accepted->topics)
            if (topic_state* t = find(name))
                confirmed(*t, now);
}

void feed::on_subscriptions(const decoded& said, time_point now)
{
    changed_ = true;
    const subscription_news news = wishes_.on_list(said.topics, now);
    for (const std::string& name : news.agreed)
        if (topic_state* t = find(name))
            confirmed(*t, now);
    for (const std::string& name : news.taken_back)
        if (topic_state* t = find(name);
            t && wishes_.on_revoked(name, "not among the subscriptions of this connection")) {
            subscription_failed(
                *t,
                failure(errc::subscribe_revoked,
                        quoted(t->on) + " is not among the subscriptions of this connection any more"),
                now);
            ask_later(*t, now);
        }
}

void feed::on_reject(const decoded& said, time_point now)
{
    changed_ = true;
    if (!said.topic_name.empty()) {
        if (!wishes_.on_reject(said.topic_name, said.text))
            ++stats_.unexpected;
        else if (topic_state* t = find(said.topic_name); t && is(*t, subscription_state::failed))
            refused(*t, said, now);
        return;
    }
    const auto gone = wishes_.on_reject(said.request_id, said.text, said.whom);
    if (!gone)
        return on_unnamed_reject(said.text);
    if (gone->op == subscription_op::subscribe)
        for (const std::string& name : gone->topics)
            if (topic_state* t = find(name))
                refused(*t, said, now);
}

/// An exchange whose refusals name neither a request nor a topic (BULK) may mean any topic that awaits its
/// answer. The one that is meant goes without: `unheard` comes to it.
void feed::on_unnamed_reject(std::string_view words)
{
    ++stats_.unexpected;
    for (topic_state* t : topics_)
        if (wishes_.awaits_answer(t->on.name()))
            t->perhaps_refused = words;
    watch_.at_subscription_failed(topic(), failure(errc::subscribe_rejected, std::string(words)));
}

void feed::refused(topic_state& t, const decoded& said, time_point now)
{
    const failure why(errc::subscribe_rejected, std::string(said.text));
    if (!said.again)
        return refuse(t, why, now);
    subscription_failed(t, why, now);
    ask_later(t, now);
}

/// The same question would have the same answer for long: told once, and asked again after minutes, then
/// hours.
void feed::refuse(topic_state& t, const failure& why, time_point now)
{
    if (t.refused.code)
        t.repair = {};
    else
        subscription_failed(t, why, now);
    explain(t, why, now);
    t.refused = why;
    t.attempts = 0;
    const recovery_config& how = config_.recovery;
    t.refused_pause = std::clamp(4 * t.refused_pause, how.refused_pause, how.refused_ceiling);
    t.ask_again = now + t.refused_pause -
                  duration(random_.below(static_cast<std::uint64_t>(t.refused_pause.count() / 2)));
    changed_ = true;
}

/// What is known about a closed topic, for those who read its book.
void feed::explain(topic_state& t, const failure& why, time_point now)
{
    if (t.now == standing::live || (t.why.code == why.code && t.why.text == why.text))
        return;
    t.why = why;
    for (const auto& sink : t.sinks)
        sink->put_notice(still_closed{t.on, epoch_, why, now});
}

void feed::on_revoked(const decoded& said, time_point now)
{
    const failure why(errc::subscribe_revoked, std::string(said.text));
    for (topic_state* t : topics_) {
        const bool meant =
            said.family ? t->on.name().starts_with(said.topic_name) : t->on.name() == said.topic_name;
        if (!meant || !wishes_.on_revoked(t->on.name(), said.text))
            continue;
        subscription_failed(*t, why, now);
        ask_later(*t, now);
    }
}

void feed::confirmed(topic_state& t, time_point now)
{
    t.unanswered = 0;
    t.perhaps_refused.clear();
    if (std::exchange(t.confirmed, true))
        return;
    t.pulse.on_subscribed(now);
    if (t.now == standing::collecting && t.traits.recovery == recovery::rest_snapshot)
        want_repair(t, now);
}

void feed::subscription_failed(topic_state& t, const failure& why, time_point now)
{
    watch_.at_subscription_failed(t.on, why);
    open_gap(t, why, now);
    explain(t, why, now);
    t.now = up_ ? standing::collecting : standing::down;
    t.repair = {};
    t.pulse.on_unsubscribed();
}

/// A topic that was served before, or is refused only for now, is never given up.
void feed::ask_later(topic_state& t, time_point now)
{
    t.ask_again = now + t.retry.next(random_);
    changed_ = true;
}

void feed::ask_anew(topic_state& t)
{
    t.ask_again = never;
    if (t.traits.recovery == recovery::new_connection && is(t, subscription_state::confirmed)) {
        new_connection_ = true;
        return;
    }
    t.confirmed = t.heard = false;
    if (is(t, subscription_state::failed))
        ask_for(t);
    else
        wishes_.renew(t.on.name());
    changed_ = true;
}

std::optional<request> feed::next_request(time_point now)
{
    subscription_request next = wishes_.next_request(limits_.topics_per_request);
    if (next.empty())
        return std::nullopt;
    if (const std::size_t most = limits_.topics_per_unsubscribe;
        most != 0 && next.op == subscription_op::unsubscribe && next.topics.size() > most)
        next.topics.resize(most);
    request message;
    message.id = ++last_request_;
    for (const std::string& name : next.topics) {
        message.topics.emplace_back(name);
        // Some rules would not see what is lost until the topic is subscribed again.
        if (topic_state* t = find(name); t && next.op == subscription_op::unsubscribe)
            t->interrupted = t->traits.recovery == recovery::resume;
    }
    message.text = text_of(message, next.op);
    wishes_.mark_requested(message.id, next, now);
    changed_ = true;
    if (message.text.empty()) {
        acknowledge(message.id, now);
        return next_request(now);
    }
    ++stats_.requests;
    return message;
}

std::string feed::text_of(const request& message, subscription_op op) const
{
    if (op == subscription_op::subscribe)
        return exchange_.subscribe(message.id, message.topics);
    std::vector<std::string_view> called;
    for (const topic& on : message.topics) {
        const auto other = called_.find(on);
        called.push_back(other == called_.end() ? std::string_view() : std::string_view(other->second));
    }
    const bool any = std::any_of(called.begin(), called.end(), [](auto name) { return !name.empty(); });
    return any ? exchange_.unsubscribe_called(message.id, message.topics, called)
               : exchange_.unsubscribe(message.id, message.topics);
}

result<> feed::on_reply_wanted(std::string_view text)
{
    constexpr std::size_t most = 100;
    constexpr std::size_t longest = 4096;
    if (replies_.size() == most || text.size() > longest)
        return failure(errc::protocol_violation,
                       "the exchange wants more answers, or longer ones, than the client can send");
    replies_.emplace_back(text);
    changed_ = true;
    return {};
}

std::optional<std::string> feed::next_reply()
{
    if (replies_.empty())
        return std::nullopt;
    std::string text = std::move(replies_.front());
    replies_.pop_front();
    return text;
}

} // namespace holdfast
