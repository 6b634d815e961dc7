// SPDX-License-Identifier: BSL-1.0
#include "sim/market/market_dialect.hpp"
#include "sim/venue/okx/control.hpp"
#include "sim/venue/okx/recorded.hpp"
#include "sim/venue/okx/topics.hpp"
#include "sim/venue/okx/words.hpp"
#include "sim/venue/request_target.hpp"
#include "wire/json/json_quote.hpp"

#include <boost/algorithm/string/join.hpp>
#include <boost/crc.hpp>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace holdfast::sim {

namespace {

using okx::answer;
using okx::answer_with;
using okx::plain;
using okx::stamp;
using wire::json_quote;

// ---- messages --------------------------------------------------------------------------------------------

std::string row_of(const priced& level)
{
    const bool gone = level.second == 0;
    return "[\"" + plain(level.first) + "\",\"" + plain(level.second) + "\",\"0\",\"" + (gone ? "0" : "1") +
           "\"]";
}

std::string rows_of(std::span<const priced> levels)
{
    std::string out = "[";
    for (const priced& level : levels)
        out.append(out.size() > 1 ? "," : "").append(row_of(level));
    return out + "]";
}

std::string both_sides(std::span<const priced> bids, std::span<const priced> asks)
{
    return "{\"asks\":" + rows_of(asks) + ",\"bids\":" + rows_of(bids);
}

std::string head_of(const printing& from)
{
    return "{\"arg\":" + okx::argument_text(from.topic);
}

std::string pushed(const printing& from, std::string_view row)
{
    return head_of(from) + ",\"data\":[" + std::string(row) + "]}";
}

std::string pushed(const printing& from, bool whole, std::string_view row)
{
    return head_of(from) + ",\"action\":\"" + (whole ? "snapshot" : "update") + "\",\"data\":[" +
           std::string(row) + "]}";
}

std::string time_and_number(const printing& from, std::uint64_t number)
{
    return ",\"ts\":\"" + stamp(from.now) + "\",\"seqId\":" + std::to_string(number) + "}";
}

/// The checksum of a whole book, as OKX sent it until 2026. Of changes it is not known here: zero.
std::int32_t checksum_of(const book_news& news)
{
    if (!news.whole)
        return 0;
    const auto best_first = [](std::span<const priced> side, bool falling) {
        std::vector<priced> sorted(side.begin(), side.end());
        std::ranges::sort(sorted, [falling](const priced& l, const priced& r) {
            return falling ? l.first > r.first : l.first < r.first;
        });
        return sorted;
    };
    const auto bids = best_first(news.bids, true);
    const auto asks = best_first(news.asks, false);
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i != 25; ++i)
        for (const auto* side : {&bids, &asks})
            if (i < side->size()) {
                numbers.push_back(plain((*side)[i].first));
                numbers.push_back(plain((*side)[i].second));
            }
    const std::string text = boost::join(numbers, ":");
    boost::crc_32_type sum;
    sum.process_bytes(text.data(), text.size());
    return static_cast<std::int32_t>(sum.checksum());
}

std::string trade_row(const printing& from, std::uint64_t id, fixed price, fixed quantity, bool buyer_rests)
{
    return "{\"instId\":" + json_quote(from.symbol) + ",\"tradeId\":\"" + std::to_string(id) +
           "\",\"px\":\"" + plain(price) + "\",\"sz\":\"" + plain(quantity) + "\",\"side\":\"" +
           (buyer_rests ? "sell" : "buy") + "\",\"ts\":\"" + stamp(from.now) + "\"";
}

std::string_view instrument_type(std::string_view symbol)
{
    return symbol.ends_with("-SWAP") ? "SWAP" : "SPOT";
}

// ---- the dialect -----------------------------------------------------------------------------------------

