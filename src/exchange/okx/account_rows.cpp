// SPDX-License-Identifier: BSL-1.0
#include "exchange/okx/account_rows.hpp"

#include "wire/json/json_member.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace holdfast::okx {

using wire::json_cursor;
using wire::json_member;

namespace {

enum class field : std::uint8_t {
    inst_type,
    inst_id,
    ord_id,
    cl_ord_id,
    side,
    pos_side,
    ord_type,
    state,
    category,
    reduce_only,
    tgt_ccy,
    px,
    sz,
    acc_fill_sz,
    avg_px,
    u_time,
    trade_id,
    fill_px,
    fill_sz,
    fill_time,
    fill_fee,
    fill_fee_ccy,
    fee,
    fee_ccy,
    exec_type,
    bill_id,
    ts,
    ccy,
    cash_bal,
    avail_bal,
    frozen_bal,
    pos,
    pos_ccy,
    s_code,
    s_msg,
    count
};

/// As the exchange spells them, in the order of `field`.
constexpr std::array<std::string_view, std::size_t(field::count)> names{
    "instType",   "instId",   "ordId",      "clOrdId",  "side",   "posSide",  "ordType",
    "state",      "category", "reduceOnly", "tgtCcy",   "px",     "sz",       "accFillSz",
    "avgPx",      "uTime",    "tradeId",    "fillPx",   "fillSz", "fillTime", "fillFee",
    "fillFeeCcy", "fee",      "feeCcy",     "execType", "billId", "ts",       "ccy",
    "cashBal",    "availBal", "frozenBal",  "pos",      "posCcy", "sCode",    "sMsg"};

constexpr std::string_view name_of(field f) noexcept
{
    return names[std::size_t(f)];
}

std::optional<field> field_of(std::string_view key) noexcept
{
    for (std::size_t i = 0; i != names.size(); ++i)
        if (names[i] == key)
            return static_cast<field>(i);
    return std::nullopt;
}

/// OKX writes every value as a string, and an empty one where there is nothing to say.
class row {
public:
    /// Takes the member that comes next.
    void read(std::string_view key, json_cursor& in, slab& memory)
    {
        if (const auto known = field_of(key))
            members_.read(*known, in, memory);
        else
            in.skip();
    }

    void read_whole(json_cursor& in, slab& memory)
    {
        std::string_view key;
        for (in.begin_object(); in.next_key(key);)
            read(key, in, memory);
        if (in.failed())
            wrong_ = in.error();
    }

    /// What the exchange says there; empty if it says nothing.
    [[nodiscard]] std::string_view said(field f) const noexcept
    {
        const json_member& m = members_[f];
        return m.is == json_member::shape::string ? m.text : std::string_view();
    }

    [[nodiscard]] std::string_view text(field f) { return expect(said(f), !said(f).empty(), f, "a text"); }

    /// Cut where it has too many digits.
    [[nodiscard]] decimal amount(field f)
    {
        const auto number = decimal::parse_cut(said(f));
        return expect(number.value_or(decimal()), number.has_value(), f, "a decimal number");
    }

    [[nodiscard]] decimal amount_or_zero(field f) { return amount_if_any(f).value_or(decimal()); }

    /// Nothing where the exchange says nothing.
    [[nodiscard]] std::optional<decimal> amount_if_any(field f)
    {
        return said(f).empty() ? std::nullopt : std::optional(amount(f));
    }

    [[nodiscard]] wall_time time(field f)
    {
        const auto stamp = wire::to_id(members_[f], wire::written::either);
        const auto moment = stamp ? wire::to_time(*stamp) : std::nullopt;
        return expect(moment.value_or(wall_time()), moment.has_value(), f, "a time stamp");
    }

    /// The epoch where the exchange says nothing.
    [[nodiscard]] wall_time time_if_any(field f)
    {
        return wire::is_blank(members_[f]) ? wall_time() : time(f);
    }

    /// Says that a member is not what it has to be.
    void refuse(field f, std::string_view wanted) { (void)expect(false, false, f, wanted); }

