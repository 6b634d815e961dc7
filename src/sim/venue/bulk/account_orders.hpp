// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BULK_ACCOUNT_ORDERS_HPP
#define HOLDFAST_SRC_SIM_VENUE_BULK_ACCOUNT_ORDERS_HPP

#include "sim/account/account_dialect.hpp"

#include <string>
#include <string_view>

namespace holdfast::sim::bulk {

/// What a transaction led to.
struct transacted {
    std::string
        answer{}; ///< JSON: the answer of `POST /order`, and the payload of the one to a `post` request.
    bool executed = false; ///< An order was placed or taken back.
};

/// Carries out a transaction (docs.bulk.trade, `placeOrder`), signed as `sim/bulk_transaction.hpp` says. Its
/// actions are limit and market orders and cancellations, of the account itself.
[[nodiscard]] transacted transact(std::string_view transaction, const back_office& with);

} // namespace holdfast::sim::bulk

#endif
