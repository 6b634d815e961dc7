#ifndef HOLDFAST_SESSION_HPP
#define HOLDFAST_SESSION_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/config.hpp>
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
/// Object lifetimes: the session may be destroyed once `run()` has ended or its coroutine is gone; streams may
/// outlive it, and end.
class session {
public:
    using executor_type = asio::any_io_executor;

    /// A session over the runtime of the executor's context, real or simulated.
    /// @throws error (invalid_config) naming the member that is out of range.
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
    /// Errors: throws `error` when trying again is pointless (401, 403, a URL that cannot be dialled).
    /// Cancellation: terminal; as `stop()`, without the goodbye to the exchange, and throws `operation_aborted`.
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

    /// Closes this connection and dials anew, as if it had been lost.
    void reconnect();

    [[nodiscard]] holdfast::phase phase() const noexcept;
    [[nodiscard]] connection_state state() const noexcept { return state_of(phase()); }
    [[nodiscard]] session_stats stats() const noexcept;

    /// Completes when every topic is verified (at once if it is so); throws `error` (stopped) when the session ends first.
    [[nodiscard]] task<> until_verified();

    [[nodiscard]] executor_type get_executor() const noexcept;

private:
    struct impl;
    std::shared_ptr<impl> impl_;
};

} // namespace holdfast

#endif
