// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_OKX_REST_ANSWER_HPP
#define HOLDFAST_SRC_EXCHANGE_OKX_REST_ANSWER_HPP

#include <holdfast/error.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/network.hpp>
#include <holdfast/signing.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Answers by REST: `{"code":"0","msg":"","data":[…]}`, whatever the status is.
namespace holdfast::okx {

/// A code as the exchange writes it; nothing if it is no number.
[[nodiscard]] std::optional<std::int64_t> code_of(std::string_view text) noexcept;

/// Says whether an error means that we are too fast, by its code or in words alone.
[[nodiscard]] bool says_too_fast(std::int64_t code, std::string_view words);

struct rest_answer {
    std::int64_t code = 0;
    std::string_view words{};
    std::string_view data{}; ///< JSON; empty where there is none.
};

/// Understands a body; nothing if it is not one of this exchange. Views of the body, or of the slab.
[[nodiscard]] std::optional<rest_answer> read_answer(std::string_view body, slab& memory);

/// Why there is nothing in an answer, with the exchange's words, redacted.
/// @param said  the body, as far as it was understood
[[nodiscard]] failure refusal_in(const http_response& answer, const std::optional<rest_answer>& said,
                                 const signer& by);

/// The rows of an answer, as JSON.
[[nodiscard]] result<std::string_view> data_of(const http_response& answer, const signer& by, slab& memory);

/// Codes that do not say whether a request was executed (docs-v5, "Error Code"): 50001 service unavailable,
/// 50004 endpoint timeout, 50013 busy, 50026 system error, 51054 request timed out, 51149 order timed out.
inline constexpr std::array<std::int64_t, 6> doubts{50001, 50004, 50013, 50026, 51054, 51149};

} // namespace holdfast::okx

#endif
