// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/bulk/account_orders.hpp"

#include "sim/venue/bulk/account_rows.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/json/json_quote.hpp"

#include <holdfast/sim/bulk_transaction.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace holdfast::sim::bulk {

namespace {

using wire::json_cursor;
using wire::json_quote;
using wire::written;

// ---- reading; texts of the transaction stay as they are, since they are what was signed -------------------

struct action {
    std::string_view tag{};
    std::string_view text{}; // As it stands in the transaction.
    std::string symbol{};
    std::string order_id{};
    std::string lasts{};
    std::optional<bool> buy{};
    std::optional<bool> reduce_only{};
    std::optional<bool> isolated{};
    fixed price = 0;
    fixed size = 0;
    std::vector<std::string> symbols{}; // To cancel all orders of; empty: of all.
};

struct transaction {
    std::string_view actions{};
    std::uint64_t nonce = 0;
    std::string account{};
    std::string signer{};
    std::string signature{};
};

void read_symbols(json_cursor& in, action& to)
{
    if (in.peek() == wire::json_kind::string) {
        to.symbol = in.string();
        return;
    }
    for (in.begin_array(); in.next_element();)
        to.symbols.emplace_back(in.string());
}

void read_member(std::string_view key, json_cursor& in, action& to)
{
    if (key == "c")
        read_symbols(in, to);
    else if (key == "b")
        to.buy = in.boolean();
    else if (key == "px")
        to.price = to_fixed(in.number()).value_or(0);
    else if (key == "sz")
        to.size = to_fixed(in.number()).value_or(0);
    else if (key == "tif")
        to.lasts = in.string();
    else if (key == "r")
        to.reduce_only = in.boolean();
    else if (key == "i")
        to.isolated = in.boolean();
    else if (key == "oid")
        to.order_id = in.string();
    else
        in.skip();
}

// What cannot be read has no tag.
action read_action(std::string_view text)
{
    slab memory;
    action read;
    read.text = text;
    std::string_view key;
    json_cursor in(text, memory);
    for (in.begin_object(); in.next_key(key);) {
        read.tag = key;
        for (in.begin_object(); in.next_key(key);)
            read_member(key, in, read);
    }
    if (!in.finish())
        read.tag = {};
    return read;
}

std::vector<action> read_actions(std::string_view text)
{
    slab memory;
    std::vector<action> read;
    json_cursor in(text, memory);
    for (in.begin_array(); in.next_element();)
        read.push_back(read_action(in.skip()));
    return read;
}

std::optional<transaction> read_transaction(std::string_view text)
{
    slab memory;
    transaction read;
    std::string_view key;
    json_cursor in(text, memory);
    for (in.begin_object(); in.next_key(key);) {
        if (key == "actions")
            read.actions = in.skip();
        else if (key == "nonce")
            read.nonce = in.id(written::bare).value_or(0);
        else if (key == "account")
            read.account = in.string();
        else if (key == "signer")
            read.signer = in.string();
        else if (key == "signature")
            read.signature = in.string();
        else
            in.skip();
    }
    const bool whole = in.finish() && !read.actions.empty() && read.nonce != 0;
    return whole ? std::optional(read) : std::nullopt;
}

// ---- answering ---------------------------------------------------------------------------------------------

std::string status(std::string_view tag, std::string_view members)
{
    return "{" + json_quote(tag) + ":{" + std::string(members) + "}}";
}

std::string error_status(std::string_view words)
{
    return status("error", member("message", words));
}

std::string answer(std::string_view how, const std::vector<std::string>& statuses)
{
    std::string all;
    for (const std::string& one : statuses)
        all += (all.empty() ? "" : ",") + one;
    return R"({"status":)" + json_quote(how) + R"(,"response":{"type":"order","data":{"statuses":[)" + all +
           "]}}}";
}

// What became of an order that was taken.
std::string print_status(const kept_order& o)
{
    const std::string id = member("oid", o.wish.client_id);
    const fixed filled = with_sign(o, o.filled);
    switch (o.state) {
    case order_state::partially_filled:
        return status("working", id + "," + amount("filledSz", filled) + "," +
                                     amount("remainingSz", with_sign(o, open_size(o))) + "," +
                                     amount("vwap", average_of(o)));
    case order_state::filled:
        return status("filled", id + "," + amount("totalSz", filled) + "," + amount("avgPx", average_of(o)));
    case order_state::expired: return status("cancelledIoc", id + "," + amount("filledSz", filled));
    default: return status(status_of(o), id);
    }
}

// What became of one that was not.
std::string print_refusal(order_refusal why, const std::string& order_id)
{
    const std::string id = member("oid", order_id);
    const auto invalid = [&](std::string_view reason) {
        return status("rejectedInvalid", id + "," + member("reason", reason));
    };
    switch (why) {
    case order_refusal::unknown_symbol: return invalid("unknown symbol");
    case order_refusal::bad_amount: return invalid("invalid price or size");
    case order_refusal::duplicate_client_id: return status("rejectedDuplicate", id);
    case order_refusal::would_take: return status("rejectedCrossing", id);
    case order_refusal::would_not_reduce: return status("cancelledReduceOnly", id);
    case order_refusal::insufficient_balance: return error_status("Insufficient margin");
    case order_refusal::none:
    case order_refusal::unknown_order:
    case order_refusal::order_over: break;
    }
    return error_status("Internal error");
}

// ---- carrying out ------------------------------------------------------------------------------------------

// What an action led to.
struct done {
    std::string status{};
    bool executed = false;
};

std::optional<order_wish> wish_of(const action& a, std::string order_id)
{
    constexpr std::array<std::pair<std::string_view, time_in_force>, 4> words{
        {{"GTC", time_in_force::good_till_cancelled},
         {"IOC", time_in_force::immediate_or_cancel},
         {"ALO", time_in_force::post_only},
         {"", time_in_force::immediate_or_cancel}}}; // Of a market order.
    for (const auto& [word, lasts] : words)
        if (a.lasts == word && a.buy && a.reduce_only && word.empty() == (a.tag == "m"))
            return order_wish{.symbol = a.symbol,
                              .client_id = std::move(order_id),
                              .buy = *a.buy,
                              .market = a.tag == "m",
                              .lasts = lasts,
                              .reduce_only = *a.reduce_only,
                              .price = a.price,
                              .quantity = a.size};
    return std::nullopt;
}

done place(const action& a, const std::string& order_id, const back_office& with)
{
    const auto wish = wish_of(a, order_id);
    if (!wish || a.isolated.value_or(false))
        return {status("rejectedInvalid",
                       member("oid", order_id) + "," + member("reason", "invalid parameters"))};
    const placement made = with.accounts.place(*wish, with.now);
    const auto kept = with.accounts.find(a.symbol, made.id, {});
    if (made.why != order_refusal::none || !kept)
        return {print_refusal(made.why, order_id)};
    return {print_status(*kept), true};
}

done cancel(const action& a, const back_office& with)
{
    const order_refusal why = with.accounts.cancel(a.symbol, 0, a.order_id, with.now);
    const std::string id = member("oid", a.order_id);
    if (why == order_refusal::none)
        return {status("cancelled", id), true};
    return {status("cancelOneRejected", id + "," + member("reason", "Order not found"))};
}

done cancel_all(const action& a, const back_office& with)
{
    std::vector<kept_order> all;
    for (const kept_order& o : with.accounts.open_orders())
        if (a.symbols.empty() || std::ranges::find(a.symbols, o.wish.symbol) != a.symbols.end())
            all.push_back(o);
    if (all.empty())
        return {status("cancelAllRejected", member("reason", "No open orders"))};
    std::string statuses;
    for (const kept_order& o : all) {
        (void)with.accounts.cancel(o.wish.symbol, o.id, {}, with.now);
        statuses += (statuses.empty() ? "" : ",") + status("cancelled", member("oid", o.wish.client_id));
    }
    return {statuses, true};
}

done carry_out(const action& a, const std::string& order_id, const back_office& with)
{
    if (a.tag == "l" || a.tag == "m")
        return place(a, order_id, with);
    if (a.tag == "cx")
        return cancel(a, with);
    if (a.tag == "cxa")
        return cancel_all(a, with);
    return {error_status("unsupported action")};
}

// Nothing is done for anybody but the owner. An order without `i` is signed by nobody who knows the layout.
std::string_view forgery(const transaction& t, const std::vector<action>& actions, const back_office& with)
{
    if (t.account != with.owner.api_key || t.signer != with.owner.api_key)
        return "unauthorized signer";
    for (const action& a : actions)
        if ((a.tag == "l" || a.tag == "m") && !a.isolated)
            return "bad signature";
    return t.signature == bulk_signature(with.owner, t.actions, t.nonce) ? "" : "bad signature";
}

} // namespace

transacted transact(std::string_view text, const back_office& with)
{
    const auto read = read_transaction(text);
    if (!read)
        return {answer("error", {error_status("invalid transaction")})};
    const std::vector<action> actions = read_actions(read->actions);
    if (const std::string_view wrong = forgery(*read, actions, with); !wrong.empty())
        return {answer("error", {error_status(wrong)})};
    transacted out;
    std::vector<std::string> statuses;
    for (const action& a : actions) {
        const std::size_t place = statuses.size();
        done next = carry_out(a, bulk_order_id(read->account, a.text, place, read->nonce), with);
        out.executed |= next.executed;
        statuses.push_back(std::move(next.status));
    }
    out.answer = answer("ok", statuses);
    return out;
}

} // namespace holdfast::sim::bulk
