// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/usdm/account_messages.hpp"

#include "exchange/binance/account_common.hpp"
#include "exchange/binance/usdm/account_rows.hpp"
#include "exchange/common/left_out.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace holdfast::binance::usdm {

using wire::complaint;
using wire::json_cursor;
using wire::json_kind;
using wire::json_member;
using wire::written;

namespace {

// Members of events, under the exchange's own names.
enum class name : std::uint8_t {
    e,
    E,
    T,
    s,
    S,
    c,
    o,
    f,
    q,
    p,
    ap,
    x,
    X,
    i,
    l,
    z,
    L,
    N,
    n,
    t,
    m,
    R,
    ps,
    count,
    unknown
};

using members = wire::json_members<name>;
using changes = std::vector<account_change>;

name name_of(std::string_view key) noexcept
{
    using enum name;
    constexpr std::pair<std::string_view, name> names[] = {
        {"e", e}, {"E", E}, {"T", T},   {"s", s}, {"S", S}, {"c", c}, {"o", o},  {"f", f},
        {"q", q}, {"p", p}, {"ap", ap}, {"x", x}, {"X", X}, {"i", i}, {"l", l},  {"z", z},
        {"L", L}, {"N", N}, {"n", n},   {"t", t}, {"m", m}, {"R", R}, {"ps", ps}};
    for (const auto& [word, stands_for] : names)
        if (key == word)
            return stands_for;
    return unknown;
}

/// An event: its members, and the text of those that are objects, which the kind of event decides about.
struct user_event {
    members outer{};
    std::string_view order{};   ///< `o`
    std::string_view account{}; ///< `a`

    [[nodiscard]] std::string_view kind() const noexcept { return outer[name::e].text; }
};

void read_members(json_cursor& in, slab& memory, members& to)
{
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (const name known = name_of(key); known != name::unknown)
            to.read(known, in, memory);
        else
            in.skip();
    }
}

void read_event(json_cursor& in, slab& memory, user_event& to)
{
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        const bool object = in.peek() == json_kind::object;
        if (object && key == "o")
            to.order = in.skip();
        else if (object && key == "a")
            to.account = in.skip();
        else if (const name known = name_of(key); known != name::unknown)
            to.outer.read(known, in, memory);
        else
            in.skip();
    }
}

class event_reader : public account_reader {
public:
    /// When an event happened.
    [[nodiscard]] wall_time happened(const user_event& event) { return time(event.outer[name::T], "T"); }

    [[nodiscard]] order_report order(const members& in, wall_time at)
    {
        order_report told;
        told.symbol = text(in[name::s], "s");
        told.id = digits(in[name::i], "i");
        told.client_id = in[name::c].text;
        told.side = side(in[name::S], "S");
        const order_kind kind = kind_of_order(market::usdm, in[name::o].text, in[name::f].text);
        told.type = kind.type;
        told.lasts = kind.lasts;
        told.leg = leg(in[name::ps], "ps");
        told.state = state(in[name::X], "X");
        told.origin = origin_of(told.client_id);
        told.reduce_only = flag(in[name::R], "R");
        told.price = cut_magnitude_or_zero(in[name::p], "p");
        told.quantity = cut_magnitude_or_zero(in[name::q], "q");
        told.filled = cut_magnitude_or_zero(in[name::z], "z");
        if (!told.filled.is_zero())
            told.average_price = average(in[name::ap]);
        told.updated = at;
        return told;
    }

    /// What an order and TRADE_LITE tell of an execution alike.
    [[nodiscard]] fill_report execution(const members& in, wall_time at)
    {
        fill_report told;
        told.symbol = text(in[name::s], "s");
        told.key = digits(in[name::t], "t");
        told.order_id = digits(in[name::i], "i");
        told.client_id = in[name::c].text;
        told.side = side(in[name::S], "S");
        told.price = cut_magnitude(in[name::L], "L");
        told.quantity = cut_magnitude(in[name::l], "l");
        told.maker = flag(in[name::m], "m");
        told.at = at;
        return told;
    }

    /// The fee is left out where there is none.
    [[nodiscard]] fill_report fill(const members& in, wall_time at)
    {
        fill_report told = execution(in, at);
        told.leg = leg(in[name::ps], "ps");
        told.fee = fee_in(in[name::n], "n", *this);
        told.fee_asset = told.fee ? in[name::N].text : std::string_view();
        return told;
    }
};

// "Event: Order Update". CALCULATED is a liquidation, which has a trade id only where there was a trade; and
// either may be a report of an order of which nothing was traded.
bool tells_of_a_fill(const members& in) noexcept
{
    const std::string_view execution = in[name::x].text;
    const bool trade = execution == "TRADE" || (execution == "CALCULATED" && in[name::t].text != "0");
    return trade && !tells_nothing(in[name::l]);
}

bool is_execution_type(std::string_view type) noexcept
{
    constexpr std::string_view known[] = {"NEW", "CANCELED", "CALCULATED", "EXPIRED", "TRADE", "AMENDMENT"};
    return std::ranges::find(known, type) != std::end(known);
}

/// Appends what was read, or that it was left out.
void add(const account_parts& about, std::string_view of, const account_change& told, const complaint& read,
         slab& memory, changes& out)
{
    if (read.good())
        out.push_back(told);
    else
        out.emplace_back(row_left_out(about, of, read.error(), memory));
}

// Each of these appends what an event says, and answers what is wrong with it as a whole; nothing when
// nothing is.

