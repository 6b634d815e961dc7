// SPDX-License-Identifier: BSL-1.0
#include "core/serial_executor.hpp"
#include "session/rest_verdict.hpp"
#include "session/session_impl.hpp"
#include "wire/http/url_authority.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

namespace {

/// Who is told about this session; an observer that listens to nothing if nothing is.
std::shared_ptr<observer> observer_of(const session_config& config, const adapter& exchange, runtime& clock)
{
    if (!config.watch)
        return std::make_shared<observer>();
    auto own = config.watch->for_session(config.name.empty() ? exchange.name() : config.name, clock);
    return own ? std::move(own) : config.watch;
}

/// What ended `run()`, in words.
failure reason_of(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const error& e) {
        return e.why();
    } catch (const system_error& e) {
        return e.code() == asio::error::operation_aborted ? failure(errc::stopped, "run() was cancelled")
                                                          : failure(e.code(), e.what());
    } catch (const std::exception& e) {
        return failure(errc::stopped, e.what());
    }
}

/// What the exchange wants is the least; more may be asked for.
heartbeat_config rhythm(const heartbeat_config& general, const keepalive& own)
{
    heartbeat_config config = general;
    duration& pause = own.always ? config.ping_every : config.ping_after;
    if (own.ping_after > duration::zero())
        pause = pause > duration::zero() ? std::min(pause, own.ping_after) : own.ping_after;
    return config;
}

} // namespace

session::impl::impl(asio::any_io_executor ex, std::shared_ptr<const adapter> dialect,
                    std::shared_ptr<network> wires, session_config settings)
    : executor(std::move(ex)), exchange(std::move(dialect)), account(exchange->account()),
      logs_in(account && !account->login(0, {}).empty()), only_trades(account && account->topics().empty()),
      config(std::move(settings)), net(std::move(wires)), clock(runtime::of(executor)),
      budgets(config.budgets ? config.budgets : governor::of(executor)),
      watch(observer_of(config, *exchange, clock)), limits(exchange->limits()), keep(exchange->keepalive()),
      topics(*exchange, config, stats, *watch, clock.random(), this), retry(config.retry),
      pulse(rhythm(config.heartbeat, keep)), offset(config.login.clock),
      key(account ? account->key_life() : duration()), upkeep_retry(config.recovery.retry),
      random(clock.random()), dial_cv(executor), send_cv(executor), vital_cv(executor), repair_cv(executor),
      state_cv(executor), stop_cv(executor), upkeep_cv(executor), replace_cv(executor)
{
}

// ---- the life ------------------------------------------------------------------------------------------

task<> session::impl::run()
{
    if (std::exchange(running, true))
        throw error(failure(errc::misused, "session::run() may be awaited once; make another session"));
    std::exception_ptr why;
    try {
        co_await must_be_serial(executor);
        co_await race(hold(), until_stop());
    } catch (...) {
        why = std::current_exception();
    }
    end(why ? reason_of(why) : failure());
    if (why)
        std::rethrow_exception(why);
}

task<> session::impl::hold()
{
    for (;;) {
        while (!wanted()) {
            enter(holdfast::phase::standing_by);
            co_await state_cv.wait();
        }
        auto line = co_await connect_loop(*net, *this);
        while (line)
            line = co_await serve(std::move(line));
    }
}

bool session::impl::wanted() const
{
    return only_trades || topics.wanted();
}

/// Returns the connection that takes over, if there is one.
task<std::unique_ptr<websocket>> session::impl::serve(std::unique_ptr<websocket> line)
{
    opened();
    failure why;
    std::exception_ptr cancelled;
    std::unique_ptr<websocket> successor;
    try {
        co_await loops(*line, successor);
    } catch (const error& e) {
        why = e.why();
        successor = nullptr;
    } catch (...) {
        cancelled = std::current_exception();
    }
    if (cancelled && stopping) {
        enter(holdfast::phase::closing);
        co_await ignore_cancellation();
        co_await line->close(1000, "");
    }
    line->drop();
    if (successor)
        succeeded();
    else
        lost(cancelled ? failure(errc::stopped, "the session was stopped") : why, line->reason());
    if (cancelled)
        std::rethrow_exception(cancelled);
    co_return successor;
}

