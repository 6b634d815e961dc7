// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_HEARTBEAT_HPP
#define HOLDFAST_POLICY_HEARTBEAT_HPP

#include <holdfast/policy/clock.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

namespace holdfast {

/// When a connection counts as idle and when as dead. Zero turns a member off.
struct heartbeat_config {
    /// Ping after this long without a byte from the peer. 100 ms to 1 h, and less than `dead_after`.
    duration ping_after = std::chrono::seconds(15);

    /// Ping this often however busy the connection is, for an exchange that closes clients which do not
    /// (Bitget, KuCoin, Bybit). Off by default. 100 ms to 1 h.
    duration ping_every = duration::zero();

    /// The transport is dead after this long without a byte, pongs and control frames included.
    /// 100 ms to 24 h.
    duration dead_after = std::chrono::seconds(30);

    /// The connection is dead after this long without data, however well it answers pings. 100 ms to 24 h.
    duration data_timeout = std::chrono::seconds(60);

    /// The connection is dead this long after a ping in words (Bybit, OKX) that nothing answered, however
    /// much it carries: the exchange does not hear us. 100 ms to 24 h.
    duration answer_timeout = std::chrono::seconds(15);

    friend constexpr bool operator==(const heartbeat_config&, const heartbeat_config&) = default;
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const heartbeat_config& config);

/// Which question a dead connection failed to answer.
enum class silence : std::uint8_t {
    /// Nothing came at all.
    transport,
    /// Bytes came, data did not.
    data,
    /// Data came, an answer to us did not.
    answer,
};

/// What the watchdog does next.
struct heartbeat_action {
    enum class kind : std::uint8_t {
        /// Nothing before `until`; ask again then.
        wait,
        /// Send a ping now, then call `on_ping_sent`.
        send_ping,
        /// The connection is dead for the reason `silent`.
        dead,
    };

    kind what = kind::wait;
    time_point until = never;
    silence silent = silence::transport;

    friend constexpr bool operator==(const heartbeat_action&, const heartbeat_action&) = default;
};

/// Answers three questions about a connection and keeps them apart: does the transport answer, does it carry
/// data, and does the exchange hear us? (The fourth, whether one topic keeps its cadence, is
/// `topic_pulse`'s.)
///
/// Every byte proves the transport alive, so an idle ping leaves only when nothing came. A byte costs one
/// store; deadlines are worked out when asked for.
///
/// Precondition: `check(config)` is empty.
///
/// @code
/// for (;;) {
///     const heartbeat_action action = pulse.next(now);
///     // wait until action.until, ping, or declare the connection dead
/// }
/// @endcode
class heartbeat {
public:
    constexpr explicit heartbeat(const heartbeat_config& config = {}) noexcept : config_(config) {}

    /// A connection is up: every clock starts anew, so it is not blamed for the silence of the one before it.
    constexpr void on_connected(time_point now) noexcept
    {
        bytes_ = data_ = ping_ = now;
        asked_ = never;
        connected_ = true;
    }

    /// The connection is gone; there is nothing to watch.
    constexpr void on_disconnected() noexcept { connected_ = false; }

    /// Something came, a control frame perhaps. It does not count as data.
    constexpr void on_bytes(time_point now) noexcept { bytes_ = now; }

    /// A data message came. It counts as bytes, too: no need to call both.
    constexpr void on_data(time_point now) noexcept { data_ = now; }

    constexpr void on_ping_sent(time_point now) noexcept { ping_ = now; }

    /// The ping that was sent is one that the exchange answers with a message.
    constexpr void expect_answer(time_point now) noexcept { asked_ = std::min(asked_, now); }

    /// The exchange answered something that we said.
    constexpr void on_answer() noexcept { asked_ = never; }

    /// Says whether data is due at all: it is not while nothing is subscribed. Switching it on starts the
    /// data clock anew. On by default.
    constexpr void expect_data(bool expected, time_point now) noexcept
    {
        if (expected && !data_expected_)
            data_ = now;
        data_expected_ = expected;
    }

