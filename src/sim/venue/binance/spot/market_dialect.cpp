// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/market_dialect.hpp"
#include "sim/venue/binance/recorded.hpp"
#include "sim/venue/binance/words.hpp"
#include "wire/text/ascii_case.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::sim {

using namespace binance;

namespace {

bool is_id(const boost::json::value& id)
{
    if (const boost::json::string* text = id.if_string())
        return !text->empty() && text->size() <= 36 && std::ranges::all_of(*text, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        });
    return id.is_null() || id.is_int64();
}

std::string whole_book(const book_news& news)
{
    return "{\"lastUpdateId\":" + std::to_string(news.last) + ",\"bids\":" + levels_of(news.bids) +
           ",\"asks\":" + levels_of(news.asks) + "}";
}

std::string trade_tail(const printing& from, bool buyer_rests)
{
    return ",\"T\":" + stamp(from) + ",\"m\":" + (buyer_rests ? "true" : "false") + ",\"M\":true}";
}

// rest-api.md, "Order book": the weight grows with the limit.
unsigned depth_weight(std::size_t limit)
{
    return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250;
}

class binance_spot final : public binance_dialect {
public:
    using binance_dialect::print;

    client open(std::string_view target) const override
    {
        client out = binance_dialect::open(target);
        out.microseconds =
            wire::lower_case(url_target(target).value("timeUnit").value_or("")) == "microsecond";
        return out;
    }

    std::string print(const printing& from, const book_news& news) const override
    {
        if (news.whole)
            return whole_book(news);
        return event("depthUpdate", from) + ",\"U\":" + std::to_string(news.first) +
               ",\"u\":" + std::to_string(news.last) + ",\"b\":" + levels_of(news.bids) +
               ",\"a\":" + levels_of(news.asks) + "}";
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
        return "{\"u\":" + std::to_string(news.id) + ",\"s\":" + json_quote(from.symbol) +
               best_of_both(news) + "}";
    }

    std::string shutdown_notice(const client& to, wall_time now) const override
    {
        return wrap(to, "!serverShutdown",
                    "{\"e\":\"serverShutdown\",\"E\":" + stamp(now, to.microseconds) + "}");
    }

    std::string print_snapshot(const printing&, const book_news& news) const override
    {
        return whole_book(news);
    }

    std::optional<recorded> understand_recorded(std::string_view frame) const override
    {
        return read_recorded(frame, false);
    }

protected:
    std::optional<topic_spec> kind_of(std::string_view name) const override
    {
        using kind = topic_spec::kind;
        if (name == "trade")
            return topic_spec{.what = kind::trade, .sequenced = true};
        if (name == "aggTrade")
            return topic_spec{.what = kind::aggregate_trade, .sequenced = true};
        if (name == "bookTicker")
            return topic_spec{.what = kind::best};
        if (name == "ticker")
            return topic_spec{.what = kind::ticker, .every = std::chrono::seconds(1)};
        const bool fast = name.ends_with("@100ms");
        const duration every = fast ? std::chrono::milliseconds(100) : std::chrono::seconds(1);
        name.remove_suffix(fast ? 6 : 0);
        if (name == "depth")
            return topic_spec{.what = kind::book_changes, .every = every, .sequenced = true};
        for (const std::size_t levels : {5u, 10u, 20u})
            if (name == "depth" + std::to_string(levels))
                return topic_spec{.what = kind::book_top, .every = every, .depth = levels};
        return std::nullopt;
    }

    binance::id_check id_check() const override { return is_id; }
    std::string_view rest_path() const override { return "/api/v3"; }
    unsigned info_weight() const override { return 20; }
    bool tells_best_of_day() const override { return true; }

    question depth_question(std::string symbol, std::size_t limit) const override
    {
        limit = limit == 0 ? 100 : std::min<std::size_t>(limit, 5000);
        return {.what = question::kind::snapshot,
                .weight = depth_weight(limit),
                .symbol = std::move(symbol),
                .limit = limit};
    }
};

} // namespace

const dialect& binance_spot_dialect()
{
    static const binance_spot instance;
    return instance;
}

} // namespace holdfast::sim
