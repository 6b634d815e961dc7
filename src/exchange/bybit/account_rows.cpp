// SPDX-License-Identifier: BSL-1.0
#include "exchange/bybit/account_rows.hpp"

#include "exchange/bybit/entry_reader.hpp"
#include "exchange/common/left_out.hpp"
#include "exchange/common/members.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace holdfast::bybit {

using wire::json_cursor;
using wire::json_member;
using wire::written;

namespace {

constexpr std::size_t max_entries = 10'000;

/// A list that is being read, and what is found in it.
struct reading {
    json_cursor& in;
    slab& memory;
    category of;
    wall_time at;
    bool open_orders;
    bool fast;
    std::vector<account_change>& found;

    /// Takes what an entry told; one that is not understood costs itself, unless it does not even say what it
    /// is about.
    /// @param about, name  what it would have changed
    void take(const std::optional<account_change>& told, const entry_reader& read, const account_parts& about,
              std::string_view name) const
    {
        if (found.size() >= max_entries)
            return in.fail("too many entries");
        if (!read.good() && name.empty())
            return in.fail(memory.copy(std::string_view(read.error())));
        if (!read.good())
            found.emplace_back(row_left_out(about, name, read.error(), memory));
        else if (told)
            found.push_back(*told);
        if (read.good() && !read.odd().empty())
            found.emplace_back(row_left_out({}, name, read.odd(), memory));
    }
};

// ---- entries ----------------------------------------------------------------------------------------------

enum class order_name : std::uint8_t {
    category,
    symbol,
    id,
    client_id,
    side,
    type,
    trigger,
    lasts,
    leg,
    status,
    created_by,
    reduce_only,
    price,
    quantity,
    unit,
    filled,
    average,
    updated,
    count,
    unknown
};

order_name order_name_of(std::string_view key) noexcept
{
    using enum order_name;
    static constexpr std::pair<std::string_view, order_name> words[] = {{"category", category},
                                                                        {"symbol", symbol},
                                                                        {"orderId", id},
                                                                        {"orderLinkId", client_id},
                                                                        {"side", side},
                                                                        {"orderType", type},
                                                                        {"stopOrderType", trigger},
                                                                        {"timeInForce", lasts},
                                                                        {"positionIdx", leg},
                                                                        {"orderStatus", status},
                                                                        {"createType", created_by},
                                                                        {"reduceOnly", reduce_only},
                                                                        {"price", price},
                                                                        {"qty", quantity},
                                                                        {"marketUnit", unit},
                                                                        {"cumExecQty", filled},
                                                                        {"avgPrice", average},
                                                                        {"updatedTime", updated}};
    return look_up(words, key);
}

/// v5/order/create-order, `marketUnit`: what the quantity of a market order on spot is counted in; for one
/// that buys the quote coin, unless it says otherwise.
bool is_sized_in_quote(const wire::json_members<order_name>& read, category of) noexcept
{
    const std::string_view unit = read[order_name::unit].text;
    const bool buys_at_market = of == category::spot && read[order_name::type].text == "Market" &&
                                read[order_name::side].text == "Buy";
    return unit == "quoteCoin" || (buys_at_market && unit != "baseCoin");
}

/// An order among those that are open is open, whatever its status is called.
order_state state_of(const json_member& m, const reading& list, entry_reader& take)
{
    return list.open_orders ? take.word_or(order_state::open, m, "orderStatus", states)
                            : take.word(m, "orderStatus", states);
}

std::optional<account_change> read_order(const wire::json_members<order_name>& read, const reading& list,
                                         entry_reader& take)
{
    using enum order_name;
    order_report told;
    told.symbol = take.text(read[symbol], "symbol");
    told.id = take.text(read[id], "orderId");
    told.client_id = read[client_id].text;
    told.side = take.word(read[side], "side", sides);
    told.type = type_of(meaning_of(read[type].text, types, order_type::other), read[trigger].text);
    told.lasts = meaning_of(read[lasts].text, durations, time_in_force::other);
    told.leg = leg_of(read[leg], take);
    told.state = state_of(read[status], list, take);
    told.origin = meaning_of(read[created_by].text, origins, order_origin::client);
    told.reduce_only = read[reduce_only].is == shape::yes;
    told.price = take.amount_if_any(read[price], "price").value_or(decimal());
    const decimal quantity_told = take.cut_magnitude_or_zero(read[quantity], "qty");
    told.quantity = is_sized_in_quote(read, list.of) ? decimal() : quantity_told;
    told.filled = take.amount_if_any(read[filled], "cumExecQty").value_or(decimal());
    told.average_price = take.amount_if_any(read[average], "avgPrice");
    told.updated = take.time(read[updated], "updatedTime");
    return told;
}

enum class execution_name : std::uint8_t {
    category,
    symbol,
    id,
    order_id,
    client_id,
    side,
    type,
    price,
    quantity,
    fee,
    fee_asset,
    maker,
    at,
    count,
    unknown
};

execution_name execution_name_of(std::string_view key) noexcept
{
    using enum execution_name;
    static constexpr std::pair<std::string_view, execution_name> words[] = {
        {"category", category}, {"symbol", symbol},         {"execId", id},
        {"orderId", order_id},  {"orderLinkId", client_id}, {"side", side},
        {"execType", type},     {"execPrice", price},       {"execQty", quantity},
        {"execFee", fee},       {"feeCurrency", fee_asset}, {"isMaker", maker},
        {"execTime", at}};
    return look_up(words, key);
}

/// `execution.fast` tells trades only, and does not name their type.
bool is_trade(const wire::json_members<execution_name>& read, const reading& list, entry_reader& take)
{
    return (list.fast && !read.has(execution_name::type)) ||
           take.word(read[execution_name::type], "execType", executions);
}

/// Nothing for what is no trade, or one of nothing.
std::optional<account_change> read_execution(const wire::json_members<execution_name>& read,
                                             const reading& list, entry_reader& take)
{
    using enum execution_name;
    if (!is_trade(read, list, take) || !take.good())
        return std::nullopt;
    fill_report told;
    told.symbol = take.text(read[symbol], "symbol");
    told.key = take.text(read[id], "execId");
    told.order_id = take.text(read[order_id], "orderId");
    told.client_id = read[client_id].text;
    told.side = take.word(read[side], "side", sides);
    told.price = take.cut_magnitude(read[price], "execPrice");
    told.quantity = take.cut_magnitude(read[quantity], "execQty");
    if (!is_blank(read[fee]))
        told.fee = take.cut_amount(read[fee], "execFee");
    told.fee_asset = read[fee_asset].text;
    told.maker = take.flag(read[maker], "isMaker");
    told.at = take.time(read[at], "execTime");
    return told.quantity.is_zero() && take.good() ? std::nullopt : std::optional<account_change>(told);
}

// ---- positions and coins ----------------------------------------------------------------------------------

enum class position_name : std::uint8_t {
    category,
    symbol,
    side,
    leg,
    size,
    entry_price,
    average_price,
    sequence,
    updated,
    count,
    unknown
};

position_name position_name_of(std::string_view key) noexcept
{
    using enum position_name;
    static constexpr std::pair<std::string_view, position_name> words[] = {
        {"category", category},  {"symbol", symbol},          {"side", side},    {"positionIdx", leg},
        {"size", size},          {"entryPrice", entry_price}, {"seq", sequence}, {"avgPrice", average_price},
        {"updatedTime", updated}};
    return look_up(words, key);
}

// The price of entry is `entryPrice` in messages and `avgPrice` in answers. A position that is empty has no
// side, and a symbol that was never traded neither a time nor, but for -1, a sequence.
std::optional<account_change> read_position(const wire::json_members<position_name>& read, const reading&,
                                            entry_reader& take)
{
    using enum position_name;
    position_report told;
    told.symbol = take.text(read[symbol], "symbol");
    told.leg = leg_of(read[leg], take);
    told.size = take.cut_magnitude_or_zero(read[size], "size");
    if (!told.size.is_zero() && take.word(read[side], "side", sides) == holdfast::side::sell)
        told.size = -told.size;
    told.entry_price =
        take.amount_if_any(read[read.has(entry_price) ? entry_price : average_price], "entryPrice");
    told.at = take.time_or_epoch(read[updated], "updatedTime");
    told.update = to_id(read[sequence], written::either).value_or(0);
    return told;
}

enum class coin_name : std::uint8_t { coin, total, locked, count, unknown };

coin_name coin_name_of(std::string_view key) noexcept
{
    using enum coin_name;
    static constexpr std::pair<std::string_view, coin_name> words[] = {
        {"coin", coin}, {"walletBalance", total}, {"locked", locked}};
    return look_up(words, key);
}

// ---- lists ------------------------------------------------------------------------------------------------

/// What an entry changes that is not understood.
account_parts concern_of(const wire::json_members<order_name>&) noexcept
{
    return {.orders = true};
}

/// What an execution of an unknown type changes is told by the order, the position and the wallet.
account_parts concern_of(const wire::json_members<execution_name>& read) noexcept
{
    const auto known =
        std::ranges::find(executions, read[execution_name::type].text, [](const auto& w) { return w.first; });
    return {.fills = !read.has(execution_name::type) || known != std::end(executions)};
}

account_parts concern_of(const wire::json_members<position_name>&) noexcept
{
    return {.positions = true};
}

template <auto NameOf, auto Read, class Name>
void read_list(const reading& list)
{
    for (list.in.begin_array(); list.in.next_element();) {
        wire::json_members<Name> read;
        read_members<NameOf>(list.in, list.memory, read);
        const bool others = read.has(Name::category) && read[Name::category].text != to_string(list.of);
        if (list.in.failed() || others)
            continue;
        entry_reader take;
        const auto told = Read(read, list, take);
        list.take(told, take, concern_of(read), read[Name::symbol].text);
    }
}

// Spot orders lock what they are to pay; what contracts lock moves with the market and is not told when it
// does.
void read_coins(const reading& list)
{
    for (list.in.begin_array(); list.in.next_element();) {
        wire::json_members<coin_name> read;
        read_members<coin_name_of>(list.in, list.memory, read);
        if (list.in.failed())
            return;
        entry_reader take;
        balance_report told;
        told.asset = take.text(read[coin_name::coin], "coin");
        told.total = take.cut_amount(read[coin_name::total], "walletBalance");
        if (list.of == category::spot && !is_blank(read[coin_name::locked]))
            told.locked = take.cut_magnitude(read[coin_name::locked], "locked");
        told.at = list.at;
        list.take(told, take, {.balances = true}, read[coin_name::coin].text);
    }
}

std::string_view text_if_any(json_cursor& in)
{
    if (in.peek() == wire::json_kind::string)
        return in.string();
    in.skip();
    return {};
}

// v5/enum, accountType.
bool is_another_account(std::string_view type) noexcept
{
    constexpr std::string_view others[] = {"CONTRACT", "SPOT", "INVESTMENT", "OPTION", "FUND", "COPYTRADING"};
    return std::ranges::find(others, type) != std::end(others);
}

// A wallet of another type (`CONTRACT`, of a former kind of account) is another account; one that does not
// say its type is this one.
void read_wallets(const reading& list)
{
    for (list.in.begin_array(); list.in.next_element();) {
        std::string_view type;
        std::string_view coins;
        std::string_view key;
        for (list.in.begin_object(); list.in.next_key(key);) {
            if (key == "accountType")
                type = text_if_any(list.in);
            else if (key == "coin")
                coins = list.in.skip();
            else
                list.in.skip();
        }
        if (list.in.failed() || is_another_account(type))
            continue;
        if (!type.empty() && type != "UNIFIED") {
            list.found.emplace_back(row_left_out(
                {}, {}, "\"accountType\" " + std::string(type.substr(0, 40)) + " is not known", list.memory));
            continue;
        }
        if (coins.empty())
            return list.in.fail("a wallet without \"coin\"");
        json_cursor inner(coins, list.memory);
        read_coins({inner, list.memory, list.of, list.at, list.open_orders, list.fast, list.found});
        if (!inner.finish())
            list.in.fail(inner.error());
    }
}

} // namespace

