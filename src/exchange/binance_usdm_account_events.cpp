#include "exchange/binance_usdm_account_events.hpp"

#include "exchange/binance_account_common.hpp"
#include "exchange/binance_usdm_account_words.hpp"
#include "wire/json_cursor.hpp"
#include "wire/json_member.hpp"

#include <holdfast/redacted.hpp>

#include <span>
#include <string>
#include <vector>

namespace holdfast::binance::usdm {

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
        told.price = amount(in[name::p], "p");
        told.quantity = amount(in[name::q], "q");
        told.filled = amount(in[name::z], "z");
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
        told.price = amount(in[name::L], "L");
        told.quantity = amount(in[name::l], "l");
        told.maker = flag(in[name::m], "m");
        told.at = at;
        return told;
    }

    /// The fee is left out where there is none.
    [[nodiscard]] fill_report fill(const members& in, wall_time at)
    {
        fill_report told = execution(in, at);
        told.leg = leg(in[name::ps], "ps");
        if (in.has(name::n)) {
            told.fee = signed_amount(in[name::n], "n");
            told.fee_asset = in[name::N].text;
        }
        return told;
    }
};

// CALCULATED is a liquidation, which has a trade id only where there was a trade.
bool tells_of_a_fill(const members& in) noexcept
{
    const std::string_view execution = in[name::x].text;
    return execution == "TRADE" || (execution == "CALCULATED" && in[name::t].text != "0");
}

// Each of these appends what an event says, and answers what is wrong with it; nothing when nothing is.

std::string read_order(const user_event& in, slab& memory, changes& out)
{
    members told;
    json_cursor text(in.order, memory);
    read_members(text, memory, told);
    event_reader read;
    read.expect(text.finish(), "\"o\" is not an order");
    out.emplace_back(read.order(told, read.happened(in)));
    if (tells_of_a_fill(told)) {
        read.expect(told[name::t].text != "0", "a TRADE without a trade id");
        out.emplace_back(read.fill(told, read.time(told[name::T], "T")));
    }
    return read.error();
}

std::string read_trade_lite(const user_event& in, changes& out)
{
    event_reader read;
    out.emplace_back(read.execution(in.outer, read.happened(in)));
    return read.error();
}

/// A list of rows; `take(reader, row)` makes a change of each.
std::string read_rows(json_cursor& in, slab& memory, account_row_spelling spelt, const auto& take,
                      changes& out)
{
    std::string wrong;
    for (in.begin_array(); wrong.empty() && in.next_element();) {
        account_row row;
        read_row(in, memory, spelt, row);
        if (in.failed())
            break;
        account_reader read;
        out.emplace_back(take(read, row));
        wrong = read.error();
    }
    return wrong;
}

// Only what has changed, and with its whole value ("Event: Balance and Position Update").
std::string read_account(const user_event& in, slab& memory, changes& out)
{
    event_reader read;
    const wall_time at = read.happened(in);
    std::string wrong = read.error();
    json_cursor text(in.account, memory);
    std::string_view key;
    for (text.begin_object(); wrong.empty() && text.next_key(key);) {
        if (key == "B")
            wrong = read_rows(
                text, memory, stream_balance, [at](auto& take, auto& row) { return take.balance(row, at); },
                out);
        else if (key == "P")
            wrong = read_rows(
                text, memory, stream_position, [at](auto& take, auto& row) { return take.position(row, at); },
                out);
        else
            text.skip();
    }
    return wrong.empty() && !text.finish() ? "\"a\" is not an account" : wrong;
}

// Events that are not about orders, balances or positions (ACCOUNT_CONFIG_UPDATE, MARGIN_CALL, ALGO_UPDATE and
// others) change nothing here.
std::string read_changes(const user_event& in, slab& memory, changes& out)
{
    if (in.kind() == "ORDER_TRADE_UPDATE")
        return read_order(in, memory, out);
    if (in.kind() == "TRADE_LITE")
        return read_trade_lite(in, out);
    if (in.kind() == "ACCOUNT_UPDATE")
        return read_account(in, memory, out);
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
        to.text = memory.copy(
            std::string_view(std::string(in.error()) + " at byte " + std::to_string(in.position())));
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
