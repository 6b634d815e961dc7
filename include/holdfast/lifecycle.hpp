// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_LIFECYCLE_HPP
#define HOLDFAST_LIFECYCLE_HPP

#include <holdfast/network.hpp>
#include <holdfast/task.hpp>
#include <holdfast/time.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace holdfast {

/// The coroutines that a session is made of, for programs that compose their own life cycle. Each one owns
/// one loop and takes its decisions from a small interface; `session` implements them all.
///
/// All run on one executor. `read_loop`, `write_loop` and `watchdog` serve one connection and end it by
/// throwing `error` with the reason; race them:
///
/// @code
/// auto line = co_await connect_loop(net, dialer);
/// try { co_await race(read_loop(*line, reader), write_loop(*line, outbox), watchdog(*line, vitals)); }
/// catch (const error& e) { ... e.why() ... }
/// @endcode

/// Decides when and where to connect.
class dial_policy {
public:
    virtual ~dial_policy() = default;
    /// When the next attempt may begin; the past means now. Asked again after that moment.
    [[nodiscard]] virtual time_point next_attempt(time_point now) = 0;
    /// Notified when `next_attempt` may have an earlier answer; null: it never has.
    [[nodiscard]] virtual condition_variable* dial_wakeup() { return nullptr; }
    /// What has to be done before each attempt: measure a clock, fetch a key. A failure is a failed attempt.
    [[nodiscard]] virtual task<result<>> prepare() { co_return result<>(); }
    [[nodiscard]] virtual std::string url() = 0;
    [[nodiscard]] virtual const websocket_options& options() const = 0;
    virtual void at_stage(phase stage) = 0;
    /// An attempt failed. Throws `error` if there is no point in trying again.
    virtual void failed(const failure& why, time_point now) = 0;
};

/// Dials until a connection is open: waits for `next_attempt`, connects, and on failure asks again.
/// Completes with the open connection. Throws what `failed` throws. Cancellation: `operation_aborted`.
[[nodiscard]] task<std::unique_ptr<websocket>> connect_loop(network& net, dial_policy& policy);

/// Takes what the reader reads.
class batch_sink {
public:
    virtual ~batch_sink() = default;
    /// Looks at all messages of a wake-up. A failure ends the connection.
    [[nodiscard]] virtual result<> on_batch(const batch& received) = 0;
};

/// Reads batches into the sink until the connection ends. Throws `error`.
[[nodiscard]] task<> read_loop(websocket& line, batch_sink& sink);

/// What the writer is to do next.
struct send_text {
    std::string text;
};
/// A binary message, for exchanges with requests that are no text.
struct send_binary {
    std::string bytes;
};
struct send_ping {};
struct send_close {
    std::uint16_t code = 1000;
    std::string reason{};
};
struct wait_until {
    time_point when = never; ///< Or until the outbox is notified.
};
using send_action = std::variant<wait_until, send_text, send_ping, send_close, send_binary>;

/// Decides what is sent, and when: budgets included.
class outbox {
public:
    virtual ~outbox() = default;
    [[nodiscard]] virtual send_action next_send(time_point now) = 0;
    /// Notified when there may be something new to send.
    [[nodiscard]] virtual condition_variable& send_wakeup() = 0;
};

/// The only writer of a connection: sends what the outbox says until the connection ends. Throws `error`.
[[nodiscard]] task<> write_loop(websocket& line, outbox& box);

/// Decides whether the connection lives.
class vital_signs {
public:
    virtual ~vital_signs() = default;
    /// Looks at the stamps; returns when to look again, or why the connection is dead. `last_bytes` is when
    /// bytes of any kind last arrived.
    [[nodiscard]] virtual result<time_point> examine(time_point now, time_point last_bytes) = 0;
    /// Notified when `examine` may have a new answer.
    [[nodiscard]] virtual condition_variable& vital_wakeup() = 0;
};

/// Examines the connection at every moment that may decide something, until it is dead. Throws `error`.
[[nodiscard]] task<> watchdog(websocket& line, vital_signs& signs);

/// One snapshot to fetch. The ticket tells answers apart: an answer with an old ticket touches nothing.
struct repair {
    std::uint64_t ticket = 0;
    http_request request{};
};
using repair_action = std::variant<wait_until, repair>;

/// Decides what is to be fetched, and when: budgets included.
class repair_list {
public:
    virtual ~repair_list() = default;
    /// The most important repair that may start now.
    [[nodiscard]] virtual repair_action next_repair(time_point now) = 0;
    virtual void repaired(std::uint64_t ticket, const result<http_response>& answer, time_point now) = 0;
    /// Notified when there may be something new to repair.
    [[nodiscard]] virtual condition_variable& repair_wakeup() = 0;
};

/// Fetches one snapshot after the other, for ever. Run several for more at a time. Ends by cancellation.
[[nodiscard]] task<> recover_loop(network& net, repair_list& repairs);

} // namespace holdfast

#endif
