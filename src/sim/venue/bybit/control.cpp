// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/bybit/control.hpp"

#include "sim/venue/json_read.hpp"
#include "sim/venue/request_target.hpp"
#include "wire/json/json_quote.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace holdfast::sim::bybit {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using wire::json_quote;

constexpr std::array<std::string_view, 5> categories{"spot", "linear", "inverse", "option", "spread"};
constexpr std::string_view status = "status";
constexpr std::string_view status_topic = "system.status";

/// A depth of books, how often it is told, and where.
struct depth_offer {
    std::string_view depth;
    std::size_t levels;
    duration every;
    bool options; ///< For options (and spreads), and not for the others.
};

// v5/websocket/public/orderbook, "Push frequency".
constexpr std::array<depth_offer, 6> depths{{{"1", 1, 10ms, false},
                                             {"50", 50, 20ms, false},
                                             {"200", 200, 100ms, false},
                                             {"1000", 1000, 200ms, false},
                                             {"25", 25, 20ms, true},
                                             {"100", 100, 100ms, true}}};

const depth_offer* offer_of(std::string_view depth)
{
    const auto known = std::ranges::find(depths, depth, &depth_offer::depth);
    return known == depths.end() ? nullptr : &*known;
}

topic_spec book(const depth_offer& offer)
{
    topic_spec out;
    out.what = topic_spec::kind::book_changes;
    out.counts = numbering::messages;
    out.every = offer.every;
    out.depth = offer.levels;
    out.whole_first = true;
    out.sequenced = true;
    // The best level is told whole each time, and again when nothing happens.
    if (offer.levels == 1) {
        out.what = topic_spec::kind::book_top;
        out.idle = 3s;
        out.sequenced = false;
    }
    return out;
}

// v5/websocket/public/full-ob: changes only.
topic_spec full_book()
{
    topic_spec out;
    out.what = topic_spec::kind::book_changes;
    out.counts = numbering::messages;
    out.every = 200ms;
    out.sequenced = true;
    return out;
}

// Kind, depth and symbol of a topic; a symbol may have dots.
struct topic_name {
    std::string_view kind{};
    std::string_view depth{};
    std::string_view symbol{};
};

topic_name parts_of(std::string_view topic)
{
    const auto take = [&topic] {
        const std::string_view part = topic.substr(0, topic.find('.'));
        topic.remove_prefix(std::min(part.size() + 1, topic.size()));
        return part;
    };
    topic_name out;
    out.kind = take();
    if (out.kind == "orderbook")
        out.depth = take();
    out.symbol = topic;
    return out;
}

bool offered(std::string_view category, std::string_view topic)
{
    if (category == status || topic == status_topic)
        return category == status && topic == status_topic;
    const topic_name name = parts_of(topic);
    if (name.kind != "orderbook")
        return true;
    const depth_offer* offer = offer_of(name.depth);
    const bool options = offer && offer->options;
    if (category == "spread")
        return options && offer->levels == 25;
    return options == (category == "option");
}

/// A message that has passed the general checks.
struct command {
    std::string op{};
    std::string id{};
    std::vector<std::string> topics{};
};

std::string reply(const client& to, const command& what, bool success, std::string_view words)
{
    return std::string("{\"success\":") + (success ? "true" : "false") + ",\"ret_msg\":" + json_quote(words) +
           ",\"conn_id\":" + json_quote(to.id) + ",\"req_id\":" + json_quote(what.id) +
           ",\"op\":" + json_quote(what.op) + "}";
}

// v5/ws/connect, "How to Send the Heartbeat Packet".
std::string pong(const client& to, std::string_view category, wall_time now)
{
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
    if (category == "option" || category == "spread")
        return "{\"args\":[\"" + std::to_string(ms) + "\"],\"op\":\"pong\"}";
    return reply(to, {"ping", "", {}}, true, "pong");
}

std::size_t bytes_of(std::span<const std::string> names)
{
    std::size_t sum = 0;
    for (const std::string& name : names)
        sum += name.size();
    return sum;
}

// What is wrong with a request as a whole; empty if nothing is.
std::string excess(const client& from, const command& what, std::string_view category,
                   const exchange_rules& rules)
{
    const auto above = [](std::size_t number, std::size_t most) { return most != 0 && number > most; };
    if (category == "spot" && above(what.topics.size(), rules.topics_per_request))
        return "args size >" + std::to_string(rules.topics_per_request);
    if (category == "option" && above(from.topics.size() + what.topics.size(), rules.topics_per_connection))
        return "args size >" + std::to_string(rules.topics_per_connection);
    if (above(bytes_of(from.topics) + bytes_of(what.topics), rules.topic_bytes_per_connection))
        return "args length >" + std::to_string(rules.topic_bytes_per_connection);
    return {};
}

bool exists(std::string_view topic, std::string_view category, const house& at)
{
    if (!offered(category, topic))
        return false;
    const auto spec = understand(topic);
    return topic == status_topic || (spec && at.lists(spec->symbol));
}

