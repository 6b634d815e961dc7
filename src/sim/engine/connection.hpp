// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ENGINE_CONNECTION_HPP
#define HOLDFAST_SRC_SIM_ENGINE_CONNECTION_HPP

#include "sim/account/account_dialect.hpp"
#include "sim/engine/limits.hpp"
#include "sim/engine/message_style.hpp"
#include "sim/market/market_dialect.hpp"
#include "sim/market/source.hpp"

#include <holdfast/sim/exchange.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace holdfast::sim {

/// Pings a client and waits for its pongs.
class pinger {
public:
    pinger(const exchange_rules& rules, time_point now)
        : interval_(rules.ping_interval), timeout_(rules.pong_timeout), next_(after(now, interval_))
    {
    }

    /// When a ping or a verdict falls due.
    [[nodiscard]] time_point due() const noexcept
    {
        return unanswered_.empty() ? next_ : std::min(next_, unanswered_.front().second);
    }

    [[nodiscard]] bool dead(time_point now) const noexcept
    {
        return !unanswered_.empty() && unanswered_.front().second <= now;
    }

    [[nodiscard]] bool ping_due(time_point now) const noexcept { return next_ <= now; }

    void pinged(std::string payload, time_point now)
    {
        next_ = after(now, interval_);
        unanswered_.emplace_back(std::move(payload), after(now, timeout_));
    }

    /// Only a copy of our payload counts (binance-spot-api-docs, "General WSS information").
    void ponged(std::string_view payload)
    {
        const auto at = std::ranges::find(unanswered_, payload, [](const auto& sent) { return sent.first; });
        if (at != unanswered_.end())
            unanswered_.erase(unanswered_.begin(), std::next(at));
    }

private:
    static time_point after(time_point now, duration time)
    {
        return time > duration::zero() ? now + time : never;
    }

    duration interval_;
    duration timeout_;
    time_point next_;
    std::deque<std::pair<std::string, time_point>> unanswered_;
};

/// An answer that is held back: until then, or until the next one has gone.
struct held_reply {
    time_point due{};
    bool until_the_next = false;
    std::string text{};
};

/// One open WebSocket, as the exchange sees it.
struct connection {
    connection(const exchange_rules& rules, style writer, time_point now)
        : write(writer), pings(rules, now),
          expires(rules.lifetime > duration::zero() ? now + rules.lifetime : never),
          budget(rules.messages_per_second, std::chrono::seconds(1)), crossed(now), said(now),
          silence_timeout(rules.silence_timeout), client_timeout(rules.client_timeout)
    {
    }

    void heard(time_point now) { crossed = said = now; }

    /// When it is closed because it is of no use.
    [[nodiscard]] time_point idle_at() const
    {
        const time_point silent = silence_timeout > duration::zero() ? crossed + silence_timeout : never;
        const time_point mute = client_timeout > duration::zero() ? said + client_timeout : never;
        return std::min(silent, mute);
    }

    /// When it is closed for one reason or the other.
    [[nodiscard]] time_point ends() const { return std::min({expires, leaves, idle_at()}); }

    /// When something that was put off falls due.
    [[nodiscard]] time_point late_at() const
    {
        const time_point reply = held_replies.empty() ? never : held_replies.front().due;
        return postponed.empty() ? reply : std::min(reply, postponed_until);
    }

    [[nodiscard]] bool muted(const std::string& topic, time_point now) const
    {
        return now < muted_until && (muted_topic.empty() || muted_topic == topic);
    }

    /// Whether it is told about an account.
    [[nodiscard]] bool is_told() const noexcept { return mine.ours || !mine.topics.empty(); }
    /// Whether anybody would notice that it is not told any more.
    [[nodiscard]] bool can_lose_login() const noexcept { return is_told() && !doomed; }
    /// Whether it is somebody's, and not there for market data.
    [[nodiscard]] bool is_private() const noexcept { return mine.whole || is_told(); }

    client who{};
    private_client mine{};
    style write;
    std::set<std::string> topics{}; ///< Those of `who`, as they are registered.
    pinger pings;
    time_point expires;
    time_point leaves = never; ///< It has been told that it will be closed then.
    arrivals budget;
    time_point crossed; ///< When something was last sent or received ...
    time_point said;    ///< ... and when the client was last heard.
    duration silence_timeout;
    duration client_timeout;
    bool doomed = false; ///< Half-open: nothing done to it any more would be noticed.
    time_point muted_until = time_point::min();
    std::string muted_topic{};
    std::deque<held_reply> held_replies{};
    std::deque<std::string> postponed{}; ///< Messages of the client that are dealt with later ...
    time_point postponed_until = never;
    bool first_unanswered = false;             ///< ... the first of them without an answer.
    std::map<std::string, publication> held{}; ///< By topic: waits for the next message to go first.
};

} // namespace holdfast::sim

#endif
