// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_OKX_ACCOUNT_HPP
#define HOLDFAST_EXCHANGE_OKX_ACCOUNT_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/exchange/okx/market.hpp>
#include <holdfast/signing.hpp>

#include <memory>
#include <string>

/// OKX v5, the private channels and the REST interface that belongs to them: orders, fills, balances and
/// positions of one account, and orders over the same connection.
///
/// Orders that wait for a trigger live at another address (`orders-algo`) and are not followed; what they
/// become when they are triggered is. Spread orders and what is in the funding account are not followed
/// either.
///
/// A symbol is an instrument (`BTC-USDT`, `BTC-USDT-SWAP`); quantities of derivatives are in contracts. The
/// fee of a fill is positive for what we pay, other than OKX writes it. Positions on margin are in the base
/// asset, as orders are: a short one, which OKX counts in the quote asset, is divided by its average price,
/// and inexact.
///
/// Source of the protocol rules: okx.com/docs-v5, "WebSocket", "Trading Account" and "Order Book Trading",
/// "Trade".
namespace holdfast::okx {

struct account_adapter_options {
    endpoints where = production();
    /// The instruments that are followed: `SPOT`, `MARGIN`, `SWAP`, `FUTURES`, `OPTION`, or `ANY`.
    std::string inst_type = "ANY";
    /// Whether positions are followed; without effect for `SPOT`, which has none.
    bool positions = true;
    /// How orders are paid for: `cash` (spot), `cross`, `isolated`, or `spot_isolated` (lead traders). With
    /// `cash` there are no orders that only reduce a position.
    std::string trade_mode = "cash";
    /// Messages in any 2 s. OKX counts orders for each instrument, and cancels apart from them, 60 in 2 s:
    /// who trades several instruments may want more. At least 1.
    unsigned messages = 60;
};

/// The adapter for sessions with an account; one serves any number of them, on any threads.
///
/// Order requests are good for 5 s by the exchange's clock (`expTime`): later ones are refused. Client ids
/// are letters and digits only. Market orders on spot are in the base asset, and OKX may not change their
/// size. A market order that buys on margin is not possible, because there OKX takes an amount of the quote
/// asset.
///
/// An order that is looked up is not known any more two hours after it was cancelled without a fill.
///
/// The exchange can hold a position of one instrument both with cross and with isolated margin. Here it
/// cannot: the account stays closed while it does, and says so.
///
/// @param signs  of `make_signer`
/// @throws error (invalid_config) naming the option that is out of range, and if there is no signer.
///
/// @code
/// hf::session line(executor, hf::okx::make_account_adapter(hf::okx::make_signer(std::move(keys))));
/// @endcode
[[nodiscard]] std::shared_ptr<const adapter>
make_account_adapter(std::shared_ptr<const signer> signs,
                     account_adapter_options chosen = account_adapter_options());

} // namespace holdfast::okx

#endif
