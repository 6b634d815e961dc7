// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BULK_ACCOUNT_MESSAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_BULK_ACCOUNT_MESSAGES_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>

#include <string_view>
#include <vector>

namespace holdfast::bulk {

/// Understands what an account's stream tells and how orders are answered; false for any other message.
[[nodiscard]] bool read_account_message(std::string_view text, slab& memory, std::vector<decoded>& out);

} // namespace holdfast::bulk

#endif
