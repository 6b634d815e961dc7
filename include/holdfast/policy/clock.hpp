// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_CLOCK_HPP
#define HOLDFAST_POLICY_CLOCK_HPP

#include <chrono>

namespace holdfast {

/// Every length of time in the library.
using duration = std::chrono::nanoseconds;

/// A moment on the monotonic clock. Comes from `now()` of the runtime, never from a clock directly, so that
/// it can be virtual. The default-constructed value is a real moment; use `never` for "not set".
using time_point = std::chrono::time_point<std::chrono::steady_clock, duration>;

/// A moment on the calendar, for exchange timestamps and signatures.
using wall_time = std::chrono::time_point<std::chrono::system_clock, duration>;

/// Later than every moment that comes: a deadline that is off.
inline constexpr time_point never = time_point::max();

} // namespace holdfast

#endif
