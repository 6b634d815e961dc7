// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_ORCHESTRATOR_SAMPLES_HPP
#define HOLDFAST_BENCH_RIG_ORCHESTRATOR_SAMPLES_HPP

#include "plan.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rig {

/// What a client said at the end of a run.
struct sample {
    double cpu_ns = 0;
    std::optional<double> p50_us{};
    std::optional<double> p99_us{};
};

/// Reads the line of JSON; throws if it is none, or tells of another number of messages.
[[nodiscard]] sample parse_sample(const std::string& line, std::uint64_t expected_messages);

/// One of the numbers of a sample.
using number_of = std::optional<double> (*)(const sample&);
[[nodiscard]] std::optional<double> cpu_ns(const sample& of) noexcept;
[[nodiscard]] std::optional<double> p50_us(const sample& of) noexcept;
[[nodiscard]] std::optional<double> p99_us(const sample& of) noexcept;

/// All runs, round by round.
class samples {
public:
    void add(const job& what, std::size_t round, const sample& measured);

    /// Over the rounds.
    [[nodiscard]] std::optional<double> median(const job& what, number_of number) const;

    /// The median of the ratios, each taken within one round: what drifts between rounds cancels out.
    [[nodiscard]] std::optional<double> ratio(const job& over, const job& under, number_of number) const;

    /// What has been measured.
    [[nodiscard]] std::vector<job> jobs() const;

private:
    std::map<job, std::map<std::size_t, sample>> all_{};
};

} // namespace rig

#endif
