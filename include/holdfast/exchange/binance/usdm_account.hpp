// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BINANCE_USDM_ACCOUNT_HPP
#define HOLDFAST_EXCHANGE_BINANCE_USDM_ACCOUNT_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/exchange/binance/keys.hpp>

#include <memory>
#include <string>

/// Binance USD-M futures, accounts: the user's stream, orders, and what REST tells of both.
///
/// Source of the protocol rules: developers.binance.com, USD-M futures: "User Data Streams", "WebSocket API",
/// "Account Endpoints", "Trade Endpoints" and "Error Codes".
///
/// The exchange tells about an account at one address and takes orders at another, so an account takes two
/// sessions: one with the adapter of `make_account_adapter`, one with that of `make_trade_adapter`.
namespace holdfast::binance::usdm {

/// Where the exchange is: scheme, host and port each, without a path.
struct account_endpoints {
    std::string ws;     ///< The user's stream.
    std::string ws_api; ///< Orders.
    std::string rest;
};

[[nodiscard]] account_endpoints account_production();
/// Play money.
[[nodiscard]] account_endpoints account_demo();

struct account_adapter_options {
    account_endpoints where = account_production();
};

/// The adapter of the user's stream; one serves any number of sessions, on any threads. It takes no orders.
///
/// Its only topic is `userData`. The URL to dial has a listen key in it ("User Data Streams Connect"), which
/// lives for an hour and belongs to the account: a `DELETE` by any other program ends it for all. A stream of
/// a key that is not good is opened like any other, and stays silent.
///
/// Orders, fills, balances (the wallet's, without what positions have won so far) and positions are told.
/// Conditional orders are not: the exchange keeps them apart ("Algo Service", `ALGO_UPDATE`,
/// `openAlgoOrders`), and an order that one of them triggers is told like any other. A liquidation or
/// auto-deleveraging that carries no trade id (`CALCULATED`) is told as a change of order and position; its
/// fill is found by the next reconciliation.
///
/// In hedge mode a fill that is told by `TRADE_LITE` first is said to belong to the net position, since that
/// message does not name the leg.
///
/// Fills are asked for symbol by symbol, so `account_scope::symbols` has to name all that are traded. Each
/// costs 6 of the 2400 weight a minute, 5 more for every 1000 fills and for every week that is looked
/// back. The exchange keeps them for three months: older ones are not asked for.
///
/// @param keys  also `account_dialect::identity()`
/// @throws error (invalid_config) naming what is wrong.
///
/// @code
/// using namespace holdfast::binance;
/// const auto keys = usdm::make_signer({.api_key = std::move(key), .key = std::move(signing)});
/// hf::session line(executor, usdm::make_account_adapter(keys));
/// hf::account_keeper keeper(line, {.symbols = {"BTCUSDT"}});
/// @endcode
[[nodiscard]] std::shared_ptr<const adapter>
make_account_adapter(std::shared_ptr<const binance::signer> keys,
                     account_adapter_options chosen = account_adapter_options());

/// The adapter of a connection that takes orders, `order.place` and `order.cancel` ("WebSocket API"); one
/// serves any number of sessions, on any threads. It has no topics and needs no login: every request is
/// signed.
///
/// Positions are closed by `reduce_only` in one-way mode; in hedge mode the leg says what an order does, and
/// the exchange refuses `reduce_only` there.
///
/// @param keys  also `account_dialect::identity()`
/// @throws error (invalid_config) naming what is wrong.
[[nodiscard]] std::shared_ptr<const adapter>
make_trade_adapter(std::shared_ptr<const binance::signer> keys,
                   account_adapter_options chosen = account_adapter_options());

} // namespace holdfast::binance::usdm

#endif
