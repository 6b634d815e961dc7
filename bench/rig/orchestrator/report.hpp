// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_ORCHESTRATOR_REPORT_HPP
#define HOLDFAST_BENCH_RIG_ORCHESTRATOR_REPORT_HPP

#include "contenders.hpp"
#include "samples.hpp"
#include "targets.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace rig {

/// One line of the table: a client, a size, a transport, and the medians.
struct row {
    std::string client{};
    size_class payload = size_class::s;
    transport over = transport::plain;
    std::optional<double> cpu_ns{};
    std::optional<double> to_recv{}; ///< CPU time against the receive loop of that transport.
    std::optional<double> pace_p50{};
    std::optional<double> pace_p99{};
    std::optional<double> burst_p50{};
    std::optional<double> burst_p99{};
};

/// Ordered by transport and size, the fastest first.
[[nodiscard]] std::vector<row> rows_of(const samples& measured);

struct report {
    std::vector<row> rows{};
    std::vector<figure> figures{};
    std::vector<omission> skipped{};
};

void print(std::ostream& to, const report& what);
void write_json(const std::string& file, const report& what);

} // namespace rig

#endif
