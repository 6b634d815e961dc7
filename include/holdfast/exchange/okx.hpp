// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_OKX_HPP
#define HOLDFAST_EXCHANGE_OKX_HPP

/// Everything about OKX v5: market data, keys, accounts and orders.

#include <holdfast/exchange/okx/account.hpp>
#include <holdfast/exchange/okx/keys.hpp>
#include <holdfast/exchange/okx/market.hpp>

#endif
