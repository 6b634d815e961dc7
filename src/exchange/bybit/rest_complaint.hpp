// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_REST_COMPLAINT_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_REST_COMPLAINT_HPP

#include <holdfast/error.hpp>
#include <holdfast/network.hpp>
#include <holdfast/policy/clock.hpp>

namespace holdfast::bybit {

/// What the exchange complains of in an answer of REST, whatever its status is and whatever was asked: that
/// we are too fast (`errc::rate_limited`, or `errc::banned`, with the pause that it wants), or that there is
/// no such symbol (`errc::topic_unknown`); no error where it complains of nothing, or of something else. What
/// a status says by itself (429, 418, 403) is not looked at.
/// @param now  what time it is; the epoch: not known
/// Source: v5/error, v5/rate-limit (X-Bapi-Limit-Reset-Timestamp).
[[nodiscard]] failure complaint_in(const http_response& answer, wall_time now);

} // namespace holdfast::bybit

#endif
