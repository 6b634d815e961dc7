// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_REST_ANSWER_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_REST_ANSWER_HPP

#include <holdfast/error.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/network.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/signing.hpp>

#include <cstdint>
#include <string_view>

namespace holdfast::bybit::rest {

/// What an answer of REST has inside. Views of its body.
struct contents {
    std::int64_t code = 0;     ///< The exchange's; zero: it agrees.
    std::string_view result{}; ///< JSON.
    wall_time at{};            ///< When it was answered; the epoch where it does not say.
};

/// Takes an answer apart, whatever its status. Refusals are failures with the exchange's words, but for those
/// with one of the codes that mean that there is no such order.
[[nodiscard]] result<contents> open_answer(const http_response& answer, const signer& identity, slab& memory);

/// Says whether the code means that there is no such order.
[[nodiscard]] bool says_no_such_order(std::int64_t code) noexcept;

} // namespace holdfast::bybit::rest

#endif
