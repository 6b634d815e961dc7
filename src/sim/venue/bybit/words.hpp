// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BYBIT_WORDS_HPP
#define HOLDFAST_SRC_SIM_VENUE_BYBIT_WORDS_HPP

#include "wire/json/json_quote.hpp"

#include <holdfast/policy/clock.hpp>
#include <holdfast/sim/exchange.hpp>

#include <chrono>
#include <string>
#include <string_view>

/// What Bybit's answers have in common.
namespace holdfast::sim::bybit {

/// Milliseconds since 1970.
[[nodiscard]] inline std::string stamp(wall_time at)
{
    return std::to_string(std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count());
}

[[nodiscard]] inline std::string result_of(std::string_view result, wall_time now)
{
    return "{\"retCode\":0,\"retMsg\":\"OK\",\"result\":" + std::string(result) +
           ",\"retExtInfo\":{},\"time\":" + stamp(now) + "}";
}

/// Errors have status 200 (v5/error).
[[nodiscard]] inline http_reply error_of(int code, std::string_view words)
{
    return {200,
            {{"Content-Type", "application/json; charset=utf-8"}},
            "{\"retCode\":" + std::to_string(code) + ",\"retMsg\":" + wire::json_quote(words) +
                ",\"result\":{},\"retExtInfo\":{}}",
            false};
}

} // namespace holdfast::sim::bybit

#endif
