// SPDX-License-Identifier: BSL-1.0
#include "exchange/bulk/account_rest.hpp"

#include "exchange/bulk/account_rows.hpp"
#include "exchange/bulk/rest_complaint.hpp"
#include "exchange/common/left_out.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/json/json_quote.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace holdfast::bulk {

using wire::json_cursor;
using wire::json_kind;

namespace {

// Rows of a page of fills, and of ended orders: the most that there are.
constexpr unsigned fills_at_a_time = 1000;
constexpr unsigned most_rows = 5000;

// A list of ended orders that goes back so far has every order that was in doubt lately.
constexpr std::chrono::hours far_enough{1};

http_request ask(const std::string& rest, std::string_view type, std::string_view user, std::string_view more)
{
    http_request question;
    question.verb = http_verb::post;
    question.url = rest + "/account";
    question.headers = {{"Content-Type", "application/json"}};
    question.body = "{\"type\":" + wire::json_quote(type) + ",\"user\":" + wire::json_quote(user) +
                    std::string(more) + "}";
    return question;
}

// ---- refusals ---------------------------------------------------------------------------------------------

// `{"error":"words"}`, `{"error":{"code":"CURSOR_EXPIRED","message":"words"}}`; empty where there is no
// error.
struct refusal {
    std::string code{};
    std::string words{};
};

void read_error(json_cursor& in, refusal& to)
{
    if (in.peek() != json_kind::object) {
        to.words = in.peek() == json_kind::string ? in.string() : in.skip();
        return;
    }
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "code" && in.peek() == json_kind::string)
            to.code = in.string();
        else if (key == "message" && in.peek() == json_kind::string)
            to.words = in.string();
        else
            in.skip();
    }
}

refusal refusal_in(std::string_view body)
{
    slab memory;
    refusal read;
    json_cursor in(body, memory);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "error")
            read_error(in, read);
        else
            in.skip();
    }
    return in.finish() ? read : refusal();
}

std::string words_of(const refusal& why)
{
    return why.code + (why.code.empty() || why.words.empty() ? "" : ": ") + why.words;
}

failure refused(const http_response& answer, const refusal& why)
{
    if (failure complaint = complaint_in(answer, {}); complaint.code)
        return complaint;
    const std::string words = words_of(why);
    failure told(answer.status == 429 ? errc::rate_limited : errc::http_status,
                 "HTTP " + std::to_string(answer.status) +
                     (words.empty() ? "" : ": " + redacted_excerpt(words, 500)));
    told.http_status = answer.status;
    told.retry_after = answer.retry_after;
    return told;
}

// ---- lists ------------------------------------------------------------------------------------------------

// What stands around the rows. Histories are pages, `{"data":[row,…],"page":{…}}`; what there is now, and
// histories before API 1.0.17, are lists of objects with one member that names the kind of row.
struct list {
    bool account = false; // The row was the whole account.
    std::size_t rows = 0;
    bool has_more = false;
    std::string cursor{};
    bool pending = false; // The exchange still gathers the history.
};

void read_page(json_cursor& in, list& to)
{
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "hasMore")
            to.has_more = in.boolean();
        else if (key == "nextCursor" && in.peek() == json_kind::string)
            to.cursor = in.string();
        else if (key == "backfillStatus" && in.peek() == json_kind::string)
            to.pending = in.string() == "pending";
        else
            in.skip();
    }
    if (to.has_more == to.cursor.empty())
        in.fail("a page has a cursor if, and only if, there is another one");
}

template <class Row>
void read_rows(json_cursor& in, list& to, Row row)
{
    std::string_view kind;
    for (in.begin_array(); in.next_element(); ++to.rows)
        for (in.begin_object(); in.next_key(kind);) {
            to.account = kind == "fullAccount";
            row(to.account);
        }
}

template <class Row>
void read_pages(json_cursor& in, list& to, Row row)
{
    bool has_rows = false;
    bool has_page = false;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "data") {
            has_rows = true;
            for (in.begin_array(); in.next_element(); ++to.rows)
                row(false);
        } else if (key == "page") {
            has_page = true;
            read_page(in, to);
        } else {
            in.skip();
        }
    }
    if (!has_rows || !has_page)
        in.fail("a list of rows, or a page of them, is expected");
}

// Reads an answer; `row` reads the object that comes next, and is told whether it is a whole account.
template <class Row>
result<list> read_list(const http_response& answer, json_cursor& in, Row row)
{
    const refusal why = refusal_in(answer.body);
    if (answer.status != 200 || !why.words.empty() || !why.code.empty())
        return refused(answer, why);
    list read;
    if (in.peek() == json_kind::array)
        read_rows(in, read, row);
    else
        read_pages(in, read, row);
    if (!in.finish())
        return failure(errc::malformed, in.complaint());
    return read;
}

template <class Report>
std::vector<Report> only(const changes& from)
{
    std::vector<Report> found;
    for (const account_change& change : from)
        if (const auto* report = std::get_if<Report>(&change))
            found.push_back(*report);
    return found;
}

