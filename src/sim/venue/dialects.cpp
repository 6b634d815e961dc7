// SPDX-License-Identifier: BSL-1.0
#include "sim/market/market_dialect.hpp"

#include <algorithm>
#include <array>

namespace holdfast::sim {

namespace {

constexpr std::array<std::string_view, all_venues.size()> names{"binance", "binance-usdm", "bybit", "okx",
                                                                "bulk"};

} // namespace

const dialect& dialect_of(venue which)
{
    switch (which) {
    case venue::binance_spot: break;
    case venue::binance_usdm: return binance_usdm_dialect();
    case venue::bybit: return bybit_dialect();
    case venue::okx: return okx_dialect();
    case venue::bulk: return bulk_dialect();
    }
    return binance_spot_dialect();
}

bool count_request(client& from, const house& at)
{
    const unsigned most = at.rules.requests_per_hour;
    if (most == 0)
        return true;
    while (!from.requests.empty() && from.requests.front() <= at.now - std::chrono::hours(1))
        from.requests.pop_front();
    if (from.requests.size() >= most)
        return false;
    from.requests.push_back(at.now);
    return true;
}

std::string_view to_string(venue which) noexcept
{
    const auto index = static_cast<std::size_t>(which);
    return index < names.size() ? names[index] : "unknown";
}

std::optional<venue> venue_from_string(std::string_view name) noexcept
{
    const auto at = std::ranges::find(names, name);
    return at == names.end() ? std::nullopt
                             : std::optional(all_venues[static_cast<std::size_t>(at - names.begin())]);
}

} // namespace holdfast::sim
