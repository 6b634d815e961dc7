// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_CLOCK_OFFSET_HPP
#define HOLDFAST_POLICY_CLOCK_OFFSET_HPP

#include <holdfast/policy/clock.hpp>

#include <algorithm>
#include <string>

namespace holdfast {

/// How an exchange's clock is measured.
struct clock_offset_config {
    /// Questions in a row that make a measurement. 1 to 20.
    unsigned samples = 4;

    /// How long a measurement is good for. 10 s to 24 h.
    duration max_age = std::chrono::minutes(10);

    /// What the exchange's answers are cut to. 0 to 1 s.
    duration resolution = std::chrono::milliseconds(1);

    /// How far two calendars may run apart, in millionths. 1 to 10000. Crystals keep 50; a time service that
    /// corrects this machine's calendar slowly takes up to 500.
    unsigned drift_ppm = 500;

    /// A local calendar that is moved by more than this is noticed, and measured again. 1 ms to 1 h. Below it
    /// are the slow corrections of a time service.
    duration step = std::chrono::milliseconds(500);

    friend constexpr bool operator==(const clock_offset_config&, const clock_offset_config&) = default;
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const clock_offset_config& config);

/// The answer to one question for the exchange's time.
struct clock_sample {
    time_point sent;
    time_point received; ///< Not before `sent`.
    wall_time local;     ///< This machine's calendar, read together with `received`.
    wall_time server;    ///< What the exchange said.
};

/// Measures how far this machine's calendar is from an exchange's, so that signatures carry the exchange's
/// time.
///
/// The exchange looked at its clock somewhere between `sent` and `received`. The middle is the guess, and
/// half the round trip is all it can be wrong by, however unequal the two ways are. So the best sample is the
/// one with the shortest round trip: queues only ever add to it, and no average is better than a sample that
/// met none. What a sample is worth fades as the clocks run apart; a new one is taken when it is worth more
/// than the old one is by then.
///
/// The round trip is measured on the monotonic clock, which is never set. A calendar that was moved is
/// noticed by comparing the two (`due`); the exchange's verdict on a signature's time is the other sign
/// (`distrust`).
///
/// Precondition: `check(config)` is empty.
///
/// @code
/// while (clock.due(now, wall_now)) clock.add(ask());         // GET /api/v3/time, a few times in a row
/// signer.sign(request, clock.correct(wall_now));
/// if (signer.blames_the_clock(code)) clock.distrust();       // -1021, 10002, 50102
/// @endcode
class clock_offset {
public:
    constexpr explicit clock_offset(const clock_offset_config& config = {}) noexcept : config_(config) {}

    /// Takes an answer in. One that came before its question is passed over.
    constexpr void add(const clock_sample& sample) noexcept
    {
        if (sample.received < sample.sent)
            return;
        if (moved(sample.received, sample.local))
            distrust();
        if (taken_ == 0 || old(sample.received))
            begin(sample.received);
        if (worth(sample) <= uncertainty(sample.received))
            keep(sample);
        taken_ += taken_ < config_.samples ? 1U : 0U;
    }

    /// The exchange refused the time of a signature: whatever was measured counts for nothing against the
    /// next answer, and the next answer is due now. Until then the old measurement is used, for want of a
    /// better one.
    constexpr void distrust() noexcept
    {
        trusted_ = false;
        taken_ = 0;
    }

    /// Says whether the exchange should be asked now: the measurement has begun and is not complete, or it is
    /// too old, or distrusted, or the local calendar was moved since.
    /// @param now    the present moment
    /// @param local  this machine's calendar at the same moment
    [[nodiscard]] constexpr bool due(time_point now, wall_time local) const noexcept
    {
        return taken_ < config_.samples || old(now) || moved(now, local);
    }

    /// Nothing is known before the first answer, and nothing for sure after `distrust`.
    [[nodiscard]] constexpr bool known() const noexcept { return trusted_; }

    /// How far the exchange's calendar is ahead of this machine's; zero before the first answer.
    [[nodiscard]] constexpr duration offset() const noexcept { return offset_; }

    /// How far off `offset` can be: half the round trip, half the exchange's resolution, and what the clocks
    /// may have run apart since. `duration::max()` while nothing is known.
    [[nodiscard]] constexpr duration uncertainty(time_point now) const noexcept
    {
        return trusted_ ? width_ + drift(std::max(now - at_, duration::zero())) : duration::max();
    }

    /// The exchange's calendar when this machine's shows `local`; the same before the first answer.
    [[nodiscard]] constexpr wall_time correct(wall_time local) const noexcept { return local + offset_; }

    friend constexpr bool operator==(const clock_offset&, const clock_offset&) = default;

private:
    // Between two calendars that were set alike, the time since 1970 minus the monotonic time is a constant.
    [[nodiscard]] static constexpr duration origin(time_point now, wall_time local) noexcept
    {
        return local.time_since_epoch() - now.time_since_epoch();
    }

    [[nodiscard]] constexpr bool moved(time_point now, wall_time local) const noexcept
    {
        const duration by = origin(now, local) - origin_;
        return trusted_ && (by > config_.step || by < -config_.step);
    }

    [[nodiscard]] constexpr bool old(time_point now) const noexcept
    {
        return now - measured_ >= config_.max_age;
    }

    constexpr void begin(time_point now) noexcept
    {
        measured_ = now;
        taken_ = 0;
    }

    // Divided first: a time in nanoseconds leaves too little room to multiply.
    [[nodiscard]] constexpr duration drift(duration time) const noexcept
    {
        return time / 1'000'000 * config_.drift_ppm;
    }

    [[nodiscard]] constexpr duration worth(const clock_sample& sample) const noexcept
    {
        return (sample.received - sample.sent + config_.resolution) / 2;
    }

    // An answer is cut to its resolution: on the average the exchange's clock showed half of that more.
    constexpr void keep(const clock_sample& sample) noexcept
    {
        const wall_time asked_at = sample.local - (sample.received - sample.sent) / 2;
        offset_ = sample.server + config_.resolution / 2 - asked_at;
        width_ = worth(sample);
        at_ = sample.received;
        origin_ = origin(sample.received, sample.local);
        trusted_ = true;
    }

    clock_offset_config config_;
    duration offset_{};
    duration width_{};      // Half the round trip of the sample that is kept, and half the resolution.
    duration origin_{};     // Of that sample.
    time_point at_{};       // When it was received.
    time_point measured_{}; // When this measurement began.
    unsigned taken_ = 0;    // Answers of this measurement.
    bool trusted_ = false;
};

} // namespace holdfast

#endif
