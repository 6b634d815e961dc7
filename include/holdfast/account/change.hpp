// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ACCOUNT_CHANGE_HPP
#define HOLDFAST_ACCOUNT_CHANGE_HPP

#include <holdfast/decimal.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/policy/order_state.hpp>
#include <holdfast/side.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace holdfast {

// One model of what an exchange says about an account. Each thing exists twice: as a report, with texts that
// point into the message that it came in, and with texts of its own, as an account keeps it.
//
// Amounts with more digits than a `decimal` holds are cut toward zero, and say so (`decimal::inexact`):
// prices and quantities, too. The exchange's own sums, which REST tells, are cut in the same way, so both
// stay comparable; and a token with 18 decimals closes no account.

enum class order_type : std::uint8_t {
    limit,
    market,
    stop,
    stop_limit,
    take_profit,
    take_profit_limit,
    trailing_stop,
    other,
};

enum class time_in_force : std::uint8_t {
    good_till_cancelled,
    immediate_or_cancel,
    fill_or_kill,
    post_only, ///< Good till cancelled, and refused where it would take.
    good_till_date,
    other,
};

/// Where an order comes from: the client, or the exchange in the client's name.
enum class order_origin : std::uint8_t { client, liquidation, auto_deleveraging, settlement };

/// The position that an order or a fill belongs to: the only one of its symbol, or, in hedge mode, one of
/// two.
enum class position_leg : std::uint8_t { net, long_leg, short_leg };

[[nodiscard]] constexpr std::string_view to_string(position_leg leg) noexcept
{
    switch (leg) {
    case position_leg::net: return "net";
    case position_leg::long_leg: return "long";
    case position_leg::short_leg: return "short";
    }
    return "unknown";
}

/// An order as of `updated`.
template <class Text>
struct basic_order {
    Text symbol{};
    Text id{}; ///< The exchange's, unique within the symbol; never empty.
    Text client_id{};
    holdfast::side side = holdfast::side::buy;
    order_type type = order_type::limit;
    time_in_force lasts = time_in_force::good_till_cancelled;
    position_leg leg = position_leg::net;
    order_state state = order_state::open;
    order_origin origin = order_origin::client;
    bool reduce_only = false;
    decimal price{};    ///< Zero where it has none.
    decimal quantity{}; ///< Zero where the order names an amount of the quote asset instead.
    decimal filled{};
    std::optional<decimal> average_price{};
    wall_time updated{}; ///< The exchange's time of this state; the epoch where it gives none.
    std::uint64_t update =
        0; ///< Grows with every report of the order; zero where the exchange has no such number.

    template <class Other>
    [[nodiscard]] static basic_order from(const basic_order<Other>& o)
    {
        return {.symbol = Text(o.symbol),
                .id = Text(o.id),
                .client_id = Text(o.client_id),
                .side = o.side,
                .type = o.type,
                .lasts = o.lasts,
                .leg = o.leg,
                .state = o.state,
                .origin = o.origin,
                .reduce_only = o.reduce_only,
                .price = o.price,
                .quantity = o.quantity,
                .filled = o.filled,
                .average_price = o.average_price,
                .updated = o.updated,
                .update = o.update};
    }

    friend bool operator==(const basic_order&, const basic_order&) = default;
};

/// An order was executed, in part or in whole.
template <class Text>
struct basic_fill {
    Text symbol{};
    /// The exchange's, unique within the symbol and the order: the same fill carries it wherever it is told,
    /// and so do both fills of a trade with oneself.
    Text key{};
    Text order_id{};
    Text client_id{};
    holdfast::side side = holdfast::side::buy;
    position_leg leg = position_leg::net; ///< Also where the exchange does not tell it.
    decimal price{};
    decimal quantity{};
    std::optional<decimal> fee{}; ///< Negative for a rebate.
    Text fee_asset{};
    bool maker = false;
    wall_time at{}; ///< The exchange's time.

    template <class Other>
    [[nodiscard]] static basic_fill from(const basic_fill<Other>& f)
    {
        return {.symbol = Text(f.symbol),
                .key = Text(f.key),
                .order_id = Text(f.order_id),
                .client_id = Text(f.client_id),
                .side = f.side,
                .leg = f.leg,
                .price = f.price,
                .quantity = f.quantity,
                .fee = f.fee,
                .fee_asset = Text(f.fee_asset),
                .maker = f.maker,
                .at = f.at};
    }

    friend bool operator==(const basic_fill&, const basic_fill&) = default;
};

