// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bulk/market.hpp>

#include "exchange/bulk/market_messages.hpp"
#include "exchange/bulk/rest_complaint.hpp"
#include "wire/http/endpoint_check.hpp"
#include "wire/http/percent_encode.hpp"
#include "wire/json/json_quote.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::bulk {

namespace {

std::string member(std::string_view name, std::string_view value)
{
    return ",\"" + std::string(name) + "\":" + wire::json_quote(value);
}

// A topic's name begins like its type, but not with the same letters.
std::string_view type_of(std::string_view topic) noexcept
{
    const std::string_view beginning = topic.substr(0, topic.find('.'));
    if (beginning == "l2delta")
        return "l2Delta";
    return beginning == "l2snapshot" ? "l2Snapshot" : beginning;
}

class bulk_adapter final : public adapter {
public:
    explicit bulk_adapter(options chosen) : options_(std::move(chosen)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "bulk"; }
    [[nodiscard]] failure complaint(const http_response& answer, wall_time now) const override
    {
        return complaint_in(answer, now);
    }

    [[nodiscard]] std::string endpoint(std::span<const topic>) const override { return options_.where.ws; }

    // "Connection management": 100 subscriptions a connection, 1000 messages a second; beyond, it is closed.
    // One is left for a pong. Unsubscribing names one topic.
    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known;
        known.messages = 999;
        known.messages_window = std::chrono::seconds(1);
        known.topics_per_request = 100;
        known.topics_per_unsubscribe = 1;
        known.topics_per_connection = 100;
        known.rest_weight = options_.requests_per_minute;
        known.rest_reserve = options_.requests_per_minute / 10;
        known.rest_window = std::chrono::minutes(1);
        return known;
    }

    // The exchange pings, with ping frames, every 30 s.
    [[nodiscard]] holdfast::keepalive keepalive() const override { return {}; }

    [[nodiscard]] topic_traits traits(const topic& on) const override
    {
        switch (kind_of(on.name())) {
        case topic_kind::book: return traits_of_book();
        case topic_kind::book_snapshot: // An old one must not replace a new one.
            return {.rule = continuity::monotonic,
                    .cadence = options_.cadence,
                    .first_data = options_.first_data};
        case topic_kind::ticker:
            return {
                .rule = continuity::audited, .cadence = options_.cadence, .first_data = options_.first_data};
        case topic_kind::trades:
        case topic_kind::other: break;
        }
        return {.rule = continuity::audited}; // Any time but an older one will do.
    }

    // Acknowledged by the names of the topics: there are no ids.
    [[nodiscard]] std::string subscribe(std::uint64_t, std::span<const topic> topics) const override
    {
        std::string text = R"({"method":"subscribe","subscription":[)";
        for (const topic& t : topics)
            text.append(&t == topics.data() ? "" : ",").append(subscription(t.name()));
        return text += "]}";
    }

    [[nodiscard]] std::string unsubscribe(std::uint64_t, std::span<const topic> topics) const override
    {
        return R"({"method":"unsubscribe")" + member("topic", topics.front().name()) + "}";
    }

    void decode(std::string_view bytes, bool binary, slab& memory, std::vector<decoded>& out) const override
    {
        if (!binary)
            return read_message(bytes, options_.aggregation.is_zero(), memory, out);
        out.emplace_back().text = "a binary message where only text is spoken";
    }

    [[nodiscard]] http_request snapshot_request(const topic& on) const override
    {
        http_request ask;
        ask.url =
            options_.where.rest + "/l2book?type=l2book&coin=" + wire::percent_encode(symbol_of(on.name()));
        if (options_.rest_levels != 0)
            ask.url += "&nlevels=" + std::to_string(options_.rest_levels);
        return ask;
    }

