#include "sim/dialect.hpp"
#include "sim/target.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace holdfast::sim {

namespace {

namespace json = boost::json;

std::string upper(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
}

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

bool has_upper(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string quoted(std::string_view text)
{
    return json::serialize(json::string(text));
}

std::string stamp(wall_time at, bool microseconds = false)
{
    const auto since = at.time_since_epoch();
    return microseconds ? std::to_string(std::chrono::floor<std::chrono::microseconds>(since).count())
                        : std::to_string(std::chrono::floor<std::chrono::milliseconds>(since).count());
}

std::string stamp(const printing& from)
{
    return stamp(from.now, from.microseconds);
}

// ---- control messages ------------------------------------------------------------------------------------

/// An answer to a client that could not be satisfied; `id` in JSON, empty where the exchange leaves it out.
std::string refusal(int code, std::string_view text, std::string_view id = {})
{
    std::string out = "{\"code\":" + std::to_string(code) + ",\"msg\":" + quoted(text);
    if (!id.empty())
        out.append(",\"id\":").append(id);
    return out + "}";
}

std::string invalid_request(std::string_view text)
{
    return refusal(2, "Invalid request: " + std::string(text));
}

std::string accepted(std::string_view result, std::string_view id)
{
    return "{\"result\":" + std::string(result) + ",\"id\":" + std::string(id) + "}";
}

bool good_id(const json::value& id)
{
    if (const json::string* text = id.if_string())
        return !text->empty() && text->size() <= 36 && std::ranges::all_of(*text, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        });
    return id.is_null() || id.is_int64();
}

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
        return refusal(0, "Unknown property", what.id);
    if (!set)
        return accepted(from.combined ? "true" : "false", what.id);
    if (what.params.size() < 2 || !what.params[1].is_bool())
        return refusal(1, "Invalid value type: expected Boolean");
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

// ---- messages --------------------------------------------------------------------------------------------

void append_level(std::string& out, fixed price, fixed quantity)
{
    out.append("[\"").append(to_text(price)).append("\",\"").append(to_text(quantity)).append("\"]");
}

template <class Side>
std::string changed_levels(const Side& side, std::span<const fixed> prices)
{
    std::string out = "[";
    for (const fixed price : prices) {
        const auto at = side.find(price);
        out.append(out.size() > 1 ? "," : "");
        append_level(out, price, at == side.end() ? 0 : at->second);
    }
    return out + "]";
}

template <class Side>
std::string best_of(const Side& side, std::size_t most)
{
    std::string out = "[";
    for (auto at = side.begin(); at != side.end() && most > 0; ++at, --most) {
        out.append(out.size() > 1 ? "," : "");
        append_level(out, at->first, at->second);
    }
    return out + "]";
}

std::string whole_book(std::uint64_t id, const bid_side& bids, const ask_side& asks, std::size_t limit)
{
    return "{\"lastUpdateId\":" + std::to_string(id) + ",\"bids\":" + best_of(bids, limit) +
           ",\"asks\":" + best_of(asks, limit) + "}";
}

std::string event(std::string_view name, const printing& from)
{
    return "{\"e\":\"" + std::string(name) + "\",\"E\":" + stamp(from) + ",\"s\":" + quoted(from.symbol);
}

std::string trade_tail(const printing& from, bool buyer_rests)
{
    return ",\"T\":" + stamp(from) + ",\"m\":" + (buyer_rests ? "true" : "false") + ",\"M\":true}";
}

std::string price_and_quantity(fixed price, fixed quantity)
{
    return ",\"p\":\"" + to_text(price) + "\",\"q\":\"" + to_text(quantity) + "\"";
}

// ---- REST ------------------------------------------------------------------------------------------------

http_reply json_reply(unsigned status, std::string body)
{
    return {status, {{"Content-Type", "application/json;charset=UTF-8"}}, std::move(body), false};
}

// rest-api.md, "Order book": the weight grows with the limit.
unsigned depth_weight(std::size_t limit)
{
    return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250;
}

// ---- tapes -----------------------------------------------------------------------------------------------

std::optional<std::uint64_t> number(const json::object& in, std::string_view key)
{
    const json::value* v = in.if_contains(key);
    if (v && v->is_uint64())
        return v->get_uint64();
    if (v && v->is_int64() && v->get_int64() >= 0)
        return static_cast<std::uint64_t>(v->get_int64());
    return std::nullopt;
}

std::string text(const json::object& in, std::string_view key)
{
    const json::value* v = in.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::optional<fixed> amount(const json::value* v)
{
    return v && v->is_string() ? to_fixed(v->get_string()) : std::nullopt;
}

std::optional<std::vector<std::pair<fixed, fixed>>> levels_in(const json::object& in, std::string_view key)
{
    const json::value* v = in.if_contains(key);
    if (!v || !v->is_array())
        return std::nullopt;
    std::vector<std::pair<fixed, fixed>> out;
    for (const json::value& entry : v->get_array()) {
        const json::array* level = entry.if_array();
        if (!level || level->size() < 2)
            return std::nullopt;
        const auto price = amount(&(*level)[0]);
        const auto quantity = amount(&(*level)[1]);
        if (!price || !quantity)
            return std::nullopt;
        out.emplace_back(*price, *quantity);
    }
    return out;
}

std::optional<recorded> changes_in(const json::object& data, recorded out)
{
    const auto first = number(data, "U");
    const auto last = number(data, "u");
    auto bids = levels_in(data, "b");
    auto asks = levels_in(data, "a");
    if (!first || !last || !bids || !asks)
        return std::nullopt;
    out.what = recorded::kind::book_changes;
    out.first = *first;
    out.last = *last;
    out.sequenced = true;
    out.bids = std::move(*bids);
    out.asks = std::move(*asks);
    return out;
}

std::optional<recorded> best_in(const json::object& data, recorded out)
{
    const auto id = number(data, "u");
    const auto bid = amount(data.if_contains("b"));
    const auto bid_quantity = amount(data.if_contains("B"));
    const auto ask = amount(data.if_contains("a"));
    const auto ask_quantity = amount(data.if_contains("A"));
    if (!id || !bid || !bid_quantity || !ask || !ask_quantity)
        return std::nullopt;
    out.what = recorded::kind::best;
    out.first = out.last = *id;
    out.best = {*id, *bid, *bid_quantity, *ask, *ask_quantity};
    return out;
}

recorded trade_in(const json::object& data, std::string_view id_key, recorded out)
{
    const auto id = number(data, id_key);
    out.sequenced = id.has_value();
    out.first = out.last = id.value_or(0);
    return out;
}

/// The payload's bytes as they were sent: what stands between `"data":` and the last brace.
std::optional<std::string> unwrapped(std::string_view frame)
{
    const std::size_t at = frame.find("\"data\":");
    const std::size_t end = frame.rfind('}');
    if (at == std::string_view::npos || end == std::string_view::npos || end < at + 7)
        return std::nullopt;
    return std::string(frame.substr(at + 7, end - at - 7));
}

// ---- the dialect -----------------------------------------------------------------------------------------

class binance_spot final : public dialect {
public:
    http_reply upgrade(std::string_view target) const override
    {
        const url_target url(target);
        if (url.path != "/ws" && !url.path.starts_with("/ws/") && url.path != "/stream")
            return {404, {}, "", false};
        const std::vector<std::string> names = topics_of(url);
        const bool good = std::ranges::all_of(names, [](const std::string& name) { return good_name(name); });
        return {good ? 101u : 400u, {}, "", false};
    }

    client open(std::string_view target) const override
    {
        const url_target url(target);
        client out;
        out.combined = url.path == "/stream";
        out.microseconds = lower(url.value("timeUnit").value_or("")) == "microsecond";
        for (const std::string& name : topics_of(url))
            add(out, name);
        return out;
    }

    std::string receive(client& from, std::string_view message, std::size_t most_topics) const override
    {
        json::error_code failed;
        const json::value parsed = json::parse(message, failed);
        if (failed)
            return refusal(3, "Invalid JSON: expected value at line 1 column " +
                                  std::to_string(first_bad_column(message)));
        const json::object* request = parsed.if_object();
        if (!request)
            return invalid_request("expected an object");
        const json::value* method = request->if_contains("method");
        if (!method || !method->is_string())
            return invalid_request("missing field `method` at line 1 column " +
                                   std::to_string(message.size()));
        const json::value* id = request->if_contains("id");
        if (!id || !good_id(*id))
            return invalid_request("request ID must be an unsigned integer");
        const json::value* params = request->if_contains("params");
        if (params && !params->is_array())
            return invalid_request("params must be an array");
        if (request->size() > (params ? 3u : 2u))
            return invalid_request("too many parameters");
        static const json::array nothing;
        return obey(from,
                    {method->get_string(), params ? params->get_array() : nothing, json::serialize(*id)},
                    most_topics);
    }

    std::optional<topic_spec> understand(std::string_view topic) const override
    {
        const std::size_t at = topic.find('@');
        if (at == 0 || at == std::string_view::npos || has_upper(topic.substr(0, at)))
            return std::nullopt;
        std::optional<topic_spec> out = kind_of(topic.substr(at + 1));
        if (out)
            out->symbol = upper(topic.substr(0, at));
        return out;
    }

    std::string print(const printing& from, const book_changes& news) const override
    {
        return event("depthUpdate", from) + ",\"U\":" + std::to_string(news.first) +
               ",\"u\":" + std::to_string(news.last) +
               ",\"b\":" + changed_levels(from.book.bids(), news.bids) +
               ",\"a\":" + changed_levels(from.book.asks(), news.asks) + "}";
    }

    std::string print_top(const printing& from, std::size_t depth) const override
    {
        return whole_book(from.book.last(), from.book.bids(), from.book.asks(), depth);
    }

    std::string print(const printing& from, const fill& news) const override
    {
        return event("trade", from) + ",\"t\":" + std::to_string(news.id) +
               price_and_quantity(news.price, news.quantity) + trade_tail(from, news.buyer_rests);
    }

    std::string print(const printing& from, const fills& news) const override
    {
        return event("aggTrade", from) + ",\"a\":" + std::to_string(news.id) +
               price_and_quantity(news.price, news.quantity) + ",\"f\":" + std::to_string(news.first) +
               ",\"l\":" + std::to_string(news.last) + trade_tail(from, news.buyer_rests);
    }

    std::string print(const printing& from, const best_levels& news) const override
    {
        return "{\"u\":" + std::to_string(news.id) + ",\"s\":" + quoted(from.symbol) + ",\"b\":\"" +
               to_text(news.bid) + "\",\"B\":\"" + to_text(news.bid_quantity) + "\",\"a\":\"" +
               to_text(news.ask) + "\",\"A\":\"" + to_text(news.ask_quantity) + "\"}";
    }

    std::string wrap(const client& to, std::string_view topic, std::string_view payload) const override
    {
        if (!to.combined)
            return std::string(payload);
        std::string out = "{\"stream\":" + quoted(topic) + ",\"data\":";
        return out.append(payload).append("}");
    }

    std::string shutdown_notice(const client& to, wall_time now) const override
    {
        return wrap(to, "!serverShutdown",
                    "{\"e\":\"serverShutdown\",\"E\":" + stamp(now, to.microseconds) + "}");
    }

    question understand_request(std::string_view target) const override
    {
        const url_target url(target);
        if (url.path == "/api/v3/ping")
            return {question::kind::ping, 1, {}, 0, {}};
        if (url.path == "/api/v3/time")
            return {question::kind::time, 1, {}, 0, {}};
        if (url.path == "/api/v3/exchangeInfo")
            return {question::kind::info, 20, {}, 0, {}};
        if (url.path == "/api/v3/depth")
            return depth_question(url);
        return {question::kind::refused, 1, {}, 0, {404, {}, "", false}};
    }

    std::string print_snapshot(std::uint64_t id, const sides& book, std::size_t limit) const override
    {
        return whole_book(id, book.bids, book.asks, limit);
    }

    std::string print_time(wall_time now) const override { return "{\"serverTime\":" + stamp(now) + "}"; }

    std::string print_info(std::span<const market* const> markets, const exchange_rules& rules,
                           wall_time now) const override
    {
        std::string out = "{\"timezone\":\"UTC\",\"serverTime\":" + stamp(now) +
                          ",\"rateLimits\":[{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\","
                          "\"intervalNum\":1,\"limit\":" +
                          std::to_string(rules.rest_weight) + "}],\"exchangeFilters\":[],\"symbols\":[";
        for (const market* m : markets) {
            out.append(m == markets.front() ? "" : ",");
            out.append("{\"symbol\":" + quoted(m->symbol()) +
                       ",\"status\":\"TRADING\",\"filters\":[{\"filterType\":\"PRICE_FILTER\","
                       "\"tickSize\":\"" +
                       to_text(m->tick()) + "\"}]}");
        }
        return out + "]}";
    }

    std::string print_error(int code, std::string_view message) const override
    {
        return refusal(code, message);
    }

    std::optional<recorded> understand_recorded(std::string_view frame) const override
    {
        json::error_code failed;
        const json::value parsed = json::parse(frame, failed);
        const json::object* outer = failed ? nullptr : parsed.if_object();
        const json::value* inner = outer ? outer->if_contains("data") : nullptr;
        auto payload = unwrapped(frame);
        if (!inner || !inner->is_object() || !payload)
            return std::nullopt;
        const json::object& data = inner->get_object();
        recorded out;
        out.topic = text(*outer, "stream");
        out.symbol = text(data, "s");
        out.payload = std::move(*payload);
        if (out.topic.empty())
            return std::nullopt;
        const std::string name = text(data, "e");
        if (name == "depthUpdate")
            return changes_in(data, std::move(out));
        if (name == "trade")
            return trade_in(data, "t", std::move(out));
        if (name == "aggTrade")
            return trade_in(data, "a", std::move(out));
        if (out.topic.ends_with("@bookTicker"))
            return best_in(data, std::move(out));
        return out;
    }

    std::optional<recorded_snapshot> understand_recorded_snapshot(std::string_view url,
                                                                  std::string_view body) const override
    {
        json::error_code failed;
        const json::value parsed = json::parse(body, failed);
        const json::object* book = failed ? nullptr : parsed.if_object();
        if (!book)
            return std::nullopt;
        const auto id = number(*book, "lastUpdateId");
        const auto bids = levels_in(*book, "bids");
        const auto asks = levels_in(*book, "asks");
        if (!id || !bids || !asks)
            return std::nullopt;
        recorded_snapshot out{upper(url_target(url).value("symbol").value_or("")), *id, {}};
        out.book.bids.insert(bids->begin(), bids->end());
        out.book.asks.insert(asks->begin(), asks->end());
        return out;
    }

private:
    static std::vector<std::string> topics_of(const url_target& url)
    {
        if (url.path.starts_with("/ws/"))
            return split(std::string_view(url.path).substr(4), '/');
        return url.path == "/stream" ? split(url.value("streams").value_or(""), '/')
                                     : std::vector<std::string>{};
    }

    static std::optional<topic_spec> kind_of(std::string_view name)
    {
        using kind = topic_spec::kind;
        if (name == "trade")
            return topic_spec{kind::trade, {}, {}, 0};
        if (name == "aggTrade")
            return topic_spec{kind::aggregate_trade, {}, {}, 0};
        if (name == "bookTicker")
            return topic_spec{kind::best, {}, {}, 0};
        const bool fast = name.ends_with("@100ms");
        const duration every = fast ? std::chrono::milliseconds(100) : std::chrono::seconds(1);
        name.remove_suffix(fast ? 6 : 0);
        if (name == "depth")
            return topic_spec{kind::book_changes, {}, every, 0};
        for (const std::size_t levels : {5u, 10u, 20u})
            if (name == "depth" + std::to_string(levels))
                return topic_spec{kind::book_top, {}, every, levels};
        return std::nullopt;
    }

    static std::size_t first_bad_column(std::string_view message)
    {
        json::stream_parser parser;
        json::error_code failed;
        const std::size_t read = parser.write_some(message.data(), message.size(), failed);
        return std::min(read + 1, message.size() + 1);
    }

    static question depth_question(const url_target& url)
    {
        const auto refused = [](std::string_view words, int code) {
            return question{question::kind::refused, 1, {}, 0, json_reply(400, refusal(code, words))};
        };
        const std::string symbol = url.value("symbol").value_or("");
        if (symbol.empty())
            return refused("Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.", -1102);
        const std::string wanted = url.value("limit").value_or("100");
        std::size_t limit = 0;
        const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), limit);
        if (error != std::errc() || end != wanted.data() + wanted.size() || limit == 0)
            return refused("Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.",
                           -1100);
        limit = std::min<std::size_t>(limit, 5000);
        return {question::kind::snapshot, depth_weight(limit), symbol, limit, {}};
    }
};

} // namespace

const dialect& binance_spot_dialect()
{
    static const binance_spot instance;
    return instance;
}

} // namespace holdfast::sim
