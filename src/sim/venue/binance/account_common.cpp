// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/account_common.hpp"

#include "sim/venue/binance/words.hpp"

#include <algorithm>

namespace holdfast::sim::binance {

namespace {

constexpr std::pair<std::string_view, time_in_force> times_in_force[] = {
    {"GTC", time_in_force::good_till_cancelled},
    {"IOC", time_in_force::immediate_or_cancel},
    {"FOK", time_in_force::fill_or_kill},
    {"GTX", time_in_force::post_only},
};

/// What an order lasts; nothing if that is unknown here. Post-only is a type on spot, a time in force
/// otherwise.
std::optional<time_in_force> lasting(market_kind at, std::string_view type, std::string_view word)
{
    if (type == "MARKET")
        return time_in_force::good_till_cancelled;
    if (type == "LIMIT_MAKER")
        return time_in_force::post_only;
    for (const auto& [text, meaning] : times_in_force)
        if (text == word && (at == market_kind::futures || meaning != time_in_force::post_only))
            return meaning;
    return std::nullopt;
}

bool known_type(market_kind at, std::string_view type)
{
    return type == "LIMIT" || type == "MARKET" || (type == "LIMIT_MAKER" && at == market_kind::spot);
}

bool good_client_id(std::string_view id)
{
    return id.size() <= 36 && std::ranges::all_of(id, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      std::string_view(".:/_-").find(c) != std::string_view::npos;
           });
}

std::string named_by_exchange(const back_office& with)
{
    return "exchange-" + std::to_string(with.accounts.arrivals().size() + 1);
}

/// What cannot stand in an order's parameters.
std::optional<api_error> refused(market_kind at, const parameters& sent)
{
    const std::string type = sent.value("type");
    for (const std::string_view name : {"symbol", "side", "type"})
        if (sent.value(name).empty())
            return missing(name);
    if (sent.value("side") != "BUY" && sent.value("side") != "SELL")
        return api_error{400, -1117, "Invalid side."};
    if (!known_type(at, type))
        return api_error{400, -1116, "Invalid orderType."};
    if (type != "LIMIT" && sent.has("timeInForce"))
        return api_error{400, -1106, "Parameter 'timeInForce' sent when not required."};
    if (type == "LIMIT" && sent.value("timeInForce").empty())
        return missing("timeInForce");
    if (!lasting(at, type, sent.value("timeInForce")))
        return api_error{400, -1115, "Invalid timeInForce."};
    if (type == "MARKET" && sent.has("price"))
        return api_error{400, -1106, "Parameter 'price' sent when not required."};
    if (!good_client_id(sent.value("newClientOrderId")))
        return illegal("newClientOrderId", "^[\\.A-Z\\:/a-z0-9_-]{1,36}$");
    return std::nullopt;
}

std::string opened(std::string_view name)
{
    return ",\"" + std::string(name) + "\":";
}

} // namespace

api_error missing(std::string_view parameter)
{
    return {400, -1102,
            "Mandatory parameter '" + std::string(parameter) +
                "' was not sent, was empty/null, or malformed."};
}

api_error illegal(std::string_view parameter, std::string_view legal_range)
{
    return {400, -1100,
            "Illegal characters found in parameter '" + std::string(parameter) + "'; legal range is '" +
                std::string(legal_range) + "'."};
}

api_error status_unknown()
{
    return {408, -1007,
            "Timeout waiting for response from backend server. Send status unknown; execution status "
            "unknown."};
}

std::variant<order_wish, api_error> wish_of(market_kind at, const parameters& sent, const back_office& with)
{
    if (const auto why = refused(at, sent))
        return *why;
    const std::string type = sent.value("type");
    const auto quantity = to_fixed(sent.value("quantity"));
    if (!quantity)
        return missing("quantity");
    const auto price = type == "MARKET" ? std::optional<fixed>(0) : to_fixed(sent.value("price"));
    if (!price)
        return missing("price");
    order_wish wish;
    wish.symbol = sent.value("symbol");
    wish.client_id = sent.value("newClientOrderId");
    if (wish.client_id.empty())
        wish.client_id = named_by_exchange(with);
    wish.buy = sent.value("side") == "BUY";
    wish.market = type == "MARKET";
    wish.lasts = *lasting(at, type, sent.value("timeInForce"));
    wish.reduce_only = at == market_kind::futures && sent.value("reduceOnly") == "true";
    wish.price = *price;
    wish.quantity = *quantity;
    return wish;
}

std::string_view status_of(order_state state) noexcept
{
    switch (state) {
    case order_state::pending: return "PENDING_NEW";
    case order_state::open: return "NEW";
    case order_state::partially_filled: return "PARTIALLY_FILLED";
    case order_state::rejected: return "REJECTED";
    case order_state::expired: return "EXPIRED";
    case order_state::cancelled: return "CANCELED";
    case order_state::filled: return "FILLED";
    }
    return "NEW";
}

std::string_view type_of(market_kind at, const order_wish& wish) noexcept
{
    if (wish.market)
        return "MARKET";
    return at == market_kind::spot && wish.lasts == time_in_force::post_only ? "LIMIT_MAKER" : "LIMIT";
}

std::string_view time_in_force_of(const order_wish& wish) noexcept
{
    const auto* const found =
        std::ranges::find(times_in_force, wish.lasts, [](const auto& entry) { return entry.second; });
    return found == std::end(times_in_force) ? "GTC" : found->first;
}

std::string_view side_of(bool buy) noexcept
{
    return buy ? "BUY" : "SELL";
}

std::string member(std::string_view name, fixed amount)
{
    return opened(name) + "\"" + to_text(amount) + "\"";
}

std::string member(std::string_view name, std::string_view text)
{
    return opened(name) + json_quote(text);
}

std::string member(std::string_view name, std::uint64_t number)
{
    return opened(name) + std::to_string(number);
}

std::string member(std::string_view name, wall_time at)
{
    return opened(name) + stamp(at);
}

std::string flag(std::string_view name, bool set)
{
    return opened(name) + (set ? "true" : "false");
}

} // namespace holdfast::sim::binance
