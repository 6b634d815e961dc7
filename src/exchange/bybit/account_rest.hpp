// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_ACCOUNT_REST_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_ACCOUNT_REST_HPP

#include <holdfast/account/dialect.hpp>
#include <holdfast/exchange/bybit/account.hpp>

#include <optional>
#include <string_view>
#include <vector>

/// What is asked of an account over REST, and what the answers mean; for `account_dialect`.
namespace holdfast::bybit::rest {

[[nodiscard]] std::vector<account_question> questions(const account_scope& scope,
                                                      const account_adapter_options& chosen);
[[nodiscard]] http_request ask(const account_question& what, const account_adapter_options& chosen);
[[nodiscard]] result<account_page> decode(const account_question& what, const http_response& answer,
                                          category of, const signer& identity);

[[nodiscard]] http_request look_up(const order_reference& which, const account_adapter_options& chosen);
[[nodiscard]] result<std::optional<order>> decode_look_up(const order_reference& which,
                                                          const http_response& answer, category of,
                                                          const signer& identity);

[[nodiscard]] http_request arm_dead_man(duration timeout, const account_adapter_options& chosen);
/// Whether the exchange did what was asked.
[[nodiscard]] result<> decode_agreement(const http_response& answer, const signer& identity);

[[nodiscard]] http_request time_request(const account_adapter_options& chosen);
[[nodiscard]] result<wall_time> decode_time(const http_response& answer, const signer& identity);

} // namespace holdfast::bybit::rest

#endif
