// SPDX-License-Identifier: BSL-1.0
#include "topics/topic_tracker.hpp"

#include <algorithm>
#include <utility>

// Which topics there are, who wants them, and what messages call them.

namespace holdfast {

feed::topic_state& feed::add(const topic& on, time_point now)
{
    auto made = std::make_unique<topic_state>(on, exchange_.traits(on), config_);
    topic_state* t = states_.emplace(on, std::move(made)).first->second.get();
    by_name_.insert(on.name(), t);
    if (const auto other = called_.find(on); other != called_.end())
        by_name_.insert(other->second, t);
    t->since = now;
    t->why = failure(errc::not_synchronized, quoted(on) + " has no verified state yet");
    t->now = up_ ? standing::collecting : standing::down;
    const auto place = std::find_if(topics_.begin(), topics_.end(), [t](const topic_state* other) {
        return other->traits.priority < t->traits.priority;
    });
    topics_.insert(place, t);
    ask_for(*t);
    return *t;
}

void feed::ask_for(const topic_state& t)
{
    wishes_.want(t.on.name(), t.traits.priority, t.traits.first_data, exchange_.request_group(t.on));
}

void feed::attach(const topic& on, std::shared_ptr<event_sink> sink, time_point now)
{
    if (topics_.empty())
        for (const topic& own : exchange_.connection_topics())
            add(own, now).of_adapter = true;
    const auto known = states_.find(on);
    topic_state& t = known != states_.end() ? *known->second : add(on, now);
    if (t.traits.recovery == recovery::resume) {
        if (t.now == standing::live)
            sink->put_mark(healed(t, now));
    } else if (t.now == standing::live || t.now == standing::bridging) {
        // A new consumer begins with a snapshot like the first one: the topic is rebuilt for both.
        open_gap(t, failure(errc::not_synchronized, quoted(on) + " has a new consumer"), now);
        rebuild(t, now);
    }
    if (t.refused.code)
        sink->put_notice(still_closed{on, epoch_, t.refused, now});
    t.sinks.push_back(std::move(sink));
    changed_ = true;
}

void feed::detach(const topic& on, const event_sink* sink)
{
    const auto known = states_.find(on);
    if (known == states_.end())
        return;
    std::erase_if(known->second->sinks, [sink](const auto& s) { return s.get() == sink; });
    if (known->second->sinks.empty())
        remove(on);
    else
        room(on);
}

/// A topic of the adapter's own stays.
void feed::remove(const topic& on)
{
    const auto known = states_.find(on);
    if (known == states_.end())
        return;
    const auto sinks = std::exchange(known->second->sinks, {});
    if (!known->second->of_adapter)
        take_out(on);
    for (const auto& sink : sinks)
        sink->end();
    changed_ = true;
}

void feed::take_out(const topic& on)
{
    const auto known = states_.find(on);
    const std::unique_ptr<topic_state> gone = std::move(known->second);
    states_.erase(known);
    by_name_.erase(gone->on.name());
    if (const auto other = called_.find(gone->on); other != called_.end())
        by_name_.erase(other->second); // what is to be ended is still called so
    std::erase(topics_, gone.get());
    wishes_.unwant(gone->on.name());
}

void feed::distrust(const topic& on, const failure& why, time_point now)
{
    topic_state* t = find(on.name());
    if (!t || t->now != standing::live)
        return;
    open_gap(*t, why, now);
    rebuild(*t, now);
}

void feed::room(const topic& on)
{
    topic_state* t = find(on.name());
    if (!t || t->now != standing::starved)
        return;
    if (has_room(*t))
        rebuild(*t, time_point::min());
}

void feed::end(const failure& why, time_point now)
{
    for (topic_state* t : topics_) {
        open_gap(*t, why, now);
        t->now = standing::down;
        explain(*t, why, now);
    }
    while (!topics_.empty()) {
        const topic on = topics_.back()->on;
        topics_.back()->of_adapter = false;
        remove(on);
    }
}

bool feed::wanted() const noexcept
{
    return std::any_of(topics_.begin(), topics_.end(),
                       [](const topic_state* t) { return !t->of_adapter || !t->sinks.empty(); });
}

std::vector<topic> feed::topics() const
{
    std::vector<topic> all;
    all.reserve(topics_.size());
    for (const bool of_adapter : {false, true})
        for (const topic_state* t : topics_)
            if ((t->of_adapter && t->sinks.empty()) == of_adapter)
                all.push_back(t->on);
    return all;
}

// ---- other names ---------------------------------------------------------------------------------------

/// A name that two topics have would put the messages of one into the other.
result<> feed::on_called(const decoded& said)
{
    constexpr std::size_t longest = 256;
    topic_state* t = find(said.topic_name);
    if (!t) {
        ++stats_.unexpected;
        return {};
    }
    const topic_state* other = find(said.text);
    if (said.text.empty() || said.text.size() > longest || (other && other != t))
        return failure(errc::protocol_violation,
                       "the exchange calls " + quoted(t->on) + " by a name that is another topic's, or none");
    std::string& name = called_[t->on];
    if (!name.empty())
        by_name_.erase(name);
    name = said.text;
    by_name_.insert(name, t);
    return {};
}

/// Names are those of one connection.
void feed::forget_names()
{
    for (const auto& [on, name] : called_)
        by_name_.erase(name);
    called_.clear();
}

} // namespace holdfast
