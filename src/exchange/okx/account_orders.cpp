// SPDX-License-Identifier: BSL-1.0
#include "exchange/okx/account_orders.hpp"

#include "exchange/common/signing_parts.hpp"
#include "wire/json/json_quote.hpp"

#include <algorithm>

namespace holdfast::okx {

using wire::json_quote;

namespace {

/// Shorter than `order_fate_config::grace`: an order that is looked up after that and not found never comes.
constexpr auto good_for = std::chrono::seconds(5);

/// "Place order", `clOrdId`.
bool is_client_id(std::string_view text)
{
    constexpr std::size_t longest = 32;
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
}

/// Spot, or margin: `BTC-USDT`, and not `BTC-USDT-SWAP`.
bool is_pair(std::string_view instrument)
{
    return std::ranges::count(instrument, '-') == 1;
}

/// How OKX calls an order of that kind; empty if it has none.
std::string_view word_for(order_type type, time_in_force lasts)
{
    using enum time_in_force;
    if (type == order_type::market)
        return lasts == good_till_cancelled || lasts == immediate_or_cancel ? "market" : "";
    switch (lasts) {
    case good_till_cancelled: return "limit";
    case immediate_or_cancel: return "ioc";
    case fill_or_kill: return "fok";
    case time_in_force::post_only: return "post_only";
    case good_till_date:
    case time_in_force::other: break;
    }
    return {};
}

struct objection {
    bool holds = false;
    std::string_view why{};
};

result<> unless(std::initializer_list<objection> objections)
{
    for (const objection& one : objections)
        if (one.holds)
            return failure(errc::invalid_config, std::string(one.why));
    return {};
}

result<> check(const new_order& wanted, bool cash)
{
    const bool limit = wanted.type == order_type::limit;
    return unless(
        {{wanted.symbol.empty(), "new_order::symbol: empty"},
         {!is_client_id(wanted.client_id), "new_order::client_id: OKX takes 1 to 32 letters and digits"},
         {!limit && wanted.type != order_type::market, "new_order::type: neither limit nor market"},
         {word_for(wanted.type, wanted.lasts).empty(), "new_order::lasts: not for this type of order"},
         {limit && wanted.price.sign() <= 0, "new_order::price: not above zero"},
         {wanted.quantity.sign() <= 0, "new_order::quantity: not above zero"},
         {cash && wanted.reduce_only, "new_order::reduce_only: spot has no positions"},
         {cash && wanted.leg != position_leg::net, "new_order::leg: spot has no positions"},
         {!cash && !limit && is_pair(wanted.symbol) && wanted.side == side::buy,
          "new_order::type: OKX takes an amount of the quote asset for a market order that buys on margin"}});
}

std::string message(std::string_view op, std::uint64_t id, std::string_view members,
                    std::string_view argument)
{
    return "{\"id\":\"" + std::to_string(id) + "\",\"op\":\"" + std::string(op) + "\"," +
           std::string(members) + "\"args\":[{" + std::string(argument) + "}]}";
}

void add(std::string& to, std::string_view name, std::string_view value)
{
    to.append(to.empty() ? "\"" : ",\"").append(name).append("\":").append(json_quote(value));
}

} // namespace

// "Place order", `tgtCcy` and `banAmend`: without them a market order that buys on spot names an amount of
// the quote asset, and is made smaller where the balance does not do.
result<std::string> write_order(std::uint64_t id, const new_order& wanted, std::string_view mode,
                                wall_time now)
{
    const bool cash = mode == "cash" || mode == "spot_isolated";
    if (const result<> good = check(wanted, cash); !good)
        return good.error();
    std::string order;
    add(order, "instId", wanted.symbol);
    add(order, "tdMode", mode);
    add(order, "clOrdId", wanted.client_id);
    add(order, "side", wanted.side == side::buy ? "buy" : "sell");
    add(order, "ordType", word_for(wanted.type, wanted.lasts));
    add(order, "sz", wanted.quantity.str());
    if (wanted.type == order_type::limit)
        add(order, "px", wanted.price.str());
    else if (cash)
        order += R"(,"tgtCcy":"base_ccy","banAmend":true)";
    if (wanted.leg != position_leg::net)
        add(order, "posSide", to_string(wanted.leg));
    if (wanted.reduce_only)
        order += ",\"reduceOnly\":true";
    const std::string until = signing_parts::since_1970<std::chrono::milliseconds>(now + good_for);
    return message("order", id, "\"expTime\":\"" + until + "\",", order);
}

result<std::string> write_cancel(std::uint64_t id, const order_cancel& wanted)
{
    const bool by_ours = wanted.order_id.empty();
    const result<> good = unless(
        {{wanted.symbol.empty(), "order_cancel::symbol: empty"},
         {by_ours && !is_client_id(wanted.client_id),
          "order_cancel::client_id: OKX takes 1 to 32 letters and digits, or order_cancel::order_id"}});
    if (!good)
        return good.error();
    std::string order;
    add(order, "instId", wanted.symbol);
    add(order, by_ours ? "clOrdId" : "ordId", by_ours ? wanted.client_id : wanted.order_id);
    return message("cancel-order", id, {}, order);
}

} // namespace holdfast::okx
