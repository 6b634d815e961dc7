// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_ORDER_FATE_HPP
#define HOLDFAST_POLICY_ORDER_FATE_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/policy/order_state.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace holdfast {

/// What an exchange's answer says about a request that moves money.
enum class order_answer : std::uint8_t {
    acknowledged,
    /// Refused, and certainly not executed.
    rejected,
    /// It may have been executed, or may still be.
    in_doubt,
};

/// Judges an answer. What is not certain is in doubt: 5xx and 408, which say nothing about the execution;
/// 409, which a request of two halves gets of which one was executed (Binance, cancelReplace); a redirect,
/// and whatever else is no answer.
/// @param http_status  zero for an answer over a WebSocket that carries none
/// @param code         the exchange's own error code; zero: none
/// @param doubts       the codes that do not say whether the request was executed
[[nodiscard]] constexpr order_answer judge_answer(unsigned http_status, std::int64_t code,
                                                  std::span<const std::int64_t> doubts) noexcept
{
    const bool success = http_status == 0 || (http_status >= 200 && http_status < 300);
    const bool refusal = http_status >= 400 && http_status < 500 && http_status != 408 && http_status != 409;
    if ((!success && !refusal) || std::find(doubts.begin(), doubts.end(), code) != doubts.end())
        return order_answer::in_doubt;
    return success && code == 0 ? order_answer::acknowledged : order_answer::rejected;
}

/// Where a request that moves money stands.
enum class order_stage : std::uint8_t {
    /// Not written to the connection yet.
    waiting,
    /// It never will be.
    not_sent,
    /// Written, at least in part, and not answered yet.
    sent,
    acknowledged,
    rejected,
    /// Perhaps executed: only a look-up can tell.
    in_doubt,
    /// Was in doubt, and a look-up has told.
    settled,
};

[[nodiscard]] constexpr std::string_view to_string(order_stage stage) noexcept
{
    switch (stage) {
    case order_stage::waiting: return "waiting";
    case order_stage::not_sent: return "not sent";
    case order_stage::sent: return "sent";
    case order_stage::acknowledged: return "acknowledged";
    case order_stage::rejected: return "rejected";
    case order_stage::in_doubt: return "in doubt";
    case order_stage::settled: return "settled";
    }
    return "unknown";
}

struct order_fate_config {
    /// How long after the doubt arose a look-up has to be made for "no such order" to be believed: the
    /// request may still be on its way, and an order takes time to become visible. Longer than the time after
    /// which the exchange refuses a request as too old (`recvWindow`, 5 s unless said otherwise). 1 s to 10
    /// min.
    duration grace = std::chrono::seconds(10);

    friend constexpr bool operator==(const order_fate_config&, const order_fate_config&) = default;
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const order_fate_config& config);

/// The life of one request that moves money: it is sent once at most, and its end is known or in doubt, never
/// assumed.
///
/// There is no way back to `sent`. A doubt ends by a look-up alone: an answer that comes late, or a report in
/// the account's stream, is a reason to look at once. What does not fit the stage changes nothing.
///
/// Precondition: `check(config)` is empty.
///
/// @code
/// if (!fate.on_sent())
///     co_return;                                    // its time was up before its turn came
/// ...
/// while (fate.stage() == order_stage::in_doubt) {
///     const time_point asked = co_await now();
///     const auto found = co_await look_up(client_id);
///     if (found ? fate.on_found(found->state) : fate.on_not_found(asked))
///         break;
///     co_await sleep_until(fate.believable_from());
/// }
/// @endcode
class order_fate {
public:
    constexpr explicit order_fate(const order_fate_config& config = {}) noexcept : config_(config) {}

    /// To be called before the first byte is written.
    /// @return whether it may be written: false unless the request is waiting
    [[nodiscard]] constexpr bool on_sent() noexcept { return move(order_stage::waiting, order_stage::sent); }

    /// We refused it ourselves: no room in a budget, the exposure gate shut, not a valid order.
    constexpr void on_refused() noexcept { (void)move(order_stage::waiting, order_stage::not_sent); }

    /// The line is lost, the deadline has passed, or the coroutine that waited for the answer was cancelled.
    constexpr void on_abandoned(time_point now) noexcept
    {
        if (!move(order_stage::waiting, order_stage::not_sent))
            doubt(now);
    }

    /// The exchange answered.
    constexpr void on_answer(order_answer answer, time_point now) noexcept
    {
        switch (answer) {
        case order_answer::acknowledged: (void)move(order_stage::sent, order_stage::acknowledged); break;
        case order_answer::rejected: (void)move(order_stage::sent, order_stage::rejected); break;
        case order_answer::in_doubt: doubt(now); break;
        }
    }

    /// A look-up found the order.
    /// @return whether that settled it
    constexpr bool on_found(order_state state) noexcept
    {
        if (!move(order_stage::in_doubt, order_stage::settled))
            return false;
        found_ = state;
        return true;
    }

    /// A look-up was answered "no such order".
    /// @param asked  when the look-up was sent
    /// @return whether that settled it; false before `believable_from`
    constexpr bool on_not_found(time_point asked) noexcept
    {
        return asked >= believable_from() && move(order_stage::in_doubt, order_stage::settled);
    }

    [[nodiscard]] constexpr order_stage stage() const noexcept { return stage_; }

    /// From when on a look-up may say that there is no such order; `never` unless it is in doubt.
    [[nodiscard]] constexpr time_point believable_from() const noexcept
    {
        return stage_ == order_stage::in_doubt ? doubted_ + config_.grace : never;
    }

    /// Of a settled request the state in which the order was found; nothing: it never arrived.
    [[nodiscard]] constexpr std::optional<order_state> found() const noexcept { return found_; }

    /// Says whether nothing more is to come.
    [[nodiscard]] constexpr bool over() const noexcept
    {
        return stage_ != order_stage::waiting && stage_ != order_stage::sent &&
               stage_ != order_stage::in_doubt;
    }

private:
    constexpr bool move(order_stage from, order_stage to) noexcept
    {
        if (stage_ != from)
            return false;
        stage_ = to;
        return true;
    }

    constexpr void doubt(time_point now) noexcept
    {
        if (move(order_stage::sent, order_stage::in_doubt))
            doubted_ = now;
    }

    order_fate_config config_;
    order_stage stage_ = order_stage::waiting;
    time_point doubted_{};
    std::optional<order_state> found_{};
};

} // namespace holdfast

#endif