    /// What was wrong since the last time; empty if nothing was.
    [[nodiscard]] std::string take_wrong() { return std::exchange(wrong_, {}); }

    /// One of these words.
    template <class T, std::size_t Size>
    [[nodiscard]] T one_of(field f, const std::pair<std::string_view, T> (&words)[Size])
    {
        for (const auto& [word, meaning] : words)
            if (said(f) == word)
                return meaning;
        return expect(words[0].second, false, f, "a word that is known");
    }

    /// The same, or `otherwise` if it is another word.
    template <class T, std::size_t Size>
    [[nodiscard]] T one_of(field f, const std::pair<std::string_view, T> (&words)[Size], T otherwise) const
    {
        for (const auto& [word, meaning] : words)
            if (said(f) == word)
                return meaning;
        return otherwise;
    }

    template <class T>
    [[nodiscard]] result<T> unless_wrong(T made) const
    {
        if (!wrong_.empty())
            return failure(errc::malformed, wrong_);
        return made;
    }

private:
    template <class T>
    [[nodiscard]] T expect(T value, bool good, field f, std::string_view wanted)
    {
        constexpr std::size_t shown = 40;
        if (!good && wrong_.empty())
            wrong_.append("\"")
                .append(name_of(f))
                .append("\" has to be ")
                .append(wanted)
                .append(", not \"")
                .append(said(f).substr(0, shown)) += '"';
        return value;
    }

