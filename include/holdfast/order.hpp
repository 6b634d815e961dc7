#ifndef HOLDFAST_ORDER_HPP
#define HOLDFAST_ORDER_HPP

#include <holdfast/account_change.hpp>

#include <string>
#include <variant>

namespace holdfast {

// What can be asked of an exchange about orders, the same for all of them.

/// An order to place. Every order has a client id: without one nobody could tell later whether it arrived.
struct new_order {
    std::string symbol{};
    /// Ours, never used before: letters, digits, `-` and `_` (an exchange may allow fewer), 1 to 32 of them.
    std::string client_id{};
    holdfast::side side = holdfast::side::buy;
    order_type type = order_type::limit; ///< `limit` or `market`.
    time_in_force lasts = time_in_force::good_till_cancelled;
    decimal price{}; ///< Of a limit order.
    decimal quantity{};
    bool reduce_only = false;
    position_leg leg = position_leg::net;
};

/// Takes an order back; by the exchange's id where that is known, by the client's otherwise.
struct order_cancel {
    std::string symbol{};
    std::string client_id{};
    std::string order_id{};
};

/// A request that the caller has built and signed (BULK, whose signatures are over a layout of its own), and the
/// order that it is about.
struct ready_order {
    std::string body{}; ///< JSON.
    std::string symbol{};
    std::string client_id{};
    std::string order_id{}; ///< Known before it is sent, where the exchange derives it from the request.
    bool cancels = false;
};

using order_command = std::variant<new_order, order_cancel, ready_order>;

/// By what an order can be looked up.
struct order_reference {
    std::string symbol{};
    std::string client_id{};
    std::string order_id{}; ///< Empty while only the client's is known.
    friend bool operator==(const order_reference&, const order_reference&) = default;
};

[[nodiscard]] order_reference reference_of(const order_command& command);

/// Says whether the command takes an order back.
[[nodiscard]] bool cancels(const order_command& command) noexcept;

} // namespace holdfast

#endif
