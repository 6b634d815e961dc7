// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_REST_COMPLAINT_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_REST_COMPLAINT_HPP

#include <holdfast/error.hpp>
#include <holdfast/network.hpp>
#include <holdfast/policy/clock.hpp>

#include <string_view>

namespace holdfast::binance {

/// What the exchange complains of in an answer of REST, whatever its status is and whatever was asked: that
/// we are too fast (`errc::rate_limited`, or `errc::banned`, with the pause that it wants), or that there is
/// no such symbol (`errc::topic_unknown`); no error where it complains of nothing, or of something else. What
/// a status says by itself (429, 418, 403) is not looked at.
/// @param now  what time it is; the epoch: not known
/// Source: errors.md of spot (-1003, -1015, -1121), "Error Code" of USD-M (-4108, -4141).
[[nodiscard]] failure complaint_in(const http_response& answer, wall_time now);

/// The same for an error of which code and words are known.
[[nodiscard]] failure complaint_of(std::string_view code, std::string_view words, wall_time now);

} // namespace holdfast::binance

#endif
