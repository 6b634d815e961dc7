// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_TEXT_ISO_8601_HPP
#define HOLDFAST_SRC_WIRE_TEXT_ISO_8601_HPP

#include <holdfast/policy/clock.hpp>

#include <string>

namespace holdfast::wire {

/// A moment of UTC, to the millisecond (ISO 8601, RFC 3339 §5.6): `2023-11-14T22:13:20.000Z`.
[[nodiscard]] std::string iso_8601(wall_time when);

} // namespace holdfast::wire

#endif
