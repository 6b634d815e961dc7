// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_JUDGE_TALLY_HPP
#define HOLDFAST_EXAMPLES_DEMO_JUDGE_TALLY_HPP

#include <holdfast/policy/clock.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace demo {

/// What a run counts, and what it comes to.
struct tally {
    std::uint64_t outages = 0;        ///< An open connection was lost, or could not be had.
    std::uint64_t outages_healed = 0; ///< Every topic was verified again afterwards.
    std::uint64_t gaps = 0;
    std::uint64_t gaps_healed = 0;
    std::uint64_t silent_gaps = 0; ///< A book went on over a hole without saying so.
    std::uint64_t wrong_reads = 0; ///< A verified book differed from the exchange's truth.
    std::uint64_t audits = 0;      ///< How often the two were compared.
    std::uint64_t false_gaps = 0;  ///< A gap was declared where nothing had been broken.
    std::uint64_t checksums_ok = 0;
    std::uint64_t checksums_bad = 0; ///< The book found by the exchange's checksum that it was wrong.
    std::uint64_t quotes = 0; ///< Announcements of the best prices that were compared with the truth ...
    std::uint64_t wrong_quotes = 0; ///< ... and those that differed, or went back.
    std::uint64_t trades = 0;       ///< Trades that were compared with what the exchange published ...
    std::uint64_t wrong_trades =
        0; ///< ... and those that never were, came twice, or after one that is missing.
    std::uint64_t silent_topics = 0; ///< Topics of which nothing came in the end.
    /// How long a verified book was wrong until that was found, where the exchange sends no numbers.
    std::vector<holdfast::duration> unseen{};
    std::uint64_t messages = 0;
    std::vector<holdfast::duration> recoveries{}; ///< How long reads were closed, one entry a healing.

    /// Nothing silent, nothing wrong, nothing made up, everything healed; and it was really looked at.
    [[nodiscard]] bool held() const noexcept;
};

/// The smallest sample that is not below `percent` of all of them; zero without samples.
[[nodiscard]] holdfast::duration percentile(std::vector<holdfast::duration> samples, unsigned percent);

/// `verdict: held; outages 7 healed 7; ...`
[[nodiscard]] std::string verdict_line(const tally& t);

/// The same for machines.
[[nodiscard]] std::string verdict_json(const tally& t);

} // namespace demo

#endif