/// What there is of an asset. A member that the exchange does not tell is empty, and not what it was before.
template <class Text>
struct basic_balance {
    Text asset{};
    decimal total{};
    std::optional<decimal> available{};
    std::optional<decimal> locked{};
    wall_time at{}; ///< The exchange's time; the epoch where it gives none.

    template <class Other>
    [[nodiscard]] static basic_balance from(const basic_balance<Other>& b)
    {
        return {.asset = Text(b.asset),
                .total = b.total,
                .available = b.available,
                .locked = b.locked,
                .at = b.at};
    }

    friend bool operator==(const basic_balance&, const basic_balance&) = default;
};

/// A position, or one leg of it.
template <class Text>
struct basic_position {
    Text symbol{};
    position_leg leg = position_leg::net;
    decimal size{}; ///< Negative for a short position; zero: none.
    std::optional<decimal> entry_price{};
    wall_time at{}; ///< The exchange's time; the epoch where it gives none.
    std::uint64_t update =
        0; ///< Grows with every report of the position; zero where there is no such number.

    template <class Other>
    [[nodiscard]] static basic_position from(const basic_position<Other>& p)
    {
        return {.symbol = Text(p.symbol),
                .leg = p.leg,
                .size = p.size,
                .entry_price = p.entry_price,
                .at = p.at,
                .update = p.update};
    }

    friend bool operator==(const basic_position&, const basic_position&) = default;
};

using order_report = basic_order<std::string_view>;
using fill_report = basic_fill<std::string_view>;
using balance_report = basic_balance<std::string_view>;
using position_report = basic_position<std::string_view>;

using order = basic_order<std::string>;
using fill = basic_fill<std::string>;
using balance = basic_balance<std::string>;
using position = basic_position<std::string>;

/// An asset grew or shrank, by a deposit say. Where the exchange sends the whole balance, too, leave this
/// out: only a balance can be told twice without harm.
struct balance_delta {
    std::string_view asset{};
    decimal amount{};
    wall_time at{};
};

/// Parts of an account, because an exchange may answer, or have, only some of them.
struct account_parts {
    bool orders = false;
    bool fills = false;
    bool balances = false;
    bool positions = false;

    /// Says whether every part of `others` is a part of this.
    [[nodiscard]] constexpr bool contain(const account_parts& others) const noexcept
    {
        return (orders || !others.orders) && (fills || !others.fills) && (balances || !others.balances) &&
               (positions || !others.positions);
    }

    [[nodiscard]] friend constexpr account_parts operator|(const account_parts& a,
                                                           const account_parts& b) noexcept
    {
        return {a.orders || b.orders, a.fills || b.fills, a.balances || b.balances,
                a.positions || b.positions};
    }
    [[nodiscard]] friend constexpr account_parts operator&(const account_parts& a,
                                                           const account_parts& b) noexcept
    {
        return {a.orders && b.orders, a.fills && b.fills, a.balances && b.balances,
                a.positions && b.positions};
    }

    friend constexpr bool operator==(const account_parts&, const account_parts&) = default;
};

inline constexpr account_parts whole_account{
    .orders = true, .fills = true, .balances = true, .positions = true};

/// A row of a message, or of an answer, that was not understood and left out.
template <class Text>
struct basic_unread {
    /// What the row would have changed, and now is not known until the exchange's own sums have been adopted.
    /// No part where nothing depends on the row: an execution of a type that is not known, where order,
    /// balance and position the exchange tells as well.
    account_parts about{};
    Text name{}; ///< The symbol, or the asset; empty where it was not understood either.
    Text why{};

    template <class Other>
    [[nodiscard]] static basic_unread from(const basic_unread<Other>& u)
    {
        return {.about = u.about, .name = Text(u.name), .why = Text(u.why)};
    }

    friend bool operator==(const basic_unread&, const basic_unread&) = default;
};

using unread_report = basic_unread<std::string_view>;
using unread = basic_unread<std::string>;

/// One thing that a message says about the account. Its texts live as long as the message.
using account_change =
    std::variant<order_report, fill_report, balance_report, balance_delta, position_report, unread_report>;

/// An account, or parts of it, as REST gives it. What a part that is covered does not list does not exist.
struct account_state {
    account_parts covers{};
    /// A moment at which, or after which, all this was true, by the exchange's clock: when it was asked for,
    /// less what its answers lag behind. Never a later one.
    wall_time as_of{};
    std::vector<order> open_orders{};
    std::vector<fill> fills{};
    wall_time fills_since{}; ///< No fill at this moment or later, up to `as_of`, is missing from `fills`.
    std::vector<balance> balances{};
    std::vector<position> positions{};
    std::vector<unread> left_out{}; ///< Rows of the answers that were not understood.
};

} // namespace holdfast

#endif
