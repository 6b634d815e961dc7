// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/market_dialect.hpp"
#include "sim/venue/binance/recorded.hpp"
#include "sim/venue/binance/words.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::sim {

using namespace binance;

namespace {

// "Live Subscribing/Unsubscribing to streams": an unsigned integer.
bool is_id(const boost::json::value& id)
{
    return id.is_uint64() || (id.is_int64() && id.get_int64() >= 0);
}

std::string stamped_event(std::string_view name, const printing& from)
{
    return "{\"e\":\"" + std::string(name) + "\",\"E\":" + stamp(from) + ",\"T\":" + stamp(from) +
           ",\"s\":" + json_quote(from.symbol);
}

// Now and then a number of the series goes to what is no trade of the market.
std::string what_was_traded(const fill& news)
{
    constexpr std::uint64_t every = 32;
    if (news.id % every == 0)
        return R"(,"p":"0","q":"0","X":"NA")";
    const std::string_view kind = news.id % every == every / 2 ? "INSURANCE_FUND" : "MARKET";
    return price_and_quantity(news.price, news.quantity, usdm_decimals) + ",\"X\":" + json_quote(kind);
}

std::string mark_price(const printing& from, const ticker& news)
{
    const std::string price = '"' + to_text(news.last_price) + '"';
    return event("markPriceUpdate", from) + ",\"p\":" + price + ",\"i\":" + price + ",\"P\":" + price +
           ",\"r\":\"0.00010000\",\"T\":" + stamp(from) + "}";
}

// "Important WebSocket Change Notice": what the public address serves; the market address has the rest.
bool is_public(std::string_view topic)
{
    const std::string_view kind = topic.substr(std::min(topic.find('@'), topic.size()));
    return kind.starts_with("@depth") || kind == "@bookTicker" || topic == "!bookTicker";
}

// "Order Book": the limits that exist, and what they cost; zero for others.
unsigned depth_weight(std::size_t limit)
{
    switch (limit) {
    case 5:
    case 10:
    case 20:
    case 50: return 2;
    case 100: return 5;
    case 500: return 10;
    case 1000: return 20;
    default: return 0;
    }
}

/// Takes the speed off the name; 250 ms where it names none. That of 2024's recordings is `0ms`.
duration take_speed(std::string_view& name)
{
    using std::chrono::milliseconds;
    constexpr std::pair<std::string_view, milliseconds> speeds[] = {{"@0ms", milliseconds(100)},
                                                                    {"@100ms", milliseconds(100)},
                                                                    {"@250ms", milliseconds(250)},
                                                                    {"@500ms", milliseconds(500)}};
    for (const auto& [suffix, every] : speeds)
        if (name.ends_with(suffix)) {
            name.remove_suffix(suffix.size());
            return every;
        }
    return milliseconds(250);
}

class binance_usdm final : public binance_dialect {
public:
    /// At the wrong address, and at the old ones without a route, a stream is acknowledged and stays silent.
    bool delivers(const client& to, std::string_view topic) const override
    {
        return url_target(to.target).path.starts_with(is_public(topic) ? "/public/" : "/market/");
    }

    /// A whole book looks like an update, too.
    std::string print(const printing& from, const book_news& news) const override
    {
        return stamped_event("depthUpdate", from) + ",\"U\":" + std::to_string(news.first) +
               ",\"u\":" + std::to_string(news.last) + ",\"pu\":" + std::to_string(news.previous) +
               ",\"b\":" + levels_of(news.bids, usdm_decimals) +
               ",\"a\":" + levels_of(news.asks, usdm_decimals) + ",\"ps\":" + json_quote(from.symbol) +
               ",\"st\":1}";
    }

    std::string print(const printing& from, const fill& news) const override
    {
        return stamped_event("trade", from) + ",\"t\":" + std::to_string(news.id) + what_was_traded(news) +
               ",\"m\":" + (news.buyer_rests ? "true}" : "false}");
    }