class okx_exchange final : public dialect {
public:
    http_reply upgrade(std::string_view target) const override
    {
        const std::string path = url_target(target).path;
        const bool known = path == "/ws/v5/public" || path == "/ws/v5/business" || path == "/ws/v5/private";
        return {known ? 101u : 404u, {}, "", false};
    }

    client open(std::string_view target) const override
    {
        client out;
        out.target = target;
        return out;
    }

    reaction receive(client& from, std::string_view text, const house& at) const override
    {
        return okx::receive(from, text, at);
    }

    std::optional<topic_spec> understand(std::string_view topic) const override
    {
        return okx::spec_of(topic);
    }

    std::string print(const printing& from, const book_news& news) const override
    {
        if (okx::channel_named(from.topic) == "books5")
            return pushed(from, both_sides(news.bids, news.asks) + ",\"instId\":" + json_quote(from.symbol) +
                                    time_and_number(from, news.last));
        if (from.numberless) // The time stamp is the number.
            return pushed(from, news.whole,
                          both_sides(news.bids, news.asks) + ",\"ts\":\"" + std::to_string(news.last) +
                              "\",\"checksum\":" + std::to_string(checksum_of(news)) + "}");
        const std::string previous = news.whole ? "-1" : std::to_string(news.previous);
        return pushed(from, news.whole,
                      both_sides(news.bids, news.asks) + ",\"ts\":\"" + stamp(from.now) +
                          "\",\"checksum\":0,\"prevSeqId\":" + previous +
                          ",\"seqId\":" + std::to_string(news.last) + "}");
    }

    // "No update": `prevSeqId` is `seqId`, and both sides are empty.
    std::string print_idle(const printing& from, const book_news& news) const override
    {
        return print(from, book_news{.last = news.last, .previous = news.last, .update = news.update});
    }

    std::string print(const printing& from, const fill& news) const override
    {
        return pushed(from, trade_row(from, news.id, news.price, news.quantity, news.buyer_rests) +
                                ",\"source\":\"0\"}");
    }

    std::uint64_t id_of(const fills& news) const override { return news.last; }

    std::string print(const printing& from, const fills& news) const override
    {
        return pushed(from, trade_row(from, news.last, news.price, news.quantity, news.buyer_rests) +
                                ",\"count\":\"" + std::to_string(news.last - news.first + 1) +
                                "\",\"source\":\"0\",\"seqId\":" + std::to_string(news.id) + "}");
    }

    std::string print(const printing& from, const best_levels& news) const override
    {
        const one_side bid(news.bid, news.bid_quantity);
        const one_side ask(news.ask, news.ask_quantity);
        return pushed(from, both_sides(bid.levels(), ask.levels()) + time_and_number(from, news.id));
    }

    std::string print(const printing& from, const ticker& news) const override
    {
        const std::string last = plain(news.last_price);
        std::string row = "{\"instType\":" + json_quote(instrument_type(from.symbol)) +
                          ",\"instId\":" + json_quote(from.symbol);
        const auto add = [&row](std::string_view name, std::string_view value) {
            row.append(",\"").append(name).append("\":\"").append(value).append("\"");
        };
        add("last", last);
        add("lastSz", plain(news.last_quantity));
        const auto add_level = [&add](std::string_view price, std::string_view size, fixed at,
                                      fixed quantity) {
            add(price, at == 0 ? "" : plain(at));
            add(size, at == 0 ? "" : plain(quantity));
        };
        add_level("askPx", "askSz", news.best.ask, news.best.ask_quantity);
        add_level("bidPx", "bidSz", news.best.bid, news.best.bid_quantity);
        for (const std::string_view price : {"open24h", "high24h", "low24h", "sodUtc0", "sodUtc8"})
            add(price, last);
        add("volCcy24h", "0");
        add("vol24h", "0");
        add("ts", stamp(from.now));
        return pushed(from, row + "}");
    }