template <class Kept, class Report>
void keep(const changes& from, std::vector<Kept>& to)
{
    for (const Report& report : only<Report>(from))
        to.push_back(Kept::from(report));
}

} // namespace

std::string refusal_words_in(std::string_view body)
{
    return words_of(refusal_in(body));
}

// ---- the account ------------------------------------------------------------------------------------------

http_request ask_account(const std::string& rest, std::string_view user)
{
    return ask(rest, "fullAccount", user, {});
}

result<account_page> read_account_page(const http_response& answer)
{
    slab memory;
    changes told;
    json_cursor in(answer.body, memory);
    const auto read = read_list(answer, in, [&](bool account) {
        if (account)
            read_account(in, memory, told);
        else
            in.skip();
    });
    if (!read)
        return read.error();
    if (!read->account || read->rows != 1)
        return failure(errc::malformed, "an answer that is not one account");
    account_page page;
    keep<order, order_report>(told, page.found.open_orders);
    keep<balance, balance_report>(told, page.found.balances);
    keep<position, position_report>(told, page.found.positions);
    page.found.left_out = left_out_of(told);
    return page;
}

// ---- fills ------------------------------------------------------------------------------------------------

http_request ask_fills(const std::string& rest, std::string_view user, std::string_view cursor)
{
    std::string more = ",\"limit\":" + std::to_string(fills_at_a_time);
    if (!cursor.empty())
        more += ",\"cursor\":" + wire::json_quote(cursor);
    return ask(rest, "fills", user, more);
}

namespace {

// Whether nothing that is wanted comes behind these: they run backwards, and have left it behind.
bool past(const std::vector<fill_report>& fills, wall_time since)
{
    return !fills.empty() && fills.front().at > fills.back().at && fills.back().at < since;
}

// A cursor grows old ("CURSOR_EXPIRED"): from the beginning then; what is told twice counts once.
std::optional<account_page> begin_anew(const account_question& what, const http_response& answer)
{
    if (what.cursor.empty() || refusal_in(answer.body).code != "CURSOR_EXPIRED")
        return std::nullopt;
    account_page page;
    page.next = what;
    page.next->cursor.clear();
    return page;
}

} // namespace

result<account_page> read_fills_page(const account_question& what, std::string_view user,
                                     const http_response& answer)
{
    if (const auto anew = begin_anew(what, answer))
        return *anew;
    slab memory;
    changes told;
    json_cursor in(answer.body, memory);
    const auto read = read_list(answer, in, [&](bool) { read_trade(in, memory, user, told); });
    if (!read)
        return read.error();
    const std::vector<fill_report> fills = only<fill_report>(told);
    const bool all = past(fills, what.since);
    if (read->pending)
        return failure(errc::snapshot_failed, "the exchange has not gathered all fills yet");
    if (!all && !read->has_more && read->rows >= most_rows)
        return failure(errc::snapshot_failed, "there are more fills since then than the exchange tells");
    account_page page;
    for (const fill_report& told_fill : fills)
        if (told_fill.at >= what.since)
            page.found.fills.push_back(fill::from(told_fill));
    page.found.left_out = left_out_of(told);
    if (read->has_more && !all) {
        page.next = what;
        page.next->cursor = read->cursor;
    }
    return page;
}

// ---- one order --------------------------------------------------------------------------------------------

http_request ask_ended_orders(const std::string& rest, std::string_view user)
{
    return ask(rest, "orderHistory", user, ",\"limit\":" + std::to_string(most_rows));
}

namespace {

// "No such order", if the list goes back far enough to say that.
result<std::optional<order>> nowhere(const list& read, const std::vector<order_report>& ended)
{
    const auto [oldest, newest] = std::ranges::minmax_element(ended, {}, &order_report::updated);
    if ((read.has_more || read.rows >= most_rows) &&
        (ended.empty() || newest->updated - oldest->updated < far_enough))
        return failure(errc::snapshot_failed, "more orders ended lately than the exchange tells");
    return std::optional<order>();
}

} // namespace

result<std::optional<order>> find_order(std::string_view id, const http_response& answer)
{
    slab memory;
    changes told;
    json_cursor in(answer.body, memory);
    const auto read = read_list(answer, in, [&](bool account) {
        if (account)
            read_account(in, memory, told);
        else
            read_order(in, memory, told);
    });
    if (!read)
        return read.error();
    const std::vector<order_report> orders = only<order_report>(told);
    const auto found = std::ranges::find(orders, id, &order_report::id);
    if (found != orders.end())
        return std::optional<order>(order::from(*found));
    const bool named = answer.body.find(id) != std::string::npos;
    for (const unread_report& row : only<unread_report>(told))
        if (named && row.about.orders)
            return failure(errc::malformed,
                           "an order among those asked for was not understood: " + std::string(row.why));
    if (read->account)
        return failure(errc::order_not_found, "not among the open orders");
    return nowhere(*read, orders);
}

} // namespace holdfast::bulk
