// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ENGINE_LIMITS_HPP
#define HOLDFAST_SRC_SIM_ENGINE_LIMITS_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/sim/exchange.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>

namespace holdfast::sim {

/// Counts exactly, as the one who enforces a limit does: so many in any stretch of `window`; zero: no limit.
class arrivals {
public:
    arrivals(std::size_t limit, duration window) : limit_(limit), window_(window) {}

    /// Counts one and says whether it was within the limit.
    [[nodiscard]] bool allow(time_point now)
    {
        while (!times_.empty() && times_.front() <= now - window_)
            times_.pop_front();
        if (limit_ == 0)
            return true;
        if (times_.size() >= limit_)
            return false;
        times_.push_back(now);
        return true;
    }

    /// How long until there is room for one.
    [[nodiscard]] duration delay(time_point now) const
    {
        return times_.size() < limit_ ? duration::zero() : times_.front() + window_ - now;
    }

private:
    std::size_t limit_;
    duration window_;
    std::deque<time_point> times_;
};

/// The account of REST weight: counted by whole windows, as `X-MBX-USED-WEIGHT-1M` is by minutes.
class weight_account {
public:
    explicit weight_account(const exchange_rules& rules) : rules_(rules) {}

    /// Counts a request and returns the status it deserves: 200, 429 or 418.
    [[nodiscard]] unsigned take(unsigned weight, time_point now)
    {
        turn(now);
        if (now < banned_until_)
            return 418;
        if (rules_.rest_weight == 0 || used_ + weight <= rules_.rest_weight) {
            used_ += weight;
            return 200;
        }
        if (++refused_ <= rules_.requests_until_ban)
            return 429;
        banned_until_ = now + rules_.ban;
        return 418;
    }

    /// Counts what turned out to weigh more than was taken for it.
    void add(unsigned weight) noexcept { used_ += weight; }

    [[nodiscard]] bool banned(time_point now) const noexcept { return now < banned_until_; }
    [[nodiscard]] unsigned used() const noexcept { return used_; }

    /// For `Retry-After`: the rest of the ban, or of the window.
    [[nodiscard]] std::chrono::seconds retry_after(time_point now) const
    {
        const time_point until = std::max(banned_until_, window_ + rules_.rest_window);
        return std::max(std::chrono::ceil<std::chrono::seconds>(until - now), std::chrono::seconds(1));
    }

private:
    void turn(time_point now)
    {
        const time_point window = now - now.time_since_epoch() % rules_.rest_window;
        if (window != window_) {
            window_ = window;
            used_ = 0;
            refused_ = 0;
        }
    }

    exchange_rules rules_;
    time_point window_{};
    time_point banned_until_ = time_point::min();
    unsigned used_ = 0;
    unsigned refused_ = 0;
};

} // namespace holdfast::sim

#endif
