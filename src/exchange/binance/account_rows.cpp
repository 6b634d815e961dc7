// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/account_common.hpp"

#include "exchange/binance/errors.hpp"
#include "exchange/common/left_out.hpp"
#include "wire/http/percent_encode.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/text/excerpt.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>
#include <charconv>

namespace holdfast::binance {

namespace {

using wire::json_cursor;
using wire::json_member;
using wire::written;

// Ids and times are numbers, prices and quantities strings.
using reader = wire::member_reader<written::bare, written::quoted>;

enum class key : std::uint8_t {
    symbol,
    order_id,
    client_order_id,
    price,
    orig_qty,
    executed_qty,
    avg_price,
    status,
    time_in_force,
    type,
    side,
    position_side,
    reduce_only,
    update_time,
    id,
    qty,
    commission,
    commission_asset,
    time,
    is_buyer,
    is_maker,
    server_time,
    count,
    unknown = count
};

using rest_members = wire::json_members<key>;

constexpr std::pair<std::string_view, key> keys[] = {
    {"symbol", key::symbol},
    {"orderId", key::order_id},
    {"clientOrderId", key::client_order_id},
    {"price", key::price},
    {"origQty", key::orig_qty},
    {"executedQty", key::executed_qty},
    {"avgPrice", key::avg_price},
    {"status", key::status},
    {"timeInForce", key::time_in_force},
    {"type", key::type},
    {"side", key::side},
    {"positionSide", key::position_side},
    {"reduceOnly", key::reduce_only},
    {"updateTime", key::update_time},
    {"id", key::id},
    {"qty", key::qty},
    {"commission", key::commission},
    {"commissionAsset", key::commission_asset},
    {"time", key::time},
    {"isBuyer", key::is_buyer}, // Spot
    {"buyer", key::is_buyer},   // USD-M
    {"isMaker", key::is_maker},
    {"maker", key::is_maker},
    {"serverTime", key::server_time},
};

key key_of(std::string_view word) noexcept
{
    const auto* const found = std::ranges::find(keys, word, [](const auto& entry) { return entry.first; });
    return found == std::end(keys) ? key::unknown : found->second;
}

void read_object(json_cursor& in, slab& memory, rest_members& to)
{
    std::string_view word;
    for (in.begin_object(); in.next_key(word);)
        if (const key known = key_of(word); known != key::unknown)
            to.read(known, in, memory);
        else
            in.skip();
}

std::string_view text_of(const json_member& m, std::string_view name, reader& read)
{
    if (m.is != json_member::shape::string)
        read.refuse(m, name, "a text");
    return m.text;
}

/// The text of a 64-bit id.
std::string_view id_of(const json_member& m, std::string_view name, reader& read)
{
    static_cast<void>(read.id(m, name));
    return m.text;
}

template <class T>
T known(const std::optional<T>& meaning, const json_member& m, std::string_view name, reader& read)
{
    if (!meaning)
        read.refuse(m, name, "a word that is known");
    return meaning.value_or(T());
}

/// In one-way mode, and on spot, there is only one leg.
position_leg leg_of(const rest_members& in, reader& read)
{
    const json_member& told = in[key::position_side];
    if (told.text == "LONG")
        return position_leg::long_leg;
    if (told.text == "SHORT")
        return position_leg::short_leg;
    if (told && told.text != "BOTH")
        read.refuse(told, "positionSide", "BOTH, LONG or SHORT");
    return position_leg::net;
}

/// Of an order that is among the open ones a status that is not known does not matter; `odd` says so.
order_state state_in(const rest_members& in, std::string* odd, reader& read)
{
    const json_member& told = in[key::status];
    const auto state = state_of(told.text);
    reader other;
    if (!state)
        (odd ? other : read).refuse(told, "status", "a word that is known");
    if (!state && odd)
        *odd = other.error();
    return state.value_or(order_state::open);
}

/// @param odd  null unless the order is among the open ones
order_report order_in(market of, const rest_members& in, std::string* odd, reader& read)
{
    order_report o;
    o.symbol = text_of(in[key::symbol], "symbol", read);
    o.id = id_of(in[key::order_id], "orderId", read);
    o.client_id = text_of(in[key::client_order_id], "clientOrderId", read);
    o.side = known(side_of(in[key::side].text), in[key::side], "side", read);
    const order_kind kind = kind_of_order(of, in[key::type].text, in[key::time_in_force].text);
    o.type = kind.type;
    o.lasts = kind.lasts;
    o.leg = leg_of(in, read);
    o.state = state_in(in, odd, read);
    o.origin = origin_of(o.client_id);
    o.reduce_only = in[key::reduce_only].is == json_member::shape::yes;
    o.price = read.cut_magnitude_or_zero(in[key::price], "price");
    o.quantity = read.cut_magnitude_or_zero(in[key::orig_qty], "origQty");
    o.filled = read.cut_magnitude_or_zero(in[key::executed_qty], "executedQty");
    const auto average = to_cut_amount(in[key::avg_price], written::quoted);
    o.average_price = average && !average->is_zero() ? average : std::nullopt;
    o.updated = read.time(in[key::update_time], "updateTime");
    return o;
}

fill_report fill_in(const rest_members& in, reader& read)
{
    fill_report f;
    f.symbol = text_of(in[key::symbol], "symbol", read);
    f.key = id_of(in[key::id], "id", read);
    f.order_id = id_of(in[key::order_id], "orderId", read);
    f.side = read.flag(in[key::is_buyer], "isBuyer") ? side::buy : side::sell;
    f.leg = leg_of(in, read);
    f.price = read.cut_magnitude(in[key::price], "price");
    f.quantity = read.cut_magnitude(in[key::qty], "qty");
    f.fee = fee_in(in[key::commission], "commission", read);
    f.fee_asset = in[key::commission_asset].text;
    f.maker = read.flag(in[key::is_maker], "isMaker");
    f.at = read.time(in[key::time], "time");
    return f;
}

fill_mark mark_in(const rest_members& in)
{
    const auto stamp = to_id(in[key::time], written::bare);
    return {to_id(in[key::id], written::bare).value_or(0),
            (stamp ? wire::to_time(*stamp) : std::nullopt).value_or(wall_time())};
}

failure broken(const json_cursor& in)
{
    return failure(errc::malformed, in.complaint());
}

/// Reads a list of objects. `take(members, memory)` makes something of each, and says what is wrong with one
/// that does not even say what it is about.
result<> read_list(std::string_view body, const auto& take)
{
    slab memory;
    json_cursor in(body, memory);
    for (in.begin_array(); in.next_element();) {
        rest_members one;
        read_object(in, memory, one);
        if (in.failed())
            break;
        if (const std::string wrong = take(one, memory); !wrong.empty())
            return failure(errc::malformed, wrong);
    }
    return in.finish() ? result<>() : broken(in);
}

/// Leaves a row out; one without a symbol is wrong as a whole, and that is said.
std::string leave_out(const account_parts& about, const rest_members& in, const std::string& why,
                      slab& memory, std::vector<unread>& to)
{
    const std::string_view symbol = in[key::symbol].text;
    if (symbol.empty())
        return why;
    to.push_back(unread::from(row_left_out(about, symbol, why, memory)));
    return {};
}

std::int64_t code_in(const frame& read)
{
    std::int64_t code = 0;
    const std::string_view text = read.outer[name::code].text;
    std::from_chars(text.data(), text.data() + text.size(), code);
    return code;
}

errc kind_of_refusal(const http_response& answer, bool wrong_time)
{
    if (wrong_time)
        return errc::login_expired;
    switch (answer.status) {
    case 401: return errc::unauthorized;
    case 403: return errc::forbidden;
    case 418: return errc::banned;
    case 429: return errc::rate_limited;
    default: return errc::http_status;
    }
}

} // namespace

std::string with_query(std::string where,
                       std::initializer_list<std::pair<std::string_view, std::string>> parameters)
{
    char before = '?';
    for (const auto& [name, value] : parameters) {
        if (value.empty())
            continue;
        where.append(1, before).append(name).append("=").append(wire::percent_encode(value));
        before = '&';
    }
    return where;
}

http_request signed_request(http_verb verb, std::string url, unsigned weight)
{
    http_request request;
    request.verb = verb;
    request.url = std::move(url);
    request.weight = weight;
    request.auth = request_auth::signature;
    return request;
}

std::optional<rest_refusal> refusal_in(const http_response& answer, const holdfast::signer& by)
{
    slab memory;
    frame read;
    const bool json = read_frame(answer.body, memory, read).empty();
    const std::int64_t code = json ? code_in(read) : 0;
    if (answer.status == 200 && code == 0)
        return std::nullopt;
    rest_refusal said;
    said.code = code;
    said.why = failure_of(read.outer, kind_of_refusal(answer, code != 0 && by.blames_the_clock(int(code))));
    if (code == 0)
        said.why.text = "HTTP " + std::to_string(answer.status) + " " + wire::excerpt(answer.body);
    said.why.text = redacted_excerpt(said.why.text, 500);
    said.why.http_status = answer.status;
    if (answer.retry_after != duration::zero())
        said.why.retry_after = answer.retry_after;
    return said;
}

bool is_no_such_order(const rest_refusal& said) noexcept
{
    return said.code == -2013 && said.why.http_status < 500;
}

result<rest_rows<order>> read_orders(market of, std::string_view body)
{
    rest_rows<order> found;
    const auto take = [&](const rest_members& in, slab& memory) -> std::string {
        reader read;
        std::string odd;
        const order_report told = order_in(of, in, &odd, read);
        if (!read.good())
            return leave_out({.orders = true}, in, read.error(), memory, found.left_out);
        found.rows.push_back(order::from(told));
        return odd.empty() ? odd : leave_out({}, in, odd, memory, found.left_out);
    };
    const result<> good = read_list(body, take);
    return good ? result<rest_rows<order>>(std::move(found)) : good.error();
}

result<order> read_order(market of, std::string_view body)
{
    slab memory;
    json_cursor in(body, memory);
    rest_members one;
    read_object(in, memory, one);
    if (!in.finish())
        return broken(in);
    reader read;
    const order_report understood = order_in(of, one, nullptr, read);
    return read.good() ? result<order>(order::from(understood)) : failure(errc::malformed, read.error());
}

result<fill_rows> read_fills(std::string_view body)
{
    fill_rows found;
    const auto take = [&](const rest_members& in, slab& memory) -> std::string {
        reader read;
        const fill_report told = fill_in(in, read);
        found.marks.push_back(mark_in(in));
        if (!read.good())
            return leave_out({.fills = true}, in, read.error(), memory, found.left_out);
        if (!told.quantity.is_zero())
            found.rows.push_back(fill::from(told));
        return {};
    };
    const result<> good = read_list(body, take);
    return good ? result<fill_rows>(std::move(found)) : good.error();
}

result<wall_time> read_server_time(const http_response& answer, const holdfast::signer& by)
{
    if (const auto said = refusal_in(answer, by))
        return said->why;
    slab memory;
    json_cursor in(answer.body, memory);
    rest_members one;
    read_object(in, memory, one);
    if (!in.finish())
        return broken(in);
    reader read;
    const wall_time now = read.time(one[key::server_time], "serverTime");
    return read.good() ? result<wall_time>(now) : failure(errc::malformed, read.error());
}

std::optional<decimal> fee_in(const json_member& m, std::string_view name, reader& read)
{
    return is_blank(m) ? std::nullopt : std::optional(read.cut_amount(m, name));
}

bool tells_nothing(const json_member& quantity) noexcept
{
    const auto told = to_cut_amount(quantity, written::quoted);
    return is_blank(quantity) || (told && told->is_zero());
}

} // namespace holdfast::binance
