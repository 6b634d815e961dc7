// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/spot/account_messages.hpp"

#include "exchange/binance/account_common.hpp"
#include "exchange/binance/spot/account_rows.hpp"
#include "exchange/common/left_out.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace holdfast::binance::spot {

namespace {

using wire::json_cursor;
using wire::json_member;
using wire::written;

// Ids and times are numbers, prices and quantities strings.
using reader = wire::member_reader<written::bare, written::quoted>;

/// The members of events that are read, under the exchange's own names.
enum class letter : std::uint8_t {
    e,
    E,
    s,
    c,
    C,
    S,
    o,
    f,
    q,
    p,
    x,
    X,
    i,
    l,
    z,
    L,
    n,
    N,
    T,
    t,
    I,
    m,
    u,
    count,
    unknown = count
};

using event_members = wire::json_members<letter>;
using enum letter;

constexpr std::string_view letters = "eEscCSofqpxXilzLnNTtImu";

static_assert(letters.size() == static_cast<std::size_t>(count));

letter letter_of(std::string_view key) noexcept
{
    const std::size_t at = key.size() == 1 ? letters.find(key.front()) : std::string_view::npos;
    return at == std::string_view::npos ? unknown : static_cast<letter>(at);
}

/// An event, read and not yet understood.
struct user_event {
    event_members members{};
    std::string_view balances{}; ///< JSON.
};

/// @return what is wrong with the JSON; empty when nothing is.
std::string read_event(std::string_view text, slab& memory, user_event& to)
{
    json_cursor in(text, memory);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);)
        if (const letter known = letter_of(key); known != unknown) {
            to.members.read(known, in, memory);
        } else {
            const std::string_view value = in.skip();
            to.balances = key == "B" ? value : to.balances;
        }
    if (in.finish())
        return {};
    return in.complaint();
}

std::string_view word(const event_members& in, letter which, std::string_view name, reader& read)
{
    if (in[which].is != json_member::shape::string)
        read.refuse(in[which], name, "a text");
    return in[which].text;
}

/// A cancelled order carries the id of the cancel where its own was ("Order Update": `C` is the id of the
/// order that is cancelled).
std::string_view client_id_of(const event_members& in, reader& read)
{
    const std::string_view own = word(in, c, "c", read);
    return in[x].text == "CANCELED" && !in[C].text.empty() ? in[C].text : own;
}

order_report order_in(const event_members& in, reader& read)
{
    order_report o;
    o.symbol = word(in, s, "s", read);
    static_cast<void>(read.id(in[i], "i"));
    o.id = in[i].text;
    o.client_id = client_id_of(in, read);
    const auto way = side_of(in[S].text);
    const auto state = state_of(in[X].text);
    if (!way)
        read.refuse(in[S], "S", "BUY or SELL");
    if (!state)
        read.refuse(in[X], "X", "a status that is known");
    o.side = way.value_or(side::buy);
    o.state = state.value_or(order_state::open);
    const order_kind kind = kind_of_order(market::spot, in[letter::o].text, in[f].text);
    o.type = kind.type;
    o.lasts = kind.lasts;
    o.price = read.cut_magnitude_or_zero(in[p], "p");
    o.quantity = read.cut_magnitude_or_zero(in[q], "q");
    o.filled = read.cut_magnitude_or_zero(in[z], "z");
    o.updated = read.time(in[T], "T");
    o.update = to_id(in[I], written::bare).value_or(0);
    return o;
}

fill_report fill_in(const event_members& in, reader& read)
{
    fill_report made;
    made.symbol = word(in, s, "s", read);
    static_cast<void>(read.id(in[t], "t"));
    made.key = in[t].text;
    static_cast<void>(read.id(in[i], "i"));
    made.order_id = in[i].text;
    made.client_id = client_id_of(in, read);
    const auto way = side_of(in[S].text);
    if (!way)
        read.refuse(in[S], "S", "BUY or SELL");
    made.side = way.value_or(side::buy);
    made.price = read.cut_magnitude(in[L], "L");
    made.quantity = read.cut_magnitude(in[l], "l");
    made.fee = fee_in(in[n], "n", read);
    made.fee_asset = in[N].text; // Null where there is no fee.
    made.maker = read.flag(in[m], "m");
    made.at = read.time(in[T], "T");
    return made;
}

