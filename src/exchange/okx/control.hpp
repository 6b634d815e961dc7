// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_OKX_CONTROL_HPP
#define HOLDFAST_SRC_EXCHANGE_OKX_CONTROL_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/policy/close_code.hpp>
#include <holdfast/topic.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What all connections to OKX have in common, whatever they are about.
namespace holdfast::okx {

/// "Connect" and "Subscribe". REST is counted in requests of market data.
[[nodiscard]] exchange_limits limits_of_connection();
[[nodiscard]] holdfast::keepalive keepalive_of_connection();
/// "WebSocket", close codes.
[[nodiscard]] close_action action_on_close(std::uint16_t code) noexcept;

/// `{"id":"1512","op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT"}]}`
[[nodiscard]] std::string control_message(std::string_view op, std::uint64_t id,
                                          std::span<const topic> topics);

/// A message with a member `"event"`: it is about the connection, or about subscriptions.
struct control_event {
    std::string_view event{};
    std::string_view code{};
    std::string_view words{};      ///< Its `"msg"`.
    std::string_view channel{};    ///< Of a revocation.
    std::string_view topic_name{}; ///< What its argument stands for.
    std::uint64_t request_id = 0;
};

/// `60012: Invalid request`
[[nodiscard]] std::string words_of(std::string_view code, std::string_view words);

/// Appends what the event says.
/// @return what is wrong with it; empty if nothing is.
[[nodiscard]] std::string_view read_event(const control_event& said, slab& memory, std::vector<decoded>& out);

} // namespace holdfast::okx

#endif
