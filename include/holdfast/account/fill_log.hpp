// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ACCOUNT_FILL_LOG_HPP
#define HOLDFAST_ACCOUNT_FILL_LOG_HPP

#include <holdfast/account/change.hpp>
#include <holdfast/detail/account_key.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace holdfast {

/// The fills of an account, each counted once: by its symbol, its key and its order, since both sides of a
/// trade with oneself have one key.
///
/// Bounded: a fill is forgotten when it is `keep_for` older than the newest, or when there are more than
/// `max_fills`, the oldest first. A fill that is not known and not younger than one that was forgotten may be
/// that one: it is `too_old` to be counted.
class fill_log {
public:
    enum class outcome : std::uint8_t { counted, repeated, too_old };

    /// @param keep_for   by the exchange's time
    /// @param max_fills  at least 1
    fill_log(duration keep_for, std::size_t max_fills) : keep_for_(keep_for), max_fills_(max_fills) {}

    /// Takes a fill. One that is repeated may add what was not told before: the fee, the client id and the
    /// leg of the position (Binance USD-M tells a fill first in TRADE_LITE, without these, and again in
    /// ORDER_TRADE_UPDATE).
    outcome add(const fill_report& next);

    /// The fills at this moment or later, oldest first.
    [[nodiscard]] std::vector<fill> since(wall_time first) const;

    /// The time of the newest fill that was forgotten; the beginning of time if none was.
    [[nodiscard]] wall_time forgotten_until() const noexcept { return forgotten_until_; }

private:
    fill& known(wall_time at, const fill_report& next);
    void forget_oldest();

    std::map<detail::fill_key, wall_time, detail::fill_key_less> times_{};
    std::multimap<wall_time, fill> fills_{};
    wall_time forgotten_until_ = wall_time::min();
    duration keep_for_;
    std::size_t max_fills_;
};

} // namespace holdfast

#endif
