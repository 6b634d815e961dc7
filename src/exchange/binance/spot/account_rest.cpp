// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/account_common.hpp"
#include "exchange/binance/spot/account_dialect.hpp"
#include "exchange/binance/spot/account_rows.hpp"
#include "exchange/binance/spot/fill_pages.hpp"

namespace holdfast::binance::spot {

namespace {

using wire::json_cursor;
using wire::json_member;
using wire::written;

constexpr unsigned weight_of_orders = 80; // Of all symbols.
constexpr unsigned weight_of_balances = 20;
constexpr unsigned weight_of_fills = 20;

/// rest-api.md, "Account information".
result<rest_rows<balance>> read_account(std::string_view body)
{
    slab memory;
    json_cursor in(body, memory);
    json_member updated;
    std::optional<balance_list> list;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);)
        if (key == "updateTime")
            updated = read_member(in, memory);
        else if (key == "balances" && !list)
            list = read_balances(in, memory, {"asset", "free", "locked"});
        else
            in.skip();
    wire::member_reader<written::bare, written::quoted> read;
    read.expect(in.finish(), "an account that is not JSON");
    read.expect(list.has_value(), "an account without balances");
    const wall_time at = read.time(updated, "updateTime");
    if (!read.good())
        return failure(errc::malformed, read.error());
    rest_rows<balance> balances;
    for (balance_report& one : list->found) {
        one.at = at;
        balances.rows.push_back(balance::from(one));
    }
    for (const unread_report& row : list->left_out)
        balances.left_out.push_back(unread::from(row));
    return balances;
}

/// A page that is all there is.
template <class Row>
result<account_page> only_page(result<rest_rows<Row>> read, std::vector<Row> account_state::* where)
{
    if (!read)
        return read.error();
    account_page page;
    page.found.*where = std::move(read->rows);
    page.found.left_out = std::move(read->left_out);
    return page;
}

} // namespace

account_parts spot_account_dialect::parts() const
{
    return {.orders = true, .fills = true, .balances = true, .positions = false};
}

std::vector<account_question> spot_account_dialect::questions(const account_scope& scope) const
{
    std::vector<account_question> asked;
    if (scope.parts.orders)
        asked.push_back({.part = {.orders = true}});
    if (scope.parts.balances)
        asked.push_back({.part = {.balances = true}});
    if (scope.parts.fills)
        for (const std::string& symbol : scope.symbols)
            asked.push_back({.part = {.fills = true}, .about = symbol, .since = scope.fills_since});
    return asked;
}

http_request spot_account_dialect::ask(const account_question& what) const
{
    if (what.part.fills)
        return signed_request(http_verb::get, fills_url(where_.rest + "/api/v3/myTrades", what),
                              weight_of_fills);
    if (what.part.balances)
        return signed_request(http_verb::get,
                              with_query(where_.rest + "/api/v3/account", {{"omitZeroBalances", "true"}}),
                              weight_of_balances);
    return signed_request(http_verb::get, where_.rest + "/api/v3/openOrders", weight_of_orders);
}

result<account_page> spot_account_dialect::decode(const account_question& what,
                                                  const http_response& answer) const
{
    if (const auto said = refusal_in(answer, *keys_))
        return said->why;
    if (what.part.fills)
        return read_fill_page(what, answer.body);
    if (what.part.balances)
        return only_page(read_account(answer.body), &account_state::balances);
    return only_page(read_orders(market::spot, answer.body), &account_state::open_orders);
}

} // namespace holdfast::binance::spot
