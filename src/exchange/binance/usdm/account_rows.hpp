// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_ACCOUNT_ROWS_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_ACCOUNT_ROWS_HPP

#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"

#include <holdfast/account/change.hpp>
#include <holdfast/memory/slab.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

/// Balances and positions, which the stream and REST tell alike, in two spellings.
namespace holdfast::binance::usdm {

/// What a balance or a position is made of.
enum class row_member : std::uint8_t {
    asset,
    total,
    available,
    symbol,
    leg,
    size,
    entry_price,
    updated,
    count,
    unknown
};

using account_row = wire::json_members<row_member>;
using account_row_spelling = std::span<const std::pair<std::string_view, row_member>>;

/// "Event: Balance and Position Update".
extern const account_row_spelling stream_balance;
extern const account_row_spelling stream_position;
/// "Futures Account Balance V3" and "Position Information V3".
extern const account_row_spelling rest_balance;
extern const account_row_spelling rest_position;

/// Reads an object. Members that are not known are skipped.
void read_row(wire::json_cursor& in, slab& memory, account_row_spelling spelt, account_row& to);

/// Takes members for what they have to be.
class account_reader : public wire::member_reader<wire::written::bare, wire::written::quoted> {
public:
    [[nodiscard]] balance_report balance(const account_row& in, wall_time at);
    [[nodiscard]] position_report position(const account_row& in, wall_time at);

    /// Not empty.
    [[nodiscard]] std::string_view text(const wire::json_member& m, std::string_view name) noexcept;
    /// The text of an id that is a number.
    [[nodiscard]] std::string_view digits(const wire::json_member& m, std::string_view name) noexcept;
    /// A number that may be below zero.
    [[nodiscard]] decimal signed_amount(const wire::json_member& m, std::string_view name) noexcept;
    /// A price that the exchange has computed: nothing where it is no number.
    [[nodiscard]] static std::optional<decimal> average(const wire::json_member& m) noexcept;

    [[nodiscard]] holdfast::side side(const wire::json_member& m, std::string_view name) noexcept;
    [[nodiscard]] order_state state(const wire::json_member& m, std::string_view name) noexcept;
    [[nodiscard]] position_leg leg(const wire::json_member& m, std::string_view name) noexcept;

private:
    template <class T>
    [[nodiscard]] T take(const std::optional<T>& value, const wire::json_member& m, std::string_view name,
                         std::string_view wanted) noexcept;
};

} // namespace holdfast::binance::usdm

#endif
