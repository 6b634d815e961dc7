// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_MARKET_MAKER_TRADER_HPP
#define HOLDFAST_EXAMPLES_MARKET_MAKER_TRADER_HPP

#include "exchanges.hpp"
#include "judge.hpp"
#include "quoting.hpp"
#include "story.hpp"
#include "tally.hpp"
#include "working_order.hpp"

#include <holdfast/account_keeper.hpp>
#include <holdfast/exposure_gate.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/session.hpp>
#include <holdfast/task.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace maker {

/// What a trader works with.
struct equipment {
    const membership& at;
    std::string symbol;
    holdfast::session& line; ///< Takes orders.
    holdfast::account_keeper& keeper;
    const holdfast::order_book& book;
    const holdfast::exposure_gate& gate;
    judge& watching;
    story& told;
    tally& counts;
};

/// An order to place.
struct placement {
    holdfast::side on{};
    intention what{};
    bool reduces = false; ///< At once or never, and only to take a position back.
};

/// The strategy: one quote on each side of the touch, while book and account are verified.
class trader {
public:
    trader(equipment with, quoting_rules rules, std::uint64_t run);

    /// Completes once the account is known: what there is of the base asset then is no position.
    [[nodiscard]] holdfast::task<> arrive();
    /// Keeps a quote on that side. Completes after `close`, when its last order is over.
    [[nodiscard]] holdfast::task<> quote(holdfast::side on);
    /// No more quotes.
    void close() noexcept { closing_ = true; }
    /// Completes when there is no order and no position any more.
    [[nodiscard]] holdfast::task<> flatten();

    /// Says whether the account is verified, and there is nothing in it.
    [[nodiscard]] bool flat() const;

private:
    [[nodiscard]] holdfast::task<> stand(working_order mine);
    [[nodiscard]] holdfast::task<std::optional<working_order>> place(placement asked);
    [[nodiscard]] holdfast::task<> withdraw(holdfast::order_reference which);
    [[nodiscard]] holdfast::task<holdfast::order_outcome> send(holdfast::order_command command,
                                                               holdfast::request_options how);
    [[nodiscard]] holdfast::task<> recount();

    [[nodiscard]] holdfast::result<holdfast::decimal> position() const;
    [[nodiscard]] std::optional<intention> wanted_now(holdfast::side on) const;
    [[nodiscard]] std::optional<reduction> reduction_now() const;
    [[nodiscard]] std::vector<holdfast::order> open_orders() const;
    [[nodiscard]] holdfast::order_command command_of(const placement& asked);
    [[nodiscard]] holdfast::order_intent intent_of(const placement& asked) const;
    [[nodiscard]] holdfast::request_options under(const holdfast::exposure_gate::pass& given,
                                                  const holdfast::order_intent& intent,
                                                  const holdfast::order_command& command);
    void count(const holdfast::order_outcome& ended);

    equipment with_;
    quoting_rules rules_;
    std::string prefix_; ///< Of client ids; no other run has the same.
    std::uint64_t commands_ = 0;
    holdfast::decimal home_{};
    bool closing_ = false;
};

} // namespace maker

#endif
