#include "exchange/bulk_account_rows.hpp"

#include "wire/json_member.hpp"

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

// Each under one name, however it is spelt: the stream has short names where snapshots and REST have long ones, and
// API 1.0.16 renamed the margins.
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

    // Says whether all was as it had to be, and ends the text if not.
    [[nodiscard]] bool done()
    {
        if (!good() && !in_.failed())
            in_.fail(memory_.copy(error()));
        return !in_.failed();
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
            m.is == json_member::shape::number ? decimal::parse(m.text) : std::optional<decimal>();
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
        take.expect(word == "buy" || word == "sell", "a side is buy or sell");
        return word == "sell" ? side::sell : side::buy;
    }
    if (take.has(field::is_buy))
        return take.flag_if_any(field::is_buy, "isBuy") ? side::buy : side::sell;
    return size.sign() < 0 ? side::sell : side::buy;
}

order_report to_order(row_reader& take)
{
    order_report o;
    o.symbol = take.text(field::symbol, "symbol");
    o.id = take.text(field::order_id, "orderId");
    const decimal size = take.number(field::original_size, "originalSize");
    o.side = side_of(take, size);
    o.quantity = size.sign() < 0 ? -size : size;
    o.filled = take.magnitude(field::filled, "filledSize");
    o.price = take.number_if_any(field::price, "price").value_or(decimal());
    o.type = type_of(take.text(field::type, "orderType"));
    o.lasts = take.has(field::lasts) ? tif_of(take.text(field::lasts, "tif")) : time_in_force::other;
    o.reduce_only = take.flag_if_any(field::reduce_only, "reduceOnly");
    o.updated = take.moment(field::at, "timestamp");
    const auto average = take.number_if_any(field::average, "vwap");
    o.average_price = average && average->sign() > 0 ? average : std::nullopt;
    const bool waits = o.type != order_type::limit && o.type != order_type::market;
    const auto state = state_of(take.text(field::status, "status"), waits, !o.filled.is_zero());
    take.expect(state.has_value(), "not a status that an order can have");
    o.state = state.value_or(order_state::open);
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
    take.expect(empty || !take.flag_if_any(field::isolated, "iso"),
                "isolated accounts are not told apart in the stream; use a sub-account");
}

template <class Read>
void read_list(json_cursor& in, Read read)
{
    for (in.begin_array(); in.next_element();)
        read();
}

} // namespace

void read_order(json_cursor& in, slab& memory, changes& to)
{
    row_reader take(in, memory);
    const order_report order = to_order(take);
    refuse_isolated(take, is_final(order.state));
    if (take.done())
        to.emplace_back(order);
}

void read_position(json_cursor& in, slab& memory, changes& to)
{
    row_reader take(in, memory);
    position_report p;
    p.symbol = take.text(field::symbol, "symbol");
    p.size = take.number(field::size, "size");
    p.entry_price = take.number_if_any(field::price, "price");
    refuse_isolated(take, p.size.is_zero());
    if (take.done())
        to.emplace_back(p);
}

void read_margin(json_cursor& in, slab& memory, changes& to)
{
    row_reader take(in, memory);
    balance_report b;
    b.asset = margin_asset;
    b.total = take.number(field::total, "totalBalance");
    b.available = take.number_if_any(field::available, "availableBalance");
    b.locked = take.number_if_any(field::used, "marginUsed");
    if (take.done())
        to.emplace_back(b);
}

void read_fill(json_cursor& in, slab& memory, changes& to)
{
    row_reader take(in, memory);
    const bool maker = take.flag_if_any(field::maker, "maker");
    const fill_report fill = to_fill(take, maker, field::order_id, field::fee);
    const bool isolated = take.flag_if_any(field::isolated, "iso");
    if (take.done() && !isolated)
        to.emplace_back(fill);
}

void read_trade(json_cursor& in, slab& memory, std::string_view user, changes& to)
{
    row_reader take(in, memory);
    const bool isolated = take.flag_if_any(field::isolated, "iso");
    const bool made = take.text(field::maker, "maker") == user;
    const bool took = take.text(field::taker, "taker") == user;
    take.expect(made || took || isolated, "a trade in which the account has no part");
    if (made && !isolated)
        to.emplace_back(to_fill(take, true, field::maker_order, field::maker_fee));
    if (took && !isolated)
        to.emplace_back(to_fill(take, false, field::taker_order, field::taker_fee));
    (void)take.done();
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
            read_list(in, [&] { read_order(in, memory, to); });
        } else {
            in.skip();
        }
    }
    if (have != all)
        in.fail("an account has margin, positions and openOrders");
}

} // namespace holdfast::bulk
