#ifndef HOLDFAST_ORDER_REQUEST_HPP
#define HOLDFAST_ORDER_REQUEST_HPP

#include <holdfast/error.hpp>
#include <holdfast/order.hpp>
#include <holdfast/policy/order_fate.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace holdfast {

/// How a request is sent.
struct request_options {
    /// How long to wait for the answer, the time until it is sent included. Then it is in doubt, or was not sent.
    /// 10 ms to 10 min.
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
    /// Of a settled request the order as it was found; disengaged: it never arrived, or is not known any more.
    std::optional<order> found{};
};

} // namespace holdfast

#endif
