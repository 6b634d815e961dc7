// SPDX-License-Identifier: BSL-1.0
#include "exchange/bulk/account_rows.hpp"

#include "exchange/common/left_out.hpp"
#include "wire/json/json_member.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

namespace holdfast::bulk {

using wire::json_cursor;
using wire::json_member;
using wire::written;

namespace {

// What margins are counted in (`ws-trading`, marginSymbol); messages do not say.
constexpr std::string_view margin_asset = "USDC";

// ---- the members of all these objects ---------------------------------------------------------------------

// Each under one name, however it is spelt: the stream has short names where snapshots and REST have long
// ones, and API 1.0.16 renamed the margins.
enum class field : std::uint8_t {
    symbol,
    order_id,
    price,
    original_size,
    size,
    filled,
    average,
    reduce_only,
    type,
    lasts,
    status,
    at,
    side,
    is_buy,
    isolated,
    trade_id,
    fee,
    maker,
    taker,
    maker_order,
    taker_order,
    maker_fee,
    taker_fee,
    total,
    available,
    used,
    count,
};

using row = wire::json_members<field>;

constexpr std::pair<std::string_view, field> spellings[]{{"symbol", field::symbol},
                                                         {"sym", field::symbol},
                                                         {"orderId", field::order_id},
                                                         {"oid", field::order_id},
                                                         {"price", field::price},
                                                         {"px", field::price},
                                                         {"originalSize", field::original_size},
                                                         {"origSz", field::original_size},
                                                         {"size", field::size},
                                                         {"sz", field::size},
                                                         {"amount", field::size},
                                                         {"filledSize", field::filled},
                                                         {"fillSz", field::filled},
                                                         {"executedSize", field::filled},
                                                         {"vwap", field::average},
                                                         {"reduceOnly", field::reduce_only},
                                                         {"r", field::reduce_only},
                                                         {"orderType", field::type},
                                                         {"ot", field::type},
                                                         {"tif", field::lasts},
                                                         {"status", field::status},
                                                         {"timestamp", field::at},
                                                         {"ts", field::at},
                                                         {"side", field::side},
                                                         {"isBuy", field::is_buy},
                                                         {"iso", field::isolated},
                                                         {"tradeId", field::trade_id},
                                                         {"tid", field::trade_id},
                                                         {"fee", field::fee},
                                                         {"maker", field::maker},
                                                         {"mk", field::maker},
                                                         {"taker", field::taker},
                                                         {"orderIdMaker", field::maker_order},
                                                         {"orderIdTaker", field::taker_order},
                                                         {"makerFee", field::maker_fee},
                                                         {"takerFee", field::taker_fee},
                                                         {"totalBalance", field::total},
                                                         {"totalMargin", field::total},
                                                         {"availableBalance", field::available},
                                                         {"availableMargin", field::available},
                                                         {"marginUsed", field::used}};

field field_of(std::string_view key) noexcept
{
    for (const auto& [known, which] : spellings)
        if (key == known)
            return which;
    return field::count;
}

// Takes members for what they have to be.
class row_reader : public wire::member_reader<written::bare, written::bare> {
public:
    explicit row_reader(json_cursor& in, slab& memory) : in_(in), memory_(memory)
    {
        std::string_view key;
        for (in.begin_object(); in.next_key(key);) {
            const field known = field_of(key);
            if (known == field::count || members_.has(known))
                in.skip(); // A member in both spellings is the same twice.
            else
                members_.read(known, in, memory);
        }
    }

    // Appends what was read, or that the row was left out.
    void tell(const account_parts& about, std::string_view of, const account_change& told, changes& to)
    {
        if (!good() && of.empty())
            in_.fail(memory_.copy(std::string_view(error()))); // It does not even say what it is about.
        if (in_.failed())
            return;
        if (good())
            to.push_back(told);
        else
            to.emplace_back(row_left_out(about, of, error(), memory_));
        if (good() && !odd_.empty())
            to.emplace_back(row_left_out({}, of, odd_, memory_));
    }