task<> session::impl::loops(websocket& line, std::unique_ptr<websocket>& successor)
{
    std::vector<task<>> all;
    all.push_back(read_loop(line, *this));
    all.push_back(write_loop(line, *this));
    all.push_back(watchdog(line, *this));
    all.push_back(succeed(successor));
    if (account)
        all.push_back(upkeep());
    for (unsigned i = 0; i < config.recovery.concurrency; ++i)
        all.push_back(recover_loop(*net, *this));
    co_await race(std::move(all));
}

/// Makes the connection that takes over, once one is wanted.
task<> session::impl::succeed(std::unique_ptr<websocket>& successor)
{
    while (!replacing)
        co_await replace_cv.wait();
    successor = co_await connect_loop(*net, *this);
}

task<> session::impl::until_stop()
{
    while (!stopping)
        co_await stop_cv.wait();
}

void session::impl::opened()
{
    const time_point now = clock.now();
    opened_at = now;
    if (lost_at != never)
        stats.down += now - lost_at;
    lost_at = never;
    ++stats.epoch;
    budgets->at_reached(authority_of(url()));
    retry.on_up(now);
    pulse.on_connected(now);
    pulse.expect_data(false, now);
    sent = sliding_window({.limit = limits.messages, .window = limits.messages_window});
    asked = sliding_window({.limit = limits.requests, .window = limits.requests_window});
    ping_due = redial = replacing = false;
    login_end = never;
    we_are = logs_in ? identity::stranger : identity::ours;
    compare_calendars(now);
    topics.connected(stats.epoch, now);
    settle();
}

void session::impl::lost(const failure& why, const close_reason& closed)
{
    const time_point now = clock.now();
    lost_at = now;
    replacing = false;
    failure reason = key.without(why);
    if (reason.text.empty() && closed.code != 0)
        reason.text = "close code " + std::to_string(closed.code) + " (" +
                      std::string(close_code_name(closed.code)) + ")" +
                      (closed.text.empty() ? "" : ": " + redacted_excerpt(closed.text));
    disconnected(reason, now);
    retry.on_down(now);
    if (stopping)
        return;
    ++stats.outages;
    watch->at_outage(stats.epoch, reason, now - opened_at);
    close_action action = closed.code == 0 ? close_action::reconnect : action_for(closed.code, false);
    if (action == close_action::adapter)
        action = exchange->on_close(closed.code, closed.text);
    if (action == close_action::fatal || reason.code == condition::fatal)
        throw error(reason);
    if (action == close_action::rate_limited || reason.code == condition::rate_limited)
        hold_off(authority_of(url()), reason, now);
    // One broken message on a line that has served well is an accident, not a reason to stay away.
    const bool served_well = now - opened_at >= config.retry.stable_after;
    const bool slowly = action == close_action::reconnect_slowly || reason.code == condition::refused;
    settle_pause(reason, slowly && !served_well, now);
}

/// The successor is open, and everything over it is still to be verified.
void session::impl::succeeded()
{
    disconnected(failure(errc::disconnected, "another connection has taken over"), clock.now());
}

void session::impl::disconnected(const failure& why, time_point now)
{
    pulse.on_disconnected();
    orders.abandon_all(why.message(), now);
    topics.disconnected(why, now);
}

void session::impl::settle_pause(const failure& why, bool slowly, time_point now)
{
    const duration asked_for = std::min(why.retry_after, longest_pause(why, config));
    const duration pause = std::max(slowly ? retry.next_slow(random) : retry.next(random), asked_for);
    retry_at = now + pause;
    watch->at_attempt_failed(why, pause);
    dialling(holdfast::phase::backing_off, why);
}

