// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BINANCE_SPOT_ACCOUNT_HPP
#define HOLDFAST_EXCHANGE_BINANCE_SPOT_ACCOUNT_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/exchange/binance/keys.hpp>

#include <memory>
#include <string>

/// Binance spot, accounts: the user's stream and orders over one connection, and what REST tells of both.
///
/// Source of the protocol rules: binance-spot-api-docs: `web-socket-api.md`, `user-data-stream.md`,
/// `rest-api.md`, `enums.md` and `errors.md`.
namespace holdfast::binance::spot {

/// Where the exchange is: scheme, host and port each, without a path.
struct account_endpoints {
    std::string ws_api; ///< The WebSocket API: the user's stream, and orders.
    std::string rest;
};

[[nodiscard]] account_endpoints account_production();
/// Play money; wiped about once a month.
[[nodiscard]] account_endpoints account_testnet();

struct account_adapter_options {
    account_endpoints where = account_production();
};

/// The adapter of an account's connection; one serves any number of sessions, on any threads.
///
/// The login is `userDataStream.subscribe.signature`, which also subscribes the only topic, `userData`. It
/// ends with `eventStreamTerminated`, and when the key is revoked. Messages have no sequence numbers.
///
/// Orders, fills and balances are told; a spot account has no positions. Of the account's own order lists
/// only the orders are told. An order has no average price: the exchange tells the sum that was paid, and the
/// quotient need not have an end. Deposits and transfers are told by the balance that comes of them
/// (`outboundAccountPosition`), not by their difference (`balanceUpdate`, `externalLockUpdate`).
///
/// Orders are `order.place` and `order.cancel`. A post-only order is a `LIMIT_MAKER`. The exchange wants
/// client ids to be unique among open orders only: it is on the caller never to use one twice.
///
/// Fills are asked for symbol by symbol, so `account_scope::symbols` has to name all that are traded. Each
/// costs 20 of the 6000 weight a minute, and more only where there were more than 1000 fills. All open orders
/// cost 80, the balances 20, the look-up of an order 4. There is no dead man's switch.
///
/// @param keys  also `account_dialect::identity()`
/// @throws error (invalid_config) naming what is wrong.
///
/// @code
/// using namespace holdfast::binance;
/// const auto keys = spot::make_signer({.api_key = std::move(key), .key = std::move(signing)});
/// hf::session line(executor, spot::make_account_adapter(keys));
/// @endcode
[[nodiscard]] std::shared_ptr<const adapter>
make_account_adapter(std::shared_ptr<const binance::signer> keys,
                     account_adapter_options chosen = account_adapter_options());

} // namespace holdfast::binance::spot

#endif
