// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BYBIT_ACCOUNT_HPP
#define HOLDFAST_EXCHANGE_BYBIT_ACCOUNT_HPP

#include <holdfast/account/dialect.hpp>
#include <holdfast/adapter.hpp>
#include <holdfast/exchange/bybit/market.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/signing.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

/// Bybit v5, a unified account: the adapters of its two private connections.
///
/// Orders, fills and positions are those of one category of products; the wallet is one for all of them.
/// Messages have no sequence numbers and none comes with the subscription, so everything is asked for over
/// REST once the topics are acknowledged.
///
/// What the exchange does not tell: the leg of a fill in hedge mode (it is `net` here), the asset of a
/// contract's fee (it is the one that the contract settles in), and how much of a wallet contracts leave
/// available.
///
/// `execution.fast` may be subscribed besides, by a stream of one's own: fills without their fees, which the
/// topic `execution` tells again later. The quantity of a market order that buys on spot is zero unless its
/// `marketUnit` is `baseCoin`: it names an amount of the quote coin.
///
/// Tested with `category::linear`. `inverse` and `spot` follow the same documents and are not tested.
///
/// Source of the protocol rules: github.com/bybit-exchange/docs, `docs/v5`: `websocket/private`,
/// `websocket/trade`, `order`, `position`, `account`, `enum.mdx`, `error.mdx`.
namespace holdfast::bybit {

struct account_adapter_options {
    category of = category::linear; ///< `linear`, `inverse` or `spot`.
    endpoints where = production();
    /// Of `linear`: the coins that contracts settle in, each asked for by itself (v5/position,
    /// v5/order/open-order). At least one. A contract that settles in another one is told by the stream and
    /// not by REST.
    std::vector<std::string> settle_coins{"USDT", "USDC"};
    /// Lets the exchange cancel all orders of the category when this connection is lost (v5/order/dcp):
    /// subscribes `dcp.future` or `dcp.spot`, without which the switch does not work. The account has to be
    /// enabled for it by the exchange. No request disarms it; it does nothing while the connection is there.
    /// A new timeout is in force after some 10 s.
    bool cancel_on_disconnect = false;
    /// Of orders: how long after its time a request may reach the exchange (X-BAPI-RECV-WINDOW); shorter than
    /// `order_fate_config::grace`. Whole milliseconds, 1 ms to 60 s.
    duration recv_window = std::chrono::seconds(5);
    /// Of orders: requests that the account may send in a second (v5/rate-limit: 10 for contracts, 20 for
    /// spot; more for some). From 1.
    unsigned orders_per_second = 10;
};

/// The account's own stream, `/v5/private`: login, then `order`, `execution`, `position` (not on spot) and
/// `wallet`. It takes no orders.
///
/// A look-up finds open orders, and the last 500 that ended; older ones, and all that ended before a restart
/// of the exchange's service, are "no such order" (v5/order/open-order). Look up soon.
///
/// @param identity  the signer of the account; not null
/// @throws error (invalid_config) naming what is wrong.
///
/// @code
/// hf::session line(executor, hf::bybit::make_account_adapter(hf::bybit::make_signer(std::move(keys))));
/// hf::account_keeper keeper(line);
/// @endcode
[[nodiscard]] std::shared_ptr<const adapter>
make_account_adapter(std::shared_ptr<const signer> identity,
                     account_adapter_options chosen = account_adapter_options());

/// The connection for orders, `/v5/trade`: login, no topics. An order that is acknowledged has been accepted;
/// whether it stands is told by the account's stream (v5/websocket/trade/guideline).
///
/// A client id has up to 36 letters, digits, `-` and `_`. On spot quantities are in the base coin, also of
/// market orders.
///
/// @param identity  the signer of the account; not null
/// @throws error (invalid_config) naming what is wrong.
[[nodiscard]] std::shared_ptr<const adapter>
make_trade_adapter(std::shared_ptr<const signer> identity,
                   account_adapter_options chosen = account_adapter_options());

} // namespace holdfast::bybit

#endif
