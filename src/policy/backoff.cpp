// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/backoff.hpp>

#include <holdfast/detail/check.hpp>

namespace holdfast {

namespace {

std::string check_multiplier(double value)
{
    if (value >= 1 && value <= 10)
        return {};
    return "backoff_config::multiplier is " + std::to_string(value) + "; allowed: 1 to 10";
}

} // namespace

std::string check(const backoff_config& config)
{
    using namespace std::chrono_literals;
    return detail::first_problem({
        detail::check_range("backoff_config::ceiling", config.ceiling, 1ms, 1h),
        detail::check_range("backoff_config::initial", config.initial, 1ms, config.ceiling),
        check_multiplier(config.multiplier),
        detail::check_range("backoff_config::stable_after", config.stable_after, 1s, 24h),
    });
}

} // namespace holdfast
