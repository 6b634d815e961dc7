// SPDX-License-Identifier: BSL-1.0
#include "exchange/okx/account_rest.hpp"

#include "exchange/common/left_out.hpp"
#include "exchange/common/signing_parts.hpp"
#include "exchange/okx/account_orders.hpp"
#include "exchange/okx/account_rows.hpp"
#include "exchange/okx/rest_answer.hpp"
#include "wire/http/percent_encode.hpp"

#include <algorithm>
#include <set>

namespace holdfast::okx {

namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t page_size = 100;
constexpr std::int64_t no_such_order = 51603;

/// "Transaction details (last 3 days)", less an hour for those who come slowly to their last page.
constexpr auto recent = hours(71);

// The budget is one of 20 in 2 s for all questions, see `limits_of_connection`.
constexpr unsigned sixty_in_2_s = 1; ///< "Order list", "Order details", "Transaction details (last 3 days)".
constexpr unsigned ten_in_2_s = 2;   ///< "Get balance", "Get positions", older transaction details, the time.
constexpr unsigned one_a_second = 10; ///< "Cancel All After".

/// Ids are whole numbers; the cursor of the first page, none at all, comes after all of them.
bool is_older(std::string_view id, std::string_view cursor)
{
    return cursor.empty() || (id.size() != cursor.size() ? id.size() < cursor.size() : id < cursor);
}

/// Rows come newest first, and a page is asked for with the last id of the one before it, which it does not
/// repeat: what is new meanwhile does not move the pages.
result<std::optional<account_question>> page_after(const account_question& what, std::size_t rows,
                                                   std::string_view last)
{
    if (rows < page_size)
        return std::optional<account_question>();
    if (!is_older(last, what.cursor))
        return failure(errc::malformed, "a page that does not begin where the one before it ended");
    account_question next = what;
    next.cursor = last;
    return std::optional(std::move(next));
}

unread left_out(const account_parts& about, std::string_view of, const std::string& wrong)
{
    slab memory;
    return unread::from(row_left_out(about, of, wrong, memory));
}

result<account_page> orders_page(const account_question& what, std::string_view data, slab& memory)
{
    const auto rows = read_rows(data, memory, &read_open_order_row);
    if (!rows)
        return rows.error();
    account_page page;
    for (const order_row& row : *rows) {
        if (row.wrong.empty())
            page.found.open_orders.push_back(order::from(row.order));
        else
            page.found.left_out.push_back(left_out({.orders = true}, row.order.symbol, row.wrong));
        if (!row.odd.empty())
            page.found.left_out.push_back(left_out({}, row.order.symbol, row.odd));
    }
    auto next = page_after(what, rows->size(), rows->empty() ? "" : rows->back().order.id);
    if (!next)
        return next.error();
    page.next = *std::move(next);
    return page;
}

result<account_page> fills_page(const account_question& what, std::string_view data, slab& memory)
{
    const auto rows = read_rows(data, memory, &read_fill_row);
    if (!rows)
        return rows.error();
    account_page page;
    for (const fill_row& row : *rows)
        if (row.wrong.empty())
            page.found.fills.push_back(fill::from(row.fill));
        else
            page.found.left_out.push_back(left_out({.fills = true}, row.fill.symbol, row.wrong));
    auto next = page_after(what, rows->size(), rows->empty() ? "" : rows->back().bill);
    if (!next)
        return next.error();
    page.next = *std::move(next);
    return page;
}

result<account_page> balances_page(std::string_view data, slab& memory)
{
    const auto rows = read_rows(data, memory, &read_balances_row);
    if (!rows)
        return rows.error();
    account_page page;
    for (const balances_row& row : *rows)
        for (const balance_row& one : row.balances)
            if (one.wrong.empty())
                page.found.balances.push_back(balance::from(one.balance));
            else
                page.found.left_out.push_back(left_out({.balances = true}, one.balance.asset, one.wrong));
    return page;
}

result<account_page> positions_page(std::string_view data, slab& memory)
{
    const auto rows = read_rows(data, memory, &read_position_row);
    if (!rows)
        return rows.error();
    account_page page;
    std::set<std::pair<std::string_view, position_leg>> seen;
    for (const position_row& row : *rows) {
        const position_report& told = row.position;
        if (!row.wrong.empty()) {
            page.found.left_out.push_back(left_out({.positions = true}, told.symbol, row.wrong));
            continue;
        }
        if (!seen.emplace(told.symbol, told.leg).second)
            return failure(errc::malformed, std::string(told.symbol) +
                                                ": positions with cross and with isolated margin at once");
        page.found.positions.push_back(position::from(told));
    }
    return page;
}

} // namespace

