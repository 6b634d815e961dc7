// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_MARKET_SEQUENCE_MAP_HPP
#define HOLDFAST_SRC_SIM_MARKET_SEQUENCE_MAP_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace holdfast::sim {

/// An update of the market, and the place of a client's book that knows it.
struct shown_update {
    std::uint64_t place = 0;
    std::uint64_t update = 0;
};

/// Which place was shown for which update of the market, the newest of them. A place is where a client's book
/// stands by the numbers it was sent; they may begin anew, and one may stand for several updates.
class places {
public:
    explicit places(std::size_t most) : most_(most) {}

    /// The place was shown for this update.
    void show(std::uint64_t place, std::uint64_t update)
    {
        if (!shown_.empty() && shown_.back().place == place) {
            shown_.back().update = update;
            return;
        }
        shown_.push_back({place, update});
        if (shown_.size() > most_)
            shown_.pop_front();
    }

    /// The last update that the place was shown for; clients stand near the end.
    [[nodiscard]] std::optional<std::uint64_t> update_at(std::uint64_t place) const
    {
        const auto at = std::find_if(shown_.rbegin(), shown_.rend(),
                                     [=](const shown_update& e) { return e.place == place; });
        return at == shown_.rend() ? std::nullopt : std::optional(at->update);
    }

    /// What the first update from this one on was shown as that was shown at all; none: disengaged.
    [[nodiscard]] std::optional<shown_update> first_from(std::uint64_t update) const
    {
        const auto at = std::ranges::lower_bound(shown_, update, {}, &shown_update::update);
        return at == shown_.end() ? std::nullopt : std::optional(*at);
    }

    /// What the update was shown as.
    [[nodiscard]] std::optional<std::uint64_t> place_of(std::uint64_t update) const
    {
        const auto at = std::find_if(shown_.rbegin(), shown_.rend(),
                                     [=](const shown_update& e) { return e.update == update; });
        return at == shown_.rend() ? std::nullopt : std::optional(at->place);
    }

private:
    std::size_t most_;
    std::deque<shown_update> shown_;
};

} // namespace holdfast::sim

#endif
