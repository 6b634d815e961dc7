// SPDX-License-Identifier: BSL-1.0
#include "exchange/bybit/account_orders.hpp"

#include "exchange/bybit/answer_codes.hpp"
#include "exchange/common/signing_parts.hpp"
#include "wire/json/json_quote.hpp"

#include <string_view>
#include <variant>

namespace holdfast::bybit {

namespace {

using std::chrono::milliseconds;
using wire::json_quote;

failure refusal(std::string_view member, std::string_view why)
{
    return {errc::invalid_config, std::string(member) + ": " + std::string(why)};
}

// v5/order/create-order, orderLinkId.
bool is_client_id(std::string_view id) noexcept
{
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return !id.empty() && id.size() <= 36 && id.find_first_not_of(allowed) == std::string_view::npos;
}

std::string_view word_for(time_in_force lasts) noexcept
{
    switch (lasts) {
    case time_in_force::good_till_cancelled: return "GTC";
    case time_in_force::immediate_or_cancel: return "IOC";
    case time_in_force::fill_or_kill: return "FOK";
    case time_in_force::post_only: return "PostOnly";
    case time_in_force::good_till_date:
    case time_in_force::other: break;
    }
    return {};
}

std::string_view index_of(position_leg leg) noexcept
{
    switch (leg) {
    case position_leg::net: return "0";
    case position_leg::long_leg: return "1";
    case position_leg::short_leg: return "2";
    }
    return {};
}

result<> check(const new_order& wish, category of)
{
    const bool limit = wish.type == order_type::limit;
    const bool spot = of == category::spot;
    if (wish.symbol.empty())
        return refusal("new_order::symbol", "empty");
    if (!is_client_id(wish.client_id))
        return refusal("new_order::client_id", "has to be 1 to 36 letters, digits, - and _");
    if (!limit && wish.type != order_type::market)
        return refusal("new_order::type", "has to be limit or market");
    if (limit && word_for(wish.lasts).empty())
        return refusal("new_order::lasts", "the exchange has no such duration");
    if (limit && wish.price.sign() <= 0)
        return refusal("new_order::price", "a limit order has to have one");
    if (wish.quantity.sign() <= 0)
        return refusal("new_order::quantity", "has to be above zero");
    if (spot && wish.reduce_only)
        return refusal("new_order::reduce_only", "there are no positions on spot");
    if (spot && wish.leg != position_leg::net)
        return refusal("new_order::leg", "there are no positions on spot");
    return {};
}

std::string member(std::string_view name, std::string_view value)
{
    return ",\"" + std::string(name) + "\":" + json_quote(value);
}

// Market orders of contracts, and limit orders, count the base coin; market orders on spot have to be told
// to.
result<std::string> arguments(const new_order& wish, category of)
{
    if (result<> fine = check(wish, of); !fine)
        return std::move(fine).error();
    const bool limit = wish.type == order_type::limit;
    std::string text = "{\"category\":" + json_quote(to_string(of)) + member("symbol", wish.symbol) +
                       member("side", wish.side == side::buy ? "Buy" : "Sell") +
                       member("orderType", limit ? "Limit" : "Market") + member("qty", wish.quantity.str());
    if (limit)
        text += member("price", wish.price.str()) + member("timeInForce", word_for(wish.lasts));
    if (of != category::spot)
        text += ",\"positionIdx\":" + std::string(index_of(wish.leg)) +
                ",\"reduceOnly\":" + (wish.reduce_only ? "true" : "false");
    else if (!limit)
        text += member("marketUnit", "baseCoin");
    return text + member("orderLinkId", wish.client_id) + "}";
}

// v5/order/cancel-order: one of both ids.
result<std::string> arguments(const order_cancel& wish, category of)
{
    if (wish.symbol.empty())
        return refusal("order_cancel::symbol", "empty");
    if (wish.order_id.empty() && !is_client_id(wish.client_id))
        return refusal("order_cancel::client_id", "has to be 1 to 36 letters, digits, - and _");
    return "{\"category\":" + json_quote(to_string(of)) + member("symbol", wish.symbol) +
           (wish.order_id.empty() ? member("orderLinkId", wish.client_id)
                                  : member("orderId", wish.order_id)) +
           "}";
}

result<std::string> arguments(const ready_order&, category)
{
    return refusal("order_command", "this exchange takes new_order and order_cancel");
}

} // namespace

result<std::string> write_command(std::uint64_t id, const order_command& command, category of,
                                  duration recv_window, wall_time now)
{
    const auto asked = std::visit([of](const auto& wish) { return arguments(wish, of); }, command);
    if (!asked)
        return asked.error();
    const std::string time = signing_parts::since_1970<milliseconds>(now);
    return "{\"reqId\":" + json_quote(request_name(id, time)) +
           ",\"header\":{\"X-BAPI-TIMESTAMP\":" + json_quote(time) + ",\"X-BAPI-RECV-WINDOW\":\"" +
           std::to_string(std::chrono::floor<milliseconds>(recv_window).count()) + "\"},\"op\":\"" +
           (cancels(command) ? "order.cancel" : "order.create") + "\",\"args\":[" + *asked + "]}";
}

} // namespace holdfast::bybit
