// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_ACCOUNT_MESSAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_ACCOUNT_MESSAGES_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/exchange/bybit/market.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/signing.hpp>

#include <string_view>
#include <vector>

namespace holdfast::bybit {

/// Says what a message of a private connection, or of one for orders, means: appends one entry or more.
void understand_private(std::string_view text, category of, const signer& identity, slab& memory,
                        std::vector<decoded>& out);

} // namespace holdfast::bybit

#endif
