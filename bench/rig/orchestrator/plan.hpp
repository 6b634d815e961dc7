// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_ORCHESTRATOR_PLAN_HPP
#define HOLDFAST_BENCH_RIG_ORCHESTRATOR_PLAN_HPP

#include "contenders.hpp"
#include "protocol.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rig {

/// One thing to measure: a row of results.
struct job {
    std::string client{};
    size_class payload = size_class::s;
    transport over = transport::plain;
    send_mode mode = send_mode::blast;

    /// `holdfast_session/s/tls/blast`
    [[nodiscard]] std::string name() const;
    friend std::strong_ordering operator<=>(const job&, const job&) = default;
};

[[nodiscard]] std::string_view name_of(send_mode mode) noexcept;

/// How to run it.
struct planned {
    job what{};
    std::filesystem::path program{};
    std::uint64_t count = 0;

    /// Scheme, host and port in front of it make the URL.
    [[nodiscard]] std::string target() const;
};

/// Everything there is to run, those together that are compared with each other.
/// @param share  of the full number of messages: 1, or less for a quick look
/// @param only   a regular expression that the names must contain; empty: all
[[nodiscard]] std::vector<planned> plan(const std::vector<contender>& clients, double share,
                                        const std::string& only);

} // namespace rig

#endif
