// SPDX-License-Identifier: BSL-1.0
#include "story.hpp"

#include "demo/words.hpp"

#include <utility>

namespace hf = holdfast;

namespace maker {

namespace {

/// Passes on what a reader of the story wants to know about a session.
class reporter final : public hf::observer {
public:
    reporter(story& told, std::string_view session) : story_(told), session_(session) {}

    void at_outage(std::uint32_t /*epoch*/, const hf::failure& why, hf::duration lived) override
    {
        story_.catch_up();
        story_.say("noticed", session_ + " lost after " + demo::milliseconds(lived) + ": " + why.message());
    }
    void at_phase(const hf::phase_changed& change) override
    {
        if (change.to == hf::phase::verified)
            story_.say("ready", session_ + " on connection " + std::to_string(change.epoch));
    }
    void at_login(const hf::failure& why) override
    {
        if (why.code)
            story_.say("login", session_ + ": " + why.message());
    }

private:
    story& story_;
    std::string session_;
};

} // namespace

story::story(std::ostream& out, hf::runtime& clock, const hf::sim::fault_plan& plan)
    : out_(out), clock_(clock), start_(clock.now()), plan_(plan)
{
}

void story::say(std::string_view what, std::string_view text)
{
    if (!ended_)
        out_ << demo::line_of(clock_.now() - start_, what, text) << std::flush;
}

void story::catch_up()
{
    for (const hf::sim::injection& fault : plan_.log())
        if (fault.number > told_) {
            told_ = fault.number;
            say("broken", demo::described(fault));
        }
}

void story::end()
{
    catch_up();
    ended_ = true;
}

std::shared_ptr<hf::observer> story::about(std::string_view session)
{
    return std::make_shared<reporter>(*this, session);
}

} // namespace maker
