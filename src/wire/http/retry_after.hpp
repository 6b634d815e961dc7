// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_RETRY_AFTER_HPP
#define HOLDFAST_SRC_WIRE_HTTP_RETRY_AFTER_HPP

#include <holdfast/policy/clock.hpp>

#include <optional>
#include <string_view>

namespace holdfast::wire {

/// A date in one of the three forms of RFC 9110 §5.6.7; years of two digits are those nearest to `now`.
[[nodiscard]] std::optional<wall_time> parse_http_date(std::string_view text, wall_time now);

/// How long `Retry-After` asks to wait (RFC 9110 §10.2.3): seconds, of which fractions are rounded up, or a
/// date counted from `now`. Zero if it asks for nothing or cannot be understood; never more than a year.
[[nodiscard]] duration parse_retry_after(std::string_view value, wall_time now);

} // namespace holdfast::wire

#endif
