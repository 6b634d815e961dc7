#include <holdfast/session.hpp>

#include "event_queue.hpp"
#include "feed.hpp"
#include "url_authority.hpp"

#include <holdfast/beast_network.hpp>
#include <holdfast/governor.hpp>
#include <holdfast/lifecycle.hpp>
#include <holdfast/policy/rate_limit.hpp>
#include <holdfast/redacted.hpp>
#include <holdfast/runtime.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

namespace {

std::shared_ptr<observer> or_nobody(std::shared_ptr<observer> watch)
{
    return watch ? std::move(watch) : std::make_shared<observer>();
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

/// What an HTTP answer other than 200 means.
failure refusal(const http_response& answer)
{
    errc code = errc::http_status;
    if (answer.status == 429)
        code = errc::rate_limited;
    else if (answer.status == 418)
        code = errc::banned;
    constexpr std::size_t excerpt = 200;
    failure why(code,
                "HTTP " + std::to_string(answer.status) + ": " + redacted(answer.body.substr(0, excerpt)));
    why.http_status = answer.status;
    why.retry_after = answer.retry_after;
    return why;
}

std::string ago(duration time)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms ago";
}

} // namespace

struct session::impl final : dial_policy,
                             batch_sink,
                             outbox,
                             vital_signs,
                             repair_list,
                             std::enable_shared_from_this<session::impl> {
    impl(asio::any_io_executor ex, std::shared_ptr<const adapter> dialect, std::shared_ptr<network> wires,
         session_config settings)
        : executor(std::move(ex)), exchange(std::move(dialect)), config(std::move(settings)),
          net(std::move(wires)), clock(runtime::of(executor)),
          budgets(config.budgets ? config.budgets : governor::of(executor)), watch(or_nobody(config.watch)),
          limits(exchange->limits()), keep(exchange->keepalive()),
          topics(*exchange, config, stats, *watch, clock.random()), retry(config.retry),
          pulse(rhythm(config.heartbeat, keep)), random(clock.random()), send_cv(executor),
          vital_cv(executor), repair_cv(executor), state_cv(executor), stop_cv(executor)
    {
    }

    // ---- the life ----
    task<> run();
    task<> hold();
    task<> serve(std::unique_ptr<websocket> line);
    task<> loops(websocket& line);
    task<> until_stop();
    void opened();
    void lost(const failure& why, const close_reason& closed);
    void end();
    void settle();
    void enter(holdfast::phase next, const failure& why = {});
    void hold_off(const std::string& host, const failure& why, time_point now);
    void settle_pause(const failure& why, bool slowly, time_point now);

    // ---- dial_policy ----
    time_point next_attempt(time_point now) override;
    std::string url() override;
    const websocket_options& options() const override { return config.connection; }
    void at_stage(holdfast::phase stage) override { enter(stage); }
    void failed(const failure& why, time_point now) override;

    // ---- batch_sink ----
    result<> on_batch(const batch& received) override;

    // ---- outbox ----
    send_action next_send(time_point now) override;
    [[nodiscard]] send_action spent(duration wait, time_point now);
    condition_variable& send_wakeup() override { return send_cv; }

    // ---- vital_signs ----
    result<time_point> examine(time_point now, time_point last_bytes) override;
    condition_variable& vital_wakeup() override { return vital_cv; }

    // ---- repair_list ----
    repair_action next_repair(time_point now) override;
    void repaired(std::uint64_t ticket, const result<http_response>& answer, time_point now) override;
    condition_variable& repair_wakeup() override { return repair_cv; }

    // ---- the verbs ----
    stream subscribe(const topic& on, const stream_config& how);
    void make_sure_of_room(const topic& on, const std::vector<topic>& held) const;
    [[nodiscard]] consumer_hooks hooks();

    asio::any_io_executor executor;
    std::shared_ptr<const adapter> exchange;
    session_config config;
    std::shared_ptr<network> net;
    runtime& clock;
    std::shared_ptr<governor> budgets;
    std::shared_ptr<observer> watch;
    exchange_limits limits;
    keepalive keep;
    session_stats stats;
    feed topics;
    backoff retry;
    heartbeat pulse;
    splitmix64 random;
    sliding_window sent{{.limit = 0}};
    sliding_window asked{{.limit = 0}};
    condition_variable send_cv;
    condition_variable vital_cv;
    condition_variable repair_cv;
    condition_variable state_cv;
    condition_variable stop_cv;
    std::string rest_host;
    holdfast::phase now_in = holdfast::phase::idle;
    time_point retry_at = time_point::min();
    time_point opened_at{};
    time_point lost_at = never;
    bool running = false;
    bool stopping = false;
    bool ping_due = false;
    bool redial = false;
};

