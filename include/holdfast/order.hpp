// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ORDER_HPP
#define HOLDFAST_ORDER_HPP

#include <holdfast/account/change.hpp>
#include <holdfast/error.hpp>
#include <holdfast/policy/order_fate.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace holdfast {

// What can be asked of an exchange about orders, the same for all of them.

/// An order to place. Every order has a client id: without one it could not be told later whether it arrived.
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

/// A request that the caller has built and signed (BULK signs a layout of its own), and the
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

/// How a request is sent.
struct request_options {
    /// How long to wait for the answer, the time until it is sent included. Then it is in doubt, or was not
    /// sent. 10 ms to 10 min.
    duration deadline = std::chrono::seconds(5);
    /// Asked right before the first byte is written; a failure means that it is not sent. For
    /// `exposure_gate::still_holds`. Empty: always.
    std::function<result<>()> permit{};
    order_fate_config fate{};
};

/// What became of a request.
struct order_outcome {
    /// One of: acknowledged, rejected, not_sent, in_doubt; after `session::resolve` also settled.
    [[nodiscard]] order_stage stage() const noexcept { return fate.stage(); }

    bool cancels = false;    ///< The request was to take the order back.
    order_reference which{}; ///< With the exchange's id, where it is known.
    order_fate fate{};
    failure why{};         ///< Unless it was acknowledged: why, with the exchange's words where it said any.
    std::int64_t code = 0; ///< The exchange's own error code; zero: none.
    /// Of a settled request the order as it was found; disengaged: it never arrived, or is not known any
    /// more.
    std::optional<order> found{};
};

} // namespace holdfast

#endif
