// SPDX-License-Identifier: BSL-1.0
#include "sim/market/update_ids.hpp"

#include <algorithm>

namespace holdfast::sim {

namespace {

/// Numbers between one update and the next, in `sparse` counting.
constexpr std::uint64_t stride = 10;
constexpr std::uint64_t hole = 5;
constexpr std::uint64_t snapshot_offset = 7;
static_assert(1 < hole && hole < snapshot_offset && snapshot_offset < stride);

constexpr std::size_t most_restarts = 1000;

} // namespace

void update_names::happened(std::uint64_t update, wall_time at)
{
    const auto since = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch() - behind_);
    const auto time = static_cast<std::uint64_t>(std::chrono::nanoseconds(since).count());
    if (!stamps_.empty() && stamps_.back().time == time) {
        stamps_.back().update = update;
        return;
    }
    stamps_.push_back({update, time});
    if (stamps_.size() > history_)
        stamps_.pop_front();
}

void update_names::restart(std::uint64_t update, std::uint64_t base)
{
    restarts_.push_back({update, base});
    if (restarts_.size() > most_restarts)
        restarts_.pop_front();
}

std::uint64_t update_names::low_base() const
{
    constexpr std::uint64_t first = 50'000'000;
    constexpr std::uint64_t apart = 100'000;
    return base() > apart ? base() - apart : first;
}

std::uint64_t update_names::last(numbering counts, std::uint64_t update) const
{
    switch (counts) {
    case numbering::sparse: return counted(update) * stride;
    case numbering::time: return time_of(update);
    default: return counted(update);
    }
}

std::uint64_t update_names::first_after(numbering counts, std::uint64_t update) const
{
    const std::uint64_t next = counted(update + 1);
    return counts == numbering::sparse ? (next - 1) * stride + hole : next;
}

std::uint64_t update_names::first_of_all(numbering counts) const
{
    return counts == numbering::sparse ? base() * stride + hole : base() + 1;
}

std::uint64_t update_names::of_snapshot(numbering counts, std::uint64_t update) const
{
    return last(counts, update) + (counts == numbering::sparse ? snapshot_offset : 0);
}

std::optional<std::uint64_t> update_names::update_at(std::uint64_t time) const
{
    const auto at =
        std::find_if(stamps_.rbegin(), stamps_.rend(), [=](const stamped& s) { return s.time == time; });
    return at == stamps_.rend() ? std::nullopt : std::optional(at->update);
}

std::uint64_t update_names::counted(std::uint64_t update) const
{
    const auto after = std::ranges::lower_bound(restarts_, update, {}, &anew::after);
    return after == restarts_.begin() ? update : update - std::prev(after)->after + std::prev(after)->base;
}

std::uint64_t update_names::time_of(std::uint64_t update) const
{
    const auto at = std::ranges::lower_bound(stamps_, update, {}, &stamped::update);
    return at == stamps_.end() ? 0 : at->time;
}

} // namespace holdfast::sim