    // Ends the text: what it says cannot be told at all.
    void fail(std::string_view why) { in_.fail(why); }

    // Notes what is not understood and does not matter.
    void wonder(field of, std::string_view name, std::string_view wanted)
    {
        wire::complaint about;
        about.refuse(members_[of], name, wanted);
        odd_ = about.error();
    }

    [[nodiscard]] const json_member& operator[](field of) const noexcept { return members_[of]; }
    [[nodiscard]] bool has(field of) const noexcept
    {
        return members_.has(of) && members_[of].is != json_member::shape::null;
    }

    [[nodiscard]] std::string_view text(field of, std::string_view name)
    {
        const json_member& m = members_[of];
        if (m.is == json_member::shape::string && !m.text.empty())
            return m.text;
        refuse(m, name, "a text");
        return {};
    }

    // With its sign.
    [[nodiscard]] decimal number(field of, std::string_view name)
    {
        const json_member& m = members_[of];
        const auto value =
            m.is == json_member::shape::number ? decimal::parse_cut(m.text) : std::optional<decimal>();
        if (!value)
            refuse(m, name, "a decimal number");
        return value.value_or(decimal());
    }

    [[nodiscard]] decimal magnitude(field of, std::string_view name)
    {
        const decimal value = number(of, name);
        return value.sign() < 0 ? -value : value;
    }

    [[nodiscard]] std::optional<decimal> number_if_any(field of, std::string_view name)
    {
        return has(of) ? std::optional(number(of, name)) : std::nullopt;
    }

    [[nodiscard]] bool flag_if_any(field of, std::string_view name)
    {
        return has(of) && flag(members_[of], name);
    }

    [[nodiscard]] wall_time moment(field of, std::string_view name) { return time(members_[of], name); }