okx_account_dialect::okx_account_dialect(std::shared_ptr<const signer> signs, account_adapter_options chosen)
    : signs_(std::move(signs)), options_(std::move(chosen))
{
}

// ---- who we are, and what there is ------------------------------------------------------------------------

std::string okx_account_dialect::login(std::uint64_t id, wall_time now) const
{
    return signs_->login(std::to_string(id), now);
}

http_request okx_account_dialect::time_request() const
{
    http_request asked = question("/api/v5/public/time", {}, ten_in_2_s);
    asked.auth = request_auth::nobody;
    return asked;
}

result<wall_time> okx_account_dialect::decode_time(const http_response& answer) const
{
    slab memory;
    const auto data = data_of(answer, *signs_, memory);
    if (!data)
        return data.error();
    const auto rows = read_rows(*data, memory, &read_time_row);
    if (!rows)
        return rows.error();
    if (rows->size() != 1)
        return failure(errc::malformed, "not one time");
    return rows->front();
}

std::vector<topic> okx_account_dialect::topics() const
{
    std::vector<topic> all{raw_with("orders", {{"instType", options_.inst_type}}), raw("account")};
    if (parts().positions)
        all.push_back(raw_with("positions", {{"instType", options_.inst_type}}));
    return all;
}

account_parts okx_account_dialect::parts() const
{
    account_parts all = whole_account;
    all.positions = options_.positions && options_.inst_type != "SPOT";
    return all;
}

// ---- the account over REST --------------------------------------------------------------------------------

// Fills that are older than "last 3 days" are told elsewhere, for one type of instruments at a time. Unless
// it is known that there are none of them, they are asked for there: that place has the recent ones, too.
std::vector<account_question> okx_account_dialect::questions(const account_scope& scope) const
{
    std::vector<account_question> all;
    if (scope.parts.orders)
        all.push_back({.part = {.orders = true}});
    if (scope.parts.balances)
        all.push_back({.part = {.balances = true}});
    if (scope.parts.positions && parts().positions)
        all.push_back({.part = {.positions = true}});
    if (!scope.parts.fills)
        return all;
    const auto ask_for_fills = [&](std::string_view type) {
        all.push_back({.part = {.fills = true}, .about = std::string(type), .since = scope.fills_since});
    };
    const bool only_recent = scope.now != wall_time() && scope.now - scope.fills_since < recent;
    if (only_recent)
        ask_for_fills("");
    else if (!only_type().empty())
        ask_for_fills(only_type());
    else
        for (const std::string_view type : {"SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"})
            ask_for_fills(type);
    return all;
}

// `begin` may leave out what happened at that very millisecond.
http_request okx_account_dialect::ask(const account_question& what) const
{
    const std::string limit = std::to_string(page_size);
    if (what.part.orders)
        return question("/api/v5/trade/orders-pending",
                        {{"instType", only_type()}, {"limit", limit}, {"after", what.cursor}}, sixty_in_2_s);
    if (what.part.balances)
        return question("/api/v5/account/balance", {}, ten_in_2_s);
    if (what.part.positions)
        return question("/api/v5/account/positions", {{"instType", only_type()}}, ten_in_2_s);
    const std::string begin = signing_parts::since_1970<milliseconds>(what.since - milliseconds(1));
    if (what.about.empty())
        return question(
            "/api/v5/trade/fills",
            {{"instType", only_type()}, {"begin", begin}, {"limit", limit}, {"after", what.cursor}},
            sixty_in_2_s);
    return question("/api/v5/trade/fills-history",
                    {{"instType", what.about}, {"begin", begin}, {"limit", limit}, {"after", what.cursor}},
                    ten_in_2_s);
}

