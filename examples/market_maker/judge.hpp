// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_MARKET_MAKER_JUDGE_HPP
#define HOLDFAST_EXAMPLES_MARKET_MAKER_JUDGE_HPP

#include "demo/judge/evidence.hpp"
#include "story.hpp"
#include "tally.hpp"

#include <holdfast/account.hpp>
#include <holdfast/exposure_gate.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/task.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace maker {

/// Knows the truth, believes nobody, and counts what is wrong.
class judge {
public:
    judge(const holdfast::sim::exchange& venue, const holdfast::topic& book, holdfast::runtime& clock,
          story& told, tally& counts);

    /// An order is about to be written, in this very moment.
    /// @param adds_exposure  so it is, unless it only takes a verified position back
    void at_written(const std::string& order, bool adds_exposure, const holdfast::order_book& book,
                    const holdfast::account& mine);

    /// The order is said to have had no effect: refused, not sent, never arrived.
    void at_no_effect(const std::string& order) { without_effect_.insert(order); }

    /// Something may have changed about the account. Right after a reconciliation it is compared with the
    /// exchange's, if nothing has happened there since before the questions were asked.
    void at_change(const holdfast::account& mine, std::uint64_t reconciliations);

    /// Looks now and then whether one can trade; for ever.
    [[nodiscard]] holdfast::task<> look_at(const holdfast::exposure_gate& gate);

    /// Nothing is on its way any more: counts what is left, lost and doubled.
    void conclude(const holdfast::account& mine, bool flat);

private:
    /// Where the exchange stands.
    struct standing {
        holdfast::account_state truth{};
        std::size_t arrivals = 0; ///< An order that came and went leaves no other trace.
    };

    [[nodiscard]] static bool same(const standing& a, const standing& b);
    void compare(const holdfast::account& mine, const holdfast::account_state& truth);
    void count_arrivals();
    void count_fates();
    void count_fills(const holdfast::account& mine);

    const holdfast::sim::exchange& venue_;
    demo::truth book_truth_;
    story& story_;
    tally& counts_;
    holdfast::wall_time started_;
    std::set<std::string> written_{};
    std::set<std::string> without_effect_{};
    std::uint64_t reconciliations_ = 0;
    bool verified_ = false;
    std::optional<standing> before_{}; ///< From before the questions were asked.
};

} // namespace maker

#endif
