// SPDX-License-Identifier: BSL-1.0
#include "sim/market/market_dialect.hpp"
#include "sim/venue/bybit/control.hpp"
#include "sim/venue/bybit/recorded.hpp"
#include "sim/venue/bybit/words.hpp"
#include "sim/venue/request_target.hpp"
#include "wire/json/json_quote.hpp"

#include <charconv>
#include <string>
#include <utility>

namespace holdfast::sim {

namespace {

using bybit::error_of;
using bybit::result_of;
using bybit::stamp;
using wire::json_quote;

// ---- messages ---------------------------------------------------------------------------------------------

/// Prices have the decimals of the tick, quantities no more than they need.
std::string price_text(fixed price)
{
    return to_text(price, 2);
}

std::string quantity_text(fixed quantity)
{
    return to_text(quantity, 0);
}

std::string levels_of(std::span<const priced> side)
{
    std::string out = "[";
    for (const auto& [price, quantity] : side) {
        out.append(out.size() > 1 ? ",[\"" : "[\"").append(price_text(price)).append("\",\"");
        out.append(quantity_text(quantity)).append("\"]");
    }
    return out + "]";
}

std::string book_members(std::string_view symbol, const book_news& news)
{
    return "\"s\":" + json_quote(symbol) + ",\"b\":" + levels_of(news.bids) +
           ",\"a\":" + levels_of(news.asks) + ",\"u\":" + std::to_string(news.last) +
           ",\"seq\":" + std::to_string(news.update);
}

std::string message(const printing& from, std::string_view type, std::string_view data)
{
    return "{\"topic\":" + json_quote(from.topic) + ",\"type\":\"" + std::string(type) +
           "\",\"ts\":" + stamp(from.now) + ",\"data\":" + std::string(data);
}

std::string trade_of(const printing& from, std::uint64_t id, fixed price, fixed quantity, bool buyer_rests)
{
    return "[{\"T\":" + stamp(from.now) + ",\"s\":" + json_quote(from.symbol) + ",\"S\":\"" +
           (buyer_rests ? "Sell" : "Buy") + "\",\"v\":\"" + quantity_text(quantity) + "\",\"p\":\"" +
           price_text(price) + "\",\"L\":\"PlusTick\",\"i\":\"" + std::to_string(id) +
           "\",\"BT\":false,\"RPI\":false,\"seq\":" + std::to_string(id) + "}]}";
}

/// A side without orders has empty texts.
std::string ticker_of(const printing& from, const ticker& news)
{
    const std::string last = price_text(news.last_price);
    std::string out = "{\"symbol\":" + json_quote(from.symbol) + ",\"tickDirection\":\"PlusTick\"";
    const auto add = [&out](std::string_view name, std::string_view value) {
        out.append(",\"").append(name).append("\":\"").append(value).append("\"");
    };
    const auto add_level = [&add](std::string_view price, std::string_view size, fixed at, fixed quantity) {
        add(price, at == 0 ? "" : price_text(at));
        add(size, at == 0 ? "" : quantity_text(quantity));
    };
    add("price24hPcnt", "0.017103");
    for (const std::string_view price : {"lastPrice", "prevPrice24h", "highPrice24h", "lowPrice24h",
                                         "prevPrice1h", "markPrice", "indexPrice"})
        add(price, last);
    add("openInterest", "68744.761");
    add("turnover24h", "7352280.3910");
    add("volume24h", "86.12043");
    add("nextFundingTime", stamp(from.now));
    add("fundingRate", "-0.000212");
    add_level("bid1Price", "bid1Size", news.best.bid, news.best.bid_quantity);
    add_level("ask1Price", "ask1Size", news.best.ask, news.best.ask_quantity);
    return out + "}";
}

// ---- REST -------------------------------------------------------------------------------------------------

question refused(int code, std::string_view words)
{
    question out;
    out.refusal = error_of(code, words);
    return out;
}

/// Levels a side that `v5/market/orderbook` may be asked for.
std::size_t most_levels(std::string_view category)
{
    if (category == "option" || category == "spread")
        return 25;
    return category == "spot" ? 200 : 500;
}

question book_question(const url_target& url, bool full)
{
    const std::string category = url.value("category").value_or("");
    if (!bybit::is_category(category) || (full && (category == "option" || category == "spread")))
        return refused(10001, "Illegal category");
    question out;
    out.what = question::kind::snapshot;
    out.symbol = url.value("symbol").value_or("");
    if (out.symbol.empty())
        return refused(10001, "params error: symbol invalid");
    out.counts = numbering::messages;
    if (full)
        return out;
    const std::string limit = url.value("limit").value_or(category == "spot" ? "1" : "25");
    const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), out.limit);
    if (error != std::errc() || end != limit.data() + limit.size() || out.limit == 0 ||
        out.limit > most_levels(category))
        return refused(10001, "params error: limit invalid");
    return out;
}

// ---- the dialect ------------------------------------------------------------------------------------------

