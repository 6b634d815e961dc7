// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_DEAD_MANS_SWITCH_HPP
#define HOLDFAST_DEAD_MANS_SWITCH_HPP

#include <holdfast/account_keeper.hpp>
#include <holdfast/session.hpp>
#include <holdfast/task.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace holdfast {

struct dead_mans_switch_config {
    /// After so much time without a sign of life the exchange cancels all orders. What an exchange allows
    /// differs (OKX 10 to 120 s, Bybit 3 to 300 s).
    duration timeout = std::chrono::seconds(30);
    /// The symbols whose orders are to be cancelled, where an exchange wants to know (Binance USD-M).
    std::vector<std::string> symbols{};
    /// Is told each request that failed, and is tried again. May be empty.
    std::function<void(const failure&)> at_failure{};
};

/// Has the exchange cancel all orders when this program, or what it knows of its account, is lost.
///
/// The switch is armed once the account is verified, and fed, three times in each timeout, only while it is.
/// An account that is not verified any more, and stays so, has its orders cancelled when the timeout has
/// passed since it was fed last, as if the program had died. Exchanges that watch the connection instead of
/// being fed (Bybit) have to see it go: where it is open and the account has been unverified for longer than
/// the timeout, the session is stopped, and the switch ends with `stopped`.
///
/// Completes never; ends by cancellation, when it disarms the switch, within the session's request timeout or
/// its own, and throws `operation_aborted`. Whatever else ends it leaves the switch armed. Nothing uses it
/// unless you do.
/// Errors: throws `error`: invalid_config for a timeout that the exchange does not take, for missing symbols,
/// and for exchanges that have no such switch; stopped, see above, and when the keeper ends.
/// Thread safety: as the session. Session and keeper must outlive it.
///
/// @code
/// co_await hf::race(line.run(), keeper.run(), hf::dead_mans_switch(line, keeper, {.timeout = 30s}), trade());
/// @endcode
[[nodiscard]] task<> dead_mans_switch(session& line, account_keeper& keeper, dead_mans_switch_config config);

} // namespace holdfast

#endif
