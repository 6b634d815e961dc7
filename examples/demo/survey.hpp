#ifndef HOLDFAST_EXAMPLES_DEMO_SURVEY_HPP
#define HOLDFAST_EXAMPLES_DEMO_SURVEY_HPP

#include <holdfast/policy/clock.hpp>

#include <string>
#include <vector>

namespace demo {

/// What is on a tape.
struct survey {
    holdfast::duration length{};
    std::vector<std::string> symbols{}; ///< With a book: updates, and a snapshot to start from.
    holdfast::duration silence{};       ///< The longest that one of these books says nothing.
};

/// Reads the tape once.
/// @throws bad_option if no Binance spot book can be kept from it.
[[nodiscard]] survey survey_tape(const std::string& file);

} // namespace demo

#endif
