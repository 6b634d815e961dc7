// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/spot/account_rest.hpp"

#include "sim/venue/binance/spot/account_rows.hpp"
#include "sim/venue/request_target.hpp"

#include <algorithm>
#include <functional>

namespace holdfast::sim::binance::spot {

namespace {

using std::chrono::milliseconds;
using answer = std::variant<std::string, api_error>;

constexpr std::int64_t a_day = milliseconds(std::chrono::hours(24)).count();

template <class List, class Print>
std::string list_of(const List& all, const Print& print)
{
    std::string text;
    for (const auto& one : all)
        text += (text.empty() ? "" : ",") + print(one);
    return "[" + text + "]";
}

std::optional<api_error> check_symbol(const parameters& sent, const back_office& with)
{
    if (sent.value("symbol").empty())
        return missing("symbol");
    if (!with.accounts.lists(sent.value("symbol")))
        return api_error{400, -1121, "Invalid symbol."};
    return std::nullopt;
}

answer open_orders(const parameters& sent, const back_office& with)
{
    if (sent.has("symbol"))
        if (auto why = check_symbol(sent, with))
            return *why;
    return list_of(with.accounts.open_orders(sent.value("symbol")), order_object);
}

answer one_order(const parameters& sent, const back_office& with)
{
    if (auto why = check_symbol(sent, with))
        return *why;
    const std::uint64_t id = sent.number("orderId").value_or(0);
    const std::string client_id = sent.value("origClientOrderId");
    if (id == 0 && client_id.empty())
        return api_error{400, -1102,
                         "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"};
    if (const auto found = with.accounts.find(sent.value("symbol"), id, client_id))
        return order_object(*found);
    return api_error{400, -2013, "Order does not exist."};
}

answer account(const parameters& sent, const back_office& with)
{
    return account_object(with.accounts.balances(), sent.value("omitZeroBalances") == "true");
}

// ---- rest-api.md, "Account trade list" ------------------------------------------------------------------

/// What is asked for, all of a symbol.
struct trade_filter {
    std::optional<std::uint64_t> order_id{};
    std::optional<std::uint64_t> from_id{};
    std::optional<std::int64_t> start{}; ///< Milliseconds since 1970, both ends inclusive.
    std::optional<std::int64_t> end{};

    [[nodiscard]] bool timed() const noexcept { return start || end; }

    [[nodiscard]] bool lets_pass(const execution& e) const
    {
        const auto at = std::chrono::floor<milliseconds>(e.at.time_since_epoch()).count();
        return (!order_id || e.order_id == *order_id) && (!from_id || e.trade >= *from_id) &&
               (!start || at >= *start) && (!end || at <= *end);
    }
};

std::optional<std::int64_t> time_in(const parameters& sent, std::string_view name)
{
    const auto number = sent.number(name);
    return number ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

/// Of a window with one end the other is a day away.
std::variant<trade_filter, api_error> filter_of(const parameters& sent)
{
    trade_filter f{sent.number("orderId"), sent.number("fromId"), time_in(sent, "startTime"),
                   time_in(sent, "endTime")};
    if (f.timed() && (f.from_id || f.order_id))
        return api_error{400, -1128, "Combination of optional parameters invalid."};
    if (f.start && f.end && (*f.end < *f.start || *f.end - *f.start > a_day))
        return api_error{400, -1127, "More than 24 hours between startTime and endTime."};
    if (f.timed()) {
        f.start = f.start ? *f.start : *f.end - a_day;
        f.end = f.end ? *f.end : *f.start + a_day;
    }
    return f;
}

/// The first ones, or, where nothing is said about where to begin, the most recent ones; oldest first always.
answer my_trades(const parameters& sent, const back_office& with)
{
    constexpr std::uint64_t most = 1000;
    if (auto why = check_symbol(sent, with))
        return *why;
    const auto filter = filter_of(sent);
    if (const auto* const why = std::get_if<api_error>(&filter))
        return *why;
    const auto& wanted = std::get<trade_filter>(filter);
    const auto limit = static_cast<std::size_t>(std::min(sent.number("limit").value_or(500), most));
    std::vector<execution> found = with.accounts.executions(wanted.from_id.value_or(0), 0);
    std::erase_if(
        found, [&](const execution& e) { return e.symbol != sent.value("symbol") || !wanted.lets_pass(e); });
    if (found.size() > limit) {
        const auto surplus = static_cast<std::ptrdiff_t>(found.size() - limit);
        const bool newest = !wanted.from_id && !wanted.timed();
        found.erase(newest ? found.begin() : found.end() - surplus,
                    newest ? found.begin() + surplus : found.end());
    }
    return list_of(found, trade_object);
}

// ---- which question it is -------------------------------------------------------------------------------

struct service {
    std::string_view path;
    answer (*give)(const parameters&, const back_office&);
    unsigned weight;
    std::string_view cheaper_with = {}; ///< A parameter ...
    unsigned cheaper = 0;               ///< ... and the weight with it.
};

constexpr service services[] = {
    {"/api/v3/openOrders", open_orders, 80, "symbol", 6},
    {"/api/v3/order", one_order, 4},
    {"/api/v3/account", account, 20},
    {"/api/v3/myTrades", my_trades, 20, "orderId", 5},
};

http_reply in_http(const answer& said)
{
    if (const auto* const why = std::get_if<api_error>(&said))
        return rest_error(*why);
    return rest_reply(std::get<std::string>(said));
}

} // namespace

std::optional<private_reply> answer_rest(const http_question& asked, const back_office& with)
{
    const url_target url(asked.target);
    const auto* const found = std::ranges::find(services, url.path, &service::path);
    if (found == std::end(services) || asked.verb != http_verb::get)
        return std::nullopt;
    const parameters sent = parameters_of(asked);
    const bool cheap = !found->cheaper_with.empty() && sent.has(found->cheaper_with);
    const auto refused = check_signature(asked, with);
    return private_reply{.reply = refused ? rest_error(*refused) : in_http(found->give(sent, with)),
                         .weight = cheap ? found->cheaper : found->weight};
}

} // namespace holdfast::sim::binance::spot