    wire::json_members<field> members_{};
    std::string wrong_{};
};

// ---- orders -----------------------------------------------------------------------------------------------

side side_of(row& in)
{
    static constexpr std::pair<std::string_view, side> words[] = {{"buy", side::buy}, {"sell", side::sell}};
    return in.one_of(field::side, words);
}

position_leg leg_of(row& in)
{
    using enum position_leg;
    static constexpr std::pair<std::string_view, position_leg> words[] = {
        {"net", net}, {"", net}, {"long", long_leg}, {"short", short_leg}};
    return in.one_of(field::pos_side, words);
}

using state_reader = order_state (*)(row&);

order_state state_of(row& in)
{
    using enum order_state;
    static constexpr std::pair<std::string_view, order_state> words[] = {
        {"live", open},
        {"partially_filled", partially_filled},
        {"filled", filled},
        {"canceled", cancelled},
        {"mmp_canceled", cancelled}}; // By the market maker protection.
    return in.one_of(field::state, words);
}

using kind_of_order = std::pair<order_type, time_in_force>;

kind_of_order kind_of(const row& in)
{
    using type = order_type;
    using enum time_in_force;
    static constexpr std::pair<std::string_view, kind_of_order> words[] = {
        {"limit", {type::limit, good_till_cancelled}},
        {"market", {type::market, immediate_or_cancel}},
        {"post_only", {type::limit, post_only}},
        {"fok", {type::limit, fill_or_kill}},
        {"ioc", {type::limit, immediate_or_cancel}},
        {"optimal_limit_ioc", {type::market, immediate_or_cancel}},
        {"mmp", {type::limit, good_till_cancelled}},
        {"mmp_and_post_only", {type::limit, post_only}},
        {"op_fok", {type::limit, fill_or_kill}}};
    return in.one_of(field::ord_type, words, kind_of_order{type::other, time_in_force::other});
}

order_origin origin_of(const row& in)
{
    using enum order_origin;
    static constexpr std::pair<std::string_view, order_origin> words[] = {
        {"adl", auto_deleveraging},
        {"full_liquidation", liquidation},
        {"partial_liquidation", liquidation},
        {"delivery", settlement}};
    return in.one_of(field::category, words, client);
}

/// "Place order", `sz` and `tgtCcy`: whether the size is an amount of the quote asset.
bool is_sized_in_quote(const row& in)
{
    const std::string_view unit = in.said(field::tgt_ccy);
    const std::string_view traded = in.said(field::inst_type);
    const bool buys_for_an_amount = (traded == "SPOT" || traded == "MARGIN") &&
                                    in.said(field::ord_type) == "market" && in.said(field::side) == "buy";
    return unit == "quote_ccy" || (buys_for_an_amount && unit != "base_ccy");
}

order_report order_of(row& in, state_reader state)
{
    const auto [type, lasts] = kind_of(in);
    order_report made;
    made.symbol = in.text(field::inst_id);
    made.id = in.text(field::ord_id);
    made.client_id = in.said(field::cl_ord_id);
    made.side = side_of(in);
    made.type = type;
    made.lasts = lasts;
    made.leg = leg_of(in);
    made.state = state(in);
    made.origin = origin_of(in);
    made.reduce_only = in.said(field::reduce_only) == "true";
    made.price = in.amount_or_zero(field::px);
    const decimal size = in.amount_or_zero(field::sz);
    made.quantity = is_sized_in_quote(in) ? decimal() : size;
    made.filled = in.amount_or_zero(field::acc_fill_sz);
    made.average_price = in.amount_if_any(field::avg_px);
    if (made.average_price && made.average_price->is_zero())
        made.average_price.reset();
    made.updated = in.time(field::u_time);
    return made;
}

// ---- fills ------------------------------------------------------------------------------------------------

/// A fee is negative where the exchange charges it.
std::optional<decimal> charged(const std::optional<decimal>& fee)
{
    return fee ? std::optional(-*fee) : std::nullopt;
}

/// What a fill has in common with other rows that tell of it.
fill_report fill_of(row& in)
{
    fill_report made;
    made.symbol = in.text(field::inst_id);
    made.key = in.text(field::trade_id);
    made.order_id = in.text(field::ord_id);
    made.client_id = in.said(field::cl_ord_id);
    made.side = side_of(in);
    made.leg = leg_of(in);
    made.price = in.amount(field::fill_px);
    made.quantity = in.amount(field::fill_sz);
    made.maker = in.said(field::exec_type) == "M";
    made.at = in.time(in.said(field::fill_time).empty() ? field::ts : field::fill_time);
    return made;
}

/// Whether the row of an order tells of an execution, and of which one. `fee` would be that of all
/// executions.
bool tells_execution(const row& in)
{
    const std::string_view trade = in.said(field::trade_id);
    const auto size = decimal::parse_cut(in.said(field::fill_sz));
    return !trade.empty() && trade != "0" && !(size && size->is_zero());
}

fill_report execution_of(row& in)
{
    fill_report made = fill_of(in);
    made.fee = charged(in.amount_if_any(field::fill_fee));
    made.fee_asset = made.fee ? in.said(field::fill_fee_ccy) : std::string_view();
    return made;
}

// ---- balances and positions -------------------------------------------------------------------------------

balance_row read_balance(json_cursor& in, slab& memory)
{
    row one;
    one.read_whole(in, memory);
    balance_row made;
    made.balance.asset = one.text(field::ccy);
    made.balance.total = one.amount(field::cash_bal);
    made.balance.available = one.amount_if_any(field::avail_bal);
    made.balance.locked = one.amount_if_any(field::frozen_bal);
    made.wrong = one.take_wrong();
    return made;
}

/// "Get positions", `posCcy`: whether a position on margin is one of the quote asset, which is short.
bool is_of_quote(const row& in)
{
    return in.said(field::inst_type) == "MARGIN" && !in.said(field::pos_ccy).empty() &&
           !in.said(field::inst_id).starts_with(std::string(in.said(field::pos_ccy)) + "-");
}

/// In the base asset, as orders are: what is owed in the quote asset was got for the average price.
decimal size_in_base(row& in, const decimal& of_quote)
{
    const std::optional<decimal> average = in.amount_if_any(field::avg_px);
    const auto size = average ? divide_cut(of_quote, *average) : std::nullopt;
    if (!size && !of_quote.is_zero())
        in.refuse(field::avg_px, "the price of a position that is counted in the quote asset");
    return size.value_or(decimal());
}

/// "Get positions", `posSide`: a short position has a sign of its own only in net mode.
decimal size_of(row& in, position_leg leg)
{
    const decimal told = in.amount_or_zero(field::pos);
    const bool of_quote = is_of_quote(in);
    const decimal size = of_quote ? size_in_base(in, told) : told;
    const bool without_sign = leg == position_leg::short_leg || of_quote;
    return without_sign && size.sign() > 0 ? -size : size;
}

/// What a row was, unless it is no JSON, or does not even say what it is about.
template <class Row>
result<Row> unless_broken(const json_cursor& in, std::string_view of, Row made)
{
    if (in.failed())
        return failure(errc::malformed, std::string(in.error()));
    if (of.empty())
        return failure(errc::malformed, made.wrong);
    return made;
}

} // namespace

