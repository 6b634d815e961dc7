// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/bybit/account_orders.hpp"

#include "sim/venue/json_read.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/json/json_quote.hpp"

#include <optional>
#include <string_view>

namespace holdfast::sim::bybit {

namespace {

namespace json = boost::json;
using wire::json_quote;

// v5/error. A post-only order that would take is accepted by the exchange and cancelled at once; here it is
// refused, with the code that spot has for it.
carried_out refusal_of(order_refusal why)
{
    switch (why) {
    case order_refusal::unknown_symbol: return {.code = 10001, .words = "Not supported symbols"};
    case order_refusal::bad_amount: return {.code = 10001, .words = "Qty invalid"};
    case order_refusal::duplicate_client_id: return {.code = 110072, .words = "OrderLinkedID is duplicate"};
    case order_refusal::insufficient_balance: return {.code = 110007, .words = "ab not enough for new order"};
    case order_refusal::would_take:
        return {.code = 170218, .words = "The LIMIT-MAKER order is rejected due to invalid price."};
    case order_refusal::would_not_reduce:
        return {.code = 110017, .words = "current position is zero, cannot fix reduce-only order qty"};
    case order_refusal::unknown_order:
        return {.code = 110001, .words = "order not exists or too late to cancel"};
    case order_refusal::order_over:
        return {.code = 110008, .words = "The order has been completed or cancelled."};
    case order_refusal::none: break;
    }
    return {};
}

carried_out wrong(std::string_view words)
{
    return {.code = 10001, .words = std::string(words)};
}

carried_out done(std::uint64_t id, std::string_view client_id)
{
    return {.data =
                "{\"orderId\":\"" + std::to_string(id) + "\",\"orderLinkId\":" + json_quote(client_id) + "}"};
}

std::optional<time_in_force> duration_in(std::string_view word)
{
    if (word.empty() || word == "GTC")
        return time_in_force::good_till_cancelled;
    if (word == "IOC")
        return time_in_force::immediate_or_cancel;
    if (word == "FOK")
        return time_in_force::fill_or_kill;
    if (word == "PostOnly")
        return time_in_force::post_only;
    return std::nullopt;
}

bool is_link_id(std::string_view id)
{
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return id.size() <= 36 && id.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_true(const json::object& in, std::string_view key)
{
    const json::value* v = in.if_contains(key);
    return v && v->is_bool() && v->get_bool();
}

} // namespace

carried_out create_order(const json::object& asked, const back_office& with)
{
    const std::string side = text_of(asked, "side");
    const std::string type = text_of(asked, "orderType");
    const auto lasts = duration_in(text_of(asked, "timeInForce"));
    const auto quantity = to_fixed(text_of(asked, "qty"));
    const auto price = to_fixed(text_of(asked, "price"));
    const std::string link = text_of(asked, "orderLinkId");
    if (text_of(asked, "category") != "linear")
        return {.code = 10404, .words = "category is not correct or supported"};
    if (side != "Buy" && side != "Sell")
        return wrong("params error: side invalid");
    if (type != "Limit" && type != "Market")
        return wrong("params error: orderType invalid");
    if (!lasts)
        return wrong("params error: timeInForce invalid");
    if (!is_link_id(link))
        return wrong("params error: orderLinkId invalid");
    if (number_of(asked, "positionIdx").value_or(0) != 0)
        return wrong("position idx not match position mode");
    const bool market = type == "Market";
    const placement placed = with.accounts.place({.symbol = text_of(asked, "symbol"),
                                                  .client_id = link,
                                                  .buy = side == "Buy",
                                                  .market = market,
                                                  .lasts = *lasts,
                                                  .reduce_only = is_true(asked, "reduceOnly"),
                                                  .price = market ? 0 : price.value_or(0),
                                                  .quantity = quantity.value_or(0)},
                                                 with.now);
    return placed.why == order_refusal::none ? done(placed.id, link) : refusal_of(placed.why);
}

carried_out cancel_order(const json::object& asked, const back_office& with)
{
    const std::string symbol = text_of(asked, "symbol");
    const std::string named = text_of(asked, "orderId");
    const std::string link = text_of(asked, "orderLinkId");
    if (text_of(asked, "category") != "linear")
        return {.code = 10404, .words = "category is not correct or supported"};
    if (symbol.empty() || (named.empty() && link.empty()))
        return wrong("params error: symbol, orderId or orderLinkId missing");
    const auto id = named.empty() ? std::optional<std::uint64_t>(0) : wire::read_id(named);
    const auto known = id ? with.accounts.find(symbol, *id, link) : std::nullopt;
    if (!known)
        return refusal_of(order_refusal::unknown_order);
    const order_refusal why = with.accounts.cancel(symbol, known->id, {}, with.now);
    return why == order_refusal::none ? done(known->id, known->wish.client_id) : refusal_of(why);
}

} // namespace holdfast::sim::bybit
