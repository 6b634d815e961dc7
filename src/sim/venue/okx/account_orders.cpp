// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/okx/account_orders.hpp"

#include "sim/account/money.hpp"
#include "sim/venue/json_read.hpp"
#include "sim/venue/okx/words.hpp"

#include <charconv>
#include <optional>
#include <utility>
#include <variant>

namespace holdfast::sim::okx {

namespace {

namespace json = boost::json;

struct objection {
    std::string code{};
    std::string words{};
};

objection wrong(std::string_view parameter)
{
    return {"51000", "Parameter " + std::string(parameter) + " error"};
}

bool is_set(const json::object& in, std::string_view name)
{
    const json::value* const v = in.if_contains(name);
    return v && (*v == true || *v == "true");
}

std::uint64_t order_id_in(std::string_view text)
{
    std::uint64_t id = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, id);
    return failed == std::errc() && stop == end ? id : 0;
}

std::optional<time_in_force> lasting(std::string_view type)
{
    using enum time_in_force;
    static constexpr std::pair<std::string_view, time_in_force> types[] = {{"limit", good_till_cancelled},
                                                                           {"market", immediate_or_cancel},
                                                                           {"post_only", post_only},
                                                                           {"fok", fill_or_kill},
                                                                           {"ioc", immediate_or_cancel}};
    for (const auto& [word, meaning] : types)
        if (type == word)
            return meaning;
    return std::nullopt;
}

/// Spot orders. A market order that buys for an amount of the quote asset, as it does unless `tgtCcy` says
/// otherwise, is nothing that the accounts department understands.
std::variant<order_wish, objection> wish_in(const json::object& in)
{
    const std::string type = text_of(in, "ordType");
    const std::string side = text_of(in, "side");
    const std::string unit = text_of(in, "tgtCcy");
    const auto lasts = lasting(type);
    const auto size = amount_of(in.if_contains("sz"));
    const auto price = amount_of(in.if_contains("px"));
    order_wish wish;
    wish.symbol = text_of(in, "instId");
    wish.client_id = text_of(in, "clOrdId");
    wish.buy = side == "buy";
    wish.market = type == "market";
    if (wish.symbol.empty())
        return objection{"50014", "Parameter instId can not be empty."};
    if (text_of(in, "tdMode") != "cash")
        return wrong("tdMode");
    if (!wish.client_id.empty() && !good_id(wish.client_id))
        return wrong("clOrdId");
    if (!wish.buy && side != "sell")
        return wrong("side");
    if (!lasts)
        return wrong("ordType");
    if (!size)
        return wrong("sz");
    if (!wish.market && !price)
        return objection{"51204", "The price for the limit order cannot be empty."};
    if (wish.market && unit != "base_ccy" && (wish.buy || !unit.empty()))
        return wrong("tgtCcy");
    if (is_set(in, "reduceOnly"))
        return objection{"51139",
                         "Reduce-only feature is unavailable for the spot transactions by spot mode."};
    wish.lasts = *lasts;
    wish.quantity = *size;
    wish.price = wish.market ? 0 : *price;
    return wish;
}

/// "Error code", Trade. An order that must not take and would is cancelled by OKX, and not refused.
objection words_for(order_refusal why, const order_wish& wish)
{
    const asset_pair assets = assets_of(wish.symbol);
    switch (why) {
    case order_refusal::none: break;
    case order_refusal::unknown_symbol: return {"51001", "Instrument ID or Spread ID doesn't exist."};
    case order_refusal::bad_amount:
        return {"51020", "Your order should meet or exceed the minimum order amount."};
    case order_refusal::duplicate_client_id: return {"51016", "Client order ID already exists."};
    case order_refusal::insufficient_balance:
        return {"51008", "Order failed. Insufficient " + (wish.buy ? assets.quote : assets.base) +
                             " balance in account."};
    case order_refusal::would_take: return {"1", "Operation failed."};
    case order_refusal::would_not_reduce:
        return {"51169",
                "Order failed because you don't have any positions in this direction for this contract "
                "to reduce or close."};
    case order_refusal::unknown_order:
    case order_refusal::order_over:
        return {"51400",
                "Order cancellation failed as the order has been filled, canceled or does not exist."};
    }
    return {"0", ""};
}

order_result refused_order(const objection& why, std::string order_id, std::string client_id)
{
    return {why.code, why.words, std::move(order_id), std::move(client_id)};
}

} // namespace

std::string order_result::row(wall_time now) const
{
    return object()
        .text("clOrdId", client_id)
        .text("ordId", order_id)
        .text("tag", "")
        .text("ts", stamp(now))
        .text("sCode", code)
        .text("sMsg", words)
        .str();
}

order_result place_order(const json::object& argument, std::string_view good_until, const back_office& with)
{
    const std::string client_id = text_of(argument, "clOrdId");
    if (!good_until.empty() && order_id_in(good_until) < order_id_in(stamp(with.now)))
        return refused_order({"50036",
                              "The expTime can't be earlier than the current system time. Please adjust "
                              "the expTime and try again."},
                             {}, client_id);
    const auto understood = wish_in(argument);
    if (const auto* const why = std::get_if<objection>(&understood))
        return refused_order(*why, {}, client_id);
    const order_wish& wish = std::get<order_wish>(understood);
    const placement placed = with.accounts.place(wish, with.now);
    if (placed.why != order_refusal::none)
        return refused_order(words_for(placed.why, wish), {}, client_id);
    return {.order_id = std::to_string(placed.id), .client_id = client_id};
}

order_result cancel_order(const json::object& argument, const back_office& with)
{
    const std::string symbol = text_of(argument, "instId");
    const std::string order_id = text_of(argument, "ordId");
    const std::string client_id = text_of(argument, "clOrdId");
    if (symbol.empty())
        return refused_order({"50014", "Parameter instId can not be empty."}, order_id, client_id);
    if (order_id.empty() && client_id.empty())
        return refused_order({"51003", "Either client order ID or order ID is required."}, order_id,
                             client_id);
    const std::uint64_t id = order_id_in(order_id);
    const auto found = order_id.empty() || id != 0 ? with.accounts.find(symbol, id, client_id) : std::nullopt;
    const order_refusal why =
        found ? with.accounts.cancel(symbol, found->id, {}, with.now) : order_refusal::unknown_order;
    if (why != order_refusal::none)
        return refused_order(words_for(why, {}), order_id, client_id);
    return {.order_id = std::to_string(found->id), .client_id = found->wish.client_id};
}

} // namespace holdfast::sim::okx