std::string read_order(const user_event& in, slab& memory, changes& out)
{
    members told;
    json_cursor text(in.order, memory);
    read_members(text, memory, told);
    if (!text.finish())
        return "\"o\" is not an order";
    event_reader of_order;
    const order_report order = of_order.order(told, of_order.happened(in));
    if (order.symbol.empty())
        return of_order.error();
    add({.orders = true}, told[name::s].text, order, of_order, memory, out);
    if (tells_of_a_fill(told)) {
        event_reader of_fill;
        of_fill.expect(told[name::t].text != "0", "a TRADE without a trade id");
        const fill_report fill = of_fill.fill(told, of_fill.time(told[name::T], "T"));
        add({.fills = true}, told[name::s].text, fill, of_fill, memory, out);
    }
    if (!is_execution_type(told[name::x].text)) {
        event_reader type;
        type.refuse(told[name::x], "x", "an execution type that is known");
        add({}, told[name::s].text, {}, type, memory, out);
    }
    return {};
}

std::string read_trade_lite(const user_event& in, slab& memory, changes& out)
{
    if (tells_nothing(in.outer[name::l]))
        return {};
    event_reader read;
    const fill_report fill = read.execution(in.outer, read.happened(in));
    if (fill.symbol.empty())
        return read.error();
    add({.fills = true}, in.outer[name::s].text, fill, read, memory, out);
    return {};
}

/// A list of rows about a part of the account; `take(reader, row)` makes a change of each.
void read_rows(json_cursor& in, slab& memory, account_row_spelling spelt, const account_parts& about,
               const auto& take, changes& out)
{
    for (in.begin_array(); in.next_element();) {
        account_row row;
        read_row(in, memory, spelt, row);
        if (in.failed())
            break;
        account_reader read;
        const account_change told = take(read, row);
        const std::string_view of = row[about.balances ? row_member::asset : row_member::symbol].text;
        if (of.empty())
            in.fail(memory.copy(std::string_view(read.error())));
        else
            add(about, of, told, read, memory, out);
    }
}

// Only what has changed, and with its whole value ("Event: Balance and Position Update").
std::string read_account(const user_event& in, slab& memory, changes& out)
{
    event_reader read;
    const wall_time at = read.happened(in);
    if (!read.good())
        return read.error();
    json_cursor text(in.account, memory);
    std::string_view key;
    for (text.begin_object(); text.next_key(key);) {
        if (key == "B")
            read_rows(
                text, memory, stream_balance, {.balances = true},
                [at](auto& take, auto& row) { return take.balance(row, at); }, out);
        else if (key == "P")
            read_rows(
                text, memory, stream_position, {.positions = true},
                [at](auto& take, auto& row) { return take.position(row, at); }, out);
        else
            text.skip();
    }
    return text.finish() ? "" : "\"a\" is not an account";
}

// Events that are not about orders, balances or positions change nothing here.
std::string read_changes(const user_event& in, slab& memory, changes& out)
{
    if (in.kind() == "ORDER_TRADE_UPDATE")
        return read_order(in, memory, out);
    if (in.kind() == "TRADE_LITE")
        return read_trade_lite(in, memory, out);
    if (in.kind() == "ACCOUNT_UPDATE")
        return read_account(in, memory, out);
    constexpr std::string_view others[] = {"ACCOUNT_CONFIG_UPDATE", "MARGIN_CALL",
                                           "STRATEGY_UPDATE",       "GRID_UPDATE",
                                           "ALGO_UPDATE",           "CONDITIONAL_ORDER_TRIGGER_REJECT"};
    if (std::ranges::find(others, in.kind()) == std::end(others)) {
        event_reader read;
        read.refuse(in.outer[name::e], "e", "an event that is known");
        add({}, {}, {}, read, memory, out);
    }
    return {};
}

void tell_event(const user_event& in, slab& memory, decoded& to)
{
    changes found;
    to.topic_name = user_data;
    if (const std::string wrong = read_changes(in, memory, found); !wrong.empty()) {
        to.text = memory.copy(std::string_view(std::string(in.kind()) + ": " + wrong));
        return;
    }
    to.what = decoded::kind::data;
    if (const auto sent = to_id(in.outer[name::E], written::either))
        to.exchange_time = wire::to_time(*sent).value_or(wall_time());
    if (!found.empty())
        to.content = memory.copy(std::span<const account_change>(found));
}

// Errors and answers look as they do on the streams of the market.
void tell_other(std::string_view text, slab& memory, decoded& to)
{
    frame read;
    to.text = read_frame(text, memory, read);
    if (!to.text.empty())
        return;
    const binance::members& said = read.outer;
    if (!said.has(binance::name::code) && !said.has(binance::name::msg) && !said.has(binance::name::result)) {
        to.text = "not a message of a user's stream";
        return;
    }
    understand(market::usdm, read, memory, to);
    to.text = memory.copy(std::string_view(redacted_excerpt(to.text, 500)));
}

} // namespace

void understand_user_data(std::string_view text, slab& memory, decoded& to)
{
    user_event event;
    json_cursor in(text, memory);
    read_event(in, memory, event);
    if (!in.finish()) {
        to.text = memory.copy(std::string_view(in.complaint()));
    } else if (event.kind() == "listenKeyExpired") {
        to.what = decoded::kind::login_expired;
        to.text = "the listen key has expired";
    } else if (event.outer[name::e].is == json_member::shape::string) {
        tell_event(event, memory, to);
    } else {
        tell_other(text, memory, to);
    }
}

} // namespace holdfast::binance::usdm
