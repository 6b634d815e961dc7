// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_WORLD_TIMELINE_HPP
#define HOLDFAST_SRC_SIM_WORLD_TIMELINE_HPP

#include <holdfast/policy/clock.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace holdfast::sim {

/// What is going to happen, by time, and in the order of entry where times are equal.
class agenda {
public:
    using key = std::pair<time_point, std::uint64_t>;

    key add(time_point when, std::function<void()> what)
    {
        const key at(when, entered_++);
        entries_.emplace(at, std::move(what));
        return at;
    }

    /// Without effect if it has happened.
    void remove(const key& at) { entries_.erase(at); }

    [[nodiscard]] std::optional<time_point> next() const
    {
        if (entries_.empty())
            return std::nullopt;
        return entries_.begin()->first.first;
    }

    /// Takes the first entry out; there must be one.
    [[nodiscard]] std::function<void()> take()
    {
        return std::move(entries_.extract(entries_.begin()).mapped());
    }

    /// Forgets everything; what the entries hold may come back here while it is destroyed.
    void clear() { auto dropped = std::exchange(entries_, {}); }

private:
    std::map<key, std::function<void()>> entries_{};
    std::uint64_t entered_ = 0;
};

} // namespace holdfast::sim

#endif
