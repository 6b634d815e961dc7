// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_OBSERVER_HPP
#define HOLDFAST_OBSERVER_HPP

#include <holdfast/event.hpp>

#include <memory>
#include <ostream>
#include <string_view>

namespace holdfast {

class runtime;

/// Hooks into the life of a session; override what you need. Called on the session's executor, between two
/// suspensions: return quickly, do not throw, and do not call back into the session.
class observer {
public:
    virtual ~observer() = default;

    /// Asked once by each session, when it is made: who is told about it. Nothing: this observer itself.
    /// @param name   what the session is called (`session_config::name`)
    /// @param clock  the session's; outlives it
    [[nodiscard]] virtual std::shared_ptr<observer> for_session(std::string_view /*name*/, runtime& /*clock*/)
    {
        return nullptr;
    }
    /// `run()` has ended: without an error after `stop()`, otherwise with what it throws.
    virtual void at_end(const failure&) {}

    /// The session went from one phase to another.
    virtual void at_phase(const phase_changed&) {}
    /// A connection attempt begins (`number` counts from 1), to a URL without its query.
    virtual void at_attempt(std::uint64_t /*number*/, std::string_view /*url*/) {}
    /// An attempt failed; the next one begins after `pause`.
    virtual void at_attempt_failed(const failure&, duration /*pause*/) {}
    /// An open connection was lost after `lived`.
    virtual void at_outage(std::uint32_t /*epoch*/, const failure&, duration /*lived*/) {}
    /// A topic stopped being trustworthy.
    virtual void at_gap(const gap_opened&) {}
    /// A topic is verified (again).
    virtual void at_healed(const gap_closed&) {}
    /// A snapshot could not be had, or was too old; it is asked for again after `pause`.
    virtual void at_snapshot_failed(const topic&, const failure&, duration /*pause*/) {}
    /// The exchange refused a topic, did not acknowledge it, or leaves it silent. The topic is empty when the
    /// exchange does not say what it refuses.
    virtual void at_subscription_failed(const topic&, const failure&) {}
    /// A message could not be understood; the topic is empty when it is not known.
    virtual void at_malformed(const topic&, const failure&) {}
    /// A part of a message was not understood and left out, and why; the rest of the message is in force.
    virtual void at_skipped(const topic&, const failure&) {}
    /// The exchange announced, in these words, that it will close the connection soon. It serves until
    /// another one has taken over.
    virtual void at_notice(std::string_view /*text*/) {}
    /// The exchange's clock was measured: its calendar is ahead of this machine's by `offset`, give or take
    /// `uncertainty`.
    virtual void at_clock(duration /*offset*/, duration /*uncertainty*/) {}
    /// The connection is ours; or the exchange refused the login, or ended it, and why.
    virtual void at_login(const failure& /*why*/) {}
    /// The host has asked for a pause (a rate limit, a ban, `Retry-After`), and is left alone for `kept` by
    /// all sessions that share the budgets; `why.retry_after` is what it asked for, which may be more.
    virtual void at_pause(std::string_view /*host*/, const failure& /*why*/, duration /*kept*/) {}
    /// A quiet topic is being probed.
    virtual void at_probe(const topic&) {}
};

/// Writes one line an occasion to a stream: when (UTC), which session, what. One may serve any number of
/// sessions that share a thread. The stream outlives them.
[[nodiscard]] std::shared_ptr<observer> log_to(std::ostream& out);

} // namespace holdfast

#endif
