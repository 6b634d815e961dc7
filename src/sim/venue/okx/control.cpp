// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/okx/control.hpp"

#include "sim/venue/okx/topics.hpp"
#include "sim/venue/okx/words.hpp"
#include "wire/json/json_quote.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace holdfast::sim::okx {

namespace {

namespace json = boost::json;
using wire::json_quote;

constexpr std::size_t longest_request = std::size_t(64) << 10;

std::string invalid_request(const client& to, std::string_view id, std::string_view text)
{
    return error_event(to.id, id, "60012", "Invalid request: " + std::string(text));
}

std::string no_such_channel(const client& to, std::string_view id, const json::object& arg)
{
    std::string named;
    for (const auto& [member, value] : arg)
        if (value.is_string())
            named.append(named.empty() ? "" : ",").append(member).append(":").append(value.get_string());
    return error_event(to.id, id, "60018",
                       "Wrong URL or " + named +
                           " doesn't exist. Please use the correct URL, channel and parameters referring to "
                           "API document.");
}

/// A request that is one, in form at least.
struct command {
    std::string id{};
    bool subscribes = false;
    std::vector<const json::object*> args{};
};

std::optional<command> understand_command(const json::value& message)
{
    const json::object* request = message.if_object();
    const json::value* op = request ? request->if_contains("op") : nullptr;
    const json::value* args = request ? request->if_contains("args") : nullptr;
    if (!op || !args || !args->is_array() || args->get_array().empty())
        return std::nullopt;
    command out;
    out.subscribes = *op == "subscribe";
    if (!out.subscribes && *op != "unsubscribe")
        return std::nullopt;
    if (const json::value* id = request->if_contains("id")) {
        if (!id->is_string() || !good_id(id->get_string()))
            return std::nullopt;
        out.id = id->get_string();
    }
    for (const json::value& arg : args->get_array()) {
        if (!arg.is_object())
            return std::nullopt;
        out.args.push_back(&arg.get_object());
    }
    return out;
}

std::optional<topic_spec> kind_of(std::string_view channel)
{
    using kind = topic_spec::kind;
    using std::chrono::milliseconds;
    const auto book = [](milliseconds every, std::size_t depth) {
        return topic_spec{.what = kind::book_changes,
                          .every = every,
                          .depth = depth,
                          .whole_first = true,
                          .idle = std::chrono::seconds(60),
                          .sequenced = true};
    };
    if (channel == "books" || channel == "books-rpi")
        return book(milliseconds(100), 400);
    if (channel == "books-l2-tbt")
        return book(milliseconds(10), 400);
    if (channel == "books50-l2-tbt")
        return book(milliseconds(10), 50);
    if (channel == "books5")
        return topic_spec{
            .what = kind::book_top, .every = milliseconds(100), .depth = 5, .whole_first = true};
    if (channel == "bbo-tbt")
        return topic_spec{.what = kind::best};
    if (channel == "trades")
        return topic_spec{.what = kind::aggregate_trade, .sequenced = true};
    if (channel == "trades-all")
        return topic_spec{.what = kind::trade, .sequenced = true};
    if (channel == "tickers")
        return topic_spec{.what = kind::ticker, .every = milliseconds(100)};
    return std::nullopt;
}

std::string obey(client& from, const command& asked, const json::object& arg, const house& at)
{
    const std::string topic = topic_named(arg);
    const auto spec = spec_of(topic);
    const bool here = from.target.starts_with(path_serving(channel_named(topic)));
    if (!spec || !here || !at.lists(spec->symbol))
        return no_such_channel(from, asked.id, arg);
    const auto known = std::ranges::find(from.topics, topic);
    if (asked.subscribes && known == from.topics.end())
        from.topics.push_back(topic);
    else if (!asked.subscribes && known != from.topics.end())
        from.topics.erase(known);
    return "{" + echoed(asked.id) + "\"event\":\"" + (asked.subscribes ? "subscribe" : "unsubscribe") +
           "\",\"arg\":" + json::serialize(arg) + ",\"connId\":" + json_quote(from.id) + "}";
}

} // namespace

reaction receive(client& from, std::string_view text, const house& at)
{
    if (text == "ping")
        return {{"pong"}, 0, {}};
    if (text.size() > longest_request)
        return {{}, 1009, "Request frame too long"};
    json::error_code failed;
    const json::value message = json::parse(text, failed);
    const auto asked = failed ? std::nullopt : understand_command(message);
    if (!asked)
        return {{invalid_request(from, {}, text)}, 0, {}};
    if (!count_request(from, at))
        return {{error_event(from.id, asked->id, "60014", "Requests too frequent")}, 0, {}};
    reaction out;
    for (const json::object* arg : asked->args)
        out.replies.push_back(obey(from, *asked, *arg, at));
    const std::size_t most = at.rules.topics_per_connection;
    if (most != 0 && from.topics.size() > most) {
        out.close_code = 4009;
        out.close_reason = "Subscriptions on this connection exceed the limit";
    }
    return out;
}

std::optional<topic_spec> spec_of(std::string_view topic)
{
    const std::string channel = channel_named(topic);
    const std::string instrument = instrument_named(topic);
    auto spec = kind_of(channel);
    if (!spec || topic != channel + ":" + instrument)
        return std::nullopt;
    spec->symbol = instrument;
    return spec;
}

} // namespace holdfast::sim::okx
