// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_TEXT_TIME_TEXT_HPP
#define HOLDFAST_SRC_WIRE_TEXT_TIME_TEXT_HPP

#include "wire/json/json_member.hpp"

#include <holdfast/policy/clock.hpp>

#include <optional>
#include <string_view>

namespace holdfast::wire {

/// A moment as RFC 3339 §5.6 writes it: `2026-09-22T10:33:05.709993Z`. Digits behind nanoseconds do not
/// count.
[[nodiscard]] std::optional<wall_time> read_rfc3339(std::string_view text) noexcept;

/// The moment that a member is, in whatever way it is written: since 1970, in seconds, with a fraction or
/// without, or in milliseconds, microseconds, nanoseconds; or as RFC 3339 text.
[[nodiscard]] std::optional<wall_time> read_time(const wire::json_member& m) noexcept;

} // namespace holdfast::wire

#endif
