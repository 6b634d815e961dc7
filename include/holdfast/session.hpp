// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SESSION_HPP
#define HOLDFAST_SESSION_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/config.hpp>
#include <holdfast/order.hpp>
#include <holdfast/phase.hpp>
#include <holdfast/stats.hpp>
#include <holdfast/stream.hpp>
#include <holdfast/task.hpp>
#include <holdfast/topic.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <vector>

namespace holdfast {

/// One managed connection to an exchange: dials, subscribes, watches, recovers, and starts again, for ever.
///
/// `run()` does the work and is awaited once; the verbs may be called before, during and after.
///
/// @code
/// hf::session feed(executor, hf::binance::spot::make_adapter());
/// hf::stream depth = feed.subscribe(hf::binance::spot::depth("BTCUSDT"));
/// co_await hf::race(feed.run(), keep_book(std::move(depth)), hf::until_signal());
/// @endcode
///
/// Thread safety. Distinct objects: safe. Shared objects: unsafe, except `stop()`. The executor must be one
/// (implicit) strand, and all calls are made on it.
///
/// Object lifetimes: the session may be destroyed at any time, on its executor; while `run()` goes on, that
/// ends it as `stop()` does. Streams may outlive it, and end.
class session {
public:
    using executor_type = asio::any_io_executor;

    /// A session over the runtime of the executor's context, real or simulated.
    /// @throws error: invalid_config, naming the member that is out of range, or the URL or certificate that
    ///         is none; misused, for the executor of a pool of threads without a strand.
    session(asio::any_io_executor executor, std::shared_ptr<const adapter> exchange,
            session_config config = session_config());

    /// A session over a given network: a scripted peer, or one network shared by several sessions.
    session(asio::any_io_executor executor, std::shared_ptr<const adapter> exchange,
            std::shared_ptr<network> net, session_config config = session_config());

    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    /// Keeps the connection until it is stopped.
    ///
    /// Completes after `stop()`, within `connection.timeouts.close` and one turn of the executor, from
    /// every phase. While nothing is subscribed it waits and does not connect.
    /// Errors: throws `error` when trying again is pointless: a refused login, a URL that cannot be dialled;
    /// and, as `session_config::refused_at_first_is_final` says, a first connection that is refused with 401,
    /// 403 or a redirect. misused, when it is awaited twice, or when several threads run an `io_context` and
    /// the executor is no strand. Whatever it throws is told to the observer, and to every book, too.
    /// Cancellation: terminal; as `stop()`, without the goodbye to the exchange, and throws
    /// `operation_aborted`.
    [[nodiscard]] task<> run();

    /// Ends `run()` and the streams. The only verb that may be called from any thread, and more than once.
    void stop();

    /// Wants a topic and returns its events. The wish is recorded at once and kept over every connection;
    /// a second stream of the same topic shares its fate: one recovery, one gap, for all.
    /// @throws error (invalid_config) for a configuration out of range or an overflow policy that the topic
    ///         cannot bear; (stopped) after the session has ended.
    [[nodiscard]] stream subscribe(const topic& on, stream_config config = stream_config());

    /// Wants a topic no more: its streams end after what they hold. Unknown topics are ignored.
    void unsubscribe(const topic& on);

    /// Closes this connection and dials anew, as if it had been lost. Ends a pause, too: one between two
    /// attempts, and one that the host has asked for, for all sessions that share its budgets.
    void reconnect();

    /// Opens a second connection and drops this one when it is there. Every topic is verified anew over it.
    void replace();

    // ---- on behalf of an account; see `account_dialect`

    /// Asks by REST, inside the budgets of the host, and not while it wants to be left alone; signed with the
    /// exchange's time where the request says so. Works before, during and after `run()`.
    ///
    /// Completes with the answer, whatever its status. `timeouts.request` bounds the exchange with the host,
    /// not the wait for the budget.
    /// Errors: those of `network::request`; invalid_config for a request to be signed without a signer;
    /// budget_exhausted.
    [[nodiscard]] task<result<http_response>> fetch(http_request question);

    /// Sends an order, or a cancel, over this connection and waits for the exchange's answer. It is written
    /// once at most, never again: not after a reconnect, and not by mistake.
    ///
    /// Completes with what became of it: `acknowledged`, `rejected`, `not_sent`, or `in_doubt`, at the
    /// deadline at the latest. While the connection is not open and ours it is not sent. Never fails
    /// otherwise. Cancellation: throws `operation_aborted`; what was written is in doubt then, and what was
    /// not never will be.
    [[nodiscard]] task<order_outcome> request(order_command command, request_options how);
    [[nodiscard]] task<order_outcome> request(order_command command);

    /// Finds out by REST what became of an order in doubt.
    ///
    /// Completes when it is known: with `settled`, and the order if there is one. Asks again, with growing
    /// pauses, until then; "no such order" is believed only after `order_fate_config::grace`. What is not in
    /// doubt is returned as it is.
    [[nodiscard]] task<order_outcome> resolve(order_outcome doubtful);

    /// Has the exchange's clock measured anew before anything else is signed: an answer to `fetch` blames the
    /// time of its signature (`errc::login_expired` of `account_dialect::decode`).
    void distrust_clock();
    /// How far the exchange's calendar is ahead of this machine's, as measured; zero before.
    [[nodiscard]] duration clock_offset() const noexcept;
    [[nodiscard]] const adapter& exchange() const noexcept;

    [[nodiscard]] holdfast::phase phase() const noexcept;
    [[nodiscard]] connection_state state() const noexcept { return state_of(phase()); }
    [[nodiscard]] session_stats stats() const noexcept;

    /// Completes when every topic is verified, at once if it is so.
    /// Errors: throws `error`: stopped, when the session ends first; subscribe_rejected, topic_unknown or
    /// first_data_timeout, naming the topic, when the exchange refuses one for good. Unsubscribe that one,
    /// and wait again for the others.
    /// Cancellation: throws `operation_aborted`.
    [[nodiscard]] task<> until_verified();

    /// The same for one topic, whatever the others do.
    /// Errors: the same; not_subscribed for a topic that is not subscribed, or was unsubscribed meanwhile.
    [[nodiscard]] task<> until_verified(topic on);

    [[nodiscard]] executor_type get_executor() const noexcept;

private:
    struct impl;
    std::shared_ptr<impl> impl_;
};

} // namespace holdfast

#endif