void session::impl::end(const failure& why)
{
    topics.end(why.code ? why : failure(errc::stopped, "the session was stopped"), clock.now());
    enter(holdfast::phase::stopped, why);
    watch->at_end(why);
    state_cv.notify();
}

void session::impl::hold_off(const std::string& host, const failure& why, time_point now)
{
    const duration asked_for = pause_after(why, config);
    const duration kept = asked_for > duration::zero() ? asked_for : config.rate_limit_pause;
    budgets->hold_off(host, now + kept);
    watch->at_pause(host, why, kept);
}

/// The caller has decided: whatever pause this session or the host is in is over.
void session::impl::reconnect()
{
    redial = true;
    retry_at = time_point::min();
    budgets->release(authority_of(url()));
    dial_cv.notify();
    send_cv.notify();
}

void session::impl::enter(holdfast::phase next, const failure& why)
{
    if (next == now_in)
        return;
    phase_changed change;
    change.from = now_in;
    change.to = next;
    change.epoch = stats.epoch;
    change.why = why;
    now_in = next;
    topics.announce(change);
    watch->at_phase(change);
    state_cv.notify();
}

/// After anything that may have changed what the loops should do.
void session::impl::settle()
{
    if (topics.take_changed())
        rouse();
}

void session::impl::rouse()
{
    send_cv.notify();
    vital_cv.notify();
    repair_cv.notify();
    state_cv.notify();
    if (state_of(now_in) == connection_state::open || now_in == holdfast::phase::upgrading)
        enter(is_ours() ? topics.progress() : holdfast::phase::logging_in);
}

/// While a second connection is made, the first one's phase is the session's.
void session::impl::dialling(holdfast::phase next, const failure& why)
{
    if (!replacing)
        enter(next, why);
}

// ---- dial_policy ---------------------------------------------------------------------------------------

time_point session::impl::next_attempt(time_point now)
{
    if (retry_at > now)
        return retry_at;
    const duration wait = budgets->admit_attempt(authority_of(url()), limits, now);
    if (wait > duration::zero()) {
        dialling(holdfast::phase::waiting);
        return now + std::min<duration>(wait, std::chrono::hours(24));
    }
    ++stats.attempts;
    watch->at_attempt(stats.attempts, redacted(without_query(url())));
    return now;
}

std::string session::impl::url()
{
    if (!config.url.empty())
        return config.url;
    if (!endpoint.empty())
        return endpoint;
    return key.text().empty() ? exchange->endpoint(topics.topics()) : account->endpoint(key.text());
}

void session::impl::failed(const failure& said, time_point now)
{
    const failure why = key.without(said);
    if (is_final(why))
        throw error(why);
    const std::string host = authority_of(url());
    if (why.code == errc::connect_failed || why.code == errc::connect_timeout)
        budgets->at_unreachable(host, now);
    else
        budgets->at_reached(host);
    // What stands in front of an exchange refuses for minutes, and whole addresses.
    failure told = why;
    if (why.code == errc::forbidden)
        told.code = errc::edge_refused;
    if (pause_after(told, config) > duration::zero())
        hold_off(host, told, now);
    settle_pause(why, why.code == condition::refused || why.code == condition::fatal, now);
}

/// Only what trying again cannot mend ends a session. What refuses an upgrade with 401, 403 or a redirect may
/// have refused it because of wrong credentials or a wrong URL; to a session that has been open before, it is
/// the exchange's edge that says so, for minutes.
bool session::impl::is_final(const failure& why) const
{
    const bool passes =
        why.code == errc::unauthorized || why.code == errc::forbidden || why.code == errc::redirected;
    if (passes)
        return stats.epoch == 0 && config.refused_at_first_is_final;
    return why.code == condition::fatal;
}

} // namespace holdfast
