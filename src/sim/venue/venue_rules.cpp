// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/exchange.hpp>

#include <limits>

namespace holdfast::sim {

namespace {

using namespace std::chrono_literals;

constexpr unsigned never_banned = std::numeric_limits<unsigned>::max();

// developers.binance.com, USD-M futures, "Connect" and "General Info". Attempts have no documented limit:
// that of spot.
exchange_rules usdm_rules() noexcept
{
    exchange_rules out;
    out.messages_per_second = 10;
    out.ping_interval = 3min;
    out.pong_timeout = 10min;
    out.rest_weight = 2400;
    return out;
}

// bybit-exchange/docs, v5: "Connect" and "Rate Limit Rules". The client keeps the line alive; whoever is too
// fast by REST is shut out for ten minutes at once.
exchange_rules bybit_rules() noexcept
{
    exchange_rules out;
    out.messages_per_second = 0;
    out.topics_per_request = 10;
    out.topics_per_connection = 0;
    out.topic_bytes_per_connection = 21'000;
    out.client_timeout = 10min;
    out.ping_interval = 0s;
    out.lifetime = 0s;
    out.attempts = 500;
    out.rest_weight = 600;
    out.rest_window = 5s;
    out.requests_until_ban = 0;
    out.ban = 600s;
    return out;
}

// okx.com/docs-v5, "Connect" and "Subscribe"; by REST the limit of the books.
exchange_rules okx_rules() noexcept
{
    exchange_rules out;
    out.messages_per_second = 0;
    out.requests_per_hour = 480;
    out.topics_per_connection = 0;
    out.silence_timeout = 30s;
    out.ping_interval = 0s;
    out.lifetime = 0s;
    out.attempts = 3;
    out.attempts_window = 1s;
    out.rest_weight = 20;
    out.rest_window = 2s;
    out.requests_until_ban = never_banned;
    return out;
}

// docs.bulk.trade, "Connection management". What REST allows is not documented:
// what our adapter takes for it.
exchange_rules bulk_rules() noexcept
{
    exchange_rules out;
    out.messages_per_second = 1000;
    out.topics_per_connection = 100;
    out.ping_interval = 30s;
    out.pong_timeout = 10s;
    out.lifetime = 0s;
    out.attempts = 0;
    out.rest_weight = 600;
    out.requests_until_ban = never_banned;
    return out;
}

} // namespace

exchange_rules rules_of(venue which) noexcept
{
    switch (which) {
    case venue::binance_spot: break;
    case venue::binance_usdm: return usdm_rules();
    case venue::bybit: return bybit_rules();
    case venue::okx: return okx_rules();
    case venue::bulk: return bulk_rules();
    }
    return {};
}

exchange_config config_of(venue which)
{
    exchange_config out;
    out.venue = which;
    out.rules = rules_of(which);
    if (which == venue::okx)
        out.symbols = {"BTC-USDT"};
    if (which == venue::bulk)
        out.symbols = {"BTC-USD"};
    return out;
}

} // namespace holdfast::sim
