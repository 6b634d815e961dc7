// SPDX-License-Identifier: BSL-1.0
#include "sim/market/market_dialect.hpp"
#include "sim/venue/bulk/control.hpp"
#include "sim/venue/bulk/recorded.hpp"
#include "sim/venue/request_target.hpp"
#include "wire/json/json_quote.hpp"

#include <charconv>
#include <string>

namespace holdfast::sim {

namespace {

using wire::json_quote;

// ---- messages ---------------------------------------------------------------------------------------------

/// Numbers are those of a writer of floating point: whole ones have a zero behind the point, but for zero
/// itself.
std::string number(fixed value)
{
    return value == 0 ? "0" : to_text(value, 1);
}

/// Changes do not say how many orders a level has.
std::string levels_of(std::span<const priced> side, bool whole)
{
    std::string out = "[";
    for (const auto& [price, quantity] : side)
        out.append(out.size() > 1 ? "," : "")
            .append("{\"px\":" + number(price) + ",\"sz\":" + number(quantity))
            .append(whole ? ",\"n\":1}" : ",\"n\":0}");
    return out + "]";
}

std::string milliseconds(wall_time at)
{
    return std::to_string(std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count());
}

std::string book_object(std::string_view symbol, const book_news& news)
{
    constexpr std::uint64_t millisecond = 1'000'000;
    return std::string(R"({"updateType":)") + (news.whole ? "\"snapshot\"" : "\"delta\"") +
           ",\"symbol\":" + json_quote(symbol) + ",\"levels\":[" + levels_of(news.bids, news.whole) + "," +
           levels_of(news.asks, news.whole) + "],\"timestamp\":" + std::to_string(news.last / millisecond) +
           "}";
}

std::string message(const printing& from, std::string_view type, std::string_view data)
{
    return "{\"type\":" + json_quote(type) + ",\"topic\":" + json_quote(from.topic) +
           ",\"data\":" + std::string(data) + "}";
}

std::string trade_message(const printing& from, fixed price, fixed quantity, bool buyer_rests)
{
    return message(from, "trades",
                   "{\"trades\":[{\"s\":" + json_quote(from.symbol) + ",\"px\":" + number(price) +
                       ",\"sz\":" + number(quantity) + ",\"time\":" + milliseconds(from.now) +
                       ",\"side\":" + (buyer_rests ? "false" : "true") +
                       R"(,"maker":"4yGsMaker1111111111111111111111111111111111",)"
                       R"("taker":"7wXpTaker1111111111111111111111111111111111"}]})");
}

// ---- REST -------------------------------------------------------------------------------------------------

http_reply error_of(unsigned status, std::string_view words)
{
    return {status, {{"Content-Type", "application/json"}}, "{\"error\":" + json_quote(words) + "}", false};
}

question refused(unsigned status, std::string_view words)
{
    question out;
    out.refusal = error_of(status, words);
    return out;
}

/// The documentation spells the type in two ways.
question book_question(const url_target& url)
{
    const std::string type = url.value("type").value_or("");
    if (type != "l2book" && type != "l2Book")
        return refused(400, "unknown type");
    question out;
    out.what = question::kind::snapshot;
    out.symbol = url.value("coin").value_or("");
    out.counts = numbering::time;
    if (out.symbol.empty())
        return refused(400, "missing coin");
    const std::string levels = url.value("nlevels").value_or("0");
    const auto [end, error] = std::from_chars(levels.data(), levels.data() + levels.size(), out.limit);
    if (error != std::errc() || end != levels.data() + levels.size())
        return refused(400, "invalid nlevels");
    return out;
}

// ---- the dialect ------------------------------------------------------------------------------------------

class bulk_exchange final : public dialect {
public:
    http_reply upgrade(std::string_view target) const override
    {
        return {url_target(target).path == "/" ? 101u : 404u, {}, "", false};
    }

    client open(std::string_view) const override { return {}; }

