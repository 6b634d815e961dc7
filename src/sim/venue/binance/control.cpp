// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/control.hpp"

#include "sim/venue/binance/words.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace holdfast::sim::binance {

namespace {

namespace json = boost::json;

std::string invalid_request(std::string_view text)
{
    return error_text(2, "Invalid request: " + std::string(text));
}

std::string accepted(std::string_view result, std::string_view id)
{
    return "{\"result\":" + std::string(result) + ",\"id\":" + std::string(id) + "}";
}

/// The method, its parameters and the id of a request that has passed the general checks.
struct command {
    std::string_view method;
    const json::array& params;
    std::string id;
};

std::optional<std::vector<std::string>> names_in(const json::array& params)
{
    std::vector<std::string> out;
    for (const json::value& v : params) {
        const json::string* name = v.if_string();
        if (!name || !good_name(*name))
            return std::nullopt;
        out.emplace_back(name->data(), name->size());
    }
    return out;
}

std::string subscribe(client& from, const command& what, std::size_t most)
{
    const auto names = names_in(what.params);
    if (!names)
        return invalid_request("params must be an array of stream names");
    client wanted = from;
    for (const std::string& name : *names)
        add(wanted, name);
    if (most != 0 && wanted.topics.size() > most)
        return invalid_request("too many streams");
    from = std::move(wanted);
    return accepted("null", what.id);
}

std::string unsubscribe(client& from, const command& what)
{
    const auto names = names_in(what.params);
    if (!names)
        return invalid_request("params must be an array of stream names");
    for (const std::string& name : *names)
        std::erase(from.topics, name);
    return accepted("null", what.id);
}

std::string list(const client& from, const command& what)
{
    json::array names;
    for (const std::string& name : from.topics)
        names.emplace_back(name);
    return accepted(json::serialize(names), what.id);
}

std::string property(client& from, const command& what)
{
    const bool set = what.method == "SET_PROPERTY";
    if (what.params.empty() || !what.params[0].is_string())
        return invalid_request("property name must be a string");
    if (what.params.size() > (set ? 2u : 1u))
        return invalid_request("too many parameters");
    if (what.params[0].get_string() != "combined")
        return error_text(0, "Unknown property", what.id);
    if (!set)
        return accepted(from.combined ? "true" : "false", what.id);
    if (what.params.size() < 2 || !what.params[1].is_bool())
        return error_text(1, "Invalid value type: expected Boolean");
    from.combined = what.params[1].get_bool();
    return accepted("null", what.id);
}

std::string obey(client& from, const command& what, std::size_t most)
{
    if (what.method == "SUBSCRIBE")
        return subscribe(from, what, most);
    if (what.method == "UNSUBSCRIBE")
        return unsubscribe(from, what);
    if (what.method == "LIST_SUBSCRIPTIONS")
        return what.params.empty() ? list(from, what) : invalid_request("too many parameters");
    if (what.method == "SET_PROPERTY" || what.method == "GET_PROPERTY")
        return property(from, what);
    return invalid_request("unknown variant `" + std::string(what.method) +
                           "`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, "
                           "`SET_PROPERTY`, `GET_PROPERTY` at line 1 column 28");
}

std::size_t first_bad_column(std::string_view message)
{
    json::stream_parser parser;
    json::error_code failed;
    const std::size_t read = parser.write_some(message.data(), message.size(), failed);
    return std::min(read + 1, message.size() + 1);
}

} // namespace

bool good_name(std::string_view name)
{
    return !name.empty() && name.size() <= 128 &&
           std::ranges::none_of(name, [](char c) { return (c >= 0 && c <= ' ') || c == '"' || c == '\\'; });
}

bool add(client& to, std::string_view topic)
{
    if (std::ranges::find(to.topics, topic) != to.topics.end())
        return false;
    to.topics.emplace_back(topic);
    return true;
}

std::string answer(client& from, std::string_view message, id_check good_id, std::size_t most_topics)
{
    json::error_code failed;
    const json::value parsed = json::parse(message, failed);
    if (failed)
        return error_text(3, "Invalid JSON: expected value at line 1 column " +
                                 std::to_string(first_bad_column(message)));
    const json::object* request = parsed.if_object();
    if (!request)
        return invalid_request("expected an object");
    const json::value* method = request->if_contains("method");
    if (!method || !method->is_string())
        return invalid_request("missing field `method` at line 1 column " + std::to_string(message.size()));
    const json::value* id = request->if_contains("id");
    if (!id || !good_id(*id))
        return invalid_request("request ID must be an unsigned integer");
    const json::value* params = request->if_contains("params");
    if (params && !params->is_array())
        return invalid_request("params must be an array");
    if (request->size() > (params ? 3u : 2u))
        return invalid_request("too many parameters");
    static const json::array nothing;
    return obey(from, {method->get_string(), params ? params->get_array() : nothing, json::serialize(*id)},
                most_topics);
}

} // namespace holdfast::sim::binance
