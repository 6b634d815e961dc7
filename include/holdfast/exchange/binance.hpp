// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BINANCE_HPP
#define HOLDFAST_EXCHANGE_BINANCE_HPP

/// Everything about Binance: market data of spot and USD-M futures, keys, accounts and orders.

#include <holdfast/exchange/binance/keys.hpp>
#include <holdfast/exchange/binance/market.hpp>
#include <holdfast/exchange/binance/spot_account.hpp>
#include <holdfast/exchange/binance/usdm_account.hpp>

#endif
