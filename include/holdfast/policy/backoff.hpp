// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_BACKOFF_HPP
#define HOLDFAST_POLICY_BACKOFF_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/policy/random.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

namespace holdfast {

/// How long to wait between attempts to connect.
struct backoff_config {
    /// Upper bound of the first wait. 1 ms to `ceiling`.
    duration initial = std::chrono::milliseconds(250);

    /// Upper bound of every wait. `initial` to 1 h.
    duration ceiling = std::chrono::seconds(30);

    /// By how much the upper bound grows with each failure. 1 to 10.
    double multiplier = 2;

    /// How long a connection must have been up before its end counts as a first failure again. 1 s to 24 h.
    duration stable_after = std::chrono::seconds(60);

    friend constexpr bool operator==(const backoff_config&, const backoff_config&) = default;
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const backoff_config& config);

/// Decides how long to wait before the next attempt: exponential with a ceiling, and with full jitter, so
/// that clients which lost the same server at the same moment do not return together, not even at the
/// ceiling.
///
/// Only a connection that stayed up for `stable_after` starts the sequence anew. An exchange that accepts and
/// closes at once therefore sees the waits grow.
///
/// Precondition: `check(config)` is empty.
///
/// @code
/// const duration wait = backoff.next(random);   // after each failure
/// backoff.on_up(now);                           // connected, logged in
/// backoff.on_down(now);                         // lost
/// @endcode
class backoff {
public:
    constexpr explicit backoff(const backoff_config& config = {}) noexcept
        : config_(config), cap_(std::min(config.initial, config.ceiling))
    {
    }

    /// Counts a failure and draws the wait before the next attempt, uniformly from (0, `cap()`].
    template <class Urbg>
    [[nodiscard]] constexpr duration next(Urbg& random)
    {
        const duration wait = draw(random, duration::zero(), cap_);
        count_failure();
        cap_ = grown();
        return wait;
    }

    /// Counts a failure that haste would not mend (a protocol error) and draws the wait before the next
    /// attempt from the upper half, (ceiling / 2, ceiling]. Later waits stay at the ceiling, too.
    template <class Urbg>
    [[nodiscard]] constexpr duration next_slow(Urbg& random)
    {
        count_failure();
        cap_ = config_.ceiling;
        return draw(random, cap_ / 2, cap_);
    }

    /// The connection is usable. This alone resets nothing.
    constexpr void on_up(time_point now) noexcept { up_since_ = now; }

    /// The connection is lost. Starts anew if it had been up for `stable_after`; without an `on_up` before
    /// it, does nothing.
    constexpr void on_down(time_point now) noexcept
    {
        const bool stable = up_since_ != never && now - up_since_ >= config_.stable_after;
        up_since_ = never;
        if (stable)
            *this = backoff(config_);
    }

    /// Failures since the last stable connection.
    [[nodiscard]] constexpr unsigned failures() const noexcept { return failures_; }

    /// The longest wait `next` can answer now.
    [[nodiscard]] constexpr duration cap() const noexcept { return cap_; }

    friend constexpr bool operator==(const backoff&, const backoff&) = default;

private:
    template <class Urbg>
    static constexpr duration draw(Urbg& random, duration above, duration highest)
    {
        const auto span = static_cast<std::uint64_t>((highest - above).count());
        return above + duration(1 + static_cast<duration::rep>(random_below(random, span)));
    }

    constexpr void count_failure() noexcept
    {
        if (failures_ != std::numeric_limits<unsigned>::max())
            ++failures_;
    }

    // Compared before it is converted: what is too large for an integer never becomes one.
    [[nodiscard]] constexpr duration grown() const noexcept
    {
        const double next = static_cast<double>(cap_.count()) * config_.multiplier;
        if (next >= static_cast<double>(config_.ceiling.count()))
            return config_.ceiling;
        return duration(static_cast<duration::rep>(next));
    }

    backoff_config config_;
    duration cap_;
    time_point up_since_ = never;
    unsigned failures_ = 0;
};

} // namespace holdfast

#endif
