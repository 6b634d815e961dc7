// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/usdm/account_orders.hpp"

#include "exchange/binance/account_common.hpp"
#include "wire/json/json_cursor.hpp"

#include <string>
#include <utility>
#include <variant>

namespace holdfast::binance::usdm {

namespace {

// "New Order": in one-way mode there is one leg, which need not be named; in hedge mode the leg has to be,
// and `reduceOnly` must not.
parameter leg_of(const new_order& order)
{
    switch (order.leg) {
    case position_leg::long_leg: return {"positionSide", "LONG"};
    case position_leg::short_leg: return {"positionSide", "SHORT"};
    case position_leg::net: break;
    }
    return {"reduceOnly", order.reduce_only ? "true" : "false"};
}

std::string check_leg(const new_order& order)
{
    if (order.leg == position_leg::net || !order.reduce_only)
        return {};
    return "new_order::reduce_only: not in hedge mode, where the leg says what an order does";
}

/// What has no id of ours answers nothing: a word about our speed, or a sign of life.
void tell(const ws_answer& answer, slab& memory, decoded& to)
{
    constexpr std::int64_t too_many_requests = -1003;
    if (const auto id = wire::read_id(answer.id)) {
        to = order_answered(answer, *id, memory);
        return;
    }
    const bool too_fast = answer.report.code == too_many_requests;
    to.what = too_fast ? decoded::kind::rate_limit : decoded::kind::heartbeat;
    to.text = answer.words;
}

} // namespace

std::string trade_dialect::endpoint(std::string_view /*key*/) const
{
    return where().ws_api + "/ws-fapi/v1?returnRateLimits=false";
}

result<std::string> trade_dialect::write(std::uint64_t id, const order_command& command, wall_time now) const
{
    if (const auto* const order = std::get_if<new_order>(&command))
        return place(std::to_string(id), *order, now);
    if (const auto* const cancel = std::get_if<order_cancel>(&command))
        return take_back(std::to_string(id), *cancel, now);
    return failure(errc::invalid_config, "order_command: has to be a new_order or an order_cancel here");
}

result<std::string> trade_dialect::place(const std::string& id, const new_order& order, wall_time now) const
{
    std::string wrong = check(market::usdm, order);
    if (wrong.empty())
        wrong = check_leg(order);
    if (!wrong.empty())
        return failure(errc::invalid_config, std::move(wrong));
    const order_words words = words_for(market::usdm, order);
    const parameter symbol("symbol", order.symbol);
    const parameter side("side", order.side == side::buy ? "BUY" : "SELL");
    const parameter type("type", words.type);
    const parameter quantity("quantity", order.quantity.str());
    const parameter client_id("newClientOrderId", order.client_id);
    const parameter leg = leg_of(order);
    if (order.type == order_type::market)
        return keys().ws_request(id, "order.place", {symbol, side, type, quantity, client_id, leg}, now);
    const parameter price("price", order.price.str());
    const parameter lasts("timeInForce", words.lasts);
    return keys().ws_request(id, "order.place", {symbol, side, type, quantity, client_id, leg, price, lasts},
                             now);
}

result<std::string> trade_dialect::take_back(const std::string& id, const order_cancel& cancel,
                                             wall_time now) const
{
    if (std::string wrong = check(cancel); !wrong.empty())
        return failure(errc::invalid_config, std::move(wrong));
    const auto order_id = wire::read_id(cancel.order_id);
    const parameter which =
        order_id ? parameter("orderId", *order_id) : parameter("origClientOrderId", cancel.client_id);
    return keys().ws_request(id, "order.cancel", {parameter("symbol", cancel.symbol), which}, now);
}

void understand_answer(std::string_view text, slab& memory, decoded& to)
{
    ws_message read;
    to.text = read_ws_message(text, memory, read);
    if (!to.text.empty())
        return;
    ws_answer answer;
    if (const std::string wrong = read_ws_answer(read, memory, answer); !wrong.empty())
        to.text = memory.copy(std::string_view(wrong));
    else
        tell(answer, memory, to);
}

} // namespace holdfast::binance::usdm
