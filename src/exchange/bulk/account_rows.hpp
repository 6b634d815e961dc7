// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BULK_ACCOUNT_ROWS_HPP
#define HOLDFAST_SRC_EXCHANGE_BULK_ACCOUNT_ROWS_HPP

#include "wire/json/json_cursor.hpp"

#include <holdfast/account/change.hpp>
#include <holdfast/memory/slab.hpp>

#include <string_view>
#include <vector>

/// The objects in which BULK speaks of an account, in its stream and over REST alike. Each function reads the
/// object that comes next and appends what it says; an object that is not understood becomes an
/// `unread_report`, and only what an account cannot have here ends the text. Texts point into the message or
/// into the slab.
namespace holdfast::bulk {

using changes = std::vector<account_change>;

void read_order(wire::json_cursor& in, slab& memory, changes& to);
void read_position(wire::json_cursor& in, slab& memory, changes& to);
void read_margin(wire::json_cursor& in, slab& memory, changes& to);

/// A fill as the stream tells it: our side of a trade.
void read_fill(wire::json_cursor& in, slab& memory, changes& to);

/// A fill as REST tells it: both sides of a trade, of which those of `user` count.
void read_trade(wire::json_cursor& in, slab& memory, std::string_view user, changes& to);

/// A whole account: margin, positions and open orders, all of which have to be there, since what is not
/// listed does not exist.
void read_account(wire::json_cursor& in, slab& memory, changes& to);

} // namespace holdfast::bulk

#endif
