// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/bulk/account_rows.hpp"

#include "sim/account/money.hpp"
#include "sim/venue/bulk/number.hpp"
#include "wire/json/json_quote.hpp"

#include <chrono>
#include <variant>

namespace holdfast::sim::bulk {

namespace {

using wire::json_quote;

constexpr std::string_view somebody = "5Am6JkEHAjYG1itNWRMGpQrxvY8AaqkXCo1TZvenqVux";
constexpr std::string_view somebodys_order = "8mT3nQgGPjHFX7vNrAShxnk2hqoc96FhVdAb6Fn5QRi8";

std::string nanoseconds(std::string_view name, wall_time at)
{
    return json_quote(name) + ":" + std::to_string(at.time_since_epoch().count());
}

std::string flag(std::string_view name, bool value)
{
    return json_quote(name) + ":" + (value ? "true" : "false");
}

std::string nothing(std::string_view name)
{
    return json_quote(name) + ":null";
}

template <class... Members>
std::string list(const std::string& first, const Members&... others)
{
    return (first + ... + (std::string(",") + others));
}

std::string_view type_of(const kept_order& o)
{
    return o.wish.market ? "market" : "limit";
}

std::string_view tif_of(const kept_order& o)
{
    if (o.wish.market || o.wish.lasts == time_in_force::immediate_or_cancel)
        return "ioc";
    return o.wish.lasts == time_in_force::post_only ? "postOnly" : "gtc";
}

// ---- a whole account ---------------------------------------------------------------------------------------

fixed notional_of(const std::vector<kept_position>& positions)
{
    fixed sum = 0;
    for (const kept_position& p : positions)
        sum += value_of(p.entry_price, p.size < 0 ? -p.size : p.size).value_or(0);
    return sum;
}

std::string print_margin(const broker& of)
{
    const kept_balance money = of.balances().front();
    return list(amount("totalBalance", money.total), amount("availableBalance", money.total - money.locked),
                amount("marginUsed", money.locked), amount("notional", notional_of(of.positions())),
                amount("realizedPnl", 0), amount("unrealizedPnl", 0), amount("fees", 0),
                amount("funding", 0));
}

std::string print_position(const kept_position& p)
{
    const fixed notional = value_of(p.entry_price, p.size < 0 ? -p.size : p.size).value_or(0);
    return list(member("symbol", p.symbol), amount("size", p.size), amount("price", p.entry_price),
                amount("fairPrice", p.entry_price), amount("notional", p.size < 0 ? -notional : notional),
                amount("realizedPnl", 0), amount("unrealizedPnl", 0), amount("leverage", 5 * one),
                amount("liquidationPrice", 0), amount("fees", 0), amount("funding", 0),
                amount("maintenanceMargin", 0), amount("lambda", 0), amount("riskAllocation", 0));
}

std::string print_open(const kept_order& o)
{
    return list(member("symbol", o.wish.symbol), member("orderId", o.wish.client_id),
                amount("price", o.wish.price), amount("originalSize", with_sign(o, o.wish.quantity)),
                amount("size", with_sign(o, open_size(o))), amount("filledSize", o.filled),
                amount("vwap", average_of(o)), flag("maker", true), flag("reduceOnly", o.wish.reduce_only),
                o.odd ? nothing("trigger") : list(member("orderType", type_of(o)), nothing("trigger")),
                member("tif", tif_of(o)), member("status", status_of(o)), nanoseconds("timestamp", o.created),
                flag("iso", false));
}

// ---- what happens ------------------------------------------------------------------------------------------

std::string print_update(const kept_order& o)
{
    const std::string reason =
        o.state == order_state::expired ? member("reason", "IOC expired") : nothing("reason");
    return "{" +
           list(member("type", "orderUpdate"), member("ot", type_of(o)), member("status", status_of(o)),
                member("sym", o.wish.symbol), member("oid", o.wish.client_id), amount("px", o.wish.price),
                amount("origSz", with_sign(o, o.wish.quantity)), amount("sz", with_sign(o, open_size(o))),
                amount("fillSz", o.filled), amount("vwap", average_of(o)), member("tif", tif_of(o)),
                flag("r", o.wish.reduce_only), flag("mk", o.state != order_state::filled), nothing("trigger"),
                nanoseconds("ts", o.updated), reason) +
           "}";
}

// `isBuy` is what the taker did.
std::string print_fill(const execution& e)
{
    return "{" +
           list(member("type", "fill"), member("symbol", e.symbol), member("orderId", e.client_id),
                member("tradeId", trade_id_of(e)), amount("price", e.price), amount("size", e.quantity),
                e.fee_untold ? nothing("fee") : amount("fee", e.fee), flag("isBuy", e.buy != e.maker),
                "\"reasonCode\":0", member("counterpartyHint", "5Am6..nVux"), nanoseconds("timestamp", e.at),
                flag("maker", e.maker)) +
           "}";
}

} // namespace

std::string member(std::string_view name, std::string_view text)
{
    return json_quote(name) + ":" + json_quote(text);
}

std::string amount(std::string_view name, fixed value)
{
    return json_quote(name) + ":" + number(value);
}

fixed average_of(const kept_order& of)
{
    return of.filled == 0 ? 0 : price_of(of.cost, of.filled);
}

std::string_view status_of(const kept_order& of)
{
    switch (of.state) {
    case order_state::pending: return "pending";
    case order_state::open: return "resting";
    case order_state::partially_filled: return "working";
    case order_state::rejected: return "rejectedInvalid";
    case order_state::expired: return "cancelledIoc";
    case order_state::cancelled: return "cancelled";
    case order_state::filled: break;
    }
    return "filled";
}

std::string trade_id_of(const execution& of)
{
    constexpr std::uint64_t slots_before = 12'000;
    return std::to_string(slots_before + of.trade) + ":0";
}

std::string print_account(const broker& of)
{
    std::string positions;
    for (const kept_position& p : of.positions())
        positions += (positions.empty() ? "{" : ",{") + print_position(p) + "," + flag("iso", false) + "," +
                     nothing("protection") + "}";
    std::string orders;
    for (const kept_order& o : of.open_orders())
        orders += (orders.empty() ? "{" : ",{") + print_open(o) + "}";
    return R"("kind":"MasterEOA","parent":null,"subAccounts":[],"multisigAccounts":[],"authorizedAgentWallets":[],)"
           R"("margin":{)" +
           print_margin(of) + "},\"positions\":[" + positions + "],\"openOrders\":[" + orders +
           R"(],"feeTiers":[],"leverageSettings":[])";
}

std::string print_open_orders(const broker& of)
{
    std::string rows;
    for (const kept_order& o : of.open_orders())
        rows += (rows.empty() ? "" : ",") + (R"({"openOrder":{)" + print_open(o) + "}}");
    return "[" + rows + "]";
}

std::string print_ended(const kept_order& what)
{
    return "{" +
           list(member("orderId", what.wish.client_id), member("symbol", what.wish.symbol),
                member("side", what.wish.buy ? "buy" : "sell"), member("orderType", type_of(what)),
                member("tif", tif_of(what)), amount("price", what.wish.price),
                amount("vwap", average_of(what)), amount("originalSize", what.wish.quantity),
                amount("executedSize", what.filled), flag("reduceOnly", what.wish.reduce_only),
                nothing("trigger"), member("status", status_of(what)), nothing("reason"), flag("iso", false),
                "\"slot\":" + std::to_string(what.update), nanoseconds("timestamp", what.updated),
                "\"sequence\":0") +
           "}";
}

std::string print_trade(const execution& what, std::string_view owner)
{
    const std::string_view maker = what.maker ? owner : somebody;
    const std::string_view taker = what.maker ? somebody : owner;
    const std::string_view mine = what.client_id;
    const std::string id = trade_id_of(what);
    return "{" +
           list(member("maker", maker), member("taker", taker),
                member("orderIdMaker", what.maker ? mine : somebodys_order),
                member("orderIdTaker", what.maker ? somebodys_order : mine), member("tradeId", id),
                flag("isBuy", what.buy != what.maker), member("symbol", what.symbol),
                amount("amount", what.quantity), amount("price", what.price),
                amount("makerFee", what.maker ? what.fee : 0), amount("takerFee", what.maker ? 0 : what.fee),
                amount("fee", what.fee), "\"reasonCode\":0", flag("iso", false),
                member("counterpartyHint", "5Am6..nVux"), "\"slot\":" + id.substr(0, id.find(':')),
                nanoseconds("timestamp", what.at), "\"sequence\":0") +
           "}";
}

std::vector<std::string> print_news(const broker& of, const account_news& news)
{
    if (std::holds_alternative<balance_news>(news))
        return {"{" + member("type", "marginUpdate") + "," + print_margin(of) + "}"};
    if (const auto* moved = std::get_if<position_news>(&news))
        return {"{" + member("type", "positionUpdate") + "," + print_position(moved->changed) + "," +
                nothing("protection") + "}"};
    if (const auto* odd = std::get_if<odd_news>(&news))
        return {"{" + member("type", "giftUpdate") + "," + member("symbol", odd->symbol) + "}"};
    const auto& told = std::get<order_news>(news);
    std::vector<std::string> data{print_update(told.order)};
    if (told.executed)
        data.push_back(print_fill(*told.executed));
    return data;
}

} // namespace holdfast::sim::bulk
