// SPDX-License-Identifier: BSL-1.0
#include "sim/account/account_dialect.hpp"
#include "sim/venue/bybit/account_login.hpp"
#include "sim/venue/bybit/account_orders.hpp"
#include "sim/venue/bybit/account_rest.hpp"
#include "sim/venue/bybit/account_rows.hpp"
#include "sim/venue/bybit/words.hpp"
#include "sim/venue/json_read.hpp"
#include "sim/venue/request_target.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/json/json_quote.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace holdfast::sim {

namespace {

namespace json = boost::json;
using bybit::stamp;
using bybit::verdict;
using wire::json_quote;

constexpr std::string_view private_path = "/v5/private";
constexpr std::string_view trade_path = "/v5/trade";

bool trades(const private_client& who)
{
    return url_target(who.target).path == trade_path;
}

std::string name_of(const private_client& who)
{
    return json_quote("private-" + std::to_string(who.id));
}

/// A message from a client.
struct command {
    const json::object& in;
    std::string op{};
    std::string id{};
    json::array args{};
};

// ---- how the two addresses speak --------------------------------------------------------------------------

// v5/ws/connect: of the account's stream.
std::string private_reply_to(const private_client& to, const command& what, bool success,
                             std::string_view words)
{
    return std::string("{\"success\":") + (success ? "true" : "false") + ",\"ret_msg\":" + json_quote(words) +
           ",\"conn_id\":" + name_of(to) + ",\"req_id\":" + json_quote(what.id) +
           ",\"op\":" + json_quote(what.op) + "}";
}

// v5/websocket/trade/guideline: of the connection for orders.
std::string trade_reply_to(const private_client& to, const command& what, const verdict& said,
                           std::string_view more = {})
{
    return "{" + (what.id.empty() ? "" : "\"reqId\":" + json_quote(what.id) + ",") +
           "\"retCode\":" + std::to_string(said.code) + ",\"retMsg\":" + json_quote(said.words) +
           ",\"op\":" + json_quote(what.op) + std::string(more) + ",\"connId\":" + name_of(to) + "}";
}

std::string pong_to(const private_client& to, const command& what, wall_time now)
{
    if (trades(to))
        return trade_reply_to(to, {what.in, "pong", what.id}, {0, "OK"},
                              ",\"data\":[\"" + stamp(now) + "\"]");
    return "{\"req_id\":" + json_quote(what.id) + ",\"op\":\"pong\",\"args\":[\"" + stamp(now) +
           "\"],\"conn_id\":" + name_of(to) + "}";
}

// ---- logins -----------------------------------------------------------------------------------------------

// When it ends: a number, and clients send texts, too.
std::optional<std::uint64_t> end_of_login(const json::value& told)
{
    return wire::read_id(told.is_string() ? std::string(told.get_string()) : json::serialize(told));
}

verdict judge_login(const command& what, const back_office& with)
{
    const bool whole = what.args.size() == 3 && what.args[0].is_string() && what.args[2].is_string();
    const auto end = whole ? end_of_login(what.args[1]) : std::nullopt;
    if (!end)
        return {10001, "Params Error"};
    return bybit::check_login(what.args[0].get_string(), *end, what.args[2].get_string(), with);
}

// The account's stream says without a code that the time is over, and everything else with one.
std::string log_in(private_client& from, const command& what, const back_office& with)
{
    if (from.ours && trades(from))
        return trade_reply_to(from, what, {20001, "Repeat auth"});
    const verdict said = judge_login(what, with);
    from.ours = said.code == 0;
    if (trades(from))
        return trade_reply_to(from, what, said.code == 0 ? verdict{0, "OK"} : said);
    if (said.code == 0 || said.code == 10001)
        return private_reply_to(from, what, said.code == 0, said.words);
    return "{\"op\":\"auth\",\"success\":false,\"retCode\":" + std::to_string(said.code) +
           ",\"retMsg\":" + json_quote(said.words) + ",\"connId\":" + name_of(from) + "}";
}

// ---- topics -----------------------------------------------------------------------------------------------

/// v5/websocket/private: a topic of all categories, or, with one behind it, of that one.
bool exists(std::string_view topic)
{
    constexpr std::array<std::string_view, 4> kinds{"order", "execution", "position", "greeks"};
    constexpr std::array<std::string_view, 4> categories{"spot", "linear", "inverse", "option"};
    constexpr std::array<std::string_view, 5> others{"wallet", "execution.fast", "dcp.future", "dcp.spot",
                                                     "dcp.option"};
    const std::size_t dot = topic.find('.');
    const bool kind = std::ranges::find(kinds, topic.substr(0, dot)) != kinds.end();
    const bool whole = dot == std::string_view::npos ||
                       std::ranges::find(categories, topic.substr(dot + 1)) != categories.end();
    return (kind && whole) || std::ranges::find(others, topic) != others.end();
}

bool watched(const private_client& who)
{
    return std::ranges::find(who.topics, "dcp.future") != who.topics.end();
}

// Adds all of the topics or none of them.
std::string subscribe(private_client& from, const command& what, const back_office& with)
{
    std::vector<std::string> all = from.topics;
    for (const json::value& arg : what.args) {
        const std::string topic = arg.is_string() ? std::string(arg.get_string()) : json::serialize(arg);
        if (!exists(topic))
            return private_reply_to(from, what, false, "error:handler not found,topic:" + topic);
        if (std::ranges::find(all, topic) != all.end())
            return private_reply_to(from, what, false, "error:already subscribed,topic:" + topic);
        all.push_back(topic);
    }
    const bool before = watched(from);
    from.topics = std::move(all);
    if (watched(from) && !before)
        with.accounts.watch_begins();
    return private_reply_to(from, what, true, "");
}

std::string unsubscribe(private_client& from, const command& what, const back_office& with)
{
    const bool before = watched(from);
    for (const json::value& arg : what.args)
        if (arg.is_string())
            std::erase(from.topics, std::string(arg.get_string()));
    if (before && !watched(from))
        with.accounts.watch_ends(with.now);
    return private_reply_to(from, what, true, "");
}

std::string obey(private_client& from, const command& what, const back_office& with)
{
    if (what.op != "subscribe" && what.op != "unsubscribe")
        return private_reply_to(from, what, false, "error:invalid op");
    if (!from.ours)
        return private_reply_to(from, what, false, "Request not authorized");
    return what.op == "subscribe" ? subscribe(from, what, with) : unsubscribe(from, what, with);
}

// ---- orders -----------------------------------------------------------------------------------------------

verdict judge_header(const command& what, const back_office& with)
{
    const json::object* header = object_of(what.in, "header");
    if (!header)
        return {10001, "params error: header missing"};
    return bybit::check_time(text_of(*header, "X-BAPI-TIMESTAMP"), text_of(*header, "X-BAPI-RECV-WINDOW"),
                             with.now);
}

std::string limits_told(wall_time now)
{
    return ",\"retExtInfo\":{},\"header\":{\"X-Bapi-Limit\":\"10\",\"X-Bapi-Limit-Status\":\"9\","
           "\"X-Bapi-Limit-Reset-Timestamp\":\"" +
           stamp(now) + "\",\"Traceid\":\"38b7977b430f9bd228f4b19724794dfd\",\"Timenow\":\"" + stamp(now) +
           "\"}";
}

private_reaction carry_out(private_client& from, const command& what, const back_office& with)
{
    const auto refused = [&](const verdict& why) {
        return private_reaction{
            .replies = {trade_reply_to(from, what, why, ",\"data\":{}" + limits_told(with.now))}};
    };
    if (what.op != "order.create" && what.op != "order.cancel")
        return refused({10404, "op type is not found"});
    if (!from.ours)
        return refused({10007, "User authentication failed."});
    if (const verdict late = judge_header(what, with); late.code != 0)
        return refused(late);
    const json::object* asked = what.args.size() == 1 ? what.args[0].if_object() : nullptr;
    if (!asked)
        return refused({10001, "params error: args invalid"});
    const bybit::carried_out done =
        what.op == "order.create" ? bybit::create_order(*asked, with) : bybit::cancel_order(*asked, with);
    if (done.code != 0)
        return refused({done.code, done.words});
    return {
        .replies = {trade_reply_to(from, what, {0, "OK"}, ",\"data\":" + done.data + limits_told(with.now))},
        .executed = true,
        .doubt = trade_reply_to(from, what, {10016, "Internal System Error."},
                                ",\"data\":{}" + limits_told(with.now))};
}

// ---- news -------------------------------------------------------------------------------------------------

/// Writes a message of a topic for whoever has it, in either of its forms.
class printer {
public:
    printer(const private_client& to, wall_time now) : to_(to), now_(now) {}