// ---- the life ------------------------------------------------------------------------------------------

task<> session::impl::run()
{
    if (std::exchange(running, true))
        throw error(failure(errc::invalid_config, "session::run() may be awaited once"));
    std::exception_ptr why;
    try {
        co_await race(hold(), until_stop());
    } catch (...) {
        why = std::current_exception();
    }
    end();
    if (why)
        std::rethrow_exception(why);
}

task<> session::impl::hold()
{
    for (;;) {
        while (!topics.wanted())
            co_await state_cv.wait();
        auto line = co_await connect_loop(*net, *this);
        co_await serve(std::move(line));
    }
}

task<> session::impl::serve(std::unique_ptr<websocket> line)
{
    opened();
    failure why;
    std::exception_ptr cancelled;
    try {
        co_await loops(*line);
    } catch (const error& e) {
        why = e.why();
    } catch (...) {
        cancelled = std::current_exception();
    }
    if (cancelled && stopping) {
        enter(holdfast::phase::closing);
        co_await ignore_cancellation();
        co_await line->close(1000, "");
    }
    line->drop();
    lost(cancelled ? failure(errc::stopped, "the session was stopped") : why, line->reason());
    if (cancelled)
        std::rethrow_exception(cancelled);
}

task<> session::impl::loops(websocket& line)
{
    std::vector<task<>> all;
    all.push_back(read_loop(line, *this));
    all.push_back(write_loop(line, *this));
    all.push_back(watchdog(line, *this));
    for (unsigned i = 0; i < config.recovery.concurrency; ++i)
        all.push_back(recover_loop(*net, *this));
    co_await race(std::move(all));
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
    ping_due = redial = false;
    topics.connected(stats.epoch, now);
    settle();
}

void session::impl::lost(const failure& why, const close_reason& closed)
{
    const time_point now = clock.now();
    lost_at = now;
    pulse.on_disconnected();
    failure reason = why;
    if (reason.text.empty() && closed.code != 0)
        reason.text = "close code " + std::to_string(closed.code) + " (" +
                      std::string(close_code_name(closed.code)) + ")" +
                      (closed.text.empty() ? "" : ": " + closed.text);
    topics.disconnected(reason, now);
    retry.on_down(now);
    if (stopping)
        return;
    ++stats.outages;
    watch->at_outage(stats.epoch, reason, now - opened_at);
    close_action action = closed.code == 0 ? close_action::reconnect : action_for(closed.code, false);
    if (action == close_action::adapter)
        action = exchange->on_close(closed.code, closed.text);
    if (action == close_action::fatal)
        throw error(reason);
    if (action == close_action::rate_limited || reason.code == condition::rate_limited)
        hold_off(authority_of(url()), reason, now);
    // One broken message on a line that has served well is an accident, not a reason to stay away.
    const bool served_well = now - opened_at >= config.retry.stable_after;
    const bool slowly = action == close_action::reconnect_slowly || reason.code == condition::refused;
    settle_pause(reason, slowly && !served_well, now);
}

void session::impl::settle_pause(const failure& why, bool slowly, time_point now)
{
    const duration pause = std::max(slowly ? retry.next_slow(random) : retry.next(random), why.retry_after);
    retry_at = now + pause;
    watch->at_attempt_failed(why, pause);
    enter(holdfast::phase::backing_off, why);
}

void session::impl::end()
{
    enter(holdfast::phase::stopped);
    topics.end();
    state_cv.notify();
}

void session::impl::hold_off(const std::string& host, const failure& why, time_point now)
{
    const duration fallback = why.code == errc::banned ? config.ban_pause : config.rate_limit_pause;
    budgets->hold_off(host, now + (why.retry_after > duration::zero() ? why.retry_after : fallback));
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
    if (!topics.take_changed())
        return;
    send_cv.notify();
    vital_cv.notify();
    repair_cv.notify();
    state_cv.notify();
    if (state_of(now_in) == connection_state::open || now_in == holdfast::phase::upgrading)
        enter(topics.progress());
}

// ---- dial_policy ---------------------------------------------------------------------------------------

time_point session::impl::next_attempt(time_point now)
{
    if (retry_at > now)
        return retry_at;
    const duration wait = budgets->admit_attempt(authority_of(url()), limits, now);
    if (wait > duration::zero()) {
        enter(holdfast::phase::waiting);
        return now + std::min<duration>(wait, std::chrono::hours(24));
    }
    ++stats.attempts;
    watch->at_attempt(stats.attempts, redacted(without_query(url())));
    return now;
}

