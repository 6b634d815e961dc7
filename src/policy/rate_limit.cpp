#include <holdfast/policy/rate_limit.hpp>

#include <holdfast/policy/check.hpp>

namespace holdfast {

using namespace std::chrono_literals;

std::string check(const token_bucket_config& config)
{
    if (config.rate == 0)
        return {};
    return detail::first_problem({
        detail::check_range("token_bucket_config::rate", config.rate, 1, 1'000'000),
        detail::check_range("token_bucket_config::per", config.per, 1ms, 1h),
        detail::check_range("token_bucket_config::burst", config.burst, 1, 1'000'000),
    });
}

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