    /// What to do now.
    [[nodiscard]] constexpr heartbeat_action next(time_point now) const noexcept
    {
        using enum heartbeat_action::kind;
        if (!connected_)
            return {wait, never, silence::transport};
        const time_point transport_end = after(last_byte(), config_.dead_after);
        const time_point data_end = data_expected_ ? after(data_, config_.data_timeout) : never;
        const time_point answer_end = asked_ == never ? never : after(asked_, config_.answer_timeout);
        const time_point ping_due = next_ping();
        if (now >= transport_end)
            return {dead, now, silence::transport};
        if (now >= data_end)
            return {dead, now, silence::data};
        if (now >= answer_end)
            return {dead, now, silence::answer};
        if (now >= ping_due)
            return {send_ping, now, silence::transport};
        return {wait, std::min({transport_end, data_end, answer_end, ping_due}), silence::transport};
    }

    friend constexpr bool operator==(const heartbeat&, const heartbeat&) = default;

private:
    static constexpr time_point after(time_point start, duration length) noexcept
    {
        return length > duration::zero() ? start + length : never;
    }

    [[nodiscard]] constexpr time_point last_byte() const noexcept { return std::max(bytes_, data_); }

    [[nodiscard]] constexpr time_point next_ping() const noexcept
    {
        const time_point when_idle = after(std::max(last_byte(), ping_), config_.ping_after);
        return std::min(when_idle, after(ping_, config_.ping_every));
    }

    heartbeat_config config_;
    time_point bytes_{};
    time_point data_{};
    time_point ping_{};
    time_point asked_ = never;
    bool connected_ = false;
    bool data_expected_ = true;
};

/// When a topic counts as quiet.
struct pulse_config {
    /// Probe the topic after this long without a message. Zero (the default) means off: the topic has no
    /// cadence. 100 ms to 24 h.
    duration cadence = duration::zero();

    /// The topic is dead this long after a probe that nothing answered. 100 ms to 1 h.
    duration probe_timeout = std::chrono::seconds(10);

    friend constexpr bool operator==(const pulse_config&, const pulse_config&) = default;
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const pulse_config& config);

/// What to do about a topic.
struct pulse_action {
    enum class kind : std::uint8_t {
        /// Nothing before `until`; ask again then.
        wait,
        /// Probe the topic now (fetch its state by REST, say), then call `on_probe_sent`.
        probe,
        /// The topic is dead: repair it.
        dead,
    };

    kind what = kind::wait;
    time_point until = never;

    friend constexpr bool operator==(const pulse_action&, const pulse_action&) = default;
};

/// Answers whether one topic keeps its cadence. A quiet market looks like a dead topic, so the topic is
/// probed first and declared dead only if nothing answers the probe.
///
/// Paused until `on_subscribed`. A message costs one store.
///
/// Precondition: `check(config)` is empty.
class topic_pulse {
public:
    constexpr explicit topic_pulse(const pulse_config& config = {}) noexcept : config_(config) {}

    /// The topic is subscribed, or repaired: its clock starts anew.
    constexpr void on_subscribed(time_point now) noexcept
    {
        stamp_ = now;
        state_ = state::watching;
    }

    /// The topic is not subscribed (any more): nothing is due.
    constexpr void on_unsubscribed() noexcept { state_ = state::paused; }

    /// A message of the topic came. It answers an open probe, too.
    constexpr void on_data(time_point now) noexcept { stamp_ = now; }

    constexpr void on_probe_sent(time_point now) noexcept { probe_ = now; }

    /// The probe found nothing newer than what is known: the market is quiet, the topic is well. Only the
    /// clock starts anew.
    constexpr void on_probe_healthy(time_point now) noexcept { stamp_ = now; }

    /// What to do now.
    [[nodiscard]] constexpr pulse_action next(time_point now) const noexcept
    {
        using enum pulse_action::kind;
        if (state_ == state::paused || config_.cadence <= duration::zero())
            return {wait, never};
        const bool probed = probe_ > stamp_;
        const time_point due = probed ? probe_ + config_.probe_timeout : stamp_ + config_.cadence;
        if (now < due)
            return {wait, due};
        return {probed ? dead : probe, now};
    }

    friend constexpr bool operator==(const topic_pulse&, const topic_pulse&) = default;

private:
    enum class state : std::uint8_t { paused, watching };

    pulse_config config_;
    time_point stamp_{};
    time_point probe_ = time_point::min();
    state state_ = state::paused;
};

} // namespace holdfast

#endif
