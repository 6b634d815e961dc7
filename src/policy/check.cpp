// SPDX-License-Identifier: BSL-1.0
#include <holdfast/detail/check.hpp>

#include <array>
#include <utility>

namespace holdfast::detail {

namespace {

std::string sentence(std::string_view member, const std::string& value, const std::string& allowed)
{
    return std::string(member) + " is " + value + "; allowed: " + allowed;
}

} // namespace

std::string to_string(duration value)
{
    using namespace std::chrono_literals;
    constexpr std::array<std::pair<duration, const char*>, 6> units{
        {{1h, " h"}, {1min, " min"}, {1s, " s"}, {1ms, " ms"}, {1us, " us"}, {1ns, " ns"}}};
    if (value == duration::zero())
        return "0 s";
    for (const auto& [unit, suffix] : units)
        if (value % unit == duration::zero())
            return std::to_string(value / unit) + suffix;
    return {};
}

std::string check_range(std::string_view member, duration value, duration low, duration high)
{
    if (low <= value && value <= high)
        return {};
    return sentence(member, to_string(value), to_string(low) + " to " + to_string(high));
}

std::string check_range(std::string_view member, std::uint64_t value, std::uint64_t low, std::uint64_t high)
{
    if (low <= value && value <= high)
        return {};
    return sentence(member, std::to_string(value), std::to_string(low) + " to " + std::to_string(high));
}

std::string check_zero_or_range(std::string_view member, duration value, duration low, duration high)
{
    if (value == duration::zero() || (low <= value && value <= high))
        return {};
    return sentence(member, to_string(value), "0 (off) or " + to_string(low) + " to " + to_string(high));
}

std::string first_problem(std::initializer_list<std::string> problems)
{
    for (const std::string& problem : problems)
        if (!problem.empty())
            return problem;
    return {};
}

} // namespace holdfast::detail
