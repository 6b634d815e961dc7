// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/account_common.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace holdfast::binance {

namespace {

template <class Meaning>
using dictionary = std::span<const std::pair<std::string_view, Meaning>>;

template <class Meaning>
std::optional<Meaning> meaning_of(std::string_view word, dictionary<Meaning> in) noexcept
{
    const auto found = std::ranges::find(in, word, [](const auto& entry) { return entry.first; });
    return found == in.end() ? std::nullopt : std::optional(found->second);
}

// enums.md, "Order types": without LIMIT in its name an order is executed at the market.
constexpr std::pair<std::string_view, order_type> spot_types[] = {
    {"LIMIT", order_type::limit},
    {"LIMIT_MAKER", order_type::limit},
    {"MARKET", order_type::market},
    {"STOP_LOSS", order_type::stop},
    {"STOP_LOSS_LIMIT", order_type::stop_limit},
    {"TAKE_PROFIT", order_type::take_profit},
    {"TAKE_PROFIT_LIMIT", order_type::take_profit_limit},
};

// USD-M futures, "Common Definition": without MARKET in its name an order is executed at a limit.
constexpr std::pair<std::string_view, order_type> usdm_types[] = {
    {"LIMIT", order_type::limit},
    {"LIQUIDATION", order_type::limit},
    {"MARKET", order_type::market},
    {"STOP", order_type::stop_limit},
    {"STOP_MARKET", order_type::stop},
    {"TAKE_PROFIT", order_type::take_profit_limit},
    {"TAKE_PROFIT_MARKET", order_type::take_profit},
    {"TRAILING_STOP_MARKET", order_type::trailing_stop},
};

constexpr std::pair<std::string_view, time_in_force> times_in_force[] = {
    {"GTC", time_in_force::good_till_cancelled}, {"IOC", time_in_force::immediate_or_cancel},
    {"FOK", time_in_force::fill_or_kill},        {"GTX", time_in_force::post_only},
    {"GTD", time_in_force::good_till_date},
};

// enums.md, "Order status"; the last two are of USD-M futures, "User Data Streams".
constexpr std::pair<std::string_view, order_state> states[] = {
    {"NEW", order_state::open},
    {"PENDING_NEW", order_state::pending},
    {"PARTIALLY_FILLED", order_state::partially_filled},
    {"FILLED", order_state::filled},
    {"CANCELED", order_state::cancelled},
    {"PENDING_CANCEL", order_state::open},
    {"REJECTED", order_state::rejected},
    {"EXPIRED", order_state::expired},
    {"EXPIRED_IN_MATCH", order_state::expired},
    {"NEW_INSURANCE", order_state::open},
    {"NEW_ADL", order_state::open},
};

constexpr std::string_view limit_maker = "LIMIT_MAKER";

// rest-api.md, "New order": newClientOrderId; the same for USD-M.
bool good_client_id(std::string_view id) noexcept
{
    constexpr std::size_t longest = 36;
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:/_-";
    return !id.empty() && id.size() <= longest && id.find_first_not_of(allowed) == std::string_view::npos;
}

bool good_order_id(std::string_view id) noexcept
{
    return wire::read_id(id).has_value();
}

/// Whether an order of that type and time in force can be asked for.
bool possible(const new_order& order) noexcept
{
    switch (order.lasts) {
    case time_in_force::good_till_cancelled: return true;
    case time_in_force::immediate_or_cancel:
    case time_in_force::fill_or_kill:
    case time_in_force::post_only: return order.type == order_type::limit;
    case time_in_force::good_till_date:
    case time_in_force::other: break;
    }
    return false;
}

constexpr std::string_view client_id_rule = "has to be 1 to 36 of the letters, digits and .:/_-";

std::string about(std::string_view member, std::string_view rule)
{
    return std::string(member) + ": " + std::string(rule);
}

} // namespace

std::optional<side> side_of(std::string_view word) noexcept
{
    if (word == "BUY")
        return side::buy;
    return word == "SELL" ? std::optional(side::sell) : std::nullopt;
}

std::optional<order_state> state_of(std::string_view status) noexcept
{
    return meaning_of<order_state>(status, states);
}

order_kind kind_of_order(market of, std::string_view type, std::string_view lasts) noexcept
{
    const dictionary<order_type> types =
        of == market::spot ? dictionary<order_type>(spot_types) : dictionary<order_type>(usdm_types);
    order_kind known;
    known.type = meaning_of<order_type>(type, types).value_or(order_type::other);
    known.lasts = type == limit_maker
                      ? time_in_force::post_only
                      : meaning_of<time_in_force>(lasts, times_in_force).value_or(time_in_force::other);
    return known;
}

order_words words_for(market of, const new_order& order) noexcept
{
    if (order.type == order_type::market)
        return {"MARKET", {}};
    if (of == market::spot && order.lasts == time_in_force::post_only)
        return {limit_maker, {}};
    const auto found = std::ranges::find(times_in_force, order.lasts, [](const auto& t) { return t.second; });
    return {"LIMIT", found->first};
}

std::string check(market of, const new_order& order)
{
    if (order.symbol.empty())
        return about("new_order::symbol", "empty");
    if (!good_client_id(order.client_id))
        return about("new_order::client_id", client_id_rule);
    if (order.type != order_type::limit && order.type != order_type::market)
        return about("new_order::type", "has to be limit or market");
    if (!possible(order))
        return about("new_order::lasts", "an order of this type cannot last like that");
    if (order.type == order_type::limit && order.price.sign() <= 0)
        return about("new_order::price", "has to be above zero");
    if (order.quantity.sign() <= 0)
        return about("new_order::quantity", "has to be above zero");
    if (of == market::spot && order.reduce_only)
        return about("new_order::reduce_only", "there are no positions on spot");
    if (of == market::spot && order.leg != position_leg::net)
        return about("new_order::leg", "there are no positions on spot");
    return {};
}

std::string check(const order_cancel& cancel)
{
    if (cancel.symbol.empty())
        return about("order_cancel::symbol", "empty");
    if (!cancel.order_id.empty())
        return good_order_id(cancel.order_id) ? std::string()
                                              : about("order_cancel::order_id", "has to be a 64-bit number");
    return good_client_id(cancel.client_id) ? std::string()
                                            : about("order_cancel::client_id", client_id_rule);
}

} // namespace holdfast::binance
