// SPDX-License-Identifier: BSL-1.0
#include <holdfast/observer.hpp>

#include "wire/text/iso_8601.hpp"

#include <holdfast/printable.hpp>
#include <holdfast/runtime.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace holdfast {

namespace {

std::string milliseconds(duration d)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count()) + " ms";
}

class log_observer final : public observer {
public:
    explicit log_observer(std::ostream& out, std::string name = {}, const runtime* clock = nullptr)
        : out_(out), name_(std::move(name)), clock_(clock)
    {
    }

    std::shared_ptr<observer> for_session(std::string_view name, runtime& clock) override
    {
        return std::make_shared<log_observer>(out_, std::string(name), &clock);
    }
    void at_end(const failure& why) override
    {
        const bool ordinary =
            !why.code || why.code == errc::stopped; // cancelled, as by another end of a race
        line() << (ordinary ? "stopped" : "ended: " + why.message()) << '\n';
    }

    void at_phase(const phase_changed& p) override
    {
        line() << "phase " << to_string(p.from) << " -> " << to_string(p.to) << '\n';
    }
    void at_attempt(std::uint64_t number, std::string_view url) override
    {
        line() << "attempt " << number << " to " << url << '\n';
    }
    void at_attempt_failed(const failure& why, duration pause) override
    {
        line() << "next attempt in " << milliseconds(pause) << ": " << why.message() << '\n';
    }
    void at_outage(std::uint32_t epoch, const failure& why, duration lived) override
    {
        line() << "connection " << epoch << " lost after " << milliseconds(lived) << ": " << why.message()
               << '\n';
    }
    void at_gap(const gap_opened& gap) override
    {
        if (gap.why.code == errc::stopped)
            return; // the end is told by itself
        line() << "gap in " << gap.on.name() << " after " << gap.last_good << ": " << gap.why.message()
               << '\n';
    }
    void at_healed(const gap_closed& gap) override
    {
        line() << "verified " << gap.on.name() << " at " << gap.last << ", closed for "
               << milliseconds(gap.closed_for) << '\n';
    }
    void at_snapshot_failed(const topic& on, const failure& why, duration pause) override
    {
        line() << "snapshot of " << on.name() << " again in " << milliseconds(pause) << ": " << why.message()
               << '\n';
    }
    void at_subscription_failed(const topic& on, const failure& why) override
    {
        line() << "subscription" << (on.empty() ? "" : " of ") << on.name() << " failed: " << why.message()
               << '\n';
    }
    void at_malformed(const topic& on, const failure& why) override
    {
        line() << "malformed message" << (on.empty() ? "" : " of ") << on.name() << ": " << why.message()
               << '\n';
    }
    void at_pause(std::string_view host, const failure& why, duration kept) override
    {
        line() << host << " is left alone for " << milliseconds(kept);
        if (why.retry_after > kept)
            out_ << " (it asked for " << milliseconds(why.retry_after) << ")";
        out_ << ": " << why.message() << '\n';
    }
    void at_skipped(const topic& on, const failure& why) override
    {
        line() << "left out of a message" << (on.empty() ? "" : " of ") << on.name() << ": " << why.message()
               << '\n';
    }
    void at_notice(std::string_view text) override
    {
        line() << "the exchange will close the connection: " << printable(text) << '\n';
    }
    void at_clock(duration offset, duration uncertainty) override
    {
        line() << "the clock of the exchange is ahead by " << milliseconds(offset) << ", give or take "
               << milliseconds(uncertainty) << '\n';
    }
    void at_login(const failure& why) override
    {
        line() << (why.code ? "not logged in: " + why.message() : std::string("logged in")) << '\n';
    }
    void at_probe(const topic& on) override { line() << "probing quiet topic " << on.name() << '\n'; }

private:
    /// Begins a line.
    std::ostream& line()
    {
        if (clock_)
            out_ << wire::iso_8601(clock_->wall_now()) << ' ';
        return name_.empty() ? out_ : out_ << name_ << ": ";
    }

    std::ostream& out_;
    std::string name_;
    const runtime* clock_;
};

} // namespace

std::shared_ptr<observer> log_to(std::ostream& out)
{
    return std::make_shared<log_observer>(out);
}

} // namespace holdfast