    void say(std::string_view kind, std::string_view entry)
    {
        for (const std::string& topic : to_.topics)
            if (topic == kind || topic == std::string(kind) + ".linear")
                said_.push_back("{\"id\":\"" + std::to_string(to_.id) + "_" + stamp(now_) +
                                "\",\"topic\":" + json_quote(topic) + ",\"creationTime\":" + stamp(now_) +
                                ",\"data\":[" + std::string(entry) + "]}");
    }

    void operator()(const order_news& news)
    {
        if (news.executed)
            say("execution", bybit::print(*news.executed, news.order));
        say("order", bybit::print(news.order));
    }
    void operator()(const balance_news& news) { say("wallet", bybit::print(news.changed)); }
    void operator()(const odd_news& news) { say("execution", bybit::print(news)); }
    void operator()(const position_news& news) { say("position", bybit::print(news.changed, "entryPrice")); }

    [[nodiscard]] std::vector<std::string> said() { return std::exchange(said_, {}); }

private:
    const private_client& to_;
    wall_time now_;
    std::vector<std::string> said_{};
};

// ---- the dialect ------------------------------------------------------------------------------------------

class bybit_private final : public private_dialect {
public:
    bool serves(std::string_view target) const override
    {
        const std::string path = url_target(target).path;
        return path == private_path || path == trade_path;
    }