class bybit_v5 final : public dialect {
public:
    http_reply upgrade(std::string_view target) const override
    {
        return {bybit::category_of(url_target(target).path).empty() ? 404u : 101u, {}, "", false};
    }

    client open(std::string_view) const override { return {}; }

    reaction receive(client& from, std::string_view text, const house& at) const override
    {
        return {{bybit::answer(from, text, at)}, 0, {}};
    }

    std::optional<topic_spec> understand(std::string_view topic) const override
    {
        return bybit::understand(topic);
    }

    // After a restart of the service the whole book comes as a delta that counts 1; the full book has only
    // changes (v5/websocket/public/full-ob, "Reset scenarios").
    std::string print(const printing& from, const book_news& news) const override
    {
        const bool snapshot = news.whole && !news.restarted;
        return message(from, snapshot ? "snapshot" : "delta", "{" + book_members(from.symbol, news)) +
               "},\"cts\":" + stamp(from.now) + "}";
    }

    std::string print(const printing& from, const fill& news) const override
    {
        return message(from, "snapshot",
                       trade_of(from, news.id, news.price, news.quantity, news.buyer_rests));
    }

    std::string print(const printing& from, const fills& news) const override
    {
        return message(from, "snapshot",
                       trade_of(from, news.id, news.price, news.quantity, news.buyer_rests));
    }

    std::string print(const printing& from, const best_levels& news) const override
    {
        const one_side bid(news.bid, news.bid_quantity);
        const one_side ask(news.ask, news.ask_quantity);
        return print(from, book_news{news.id, news.id, 0, news.id, true, false, bid.levels(), ask.levels()});
    }

    std::string print(const printing& from, const ticker& news) const override
    {
        return message(from, "snapshot", ticker_of(from, news)) + ",\"cs\":" + std::to_string(news.best.id) +
               "}";
    }

    bool restarts() const override { return true; }

    question understand_request(std::string_view target) const override
    {
        const url_target url(target);
        question out;
        if (url.path == "/v5/market/time")
            out.what = question::kind::time;
        else if (url.path == "/v5/market/instruments-info")
            out.what = question::kind::info;
        else if (url.path == "/v5/market/orderbook" || url.path == "/v5/market/full_orderbook")
            out = book_question(url, url.path.ends_with("/full_orderbook"));
        else
            out.refusal = {404, {}, "", false};
        return out;
    }

    std::string print_snapshot(const printing& from, const book_news& news) const override
    {
        const std::string now = stamp(from.now);
        return result_of("{" + book_members(from.symbol, news) + ",\"ts\":" + now + ",\"cts\":" + now + "}",
                         from.now);
    }

    std::string print_time(wall_time now) const override
    {
        const auto since = now.time_since_epoch();
        return result_of(
            "{\"timeSecond\":\"" + std::to_string(std::chrono::floor<std::chrono::seconds>(since).count()) +
                "\",\"timeNano\":\"" + std::to_string(std::chrono::nanoseconds(since).count()) + "\"}",
            now);
    }

    std::string print_info(std::span<const market* const> markets, const exchange_rules&,
                           wall_time now) const override
    {
        std::string list;
        for (const market* m : markets)
            list += (list.empty() ? "" : ",") + ("{\"symbol\":" + json_quote(m->symbol())) +
                    ",\"status\":\"Trading\",\"priceFilter\":{\"tickSize\":\"" + to_text(m->tick()) + "\"}}";
        return result_of("{\"list\":[" + list + "],\"nextPageCursor\":\"\"}", now);
    }

    // v5/error, v5/rate-limit: an address that does not stop gets 403 for ten minutes.
    http_reply refuse(refusal why, std::chrono::seconds) const override
    {
        switch (why) {
        case refusal::too_many: return error_of(10006, "Too many visits. Exceeded the API Rate Limit.");
        case refusal::banned: return {403, {}, "403, access too frequent", false};
        case refusal::unknown_symbol: return error_of(10001, "Not supported symbols");
        case refusal::no_book_yet:
        case refusal::internal: break;
        }
        return error_of(10016, "Server error.");
    }

    http_reply refuse_in_words(wall_time, bool hard) const override
    {
        return refuse(hard ? refusal::banned : refusal::too_many, {});
    }

    std::string nonsense() const override
    {
        return R"({"retCode":0,"retMsg":"OK","result":{"s":7,"b":null,"a":{},"u":"soon"},"retExtInfo":{}})";
    }

    std::optional<recorded> understand_recorded(std::string_view frame) const override
    {
        return bybit::read_recorded(frame);
    }

    std::optional<recorded_snapshot> understand_recorded_snapshot(std::string_view,
                                                                  std::string_view body) const override
    {
        return bybit::read_recorded_snapshot(body);
    }
};

} // namespace

const dialect& bybit_dialect()
{
    static const bybit_v5 instance;
    return instance;
}

} // namespace holdfast::sim
