// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_ERRORS_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_ERRORS_HPP

#include "exchange/binance/frame.hpp"

#include <holdfast/error.hpp>
#include <holdfast/network.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// How Binance says no: `{"code":-1003,"msg":"…"}` (errors.md).
namespace holdfast::binance {

/// The exchange's words in an error: code and text.
[[nodiscard]] std::string words_of(const members& in);

/// Says whether the error is the exchange's own trouble, which passes.
[[nodiscard]] bool is_passing(std::string_view code) noexcept;

/// The error as a failure with that code, or, where we are too fast, with the code and the pause for that.
/// @param about  what stands before the exchange's words
[[nodiscard]] failure failure_of(const members& in, errc otherwise, std::string about = {});

/// The weight that the exchange has counted for this address within the minute: `X-MBX-USED-WEIGHT-1M` (REST
/// API, "IP Limits").
[[nodiscard]] std::optional<unsigned> used_weight_of(const http_response& answer);

/// Codes that do not say whether a request was executed (errors.md): -1000 unknown error, -1001 internal
/// error, -1006 unexpected response, -1007 timeout, the latter two "execution status unknown".
inline constexpr std::array<std::int64_t, 4> doubts{-1000, -1001, -1006, -1007};

} // namespace holdfast::binance

#endif
