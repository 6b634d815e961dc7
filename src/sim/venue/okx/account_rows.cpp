// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/okx/account_rows.hpp"

#include "sim/account/money.hpp"
#include "sim/venue/okx/words.hpp"

#include <initializer_list>

namespace holdfast::sim::okx {

namespace {

/// What an account of spot trading has no value for.
void leave_empty(object& in, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names)
        in.text(name, "");
}

void set_zero(object& in, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names)
        in.text(name, "0");
}

/// "Order details", `cancelSource`.
std::string_view cancel_source(order_state state)
{
    switch (state) {
    case order_state::cancelled: return "1"; // By the user.
    case order_state::expired: return "14";  // What is left of an order that must not rest.
    default: return "";
    }
}

std::string_view side_of(bool buy)
{
    return buy ? "buy" : "sell";
}

std::string_view role_of(const execution& e)
{
    return e.maker ? "M" : "T";
}

/// What all executions of an order have cost, and the last of them.
struct executions_of_order {
    executions_of_order(const kept_order& o, const broker& accounts)
    {
        if (o.filled == 0)
            return;
        for (const execution& e : accounts.executions_since(o.created)) {
            if (e.order_id != o.id)
                continue;
            fee += e.fee;
            last = e;
        }
    }

    fixed fee = 0;
    std::optional<execution> last{};
};

void write_order(object& to, const kept_order& o, fixed fee, const std::optional<execution>& shown)
{
    const order_wish& wish = o.wish;
    const std::string quote = assets_of(wish.symbol).quote;
    to.text("accFillSz", plain(o.filled));
    leave_empty(to, {"algoClOrdId", "algoId", "attachAlgoClOrdId"});
    to.json("attachAlgoOrds", "[]");
    to.text("avgPx", o.filled == 0 ? "" : plain(price_of(o.cost, o.filled)));
    to.text("cTime", stamp(o.created));
    to.text("cancelSource", cancel_source(o.state));
    to.text("cancelSourceReason", "");
    to.text("category", "normal");
    to.text("ccy", "");
    to.text("clOrdId", wish.client_id);
    to.text("fee", plain(-fee));
    to.text("feeCcy", shown ? shown->fee_asset : quote);
    to.text("fillPx", shown ? plain(shown->price) : "");
    to.text("fillSz", shown ? plain(shown->quantity) : "0");
    to.text("fillTime", shown ? stamp(shown->at) : "");
    to.text("instId", wish.symbol);
    to.text("instType", "SPOT");
    to.text("isTpLimit", "false");
    to.text("lever", "");
    to.json("linkedAlgoOrd", R"({"algoId":""})");
    to.text("ordId", std::to_string(o.id));
    to.text("ordType", o.odd ? "elp" : word_for(wish));
    to.text("pnl", "0");
    to.text("posSide", "net");
    to.text("px", wish.market ? "" : plain(wish.price));
    leave_empty(to, {"pxType", "pxUsd", "pxVol", "quickMgnType"});
    to.text("rebate", "0");
    to.text("rebateCcy", quote);
    to.text("reduceOnly", "false");
    to.text("side", side_of(wish.buy));
    leave_empty(to, {"slOrdPx", "slTriggerPx", "slTriggerPxType", "source"});
    to.text("state", word_for(o.state));
    to.text("stpId", "");
    to.text("stpMode", "cancel_maker");
    to.text("sz", plain(wish.quantity));
    to.text("tag", "");
    to.text("tdMode", "cash");
    to.text("tgtCcy", wish.market ? "base_ccy" : "");
    leave_empty(to, {"tpOrdPx", "tpTriggerPx", "tpTriggerPxType"});
    to.text("tradeId", shown ? std::to_string(shown->trade) : "");
    to.text("tradeQuoteCcy", quote);
    to.text("uTime", stamp(o.updated));
}

