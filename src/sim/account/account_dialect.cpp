// SPDX-License-Identifier: BSL-1.0
#include "sim/account/account_dialect.hpp"

namespace holdfast::sim {

const private_dialect& private_dialect_of(venue which)
{
    switch (which) {
    case venue::binance_spot: break;
    case venue::binance_usdm: return binance_usdm_private_dialect();
    case venue::bybit: return bybit_private_dialect();
    case venue::okx: return okx_private_dialect();
    case venue::bulk: return bulk_private_dialect();
    }
    return binance_spot_private_dialect();
}

} // namespace holdfast::sim
