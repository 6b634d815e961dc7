// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIM_BULK_TRANSACTION_HPP
#define HOLDFAST_SIM_BULK_TRANSACTION_HPP

#include <holdfast/order.hpp>
#include <holdfast/sim/exchange.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Transactions for the simulated BULK; the public key of the owner is `account_config::api_key`.
///
/// They have the form of real ones (docs.bulk.trade, `placeOrder`), and the same properties: the order's id
/// is a hash known before anything is sent, and a nonce makes two equal orders two. Only what is signed is
/// another: the real exchange wants Ed25519 over a binary layout, which is left to its SDKs; here it is the
/// text of the actions, the nonce and the account, signed with `account_config::secret`, by Ed25519 if that
/// is a key in PEM and by HMAC otherwise.
namespace holdfast::sim {

/// Places an order. It carries no client id: the exchange has none; the one given is only kept beside it.
/// @param nonce  never used before
/// @throws std::invalid_argument for an order that BULK has no action for: a type other than limit or market,
///         a leg, an order that lasts otherwise than till cancelled, immediate-or-cancel or post-only
///
/// @code
/// const hf::ready_order order =
///     hf::sim::bulk_place({}, {.symbol = "BTC-USD", .side = hf::side::buy, .price = "60000"_dec, .quantity = "0.1"_dec}, 1);
/// const auto outcome = co_await line.request(order);     // order.order_id is its id
/// @endcode
[[nodiscard]] ready_order bulk_place(const account_config& owner, const new_order& what, std::uint64_t nonce);

/// Takes back the order `what.order_id`.
/// @param nonce  never used before
[[nodiscard]] ready_order bulk_cancel(const account_config& owner, const order_cancel& what,
                                      std::uint64_t nonce);

/// The signature of a transaction, base58; `actions` as the transaction has them, to the letter.
[[nodiscard]] std::string bulk_signature(const account_config& owner, std::string_view actions,
                                         std::uint64_t nonce);

/// The id of the order that an action of a transaction places, base58; `place` is its place among them.
[[nodiscard]] std::string bulk_order_id(std::string_view account, std::string_view action, std::size_t place,
                                        std::uint64_t nonce);

} // namespace holdfast::sim

#endif
