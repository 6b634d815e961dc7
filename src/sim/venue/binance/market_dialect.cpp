// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/market_dialect.hpp"

#include "sim/venue/binance/recorded.hpp"
#include "sim/venue/binance/words.hpp"
#include "wire/text/ascii_case.hpp"

#include <algorithm>
#include <charconv>

namespace holdfast::sim {

using namespace binance;

namespace {

bool has_upper(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

http_reply refused(refusal why)
{
    switch (why) {
    case refusal::too_many: return json_reply(429, error_text(-1003, "Too much request weight used."));
    case refusal::banned:
        return json_reply(418, error_text(-1003, "Way too much request weight used; IP banned."));
    case refusal::unknown_symbol: return json_reply(400, error_text(-1121, "Invalid symbol."));
    case refusal::no_book_yet: return json_reply(503, error_text(-1000, "No book of this symbol yet."));
    case refusal::internal: break;
    }
    return json_reply(500, error_text(-1000, "An unknown error occurred while processing the request."));
}

} // namespace

http_reply binance_dialect::upgrade(std::string_view target) const
{
    const url_target url(target);
    const std::string_view place = service(url.path);
    if (place != "/ws" && !place.starts_with("/ws/") && place != "/stream")
        return {404, {}, "", false};
    const bool good = std::ranges::all_of(topics_of(url), good_name);
    return {good ? 101u : 400u, {}, "", false};
}

client binance_dialect::open(std::string_view target) const
{
    const url_target url(target);
    client out;
    out.combined = service(url.path) == "/stream";
    for (const std::string& name : topics_of(url))
        add(out, name);
    return out;
}

reaction binance_dialect::receive(client& from, std::string_view message, const house& at) const
{
    return {{answer(from, message, id_check(), at.rules.topics_per_connection)}, 0, {}};
}

std::optional<topic_spec> binance_dialect::understand(std::string_view topic) const
{
    const std::size_t at = topic.find('@');
    if (at == 0 || at == std::string_view::npos || has_upper(topic.substr(0, at)))
        return std::nullopt;
    std::optional<topic_spec> out = kind_of(topic.substr(at + 1));
    if (out)
        out->symbol = wire::upper_case(topic.substr(0, at));
    return out;
}

/// The futures exchange leaves out what the best prices are, and the first one of the day.
std::string binance_dialect::print(const printing& from, const ticker& news) const
{
    std::string out = event("24hrTicker", from);
    const auto add = [&out](std::string_view name, std::string_view value) {
        out.append(",\"").append(name).append("\":\"").append(value).append("\"");
    };
    const std::string last = to_text(news.last_price);
    add("p", "-0.00150000");
    add("P", "-0.250");
    add("w", last);
    if (tells_best_of_day())
        add("x", last);
    add("c", last);
    add("Q", to_text(news.last_quantity));
    if (tells_best_of_day())
        out += best_of_both(news.best);
    for (const std::string_view price : {"o", "h", "l"})
        add(price, last);
    add("v", "10000.00000000");
    add("q", "18.00000000");
    return out + ",\"O\":" + stamp(from) + ",\"C\":" + stamp(from) + ",\"F\":0,\"L\":18150,\"n\":18151}";
}

std::string binance_dialect::wrap(const client& to, std::string_view topic, std::string_view payload) const
{
    if (!to.combined)
        return std::string(payload);
    std::string out = "{\"stream\":" + json_quote(topic) + ",\"data\":";
    return out.append(payload).append("}");
}

question binance_dialect::understand_request(std::string_view target) const
{
    const url_target url(target);
    const std::string_view path = url.path;
    const std::string_view what =
        path.starts_with(rest_path()) ? path.substr(rest_path().size()) : std::string_view();
    if (what == "/ping")
        return {.what = question::kind::ping};
    if (what == "/time")
        return {.what = question::kind::time};
    if (what == "/exchangeInfo")
        return {.what = question::kind::info, .weight = info_weight()};
    if (what == "/depth")
        return depth_question(url);
    return {.refusal = {404, {}, "", false}};
}

std::string binance_dialect::print_time(wall_time now) const
{
    return "{\"serverTime\":" + stamp(now) + "}";
}

std::string binance_dialect::print_info(std::span<const market* const> markets, const exchange_rules& rules,
                                        wall_time now) const
{
    std::string out = "{\"timezone\":\"UTC\",\"serverTime\":" + stamp(now) +
                      ",\"rateLimits\":[{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\","
                      "\"intervalNum\":1,\"limit\":" +
                      std::to_string(rules.rest_weight) + "}],\"exchangeFilters\":[],\"symbols\":[";
    for (const market* m : markets) {
        out.append(m == markets.front() ? "" : ",");
        out.append("{\"symbol\":" + json_quote(m->symbol()) +
                   ",\"status\":\"TRADING\",\"filters\":[{\"filterType\":\"PRICE_FILTER\","
                   "\"tickSize\":\"" +
                   to_text(m->tick()) + "\"}]}");
    }
    return out + "]}";
}

http_reply binance_dialect::refuse(refusal why, std::chrono::seconds wait) const
{
    http_reply out = refused(why);
    if (out.status != 400 && out.status != 500)
        out.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    return out;
}

// Futures, "LIMITS": `Retry-After` is not promised.
http_reply binance_dialect::refuse_in_words(wall_time until, bool hard) const
{
    return json_reply(hard ? 418 : 429,
                      error_text(-1003, "Way too much request weight used; IP banned until " + stamp(until) +
                                            ". Please use the websocket for live updates to avoid bans."));
}

std::optional<recorded_snapshot> binance_dialect::understand_recorded_snapshot(std::string_view url,
                                                                               std::string_view body) const
{
    return read_recorded_snapshot(url, body);
}

std::vector<std::string> binance_dialect::topics_of(const url_target& url) const
{
    const std::string_view place = service(url.path);
    if (place.starts_with("/ws/"))
        return split(place.substr(4), '/');
    return place == "/stream" ? split(url.value("streams").value_or(""), '/') : std::vector<std::string>{};
}

question binance_dialect::depth_question(const url_target& url) const
{
    const std::string symbol = url.value("symbol").value_or("");
    if (symbol.empty())
        return bad_question(-1102,
                            "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
    const auto wanted = url.value("limit");
    if (!wanted)
        return depth_question(symbol, 0);
    std::size_t limit = 0;
    const char* const end = wanted->data() + wanted->size();
    const auto [read, error] = std::from_chars(wanted->data(), end, limit);
    if (error != std::errc() || read != end || limit == 0)
        return bad_question(-1100,
                            "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.");
    return depth_question(symbol, limit);
}

} // namespace holdfast::sim
