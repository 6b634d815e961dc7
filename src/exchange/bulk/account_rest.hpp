// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BULK_ACCOUNT_REST_HPP
#define HOLDFAST_SRC_EXCHANGE_BULK_ACCOUNT_REST_HPP

#include <holdfast/account/dialect.hpp>

#include <optional>
#include <string>
#include <string_view>

/// What REST is asked about an account, and what it answers (`getAccount`): `POST /account`, for which nobody
/// signs.
namespace holdfast::bulk {

/// The whole account: margin, positions and open orders, in one answer of one moment.
[[nodiscard]] http_request ask_account(const std::string& rest, std::string_view user);
[[nodiscard]] result<account_page> read_account_page(const http_response& answer);

/// A page of fills, the newest first; `cursor` as the page before has it.
[[nodiscard]] http_request ask_fills(const std::string& rest, std::string_view user, std::string_view cursor);
/// Those of `user` since `what.since`.
[[nodiscard]] result<account_page> read_fills_page(const account_question& what, std::string_view user,
                                                   const http_response& answer);

/// The orders that ended last.
[[nodiscard]] http_request ask_ended_orders(const std::string& rest, std::string_view user);
/// Looks for an order in the answer to `ask_account` or to `ask_ended_orders`. One that is not in the account
/// may have ended: errc::order_not_found.
[[nodiscard]] result<std::optional<order>> find_order(std::string_view id, const http_response& answer);

/// The exchange's words in an answer that refuses, with its code: `{"error":"words"}`,
/// `{"error":{"code":"…","message":"…"}}`; empty where there is no error.
[[nodiscard]] std::string refusal_words_in(std::string_view body);

} // namespace holdfast::bulk

#endif
