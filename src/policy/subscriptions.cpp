// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/subscriptions.hpp>

#include <holdfast/detail/check.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

std::string check(const subscriptions_config& config)
{
    using namespace std::chrono_literals;
    return detail::first_problem({
        detail::check_zero_or_range("subscriptions_config::ack_timeout", config.ack_timeout, 100ms, 10min),
        detail::check_zero_or_range("subscriptions_config::first_data_timeout", config.first_data_timeout,
                                    100ms, 24h),
    });
}

std::string_view to_string(subscription_op op) noexcept
{
    return op == subscription_op::subscribe ? "subscribe" : "unsubscribe";
}

std::string_view to_string(subscription_state state) noexcept
{
    switch (state) {
    case subscription_state::wanted: return "wanted";
    case subscription_state::requested: return "requested";
    case subscription_state::confirmed: return "confirmed";
    case subscription_state::failed: return "failed";
    case subscription_state::leaving: return "leaving";
    }
    return "unknown";
}

bool subscriptions::want(std::string_view topic, int priority, std::optional<duration> first_data,
                         std::string_view group)
{
    entry* known = find(topic);
    const bool fresh = known == nullptr || !known->wanted;
    if (known != nullptr)
        move(topic, priority);
    entry& e = known != nullptr ? *find(topic) : add(topic, priority);
    e.wanted = true;
    e.first_data = first_data;
    e.group = group;
    if (e.why != fault::none)
        retry(e);
    return fresh;
}

bool subscriptions::unwant(std::string_view topic)
{
    entry* e = find(topic);
    if (e == nullptr || !e->wanted)
        return false;
    e->wanted = false;
    drop_gone();
    return true;
}

bool subscriptions::hold(std::string_view topic, std::string_view text)
{
    entry* e = find(topic);
    if (e == nullptr || !e->wanted)
        return false;
    fail(*e, fault::refused, text);
    return true;
}

bool subscriptions::renew(std::string_view topic)
{
    entry* e = find(topic);
    if (e == nullptr || !e->wanted)
        return false;
    retry(*e);
    return true;
}

void subscriptions::on_connected(std::uint64_t epoch)
{
    forget_wire();
    for (auto& [place, e] : entries_)
        fail(e, fault::none, {});
    epoch_ = epoch;
    up_ = true;
}

void subscriptions::on_disconnected()
{
    forget_wire();
    up_ = false;
}

subscription_request subscriptions::next_request(std::size_t max_topics) const
{
    for (const subscription_op op : {subscription_op::unsubscribe, subscription_op::subscribe}) {
        subscription_request request{op, {}};
        const entry* first = nullptr;
        for (const auto& [place, e] : entries_) {
            if (!up_ || missing(e) != op || (first && (e.alone || e.group != first->group)))
                continue;
            first = first ? first : &e;
            request.topics.push_back(e.topic);
            if (e.alone || request.topics.size() == max_topics)
                break;
        }
        if (!request.empty())
            return request;
    }
    return {};
}

void subscriptions::mark_requested(std::uint64_t request_id, const subscription_request& request,
                                   time_point now)
{
    if (!up_)
        return;
    const bool subscribing = request.op == subscription_op::subscribe;
    for (const std::string& topic : request.topics) {
        entry* e = find(topic);
        if (e == nullptr && subscribing) {
            e = &add(topic, 0);
            e->wanted = false;
        }
        if (e == nullptr || e->at != (subscribing ? wire::off : wire::on))
            continue;
        e->at = subscribing ? wire::subscribing : wire::unsubscribing;
        e->request = request_id;
        e->ack_due = config_.ack_timeout > duration::zero() ? now + config_.ack_timeout : never;
        e->data_due = never;
    }
}

std::optional<subscription_request> subscriptions::on_ack(std::uint64_t request_id, time_point now)
{
    const std::vector<entry*> open = asked_by(request_id);
    if (open.empty())
        return std::nullopt;
    subscription_request agreed{asked(*open.front()), {}};
    for (entry* e : open) {
        agreed.topics.push_back(e->topic);
        agree(*e, now);
    }
    drop_gone();
    return agreed;
}

bool subscriptions::on_ack(std::string_view topic, time_point now, std::optional<subscription_op> op)
{
    entry* e = open_for(topic, op);
    if (e == nullptr)
        return false;
    agree(*e, now);
    drop_gone();
    return true;
}

