// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_MARKET_MAKER_STORY_HPP
#define HOLDFAST_EXAMPLES_MARKET_MAKER_STORY_HPP

#include <holdfast/observer.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/sim/faults.hpp>

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

namespace maker {

/// Tells what happens, one line each.
class story {
public:
    /// @param plan  what breaks things
    story(std::ostream& out, holdfast::runtime& clock, const holdfast::sim::fault_plan& plan);

    void say(std::string_view what, std::string_view text);
    /// Tells what was broken since the last time.
    void catch_up();
    /// What comes next is our own leaving: not told.
    void end();

    /// Tells about a session under that name. The story must outlive the session.
    [[nodiscard]] std::shared_ptr<holdfast::observer> about(std::string_view session);

private:
    std::ostream& out_;
    holdfast::runtime& clock_;
    holdfast::time_point start_;
    const holdfast::sim::fault_plan& plan_;
    std::uint64_t told_ = 0; ///< Number of the last fault told.
    bool ended_ = false;
};

} // namespace maker

#endif
