// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_ORDER_STATE_HPP
#define HOLDFAST_POLICY_ORDER_STATE_HPP

#include <cstdint>
#include <string_view>

namespace holdfast {

/// Where an order stands, in the order of its life: it only ever moves down this list.
enum class order_state : std::uint8_t {
    /// Known to the exchange and not in the book: it waits for a trigger, or for its turn.
    pending,
    open,
    partially_filled,
    rejected,
    expired,
    cancelled,
    filled,
};

/// Says whether the order is out of the book for good.
[[nodiscard]] constexpr bool is_final(order_state state) noexcept
{
    return state >= order_state::rejected;
}

[[nodiscard]] constexpr std::string_view to_string(order_state state) noexcept
{
    switch (state) {
    case order_state::pending: return "pending";
    case order_state::open: return "open";
    case order_state::partially_filled: return "partially filled";
    case order_state::rejected: return "rejected";
    case order_state::expired: return "expired";
    case order_state::cancelled: return "cancelled";
    case order_state::filled: return "filled";
    }
    return "unknown";
}

} // namespace holdfast

#endif