    std::string shutdown_notice(const client& to, wall_time) const override
    {
        return "{\"event\":\"notice\",\"code\":\"64008\",\"msg\":\"The connection will soon be closed for a "
               "service upgrade. Please reconnect.\",\"connId\":" +
               json_quote(to.id) + "}";
    }

    std::string revocation(const client& to, std::string_view topic) const override
    {
        return "{\"event\":\"channel-conn-count-error\",\"channel\":" +
               json_quote(okx::channel_named(topic)) +
               ",\"connCount\":\"30\",\"connId\":" + json_quote(to.id) + "}";
    }

    bool restarts() const override { return true; }

    std::pair<std::uint16_t, std::string> idle_close() const override
    {
        return {4004, "No data received in 30s"};
    }

    question understand_request(std::string_view target) const override
    {
        const url_target url(target);
        if (url.path == "/api/v5/public/time")
            return {.what = question::kind::time};
        if (url.path == "/api/v5/public/instruments")
            return {.what = question::kind::info};
        if (url.path == "/api/v5/market/books")
            return book_question(url);
        return {.refusal = answer(404, "404", "Not Found")};
    }

    std::string print_snapshot(const printing& from, const book_news& news) const override
    {
        return answer_with(both_sides(news.bids, news.asks) + time_and_number(from, news.last));
    }

    std::string print_time(wall_time now) const override
    {
        return answer_with("{\"ts\":\"" + stamp(now) + "\"}");
    }

    std::string print_info(std::span<const market* const> markets, const exchange_rules&,
                           wall_time) const override
    {
        std::string rows;
        for (const market* m : markets)
            rows.append(rows.empty() ? "" : ",")
                .append("{\"instType\":" + json_quote(instrument_type(m->symbol())) +
                        ",\"instId\":" + json_quote(m->symbol()) + ",\"tickSz\":\"" + plain(m->tick()) +
                        "\",\"lotSz\":\"0.00000001\",\"state\":\"live\"}");
        return answer_with(rows);
    }

    // There is no `Retry-After`, and what the exchange does not know is HTTP 200.
    http_reply refuse(refusal why, std::chrono::seconds) const override
    {
        switch (why) {
        case refusal::too_many: return answer(429, "50011", "Too Many Requests");
        case refusal::banned: return answer(403, "50011", "Too Many Requests");
        case refusal::unknown_symbol: return answer(200, "51001", "Instrument ID does not exist");
        case refusal::no_book_yet: return answer(503, "50001", "Service temporarily unavailable");
        case refusal::internal: break;
        }
        return answer(500, "50026", "System error, please try again later");
    }

    http_reply refuse_in_words(wall_time, bool hard) const override
    {
        return answer(hard ? 429 : 200, "50011", "Too Many Requests");
    }

    std::string nonsense() const override
    {
        return answer_with(R"({"asks":[["dear","1","0","1"]],"bids":"none","ts":"now","seqId":"last"})");
    }

    std::optional<recorded> understand_recorded(std::string_view frame) const override
    {
        return okx::understand_recorded(frame);
    }

    std::optional<recorded_snapshot> understand_recorded_snapshot(std::string_view url,
                                                                  std::string_view body) const override
    {
        return okx::understand_recorded_snapshot(url, body);
    }

private:
    static question book_question(const url_target& url)
    {
        const std::string symbol = url.value("instId").value_or("");
        if (symbol.empty())
            return {.refusal = answer(400, "50014", "Parameter instId can not be empty.")};
        const std::string wanted = url.value("sz").value_or("1");
        std::size_t limit = 0;
        const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), limit);
        if (error != std::errc() || end != wanted.data() + wanted.size() || limit == 0 || limit > 400)
            return {.refusal = answer(400, "51000", "Parameter sz error")};
        return {.what = question::kind::snapshot, .symbol = symbol, .limit = limit};
    }
};

} // namespace

const dialect& okx_dialect()
{
    static const okx_exchange instance;
    return instance;
}

} // namespace holdfast::sim
