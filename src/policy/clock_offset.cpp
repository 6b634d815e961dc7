// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/clock_offset.hpp>

#include <holdfast/detail/check.hpp>

namespace holdfast {

std::string check(const clock_offset_config& config)
{
    using namespace std::chrono_literals;
    return detail::first_problem(
        {detail::check_range("clock_offset_config::samples", config.samples, 1, 20),
         detail::check_range("clock_offset_config::max_age", config.max_age, 10s, 24h),
         detail::check_range("clock_offset_config::resolution", config.resolution, 0s, 1s),
         detail::check_range("clock_offset_config::drift_ppm", config.drift_ppm, 1, 10'000),
         detail::check_range("clock_offset_config::step", config.step, 1ms, 1h)});
}

} // namespace holdfast
