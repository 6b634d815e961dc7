// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_CLIENTS_METER_HPP
#define HOLDFAST_BENCH_RIG_CLIENTS_METER_HPP

#include "protocol.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rig {

/// Counts messages, takes the CPU time of those after the first tenth, which warms up, and the age of each,
/// and prints the line that the orchestrator reads.
class meter {
public:
    /// In the modes `pace` and `burst` every message is looked at, in `blast` only counted.
    meter(send_mode mode, std::uint64_t count);

    /// A message has arrived. True: it was the last one.
    bool on_message(std::string_view text)
    {
        if (seen_ == warm_up_)
            cpu_at_first_ = cpu_ns();
        if (timed_)
            ages_.push_back(monotonic_ns() - stamp_of(text));
        if (++seen_ != count_)
            return false;
        cpu_at_last_ = cpu_ns();
        return true;
    }

    [[nodiscard]] bool done() const noexcept { return seen_ >= count_; }
    [[nodiscard]] std::uint64_t seen() const noexcept { return seen_; }

    /// One line of JSON.
    [[nodiscard]] std::string report();

private:
    /// User and system time of the whole process.
    [[nodiscard]] static std::uint64_t cpu_ns() noexcept;

    bool timed_;
    std::uint64_t count_;
    std::uint64_t warm_up_;
    std::uint64_t seen_ = 0;
    std::uint64_t cpu_at_first_ = 0;
    std::uint64_t cpu_at_last_ = 0;
    std::vector<std::uint64_t> ages_{};
};

} // namespace rig

#endif
