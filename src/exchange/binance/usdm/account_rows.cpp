// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/usdm/account_rows.hpp"

#include "exchange/binance/account_common.hpp"

namespace holdfast::binance::usdm {

using wire::json_member;
using wire::written;

namespace {

using row_name = std::pair<std::string_view, row_member>;

constexpr row_name names_of_stream_balance[] = {{"a", row_member::asset}, {"wb", row_member::total}};

constexpr row_name names_of_stream_position[] = {{"s", row_member::symbol},
                                                 {"ps", row_member::leg},
                                                 {"pa", row_member::size},
                                                 {"ep", row_member::entry_price}};

constexpr row_name names_of_rest_balance[] = {{"asset", row_member::asset},
                                              {"balance", row_member::total},
                                              {"availableBalance", row_member::available},
                                              {"updateTime", row_member::updated}};

constexpr row_name names_of_rest_position[] = {{"symbol", row_member::symbol},
                                               {"positionSide", row_member::leg},
                                               {"positionAmt", row_member::size},
                                               {"entryPrice", row_member::entry_price},
                                               {"updateTime", row_member::updated}};

row_member member_of(account_row_spelling spelt, std::string_view key) noexcept
{
    for (const auto& [word, stands_for] : spelt)
        if (key == word)
            return stands_for;
    return row_member::unknown;
}

std::optional<position_leg> leg_of(std::string_view word) noexcept
{
    if (word == "BOTH")
        return position_leg::net;
    if (word == "LONG")
        return position_leg::long_leg;
    if (word == "SHORT")
        return position_leg::short_leg;
    return std::nullopt;
}

std::optional<std::string_view> word_in(const json_member& m) noexcept
{
    const bool word = m.is == json_member::shape::string && !m.text.empty();
    return word ? std::optional(m.text) : std::nullopt;
}

} // namespace

constinit const account_row_spelling stream_balance = names_of_stream_balance;
constinit const account_row_spelling stream_position = names_of_stream_position;
constinit const account_row_spelling rest_balance = names_of_rest_balance;
constinit const account_row_spelling rest_position = names_of_rest_position;

void read_row(wire::json_cursor& in, slab& memory, account_row_spelling spelt, account_row& to)
{
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (const row_member known = member_of(spelt, key); known != row_member::unknown)
            to.read(known, in, memory);
        else
            in.skip();
    }
}

template <class T>
T account_reader::take(const std::optional<T>& value, const json_member& m, std::string_view name,
                       std::string_view wanted) noexcept
{
    if (!value)
        refuse(m, name, wanted);
    return value.value_or(T());
}

balance_report account_reader::balance(const account_row& in, wall_time at)
{
    balance_report told;
    told.asset = text(in[row_member::asset], "asset");
    told.total = signed_amount(in[row_member::total], "balance");
    if (!is_blank(in[row_member::available]))
        told.available = signed_amount(in[row_member::available], "availableBalance");
    told.at = at;
    return told;
}

position_report account_reader::position(const account_row& in, wall_time at)
{
    position_report told;
    told.symbol = text(in[row_member::symbol], "symbol");
    told.leg = leg(in[row_member::leg], "positionSide");
    if (!is_blank(in[row_member::size])) // Never held.
        told.size = signed_amount(in[row_member::size], "positionAmt");
    if (!told.size.is_zero())
        told.entry_price = average(in[row_member::entry_price]);
    told.at = at;
    return told;
}

std::string_view account_reader::text(const json_member& m, std::string_view name) noexcept
{
    return take(word_in(m), m, name, "a text");
}

std::string_view account_reader::digits(const json_member& m, std::string_view name) noexcept
{
    (void)id(m, name);
    return m.text;
}

decimal account_reader::signed_amount(const json_member& m, std::string_view name) noexcept
{
    return cut_amount(m, name);
}

std::optional<decimal> account_reader::average(const json_member& m) noexcept
{
    return to_cut_amount(m, written::quoted);
}

side account_reader::side(const json_member& m, std::string_view name) noexcept
{
    return take(side_of(m.text), m, name, "BUY or SELL");
}

order_state account_reader::state(const json_member& m, std::string_view name) noexcept
{
    return take(state_of(m.text), m, name, "the status of an order");
}

position_leg account_reader::leg(const json_member& m, std::string_view name) noexcept
{
    return take(leg_of(m.text), m, name, "BOTH, LONG or SHORT");
}

} // namespace holdfast::binance::usdm
