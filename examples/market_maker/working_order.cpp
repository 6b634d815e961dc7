// SPDX-License-Identifier: BSL-1.0
#include "working_order.hpp"

#include <utility>

namespace hf = holdfast;

namespace maker {

working_order::working_order(hf::order_reference which, hf::side on, intention what,
                             std::uint64_t reconciliations)
    : which_(std::move(which)), on_(on), what_(std::move(what)), taken_at_(reconciliations)
{
}

bool working_order::over(const hf::account& mine, std::uint64_t reconciliations)
{
    if (!mine.verified())
        return false;
    if (const auto known = shown_by(mine)) {
        seen_ = true;
        return is_final(known->state);
    }
    return seen_ || reconciliations >= taken_at_ + 2;
}

/// By the exchange's id where it is known: an order that has ended is found by that alone.
std::optional<hf::order> working_order::shown_by(const hf::account& mine) const
{
    auto known = mine.order_of(which_.symbol, which_.order_id).value();
    return known ? known : mine.open_order(which_.client_id).value();
}

} // namespace maker
