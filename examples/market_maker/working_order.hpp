// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_MARKET_MAKER_WORKING_ORDER_HPP
#define HOLDFAST_EXAMPLES_MARKET_MAKER_WORKING_ORDER_HPP

#include "quoting.hpp"

#include <holdfast/account.hpp>
#include <holdfast/order.hpp>

#include <cstdint>
#include <optional>

namespace maker {

/// An order that the exchange has taken, until it is certain that it is over.
///
/// The answer to an order and the reports about it take different ways, so the account may not know it yet.
/// An account that has been compared with REST twice since then, and still does not, never will: at least one
/// of the questions was asked after the answer.
class working_order {
public:
    /// @param reconciliations  completed when the answer came
    working_order(holdfast::order_reference which, holdfast::side on, intention what,
                  std::uint64_t reconciliations);

    /// Looks whether the order is over. While the account is not verified nobody knows: it is not.
    [[nodiscard]] bool over(const holdfast::account& mine, std::uint64_t reconciliations);

    [[nodiscard]] const holdfast::order_reference& which() const noexcept { return which_; }
    [[nodiscard]] holdfast::side on() const noexcept { return on_; }
    [[nodiscard]] const intention& what() const noexcept { return what_; }

private:
    [[nodiscard]] std::optional<holdfast::order> shown_by(const holdfast::account& mine) const;

    holdfast::order_reference which_;
    holdfast::side on_;
    intention what_;
    std::uint64_t taken_at_; ///< In reconciliations.
    bool seen_ = false;
};

} // namespace maker

#endif
