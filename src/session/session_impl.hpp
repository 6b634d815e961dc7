// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SESSION_SESSION_IMPL_HPP
#define HOLDFAST_SRC_SESSION_SESSION_IMPL_HPP

#include "session/listen_key.hpp"
#include "session/pending_orders.hpp"
#include "topics/event_queue.hpp"
#include "topics/topic_tracker.hpp"

#include <holdfast/account/dialect.hpp>
#include <holdfast/governor.hpp>
#include <holdfast/lifecycle.hpp>
#include <holdfast/policy/clock_offset.hpp>
#include <holdfast/policy/rate_limit.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/session.hpp>
#include <holdfast/time.hpp>

#include <memory>
#include <string>
#include <vector>

namespace holdfast {

/// A session: every decision that its coroutines ask for. The files: the life of connections (life.cpp), the
/// loops of one (loops.cpp), logins, keys and the clock (authenticator.cpp), what is asked by REST
/// (rest_client.cpp), orders (order_sender.cpp), and what the user calls (session.cpp).
struct session::impl final : dial_policy,
                             batch_sink,
                             outbox,
                             vital_signs,
                             repair_list,
                             reception,
                             std::enable_shared_from_this<session::impl> {
    impl(asio::any_io_executor ex, std::shared_ptr<const adapter> dialect, std::shared_ptr<network> wires,
         session_config settings);

    // ---- the life ----
    task<> run();
    task<> hold();
    task<std::unique_ptr<websocket>> serve(std::unique_ptr<websocket> line);
    task<> loops(websocket& line, std::unique_ptr<websocket>& successor);
    task<> succeed(std::unique_ptr<websocket>& successor);
    task<> until_stop();
    [[nodiscard]] bool wanted() const;
    void opened();
    void lost(const failure& why, const close_reason& closed);
    void succeeded();
    void disconnected(const failure& why, time_point now);
    void end(const failure& why);
    void settle();
    void rouse();
    void dialling(holdfast::phase next, const failure& why = {});
    void enter(holdfast::phase next, const failure& why = {});
    void hold_off(const std::string& host, const failure& why, time_point now);
    [[nodiscard]] bool is_final(const failure& why) const;
    void reconnect();
    void settle_pause(const failure& why, bool slowly, time_point now);

    // ---- dial_policy ----
    time_point next_attempt(time_point now) override;
    condition_variable* dial_wakeup() override { return &dial_cv; }
    task<result<>> prepare() override;
    std::string url() override;
    const websocket_options& options() const override { return config.connection; }
    void at_stage(holdfast::phase stage) override { dialling(stage); }
    void failed(const failure& why, time_point now) override;

    // ---- batch_sink ----
    result<> on_batch(const batch& received) override;

    // ---- outbox ----
    send_action next_send(time_point now) override;
    [[nodiscard]] send_action spent(duration wait, time_point now);
    [[nodiscard]] std::optional<std::string> next_order();
    condition_variable& send_wakeup() override { return send_cv; }

    // ---- vital_signs ----
    result<time_point> examine(time_point now, time_point last_bytes) override;
    void compare_calendars(time_point now);
    condition_variable& vital_wakeup() override { return vital_cv; }

    // ---- repair_list ----
    repair_action next_repair(time_point now) override;
    void repaired(std::uint64_t ticket, const result<http_response>& answer, time_point now) override;
    condition_variable& repair_wakeup() override { return repair_cv; }

    // ---- who we are ----
    enum class identity : std::uint8_t {
        stranger, ///< The login has to be sent.
        asked,    ///< It was sent.
        ours,     ///< Accepted, or not needed.
    };
    result<> on_reply(const decoded& said, time_point now) override;
    result<> on_login_refused(const decoded& said);
    void on_login_expired();
    [[nodiscard]] std::string login(time_point now);
    [[nodiscard]] bool is_ours() const noexcept { return we_are == identity::ours; }
    [[nodiscard]] wall_time exchange_now() const;
    [[nodiscard]] bool clock_due() const;
    [[nodiscard]] bool blames_the_clock(std::int64_t code) const;
    void distrust_clock();
    task<result<>> measure_clock();
    task<result<>> know_the_time();
    task<result<>> learn_endpoint();
    task<result<bool>> renew_key(http_request question);
    task<> upkeep();
    [[nodiscard]] time_point upkeep_due(time_point now) const;
    void key_renewed(const result<bool>& other, time_point now);
    void postpone_upkeep(time_point now);

    // ---- what is asked by REST ----
    task<result<>> admission(std::string host, unsigned weight, bool urgent);
    task<result<http_response>> ask(http_request question);
    void sign(http_request& question) const;
    failure heed(const std::string& host, const result<http_response>& answer);
    task<result<http_response>> fetch(http_request question);

    // ---- orders ----
    [[nodiscard]] bool takes_orders() const noexcept;
    task<result<std::optional<order>>> find(order_reference which);
    [[nodiscard]] result<std::optional<order>> understood(const order_reference& which,
                                                          const result<http_response>& answer);
    void looked_up(order_outcome& doubtful, const result<std::optional<order>>& found,
                   time_point began) const;
    [[nodiscard]] time_point next_look_up(const order_outcome& doubtful, backoff& pause, time_point now);
    task<order_outcome> request(order_command command, request_options how);
    task<order_outcome> resolve(order_outcome doubtful);

    // ---- the verbs ----
    stream subscribe(const topic& on, const stream_config& how);
    void make_sure_of_room(const topic& on, const std::vector<topic>& held) const;
    [[nodiscard]] consumer_hooks hooks();
    void replace();
    void give_up_on(const failure& why) const;

    asio::any_io_executor executor;
    std::shared_ptr<const adapter> exchange;
    const account_dialect* account;
    bool logs_in;     ///< The connection has to become ours by a message.
    bool only_trades; ///< It has orders, and no topics.
    session_config config;
    std::shared_ptr<network> net;
    runtime& clock;
    std::shared_ptr<governor> budgets;
    std::shared_ptr<observer> watch;
    exchange_limits limits;
    keepalive keep;
    session_stats stats;
    feed topics;
    order_desk orders;
    backoff retry;
    heartbeat pulse;
    holdfast::clock_offset offset;
    listen_key key;
    std::string endpoint; ///< Where the exchange has told us to go; empty if it does not.
    backoff upkeep_retry;
    splitmix64 random;
    sliding_window sent{{.limit = 0}};
    sliding_window asked{{.limit = 0}};
    condition_variable dial_cv;
    condition_variable send_cv;
    condition_variable vital_cv;
    condition_variable repair_cv;
    condition_variable state_cv;
    condition_variable stop_cv;
    condition_variable upkeep_cv;
    condition_variable replace_cv;
    std::string rest_host;
    holdfast::phase now_in = holdfast::phase::idle;
    identity we_are = identity::ours;
    time_point login_end = never;
    time_point upkeep_from = time_point::min(); ///< After something that failed: not before.
    time_point retry_at = time_point::min();
    time_point opened_at{};
    duration calendar_ahead{}; ///< The exchange's calendar, of the steady clock.
    time_point lost_at = never;
    bool running = false;
    bool stopping = false;
    bool ping_due = false;
    bool redial = false;
    bool replacing = false; ///< A second connection is wanted, or being made.
};

} // namespace holdfast

#endif
