// SPDX-License-Identifier: BSL-1.0
#include "meter.hpp"

#include <algorithm>
#include <cstdio>

namespace rig {

namespace {

/// In microseconds; JSON's null without values.
std::string quantile(const std::vector<std::uint64_t>& sorted, double part)
{
    if (sorted.empty())
        return "null";
    const auto at = static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1));
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", static_cast<double>(sorted[at]) / 1000);
    return text;
}

} // namespace

meter::meter(send_mode mode, std::uint64_t count)
    : timed_(mode != send_mode::blast), count_(count), warm_up_(count / 10)
{
    if (timed_)
        ages_.reserve(count);
}

std::string meter::report()
{
    std::sort(ages_.begin(), ages_.end());
    const double cpu = seen_ < warm_up_ + 2 ? 0
                                            : static_cast<double>(cpu_at_last_ - cpu_at_first_) /
                                                  static_cast<double>(seen_ - warm_up_ - 1);
    char text[64];
    std::snprintf(text, sizeof text, "%.2f", cpu);
    return "{\"messages\":" + std::to_string(seen_) + ",\"cpu_ns\":" + text +
           ",\"p50_us\":" + quantile(ages_, 0.50) + ",\"p99_us\":" + quantile(ages_, 0.99) + "}";
}

std::uint64_t meter::cpu_ns() noexcept
{
    timespec spent{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return static_cast<std::uint64_t>(spent.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(spent.tv_nsec);
}

} // namespace rig
