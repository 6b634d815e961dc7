// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_WORDS_HPP
#define HOLDFAST_EXAMPLES_DEMO_WORDS_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/sim/faults.hpp>

#include <string>
#include <string_view>

namespace demo {

// How stories are told.

/// `[   1.250] what     text`, and the end of the line.
[[nodiscard]] std::string line_of(holdfast::duration since_start, std::string_view what,
                                  std::string_view text);

/// `41 ms`
[[nodiscard]] std::string milliseconds(holdfast::duration d);

/// What was broken, in half a line.
[[nodiscard]] std::string described(const holdfast::sim::injection& fault);

} // namespace demo

#endif
