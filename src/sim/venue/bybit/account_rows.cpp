// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/bybit/account_rows.hpp"

#include "sim/account/money.hpp"
#include "sim/venue/bybit/words.hpp"

#include <utility>

namespace holdfast::sim::bybit {

namespace {

using wire::json_quote;

/// An object that is being written.
class object {
public:
    object& text(std::string_view name, std::string_view value) { return raw(name, json_quote(value)); }
    object& amount(std::string_view name, fixed value) { return text(name, to_text(value)); }
    object& time(std::string_view name, wall_time at) { return text(name, stamp(at)); }
    object& flag(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
    object& number(std::string_view name, std::uint64_t value) { return raw(name, std::to_string(value)); }

    object& raw(std::string_view name, std::string_view value)
    {
        text_ += (text_.size() > 1 ? "," : "") + json_quote(name) + ":" + std::string(value);
        return *this;
    }

    [[nodiscard]] std::string done() { return std::exchange(text_, {}) + "}"; }

private:
    std::string text_ = "{";
};

std::string_view side_of(bool buy)
{
    return buy ? "Buy" : "Sell";
}

// v5/enum, orderStatus: what expires is cancelled.
std::string_view status_of(order_state state)
{
    switch (state) {
    case order_state::pending: return "Untriggered";
    case order_state::open: return "New";
    case order_state::partially_filled: return "PartiallyFilled";
    case order_state::rejected: return "Rejected";
    case order_state::filled: return "Filled";
    case order_state::expired:
    case order_state::cancelled: break;
    }
    return "Cancelled";
}

std::string_view duration_of(const order_wish& wish)
{
    if (wish.market)
        return "IOC";
    switch (wish.lasts) {
    case time_in_force::immediate_or_cancel: return "IOC";
    case time_in_force::fill_or_kill: return "FOK";
    case time_in_force::post_only: return "PostOnly";
    default: return "GTC";
    }
}

std::string_view reason_of(order_state state)
{
    return state == order_state::expired ? "EC_NoImmediateQtyToFill" : "EC_NoError";
}

} // namespace

std::string print(const kept_order& o)
{
    const order_wish& w = o.wish;
    const fixed open = is_final(o.state) ? 0 : w.quantity - o.filled;
    object out;
    out.text("category", "linear").text("symbol", w.symbol).text("orderId", std::to_string(o.id));
    out.text("orderLinkId", w.client_id).text("blockTradeId", "").text("side", side_of(w.buy));
    out.number("positionIdx", 0).text("orderStatus", status_of(o.state)).text("createType", "CreateByUser");
    out.text("cancelType", o.state == order_state::cancelled ? "CancelByUser" : "UNKNOWN");
    out.text("rejectReason", reason_of(o.state)).text("timeInForce", duration_of(w)).text("isLeverage", "");
    out.text("price", w.market ? "0" : to_text(w.price)).amount("qty", w.quantity);
    out.text("avgPrice", o.filled == 0 ? "" : to_text(price_of(o.cost, o.filled)));
    out.amount("leavesQty", open).amount("leavesValue", value_of(w.price, open).value_or(0));
    out.amount("cumExecQty", o.filled).amount("cumExecValue", o.cost).text("cumExecFee", "");
    out.text("closedPnl", "0")
        .text("orderType", o.odd      ? "Chase"
                           : w.market ? "Market"
                                      : "Limit")
        .text("stopOrderType", "");
    out.text("orderIv", "").text("triggerPrice", "").text("takeProfit", "").text("stopLoss", "");
    out.text("triggerBy", "").text("tpTriggerBy", "").text("slTriggerBy", "").number("triggerDirection", 0);
    out.text("tpslMode", "UNKNOWN").text("tpLimitPrice", "0").text("slLimitPrice", "0").text("placeType", "");
    out.text("lastPriceOnCreated", "").flag("reduceOnly", w.reduce_only).flag("closeOnTrigger", false);
    out.text("smpType", "None").number("smpGroup", 0).text("smpOrderId", "").raw("cumFeeDetail", "{}");
    return out.time("createdTime", o.created).time("updatedTime", o.updated).done();
}

std::string print(const execution& e, const kept_order& of)
{
    object out;
    out.text("category", "linear").text("symbol", e.symbol).text("orderId", std::to_string(e.order_id));
    out.text("orderLinkId", e.client_id).text("side", side_of(e.buy)).text("isLeverage", "0");
    out.text("orderPrice", of.wish.market ? "0" : to_text(of.wish.price))
        .amount("orderQty", of.wish.quantity);
    out.amount("leavesQty", of.wish.quantity - of.filled)
        .text("orderType", of.wish.market ? "Market" : "Limit");
    out.text("stopOrderType", "UNKNOWN").text("createType", "CreateByUser").text("execType", "Trade");
    out.text("execId", std::to_string(e.trade)).amount("execPrice", e.price).amount("execQty", e.quantity);
    out.amount("execValue", value_of(e.price, e.quantity).value_or(0));
    out.raw("execFee", e.fee_untold ? "null" : json_quote(to_text(e.fee)));
    out.text("feeCurrency", e.fee_asset)
        .text("feeRate", e.maker ? "0.0002" : "0.0005")
        .flag("isMaker", e.maker);
    out.text("tradeIv", "").text("markIv", "").text("blockTradeId", "").text("markPrice", to_text(e.price));
    out.text("indexPrice", "").text("underlyingPrice", "").text("closedSize", "").text("extraFees", "");
    return out.time("execTime", e.at).number("seq", e.id).done();
}

std::string print(const odd_news& news)
{
    object out;
    out.text("category", "linear")
        .text("symbol", news.symbol)
        .text("orderId", "gift")
        .text("orderLinkId", "");
    out.text("side", "Sell")
        .text("execType", "CorporateAction")
        .text("execPrice", "1")
        .text("execQty", "0.5");
    out.text("execId", "gift-" + std::to_string(news.number)).text("execFee", "0").flag("isMaker", false);
    return out.time("execTime", news.at).done();
}

std::string print(const kept_position& p, std::string_view price_of_entry)
{
    const fixed size = p.size < 0 ? -p.size : p.size;
    object out;
    out.number("positionIdx", 0).number("tradeMode", 0).number("riskId", 1).text("riskLimitValue", "2000000");
    out.text("category", "linear").text("symbol", p.symbol);
    out.text("side", size == 0 ? "" : side_of(p.size > 0)).amount("size", size);
    out.amount(price_of_entry, p.entry_price).text("leverage", "20");
    out.amount("positionValue", value_of(p.entry_price, size).value_or(0)).text("positionBalance", "0");
    out.amount("markPrice", p.entry_price)
        .text("positionIM", "0")
        .text("positionMM", "0")
        .text("liqPrice", "");
    out.text("bustPrice", "").text("takeProfit", "0").text("stopLoss", "0").text("trailingStop", "0");
    out.text("unrealisedPnl", "0").text("curRealisedPnl", "0").text("cumRealisedPnl", "0");
    out.text("sessionAvgPrice", "0").text("tpslMode", "Full").text("positionStatus", "Normal");
    out.number("adlRankIndicator", 0).number("autoAddMargin", 0).flag("isReduceOnly", false);
    out.text("leverageSysUpdatedTime", "").text("mmrSysUpdatedTime", "");
    if (p.update == 0)
        out.raw("seq", "-1"); // Never traded.
    else
        out.number("seq", p.update);
    if (p.at == wall_time())
        return out.text("createdTime", "").text("updatedTime", "").done();
    return out.time("createdTime", p.at).time("updatedTime", p.at).done();
}

std::string print(std::span<const kept_balance> coins)
{
    std::string list;
    for (const kept_balance& b : coins) {
        object out;
        out.text("coin", b.asset).text("equity", to_text(b.total) + b.tail).amount("usdValue", b.total);
        out.text("walletBalance", to_text(b.total) + b.tail)
            .amount("locked", b.locked)
            .text("borrowAmount", "0");
        out.text("availableToBorrow", "").text("availableToWithdraw", "").text("accruedInterest", "0");
        out.text("totalOrderIM", "0").text("totalPositionIM", "0").text("totalPositionMM", "0");
        out.text("unrealisedPnl", "0").text("cumRealisedPnl", "0").text("bonus", "0");
        out.flag("collateralSwitch", true).flag("marginCollateral", true).text("spotBorrow", "0");
        list += (list.empty() ? "" : ",") + out.done();
    }
    object out;
    for (const std::string_view unknown :
         {"accountIMRate", "accountMMRate", "totalEquity", "totalWalletBalance", "totalMarginBalance",
          "totalAvailableBalance", "totalPerpUPL", "totalInitialMargin", "totalMaintenanceMargin"})
        out.text(unknown, "");
    return out.raw("coin", "[" + list + "]").text("accountLTV", "0").text("accountType", "UNIFIED").done();
}

} // namespace holdfast::sim::bybit
