// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ENGINE_ENGINE_HPP
#define HOLDFAST_SRC_SIM_ENGINE_ENGINE_HPP

#include "sim/account/account_dialect.hpp"
#include "sim/account/matching_engine.hpp"
#include "sim/engine/connection.hpp"
#include "sim/engine/limits.hpp"
#include "sim/engine/rest_api.hpp"
#include "sim/engine/topic_register.hpp"
#include "sim/market/market_dialect.hpp"
#include "sim/market/source.hpp"

#include <holdfast/sim/exchange.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::sim {

/// The exchange at work: its connections, its feed and its faults.
struct exchange::engine {
    explicit engine(exchange_config checked);

    // Time.
    void arrive_at(time_point t);
    [[nodiscard]] time_point next_event() const;
    void advance(time_point until);
    void step();
    void keep(connection_id id, connection& c);

    // Connections.
    [[nodiscard]] std::optional<fault> accept(connection_id id);
    [[nodiscard]] http_reply upgrade(connection_id id, std::string_view target);
    [[nodiscard]] http_reply upgrade_reply(connection_id id, std::string_view target);
    void open(connection_id id, std::string_view target);
    void receive(connection_id id, std::string_view text);
    void pong(connection_id id, std::string_view payload);
    [[nodiscard]] connection* hear(connection_id id);
    void obey(connection_id id, connection& c, std::string_view text, bool answered);
    void align_topics(connection_id id, connection& c);
    void begin_topics(connection_id id, const std::vector<std::string>& fresh);
    void drop_topic(connection_id id, const std::string& topic);
    [[nodiscard]] std::vector<std::string> fresh_topics(const connection& c) const;
    [[nodiscard]] house terms() const;
    void forget(connection_id id);
    [[nodiscard]] std::vector<connection_id> ids() const;

    // Accounts.
    [[nodiscard]] http_reply request(const http_question& asked);
    [[nodiscard]] std::optional<private_reply> request_account(const http_question& asked);
    [[nodiscard]] time_point next_account_event() const;
    void keep_accounts();
    void follow_market();
    [[nodiscard]] bool receive_private(connection_id id, connection& c, std::string_view text);
    void answer(connection_id id, private_reaction what);
    void tell(const std::vector<account_news>& news);
    void tell(connection_id id, const connection& c, const account_news& news);
    void report(connection_id id, connection& c, std::string text);
    void end_key(const std::string& key, bool told);
    void end_login(connection_id id, connection& c, bool told);
    [[nodiscard]] back_office office();

    // Sending.
    output& put(connection_id id, output::kind what, std::string bytes = {});
    void send(connection_id id, std::string text);
    void send_as_it_is(connection_id id, std::string text);
    void send(connection_id id, const connection& c, const publication& p);
    void send_ping(connection_id id, connection& c);
    void cut(connection_id id);
    void close(connection_id id, std::uint16_t code, std::string_view reason);
    void throw_out(connection_id id, std::string_view reason);
    void publish(const publication& p);
    void deliver(connection_id id, connection& c, const publication& p);

    // Faults.
    void spoil(connection_id id, connection& c, const publication& p, const fault_order& order);
    void send_swapped(connection_id id, const connection& c, const publication& first,
                      const publication& second);
    void break_line(connection_id id, connection& c, const fault_order& order);
    [[nodiscard]] std::string mute(connection& c, const fault_options& with) const;
    [[nodiscard]] std::string slow_down(connection_id id, const fault_options& with);
    [[nodiscard]] std::string open_half(connection_id id, connection& c, fault what);
    [[nodiscard]] std::string announce_leave(connection_id id, connection& c);
    void restart_counters(connection_id id, const publication& p);
    void disturb_market(connection_id id, const publication& p, const fault_order& order);
    [[nodiscard]] http_reply turn_away(connection_id id, fault what);
    [[nodiscard]] bool postpones(connection_id id, connection& c, std::string_view text);
    void release_held(connection_id id, connection& c, const std::deque<held_reply>& earlier, bool answered);
    void keep_late(connection_id id, connection& c);
    void obey_postponed(connection_id id, connection& c);
    void hold_back(connection_id id, connection& c, const std::string& topic, fault what, reaction& answer);
    void spoil_control(connection_id id, connection& c, reaction& answer);
    void keep_silent(connection_id id, const std::string& topic, reaction& answer);
    void revoke(connection_id id, connection& c, const std::string& topic, reaction& answer);
    void disable_unknown_faults();
    [[nodiscard]] bool spoil_answer(connection_id id, private_reaction& what);
    void spoil_answer(private_reply& what);
    void spoil_fill(connection_id id, const connection& c, std::vector<std::string>& texts);
    void may_lose_login(connection_id id, connection& c, bool counts);
    void spoil_login(connection_id id, connection& c, fault what);
    void note(fault what, connection_id id, std::string story);
    void note(fault what, connection_id id, const publication& p, std::string_view story);

    [[nodiscard]] wall_time wall() const { return config.wall_zero + now.time_since_epoch(); }
    [[nodiscard]] time_point steady(wall_time t) const
    {
        return t == wall_time::max() ? never : time_point{} + (t - config.wall_zero);
    }

    exchange_config config;
    const dialect& language;
    const private_dialect& desk;
    fault_plan plan;
    std::unique_ptr<feed> source;
    rest_desk rest;
    arrivals attempts;
    broker accounts;
    listen_keys keys{};
    std::vector<best_levels> followed; ///< Of each symbol, as the accounts know it.
    topic_register topics{};
    int microsecond_clients = 0;
    std::map<connection_id, connection> connections{};
    std::vector<output> outputs{};
    exchange_stats stats{};
    time_point now = time_point::min();
    bool begun = false;
};

/// A chance for a fault of the line; `counts` if it comes with a message.
[[nodiscard]] inline opportunity line_chance(connection_id id, bool counts)
{
    return {fault_moment::line, id, {}, true, true, counts};
}

/// The same for a fault that takes a connection from its owner.
[[nodiscard]] inline opportunity login_chance(connection_id id, bool counts)
{
    return {fault_moment::login, id, {}, true, true, counts};
}

} // namespace holdfast::sim

#endif
