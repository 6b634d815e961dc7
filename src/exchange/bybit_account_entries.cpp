#include "exchange/bybit_account_entries.hpp"

#include "exchange/bybit_members.hpp"

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

template <class Meaning, std::size_t Size>
using dictionary = std::pair<std::string_view, Meaning>[Size];

using shape = json_member::shape;

/// Takes the members of an entry for what they have to be. Ids are bare or quoted, amounts are quoted.
class entry_reader : public wire::member_reader<written::either, written::quoted> {
public:
    [[nodiscard]] std::string_view text(const json_member& m, std::string_view name) noexcept
    {
        if (m.is != shape::string || m.text.empty())
            refuse(m, name, "a text");
        return m.text;
    }

    template <class Meaning, std::size_t Size>
    [[nodiscard]] Meaning word(const json_member& m, std::string_view name,
                               const dictionary<Meaning, Size>& words) noexcept
    {
        for (const auto& [word, meaning] : words)
            if (m.is == shape::string && m.text == word)
                return meaning;
        refuse(m, name, "a known word");
        return words[0].second;
    }

    [[nodiscard]] decimal amount_of_any_sign(const json_member& m, std::string_view name) noexcept
    {
        const auto read = m.is == shape::string ? decimal::parse(m.text) : std::nullopt;
        if (!read)
            refuse(m, name, "a decimal number");
        return read.value_or(decimal());
    }

    /// Where an empty text says that there is none.
    [[nodiscard]] std::optional<decimal> amount_if_any(const json_member& m, std::string_view name) noexcept
    {
        if (!m || m.text.empty())
            return std::nullopt;
        const decimal read = amount(m, name);
        return read.is_zero() ? std::nullopt : std::optional(read);
    }
};

// ---- words of enum.mdx ------------------------------------------------------------------------------------

constexpr dictionary<side, 2> sides{{"Buy", side::buy}, {"Sell", side::sell}};

// A conditional order is `Triggered` for a moment, before it is `New`.
constexpr dictionary<order_state, 9> states{{"New", order_state::open},
                                            {"PartiallyFilled", order_state::partially_filled},
                                            {"Untriggered", order_state::pending},
                                            {"Triggered", order_state::pending},
                                            {"Rejected", order_state::rejected},
                                            {"Filled", order_state::filled},
                                            {"Cancelled", order_state::cancelled},
                                            {"PartiallyFilledCanceled", order_state::cancelled},
                                            {"Deactivated", order_state::cancelled}};

constexpr dictionary<time_in_force, 6> durations{
    {"GTC", time_in_force::good_till_cancelled}, {"IOC", time_in_force::immediate_or_cancel},
    {"FOK", time_in_force::fill_or_kill},        {"PostOnly", time_in_force::post_only},
    {"RPI", time_in_force::post_only},           {"", time_in_force::other}};

constexpr dictionary<order_type, 3> types{
    {"Limit", order_type::limit}, {"Market", order_type::market}, {"UNKNOWN", order_type::other}};

/// Types of an order that waits, or has waited, for a trigger.
struct triggered_types {
    order_type at_market;
    order_type at_limit;
};

constexpr dictionary<triggered_types, 7> triggers{
    {"Stop", {order_type::stop, order_type::stop_limit}},
    {"StopLoss", {order_type::stop, order_type::stop_limit}},
    {"PartialStopLoss", {order_type::stop, order_type::stop_limit}},
    {"TakeProfit", {order_type::take_profit, order_type::take_profit_limit}},
    {"PartialTakeProfit", {order_type::take_profit, order_type::take_profit_limit}},
    {"TrailingStop", {order_type::trailing_stop, order_type::trailing_stop}},
    {"", {order_type::market, order_type::limit}}};

constexpr dictionary<order_origin, 4> origins{{"CreateByLiq", order_origin::liquidation},
                                              {"CreateByTakeOver_PassThrough", order_origin::liquidation},
                                              {"CreateByAdl_PassThrough", order_origin::auto_deleveraging},
                                              {"CreateBySettle", order_origin::settlement}};

/// Whether it changes a position.
constexpr dictionary<bool, 9> executions{{"Trade", true},    {"AdlTrade", true},     {"BustTrade", true},
                                         {"Delivery", true}, {"Settle", true},       {"BlockTrade", true},
                                         {"Funding", false}, {"MovePosition", true}, {"FutureSpread", true}};

template <class Meaning, std::size_t Size>
Meaning meaning_of(std::string_view word, const dictionary<Meaning, Size>& words, Meaning otherwise) noexcept
{
    const auto known = std::ranges::find(words, word, [](const auto& w) { return w.first; });
    return known == std::end(words) ? otherwise : known->second;
}

order_type type_of(order_type after_trigger, std::string_view trigger) noexcept
{
    if (after_trigger == order_type::other || trigger == "UNKNOWN")
        return after_trigger;
    const triggered_types both = meaning_of(trigger, triggers, {order_type::other, order_type::other});
    return after_trigger == order_type::market ? both.at_market : both.at_limit;
}

position_leg leg_of(const json_member& index, entry_reader& take) noexcept
{
    if (!index) // Spot.
        return position_leg::net;
    constexpr position_leg legs[] = {position_leg::net, position_leg::long_leg, position_leg::short_leg};
    const std::uint64_t at = take.id(index, "positionIdx");
    take.expect(at < std::size(legs), "\"positionIdx\" is neither 0 nor 1 nor 2");
    return legs[std::min<std::uint64_t>(at, 2)];
}

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