std::string session::impl::url()
{
    return config.url.empty() ? exchange->endpoint(topics.topics()) : config.url;
}

void session::impl::failed(const failure& why, time_point now)
{
    if (why.code == condition::fatal)
        throw error(why);
    const std::string host = authority_of(url());
    if (why.code == errc::connect_failed || why.code == errc::connect_timeout)
        budgets->at_unreachable(host, now);
    else
        budgets->at_reached(host);
    if (why.code == condition::rate_limited)
        hold_off(host, why, now);
    settle_pause(why, why.code == condition::refused, now);
}

// ---- batch_sink ----------------------------------------------------------------------------------------

result<> session::impl::on_batch(const batch& received)
{
    ++stats.batches;
    auto fate = topics.receive(received);
    if (topics.take_data_seen())
        pulse.on_data(received.received);
    if (topics.take_answer_seen())
        pulse.on_answer();
    settle();
    return fate;
}

// ---- outbox --------------------------------------------------------------------------------------------

send_action session::impl::next_send(time_point now)
{
    if (redial)
        return send_close{1000, ""};
    if (const duration wait = sent.delay(now); wait > duration::zero())
        return wait_until{now + wait};
    if (std::exchange(ping_due, false)) {
        sent.take(now);
        ++stats.pings;
        if (keep.ping_text.empty())
            return send_ping{};
        pulse.expect_answer(now);
        return send_text{keep.ping_text};
    }
    if (const duration wait = asked.delay(now); wait > duration::zero() && topics.has_request())
        return spent(wait, now);
    auto message = topics.next_request(now);
    settle();
    if (!message)
        return wait_until{};
    sent.take(now);
    asked.take(now);
    return send_text{std::move(message->text)};
}

/// The budget belongs to the connection: where it would take too long, a new one has its own.
send_action session::impl::spent(duration wait, time_point now)
{
    if (wait > config.subscribe.patience)
        return send_close{1000, ""};
    return wait_until{now + wait};
}

// ---- vital_signs ---------------------------------------------------------------------------------------

result<time_point> session::impl::examine(time_point now, time_point last_bytes)
{
    const auto topics_due = topics.examine(now);
    settle();
    net->tidy();
    if (!topics_due)
        return topics_due.error();
    pulse.on_bytes(last_bytes);
    pulse.expect_data(now_in == holdfast::phase::recovering || now_in == holdfast::phase::verified, now);
    heartbeat_action action = pulse.next(now);
    if (action.what == heartbeat_action::kind::send_ping) {
        pulse.on_ping_sent(now);
        ping_due = true;
        send_cv.notify();
        action = pulse.next(now);
    }
    if (action.what == heartbeat_action::kind::dead) {
        if (action.silent == silence::transport)
            return failure(errc::transport_dead, "the last byte came " + ago(now - last_bytes));
        if (action.silent == silence::answer)
            return failure(errc::transport_dead, "data come, and our pings are not answered");
        return failure(errc::no_data, "the last byte came " + ago(now - last_bytes));
    }
    return std::min(*topics_due, action.until);
}

// ---- repair_list ---------------------------------------------------------------------------------------

repair_action session::impl::next_repair(time_point now)
{
    const auto admit = [this, now](const http_request& question) {
        return budgets->admit_request(authority_of(question.url), limits, question.weight, now);
    };
    repair job;
    auto question = topics.next_repair(now, admit, job.ticket);
    if (!question)
        return wait_until{topics.repair_due()};
    rest_host = authority_of(question->url);
    job.request = std::move(*question);
    return job;
}

void session::impl::repaired(std::uint64_t ticket, const result<http_response>& answer, time_point now)
{
    failure why;
    if (answer && answer->status == 200) {
        if (const auto fate = topics.repaired(ticket, answer, now); !fate)
            why = fate.error();
    } else {
        why = answer ? refusal(*answer) : answer.error();
        topics.repaired(ticket, why, now);
    }
    if (why.code == condition::rate_limited)
        hold_off(rest_host, why, now);
    settle();
}

// ---- the verbs -----------------------------------------------------------------------------------------

consumer_hooks session::impl::hooks()
{
    consumer_hooks made;
    made.took = [weak = weak_from_this()](const topic& on) {
        if (auto self = weak.lock()) {
            self->topics.room(on);
            self->settle();
        }
    };
    made.doubts = [weak = weak_from_this()](const topic& on, const failure& why) {
        if (auto self = weak.lock()) {
            self->topics.distrust(on, why, self->clock.now());
            self->settle();
        }
    };
    made.left = [weak = weak_from_this()](const topic& on, const event_sink* sink) {
        if (auto self = weak.lock()) {
            self->topics.detach(on, sink);
            self->settle();
        }
    };
    return made;
}

