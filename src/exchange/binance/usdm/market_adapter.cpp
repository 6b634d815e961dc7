// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/market.hpp>

#include "exchange/binance/market_adapter.hpp"
#include "wire/http/endpoint_check.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace holdfast::binance::usdm {

namespace {

struct snapshot_size {
    unsigned levels;
    unsigned weight;
};

// "Order Book": the limits that exist, and what they cost.
constexpr std::array<snapshot_size, 7> snapshot_sizes{
    {{5, 2}, {10, 2}, {20, 2}, {50, 2}, {100, 5}, {500, 10}, {1000, 20}}};

// "Important WebSocket Change Notice": what the public address serves.
bool is_public(std::string_view stream) noexcept
{
    switch (kind_of_stream(stream)) {
    case stream_kind::depth:
    case stream_kind::partial_depth:
    case stream_kind::book_ticker: return true;
    case stream_kind::trade:
    case stream_kind::agg_trade:
    case stream_kind::shutdown:
    case stream_kind::other: break;
    }
    return stream == "!bookTicker";
}

class usdm_adapter final : public market_adapter {
public:
    explicit usdm_adapter(options chosen)
        : market_adapter(market::usdm, chosen.decode_content), options_(std::move(chosen))
    {
    }

    [[nodiscard]] std::string_view name() const noexcept override { return "binance-usdm"; }

    [[nodiscard]] std::string endpoint(std::span<const topic> topics) const override
    {
        const bool of_public = topics.empty() || is_public(topics.front().name());
        return options_.where.ws + (of_public ? "/public/stream" : "/market/stream");
    }

    // Ten messages a second are allowed, pings and pongs included; two are left for those. 2400 weight a
    // minute. Connection attempts have no documented limit: that of spot is kept.
    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known;
        known.messages = 8;
        known.messages_window = std::chrono::seconds(1);
        known.topics_per_request = 200;
        known.topics_per_connection = options_.topics_per_connection;
        known.attempts = 300;
        known.attempts_window = std::chrono::minutes(5);
        known.rest_weight = 2400;
        known.rest_reserve = 240;
        known.rest_window = std::chrono::minutes(1);
        return known;
    }

    [[nodiscard]] topic_traits traits(const topic& on) const override
    {
        topic_traits known =
            traits_of(kind_of_stream(on.name()), continuity::linked,
                      {.cadence = options_.depth_cadence, .first_data = options_.first_data});
        if (on.name().find("markPrice") != std::string_view::npos) { // Every 3 s at the least.
            known.cadence = std::chrono::seconds(10);
            known.first_data = options_.first_data;
        }
        return known;
    }

    [[nodiscard]] http_request snapshot_request(const topic& on) const override
    {
        const auto size = std::ranges::find(snapshot_sizes, options_.snapshot_levels, &snapshot_size::levels);
        return book_request(options_.where.rest + "/fapi/v1/depth", on, size->levels, size->weight);
    }

private:
    options options_;
};

// 250 ms is what the exchange does by itself.
std::string_view suffix_of(speed every) noexcept
{
    switch (every) {
    case speed::ms_100: return "@100ms";
    case speed::ms_500: return "@500ms";
    case speed::ms_250: break;
    }
    return "";
}

void expect(bool met, const std::string& otherwise)
{
    if (!met)
        throw error(failure(errc::invalid_config, "options::" + otherwise));
}

} // namespace

topic depth(std::string_view symbol, speed every)
{
    return stream_of(symbol, "@depth" + std::string(suffix_of(every)));
}

topic partial_depth(std::string_view symbol, unsigned levels, speed every)
{
    return partial_depth_of(symbol, levels, suffix_of(every));
}

topic book_ticker(std::string_view symbol)
{
    return stream_of(symbol, "@bookTicker");
}

topic agg_trades(std::string_view symbol)
{
    return stream_of(symbol, "@aggTrade");
}

topic trades(std::string_view symbol)
{
    return stream_of(symbol, "@trade");
}

topic mark_price(std::string_view symbol, mark_speed every)
{
    return stream_of(symbol, every == mark_speed::s_1 ? "@markPrice@1s" : "@markPrice");
}

topic ticker(std::string_view symbol)
{
    return stream_of(symbol, "@ticker");
}

topic mini_ticker(std::string_view symbol)
{
    return stream_of(symbol, "@miniTicker");
}

topic force_orders(std::string_view symbol)
{
    return stream_of(symbol, "@forceOrder");
}

topic klines(std::string_view symbol, std::string_view interval)
{
    static constexpr std::string_view known[] = {"1m", "3m", "5m",  "15m", "30m", "1h", "2h", "4h",
                                                 "6h", "8h", "12h", "1d",  "3d",  "1w", "1M"};
    return klines_of(symbol, interval, known);
}

topic raw(std::string stream_name)
{
    return topic(stream_name);
}

endpoints production()
{
    return {"wss://fstream.binance.com", "https://fapi.binance.com"};
}

endpoints testnet()
{
    return {"wss://demo-fstream.binance.com", "https://demo-fapi.binance.com"};
}

std::shared_ptr<const adapter> make_adapter(options chosen)
{
    expect(std::ranges::find(snapshot_sizes, chosen.snapshot_levels, &snapshot_size::levels) !=
               snapshot_sizes.end(),
           "snapshot_levels: " + std::to_string(chosen.snapshot_levels) +
               ", and has to be 5, 10, 20, 50, 100, 500 or 1000");
    expect(chosen.topics_per_connection >= 1 && chosen.topics_per_connection <= 1024,
           "topics_per_connection: " + std::to_string(chosen.topics_per_connection) +
               ", and has to be from 1 to 1024");
    check_endpoints(chosen.where.ws, chosen.where.rest);
    return std::make_shared<usdm_adapter>(std::move(chosen));
}

std::shared_ptr<const adapter> make_adapter(endpoints where)
{
    options chosen;
    chosen.where = std::move(where);
    return make_adapter(std::move(chosen));
}

} // namespace holdfast::binance::usdm