std::string balance_row(const kept_balance& b)
{
    const bool whole = b.tail.empty();
    const std::string total = whole ? plain(b.total) : to_text(b.total) + b.tail;
    const std::string available = whole ? plain(b.total - b.locked) : total;
    const std::string locked = plain(b.locked);
    object row;
    row.text("availBal", available).text("availEq", available).text("cashBal", total).text("ccy", b.asset);
    row.text("eq", total).text("frozenBal", locked).text("ordFrozen", locked).text("spotBal", total);
    row.text("uTime", stamp(b.at)).json("collateralEnabled", "false").json("collateralRestrict", "false");
    set_zero(row, {"borrowFroz", "coinUsdPrice", "colBorrAutoConversion", "disEq", "eqUsd", "fixedBal",
                   "isoEq", "isoUpl", "notionalLever", "rewardBal", "smtSyncEq", "spotCopyTradingEq",
                   "spotIsoBal", "stgyEq", "twap", "upl"});
    leave_empty(row, {"accAvgPx", "clSpotInUseAmt", "crossLiab", "imr", "interest", "isoLiab", "liab",
                      "maxLoan", "maxSpotInUseAmt", "mgnRatio", "mmr", "openAvgPx", "spotInUseAmt", "spotUpl",
                      "spotUplRatio", "totalPnl", "totalPnlRatio", "uplLiab"});
    return row.str();
}

} // namespace

std::string bill_of(const execution& e)
{
    constexpr std::uint64_t first = 680'800'019'754'000'000;
    return std::to_string(first + e.id);
}

std::string_view word_for(order_state state) noexcept
{
    switch (state) {
    case order_state::pending:
    case order_state::open: return "live";
    case order_state::partially_filled: return "partially_filled";
    case order_state::filled: return "filled";
    case order_state::rejected:
    case order_state::expired:
    case order_state::cancelled: break;
    }
    return "canceled";
}

std::string_view word_for(const order_wish& wish) noexcept
{
    if (wish.market)
        return "market";
    switch (wish.lasts) {
    case time_in_force::immediate_or_cancel: return "ioc";
    case time_in_force::fill_or_kill: return "fok";
    case time_in_force::post_only: return "post_only";
    default: return "limit";
    }
}

std::string pushed_order(const kept_order& o, const std::optional<execution>& executed,
                         const broker& accounts)
{
    object row;
    write_order(row, o, executions_of_order(o, accounts).fee, executed);
    leave_empty(row, {"amendResult", "amendSource", "fillFwdPx", "fillIdxPx", "fillMarkPx", "fillMarkVol",
                      "fillPnl", "fillPxUsd", "fillPxVol", "lastPx", "msg", "notionalUsd", "reqId"});
    row.text("code", "0");
    row.text("execType", executed ? role_of(*executed) : "");
    row.text("fillFee", !executed ? "0" : executed->fee_untold ? "" : plain(-executed->fee));
    row.text("fillFeeCcy", executed ? executed->fee_asset : "");
    row.text("fillNotionalUsd",
             executed ? plain(value_of(executed->price, executed->quantity).value_or(0)) : "");
    return row.str();
}

std::string listed_order(const kept_order& o, const broker& accounts)
{
    const executions_of_order done(o, accounts);
    object row;
    write_order(row, o, done.fee, done.last);
    return row.str();
}

std::string listed_fill(const execution& e)
{
    object row;
    row.text("side", side_of(e.buy)).text("fillSz", plain(e.quantity)).text("fillPx", plain(e.price));
    row.text("fee", e.fee_untold ? "" : plain(-e.fee)).text("feeCcy", e.fee_asset).text("fillPnl", "0");
    row.text("ordId", std::to_string(e.order_id)).text("instType", "SPOT").text("instId", e.symbol);
    row.text("clOrdId", e.client_id).text("posSide", "net").text("billId", bill_of(e));
    row.text("subType", e.buy ? "1" : "2").text("fillTime", stamp(e.at)).text("ts", stamp(e.at));
    row.text("execType", role_of(e)).text("tradeId", std::to_string(e.trade));
    leave_empty(row, {"feeRate", "fillFwdPx", "fillIdxPx", "fillMarkPx", "fillMarkVol", "fillPxUsd",
                      "fillPxVol", "tag"});
    return row.str();
}

std::string balances_row(std::span<const kept_balance> balances, wall_time now)
{
    std::string details;
    for (const kept_balance& b : balances)
        details.append(details.empty() ? "" : ",").append(balance_row(b));
    object row;
    row.json("details", "[" + details + "]").text("uTime", stamp(now));
    set_zero(row, {"isoEq", "totalEq"});
    leave_empty(row, {"adjEq", "availEq", "borrowFroz", "imr", "mgnRatio", "mmr", "notionalUsd",
                      "notionalUsdForBorrow", "notionalUsdForFutures", "notionalUsdForOption",
                      "notionalUsdForSwap", "ordFroz", "upl"});
    return row.str();
}

} // namespace holdfast::sim::okx