// v5/websocket/private: a topic of all categories, or of one, which is behind its name.
entry_kind kind_of_entries(std::string_view topic_name) noexcept
{
    constexpr dictionary<entry_kind, 5> words{{"order", entry_kind::order},
                                              {"execution", entry_kind::execution},
                                              {"execution.fast", entry_kind::fast_execution},
                                              {"position", entry_kind::position},
                                              {"wallet", entry_kind::wallet}};
    constexpr std::string_view categories[] = {".spot", ".linear", ".inverse", ".option"};
    for (const std::string_view suffix : categories)
        if (topic_name.ends_with(suffix))
            topic_name.remove_suffix(suffix.size());
    return meaning_of(topic_name, words, entry_kind::other);
}

std::string_view read_entries(std::string_view list, const entries_context& with, slab& memory,
                              std::vector<account_change>& to)
{
    json_cursor in(list, memory);
    const bool fast = with.kind == entry_kind::fast_execution;
    const reading all{in, memory, with.of, with.at, with.open_orders, fast, to};
    switch (with.kind) {
    case entry_kind::order: read_list<order_name_of, read_order, order_name>(all); break;
    case entry_kind::execution:
    case entry_kind::fast_execution: read_list<execution_name_of, read_execution, execution_name>(all); break;
    case entry_kind::position: read_list<position_name_of, read_position, position_name>(all); break;
    case entry_kind::wallet: read_wallets(all); break;
    case entry_kind::other: in.skip(); break;
    }
    return in.finish() ? std::string_view() : complaint_of(in, memory);
}

} // namespace holdfast::bybit
