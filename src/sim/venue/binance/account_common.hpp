// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BINANCE_ACCOUNT_COMMON_HPP
#define HOLDFAST_SRC_SIM_VENUE_BINANCE_ACCOUNT_COMMON_HPP

#include "sim/account/account_dialect.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// What the private sides of Binance's exchanges have in common: signed requests, by REST and over WebSocket,
/// and the words for orders (rest-api.md, web-socket-api.md, enums.md, errors.md).
namespace holdfast::sim::binance {

/// Why a request is not carried out.
struct api_error {
    unsigned status = 400;
    int code = 0;
    std::string words{};
};

[[nodiscard]] api_error missing(std::string_view parameter);
[[nodiscard]] api_error illegal(std::string_view parameter, std::string_view legal_range);
/// Done, and nobody knows (errors.md, -1007).
[[nodiscard]] api_error status_unknown();

/// The parameters of a request, whichever way it came; decoded, in the order of sending.
struct parameters {
    std::vector<std::pair<std::string, std::string>> all{};

    /// Empty where there is none.
    [[nodiscard]] std::string value(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    /// A whole number; nothing where there is none.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;
};

// ---- REST

/// Query and body.
[[nodiscard]] parameters parameters_of(const http_question& asked);
/// Says what is wrong with the key, and with the signature and its time.
[[nodiscard]] std::optional<api_error> check_key(const http_question& asked, const back_office& with);
[[nodiscard]] std::optional<api_error> check_signature(const http_question& asked, const back_office& with);
[[nodiscard]] http_reply rest_reply(std::string body);
[[nodiscard]] http_reply rest_error(const api_error& why);

// ---- WebSocket

/// A request over WebSocket.
struct ws_call {
    std::string id{"null"}; ///< JSON, to be sent back as it is.
    std::string method{};   ///< Without a version in front.
    parameters sent{};
};

[[nodiscard]] std::variant<ws_call, api_error> read_call(std::string_view text);
/// Says what is wrong with the key, the signature and its time.
[[nodiscard]] std::optional<api_error> check_signature(const ws_call& call, const back_office& with);
[[nodiscard]] std::string ws_result(const std::string& id, std::string_view result);
[[nodiscard]] std::string ws_error(const std::string& id, const api_error& why);

// ---- orders

enum class market_kind : std::uint8_t { spot, futures };

/// The order that is asked for. One without a `newClientOrderId` gets a name of the exchange's making.
[[nodiscard]] std::variant<order_wish, api_error> wish_of(market_kind at, const parameters& sent,
                                                          const back_office& with);

[[nodiscard]] std::string_view status_of(order_state state) noexcept;
[[nodiscard]] std::string_view type_of(market_kind at, const order_wish& wish) noexcept;
[[nodiscard]] std::string_view time_in_force_of(const order_wish& wish) noexcept;
[[nodiscard]] std::string_view side_of(bool buy) noexcept;

/// `,"price":"61837.63000000"`
[[nodiscard]] std::string member(std::string_view name, fixed amount);
/// `,"symbol":"BTCUSDT"`
[[nodiscard]] std::string member(std::string_view name, std::string_view text);
/// `,"orderId":7`
[[nodiscard]] std::string member(std::string_view name, std::uint64_t number);
/// `,"time":1499827319559`
[[nodiscard]] std::string member(std::string_view name, wall_time at);
/// `,"isMaker":true`
[[nodiscard]] std::string flag(std::string_view name, bool set);

} // namespace holdfast::sim::binance

#endif