    reaction receive(client& from, std::string_view text, const house& at) const override
    {
        return bulk::answer(from, text, at);
    }

    std::optional<topic_spec> understand(std::string_view topic) const override
    {
        return bulk::understand(topic);
    }

    std::string print(const printing& from, const book_news& news) const override
    {
        const bool changes = from.topic.starts_with("l2delta.");
        return message(from, changes ? "l2Delta" : "l2Snapshot",
                       "{\"book\":" + book_object(from.symbol, news) + "}");
    }

    std::string print(const printing& from, const fill& news) const override
    {
        return trade_message(from, news.price, news.quantity, news.buyer_rests);
    }

    std::string print(const printing& from, const fills& news) const override
    {
        return trade_message(from, news.price, news.quantity, news.buyer_rests);
    }

    /// There is no topic for these: a book of one level is as near as it gets.
    std::string print(const printing& from, const best_levels& news) const override
    {
        const auto now = static_cast<std::uint64_t>(from.now.time_since_epoch().count());
        const one_side bid(news.bid, news.bid_quantity);
        const one_side ask(news.ask, news.ask_quantity);
        return print(from, book_news{now, now, 0, news.id, true, false, bid.levels(), ask.levels()});
    }

    std::string print(const printing& from, const ticker& news) const override
    {
        const std::string last = number(news.last_price);
        return message(from, "ticker",
                       "{\"ticker\":{\"symbol\":" + json_quote(from.symbol) +
                           ",\"priceChange\":-120.5,\"priceChangePercent\":-0.12,\"lastPrice\":" + last +
                           ",\"highPrice\":" + last + ",\"lowPrice\":" + last +
                           ",\"volume\":1250.75,\"quoteVolume\":126500000.25,\"markPrice\":" + last +
                           ",\"oraclePrice\":" + last +
                           ",\"openInterest\":512.5,\"fundingRate\":0.0000125,\"timestamp\":" +
                           std::to_string(from.now.time_since_epoch().count()) + "}}");
    }

    question understand_request(std::string_view target) const override
    {
        const url_target url(target);
        return url.path == "/api/v1/l2book" ? book_question(url) : refused(404, "not found");
    }

    std::string print_snapshot(const printing& from, const book_news& news) const override
    {
        return book_object(from.symbol, news);
    }

    /// Nobody can ask for these: `understand_request` knows only books.
    std::string print_time(wall_time) const override { return "{}"; }
    std::string print_info(std::span<const market* const>, const exchange_rules&, wall_time) const override
    {
        return "{}";
    }

    http_reply refuse(refusal why, std::chrono::seconds wait) const override
    {
        const auto later = [wait](http_reply reply) {
            reply.headers.emplace_back("Retry-After", std::to_string(wait.count()));
            return reply;
        };
        switch (why) {
        case refusal::too_many: return later(error_of(429, "rate limit exceeded"));
        case refusal::banned: return error_of(403, "forbidden");
        case refusal::unknown_symbol: return error_of(404, "unknown coin");
        case refusal::no_book_yet: return later(error_of(503, "no book yet"));
        case refusal::internal: break;
        }
        return error_of(500, "internal error");
    }

    http_reply refuse_in_words(wall_time, bool) const override
    {
        return error_of(429, "rate limit exceeded");
    }

    std::string nonsense() const override
    {
        return R"({"updateType":"snapshot","symbol":7,"levels":"soon","timestamp":null})";
    }

    std::optional<recorded> understand_recorded(std::string_view frame) const override
    {
        return bulk::read_recorded(frame);
    }

    std::optional<recorded_snapshot> understand_recorded_snapshot(std::string_view,
                                                                  std::string_view body) const override
    {
        return bulk::read_recorded_snapshot(body);
    }
};

} // namespace

const dialect& bulk_dialect()
{
    static const bulk_exchange instance;
    return instance;
}

} // namespace holdfast::sim
