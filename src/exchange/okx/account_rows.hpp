// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_OKX_ACCOUNT_ROWS_HPP
#define HOLDFAST_SRC_EXCHANGE_OKX_ACCOUNT_ROWS_HPP

#include "wire/json/json_cursor.hpp"

#include <holdfast/account/change.hpp>
#include <holdfast/error.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/policy/clock.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The rows of `"data"`, which are the same in messages and in answers. Texts point into what was read, or
/// into the slab. `wrong` says which member of a row was not understood, and is empty when all were: a row
/// costs itself. Errors: malformed, of the list as a whole.
namespace holdfast::okx {

/// Channel `orders`; "Order details".
struct order_row {
    order_report order{};
    std::string wrong{};
    std::string odd{};                     ///< What was not understood, and does not matter.
    std::optional<fill_report> executed{}; ///< Its last execution, where the row tells one.
    std::string execution_wrong{};
};
[[nodiscard]] result<order_row> read_order_row(wire::json_cursor& in, slab& memory);
/// "Order list": what is listed there is open, whatever its state is called.
[[nodiscard]] result<order_row> read_open_order_row(wire::json_cursor& in, slab& memory);

/// "Transaction details".
struct fill_row {
    fill_report fill{};
    std::string wrong{};
    std::string_view bill{}; ///< What pages are counted by.
};
[[nodiscard]] result<fill_row> read_fill_row(wire::json_cursor& in, slab& memory);

/// Channel `account`; "Get balance". Balances are as of `at`, and carry no time of their own: that of a
/// currency does not move when something of it is locked.
struct balance_row {
    balance_report balance{};
    std::string wrong{};
};
struct balances_row {
    std::vector<balance_row> balances{};
    wall_time at{};
};
[[nodiscard]] result<balances_row> read_balances_row(wire::json_cursor& in, slab& memory);

/// Channel `positions`; "Get positions". Sizes are in the base asset: a short position on margin, which the
/// exchange counts in the quote asset, is divided by its average price.
struct position_row {
    position_report position{};
    std::string wrong{};
};
[[nodiscard]] result<position_row> read_position_row(wire::json_cursor& in, slab& memory);

/// What an order request is answered with.
struct order_answer_row {
    std::string_view order_id{};
    std::string_view code{};
    std::string_view words{};
};
[[nodiscard]] result<order_answer_row> read_order_answer_row(wire::json_cursor& in, slab& memory);

/// The moment that "Get system time" tells.
[[nodiscard]] result<wall_time> read_time_row(wire::json_cursor& in, slab& memory);

/// Reads a list of rows that are all of one kind.
template <class Row>
[[nodiscard]] result<std::vector<Row>> read_rows(std::string_view list, slab& memory,
                                                 result<Row> (*read)(wire::json_cursor&, slab&))
{
    std::vector<Row> rows;
    wire::json_cursor in(list, memory);
    for (in.begin_array(); in.next_element();) {
        result<Row> row = read(in, memory);
        if (!row)
            return std::move(row).error();
        rows.push_back(*std::move(row));
    }
    if (!in.finish())
        return failure(errc::malformed, "\"data\": " + std::string(in.error()));
    return rows;
}

} // namespace holdfast::okx

#endif
