// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_TRANSCRIPT_HPP
#define HOLDFAST_TEST_SUPPORT_TRANSCRIPT_HPP

#include <holdfast/event.hpp>

#include <string>

namespace toy {

/// One event as a few words: `data 7`, `snapshot 5`, `gap sequence_gap 7`, `healed 9`.
inline std::string words(const holdfast::event& e)
{
    struct speaker {
        std::string operator()(const holdfast::data& d) const { return "data " + std::to_string(d.ids.last); }
        std::string operator()(const holdfast::snapshot& s) const
        {
            return "snapshot " + std::to_string(s.ids.last);
        }
        std::string operator()(const holdfast::audit& a) const
        {
            return "audit " + std::to_string(a.ids.last);
        }
        std::string operator()(const holdfast::gap_opened& g) const
        {
            return "gap " + g.why.code.message() + " " + std::to_string(g.last_good);
        }
        std::string operator()(const holdfast::gap_closed& g) const
        {
            return "healed " + std::to_string(g.last);
        }
        std::string operator()(const holdfast::still_closed& s) const
        {
            return "still closed: " + s.why.message();
        }
        std::string operator()(const holdfast::phase_changed& p) const
        {
            return "phase " + std::string(to_string(p.to));
        }
    };
    return std::visit(speaker{}, e);
}

} // namespace toy

#endif