    [[nodiscard]] std::string_view keep(std::string_view made) { return memory_.copy(made); }

private:
    json_cursor& in_;
    slab& memory_;
    row members_;
    std::string odd_{};
};

// ---- orders -----------------------------------------------------------------------------------------------

order_type type_of(std::string_view word) noexcept
{
    constexpr std::array<std::pair<std::string_view, order_type>, 5> words{
        {{"limit", order_type::limit},
         {"market", order_type::market},
         {"stop", order_type::stop},
         {"takeProfit", order_type::take_profit},
         {"trailing", order_type::trailing_stop}}};
    for (const auto& [known, type] : words)
        if (word == known)
            return type;
    return order_type::other; // A range, a basket.
}

time_in_force tif_of(std::string_view word) noexcept
{
    if (word == "gtc" || word == "GTC")
        return time_in_force::good_till_cancelled;
    if (word == "ioc" || word == "IOC")
        return time_in_force::immediate_or_cancel;
    const bool post = word == "postOnly" || word == "alo" || word == "ALO";
    return post ? time_in_force::post_only : time_in_force::other;
}

// "Order Status Values"; the official clients also know the spelling with one l, and `cancelledIOC`.
std::optional<order_state> state_of(std::string_view word, bool waits, bool touched)
{
    const auto one_of = [word](std::initializer_list<std::string_view> words) {
        return std::ranges::find(words, word) != words.end();
    };
    if (one_of({"pending", "triggered"}))
        return order_state::pending;
    if (one_of({"placed", "resting", "working", "modified"}))
        return waits ? order_state::pending : touched ? order_state::partially_filled : order_state::open;
    if (word == "filled")
        return order_state::filled;
    if (one_of({"cancelledIoc", "cancelledIOC", "canceledIOC"}))
        return order_state::expired;
    if (one_of({"partiallyFilled", "cancelled", "cancelledRiskLimit", "cancelledSelfCrossing",
                "cancelledReduceOnly", "siblingCancelled", "canceled", "canceledRiskLimit",
                "canceledSelfCrossing", "canceledReduceOnly"}))
        return order_state::cancelled; // `partiallyFilled` is an end, too.
    if (one_of({"rejectedCrossing", "rejectedDuplicate", "rejectedRiskLimit", "rejectedInvalid",
                "triggerFailed"}))
        return order_state::rejected;
    return std::nullopt;
}

// A history names the side; elsewhere sizes are negative for sales. Early versions had a flag.
side side_of(row_reader& take, const decimal& size)
{
    if (take.has(field::side)) {
        const std::string_view word = take.text(field::side, "side");
        if (word != "buy" && word != "sell")
            take.refuse(take[field::side], "side", "buy or sell");
        return word == "sell" ? side::sell : side::buy;
    }
    if (take.has(field::is_buy))
        return take.flag_if_any(field::is_buy, "isBuy") ? side::buy : side::sell;
    return size.sign() < 0 ? side::sell : side::buy;
}

// An order among those that are open is open, whatever its status is called.
order_state state_in(row_reader& take, bool waits, bool touched, bool listed_as_open)
{
    const std::string_view word = take.text(field::status, "status");
    const auto state = state_of(word, waits, touched);
    if (!state && listed_as_open)
        take.wonder(field::status, "status", "a status that an order can have");
    else if (!state)
        take.refuse(take[field::status], "status", "a status that an order can have");
    return state.value_or(order_state::open);
}

order_report to_order(row_reader& take, bool listed_as_open)
{
    order_report o;
    o.symbol = take.text(field::symbol, "symbol");
    o.id = take.text(field::order_id, "orderId");
    const decimal size = take.number(field::original_size, "originalSize");
    o.side = side_of(take, size);
    o.quantity = size.sign() < 0 ? -size : size;
    o.filled = take.magnitude(field::filled, "filledSize");
    o.price = take.number_if_any(field::price, "price").value_or(decimal());
    const bool typed = take.has(field::type);
    o.type = typed ? type_of(take.text(field::type, "orderType")) : order_type::other;
    o.lasts = take.has(field::lasts) ? tif_of(take.text(field::lasts, "tif")) : time_in_force::other;
    o.reduce_only = take.flag_if_any(field::reduce_only, "reduceOnly");
    o.updated = take.moment(field::at, "timestamp");
    const auto average = take.number_if_any(field::average, "vwap");
    o.average_price = average && average->sign() > 0 ? average : std::nullopt;
    const bool waits = typed && o.type != order_type::limit && o.type != order_type::market;
    o.state = state_in(take, waits, !o.filled.is_zero(), listed_as_open);
    return o;
}

// ---- fills ------------------------------------------------------------------------------------------------

// The number without the zeros at its end: the stream and REST need not write it alike.
std::string plain(const decimal& number)
{
    std::string text = number.str();
    if (text.find('.') == std::string::npos)
        return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

// Both sides of a trade share its id. Times are in milliseconds in one place and in nanoseconds in the other.
std::string key_of(row_reader& take, const fill_report& f)
{
    if (take.has(field::trade_id))
        return std::string(take.text(field::trade_id, "tradeId")) + (f.maker ? "/maker" : "/taker");
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(f.at.time_since_epoch()).count();
    return std::string(f.order_id) + "/" + std::to_string(ms) + "/" + plain(f.price) + "/" +
           plain(f.quantity);
}

// A fill as far as both ways of telling it agree. `isBuy` tells what the taker did.
fill_report to_fill(row_reader& take, bool maker, field order, field fee)
{
    fill_report f;
    f.symbol = take.text(field::symbol, "symbol");
    f.order_id = take.text(order, "orderId");
    f.maker = maker;
    f.price = take.number(field::price, "price");
    f.quantity = take.magnitude(field::size, "size");
    f.fee = take.number_if_any(fee, "fee");
    f.fee_asset = f.fee ? margin_asset : std::string_view();
    const bool taker_bought = take.flag(take[field::is_buy], "isBuy");
    f.side = taker_bought != maker ? side::buy : side::sell;
    f.at = take.moment(field::at, "timestamp");
    f.key = take.keep(key_of(take, f));
    return f;
}

// An isolated account that holds nothing is none.
void refuse_isolated(row_reader& take, bool empty)
{
    if (!empty && take.flag_if_any(field::isolated, "iso"))
        take.fail("isolated accounts are not told apart in the stream; use a sub-account");
}

template <class Read>
void read_list(json_cursor& in, Read read)
{
    for (in.begin_array(); in.next_element();)
        read();
}

} // namespace

namespace {

void read_order(json_cursor& in, slab& memory, bool listed_as_open, changes& to)
{
    row_reader take(in, memory);
    const order_report order = to_order(take, listed_as_open);
    refuse_isolated(take, is_final(order.state));
    take.tell({.orders = true}, order.symbol, order, to);
}

// Nothing where nothing was traded.
void tell_fill(row_reader& take, const fill_report& fill, changes& to)
{
    if (!take.good() || !fill.quantity.is_zero())
        take.tell({.fills = true}, fill.symbol, fill, to);
}

} // namespace

void read_order(json_cursor& in, slab& memory, changes& to)
{
    read_order(in, memory, false, to);
}

void read_position(json_cursor& in, slab& memory, changes& to)
{
    row_reader take(in, memory);
    position_report p;
    p.symbol = take.text(field::symbol, "symbol");
    p.size = take.has(field::size) ? take.number(field::size, "size") : decimal();
    p.entry_price = take.number_if_any(field::price, "price");
    refuse_isolated(take, p.size.is_zero());
    take.tell({.positions = true}, p.symbol, p, to);
}

void read_margin(json_cursor& in, slab& memory, changes& to)
{
    row_reader take(in, memory);
    balance_report b;
    b.asset = margin_asset;
    b.total = take.number(field::total, "totalBalance");
    b.available = take.number_if_any(field::available, "availableBalance");
    b.locked = take.number_if_any(field::used, "marginUsed");
    take.tell({.balances = true}, margin_asset, b, to);
}

void read_fill(json_cursor& in, slab& memory, changes& to)
{
    row_reader take(in, memory);
    const bool maker = take.flag_if_any(field::maker, "maker");
    const fill_report fill = to_fill(take, maker, field::order_id, field::fee);
    if (!take.flag_if_any(field::isolated, "iso"))
        tell_fill(take, fill, to);
}

void read_trade(json_cursor& in, slab& memory, std::string_view user, changes& to)
{
    row_reader take(in, memory);
    const bool isolated = take.flag_if_any(field::isolated, "iso");
    const bool made = take.text(field::maker, "maker") == user;
    const bool took = take.text(field::taker, "taker") == user;
    if (take.good() && !made && !took && !isolated)
        return take.fail("a trade in which the account has no part");
    if (isolated)
        return;
    if (made)
        tell_fill(take, to_fill(take, true, field::maker_order, field::maker_fee), to);
    if (took || !made)
        tell_fill(take, to_fill(take, false, field::taker_order, field::taker_fee), to);
}

void read_account(json_cursor& in, slab& memory, changes& to)
{
    enum part : unsigned { margin = 1, positions = 2, orders = 4, all = 7 };
    unsigned have = 0;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "margin") {
            have |= margin;
            read_margin(in, memory, to);
        } else if (key == "positions") {
            have |= positions;
            read_list(in, [&] { read_position(in, memory, to); });
        } else if (key == "openOrders") {
            have |= orders;
            read_list(in, [&] { read_order(in, memory, true, to); });
        } else {
            in.skip();
        }
    }
    if (have != all)
        in.fail("an account has margin, positions and openOrders");
}

} // namespace holdfast::bulk