    [[nodiscard]] result<rest_snapshot> decode_snapshot(const topic& on, std::string_view body,
                                                        slab& memory) const override
    {
        return read_snapshot(on, body, memory);
    }

private:
    [[nodiscard]] topic_traits traits_of_book() const
    {
        topic_traits known;
        known.rule = continuity::audited;
        known.recovery =
            options_.books_from == snapshot_from::stream ? recovery::resubscribe : recovery::rest_snapshot;
        known.audit_every = options_.audit_every;
        // Where REST has the book, there may be nothing to say until it changes.
        if (options_.books_from == snapshot_from::stream)
            known.first_data = options_.first_data;
        return known;
    }

    [[nodiscard]] std::string subscription(std::string_view topic) const
    {
        const std::string_view type = type_of(topic);
        const std::string_view of = topic.substr(std::min(type.size() + 1, topic.size()));
        const std::size_t interval = type == "candle" ? std::min(of.rfind('.'), of.size()) : of.size();
        std::string text = R"({"type":)" + wire::json_quote(type);
        if (!of.empty())
            text += member(type == "account" ? "user" : "symbol", of.substr(0, interval));
        if (interval != of.size())
            text += member("interval", of.substr(interval + 1));
        if (type == "l2Snapshot" && options_.snapshot_levels != 0)
            text += ",\"nlevels\":" + std::to_string(options_.snapshot_levels);
        if (type == "l2Snapshot" && !options_.aggregation.is_zero())
            text += ",\"aggregation\":" + options_.aggregation.str();
        return text += '}';
    }

    options options_;
};

void refuse_if(bool wrong, std::string_view what)
{
    if (wrong)
        throw error(failure(errc::invalid_config, std::string(what)));
}

topic topic_of(std::string_view kind, std::string_view symbol, std::string_view name = "symbol")
{
    refuse_if(symbol.empty(), std::string(name) + ": empty");
    return topic(std::string(kind).append(".").append(symbol));
}

} // namespace

topic books(std::string_view symbol)
{
    return topic_of("l2delta", symbol);
}

topic book_snapshots(std::string_view symbol)
{
    return topic_of("l2snapshot", symbol);
}

topic trades(std::string_view symbol)
{
    return topic_of("trades", symbol);
}

topic ticker(std::string_view symbol)
{
    return topic_of("ticker", symbol);
}

topic candles(std::string_view symbol, std::string_view interval)
{
    refuse_if(interval.empty(), "interval: empty");
    return topic(topic_of("candle", symbol).str().append(".").append(interval));
}

topic frontend_context()
{
    return topic("frontendContext");
}

topic risk(std::string_view symbol)
{
    return topic_of("risk", symbol);
}

topic account(std::string_view public_key)
{
    return topic_of("account", public_key, "public_key");
}

topic raw(std::string_view name)
{
    return topic(name);
}

endpoints production()
{
    return {"wss://exchange-ws1.bulk.trade", "https://exchange-api.bulk.trade/api/v1"};
}

endpoints staging()
{
    return {"wss://staging-ws.bulk.trade", ""};
}

std::shared_ptr<const adapter> make_adapter(options chosen)
{
    const bool asks = chosen.audit_every > duration::zero() || chosen.books_from == snapshot_from::rest;
    refuse_if(asks && chosen.where.rest.empty(),
              "options::where.rest: empty, and books are audited or rebuilt by REST");
    refuse_if(chosen.aggregation.sign() < 0,
              "options::aggregation: " + chosen.aggregation.str() + ", and has to be above zero");
    check_endpoint("where.ws", chosen.where.ws, wire::scheme::websocket);
    if (!chosen.where.rest.empty())
        check_endpoint("where.rest", chosen.where.rest, wire::scheme::http, endpoint_path::any);
    return std::make_shared<bulk_adapter>(std::move(chosen));
}

std::shared_ptr<const adapter> make_adapter(endpoints where)
{
    options chosen;
    chosen.where = std::move(where);
    return make_adapter(std::move(chosen));
}

} // namespace holdfast::bulk
