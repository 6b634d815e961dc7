// SPDX-License-Identifier: BSL-1.0
#include <holdfast/detail/check.hpp>
#include <holdfast/policy/order_fate.hpp>

namespace holdfast {

std::string check(const order_fate_config& config)
{
    using namespace std::chrono_literals;
    return detail::check_range("order_fate_config::grace", config.grace, 1s, 10min);
}

} // namespace holdfast