result<order_row> read_order_row(json_cursor& in, slab& memory)
{
    row one;
    one.read_whole(in, memory);
    order_row made;
    made.order = order_of(one, &state_of);
    made.wrong = one.take_wrong();
    if (tells_execution(one)) {
        made.executed = execution_of(one);
        made.execution_wrong = one.take_wrong();
    }
    const std::string_view of = made.order.symbol;
    return unless_broken(in, of, std::move(made));
}

result<order_row> read_open_order_row(json_cursor& in, slab& memory)
{
    row one;
    one.read_whole(in, memory);
    order_row made;
    (void)state_of(one);
    made.odd = one.take_wrong();
    const auto any_state = made.odd.empty() ? &state_of : [](row&) { return order_state::open; };
    made.order = order_of(one, any_state);
    made.wrong = one.take_wrong();
    const std::string_view of = made.order.symbol;
    return unless_broken(in, of, std::move(made));
}

result<fill_row> read_fill_row(json_cursor& in, slab& memory)
{
    row one;
    one.read_whole(in, memory);
    fill_row made;
    made.bill = one.said(field::bill_id);
    made.fill = fill_of(one);
    made.fill.fee = charged(one.amount_if_any(field::fee));
    made.fill.fee_asset = made.fill.fee ? one.said(field::fee_ccy) : std::string_view();
    made.wrong = one.take_wrong();
    const std::string_view of = made.fill.symbol;
    return unless_broken(in, of, std::move(made));
}

result<balances_row> read_balances_row(json_cursor& in, slab& memory)
{
    row whole;
    balances_row made;
    bool has_details = false;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key != "details") {
            whole.read(key, in, memory);
            continue;
        }
        has_details = true;
        for (in.begin_array(); in.next_element();) {
            made.balances.push_back(read_balance(in, memory));
            if (const balance_row& last = made.balances.back(); last.balance.asset.empty() && !in.failed())
                return failure(errc::malformed, last.wrong);
        }
    }
    if (in.failed() || !has_details)
        return failure(errc::malformed, in.failed() ? std::string(in.error()) : "no \"details\"");
    made.at = whole.time(field::u_time);
    return whole.unless_wrong(std::move(made));
}

result<position_row> read_position_row(json_cursor& in, slab& memory)
{
    row one;
    one.read_whole(in, memory);
    position_row made;
    made.position.symbol = one.text(field::inst_id);
    made.position.leg = leg_of(one);
    made.position.size = size_of(one, made.position.leg);
    made.position.entry_price = one.amount_if_any(field::avg_px);
    made.position.at = one.time_if_any(field::u_time);
    made.wrong = one.take_wrong();
    const std::string_view of = made.position.symbol;
    return unless_broken(in, of, std::move(made));
}

result<order_answer_row> read_order_answer_row(json_cursor& in, slab& memory)
{
    row one;
    one.read_whole(in, memory);
    const order_answer_row made{.order_id = one.said(field::ord_id),
                                .code = one.text(field::s_code),
                                .words = one.said(field::s_msg)};
    return one.unless_wrong(made);
}

result<wall_time> read_time_row(json_cursor& in, slab& memory)
{
    row one;
    one.read_whole(in, memory);
    const wall_time told = one.time(field::ts);
    return one.unless_wrong(told);
}

} // namespace holdfast::okx
