// SPDX-License-Identifier: BSL-1.0
#include "samples.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <stdexcept>

namespace rig {

namespace {

std::optional<double> middle(std::vector<double> values)
{
    if (values.empty())
        return std::nullopt;
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 != 0 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::optional<double> member(const boost::json::object& of, std::string_view name)
{
    const auto* value = of.if_contains(name);
    if (value == nullptr || value->is_null())
        return std::nullopt;
    return value->to_number<double>();
}

} // namespace

sample parse_sample(const std::string& line, std::uint64_t expected_messages)
{
    const auto said = boost::json::parse(line).as_object();
    if (said.at("messages").to_number<std::uint64_t>() != expected_messages)
        throw std::runtime_error("counted " + line);
    return {said.at("cpu_ns").to_number<double>(), member(said, "p50_us"), member(said, "p99_us")};
}

std::optional<double> cpu_ns(const sample& of) noexcept
{
    return of.cpu_ns;
}

std::optional<double> p50_us(const sample& of) noexcept
{
    return of.p50_us;
}

std::optional<double> p99_us(const sample& of) noexcept
{
    return of.p99_us;
}

void samples::add(const job& what, std::size_t round, const sample& measured)
{
    all_[what][round] = measured;
}

std::optional<double> samples::median(const job& what, number_of number) const
{
    std::vector<double> values;
    if (const auto found = all_.find(what); found != all_.end())
        for (const auto& [round, one] : found->second)
            if (const auto value = number(one))
                values.push_back(*value);
    return middle(std::move(values));
}

std::optional<double> samples::ratio(const job& over, const job& under, number_of number) const
{
    const auto above = all_.find(over);
    const auto below = all_.find(under);
    if (above == all_.end() || below == all_.end())
        return std::nullopt;
    std::vector<double> values;
    for (const auto& [round, one] : above->second) {
        const auto other = below->second.find(round);
        if (other == below->second.end())
            continue;
        const auto a = number(one);
        const auto b = number(other->second);
        if (a && b && *b > 0)
            values.push_back(*a / *b);
    }
    return middle(std::move(values));
}

std::vector<job> samples::jobs() const
{
    std::vector<job> names;
    for (const auto& [what, runs] : all_)
        names.push_back(what);
    return names;
}

} // namespace rig
