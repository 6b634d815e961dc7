// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_DETAIL_CHECK_HPP
#define HOLDFAST_DETAIL_CHECK_HPP

#include <holdfast/policy/clock.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

// The sentences of every `check(config)`. A check returns an empty string for a good configuration, otherwise
// one sentence that names the member, its value and what is allowed.
namespace holdfast::detail {

/// Writes a duration in the largest unit that shows it exactly: "90 s", "1500 ms", "24 h".
[[nodiscard]] std::string to_string(duration value);

/// Says what is wrong with a value outside [low, high]; empty when nothing is.
[[nodiscard]] std::string check_range(std::string_view member, duration value, duration low, duration high);
[[nodiscard]] std::string check_range(std::string_view member, std::uint64_t value, std::uint64_t low,
                                      std::uint64_t high);

/// The same for a member where zero means off.
[[nodiscard]] std::string check_zero_or_range(std::string_view member, duration value, duration low,
                                              duration high);

/// The first sentence that is not empty.
[[nodiscard]] std::string first_problem(std::initializer_list<std::string> problems);

} // namespace holdfast::detail

#endif
