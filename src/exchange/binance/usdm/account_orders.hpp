// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_ACCOUNT_ORDERS_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_ACCOUNT_ORDERS_HPP

#include "exchange/binance/usdm/account_rest.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>

namespace holdfast::binance::usdm {

/// Orders over a connection of their own ("WebSocket API"), each signed by itself.
class trade_dialect final : public rest_dialect {
public:
    using rest_dialect::rest_dialect;

    [[nodiscard]] std::vector<topic> topics() const override { return {}; }
    [[nodiscard]] std::string endpoint(std::string_view key) const override;
    [[nodiscard]] result<std::string> write(std::uint64_t id, const order_command& command,
                                            wall_time now) const override;

private:
    [[nodiscard]] result<std::string> place(const std::string& id, const new_order& order,
                                            wall_time now) const;
    [[nodiscard]] result<std::string> take_back(const std::string& id, const order_cancel& cancel,
                                                wall_time now) const;
};

/// Understands a message of that connection. `to` is fresh.
void understand_answer(std::string_view text, slab& memory, decoded& to);

} // namespace holdfast::binance::usdm

#endif
