// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/rate_limit.hpp>

#include <holdfast/detail/check.hpp>

namespace holdfast {

using namespace std::chrono_literals;

std::string check(const sliding_window_config& config)
{
    if (config.limit == 0)
        return {};
    return detail::first_problem({
        detail::check_range("sliding_window_config::limit", config.limit, 1, 1'000'000'000),
        detail::check_range("sliding_window_config::window", config.window, 1ms, 24h),
    });
}

} // namespace holdfast
