#include "story.hpp"

#include <iomanip>

namespace hf = holdfast;

namespace demo {

namespace {

std::string milliseconds(hf::duration d)
{
    return std::to_string(std::chrono::round<std::chrono::milliseconds>(d).count()) + " ms";
}

std::string described(const hf::sim::injection& fault)
{
    std::string text(to_string(fault.what));
    if (fault.on != 0)
        text += " on connection " + std::to_string(fault.on);
    if (!fault.symbol.empty())
        text += ", " + fault.symbol;
    return fault.text.empty() ? text : text + ": " + fault.text;
}

const char* healed_by(hf::healing how)
{
    return how == hf::healing::snapshot ? ", rebuilt from a snapshot" : ", going on with the next message";
}

} // namespace

story::story(std::ostream& out, hf::runtime& clock, tally& counts, const hf::sim::fault_plan* plan)
    : out_(out), clock_(clock), start_(clock.now()), counts_(counts), plan_(plan)
{
}

void story::say(std::string_view what, const std::string& text)
{
    const std::chrono::duration<double> since = clock_.now() - start_;
    out_ << '[' << std::fixed << std::setprecision(3) << std::setw(8) << since.count() << "] " << std::left
         << std::setw(9) << what << std::right << text << '\n'
         << std::flush;
}

void story::catch_up()
{
    tell_faults();
    tell_gaps();
}

void story::end()
{
    catch_up();
    ended_ = true;
}

bool story::all_healed() const noexcept
{
    return counts_.outages_healed == counts_.outages && counts_.gaps_healed == counts_.gaps;
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

void story::tell_gaps()
{
    for (const hf::gap_opened& gap : gaps_)
        say("noticed", gap.on.str() + " after " + std::to_string(gap.last_good) + ": " + gap.why.message());
    gaps_.clear();
}

void story::at_phase(const hf::phase_changed& change)
{
    if (ended_)
        return;
    catch_up();
    if (change.to != hf::phase::verified || !outage_since_)
        return;
    say("healed", "everything verified again, " + milliseconds(clock_.now() - *outage_since_) +
                      " after the connection was lost");
    counts_.outages_healed = counts_.outages;
    outage_since_.reset();
    lost_with_line_.clear();
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
    for (const hf::gap_opened& gap : gaps_)
        lost_with_line_.insert(gap.on.str());
    why_lost_ = why.message();
    say("noticed", "connection lost after " + milliseconds(lived) + ", reads of " + std::to_string(gaps_.size()) +
                       " topics closed: " + why_lost_);
    gaps_.clear();
    ++counts_.outages;
    if (!outage_since_)
        outage_since_ = clock_.now();
}

void story::at_gap(const hf::gap_opened& gap)
{
    if (ended_)
        return;
    ++counts_.gaps;
    gaps_.push_back(gap); // told together: a lost connection opens one for every topic
}

void story::at_healed(const hf::gap_closed& gap)
{
    if (ended_)
        return;
    catch_up();
    const bool with_line = lost_with_line_.erase(gap.on.str()) != 0;
    if (gap.how != hf::healing::synchronized)
        ++counts_.gaps_healed;
    if (gap.how == hf::healing::snapshot)
        counts_.recoveries.push_back(gap.closed_for);
    if (with_line && gap.how == hf::healing::resumed)
        return; // a topic without state is no story of its own
    if (gap.how == hf::healing::synchronized)
        say("ready", gap.on.str() + " verified at " + std::to_string(gap.last));
    else
        say("healed", gap.on.str() + " verified at " + std::to_string(gap.last) + healed_by(gap.how) +
                          "; reads were closed for " + milliseconds(gap.closed_for));
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
    say("noticed", "subscription of " + on.str() + ": " + why.message());
}

void story::at_malformed(const hf::topic& on, const hf::failure& why)
{
    if (ended_)
        return;
    catch_up();
    say("noticed", "a message that cannot be understood" + (on.empty() ? "" : " of " + on.str()) + ": " + why.message());
}

void story::at_probe(const hf::topic& on)
{
    if (ended_)
        return;
    catch_up();
    say("probe", on.str() + " is quiet; looking whether it is alive");
}

} // namespace demo
