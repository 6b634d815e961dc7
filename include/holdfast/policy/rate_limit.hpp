// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_RATE_LIMIT_HPP
#define HOLDFAST_POLICY_RATE_LIMIT_HPP

#include <holdfast/policy/clock.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace holdfast {

/// The answer of `delay` for a cost above the whole budget: waiting does not help. Do not add it to a moment.
inline constexpr duration never_fits = duration::max();

/// So many in any stretch of time.
struct sliding_window_config {
    /// What any stretch of `window` may hold. 1 to 1 000 000 000; zero means off: nothing is limited.
    std::uint32_t limit = 300;

    /// 1 ms to 24 h.
    duration window = std::chrono::minutes(5);

    friend constexpr bool operator==(const sliding_window_config&, const sliding_window_config&) = default;
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const sliding_window_config& config);

/// Keeps the weight taken in *any* stretch of `window` within `limit`, as exchanges count connection attempts
/// and REST weight.
///
/// Memory is fixed: what was taken is kept by sixtieths of the window and forgotten a whole sixtieth at a
/// time, so up to 1/60 of the window late and never early.
///
/// Precondition: `check(config)` is empty.
class sliding_window {
public:
    constexpr explicit sliding_window(const sliding_window_config& config = {}) noexcept : config_(config) {}

    /// Says whether the cost ever fits.
    [[nodiscard]] constexpr bool fits(unsigned cost) const noexcept { return off() || cost <= config_.limit; }

    /// How long to wait until `cost` can be taken: zero when it can be taken now, `never_fits` when it never
    /// can. A `now` before the last one counts as the last one.
    [[nodiscard]] constexpr duration delay(time_point now, unsigned cost = 1) const noexcept
    {
        if (off())
            return duration::zero();
        if (!fits(cost))
            return never_fits;
        std::uint64_t sum = used(now);
        if (sum + cost <= config_.limit)
            return duration::zero();
        std::int64_t slot = std::max(head_, slot_of(now)) - slots_kept;
        while (sum + cost > config_.limit)
            sum -= weight_of(slot++);
        return start_of(slot + slots_kept) - now;
    }

    /// Takes `cost` whether it fits or not; what is over the limit delays the next ones.
    constexpr void take(time_point now, unsigned cost = 1) noexcept
    {
        if (off())
            return;
        advance(slot_of(now));
        std::uint32_t& slot = weights_[index_of(head_)];
        slot += std::min<std::uint32_t>(cost, std::numeric_limits<std::uint32_t>::max() - slot);
    }

    /// Learns what the exchange counted in the window that ends now (`X-MBX-USED-WEIGHT-1M`): other programs
    /// behind the same address use the budget, too. Raises the account, never lowers it.
    constexpr void observe(time_point now, unsigned reported) noexcept
    {
        if (const std::uint64_t known = used(now); known < reported)
            take(now, static_cast<unsigned>(reported - known));
    }

    /// The weight taken in the window that ends now; zero when the limit is off.
    [[nodiscard]] constexpr std::uint64_t used(time_point now) const noexcept
    {
        if (off())
            return 0;
        std::uint64_t sum = 0;
        for (std::int64_t slot = std::max(head_, slot_of(now)) - slots_kept; slot <= head_; ++slot)
            sum += weight_of(slot);
        return sum;
    }

    friend constexpr bool operator==(const sliding_window&, const sliding_window&) = default;

private:
    // What was taken at the very end of a slot leaves the window sixty slots later: that many are kept beside
    // the current one.
    static constexpr std::int64_t slots_kept = 60;

    [[nodiscard]] constexpr std::uint32_t weight_of(std::int64_t slot) const noexcept
    {
        return weights_[index_of(slot)];
    }

    constexpr void advance(std::int64_t slot) noexcept
    {
        for (std::int64_t fresh = std::max(head_ + 1, slot - slots_kept); fresh <= slot; ++fresh)
            weights_[index_of(fresh)] = 0;
        head_ = std::max(head_, slot);
    }

    [[nodiscard]] constexpr std::int64_t width() const noexcept
    {
        return std::max<std::int64_t>(1, (config_.window.count() + slots_kept - 1) / slots_kept);
    }

    [[nodiscard]] constexpr std::int64_t slot_of(time_point now) const noexcept
    {
        const std::int64_t moment = now.time_since_epoch().count();
        return moment / width() - (moment % width() < 0 ? 1 : 0);
    }

    [[nodiscard]] constexpr time_point start_of(std::int64_t slot) const noexcept
    {
        return time_point(duration(slot * width()));
    }

    [[nodiscard]] static constexpr std::size_t index_of(std::int64_t slot) noexcept
    {
        const std::int64_t size = slots_kept + 1;
        return static_cast<std::size_t>((slot % size + size) % size);
    }

    [[nodiscard]] constexpr bool off() const noexcept { return config_.limit == 0; }

    sliding_window_config config_;
    std::array<std::uint32_t, slots_kept + 1> weights_{};
    std::int64_t head_ = 0;
};

} // namespace holdfast

#endif