    std::string print(const printing& from, const fills& news) const override
    {
        return event("aggTrade", from) + ",\"a\":" + std::to_string(news.id) +
               price_and_quantity(news.price, news.quantity, usdm_decimals) + ",\"nq\":\"" +
               to_text(news.quantity, usdm_decimals.quantity) + "\",\"f\":" + std::to_string(news.first) +
               ",\"l\":" + std::to_string(news.last) + ",\"T\":" + stamp(from) +
               ",\"m\":" + (news.buyer_rests ? "true}" : "false}");
    }

    std::string print(const printing& from, const best_levels& news) const override
    {
        return "{\"e\":\"bookTicker\",\"u\":" + std::to_string(news.id) + ",\"E\":" + stamp(from) +
               ",\"T\":" + stamp(from) + ",\"s\":" + json_quote(from.symbol) +
               best_of_both(news, usdm_decimals) + "}";
    }

    std::string print(const printing& from, const ticker& news) const override
    {
        return from.topic.find("@markPrice") != std::string_view::npos ? mark_price(from, news)
                                                                       : binance_dialect::print(from, news);
    }

    std::string print_snapshot(const printing& from, const book_news& news) const override
    {
        return "{\"lastUpdateId\":" + std::to_string(news.last) + ",\"E\":" + stamp(from) +
               ",\"T\":" + stamp(from) + ",\"bids\":" + levels_of(news.bids, usdm_decimals) +
               ",\"asks\":" + levels_of(news.asks, usdm_decimals) + "}";
    }

    std::optional<recorded> understand_recorded(std::string_view frame) const override
    {
        auto out = read_recorded(frame, true);
        const auto spec = out ? understand(out->topic) : std::nullopt;
        if (spec && spec->what == topic_spec::kind::book_top)
            out->what = recorded::kind::other; // No update, although it looks like one.
        return out;
    }

protected:
    std::string_view service(std::string_view path) const override
    {
        for (const std::string_view route : {"/public", "/market"})
            if (path.starts_with(route))
                return path.substr(route.size());
        return path;
    }

    std::optional<topic_spec> kind_of(std::string_view name) const override
    {
        using kind = topic_spec::kind;
        using std::chrono::seconds;
        if (name == "trade")
            return topic_spec{.what = kind::trade, .counts = numbering::sparse, .sequenced = true};
        if (name == "aggTrade")
            return topic_spec{.what = kind::aggregate_trade, .counts = numbering::sparse, .sequenced = true};
        if (name == "bookTicker")
            return topic_spec{.what = kind::best, .counts = numbering::sparse};
        if (name == "ticker")
            return topic_spec{.what = kind::ticker, .counts = numbering::sparse, .every = seconds(2)};
        if (name == "markPrice" || name == "markPrice@1s")
            return topic_spec{.what = kind::ticker,
                              .counts = numbering::sparse,
                              .every = seconds(name == "markPrice" ? 3 : 1)};
        return book_of(name);
    }

    binance::id_check id_check() const override { return is_id; }
    std::string_view rest_path() const override { return "/fapi/v1"; }
    unsigned info_weight() const override { return 1; }
    bool tells_best_of_day() const override { return false; }

    question depth_question(std::string symbol, std::size_t limit) const override
    {
        const std::size_t levels = limit == 0 ? 500 : limit;
        const unsigned weight = depth_weight(levels);
        if (weight == 0)
            return bad_question(-4021, "'" + std::to_string(levels) + "' is not valid depth limit.");
        return {.what = question::kind::snapshot,
                .weight = weight,
                .symbol = std::move(symbol),
                .counts = numbering::sparse,
                .limit = levels};
    }

private:
    static std::optional<topic_spec> book_of(std::string_view name)
    {
        using kind = topic_spec::kind;
        const duration every = take_speed(name);
        if (name == "depth")
            return topic_spec{
                .what = kind::book_changes, .counts = numbering::sparse, .every = every, .sequenced = true};
        for (const std::size_t levels : {5u, 10u, 20u})
            if (name == "depth" + std::to_string(levels))
                return topic_spec{
                    .what = kind::book_top, .counts = numbering::sparse, .every = every, .depth = levels};
        return std::nullopt;
    }
};

} // namespace

const dialect& binance_usdm_dialect()
{
    static const binance_usdm instance;
    return instance;
}

} // namespace holdfast::sim
