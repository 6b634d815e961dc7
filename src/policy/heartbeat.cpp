// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/heartbeat.hpp>

#include <holdfast/detail/check.hpp>

namespace holdfast {

using namespace std::chrono_literals;

namespace {

// A ping that leaves when the transport is already given up asks nothing.
std::string check_order(const heartbeat_config& config)
{
    const bool both = config.ping_after != 0s && config.dead_after != 0s;
    if (!both || config.ping_after < config.dead_after)
        return {};
    return "heartbeat_config::ping_after is " + detail::to_string(config.ping_after) +
           "; allowed: less than dead_after, " + detail::to_string(config.dead_after);
}

} // namespace

std::string check(const heartbeat_config& config)
{
    return detail::first_problem({
        detail::check_zero_or_range("heartbeat_config::ping_after", config.ping_after, 100ms, 1h),
        detail::check_zero_or_range("heartbeat_config::ping_every", config.ping_every, 100ms, 1h),
        detail::check_zero_or_range("heartbeat_config::dead_after", config.dead_after, 100ms, 24h),
        detail::check_zero_or_range("heartbeat_config::data_timeout", config.data_timeout, 100ms, 24h),
        detail::check_zero_or_range("heartbeat_config::answer_timeout", config.answer_timeout, 100ms, 24h),
        check_order(config),
    });
}

std::string check(const pulse_config& config)
{
    return detail::first_problem({
        detail::check_zero_or_range("pulse_config::cadence", config.cadence, 100ms, 24h),
        detail::check_range("pulse_config::probe_timeout", config.probe_timeout, 100ms, 1h),
    });
}

} // namespace holdfast
