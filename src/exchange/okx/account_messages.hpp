// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_OKX_ACCOUNT_MESSAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_OKX_ACCOUNT_MESSAGES_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/signing.hpp>

#include <string_view>
#include <vector>

namespace holdfast::okx {

/// Says what a text message of the private address means: one entry, or more. What the exchange says in words
/// is redacted: it quotes what it does not understand, a login too.
/// @param by  who signs: knows which codes blame the clock
void read_account_message(std::string_view text, const signer& by, slab& memory, std::vector<decoded>& out);

} // namespace holdfast::okx

#endif
