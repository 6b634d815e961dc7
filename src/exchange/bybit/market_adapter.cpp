// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bybit/market.hpp>

#include "exchange/bybit/connection_rules.hpp"
#include "exchange/bybit/market_messages.hpp"
#include "exchange/bybit/rest_complaint.hpp"
#include "wire/http/endpoint_check.hpp"
#include "wire/http/percent_encode.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace holdfast::bybit {

namespace {

constexpr std::string_view status_topic = "system.status";

constexpr std::array<std::pair<category, std::string_view>, 5> names{{{category::spot, "bybit-spot"},
                                                                      {category::linear, "bybit-linear"},
                                                                      {category::inverse, "bybit-inverse"},
                                                                      {category::option, "bybit-option"},
                                                                      {category::spread, "bybit-spread"}}};

std::string_view full_name(category of) noexcept
{
    const auto known =
        std::find_if(names.begin(), names.end(), [of](const auto& n) { return n.first == of; });
    return known == names.end() ? std::string_view() : known->second;
}

class bybit_adapter final : public adapter {
public:
    explicit bybit_adapter(options chosen) : options_(std::move(chosen)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return full_name(options_.category); }
    [[nodiscard]] failure complaint(const http_response& answer, wall_time now) const override
    {
        return complaint_in(answer, now);
    }

    // v5/ws/connect: an address for each category; v5/websocket/system/system-status has another.
    [[nodiscard]] std::string endpoint(std::span<const topic> topics) const override
    {
        if (!topics.empty() && topics.front().name() == status_topic)
            return options_.where.ws + "/v5/public/misc/status";
        return options_.where.ws + "/v5/public/" + std::string(bybit::to_string(options_.category));
    }

    // v5/ws/connect: 21 000 characters of topics on a connection, 10 topics in a request for spot, 2000 on a
    // connection for options. How many topics a request may have elsewhere is not said, but one bad one fails
    // them all.
    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known = common_limits();
        known.topics_per_request = options_.category == category::spot ? 10 : 50;
        known.topics_per_connection = options_.category == category::option ? 2000 : 0;
        known.topic_bytes_per_connection = 21'000;
        return known;
    }

    [[nodiscard]] holdfast::keepalive keepalive() const override { return ping_often(); }

    [[nodiscard]] topic_traits traits(const topic& on) const override
    {
        topic_traits known;
        const topic_kind kind = kind_of_topic(on.name());
        if (kind != topic_kind::book && kind != topic_kind::full_book) {
            known.rule = continuity::audited;
            return known;
        }
        const bool best = on.name().starts_with("orderbook.1.");
        known.rule = continuity::contiguous;
        known.recovery = kind == topic_kind::book ? recovery::resubscribe : recovery::rest_snapshot;
        known.cadence = best ? options_.best_cadence : options_.book_cadence;
        known.first_data = options_.first_data;
        return known;
    }

    [[nodiscard]] std::string subscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        return control_message("subscribe", id, topics);
    }

    [[nodiscard]] std::string unsubscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        return control_message("unsubscribe", id, topics);
    }

    void decode(std::string_view bytes, bool binary, slab& memory, std::vector<decoded>& out) const override
    {
        if (binary) {
            out.emplace_back().text = "a binary message where only text is spoken";
            return;
        }
        frame read;
        const std::string_view wrong = read_frame(bytes, memory, read);
        if (wrong.empty())
            return understand(read, memory, out);
        decoded& said = out.emplace_back();
        said.text = wrong;
        said.topic_name = read.outer[member::topic].text;
    }

    [[nodiscard]] http_request snapshot_request(const topic& on) const override
    {
        http_request ask;
        ask.url = options_.where.rest +
                  "/v5/market/full_orderbook?category=" + std::string(bybit::to_string(options_.category)) +
                  "&symbol=" + wire::percent_encode(symbol_of(on.name()));
        return ask;
    }

    [[nodiscard]] result<rest_snapshot> decode_snapshot(const topic& on, std::string_view body,
                                                        slab& memory) const override
    {
        return understand_snapshot(on, body, memory);
    }

private:
    options options_;
};

[[noreturn]] void refuse(std::string words)
{
    throw error(failure(errc::invalid_config, std::move(words)));
}

topic topic_of(std::string_view kind, std::string_view symbol)
{
    if (symbol.empty())
        refuse("symbol: empty");
    return topic(std::string(kind) + "." + std::string(symbol));
}

} // namespace

std::string_view to_string(category of) noexcept
{
    constexpr std::string_view exchange = "bybit-";
    const std::string_view full = full_name(of);
    return full.substr(std::min(exchange.size(), full.size()));
}

topic orderbook(std::string_view symbol, unsigned depth)
{
    constexpr unsigned depths[] = {1, 25, 50, 100, 200, 1000};
    if (std::find(std::begin(depths), std::end(depths), depth) == std::end(depths))
        refuse("depth: " + std::to_string(depth) + ", and has to be 1, 25, 50, 100, 200 or 1000");
    return topic_of("orderbook." + std::to_string(depth), symbol);
}

topic full_orderbook(std::string_view symbol)
{
    return topic_of("orderbook.full", symbol);
}

topic trades(std::string_view symbol)
{
    return topic_of("publicTrade", symbol);
}

topic ticker(std::string_view symbol)
{
    return topic_of("tickers", symbol);
}

topic kline(std::string_view symbol, std::string_view interval)
{
    if (interval.empty())
        refuse("interval: empty");
    return topic_of("kline." + std::string(interval), symbol);
}

topic liquidations(std::string_view symbol)
{
    return topic_of("allLiquidation", symbol);
}

topic system_status()
{
    return topic(status_topic);
}

topic raw(std::string_view name)
{
    return topic(name);
}

endpoints production()
{
    return regional("bybit.com");
}

endpoints testnet()
{
    return {"wss://stream-testnet.bybit.com", "https://api-testnet.bybit.com"};
}

endpoints regional(std::string_view domain)
{
    if (domain.empty())
        refuse("domain: empty");
    return {"wss://stream." + std::string(domain), "https://api." + std::string(domain)};
}

std::shared_ptr<const adapter> make_adapter(options chosen)
{
    if (full_name(chosen.category).empty())
        refuse("options::category: not one of the five");
    for (const auto& [member, value] :
         {std::pair<std::string_view, duration>{"best_cadence", chosen.best_cadence},
          {"book_cadence", chosen.book_cadence},
          {"first_data", chosen.first_data}})
        if (value < duration::zero())
            refuse("options::" + std::string(member) + ": below zero");
    check_endpoints(chosen.where.ws, chosen.where.rest);
    return std::make_shared<bybit_adapter>(std::move(chosen));
}

std::shared_ptr<const adapter> make_adapter(category of, endpoints where)
{
    options chosen;
    chosen.category = of;
    chosen.where = std::move(where);
    return make_adapter(std::move(chosen));
}

} // namespace holdfast::bybit
