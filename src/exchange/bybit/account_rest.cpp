// SPDX-License-Identifier: BSL-1.0
#include "exchange/bybit/account_rest.hpp"

#include "exchange/bybit/account_rows.hpp"
#include "exchange/bybit/rest_answer.hpp"
#include "exchange/common/signing_parts.hpp"
#include "wire/http/percent_encode.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"
#include "wire/json/json_quote.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <variant>

namespace holdfast::bybit::rest {

using wire::json_cursor;
using wire::percent_encode;

namespace {

using std::chrono::milliseconds;

/// v5/order/execution: an answer covers so much time from `startTime` on.
constexpr auto window = std::chrono::days(7);

/// The windows of two questions overlap, lest something falls between them. What is told twice has the same
/// key.
constexpr auto overlap = std::chrono::seconds(1);

constexpr account_parts orders_only{.orders = true};
constexpr account_parts fills_only{.fills = true};
constexpr account_parts balances_only{.balances = true};
constexpr account_parts positions_only{.positions = true};

// ---- questions --------------------------------------------------------------------------------------------

http_request signed_get(std::string url)
{
    http_request asked;
    asked.url = std::move(url);
    asked.auth = request_auth::signature;
    return asked;
}

std::string url_of(std::string_view path, const account_adapter_options& chosen)
{
    return chosen.where.rest + std::string(path) + "?category=" + std::string(to_string(chosen.of));
}

std::string settled_in(const account_question& what)
{
    return what.about.empty() ? "" : "&settleCoin=" + percent_encode(what.about);
}

// A cursor is percent-encoded when it comes, and has to stay as it is (v5/order/open-order,
// "nextPageCursor").
std::string page(const account_question& what)
{
    if (what.cursor.empty())
        return {};
    std::string verbatim;
    for (const char c : what.cursor)
        verbatim += c == '%' ? "%" : percent_encode({&c, 1});
    return "&cursor=" + verbatim;
}

// Executions of that time are included.
std::string since(const account_question& what)
{
    return "&startTime=" + signing_parts::since_1970<milliseconds>(what.since) +
           "&endTime=" + signing_parts::since_1970<milliseconds>(what.since + window);
}

void ask_for_each_coin(account_parts part, const account_adapter_options& chosen,
                       std::vector<account_question>& to)
{
    if (chosen.of != category::linear)
        to.push_back({.part = part});
    else
        for (const std::string& coin : chosen.settle_coins)
            to.push_back({.part = part, .about = coin});
}

// ---- answers ----------------------------------------------------------------------------------------------

struct list_page {
    std::string_view list{};
    std::string_view next{};
};

result<list_page> page_in(std::string_view result, slab& memory)
{
    json_cursor in(result, memory);
    list_page found;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "list")
            found.list = in.skip();
        else if (key == "nextPageCursor")
            found.next = in.string();
        else
            in.skip();
    }
    if (!in.finish())
        return failure(errc::malformed, "\"result\": " + std::string(in.error()));
    if (found.list.empty())
        return failure(errc::malformed, "\"result\" without a \"list\"");
    return found;
}

entry_kind kind_of(const account_question& what) noexcept
{
    if (what.part.orders)
        return entry_kind::order;
    if (what.part.fills)
        return entry_kind::execution;
    return what.part.balances ? entry_kind::wallet : entry_kind::position;
}

/// Puts each change where it belongs in a page.
struct sorted_into {
    account_state& found;

    void operator()(const order_report& told) const { found.open_orders.push_back(order::from(told)); }
    void operator()(const fill_report& told) const { found.fills.push_back(fill::from(told)); }
    void operator()(const balance_report& told) const { found.balances.push_back(balance::from(told)); }
    void operator()(const balance_delta&) const {}
    void operator()(const position_report& told) const { found.positions.push_back(position::from(told)); }
    void operator()(const unread_report& row) const { found.left_out.push_back(unread::from(row)); }
};

// A list that is empty is the end of its pages, whatever the cursor.
bool is_empty(std::string_view list, slab& memory)
{
    json_cursor in(list, memory);
    return in.begin_array() && !in.next_element();
}

/// What to ask next: another page, another week of fills, or nothing.
result<std::optional<account_question>> after(const account_question& what, const list_page& page, bool empty,
                                              wall_time now)
{
    account_question next = what;
    if (!page.next.empty() && !empty) {
        if (page.next == what.cursor)
            return failure(errc::malformed, "the next page is this page");
        next.cursor = page.next;
        return next;
    }
    if (!what.part.fills || what.since + window >= now)
        return std::optional<account_question>();
    next.cursor.clear();
    next.since += window - overlap;
    return next;
}

failure about(std::string_view what, failure why)
{
    why.text = std::string(what) + ": " + why.text;
    return why;
}

} // namespace

std::vector<account_question> questions(const account_scope& scope, const account_adapter_options& chosen)
{
    std::vector<account_question> asked;
    if (scope.parts.orders)
        ask_for_each_coin(orders_only, chosen, asked);
    if (scope.parts.fills)
        asked.push_back({.part = fills_only, .since = scope.fills_since});
    if (scope.parts.balances)
        asked.push_back({.part = balances_only});
    if (scope.parts.positions && chosen.of != category::spot)
        ask_for_each_coin(positions_only, chosen, asked);
    return asked;
}

