// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/usdm/account_rest.hpp"

#include "exchange/binance/account_common.hpp"
#include "exchange/binance/usdm/account_rows.hpp"
#include "exchange/binance/usdm/fill_pages.hpp"
#include "exchange/common/left_out.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace holdfast::binance::usdm {

namespace {

using std::chrono::milliseconds;
using wire::json_cursor;

constexpr account_parts orders{.orders = true};
constexpr account_parts fills{.fills = true};
constexpr account_parts balances{.balances = true};
constexpr account_parts positions{.positions = true};

std::string in_millis(duration time)
{
    return std::to_string(std::chrono::floor<milliseconds>(time).count());
}

failure malformed(std::string why)
{
    return failure(errc::malformed, std::move(why));
}

failure malformed(const json_cursor& in)
{
    return malformed(in.complaint());
}

/// A list of objects about a part of the account; `understand(row, reader, at)` makes a report of each, which
/// `Element` keeps.
template <class Element, class Understand>
result<rest_rows<Element>> read_rows(std::string_view body, account_row_spelling spelt,
                                     const account_parts& about, const Understand& understand)
{
    slab memory;
    json_cursor in(body, memory);
    rest_rows<Element> list;
    for (in.begin_array(); in.next_element();) {
        account_row row;
        read_row(in, memory, spelt, row);
        if (in.failed())
            break;
        account_reader read;
        const auto told = understand(row, read, read.time_or_epoch(row[row_member::updated], "updateTime"));
        const std::string_view of = row[about.balances ? row_member::asset : row_member::symbol].text;
        if (read.good())
            list.rows.push_back(Element::from(told));
        else if (of.empty())
            return malformed(read.error());
        else
            list.left_out.push_back(unread::from(row_left_out(about, of, read.error(), memory)));
    }
    return in.finish() ? result<rest_rows<Element>>(std::move(list)) : malformed(in);
}

result<rest_rows<balance>> read_balances(std::string_view body)
{
    return read_rows<balance>(
        body, rest_balance, balances,
        [](const account_row& row, account_reader& read, wall_time at) { return read.balance(row, at); });
}

result<rest_rows<position>> read_positions(std::string_view body)
{
    return read_rows<position>(
        body, rest_position, positions,
        [](const account_row& row, account_reader& read, wall_time at) { return read.position(row, at); });
}

/// A page that has all there is: its rows go where they belong.
template <class Row>
result<account_page> whole_page(std::vector<Row> account_state::* member, result<rest_rows<Row>> list)
{
    if (!list)
        return list.error();
    account_page page;
    page.found.*member = std::move(list->rows);
    page.found.left_out = std::move(list->left_out);
    return page;
}

} // namespace

rest_dialect::rest_dialect(std::shared_ptr<const binance::signer> keys, account_endpoints where)
    : keys_(std::move(keys)), where_(std::move(where))
{
    if (!keys_)
        throw error(failure(errc::invalid_config, "keys: none"));
}

// "Check Server Time".
http_request rest_dialect::time_request() const
{
    return {.url = where_.rest + "/fapi/v1/time", .weight = 1};
}

result<wall_time> rest_dialect::decode_time(const http_response& answer) const
{
    return read_server_time(answer, *keys_);
}

// ---- the account -----------------------------------------------------------------------------------------

std::vector<account_question> rest_dialect::questions(const account_scope& scope) const
{
    std::vector<account_question> all;
    if (scope.parts.orders)
        all.push_back({.part = orders});
    if (scope.parts.balances)
        all.push_back({.part = balances});
    if (scope.parts.positions)
        all.push_back({.part = positions});
    for (const std::string& symbol : scope.symbols)
        if (scope.parts.fills)
            all.push_back({.part = fills, .about = symbol, .since = scope.fills_since});
    return all;
}

// "Current All Open Orders", of all symbols at once: 40; "Futures Account Balance V3", "Position Information
// V3".
http_request rest_dialect::ask(const account_question& what) const
{
    if (what.part == orders)
        return signed_request(http_verb::get, where_.rest + "/fapi/v1/openOrders", 40);
    if (what.part == balances)
        return signed_request(http_verb::get, where_.rest + "/fapi/v3/balance", 5);
    if (what.part == positions)
        return signed_request(http_verb::get, where_.rest + "/fapi/v3/positionRisk", 5);
    return ask_fills(what);
}