std::optional<subscription_request> subscriptions::on_reject(std::uint64_t request_id, std::string_view text,
                                                             blame whom)
{
    const std::vector<entry*> open = asked_by(request_id);
    if (open.empty())
        return std::nullopt;
    subscription_request refused{asked(*open.front()), {}};
    const bool culprit_unknown =
        whom == blame::one_of_them && refused.op == subscription_op::subscribe && open.size() > 1;
    for (entry* e : open) {
        if (culprit_unknown) {
            leave(*e);
            e->alone = true;
        } else {
            refused.topics.push_back(e->topic);
            refuse(*e, text);
        }
    }
    drop_gone();
    return refused;
}

bool subscriptions::on_reject(std::string_view topic, std::string_view text,
                              std::optional<subscription_op> op)
{
    entry* e = open_for(topic, op);
    if (e == nullptr)
        return false;
    refuse(*e, text);
    drop_gone();
    return true;
}

bool subscriptions::on_revoked(std::string_view topic, std::string_view text)
{
    entry* e = find(topic);
    if (e == nullptr || e->at != wire::on)
        return false;
    leave(*e);
    fail(*e, fault::refused, text);
    drop_gone();
    return true;
}

bool subscriptions::on_first_data(std::string_view topic)
{
    entry* e = find(topic);
    if (e == nullptr || e->heard || (e->at != wire::subscribing && e->at != wire::on))
        return false;
    e->heard = true;
    e->data_due = never;
    if (e->why == fault::no_data)
        fail(*e, fault::none, {});
    return true;
}

bool subscriptions::settled(std::string_view topic) const
{
    const entry* e = find(topic);
    return e != nullptr && e->wanted && (e->why == fault::none || e->why == fault::no_data) && !e->renewing &&
           !e->ending && (e->at == wire::subscribing || e->at == wire::on);
}

bool subscriptions::awaits_answer(std::string_view topic) const
{
    const entry* e = find(topic);
    return e != nullptr && (e->at == wire::subscribing || e->at == wire::unsubscribing);
}

subscription_news subscriptions::on_list(std::span<const std::string_view> topics, time_point now)
{
    subscription_news news;
    for (auto& [place, e] : entries_) {
        const bool there = std::find(topics.begin(), topics.end(), e.topic) != topics.end();
        if (e.at == (there ? wire::subscribing : wire::unsubscribing)) {
            ++news.answered;
            agree(e, now);
            if (there)
                news.agreed.push_back(e.topic);
        } else if (e.at == wire::on && !there) {
            news.taken_back.push_back(e.topic);
        }
    }
    drop_gone();
    return news;
}

std::vector<overdue_topic> subscriptions::expired(time_point now)
{
    std::vector<overdue_topic> overdue;
    for (auto& [place, e] : entries_)
        if (std::min(e.ack_due, e.data_due) <= now)
            overdue.push_back(give_up(e));
    drop_gone();
    return overdue;
}

time_point subscriptions::next_deadline() const noexcept
{
    time_point first = never;
    for (const auto& [place, e] : entries_)
        first = std::min({first, e.ack_due, e.data_due});
    return first;
}

std::optional<subscription_state> subscriptions::state(std::string_view topic) const
{
    const entry* e = find(topic);
    if (e == nullptr)
        return std::nullopt;
    if (!e->wanted)
        return subscription_state::leaving;
    if (e->why != fault::none)
        return subscription_state::failed;
    switch (e->at) {
    case wire::subscribing: return subscription_state::requested;
    case wire::on: return subscription_state::confirmed;
    default: return subscription_state::wanted;
    }
}

std::string_view subscriptions::failure(std::string_view topic) const
{
    const entry* e = find(topic);
    return e == nullptr ? std::string_view{} : std::string_view(e->failure);
}

std::vector<std::string> subscriptions::wanted() const
{
    std::vector<std::string> topics;
    for (const auto& [place, e] : entries_)
        if (e.wanted)
            topics.push_back(e.topic);
    return topics;
}

subscription_counts subscriptions::counts() const noexcept
{
    subscription_counts c;
    for (const auto& [place, e] : entries_) {
        if (!e.wanted)
            continue;
        const bool well = e.why == fault::none;
        const bool confirmed = well && e.at == wire::on;
        ++c.wanted;
        c.failed += well ? 0u : 1u;
        c.requested += well && e.at == wire::subscribing ? 1u : 0u;
        c.confirmed += confirmed ? 1u : 0u;
        c.live += confirmed && (e.heard || first_data_timeout(e) == duration::zero()) ? 1u : 0u;
    }
    return c;
}

subscriptions::entry* subscriptions::find(std::string_view topic)
{
    const auto known = ranks_.find(topic);
    return known == ranks_.end() ? nullptr : &entries_.at(known->second);
}