// v5/order/open-order, v5/order/execution, v5/account/wallet-balance, v5/position: with the largest pages.
http_request ask(const account_question& what, const account_adapter_options& chosen)
{
    switch (kind_of(what)) {
    case entry_kind::order:
        return signed_get(url_of("/v5/order/realtime", chosen) + settled_in(what) + "&openOnly=0&limit=50" +
                          page(what));
    case entry_kind::execution:
        return signed_get(url_of("/v5/execution/list", chosen) + since(what) + "&limit=100" + page(what));
    case entry_kind::wallet:
        return signed_get(chosen.where.rest + "/v5/account/wallet-balance?accountType=UNIFIED");
    case entry_kind::position:
    case entry_kind::fast_execution:
    case entry_kind::other: break;
    }
    return signed_get(url_of("/v5/position/list", chosen) + settled_in(what) + "&limit=200" + page(what));
}

result<account_page> decode(const account_question& what, const http_response& answer, category of,
                            const signer& identity)
{
    constexpr std::string_view names[] = {"orders", "fills", "positions", "balances"};
    const entry_kind kind = kind_of(what);
    const std::string_view asked = names[static_cast<std::size_t>(kind)];
    slab memory;
    const auto inside = open_answer(answer, identity, memory);
    if (!inside)
        return about(asked, inside.error());
    if (what.part.fills && inside->at == wall_time())
        return failure(errc::malformed, "fills: the answer does not say what time it is");
    const auto page = page_in(inside->result, memory);
    if (!page)
        return about(asked, page.error());
    std::vector<account_change> told;
    // When a balance was so is for whoever asked to say: the answer may be older than its time.
    const entries_context list{.kind = kind, .of = of, .open_orders = true};
    if (const auto wrong = read_entries(page->list, list, memory, told); !wrong.empty())
        return failure(errc::malformed, std::string(asked) + ": " + std::string(wrong));
    auto next = after(what, *page, is_empty(page->list, memory), inside->at);
    if (!next)
        return about(asked, next.error());
    account_page found;
    for (const account_change& one : told)
        std::visit(sorted_into{found.found}, one);
    found.next = std::move(*next);
    return found;
}

// With an id the question finds orders that are open and such that are not (v5/order/open-order, "openOnly").
http_request look_up(const order_reference& which, const account_adapter_options& chosen)
{
    return signed_get(url_of("/v5/order/realtime", chosen) + "&symbol=" + percent_encode(which.symbol) +
                      (which.order_id.empty() ? "&orderLinkId=" + percent_encode(which.client_id)
                                              : "&orderId=" + percent_encode(which.order_id)));
}

result<std::optional<order>> decode_look_up(const order_reference& which, const http_response& answer,
                                            category of, const signer& identity)
{
    slab memory;
    const auto inside = open_answer(answer, identity, memory);
    if (!inside)
        return about("look-up", inside.error());
    if (says_no_such_order(inside->code))
        return std::optional<order>();
    const auto page = page_in(inside->result, memory);
    if (!page)
        return about("look-up", page.error());
    std::vector<account_change> told;
    if (const auto wrong = read_entries(page->list, {entry_kind::order, of}, memory, told); !wrong.empty())
        return failure(errc::malformed, "look-up: " + std::string(wrong));
    for (const account_change& one : told) {
        if (const auto* row = std::get_if<unread_report>(&one))
            return failure(errc::malformed, "look-up: " + std::string(row->why));
        const auto& found = std::get<order_report>(one);
        if (which.order_id.empty() ? found.client_id == which.client_id : found.id == which.order_id)
            return order::from(found);
    }
    if (!is_empty(page->list, memory))
        return failure(errc::malformed, "look-up: the answer is about another order");
    return std::optional<order>();
}

// ---- the dead man's switch --------------------------------------------------------------------------------

// v5/order/dcp: the window is in whole seconds, and the switch cannot be disarmed.
http_request arm_dead_man(duration timeout, const account_adapter_options& chosen)
{
    http_request asked;
    asked.verb = http_verb::post;
    asked.url = chosen.where.rest + "/v5/order/disconnected-cancel-all";
    asked.headers = {{"Content-Type", "application/json"}};
    asked.body =
        std::string("{\"product\":") + (chosen.of == category::spot ? "\"SPOT\"" : "\"DERIVATIVES\"") +
        ",\"timeWindow\":" + std::to_string(std::chrono::floor<std::chrono::seconds>(timeout).count()) + "}";
    asked.auth = request_auth::signature;
    return asked;
}

result<> decode_agreement(const http_response& answer, const signer& identity)
{
    slab memory;
    const auto inside = open_answer(answer, identity, memory);
    return inside ? result<>() : result<>(inside.error());
}

// ---- the exchange's clock ---------------------------------------------------------------------------------

http_request time_request(const account_adapter_options& chosen)
{
    http_request asked;
    asked.url = chosen.where.rest + "/v5/market/time";
    return asked;
}

result<wall_time> decode_time(const http_response& answer, const signer& identity)
{
    slab memory;
    const auto inside = open_answer(answer, identity, memory);
    if (!inside)
        return about("time", inside.error());
    json_cursor in(inside->result, memory);
    std::optional<std::uint64_t> nanoseconds;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "timeNano")
            nanoseconds = in.id(wire::written::quoted);
        else
            in.skip();
    }
    const auto at = in.finish() && nanoseconds ? wire::to_time(*nanoseconds) : std::nullopt;
    if (!at)
        return failure(errc::malformed, "time: no \"timeNano\"");
    return *at;
}

} // namespace holdfast::bybit::rest