/// What an event says, or what is wrong with it.
struct news {
    std::span<const account_change> changes{};
    std::string wrong{};
};

/// "Order Update", execution types.
bool is_execution_type(std::string_view type) noexcept
{
    constexpr std::string_view known[] = {"NEW",   "CANCELED", "REPLACED",        "REJECTED",
                                          "TRADE", "EXPIRED",  "TRADE_PREVENTION"};
    return std::ranges::find(known, type) != std::end(known);
}

/// "Order Update": one execution comes with the order as it is after it. A TRADE may be a report of an order
/// of which nothing was traded.
news order_news(const event_members& in, slab& memory)
{
    std::vector<account_change> told;
    const auto add = [&](const account_parts& about, const account_change& what, const reader& read) {
        if (read.good())
            told.push_back(what);
        else
            told.emplace_back(row_left_out(about, in[s].text, read.error(), memory));
    };
    reader of_order;
    const order_report order = order_in(in, of_order);
    if (order.symbol.empty())
        return {{}, of_order.error()};
    add({.orders = true}, order, of_order);
    if (in[x].text == "TRADE" && !tells_nothing(in[l])) {
        reader of_fill;
        const fill_report made = fill_in(in, of_fill);
        add({.fills = true}, made, of_fill);
    }
    if (!is_execution_type(in[x].text)) {
        reader type;
        type.refuse(in[x], "x", "an execution type that is known");
        add({}, {}, type);
    }
    return {memory.copy(std::span<const account_change>(told)), {}};
}

/// "Account Update": the balances that an event has touched, whole.
news balance_news(const user_event& event, slab& memory)
{
    constexpr balance_names names{"a", "f", "l"};
    json_cursor in(event.balances, memory);
    balance_list list = read_balances(in, memory, names);
    reader read;
    const wall_time at = read.time(event.members[u], "u");
    if (!in.finish() || !read.good())
        return {{},
                in.failed() ? "\"B\" has to be a list of balances: " + std::string(in.error())
                            : read.error()};
    std::vector<account_change> told;
    for (balance_report& one : list.found) {
        one.at = at;
        told.emplace_back(one);
    }
    told.insert(told.end(), list.left_out.begin(), list.left_out.end());
    return {memory.copy(std::span<const account_change>(told)), {}};
}

/// user-data-stream.md: what else there is says nothing that the others do not say.
news other_news(const json_member& name, slab& memory)
{
    constexpr std::string_view known[] = {"balanceUpdate", "listStatus", "externalLockUpdate"};
    if (std::ranges::find(known, name.text) != std::end(known))
        return {};
    reader read;
    read.refuse(name, "e", "an event that is known");
    const account_change row = row_left_out({}, {}, read.error(), memory);
    return {memory.copy(std::span<const account_change>(&row, 1)), {}};
}

void tell(const news& what, slab& memory, decoded& to)
{
    to.what = what.wrong.empty() ? decoded::kind::data : decoded::kind::malformed;
    to.content = what.changes;
    to.text = memory.copy(std::string_view(what.wrong));
}

} // namespace

void read_user_event(std::string_view text, slab& memory, decoded& to)
{
    user_event event;
    to.topic_name = user_data;
    const std::string broken = read_event(text, memory, event);
    const event_members& in = event.members;
    if (!broken.empty() || in[e].is != json_member::shape::string) {
        to.text = memory.copy(std::string_view(broken.empty() ? "an event without a name" : broken));
        return;
    }
    const auto stamp = to_id(in[E], written::bare);
    to.exchange_time = (stamp ? wire::to_time(*stamp) : std::nullopt).value_or(wall_time());
    if (in[e].text == "executionReport")
        return tell(order_news(in, memory), memory, to);
    if (in[e].text == "outboundAccountPosition")
        return tell(balance_news(event, memory), memory, to);
    if (in[e].text == "eventStreamTerminated" || in[e].text == "serverShutdown") {
        to.what = in[e].text == "serverShutdown" ? decoded::kind::shutdown : decoded::kind::login_expired;
        to.topic_name = {};
        to.text = in[e].text;
        return;
    }
    tell(other_news(in[e], memory), memory, to);
}

} // namespace holdfast::binance::spot
