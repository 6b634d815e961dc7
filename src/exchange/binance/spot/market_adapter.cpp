// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/market.hpp>

#include "exchange/binance/market_adapter.hpp"
#include "wire/http/endpoint_check.hpp"

#include <utility>

namespace holdfast::binance::spot {

namespace {

// rest-api.md, "Order book".
unsigned snapshot_weight(unsigned levels) noexcept
{
    if (levels <= 100)
        return 5;
    if (levels <= 500)
        return 25;
    return levels <= 1000 ? 50 : 250;
}

class spot_adapter final : public market_adapter {
public:
    explicit spot_adapter(options chosen)
        : market_adapter(market::spot, chosen.decode_content), options_(std::move(chosen))
    {
    }

    [[nodiscard]] std::string_view name() const noexcept override { return "binance-spot"; }

    // Subscribing by messages keeps the URL short and the set of topics changeable.
    [[nodiscard]] std::string endpoint(std::span<const topic>) const override
    {
        return options_.where.ws + "/stream";
    }

    // Five messages a second are allowed, pings and pongs included; one is left for those. 1024 streams a
    // connection, 300 connection attempts in 5 minutes, 6000 weight a minute.
    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known;
        known.messages = 4;
        known.messages_window = std::chrono::seconds(1);
        known.topics_per_request = 200;
        known.topics_per_connection = 1024;
        known.attempts = 300;
        known.attempts_window = std::chrono::minutes(5);
        known.rest_weight = 6000;
        known.rest_reserve = 600;
        known.rest_window = std::chrono::minutes(1);
        return known;
    }

    [[nodiscard]] topic_traits traits(const topic& on) const override
    {
        return traits_of(kind_of_stream(on.name()), continuity::range,
                         {.cadence = options_.depth_cadence, .first_data = options_.first_data});
    }

    [[nodiscard]] http_request snapshot_request(const topic& on) const override
    {
        return book_request(options_.where.rest + "/api/v3/depth", on, options_.snapshot_levels,
                            snapshot_weight(options_.snapshot_levels));
    }

private:
    options options_;
};

std::string_view suffix_of(speed every) noexcept
{
    return every == speed::ms_100 ? "@100ms" : "";
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

topic trades(std::string_view symbol)
{
    return stream_of(symbol, "@trade");
}

topic agg_trades(std::string_view symbol)
{
    return stream_of(symbol, "@aggTrade");
}

topic book_ticker(std::string_view symbol)
{
    return stream_of(symbol, "@bookTicker");
}

topic ticker(std::string_view symbol)
{
    return stream_of(symbol, "@ticker");
}

topic mini_ticker(std::string_view symbol)
{
    return stream_of(symbol, "@miniTicker");
}

topic klines(std::string_view symbol, std::string_view interval)
{
    static constexpr std::string_view known[] = {"1s", "1m", "3m", "5m",  "15m", "30m", "1h", "2h",
                                                 "4h", "6h", "8h", "12h", "1d",  "3d",  "1w", "1M"};
    return klines_of(symbol, interval, known);
}

topic raw(std::string stream_name)
{
    return topic(stream_name);
}

endpoints production()
{
    return {"wss://stream.binance.com:9443", "https://api.binance.com"};
}

endpoints testnet()
{
    return {"wss://stream.testnet.binance.vision", "https://testnet.binance.vision"};
}

endpoints market_data_only()
{
    return {"wss://data-stream.binance.vision", "https://data-api.binance.vision"};
}

std::shared_ptr<const adapter> make_adapter(options chosen)
{
    if (chosen.snapshot_levels < 1 || chosen.snapshot_levels > 5000)
        throw error(failure(errc::invalid_config,
                            "options::snapshot_levels: " + std::to_string(chosen.snapshot_levels) +
                                ", and has to be from 1 to 5000"));
    check_endpoints(chosen.where.ws, chosen.where.rest);
    return std::make_shared<spot_adapter>(std::move(chosen));
}

std::shared_ptr<const adapter> make_adapter(endpoints where)
{
    options chosen;
    chosen.where = std::move(where);
    return make_adapter(std::move(chosen));
}

} // namespace holdfast::binance::spot
