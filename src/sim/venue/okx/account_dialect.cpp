// SPDX-License-Identifier: BSL-1.0
#include "sim/account/account_dialect.hpp"
#include "sim/venue/json_read.hpp"
#include "sim/venue/okx/account_login.hpp"
#include "sim/venue/okx/account_orders.hpp"
#include "sim/venue/okx/account_rest.hpp"
#include "sim/venue/okx/account_rows.hpp"
#include "sim/venue/okx/topics.hpp"
#include "sim/venue/okx/words.hpp"
#include "sim/venue/request_target.hpp"
#include "wire/json/json_quote.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace holdfast::sim {

namespace {

namespace json = boost::json;
using okx::object;
using okx::order_result;
using wire::json_quote;

constexpr std::string_view owner_id = "446178821939200";

/// What the exchange calls the connection.
std::string name_of(const private_client& who)
{
    std::array<char, 24> text{};
    const int size =
        std::snprintf(text.data(), text.size(), "%08llx", static_cast<unsigned long long>(who.id));
    return {text.data(), static_cast<std::size_t>(size)};
}

// ---- channels ---------------------------------------------------------------------------------------------

/// What a subscription asks for.
struct private_channel {
    std::string channel{};
    std::string inst_type{};
    std::string inst_id{};
    std::string arg{};   ///< JSON, as it is repeated: without parameters that are no part of its name.
    std::string topic{}; ///< Its name.
};

private_channel channel_in(const json::object& arg)
{
    private_channel out{text_of(arg, "channel"), text_of(arg, "instType"), text_of(arg, "instId"), {}, {}};
    object shown;
    json::object named;
    for (const auto& [member, value] : arg) {
        if (!value.is_string() || member == "extraParams")
            continue;
        shown.text(member, value.get_string());
        named[member] = value;
    }
    out.arg = shown.str();
    out.topic = okx::topic_named(named);
    return out;
}

private_channel channel_of(std::string_view topic)
{
    return channel_in(okx::argument_named(topic));
}

bool exists(const private_channel& asked)
{
    static constexpr std::string_view types[] = {"SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "ANY"};
    const bool typed = std::ranges::find(types, asked.inst_type) != std::end(types);
    if (asked.channel == "positions")
        return typed && asked.inst_type != "SPOT";
    return asked.channel == "account" || (asked.channel == "orders" && typed);
}

bool concerns(const private_channel& topic, const kept_order& o)
{
    return topic.channel == "orders" && (topic.inst_type == "SPOT" || topic.inst_type == "ANY") &&
           (topic.inst_id.empty() || topic.inst_id == o.wish.symbol);
}

/// A message of a channel; `members` stand behind the argument.
std::string pushed(const private_channel& to, std::string_view members, std::string_view rows)
{
    std::string arg = to.arg;
    arg.insert(arg.size() - 1, ",\"uid\":" + json_quote(owner_id));
    return "{\"arg\":" + arg + "," + std::string(members) + "\"data\":[" + std::string(rows) + "]}";
}

constexpr std::string_view snapshot_members = R"("eventType":"snapshot","curPage":1,"lastPage":true,)";
constexpr std::string_view update_members = R"("eventType":"event_update",)";

/// What comes first; empty if nothing does.
std::string first_message(const private_channel& of, const back_office& with)
{
    if (of.channel == "account")
        return pushed(of, snapshot_members, okx::balances_row(with.accounts.balances(), with.now));
    return of.channel == "positions" ? pushed(of, snapshot_members, "") : std::string();
}

// ---- requests ---------------------------------------------------------------------------------------------

struct request_message {
    std::string id{};
    std::string op{};
    const json::array* args = nullptr;
    std::string good_until{}; ///< `expTime`

    [[nodiscard]] bool is_about_orders() const { return op == "order" || op == "cancel-order"; }
};

std::optional<request_message> understand(const json::value& message)
{
    const json::object* const in = message.if_object();
    if (!in)
        return std::nullopt;
    request_message out{text_of(*in, "id"), text_of(*in, "op"), nullptr, text_of(*in, "expTime")};
    const json::value* const args = in->if_contains("args");
    out.args = args ? args->if_array() : nullptr;
    const bool good_id = !in->contains("id") || okx::good_id(out.id);
    const bool good_args = out.args && !out.args->empty() &&
                           std::ranges::all_of(*out.args, [](const json::value& v) { return v.is_object(); });
    return good_id && !out.op.empty() && (good_args || out.is_about_orders()) ? std::optional(out)
                                                                              : std::nullopt;
}

private_reaction error(const private_client& to, std::string_view id, std::string_view code,
                       std::string_view words)
{
    return {.replies = {okx::error_event(name_of(to), id, code, words)}};
}

private_reaction log_in(private_client& from, const request_message& asked, const back_office& with)
{
    if (from.ours)
        return error(from, asked.id, "60031",
                     "The WebSocket endpoint does not allow multiple or repeated logins.");
    if (const auto why = okx::refuse_login(asked.args->front().get_object(), with)) {
        private_reaction out = error(from, asked.id, why->code, why->words);
        out.close_code = 4001;
        out.close_reason = "Login Failed";
        return out;
    }
    from.ours = true;
    return {
        .replies = {R"({"event":"login","code":"0","msg":"","connId":)" + json_quote(name_of(from)) + "}"}};
}

void subscribe(private_client& from, const request_message& asked, const json::object& arg,
               const back_office& with, std::vector<std::string>& replies)
{
    const private_channel wanted = channel_in(arg);
    if (!exists(wanted)) {
        replies.push_back(
            okx::error_event(name_of(from), asked.id, "60018",
                             "Wrong URL or channel:" + wanted.channel +
                                 (wanted.inst_type.empty() ? "" : ",instType:" + wanted.inst_type) +
                                 " doesn't exist. Please use the correct URL, channel and parameters "
                                 "referring to API document."));
        return;
    }
    const bool in = asked.op == "subscribe";
    std::erase(from.topics, wanted.topic);
    if (in)
        from.topics.push_back(wanted.topic);
    replies.push_back("{" + okx::echoed(asked.id) + "\"event\":" + json_quote(asked.op) +
                      ",\"arg\":" + wanted.arg + ",\"connId\":" + json_quote(name_of(from)) + "}");
    if (std::string first = in ? first_message(wanted, with) : std::string(); !first.empty())
        replies.push_back(std::move(first));
}

private_reaction subscribe_all(private_client& from, const request_message& asked, const back_office& with)
{
    if (!from.ours)
        return error(from, asked.id, "60011", "Please log in");
    private_reaction out;
    for (const json::value& arg : *asked.args)
        subscribe(from, asked, arg.get_object(), with, out.replies);
    return out;
}

/// "Place order", WS: `inTime` and `outTime` are in microseconds.
std::string order_answer(const request_message& asked, std::string_view rows, std::string_view code,
                         std::string_view words, wall_time now)
{
    const std::string time = okx::stamp(now) + "000";
    return object()
        .text("id", asked.id)
        .text("op", asked.op)
        .json("data", "[" + std::string(rows) + "]")
        .text("code", code)
        .text("msg", words)
        .text("inTime", time)
        .text("outTime", time)
        .str();
}

std::string order_answer(const request_message& asked, const order_result& done, wall_time now)
{
    return order_answer(asked, done.row(now), done.done() ? "0" : "1", "", now);
}

private_reaction carry_out(const private_client& from, const request_message& asked, const back_office& with)
{
    if (!from.ours)
        return {.replies = {order_answer(asked, "", "60011", "Please log in", with.now)}};
    const json::object* const arg =
        asked.args && asked.args->size() == 1 ? asked.args->front().if_object() : nullptr;
    if (!arg || asked.id.empty())
        return {.replies = {order_answer(asked, "", "60013", "Invalid args", with.now)}};
    const order_result done =
        asked.op == "order" ? okx::place_order(*arg, asked.good_until, with) : okx::cancel_order(*arg, with);
    private_reaction out{.replies = {order_answer(asked, done, with.now)}, .executed = done.done()};
    if (done.done()) {
        const order_result unknown{"51149", "Order timed out. Please try again.", {}, done.client_id};
        out.doubt = order_answer(asked, unknown, with.now);
    }
    return out;
}

// ---- the dialect ------------------------------------------------------------------------------------------

class okx_private final : public private_dialect {
public:
    [[nodiscard]] bool serves(std::string_view target) const override
    {
        return url_target(target).path == "/ws/v5/private";
    }

    void open(private_client& who, const back_office&) const override { who.whole = serves(who.target); }

    [[nodiscard]] std::optional<private_reaction> receive(private_client& from, std::string_view text,
                                                          const back_office& with) const override
    {
        constexpr std::size_t longest_request = std::size_t(64) << 10;
        if (!from.whole)
            return std::nullopt;
        if (text == "ping")
            return private_reaction{.replies = {"pong"}};
        if (text.size() > longest_request)
            return private_reaction{.close_code = 1009, .close_reason = "Request frame too long"};
        json::error_code failed;
        const json::value message = json::parse(text, failed);
        const auto asked = failed ? std::nullopt : understand(message);
        if (!asked)
            return error(from, {}, "60012", "Invalid request: " + std::string(text));
        if (asked->op == "login")
            return log_in(from, *asked, with);
        if (asked->op == "subscribe" || asked->op == "unsubscribe")
            return subscribe_all(from, *asked, with);
        if (asked->is_about_orders())
            return carry_out(from, *asked, with);
        return error(from, asked->id, "60019", "Invalid op: " + asked->op);
    }

    [[nodiscard]] std::vector<std::string> print(const private_client& to, const account_news& news,
                                                 const back_office& with) const override
    {
        std::vector<std::string> out;
        for (const std::string& topic : to.topics) {
            const private_channel channel = channel_of(topic);
            if (const auto* const about = std::get_if<order_news>(&news);
                about && concerns(channel, about->order))
                out.push_back(
                    pushed(channel, {}, okx::pushed_order(about->order, about->executed, with.accounts)));
            if (const auto* const about = std::get_if<balance_news>(&news);
                about && channel.channel == "account")
                out.push_back(pushed(channel, update_members, okx::balances_row(about->changed, with.now)));
        }
        return out;
    }

    [[nodiscard]] std::optional<private_reply> request(const http_question& asked,
                                                       const back_office& with) const override
    {
        return okx::answer_privately(asked, with);
    }
};

} // namespace

const private_dialect& okx_private_dialect()
{
    static const okx_private instance;
    return instance;
}

} // namespace holdfast::sim