// What is said of a topic that there is not, or not any more.
std::string why_refused(const std::string& topic, std::string_view category)
{
    if (!offered(category, topic) || !understand(topic))
        return "Invalid topic: " + topic;
    return category == "spot" ? "Invalid symbol :[" + topic + "]" : "error:handler not found,topic:" + topic;
}

// Adds all of the topics or none of them.
std::string subscribe(client& from, const command& what, std::string_view category, const house& at)
{
    std::vector<std::string> all = from.topics;
    for (const std::string& topic : what.topics) {
        if (!exists(topic, category, at))
            return reply(from, what, false, why_refused(topic, category));
        if (std::ranges::find(all, topic) != all.end())
            return reply(from, what, false, "error:already subscribed,topic:" + topic);
        all.push_back(topic);
    }
    from.topics = std::move(all);
    return reply(from, what, true, "");
}

std::string listed(std::span<const std::string> names)
{
    std::string out = "[";
    for (const std::string& name : names)
        out += (out.size() > 1 ? "," : "") + json_quote(name);
    return out + "]";
}

// Options and spreads: each topic for itself, and the request is not named.
std::string command_response(client& from, const command& what, std::string_view category, const house& at)
{
    std::vector<std::string> good;
    std::vector<std::string> bad;
    for (const std::string& topic : what.topics) {
        const bool known = std::ranges::find(from.topics, topic) != from.topics.end();
        const bool fine = what.op == "unsubscribe" ? known : exists(topic, category, at);
        (fine ? good : bad).push_back(topic);
        if (what.op == "unsubscribe")
            std::erase(from.topics, topic);
        else if (fine && !known)
            from.topics.push_back(topic);
    }
    return std::string("{\"success\":") + (bad.empty() ? "true" : "false") +
           ",\"conn_id\":" + json_quote(from.id) + ",\"data\":{\"failTopics\":" + listed(bad) +
           ",\"successTopics\":" + listed(good) + "},\"type\":\"COMMAND_RESP\"}";
}

std::string obey(client& from, const command& what, std::string_view category, const house& at)
{
    const bool subscribing = what.op == "subscribe";
    if (what.topics.empty())
        return reply(from, what, false, "error:args is empty");
    if (const std::string wrong = subscribing ? excess(from, what, category, at.rules) : ""; !wrong.empty())
        return reply(from, what, false, wrong);
    if (category == "option" || category == "spread")
        return command_response(from, what, category, at);
    if (subscribing)
        return subscribe(from, what, category, at);
    for (const std::string& topic : what.topics)
        std::erase(from.topics, topic);
    return reply(from, what, true, "");
}

command command_in(const json::object& in)
{
    command out{text_of(in, "op"), text_of(in, "req_id"), {}};
    const json::value* args = in.if_contains("args");
    if (!args || !args->is_array())
        return out;
    for (const json::value& arg : args->get_array()) // What is no text names no topic, either.
        out.topics.push_back(arg.is_string() ? std::string(arg.get_string()) : json::serialize(arg));
    return out;
}

} // namespace

std::string_view category_of(std::string_view path) noexcept
{
    constexpr std::string_view prefix = "/v5/public/";
    if (path == "/v5/public/misc/status")
        return status;
    if (!path.starts_with(prefix))
        return {};
    const auto known = std::ranges::find(categories, path.substr(prefix.size()));
    return known == categories.end() ? std::string_view() : *known;
}

bool is_category(std::string_view word) noexcept
{
    return std::ranges::find(categories, word) != categories.end();
}

std::optional<topic_spec> understand(std::string_view topic)
{
    const topic_name name = parts_of(topic);
    if (name.symbol.empty())
        return std::nullopt;
    topic_spec out;
    if (name.kind == "orderbook" && name.depth == "full") {
        out = full_book();
    } else if (name.kind == "orderbook") {
        const depth_offer* offer = offer_of(name.depth);
        if (!offer)
            return std::nullopt;
        out = book(*offer);
    } else if (name.kind == "publicTrade") {
        out.what = topic_spec::kind::trade;
    } else if (name.kind == "tickers") {
        out.what = topic_spec::kind::ticker;
        out.every = 100ms;
    } else {
        return std::nullopt;
    }
    out.symbol = name.symbol;
    return out;
}

std::string answer(client& from, std::string_view message, const house& at)
{
    const std::string path = url_target(from.target).path;
    const std::string_view category = category_of(path);
    json::error_code failed;
    const json::value parsed = json::parse(message, failed);
    const json::object* in = failed ? nullptr : parsed.if_object();
    if (!in)
        return reply(from, {}, false, "Failed to decode incoming data:expect an object");
    const command what = command_in(*in);
    if (what.op == "ping")
        return pong(from, category, at.now);
    if (what.op != "subscribe" && what.op != "unsubscribe")
        return reply(from, what, false, "error:invalid op");
    return obey(from, what, category, at);
}

} // namespace holdfast::sim::bybit
