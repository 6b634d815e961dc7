// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BULK_HPP
#define HOLDFAST_EXCHANGE_BULK_HPP

/// Everything about BULK: market data, accounts and orders.

#include <holdfast/exchange/bulk/account.hpp>
#include <holdfast/exchange/bulk/market.hpp>

#endif
