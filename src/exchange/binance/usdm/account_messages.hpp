// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_ACCOUNT_MESSAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_ACCOUNT_MESSAGES_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>

#include <string_view>

namespace holdfast::binance::usdm {

/// What the user's stream is called as a topic. The exchange has no name for it: the URL is the subscription.
inline constexpr std::string_view user_data = "userData";

/// Understands a message of the user's stream ("User Data Streams"). `to` is fresh.
void understand_user_data(std::string_view text, slab& memory, decoded& to);

} // namespace holdfast::binance::usdm

#endif
