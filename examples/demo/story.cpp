// SPDX-License-Identifier: BSL-1.0
#include "story.hpp"

#include "words.hpp"

#include <algorithm>
#include <cctype>

namespace hf = holdfast;

namespace demo {

namespace {

/// Whether a gap is about the messages themselves, rather than their line.
bool about_messages(const hf::failure& why)
{
    const auto any_of = [&why](auto... codes) { return ((why.code == codes) || ...); };
    return any_of(hf::errc::sequence_gap, hf::errc::out_of_order, hf::errc::malformed, hf::errc::crossed_book,
                  hf::errc::empty_book, hf::errc::checksum_mismatch, hf::errc::audit_failed);
}

} // namespace

story::story(std::ostream& out, hf::runtime& clock, tally& counts, const hf::sim::fault_plan* plan)
    : out_(out), clock_(clock), start_(clock.now()), counts_(counts), plan_(plan)
{
}

void story::follow(const hf::topic& book)
{
    books_.insert(book);
    closed_.insert(book);
}

void story::say(std::string_view what, const std::string& text)
{
    out_ << line_of(clock_.now() - start_, what, text) << std::flush;
}

void story::catch_up()
{
    tell_faults();
    let_expire();
    tell_gaps();
}

void story::end()
{
    catch_up();
    ended_ = true;
}

void story::tell_faults()
{
    if (!plan_)
        return;
    for (const hf::sim::injection& fault : plan_->log())
        if (fault.number > told_) {
            told_ = fault.number;
            say("broken", described(fault));
        }
}

std::uint64_t story::touched(const hf::topic& on) const
{
    if (!plan_)
        return 0;
    return static_cast<std::uint64_t>(
        std::ranges::count_if(plan_->log(), [&on](const hf::sim::injection& fault) {
            return fault.topic.empty() || fault.topic == on.str();
        }));
}

bool story::expired(const hf::topic& on) const
{
    const auto lower = [](std::string text) {
        std::ranges::transform(text, text.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return text;
    };
    return plan_ && std::ranges::any_of(plan_->log(), [&](const hf::sim::injection& fault) {
               return fault.what == hf::sim::fault::expire &&
                      lower(on.str()).find(lower(fault.symbol)) != std::string::npos;
           });
}

/// Of a symbol that has expired nothing more is expected; a gap that its end has opened is none.
void story::let_expire()
{
    for (const hf::topic& book : std::set<hf::topic>(books_)) {
        if (!expired(book))
            continue;
        books_.erase(book);
        closed_.erase(book);
        counts_.gaps -= interrupted_.erase(book);
        tell_recovery(); // it may have been the last one that was not verified again
    }
}

bool story::explained(const hf::gap_opened& gap)
{
    if (!plan_)
        return true; // nobody knows what a real exchange did
    const bool messages = about_messages(gap.why);
    const std::uint64_t known = blamed_[gap.on];
    std::uint64_t& restarts =
        restarts_blamed_[gap.on]; // not seen before a message comes, whatever comes between
    bool found = false;
    for (const hf::sim::injection& fault : plan_->log()) {
        const std::uint64_t seen = fault.what == hf::sim::fault::restart_counter ? restarts : known;
        found |= fault.number > seen && (fault.topic.empty() || fault.topic == gap.on.str());
    }
    blamed_[gap.on] = plan_->injected();
    if (messages)
        restarts = plan_->injected();
    return found || !messages;
}

void story::tell_gaps()
{
    for (const hf::gap_opened& gap : gaps_)
        say("noticed", gap.on.str() + " after " + std::to_string(gap.last_good) + ": " + gap.why.message());
    gaps_.clear();
}

void story::tell_recovery()
{
    if (!outage_since_ || !closed_.empty())
        return;
    say("healed", "every book verified again, " + milliseconds(clock_.now() - *outage_since_) +
                      " after the connection was lost");
    counts_.outages_healed = counts_.outages;
    outage_since_.reset();
}

void story::at_attempt_failed(const hf::failure& why, hf::duration pause)
{
    if (ended_)
        return;
    catch_up();
    say("retry", "in " + milliseconds(pause) + (why.message() == why_lost_ ? "" : ": " + why.message()));
}

void story::at_outage(std::uint32_t /*epoch*/, const hf::failure& why, hf::duration lived)
{
    if (ended_)
        return;
    tell_faults();
    why_lost_ = why.message();
    say("noticed", "connection lost after " + milliseconds(lived) + ", reads of " +
                       std::to_string(gaps_.size()) + " books closed: " + why_lost_);
    gaps_.clear();
    ++counts_.outages;
    if (!outage_since_)
        outage_since_ = clock_.now();
}

void story::at_gap(const hf::gap_opened& gap)
{
    if (ended_ || !books_.contains(gap.on))
        return;
    ++counts_.gaps;
    if (!explained(gap)) {
        ++counts_.false_gaps;
        say("WRONG", gap.on.str() + " declared a gap and nothing was broken: " + gap.why.message());
    }
    closed_.insert(gap.on);
    interrupted_.insert(gap.on);
    gaps_.push_back(gap); // told together: a lost connection opens one for every topic
}

void story::at_healed(const hf::gap_closed& gap)
{
    if (ended_)
        return;
    catch_up(); // a symbol that expires at this moment has taken its gap with it
    if (!books_.contains(gap.on))
        return;
    closed_.erase(gap.on);
    interrupted_.erase(gap.on);
    const std::string verified = gap.on.str() + " verified at " + std::to_string(gap.last);
    if (gap.how == hf::healing::synchronized) {
        say("ready", verified);
    } else {
        ++counts_.gaps_healed;
        counts_.recoveries.push_back(gap.closed_for);
        say("healed",
            verified + ", rebuilt from a snapshot; reads were closed for " + milliseconds(gap.closed_for));
    }
    tell_recovery();
}

void story::at_snapshot_failed(const hf::topic& on, const hf::failure& why, hf::duration pause)
{
    if (ended_)
        return;
    catch_up();
    say("retry", "the snapshot of " + on.str() + " in " + milliseconds(pause) + ": " + why.message());
}

void story::at_subscription_failed(const hf::topic& on, const hf::failure& why)
{
    if (ended_)
        return;
    catch_up();
    say("noticed", "subscription of " + (on.empty() ? "something" : on.str()) + ": " + why.message());
}

void story::at_malformed(const hf::topic& on, const hf::failure& why)
{
    if (ended_)
        return;
    catch_up();
    say("noticed",
        "a message that cannot be understood" + (on.empty() ? "" : " of " + on.str()) + ": " + why.message());
}

void story::at_probe(const hf::topic& on)
{
    if (ended_)
        return;
    catch_up();
    say("probe", on.str() + " is quiet; looking whether it is alive");
}

} // namespace demo
