// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/bulk/control.hpp"

#include "sim/venue/json_read.hpp"
#include "wire/json/json_quote.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace holdfast::sim::bulk {

namespace {

namespace json = boost::json;
using wire::json_quote;

/// A type of subscriptions, and how the names of its topics begin.
struct offer {
    std::string_view type;
    std::string_view prefix;
    topic_spec spec;
};

constexpr std::chrono::milliseconds cadence{200};

std::span<const offer> offers()
{
    using kind = topic_spec::kind;
    static const std::array<offer, 4> all{
        {{"l2Delta",
          "l2delta.",
          {.what = kind::book_changes,
           .counts = numbering::time,
           .whole_first = true,
           .level_by_level = true,
           .sequenced = true}}, // by an audit
         {"l2Snapshot",
          "l2snapshot.",
          {.what = kind::book_top, .counts = numbering::time, .every = cadence, .depth = pushed_levels}},
         {"trades", "trades.", {.what = kind::trade, .counts = numbering::time}},
         {"ticker", "ticker.", {.what = kind::ticker, .counts = numbering::time, .every = cadence}}}};
    return all;
}

std::string error_text(std::string_view words)
{
    return "{\"type\":\"error\",\"error\":" + json_quote(words) + "}";
}

/// The name of the topic that an entry of a subscription asks for; disengaged if there is none.
std::optional<std::string> topic_of(const json::value& entry, const house& at)
{
    const json::object* asked = entry.if_object();
    if (!asked)
        return std::nullopt;
    const std::string symbol = text_of(*asked, "symbol");
    const auto known = std::ranges::find(offers(), text_of(*asked, "type"), &offer::type);
    if (known == offers().end() || !at.lists(symbol))
        return std::nullopt;
    return std::string(known->prefix).append(symbol);
}

std::string accepted(const std::vector<std::string>& topics)
{
    std::string out = "{\"type\":\"subscriptionResponse\",\"topics\":[";
    for (const std::string& topic : topics)
        out.append(&topic == topics.data() ? "" : ",").append(json_quote(topic));
    return out + "]}";
}

/// What exists is acknowledged, whatever else was asked for with it.
reaction subscribe(client& from, const json::array& entries, const house& at)
{
    reaction out;
    std::vector<std::string> good;
    for (const json::value& entry : entries) {
        if (auto topic = topic_of(entry, at))
            good.push_back(std::move(*topic));
        else
            out.replies.push_back(error_text("Invalid subscription: " + json::serialize(entry)));
    }
    for (const std::string& topic : good)
        if (std::ranges::find(from.topics, topic) == from.topics.end())
            from.topics.push_back(topic);
    if (const std::size_t most = at.rules.topics_per_connection; most != 0 && from.topics.size() > most)
        return {{}, 1008, "Too many subscriptions"};
    if (!good.empty())
        out.replies.insert(out.replies.begin(), accepted(good));
    return out;
}

reaction unsubscribe(client& from, const std::string& topic)
{
    if (std::erase(from.topics, topic) == 0)
        return {{error_text("Not subscribed: " + topic)}};
    return {{"{\"type\":\"unsubscribeResponse\",\"topic\":" + json_quote(topic) + "}"}};
}

} // namespace

std::optional<topic_spec> understand(std::string_view topic)
{
    for (const offer& o : offers())
        if (topic.starts_with(o.prefix) && topic.size() > o.prefix.size()) {
            topic_spec out = o.spec;
            out.symbol = topic.substr(o.prefix.size());
            return out;
        }
    return std::nullopt;
}

reaction answer(client& from, std::string_view text, const house& at)
{
    json::error_code failed;
    const json::value parsed = json::parse(text, failed);
    const json::object* said = failed ? nullptr : parsed.if_object();
    if (!said)
        return {{error_text("Invalid JSON")}};
    const std::string method = text_of(*said, "method");
    const json::value* entries = said->if_contains("subscription");
    if (method == "subscribe" && entries && entries->is_array())
        return subscribe(from, entries->get_array(), at);
    if (method == "unsubscribe" && said->contains("topic"))
        return unsubscribe(from, text_of(*said, "topic"));
    return {{error_text("Invalid request")}};
}

} // namespace holdfast::sim::bulk
