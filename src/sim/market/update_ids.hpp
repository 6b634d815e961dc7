// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_MARKET_UPDATE_IDS_HPP
#define HOLDFAST_SRC_SIM_MARKET_UPDATE_IDS_HPP

#include "sim/market/market_dialect.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace holdfast::sim {

/// What the updates of one market are called in the exchanges' ways of counting.
class update_names {
public:
    /// `history`: how many updates to remember the time of.
    explicit update_names(std::size_t history) : history_(history) {}

    /// The update happened at that time, to which messages give the millisecond.
    void happened(std::uint64_t update, wall_time at);
    /// The updates after this one are counted from one, or from one more than that.
    void restart(std::uint64_t update, std::uint64_t base = 0);
    /// Whether this update is counted from the last restart.
    [[nodiscard]] bool counts_anew(std::uint64_t update) const noexcept
    {
        return !restarts_.empty() && restarts_.back().after < update;
    }
    /// Below all numbers so far, and so far from those of other restarts that none comes twice.
    [[nodiscard]] std::uint64_t low_base() const;
    /// The clock by which `time` is told goes back.
    void set_back(duration by) { behind_ += by; }

    /// Where a book stands that knows this update. `messages` has no such name of its own.
    [[nodiscard]] std::uint64_t last(numbering counts, std::uint64_t update) const;
    /// The first number of a message that goes on after this update.
    [[nodiscard]] std::uint64_t first_after(numbering counts, std::uint64_t update) const;
    /// The first number after the last restart, and what stands before it.
    [[nodiscard]] std::uint64_t first_of_all(numbering counts) const;
    [[nodiscard]] std::uint64_t base() const noexcept
    {
        return restarts_.empty() ? 0 : restarts_.back().base;
    }
    /// The id of a snapshot by REST. With `sparse` it is one that the next message covers, as with Binance
    /// USD-M (a message fits where U <= id <= u).
    [[nodiscard]] std::uint64_t of_snapshot(numbering counts, std::uint64_t update) const;

    /// The last update that happened at that time.
    [[nodiscard]] std::optional<std::uint64_t> update_at(std::uint64_t time) const;

private:
    struct stamped {
        std::uint64_t update;
        std::uint64_t time;
    };
    struct anew {
        std::uint64_t after; ///< This update ...
        std::uint64_t base;  ///< ... which is called so from then on.
    };
    [[nodiscard]] std::uint64_t counted(std::uint64_t update) const;
    [[nodiscard]] std::uint64_t time_of(std::uint64_t update) const;

    std::size_t history_;
    duration behind_{};
    std::deque<stamped> stamps_;
    std::deque<anew> restarts_;
};

} // namespace holdfast::sim

#endif
