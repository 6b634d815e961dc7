// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BYBIT_HPP
#define HOLDFAST_EXCHANGE_BYBIT_HPP

/// Everything about Bybit v5: market data, keys, accounts and orders.

#include <holdfast/exchange/bybit/account.hpp>
#include <holdfast/exchange/bybit/keys.hpp>
#include <holdfast/exchange/bybit/market.hpp>

#endif