// "Account Trade List": it takes an id or moments, not both. How many weeks there are to look back only the
// exchange's clock can tell, so that is asked first.
http_request rest_dialect::ask_fills(const account_question& what) const
{
    const auto page = fill_pages::read(what.cursor);
    if (!page)
        return time_request();
    const bool by_id = page->from_id() != 0;
    const auto until = by_id ? std::nullopt : page->until();
    const std::string url =
        with_query(where_.rest + "/fapi/v1/userTrades",
                   {{"symbol", what.about},
                    {"fromId", by_id ? std::to_string(page->from_id()) : ""},
                    {"startTime", by_id ? "" : in_millis(page->from().time_since_epoch())},
                    {"endTime", until ? in_millis(until->time_since_epoch()) : ""},
                    {"limit", std::to_string(fill_pages::page_size)}});
    return signed_request(http_verb::get, url, 5);
}

result<account_page> rest_dialect::decode(const account_question& what, const http_response& answer) const
{
    if (const auto said = refusal_in(answer, *keys_))
        return said->why;
    if (what.part == orders)
        return whole_page(&account_state::open_orders, read_orders(market::usdm, answer.body));
    if (what.part == balances)
        return whole_page(&account_state::balances, read_balances(answer.body));
    if (what.part == positions)
        return whole_page(&account_state::positions, read_positions(answer.body));
    return decode_fills(what, answer);
}

result<account_page> rest_dialect::decode_fills(const account_question& what,
                                                const http_response& answer) const
{
    account_page page;
    std::optional<fill_pages> next;
    if (const auto asked = fill_pages::read(what.cursor)) {
        auto found = read_fills(answer.body);
        if (!found)
            return found.error();
        next = asked->after(found->marks);
        page.found.fills = std::move(found->rows);
        page.found.left_out = std::move(found->left_out);
    } else {
        const auto now = decode_time(answer);
        if (!now)
            return now.error();
        next = fill_pages(what.since, *now);
    }
    if (next) {
        page.next = what;
        page.next->cursor = next->text();
    }
    return page;
}

// ---- one order -------------------------------------------------------------------------------------------

// "Query Order": it knows orders that are over, too, for three days at least.
http_request rest_dialect::look_up(const order_reference& which) const
{
    const bool by_id = !which.order_id.empty();
    return signed_request(
        http_verb::get,
        with_query(where_.rest + "/fapi/v1/order", {{"symbol", which.symbol},
                                                    {"orderId", which.order_id},
                                                    {"origClientOrderId", by_id ? "" : which.client_id}}),
        1);
}

result<std::optional<order>> rest_dialect::decode_look_up(const order_reference& /*which*/,
                                                          const http_response& answer) const
{
    if (const auto said = refusal_in(answer, *keys_))
        return is_no_such_order(*said) ? result<std::optional<order>>(std::nullopt) : said->why;
    auto found = read_order(market::usdm, answer.body);
    return found ? result<std::optional<order>>(std::move(*found)) : found.error();
}

// ---- the dead man's switch -------------------------------------------------------------------------------

// "Auto-Cancel All Open Orders": it names no limits, and looks at its countdowns every 10 ms.
dead_man_limits rest_dialect::dead_man() const
{
    return {.shortest = std::chrono::seconds(1), .longest = std::chrono::hours(24)};
}

std::vector<http_request> rest_dialect::arm_dead_man(duration timeout,
                                                     const std::vector<std::string>& symbols) const
{
    std::vector<http_request> all;
    for (const std::string& symbol : symbols)
        all.push_back(signed_request(http_verb::post,
                                     with_query(where_.rest + "/fapi/v1/countdownCancelAll",
                                                {{"symbol", symbol}, {"countdownTime", in_millis(timeout)}}),
                                     10));
    return all;
}

result<> rest_dialect::decode_dead_man(const http_response& answer) const
{
    if (const auto said = refusal_in(answer, *keys_))
        return said->why;
    return {};
}

} // namespace holdfast::binance::usdm