    void open(private_client&, const back_office&) const override {}

    std::optional<private_reaction> receive(private_client& from, std::string_view text,
                                            const back_office& with) const override
    {
        if (!serves(from.target))
            return std::nullopt;
        json::error_code failed;
        const json::value parsed = json::parse(text, failed);
        const json::object* in = failed ? nullptr : parsed.if_object();
        if (!in)
            return private_reaction{.replies = {refuse_nonsense(from)}};
        command what{*in, text_of(*in, "op"), text_of(*in, trades(from) ? "reqId" : "req_id")};
        if (const json::value* args = in->if_contains("args"); args && args->is_array())
            what.args = args->get_array();
        if (what.op == "ping")
            return private_reaction{.replies = {pong_to(from, what, with.now)}};
        if (what.op == "auth")
            return private_reaction{.replies = {log_in(from, what, with)}};
        if (trades(from))
            return carry_out(from, what, with);
        return private_reaction{.replies = {obey(from, what, with)}};
    }

    std::vector<std::string> print(const private_client& to, const account_news& news,
                                   const back_office& with) const override
    {
        printer out(to, with.now);
        std::visit(out, news);
        return out.said();
    }

    std::optional<private_reply> request(const http_question& asked, const back_office& with) const override
    {
        auto reply = bybit::answer_private(asked, with);
        return reply ? std::optional(private_reply{std::move(*reply), 1}) : std::nullopt;
    }

    void closed(const private_client& who, const back_office& with) const override
    {
        if (watched(who))
            with.accounts.watch_ends(with.now);
    }

private:
    static std::string refuse_nonsense(const private_client& from)
    {
        const json::object nothing;
        const command what{nothing};
        return trades(from)
                   ? trade_reply_to(from, what, {10001, "params error: not JSON"})
                   : private_reply_to(from, what, false, "Failed to decode incoming data:expect an object");
    }
};

} // namespace

const private_dialect& bybit_private_dialect()
{
    static const bybit_private instance;
    return instance;
}

} // namespace holdfast::sim
