// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIM_TAPE_SURVEY_HPP
#define HOLDFAST_SIM_TAPE_SURVEY_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/tape.hpp>

#include <optional>
#include <string>
#include <vector>

namespace holdfast::sim {

/// What a recording has to offer.
struct tape_survey {
    std::optional<sim::venue> venue{}; ///< The exchange of the messages; disengaged if it is not known.
    /// The topics from which a book can be kept: changes, and a whole book with two sides to begin with. In
    /// order.
    std::vector<std::string> books{};
    /// The same with numbers of more digits than a simulated exchange holds. Their messages are played as
    /// they were recorded; a client that comes late, or loses one, gets no whole book before the recording
    /// has the next.
    std::vector<std::string> passed_on{};
    bool numberless = false; ///< The books have checksums instead of sequence numbers (OKX before 2026).
    duration length{};
    duration silence{}; ///< The longest time that one of the books says nothing.
};

/// Reads a recording to its end and says what is in it.
/// @param venue  the exchange to look for; disengaged: the first one that is understood
[[nodiscard]] tape_survey survey(tape_reader& tape, std::optional<sim::venue> venue = std::nullopt);

} // namespace holdfast::sim

#endif
