// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_CONNECTION_RULES_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_CONNECTION_RULES_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/adapter_kit.hpp>
#include <holdfast/topic.hpp>

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// What every connection to Bybit sends, and is bound to.
namespace holdfast::bybit {

/// The request to subscribe or unsubscribe.
[[nodiscard]] inline std::string control_message(std::string_view op, std::uint64_t id,
                                                 std::span<const topic> topics)
{
    return "{\"req_id\":\"" + std::to_string(id) + "\",\"op\":\"" + std::string(op) +
           "\",\"args\":" + kit::list_of(topics) + "}";
}

/// v5/ws/connect: every 20 s, whatever else is sent.
[[nodiscard]] inline keepalive ping_often()
{
    return {.ping_text = R"({"op":"ping"})", .ping_after = std::chrono::seconds(20), .always = true};
}

/// v5/ws/connect and v5/rate-limit: 500 connections in 5 minutes; 600 REST requests in 5 s. How many messages
/// are flooding is not said.
[[nodiscard]] inline exchange_limits common_limits()
{
    exchange_limits known;
    known.messages = 10;
    known.messages_window = std::chrono::seconds(1);
    known.attempts = 500;
    known.attempts_window = std::chrono::minutes(5);
    known.rest_weight = 600;
    known.rest_reserve = 60;
    known.rest_window = std::chrono::seconds(5);
    return known;
}

} // namespace holdfast::bybit

#endif
