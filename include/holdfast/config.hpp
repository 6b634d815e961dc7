// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_CONFIG_HPP
#define HOLDFAST_CONFIG_HPP

#include <holdfast/network.hpp>
#include <holdfast/policy/backoff.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/policy/clock_offset.hpp>
#include <holdfast/policy/heartbeat.hpp>
#include <holdfast/stream.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace holdfast {

class governor;
class observer;

/// How subscriptions are kept.
struct subscribe_config {
    /// An acknowledgement that takes longer is missing; the topic is asked for again. Zero: wait for ever.
    duration ack_timeout = std::chrono::seconds(10);
    /// Requests for one topic on one connection without an answer; then it is reported failed until the next
    /// connection. One that is acknowledged and stays silent counts as refused
    /// (`recovery_config::refused_pause`). From 1.
    unsigned attempts = 3;
    /// Where an exchange counts the requests on one connection, and no more are allowed for longer than this,
    /// a new connection takes over. From 1 s.
    duration patience = std::chrono::minutes(1);
};

/// How state is put right again.
struct recovery_config {
    /// The pause between two snapshot requests of one topic, growing with each failure.
    backoff_config retry{.initial = std::chrono::milliseconds(250),
                         .ceiling = std::chrono::seconds(30),
                         .multiplier = 2,
                         .stable_after = std::chrono::seconds(1)};
    /// The pause before a topic that the exchange refuses for good (a symbol it does not know, a contract
    /// that has expired) is asked for again: from half of this to the whole of it, four times as long after
    /// each further refusal. 1 s to 24 h.
    duration refused_pause = std::chrono::minutes(10);
    /// The longest of these pauses. `refused_pause` to 7 days.
    duration refused_ceiling = std::chrono::hours(4);
    /// Snapshot requests at the same time, from 1 to 64.
    unsigned concurrency = 4;
    /// Messages and bytes of one topic that may wait for its snapshot; more of them restart its recovery.
    std::size_t buffer_messages = 65'536;
    std::size_t buffer_bytes = std::size_t(64) << 20;
    /// A snapshot that no message follows is taken for the truth when a second one, this much later, is the
    /// same. Zero: a topic is verified only when a message follows its snapshot.
    duration quiet_confirm = std::chrono::seconds(3);
    /// How long a message may trail a snapshot that is ahead of the stream before the stream counts as dead.
    duration probe_grace = std::chrono::seconds(2);
};

/// How a connection is authenticated, and kept so.
struct login_config {
    /// How long the exchange may take to answer a login. 100 ms to 10 min.
    duration timeout = std::chrono::seconds(10);
    /// How the exchange's clock is measured, for the times in signatures.
    clock_offset_config clock{};
};

/// Everything about one session. Every member has a default; zero means off where that makes sense; what is
/// out of range is refused by the constructor of `session`, by the member's name. An owning type.
struct session_config {
    /// What the session is called where it is told about; empty: the exchange's name.
    std::string name{};
    /// Overrides the URL that the adapter would dial. Empty: the adapter's.
    std::string url{};
    websocket_options connection{};
    backoff_config retry{};
    heartbeat_config heartbeat{};
    subscribe_config subscribe{};
    recovery_config recovery{};
    login_config login{};
    /// Malformed messages on one connection before it is replaced; zero: no limit.
    unsigned malformed_limit = 16;
    /// The pause after 429 or 1008 without `Retry-After`; each session to the host keeps it.
    duration rate_limit_pause = std::chrono::seconds(30);
    /// The pause after 418, and after a page of the exchange's edge (403), without `Retry-After`.
    duration ban_pause = std::chrono::minutes(5);
    /// The longest pause that an exchange may ask for (`Retry-After`, with any status); more is told and cut.
    /// A pause can be ended before its time by `session::reconnect()`. 1 s to 7 days.
    duration pause_ceiling = std::chrono::hours(4);
    /// The same for a ban (418, or "banned until" in an answer's body): asking during a ban makes it longer.
    /// Binance bans for 2 min to 3 days. 1 s to 30 days.
    duration ban_ceiling = std::chrono::hours(72);
    /// Whether a first connection that is refused with 401, 403 or a redirect ends `run()`: wrong credentials
    /// or a wrong URL do not mend themselves. A session that has been open once retries for ever: an
    /// exchange's edge says the same for minutes. A refused login ends `run()` always.
    bool refused_at_first_is_final = true;
    /// The budgets to share; empty: those of the execution context.
    std::shared_ptr<governor> budgets{};
    /// Who is told; may be empty.
    std::shared_ptr<observer> watch{};
};

/// Says what is wrong with a configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const subscribe_config& config);
[[nodiscard]] std::string check(const recovery_config& config);
[[nodiscard]] std::string check(const login_config& config);
[[nodiscard]] std::string check(const stream_config& config);
[[nodiscard]] std::string check(const websocket_options& config);
[[nodiscard]] std::string check(const session_config& config);

} // namespace holdfast

#endif