stream session::impl::subscribe(const topic& on, const stream_config& how)
{
    if (now_in == holdfast::phase::stopped)
        throw error(failure(errc::stopped, "subscribe to '" + on.str() + "' after the session has ended"));
    if (on.empty())
        throw error(failure(errc::invalid_config, "the topic is empty"));
    if (const std::string problem = check(how); !problem.empty())
        throw error(failure(errc::invalid_config, problem));
    if (how.overflow != overflow::declare_gap && exchange->traits(on).recovery != recovery::resume)
        throw error(failure(errc::invalid_config, "stream_config: overflow must be declare_gap for '" +
                                                      on.str() + "': every message of it counts"));
    const auto held = topics.topics();
    if (std::find(held.begin(), held.end(), on) == held.end())
        make_sure_of_room(on, held);
    auto queue = std::make_shared<event_queue>(executor, on, how, hooks());
    topics.attach(on, queue, clock.now());
    settle();
    return stream(std::move(queue));
}

/// What does not go over the same connection is refused: some exchanges acknowledge it, and stay silent.
void session::impl::make_sure_of_room(const topic& on, const std::vector<topic>& held) const
{
    const std::string elsewhere = "; use another session for '" + on.str() + "'";
    const std::string here = std::string("a connection to ") + std::string(exchange->name()) + " carries ";
    if (limits.topics_per_connection != 0 && held.size() >= limits.topics_per_connection)
        throw error(failure(errc::invalid_config,
                            here + std::to_string(limits.topics_per_connection) + " topics" + elsewhere));
    std::size_t bytes = on.name().size();
    for (const topic& other : held)
        bytes += other.name().size();
    if (limits.topic_bytes_per_connection != 0 && bytes > limits.topic_bytes_per_connection)
        throw error(failure(errc::invalid_config, here + std::to_string(limits.topic_bytes_per_connection) +
                                                      " bytes of topic names" + elsewhere));
    if (held.empty() || !config.url.empty())
        return;
    const std::string url = exchange->endpoint(held);
    if (const std::string other = exchange->endpoint({&on, 1}); other != url)
        throw error(failure(errc::invalid_config,
                            "this session is at " + url + ", the topic at " + other + elsewhere));
}

session::session(asio::any_io_executor executor, std::shared_ptr<const adapter> exchange,
                 session_config config)
    : session(executor, std::move(exchange), nullptr, std::move(config))
{
}

session::session(asio::any_io_executor executor, std::shared_ptr<const adapter> exchange,
                 std::shared_ptr<network> net, session_config config)
{
    if (!exchange)
        throw error(failure(errc::invalid_config, "the exchange adapter is missing"));
    if (const std::string problem = check(config); !problem.empty())
        throw error(failure(errc::invalid_config, problem));
    if (!net)
        net = make_beast_network(executor, config.connection);
    impl_ =
        std::make_shared<impl>(std::move(executor), std::move(exchange), std::move(net), std::move(config));
}

session::~session()
{
    impl_->topics.end();
}

task<> session::run()
{
    // The coroutine keeps the session alive, however short-lived its handle is.
    return [](std::shared_ptr<impl> self) -> task<> { co_await self->run(); }(impl_);
}

void session::stop()
{
    asio::post(impl_->executor, [weak = std::weak_ptr<impl>(impl_)] {
        if (auto self = weak.lock()) {
            self->stopping = true;
            self->stop_cv.notify();
        }
    });
}

stream session::subscribe(const topic& on, stream_config config)
{
    return impl_->subscribe(on, config);
}

void session::unsubscribe(const topic& on)
{
    impl_->topics.remove(on);
    impl_->settle();
}

void session::reconnect()
{
    impl_->redial = true;
    impl_->send_cv.notify();
}

holdfast::phase session::phase() const noexcept
{
    return impl_->now_in;
}

session_stats session::stats() const noexcept
{
    return impl_->stats;
}

task<> session::until_verified()
{
    return [](std::shared_ptr<impl> self) -> task<> {
        while (self->now_in != holdfast::phase::verified && self->now_in != holdfast::phase::stopped)
            co_await self->state_cv.wait();
        if (self->now_in == holdfast::phase::stopped)
            throw error(failure(errc::stopped, "the session ended before everything was verified"));
    }(impl_);
}

session::executor_type session::get_executor() const noexcept
{
    return impl_->executor;
}

} // namespace holdfast
