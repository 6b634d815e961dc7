// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/spot/account_rows.hpp"

#include "sim/account/money.hpp"
#include "sim/venue/binance/words.hpp"

#include <algorithm>

namespace holdfast::sim::binance::spot {

namespace {

/// `{"subscriptionId":0,"event":{"e":"…","E":1728972148778…}}`
std::string wrapped(std::string_view name, wall_time now, const std::string& members)
{
    return "{\"subscriptionId\":0,\"event\":{\"e\":" + json_quote(name) + member("E", now) + members + "}}";
}

/// What a cancel is called that was not given a name.
std::string cancel_of(const kept_order& o)
{
    return "cancel-" + std::to_string(o.id);
}

std::string_view execution_type(const order_news& news)
{
    if (news.executed || news.of_nothing)
        return "TRADE";
    return status_of(news.order.state);
}

std::string symbol_of(const kept_order& o)
{
    return "{\"symbol\":" + json_quote(o.wish.symbol);
}

/// Post-only is a type here, which lasts until it is cancelled.
std::string_view lasts_of(const order_wish& wish)
{
    return wish.lasts == time_in_force::post_only ? "GTC" : time_in_force_of(wish);
}

/// What every answer about an order says after its names and times.
std::string terms_of(const kept_order& o)
{
    return member("price", o.wish.price) + member("origQty", o.wish.quantity) +
           member("executedQty", o.filled) + member("origQuoteOrderQty", fixed(0)) +
           member("cummulativeQuoteQty", o.cost) + member("status", status_of(o.state)) +
           member("timeInForce", lasts_of(o.wish)) + member("type", type_of(market_kind::spot, o.wish)) +
           member("side", side_of(o.wish.buy));
}

constexpr std::string_view no_prevention = "NONE";

/// The part of a report that is about one execution.
std::string executed_part(const std::optional<execution>& e)
{
    if (!e)
        return member("l", fixed(0)) + member("L", fixed(0)) + member("n", "0") + ",\"N\":null,\"t\":-1" +
               flag("m", false) + member("Y", fixed(0));
    const std::string fee =
        e->fee_untold ? ",\"n\":null,\"N\":null" : member("n", e->fee) + member("N", e->fee_asset);
    return member("l", e->quantity) + member("L", e->price) + fee + member("t", e->trade) +
           flag("m", e->maker) + member("Y", value_of(e->price, e->quantity).value_or(0));
}

std::string fill_object(const execution& e)
{
    return "{\"price\":\"" + to_text(e.price) + "\"" + member("qty", e.quantity) +
           member("commission", e.fee) + member("commissionAsset", e.fee_asset) + member("tradeId", e.trade) +
           "}";
}

} // namespace

std::string execution_report(const order_news& news, wall_time now)
{
    const kept_order& o = news.order;
    const bool cancelled = o.state == order_state::cancelled && !news.of_nothing;
    return wrapped("executionReport", now,
                   member("s", o.wish.symbol) + member("c", cancelled ? cancel_of(o) : o.wish.client_id) +
                       member("S", side_of(o.wish.buy)) + member("o", type_of(market_kind::spot, o.wish)) +
                       member("f", lasts_of(o.wish)) + member("q", o.wish.quantity) +
                       member("p", o.wish.price) + member("P", fixed(0)) + member("F", fixed(0)) +
                       ",\"g\":-1" + member("C", cancelled ? o.wish.client_id : std::string()) +
                       member("x", execution_type(news)) + member("X", status_of(o.state)) +
                       member("r", "NONE") + member("i", o.id) + executed_part(news.executed) +
                       member("z", o.filled) + member("T", o.updated) + member("I", o.update) +
                       flag("w", !is_final(o.state) && !o.wish.market) + flag("M", false) +
                       member("O", o.created) + member("Z", o.cost) + member("Q", fixed(0)) +
                       member("W", o.created) + member("V", no_prevention));
}

std::string account_position(const balance_news& news, wall_time now)
{
    std::string list;
    wall_time updated{};
    for (const kept_balance& b : news.changed) {
        updated = std::max(updated, b.at);
        list += (list.empty() ? "{\"a\":" : ",{\"a\":") + json_quote(b.asset) +
                member("f", to_text(b.total - b.locked) + b.tail) + member("l", b.locked) + "}";
    }
    return wrapped("outboundAccountPosition", now, member("u", updated) + ",\"B\":[" + list + "]");
}

std::string odd_event(const odd_news& news, wall_time now)
{
    return wrapped("giftUpdate", now, member("s", news.symbol) + member("i", news.number));
}

std::string stream_terminated(wall_time now)
{
    return wrapped("eventStreamTerminated", now, {});
}

std::string order_object(const kept_order& o)
{
    const bool on_book = !is_final(o.state) && !o.wish.market;
    return symbol_of(o) + member("orderId", o.id) + ",\"orderListId\":-1" +
           member("clientOrderId", o.wish.client_id) + terms_of(o) + member("stopPrice", fixed(0)) +
           member("icebergQty", fixed(0)) + member("time", o.created) + member("updateTime", o.updated) +
           flag("isWorking", on_book) + member("workingTime", o.created) +
           member("selfTradePreventionMode", no_prevention) + "}";
}

std::string trade_object(const execution& e)
{
    return "{\"symbol\":" + json_quote(e.symbol) + member("id", e.trade) + member("orderId", e.order_id) +
           ",\"orderListId\":-1" + member("price", e.price) + member("qty", e.quantity) +
           member("quoteQty", value_of(e.price, e.quantity).value_or(0)) + member("commission", e.fee) +
           member("commissionAsset", e.fee_asset) + member("time", e.at) + flag("isBuyer", e.buy) +
           flag("isMaker", e.maker) + flag("isBestMatch", true) + "}";
}

std::string account_object(const std::vector<kept_balance>& balances, bool omit_zeros)
{
    std::string list;
    wall_time updated{};
    for (const kept_balance& b : balances) {
        updated = std::max(updated, b.at);
        if (omit_zeros && b.total == 0 && b.locked == 0)
            continue;
        list += (list.empty() ? "{\"asset\":" : ",{\"asset\":") + json_quote(b.asset) +
                member("free", to_text(b.total - b.locked) + b.tail) + member("locked", b.locked) + "}";
    }
    return "{\"makerCommission\":2,\"takerCommission\":5,\"buyerCommission\":0,\"sellerCommission\":0,"
           "\"canTrade\":true,\"canWithdraw\":true,\"canDeposit\":true,\"brokered\":false,"
           "\"requireSelfTradePrevention\":false,\"preventSor\":false" +
           member("updateTime", updated) + ",\"accountType\":\"SPOT\",\"balances\":[" + list +
           "],\"permissions\":[\"SPOT\"],\"uid\":354937868}";
}

std::string placed_object(const kept_order& o, const std::vector<execution>& made, std::string_view wanted)
{
    std::string answer = symbol_of(o) + member("orderId", o.id) + ",\"orderListId\":-1" +
                         member("clientOrderId", o.wish.client_id) + member("transactTime", o.created);
    if (wanted == "ACK")
        return answer + "}";
    answer +=
        terms_of(o) + member("workingTime", o.created) + member("selfTradePreventionMode", no_prevention);
    if (wanted == "RESULT")
        return answer + "}";
    std::string fills;
    for (const execution& e : made)
        fills += (fills.empty() ? "" : ",") + fill_object(e);
    return answer + ",\"fills\":[" + fills + "]}";
}

std::string cancelled_object(const kept_order& o)
{
    return symbol_of(o) + member("origClientOrderId", o.wish.client_id) + member("orderId", o.id) +
           ",\"orderListId\":-1" + member("clientOrderId", cancel_of(o)) + member("transactTime", o.updated) +
           terms_of(o) + member("selfTradePreventionMode", no_prevention) + "}";
}

// errors.md, "Messages for -1010, -2010 and -2011".
api_error words_of(order_refusal why)
{
    switch (why) {
    case order_refusal::unknown_symbol: return {400, -1121, "Invalid symbol."};
    case order_refusal::bad_amount: return {400, -1013, "Filter failure: NOTIONAL"};
    case order_refusal::duplicate_client_id: return {400, -2010, "Duplicate order sent."};
    case order_refusal::insufficient_balance:
        return {400, -2010, "Account has insufficient balance for requested action."};
    case order_refusal::would_take: return {400, -2010, "Order would immediately match and take."};
    case order_refusal::unknown_order:
    case order_refusal::order_over: return {400, -2011, "Unknown order sent."};
    case order_refusal::would_not_reduce:
    case order_refusal::none: break;
    }
    return {400, -2010, "This action is disabled on this account."};
}

} // namespace holdfast::sim::binance::spot
