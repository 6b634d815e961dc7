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

/// A steady rate with room for bursts.
struct token_bucket_config {
    /// Tokens that return during each `per`. 1 to 1 000 000; zero means off: nothing is limited.
    std::uint32_t rate = 5;

    /// 1 ms to 1 h.
    duration per = std::chrono::seconds(1);

    /// Tokens in a full bucket, and so the largest cost that ever fits. 1 to 1 000 000.
    std::uint32_t burst = 1;

    friend constexpr bool operator==(const token_bucket_config&, const token_bucket_config&) = default;
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const token_bucket_config& config);

/// Paces something to `rate` tokens each `per`, after a burst of at most `burst`. Exact: whole numbers only,
/// nothing is lost to rounding however often it is asked.
///
/// A window of length `per` can see up to `rate + burst - 1` tokens. For a limit the exchange enforces by
/// counting ("300 in 5 minutes"), use `sliding_window`, or a burst of 1.
///
/// Precondition: `check(config)` is empty.
class token_bucket {
public:
    constexpr explicit token_bucket(const token_bucket_config& config = {}) noexcept
        : config_(config), level_(capacity())
    {
    }

    /// Says whether the cost ever fits.
    [[nodiscard]] constexpr bool fits(unsigned cost) const noexcept { return off() || cost <= config_.burst; }

    /// How long to wait until `cost` can be taken: zero when it can be taken now, `never_fits` when it never
    /// can. A `now` before the last one counts as the last one.
    [[nodiscard]] constexpr duration delay(time_point now, unsigned cost = 1) const noexcept
    {
        if (off())
            return duration::zero();
        if (!fits(cost))
            return never_fits;
        const std::int64_t missing = units(cost) - available(now);
        return missing <= 0 ? duration::zero() : duration(time_for(missing)) + lag(now);
    }

    /// Takes `cost` whether it fits or not, for what must be sent anyway (a pong). Owed tokens delay the next
    /// ones; no more than one whole bucket is ever owed.
    constexpr void take(time_point now, unsigned cost = 1) noexcept
    {
        if (off())
            return;
        const unsigned at_most = std::min(cost, 2 * config_.burst);
        level_ = std::max(available(now) - units(at_most), -capacity());
        at_ = std::max(at_, now);
    }

    friend constexpr bool operator==(const token_bucket&, const token_bucket&) = default;

private:
    // A nanosecond brings `rate` units and a token costs `per` units: no fraction is ever left over.
    [[nodiscard]] constexpr std::int64_t units(unsigned tokens) const noexcept
    {
        return std::int64_t{tokens} * config_.per.count();
    }

    [[nodiscard]] constexpr std::int64_t time_for(std::int64_t missing) const noexcept
    {
        return missing / config_.rate + (missing % config_.rate != 0 ? 1 : 0);
    }

    [[nodiscard]] constexpr std::int64_t available(time_point now) const noexcept
    {
        if (now <= at_)
            return level_;
        const std::int64_t elapsed = (now - at_).count();
        return elapsed >= time_for(full() - level_) ? full() : level_ + elapsed * config_.rate;
    }

    [[nodiscard]] constexpr duration lag(time_point now) const noexcept
    {
        return now < at_ ? at_ - now : duration::zero();
    }

    [[nodiscard]] constexpr std::int64_t capacity() const noexcept { return units(config_.burst); }

    // The fraction of the nanosecond in which the last token arrived is kept, or a burst of one would drift.
    [[nodiscard]] constexpr std::int64_t full() const noexcept { return capacity() + config_.rate - 1; }

    [[nodiscard]] constexpr bool off() const noexcept { return config_.rate == 0; }

    token_bucket_config config_;
    std::int64_t level_;
    time_point at_{};
};

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
