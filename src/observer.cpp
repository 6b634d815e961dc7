#include <holdfast/observer.hpp>

#include <holdfast/printable.hpp>

#include <chrono>
#include <string>

namespace holdfast {

namespace {

std::string milliseconds(duration d)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count()) + " ms";
}

class log_observer final : public observer {
public:
    explicit log_observer(std::ostream& out) : out_(out) {}

    void at_phase(const phase_changed& p) override
    {
        out_ << "phase " << to_string(p.from) << " -> " << to_string(p.to) << '\n';
    }
    void at_attempt(std::uint64_t number, std::string_view url) override
    {
        out_ << "attempt " << number << " to " << url << '\n';
    }
    void at_attempt_failed(const failure& why, duration pause) override
    {
        out_ << "next attempt in " << milliseconds(pause) << ": " << why.message() << '\n';
    }
    void at_outage(std::uint32_t epoch, const failure& why, duration lived) override
    {
        out_ << "connection " << epoch << " lost after " << milliseconds(lived) << ": " << why.message()
             << '\n';
    }
    void at_gap(const gap_opened& gap) override
    {
        out_ << "gap in " << gap.on.name() << " after " << gap.last_good << ": " << gap.why.message() << '\n';
    }
    void at_healed(const gap_closed& gap) override
    {
        out_ << "verified " << gap.on.name() << " at " << gap.last << ", closed for "
             << milliseconds(gap.closed_for) << '\n';
    }
    void at_snapshot_failed(const topic& on, const failure& why, duration pause) override
    {
        out_ << "snapshot of " << on.name() << " again in " << milliseconds(pause) << ": " << why.message()
             << '\n';
    }
    void at_subscription_failed(const topic& on, const failure& why) override
    {
        out_ << "subscription" << (on.empty() ? "" : " of ") << on.name() << " failed: " << why.message()
             << '\n';
    }
    void at_malformed(const topic& on, const failure& why) override
    {
        out_ << "malformed message" << (on.empty() ? "" : " of ") << on.name() << ": " << why.message()
             << '\n';
    }
    void at_pause(std::string_view host, const failure& why, duration kept) override
    {
        out_ << host << " is left alone for " << milliseconds(kept);
        if (why.retry_after > kept)
            out_ << " (it asked for " << milliseconds(why.retry_after) << ")";
        out_ << ": " << why.message() << '\n';
    }
    void at_skipped(const topic& on, const failure& why) override
    {
        out_ << "left out of a message" << (on.empty() ? "" : " of ") << on.name() << ": " << why.message()
             << '\n';
    }
    void at_notice(std::string_view text) override
    {
        out_ << "the exchange will close the connection: " << printable(text) << '\n';
    }
    void at_clock(duration offset, duration uncertainty) override
    {
        out_ << "the clock of the exchange is ahead by " << milliseconds(offset) << ", give or take "
             << milliseconds(uncertainty) << '\n';
    }
    void at_login(const failure& why) override
    {
        out_ << (why.code ? "not logged in: " + why.message() : std::string("logged in")) << '\n';
    }
    void at_probe(const topic& on) override { out_ << "probing quiet topic " << on.name() << '\n'; }

private:
    std::ostream& out_;
};

} // namespace

std::shared_ptr<observer> log_to(std::ostream& out)
{
    return std::make_shared<log_observer>(out);
}

} // namespace holdfast
