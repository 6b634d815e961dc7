// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/resync_buffer.hpp>

#include <holdfast/detail/check.hpp>

namespace holdfast {

std::string check(const resync_config& config)
{
    return detail::first_problem({
        detail::check_range("resync_config::max_messages", config.max_messages, 1, 10'000'000),
        detail::check_range("resync_config::max_bytes", config.max_bytes, 1, std::uint64_t{4} << 30),
    });
}

} // namespace holdfast
