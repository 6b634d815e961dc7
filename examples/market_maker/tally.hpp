// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_MARKET_MAKER_TALLY_HPP
#define HOLDFAST_EXAMPLES_MARKET_MAKER_TALLY_HPP

#include <holdfast/sim/exchange.hpp>

#include <cstdint>
#include <string>

namespace maker {

/// What a run counts, and what it comes to.
struct tally {
    holdfast::sim::venue exchange{};
    std::uint64_t seed = 0;
    std::uint64_t faults_injected = 0;

    // What the strategy did.
    std::uint64_t orders = 0; ///< Orders asked for, whatever became of them; without cancels.
    std::uint64_t cancels = 0;
    std::uint64_t acknowledged = 0; ///< Of both, as the rest.
    std::uint64_t rejected = 0;
    std::uint64_t not_sent = 0;
    std::uint64_t in_doubt = 0;
    std::uint64_t in_doubt_settled = 0;
    std::uint64_t withheld = 0; ///< Orders that the gate refused.

    // What the keeper did.
    std::uint64_t fills = 0;
    std::uint64_t reconciliations = 0;
    std::uint64_t findings = 0;
    std::uint64_t distrusts = 0;

    // What the judge found, who asks the exchange and the keeper and believes neither.
    bool flat = false;                   ///< No order and no position is left, here and there.
    std::uint64_t quotes_while_shut = 0; ///< Orders that add exposure, and book or account were not verified.
    std::uint64_t quotes_on_wrong_book = 0; ///< Orders that add exposure, and the verified book was wrong.
    std::uint64_t orders_sent_twice = 0;
    std::uint64_t fills_lost = 0;
    std::uint64_t fills_doubled = 0;
    std::uint64_t fates_wrong = 0; ///< Orders said to be without effect, and the exchange has executed them.
    std::uint64_t compared = 0;    ///< How often the account was compared with the exchange's, at rest.
    std::uint64_t disagreements = 0; ///< How often it was another.
    std::uint64_t looks = 0;      ///< How often the judge looked whether one could trade, at even times ...
    std::uint64_t looks_open = 0; ///< ... and how often one could.

    /// Ended flat, and nothing went wrong; and something was really done.
    [[nodiscard]] bool held() const noexcept;
};

/// `verdict: held; orders 97 ...`
[[nodiscard]] std::string verdict_line(const tally& t);

/// The same for machines.
[[nodiscard]] std::string verdict_json(const tally& t);

} // namespace maker

#endif
