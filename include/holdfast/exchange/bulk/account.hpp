// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BULK_ACCOUNT_HPP
#define HOLDFAST_EXCHANGE_BULK_ACCOUNT_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/exchange/bulk/market.hpp>

#include <memory>
#include <string>

/// BULK, accounts: their stream, orders, and what REST tells of both.
///
/// Source of the protocol rules: docs.bulk.trade, `ws-account`, `ws-trading`, `placeOrder`, `getAccount` and
/// the change log; pages of histories and the ids of trades as the official clients read them (`bulk-client`,
/// API 1.0.17).
namespace holdfast::bulk {

struct account_adapter_options {
    endpoints where = production(); ///< Both are needed.
    /// REST requests in a minute, from one address; zero: any number. The exchange has a limit and does not
    /// publish it, so this one is ours.
    unsigned requests_per_minute = 60;
};

/// The adapter of an account; one serves any number of sessions, on any threads. It speaks over the same kind
/// of socket as `make_adapter`, without a login: accounts are public, by their public keys.
///
/// Its topic is `account(public_key)`. Orders, fills, the margin as a balance of USDC, and positions are
/// told. The margin includes what positions have won so far, so it moves with the market.
///
/// Positions and orders of isolated accounts (`iso`) make a message malformed, and REST's answer a failure:
/// the stream does not tell them from the account's own. Trade on sub-accounts instead, each with its own
/// key. Fills of isolated accounts are left out.
///
/// Orders are transactions signed over a layout of the exchange's own: build and sign them with one of its
/// SDKs (`bulk-client`, `bulk-keychain`) and pass the JSON, the payload of a `post` request, as a
/// `ready_order`; its `order_id` is the id that the SDK has computed for it. It should have one action; where
/// several ended differently, the order is in doubt. An order that was in doubt is looked up in the account
/// first, and then among the ended ones.
///
/// A fill's key is the exchange's `tradeId`, with the side of it that was ours. Before API 1.0.17 trades had
/// no ids: then it is made of order, millisecond, price and size, and two fills of an order that share all of
/// these count once.
///
/// @param public_key  of the account or sub-account, base58
/// @throws error (invalid_config) naming what is wrong.
///
/// @code
/// hf::session line(executor, hf::bulk::make_account_adapter(public_key));
/// hf::account_keeper keeper(line);
/// const auto outcome = co_await line.request(hf::ready_order{
///     .body = signed_by_sdk, .symbol = "BTC-USD", .order_id = id_from_sdk});
/// @endcode
[[nodiscard]] std::shared_ptr<const adapter>
make_account_adapter(std::string public_key, account_adapter_options chosen = account_adapter_options());

} // namespace holdfast::bulk

#endif
