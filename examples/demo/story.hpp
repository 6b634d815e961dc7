// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_STORY_HPP
#define HOLDFAST_EXAMPLES_DEMO_STORY_HPP

#include "demo/judge/tally.hpp"

#include <holdfast/observer.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/sim/faults.hpp>
#include <holdfast/topic.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// Tells what is broken, when it is noticed and how it is healed, one line each; and counts.
class story final : public holdfast::observer {
public:
    /// @param plan  what breaks things; may be null
    story(std::ostream& out, holdfast::runtime& clock, tally& counts, const holdfast::sim::fault_plan* plan);

    /// The story is about this book; other topics are witnesses.
    void follow(const holdfast::topic& book);
    void say(std::string_view what, const std::string& text);
    /// Tells what has been broken, and noticed, since the last time.
    void catch_up();
    /// What comes next is our own leaving: not told, not counted.
    void end();
    /// How many of the faults so far may have touched the topic; those that the plan still remembers.
    [[nodiscard]] std::uint64_t touched(const holdfast::topic& on) const;
    /// Whether the symbol of the topic has expired: then it is not to be heard of any more.
    [[nodiscard]] bool expired(const holdfast::topic& on) const;
    /// Says whether every book is verified.
    [[nodiscard]] bool all_well() const noexcept { return closed_.empty(); }

    void at_attempt_failed(const holdfast::failure& why, holdfast::duration pause) override;
    void at_outage(std::uint32_t epoch, const holdfast::failure& why, holdfast::duration lived) override;
    void at_gap(const holdfast::gap_opened& gap) override;
    void at_healed(const holdfast::gap_closed& gap) override;
    void at_snapshot_failed(const holdfast::topic& on, const holdfast::failure& why,
                            holdfast::duration pause) override;
    void at_subscription_failed(const holdfast::topic& on, const holdfast::failure& why) override;
    void at_malformed(const holdfast::topic& on, const holdfast::failure& why) override;
    void at_probe(const holdfast::topic& on) override;

private:
    /// Whether something was broken that the topic should notice, since it last did.
    [[nodiscard]] bool explained(const holdfast::gap_opened& gap);
    void tell_faults();
    void let_expire();
    void tell_gaps();
    void tell_recovery();

    std::ostream& out_;
    holdfast::runtime& clock_;
    holdfast::time_point start_;
    tally& counts_;
    const holdfast::sim::fault_plan* plan_;
    std::uint64_t told_ = 0;                   ///< Number of the last fault told.
    std::vector<holdfast::gap_opened> gaps_{}; ///< Not told yet.
    std::set<holdfast::topic> books_{};
    std::set<holdfast::topic> closed_{};                ///< Books that are not verified ...
    std::set<holdfast::topic> interrupted_{};           ///< ... because of a gap that was counted.
    std::map<holdfast::topic, std::uint64_t> blamed_{}; ///< The last fault before a book's last gap.
    std::map<holdfast::topic, std::uint64_t>
        restarts_blamed_{}; ///< The same before its last gap about messages.
    std::optional<holdfast::time_point> outage_since_{};
    std::string why_lost_{};
    bool ended_ = false;
};

} // namespace demo

#endif