result<account_page> okx_account_dialect::decode(const account_question& what,
                                                 const http_response& answer) const
{
    slab memory;
    const auto data = data_of(answer, *signs_, memory);
    if (!data)
        return data.error();
    if (what.part.orders)
        return orders_page(what, *data, memory);
    if (what.part.balances)
        return balances_page(*data, memory);
    if (what.part.positions)
        return positions_page(*data, memory);
    return fills_page(what, *data, memory);
}

http_request okx_account_dialect::question(std::string_view path, const parameters& with,
                                           unsigned weight) const
{
    http_request asked;
    asked.url = options_.where.rest + std::string(path);
    char separator = '?';
    for (const auto& [name, value] : with) {
        if (value.empty())
            continue;
        asked.url.append(1, separator).append(name).append("=").append(wire::percent_encode(value));
        separator = '&';
    }
    if (options_.where.simulated)
        asked.headers.emplace_back("x-simulated-trading", "1");
    asked.weight = weight;
    asked.auth = request_auth::signature;
    return asked;
}

std::string okx_account_dialect::only_type() const
{
    return options_.inst_type == "ANY" ? "" : options_.inst_type;
}

// ---- orders -----------------------------------------------------------------------------------------------

result<std::string> okx_account_dialect::write(std::uint64_t id, const order_command& command,
                                               wall_time now) const
{
    if (const auto* const wanted = std::get_if<new_order>(&command))
        return write_order(id, *wanted, options_.trade_mode, now);
    if (const auto* const cancel = std::get_if<order_cancel>(&command))
        return write_cancel(id, *cancel);
    return failure(errc::invalid_config,
                   "ready_order: OKX takes none; its requests are not signed one by one");
}

// "Order details" knows live orders and those that have ended.
http_request okx_account_dialect::look_up(const order_reference& which) const
{
    const std::string& id = which.order_id;
    return question("/api/v5/trade/order",
                    {{"instId", which.symbol}, {"ordId", id}, {"clOrdId", id.empty() ? which.client_id : ""}},
                    sixty_in_2_s);
}

result<std::optional<order>> okx_account_dialect::decode_look_up(const order_reference& which,
                                                                 const http_response& answer) const
{
    slab memory;
    const auto said = read_answer(answer.body, memory);
    if (said && said->code == no_such_order)
        return std::optional<order>();
    const auto data = data_of(answer, *signs_, memory);
    if (!data)
        return data.error();
    const auto rows = read_rows(*data, memory, &read_order_row);
    if (!rows)
        return rows.error();
    const bool asked_by_id = !which.order_id.empty();
    const auto is_it = [&](const order_report& o) {
        return o.symbol == which.symbol &&
               (asked_by_id ? o.id == which.order_id : o.client_id == which.client_id);
    };
    if (rows->size() != 1 || !is_it(rows->front().order))
        return failure(errc::malformed, "not the order that was asked for");
    if (!rows->front().wrong.empty())
        return failure(errc::malformed, rows->front().wrong);
    return std::optional(order::from(rows->front().order));
}

// ---- the dead man's switch --------------------------------------------------------------------------------

dead_man_limits okx_account_dialect::dead_man() const
{
    return {.shortest = seconds(10), .longest = seconds(120), .fed = true};
}

// "Cancel All After": it is counted in whole seconds, and is about all symbols.
std::vector<http_request> okx_account_dialect::arm_dead_man(duration timeout,
                                                            const std::vector<std::string>&) const
{
    http_request armed = question("/api/v5/trade/cancel-all-after", {}, one_a_second);
    armed.verb = http_verb::post;
    armed.headers.emplace_back("Content-Type", "application/json");
    armed.body = R"({"timeOut":")" + std::to_string(std::chrono::floor<seconds>(timeout).count()) + "\"}";
    return {armed};
}

result<> okx_account_dialect::decode_dead_man(const http_response& answer) const
{
    slab memory;
    const auto data = data_of(answer, *signs_, memory);
    return data ? result<>() : result<>(data.error());
}

} // namespace holdfast::okx
