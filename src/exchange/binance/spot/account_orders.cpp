// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/account_common.hpp"
#include "exchange/binance/spot/account_dialect.hpp"

#include <variant>

namespace holdfast::binance::spot {

result<std::string> spot_account_dialect::write(std::uint64_t id, const order_command& command,
                                                wall_time now) const
{
    if (const auto* const order = std::get_if<new_order>(&command))
        return place(std::to_string(id), *order, now);
    if (const auto* const cancel = std::get_if<order_cancel>(&command))
        return take_back(std::to_string(id), *cancel, now);
    return failure(errc::invalid_config, "order_command: has to be a new_order or an order_cancel here");
}

// web-socket-api.md, "Place new order". What becomes of the order the user's stream tells: the answer need
// only say that it was taken.
result<std::string> spot_account_dialect::place(const std::string& id, const new_order& order,
                                                wall_time now) const
{
    if (std::string problem = check(market::spot, order); !problem.empty())
        return failure(errc::invalid_config, std::move(problem));
    const order_words words = words_for(market::spot, order);
    std::vector<parameter> sent{{"symbol", order.symbol},
                                {"side", order.side == side::buy ? "BUY" : "SELL"},
                                {"type", words.type},
                                {"quantity", order.quantity.str()},
                                {"newClientOrderId", order.client_id},
                                {"newOrderRespType", "ACK"}};
    if (order.type == order_type::limit)
        sent.emplace_back("price", order.price.str());
    if (!words.lasts.empty())
        sent.emplace_back("timeInForce", words.lasts);
    return keys_->ws_request(id, "order.place", std::move(sent), now);
}

// web-socket-api.md, "Cancel order".
result<std::string> spot_account_dialect::take_back(const std::string& id, const order_cancel& cancel,
                                                    wall_time now) const
{
    if (std::string problem = check(cancel); !problem.empty())
        return failure(errc::invalid_config, std::move(problem));
    std::vector<parameter> sent{{"symbol", cancel.symbol}};
    if (const auto order_id = wire::read_id(cancel.order_id))
        sent.emplace_back("orderId", *order_id);
    else
        sent.emplace_back("origClientOrderId", cancel.client_id);
    return keys_->ws_request(id, "order.cancel", std::move(sent), now);
}

// rest-api.md, "Query order": open orders, and those that have ended, up to 90 days ago if nothing of them
// was executed.
http_request spot_account_dialect::look_up(const order_reference& which) const
{
    constexpr unsigned weight = 4;
    const bool by_id = !which.order_id.empty();
    return signed_request(http_verb::get,
                          with_query(where_.rest + "/api/v3/order",
                                     {{"symbol", which.symbol},
                                      {"orderId", which.order_id},
                                      {"origClientOrderId", by_id ? std::string() : which.client_id}}),
                          weight);
}

result<std::optional<order>> spot_account_dialect::decode_look_up(const order_reference& which,
                                                                  const http_response& answer) const
{
    if (const auto said = refusal_in(answer, *keys_)) {
        if (is_no_such_order(*said))
            return std::optional<order>();
        return said->why;
    }
    auto found = read_order(market::spot, answer.body);
    if (!found)
        return found.error();
    const bool same =
        which.order_id.empty() ? found->client_id == which.client_id : found->id == which.order_id;
    if (!same || found->symbol != which.symbol)
        return failure(errc::malformed, "an order that was not asked for: " + found->id);
    return std::optional<order>(std::move(*found));
}

} // namespace holdfast::binance::spot
