// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ACCOUNT_FINDING_HPP
#define HOLDFAST_ACCOUNT_FINDING_HPP

#include <holdfast/account/change.hpp>

#include <string>
#include <variant>

namespace holdfast {

// What a reconciliation can find, each with what we knew and what the exchange says.

/// A fill that no message told of.
struct missed_fill {
    fill theirs{};
    friend bool operator==(const missed_fill&, const missed_fill&) = default;
};

/// An order that is open here and not there.
struct ghost_order {
    order ours{};
    friend bool operator==(const ghost_order&, const ghost_order&) = default;
};

/// An order that is open there and not known here.
struct unknown_order {
    order theirs{};
    friend bool operator==(const unknown_order&, const unknown_order&) = default;
};

/// An order that is known on both sides, with another state, price, quantity or filled quantity.
struct changed_order {
    order ours{};
    order theirs{};
    friend bool operator==(const changed_order&, const changed_order&) = default;
};

/// A balance that is not what we thought. A balance that one side does not have is zero.
struct drifted_balance {
    balance ours{};
    balance theirs{};
    friend bool operator==(const drifted_balance&, const drifted_balance&) = default;
};

/// A position that has not the size that we thought. A position that one side does not have is zero.
struct drifted_position {
    position ours{};
    position theirs{};
    friend bool operator==(const drifted_position&, const drifted_position&) = default;
};

using finding =
    std::variant<missed_fill, ghost_order, unknown_order, changed_order, drifted_balance, drifted_position>;

/// One line: what was found, where, and both sides of it.
[[nodiscard]] std::string to_string(const finding& found);

} // namespace holdfast

#endif