std::optional<account_change> read_order(const wire::json_members<order_name>& read, entry_reader& take)
{
    using enum order_name;
    order_report told;
    told.symbol = take.text(read[symbol], "symbol");
    told.id = take.text(read[id], "orderId");
    told.client_id = read[client_id].text;
    told.side = take.word(read[side], "side", sides);
    told.type = type_of(take.word(read[type], "orderType", types), read[trigger].text);
    told.lasts = take.word(read[lasts], "timeInForce", durations);
    told.leg = leg_of(read[leg], take);
    told.state = take.word(read[status], "orderStatus", states);
    told.origin = meaning_of(read[created_by].text, origins, order_origin::client);
    told.reduce_only = read[reduce_only].is == shape::yes;
    told.price = take.amount_if_any(read[price], "price").value_or(decimal());
    const decimal quantity_told = take.amount(read[quantity], "qty");
    told.quantity = read[unit].text == "quoteCoin" ? decimal() : quantity_told;
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

std::optional<account_change> read_execution(const wire::json_members<execution_name>& read,
                                             entry_reader& take)
{
    using enum execution_name;
    if (!take.word(read[type], "execType", executions))
        return std::nullopt;
    fill_report told;
    told.symbol = take.text(read[symbol], "symbol");
    told.key = take.text(read[id], "execId");
    told.order_id = take.text(read[order_id], "orderId");
    told.client_id = read[client_id].text;
    told.side = take.word(read[side], "side", sides);
    told.price = take.amount(read[price], "execPrice");
    told.quantity = take.amount(read[quantity], "execQty");
    if (!read[fee].text.empty())
        told.fee = take.amount_of_any_sign(read[fee], "execFee");
    told.fee_asset = read[fee_asset].text;
    told.maker = take.flag(read[maker], "isMaker");
    told.at = take.time(read[at], "execTime");
    return told;
}

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
// side, and a symbol that was never traded the sequence -1.
std::optional<account_change> read_position(const wire::json_members<position_name>& read, entry_reader& take)
{
    using enum position_name;
    position_report told;
    told.symbol = take.text(read[symbol], "symbol");
    told.leg = leg_of(read[leg], take);
    told.size = take.amount(read[size], "size");
    if (!told.size.is_zero() && take.word(read[side], "side", sides) == holdfast::side::sell)
        told.size = -told.size;
    told.entry_price =
        take.amount_if_any(read[read.has(entry_price) ? entry_price : average_price], "entryPrice");
    told.at = take.time(read[updated], "updatedTime");
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

/// A list that is being read, and what is found in it.
struct reading {
    json_cursor& in;
    slab& memory;
    category of;
    wall_time at;
    std::vector<account_change>& found;

    void take(const std::optional<account_change>& told, const entry_reader& read) const
    {
        if (!read.good())
            return in.fail(memory.copy(std::string_view(read.error())));
        if (found.size() == max_entries)
            return in.fail("too many entries");
        if (told)
            found.push_back(*told);
    }
};

template <auto NameOf, auto Read, class Name>
void read_list(const reading& list)
{
    for (list.in.begin_array(); list.in.next_element();) {
        wire::json_members<Name> read;
        read_members<NameOf>(list.in, list.memory, read);
        const bool others = read.has(Name::category) && read[Name::category].text != name(list.of);
        if (list.in.failed() || others)
            continue;
        entry_reader take;
        list.take(Read(read, take), take);
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
        told.total = take.amount_of_any_sign(read[coin_name::total], "walletBalance");
        if (list.of == category::spot && !read[coin_name::locked].text.empty())
            told.locked = take.amount(read[coin_name::locked], "locked");
        told.at = list.at;
        list.take(told, take);
    }
}

// A wallet of another type (`CONTRACT`, of a former kind of account) is another account.
void read_wallets(const reading& list)
{
    for (list.in.begin_array(); list.in.next_element();) {
        std::string_view type;
        std::string_view coins;
        std::string_view key;
        for (list.in.begin_object(); list.in.next_key(key);) {
            if (key == "accountType")
                type = list.in.string();
            else if (key == "coin")
                coins = list.in.skip();
            else
                list.in.skip();
        }
        if (list.in.failed() || type != "UNIFIED")
            continue;
        json_cursor inner(coins, list.memory);
        read_coins({inner, list.memory, list.of, list.at, list.found});
        if (!inner.finish())
            list.in.fail(inner.error());
    }
}

} // namespace

entry_kind kind_of_entries(std::string_view topic_name) noexcept
{
    constexpr dictionary<entry_kind, 4> words{{"order", entry_kind::order},
                                              {"execution", entry_kind::execution},
                                              {"position", entry_kind::position},
                                              {"wallet", entry_kind::wallet}};
    return meaning_of(topic_name.substr(0, topic_name.find('.')), words, entry_kind::other);
}

std::string_view read_entries(std::string_view list, entry_kind kind, category of, wall_time at, slab& memory,
                              std::vector<account_change>& to)
{
    json_cursor in(list, memory);
    const reading all{in, memory, of, at, to};
    switch (kind) {
    case entry_kind::order: read_list<order_name_of, read_order, order_name>(all); break;
    case entry_kind::execution: read_list<execution_name_of, read_execution, execution_name>(all); break;
    case entry_kind::position: read_list<position_name_of, read_position, position_name>(all); break;
    case entry_kind::wallet: read_wallets(all); break;
    case entry_kind::other: in.skip(); break;
    }
    return in.finish() ? std::string_view() : complaint_of(in, memory);
}

} // namespace holdfast::bybit
