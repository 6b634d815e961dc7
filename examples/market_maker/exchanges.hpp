// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_MARKET_MAKER_EXCHANGES_HPP
#define HOLDFAST_EXAMPLES_MARKET_MAKER_EXCHANGES_HPP

#include <holdfast/account.hpp>
#include <holdfast/adapter.hpp>
#include <holdfast/order.hpp>
#include <holdfast/sim/exchange.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace maker {

// How the exchanges differ for somebody who trades there.

/// Where a simulated exchange is, and who trades.
struct membership {
    holdfast::sim::venue where{};
    std::string ws{}; ///< Scheme, host and port.
    std::string rest{};
    holdfast::sim::account_config who{};
};

/// The connection that tells about the account.
[[nodiscard]] std::shared_ptr<const holdfast::adapter> account_adapter(const membership& at);

/// The connection that takes orders, where that is another one; null where it is the same.
[[nodiscard]] std::shared_ptr<const holdfast::adapter> trade_adapter(const membership& at);

/// The command that places the order. `number` was never used before.
[[nodiscard]] holdfast::order_command placing(const membership& at, const holdfast::new_order& asked,
                                              std::uint64_t number);
/// The command that takes it back. `number` was never used before.
[[nodiscard]] holdfast::order_command cancelling(const membership& at, const holdfast::order_reference& which,
                                                 std::uint64_t number);

/// The name under which the exchange has the order from the beginning: the client's id, or its own where that
/// is made of the order.
[[nodiscard]] std::string name_of(const membership& at, const holdfast::order_reference& which);

/// Says whether what is bought is an asset that one has, and not a position.
[[nodiscard]] bool is_spot(holdfast::sim::venue which) noexcept;

/// How much has been bought, net: the position, or, where one trades assets, how much there is of the base
/// asset beyond `home`. Errors: those of the account.
[[nodiscard]] holdfast::result<holdfast::decimal> position_in(const holdfast::account& mine,
                                                              const membership& at, const std::string& symbol,
                                                              const holdfast::decimal& home);

/// `BTC` of `BTCUSDT` and `BTC-USDT`.
[[nodiscard]] std::string base_of(const std::string& symbol);

} // namespace maker

#endif
