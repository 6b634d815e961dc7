#ifndef HOLDFAST_EXCHANGE_BYBIT_ACCOUNT_EVENTS_HPP
#define HOLDFAST_EXCHANGE_BYBIT_ACCOUNT_EVENTS_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/exchange/bybit.hpp>
#include <holdfast/signer.hpp>
#include <holdfast/slab.hpp>

#include <string_view>
#include <vector>

namespace holdfast::bybit {

/// Says what a message of a private connection, or of one for orders, means: appends one entry or more.
void understand_private(std::string_view text, category of, const signer& identity, slab& memory,
                        std::vector<decoded>& out);

} // namespace holdfast::bybit

#endif