const subscriptions::entry* subscriptions::find(std::string_view topic) const
{
    const auto known = ranks_.find(topic);
    return known == ranks_.end() ? nullptr : &entries_.at(known->second);
}

subscriptions::entry& subscriptions::add(std::string_view topic, int priority)
{
    const rank place{priority, wanted_so_far_++};
    ranks_.emplace(topic, place);
    entry& e = entries_[place];
    e.topic = topic;
    return e;
}

// A topic that was given up and is wanted again goes to the end of its rank.
void subscriptions::move(std::string_view topic, int priority)
{
    rank& place = ranks_.find(topic)->second;
    auto node = entries_.extract(place);
    place = rank{priority, node.mapped().wanted ? place.order : wanted_so_far_++};
    node.key() = place;
    entries_.insert(std::move(node));
}

void subscriptions::forget_wire()
{
    for (auto& [place, e] : entries_)
        leave(e);
    drop_gone();
}

void subscriptions::drop_gone()
{
    std::erase_if(entries_, [this](const auto& item) {
        const entry& e = item.second;
        const bool gone = !e.wanted && e.at == wire::off;
        if (gone)
            ranks_.erase(e.topic);
        return gone;
    });
}

void subscriptions::agree(entry& e, time_point now) const
{
    if (e.at == wire::unsubscribing)
        return leave(e);
    answer(e);
    e.at = wire::on;
    e.alone = e.ending = false;
    const duration patience = first_data_timeout(e);
    if (!e.heard && patience > duration::zero())
        e.data_due = now + patience;
}

// What an exchange believes that did not answer is not known. A topic that was asked for is taken for
// subscribed, and unsubscribed before it is asked for again. One that was to be removed is taken for removed,
// or an exchange that refuses that without naming the topic would never be asked for it again; but what comes
// for it may still be from before.
overdue_topic subscriptions::give_up(entry& e) const
{
    if (e.at == wire::on) {
        e.data_due = never;
        fail(e, fault::no_data, "no data within " + detail::to_string(first_data_timeout(e)));
        return {e.topic, subscription_op::subscribe, overdue_topic::kind::first_data};
    }
    const subscription_op op = asked(e);
    if (op == subscription_op::unsubscribe) {
        leave(e);
        e.ending = true;
    } else {
        answer(e);
        e.renewing = false;
        e.at = wire::on;
    }
    fail(e, fault::no_ack, "no acknowledgement within " + detail::to_string(config_.ack_timeout));
    return {e.topic, op, overdue_topic::kind::ack};
}

std::vector<subscriptions::entry*> subscriptions::asked_by(std::uint64_t request_id)
{
    std::vector<entry*> open;
    for (auto& [place, e] : entries_)
        if (request_id != no_request && e.request == request_id)
            open.push_back(&e);
    return open;
}

subscriptions::entry* subscriptions::open_for(std::string_view topic, std::optional<subscription_op> op)
{
    entry* e = find(topic);
    const bool open = awaits_answer(topic);
    return open && op.value_or(asked(*e)) == asked(*e) ? e : nullptr;
}

duration subscriptions::first_data_timeout(const entry& e) const noexcept
{
    return e.first_data.value_or(config_.first_data_timeout);
}

std::optional<subscription_op> subscriptions::missing(const entry& e) noexcept
{
    if (e.wanted && e.at == wire::off && e.why == fault::none)
        return subscription_op::subscribe;
    if (e.at == wire::on && (!e.wanted || e.renewing))
        return subscription_op::unsubscribe;
    return std::nullopt;
}

subscription_op subscriptions::asked(const entry& e) noexcept
{
    return e.at == wire::unsubscribing ? subscription_op::unsubscribe : subscription_op::subscribe;
}

void subscriptions::answer(entry& e) noexcept
{
    e.request = no_request;
    e.ack_due = never;
}

void subscriptions::leave(entry& e) noexcept
{
    answer(e);
    e.at = wire::off;
    e.renewing = false;
    e.data_due = never;
    e.heard = e.ending = false;
}

void subscriptions::refuse(entry& e, std::string_view text)
{
    const bool subscribing = e.at == wire::subscribing;
    leave(e);
    if (subscribing)
        fail(e, fault::refused, text);
}

void subscriptions::fail(entry& e, fault why, std::string_view text)
{
    e.why = why;
    e.failure = text;
}

void subscriptions::retry(entry& e) noexcept
{
    e.why = fault::none;
    e.failure.clear();
    e.renewing = e.at != wire::off;
}

} // namespace holdfast
