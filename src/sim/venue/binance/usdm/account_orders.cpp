// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/usdm/account_orders.hpp"

#include "sim/venue/binance/usdm/account_rows.hpp"

#include <optional>

namespace holdfast::sim::binance_usdm {

using namespace binance;

namespace {

api_error unknown_order()
{
    return {400, -2013, "Order does not exist."};
}

/// "Error Codes", 20xx to 50xx.
api_error refusal(order_refusal why, const order_wish& wish)
{
    switch (why) {
    case order_refusal::unknown_symbol: return {400, -1121, "Invalid symbol."};
    case order_refusal::duplicate_client_id: return {400, -4116, "ClientOrderId is duplicated."};
    case order_refusal::insufficient_balance: return {400, -2019, "Margin is insufficient."};
    case order_refusal::would_not_reduce: return {400, -2022, "ReduceOnly Order is rejected."};
    case order_refusal::would_take:
        return {400, -5022,
                "Due to the order could not be executed as maker, the Post Only order will be rejected. The "
                "order will not be recorded in the order history"};
    case order_refusal::bad_amount:
        return wish.market || wish.price > 0 ? api_error{400, -4003, "Quantity less than or equal to zero."}
                                             : api_error{400, -4001, "Price less than 0."};
    case order_refusal::unknown_order:
    case order_refusal::order_over:
    case order_refusal::none: break;
    }
    return {400, -2011, "Unknown order sent."};
}

/// By what an order is named.
struct named_order {
    std::string symbol{};
    std::uint64_t id = 0;
    std::string client_id{};
};

std::variant<named_order, api_error> named_in(const parameters& sent, const back_office& with)
{
    named_order named{sent.value("symbol"), sent.number("orderId").value_or(0),
                      sent.value("origClientOrderId")};
    if (named.symbol.empty())
        return missing("symbol");
    if (!with.accounts.lists(named.symbol))
        return api_error{400, -1121, "Invalid symbol."};
    if (named.id == 0 && named.client_id.empty())
        return api_error{400, -1102,
                         "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"};
    return named;
}

order_answer row_of(const std::optional<kept_order>& found)
{
    return found ? order_answer(order_row(*found)) : unknown_order();
}

} // namespace

// The account is in one-way mode.
order_answer place_order(const parameters& sent, const back_office& with)
{
    if (sent.has("positionSide") && sent.value("positionSide") != "BOTH")
        return api_error{400, -4061, "Order's position side does not match user's setting."};
    const auto wish = wish_of(market_kind::futures, sent, with);
    if (const auto* const why = std::get_if<api_error>(&wish))
        return *why;
    const order_wish& wanted = std::get<order_wish>(wish);
    const placement placed = with.accounts.place(wanted, with.now);
    if (placed.why != order_refusal::none)
        return refusal(placed.why, wanted);
    return row_of(with.accounts.find(wanted.symbol, placed.id, {}));
}

order_answer cancel_order(const parameters& sent, const back_office& with)
{
    const auto named = named_in(sent, with);
    if (const auto* const why = std::get_if<api_error>(&named))
        return *why;
    const auto& [symbol, id, client_id] = std::get<named_order>(named);
    if (const order_refusal why = with.accounts.cancel(symbol, id, client_id, with.now);
        why != order_refusal::none)
        return refusal(why, {});
    return row_of(with.accounts.find(symbol, id, client_id));
}

order_answer query_order(const parameters& sent, const back_office& with)
{
    const auto named = named_in(sent, with);
    if (const auto* const why = std::get_if<api_error>(&named))
        return *why;
    const auto& [symbol, id, client_id] = std::get<named_order>(named);
    return row_of(with.accounts.find(symbol, id, client_id));
}

} // namespace holdfast::sim::binance_usdm
