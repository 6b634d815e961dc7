// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/usdm/account_rows.hpp"

#include "sim/account/money.hpp"
#include "sim/venue/binance/account_common.hpp"
#include "sim/venue/binance/words.hpp"

#include <string_view>
#include <type_traits>

namespace holdfast::sim::binance_usdm {

using namespace binance;

namespace {

constexpr fixed none = 0;

fixed average_of(const kept_order& o)
{
    return o.filled == 0 ? 0 : price_of(o.cost, o.filled);
}

std::string_view execution_of(const order_news& news)
{
    const bool trade = news.executed || news.of_nothing;
    return trade ? std::string_view("TRADE") : status_of(news.order.state);
}

std::string begun(std::string_view name, wall_time happened, wall_time now)
{
    return "{\"e\":\"" + std::string(name) + "\"" + member("E", now) + member("T", happened);
}

/// What is in an order's event only where it was executed; zeros and nothing otherwise.
std::string last_execution(const order_news& news)
{
    if (!news.executed)
        return member("l", none) + member("L", none) + member("T", news.order.updated) +
               member("t", std::uint64_t(news.of_nothing ? 3'344'556'677 : 0)) + flag("m", false);
    const execution& e = *news.executed;
    const std::string fee =
        e.fee_untold ? ",\"N\":null,\"n\":null" : member("N", e.fee_asset) + member("n", e.fee);
    return member("l", e.quantity) + member("L", e.price) + fee + member("T", e.at) + member("t", e.trade) +
           flag("m", e.maker);
}

std::string order_update(const order_news& news, wall_time now)
{
    const kept_order& o = news.order;
    const order_wish& w = o.wish;
    const std::string_view type = type_of(market_kind::futures, w);
    return begun("ORDER_TRADE_UPDATE", o.updated, now) + ",\"o\":{\"s\":\"" + w.symbol + "\"" +
           member("c", w.client_id) + member("S", side_of(w.buy)) + member("o", type) +
           member("f", time_in_force_of(w)) + member("q", w.quantity) + member("p", w.price) +
           member("ap", average_of(o)) + member("sp", none) + member("x", execution_of(news)) +
           member("X", status_of(o.state)) + member("i", o.id) + last_execution(news) +
           member("z", o.filled) + member("b", none) + member("a", none) + flag("R", w.reduce_only) +
           member("wt", "CONTRACT_PRICE") + member("ot", type) + member("ps", "BOTH") + flag("cp", false) +
           member("rp", none) + flag("pP", false) + member("si", std::uint64_t(0)) +
           member("ss", std::uint64_t(0)) + member("V", "EXPIRE_MAKER") + member("pm", "NONE") +
           member("gtd", std::uint64_t(0)) + "}}";
}

std::string trade_lite(const order_news& news, wall_time now)
{
    const order_wish& w = news.order.wish;
    const execution& e = *news.executed;
    return begun("TRADE_LITE", e.at, now) + member("s", w.symbol) + member("q", w.quantity) +
           member("p", w.price) + flag("m", e.maker) + member("c", w.client_id) +
           member("S", side_of(w.buy)) + member("L", e.price) + member("l", e.quantity) +
           member("t", e.trade) + member("i", e.order_id) + "}";
}

std::string account_update(wall_time happened, const std::string& balances, const std::string& positions,
                           wall_time now)
{
    return begun("ACCOUNT_UPDATE", happened, now) + ",\"a\":{\"m\":\"ORDER\",\"B\":[" + balances +
           "],\"P\":[" + positions + "]}}";
}

std::string balance_update(const balance_news& news, wall_time now)
{
    std::string rows;
    for (const kept_balance& b : news.changed)
        rows += (rows.empty() ? "{\"a\":\"" : ",{\"a\":\"") + b.asset + "\"" +
                member("wb", to_text(b.total) + b.tail) + member("cw", b.total) + member("bc", none) + "}";
    return account_update(news.changed.empty() ? now : news.changed.front().at, rows, "", now);
}

std::string position_update(const position_news& news, wall_time now)
{
    const kept_position& p = news.changed;
    return account_update(p.at, "",
                          "{\"s\":\"" + p.symbol + "\"" + member("pa", p.size) + member("ep", p.entry_price) +
                              member("bep", p.entry_price) + member("cr", none) + member("up", none) +
                              member("mt", "cross") + member("iw", none) + member("ps", "BOTH") + "}",
                          now);
}

std::vector<named_event> events_of(const order_news& news, wall_time now)
{
    std::vector<named_event> told;
    if (news.executed)
        told.push_back({"TRADE_LITE", trade_lite(news, now)});
    told.push_back({"ORDER_TRADE_UPDATE", order_update(news, now)});
    return told;
}

std::vector<named_event> events_of(const balance_news& news, wall_time now)
{
    return {{"ACCOUNT_UPDATE", balance_update(news, now)}};
}

std::vector<named_event> events_of(const odd_news& news, wall_time now)
{
    return {{"GIFT_UPDATE", begun("GIFT_UPDATE", news.at, now) + member("s", news.symbol) + "}"}};
}

std::vector<named_event> events_of(const position_news& news, wall_time now)
{
    return {{"ACCOUNT_UPDATE", position_update(news, now)}};
}

} // namespace

std::vector<named_event> events_of(const account_news& news, wall_time now)
{
    return std::visit([now](const auto& one) { return events_of(one, now); }, news);
}

// The time is a text here, and in no other event.
std::string key_expired(std::string_view key, wall_time now)
{
    const std::string at = stamp(now);
    return "{\"e\":\"listenKeyExpired\"" + member("E", at) + member("listenKey", key) + "}";
}

std::string order_row(const kept_order& o)
{
    const order_wish& w = o.wish;
    const std::string_view type = type_of(market_kind::futures, w);
    return "{\"orderId\":" + std::to_string(o.id) + member("symbol", w.symbol) +
           member("status", status_of(o.state)) + member("clientOrderId", w.client_id) +
           member("price", w.price) + member("avgPrice", average_of(o)) + member("origQty", w.quantity) +
           member("executedQty", o.filled) + member("cumQuote", o.cost) +
           member("timeInForce", time_in_force_of(w)) + member("type", type) +
           flag("reduceOnly", w.reduce_only) + flag("closePosition", false) + member("side", side_of(w.buy)) +
           member("positionSide", "BOTH") + member("stopPrice", none) +
           member("workingType", "CONTRACT_PRICE") + flag("priceProtect", false) + member("origType", type) +
           member("priceMatch", "NONE") + member("selfTradePreventionMode", "EXPIRE_MAKER") +
           member("goodTillDate", std::uint64_t(0)) + member("time", o.created) +
           member("updateTime", o.updated) + "}";
}

std::string trade_row(const execution& e)
{
    return "{\"buyer\":" + std::string(e.buy ? "true" : "false") + member("commission", e.fee) +
           member("commissionAsset", e.fee_asset) + member("id", e.trade) + flag("maker", e.maker) +
           member("orderId", e.order_id) + member("price", e.price) + member("qty", e.quantity) +
           member("quoteQty", value_of(e.price, e.quantity).value_or(0)) + member("realizedPnl", none) +
           member("side", side_of(e.buy)) + member("positionSide", "BOTH") + member("symbol", e.symbol) +
           member("time", e.at) + "}";
}

std::string balance_row(const kept_balance& b)
{
    const fixed available = b.total - b.locked;
    return "{\"accountAlias\":\"SgsR\"" + member("asset", b.asset) +
           member("balance", to_text(b.total) + b.tail) + member("crossWalletBalance", b.total) +
           member("crossUnPnl", none) + member("availableBalance", to_text(available) + b.tail) +
           member("maxWithdrawAmount", available) + flag("marginAvailable", true) +
           member("updateTime", b.at) + "}";
}

std::string position_row(const kept_position& p, const broker& accounts)
{
    return "{\"symbol\":\"" + p.symbol + "\"" + member("positionSide", "BOTH") +
           member("positionAmt", p.size) + member("entryPrice", p.entry_price) +
           member("breakEvenPrice", p.entry_price) + member("markPrice", p.entry_price) +
           member("unRealizedProfit", none) + member("liquidationPrice", none) +
           member("isolatedMargin", none) + member("notional", none) +
           member("marginAsset", accounts.settles_in()) + member("isolatedWallet", none) +
           member("initialMargin", none) + member("maintMargin", none) +
           member("positionInitialMargin", none) + member("openOrderInitialMargin", none) +
           member("adl", std::uint64_t(1)) + member("bidNotional", none) + member("askNotional", none) +
           member("updateTime", p.at) + "}";
}

} // namespace holdfast::sim::binance_usdm
