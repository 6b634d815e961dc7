// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_ORCHESTRATOR_CONTENDERS_HPP
#define HOLDFAST_BENCH_RIG_ORCHESTRATOR_CONTENDERS_HPP

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace rig {

enum class transport { plain, tls, deflate };

[[nodiscard]] std::string_view name_of(transport t) noexcept;

/// A client that can be run.
struct contender {
    std::string name{};
    std::filesystem::path program{};
    std::set<transport> transports{transport::plain};
    std::string payloads = "sml";
    bool timed = true; ///< Takes part in the measurements of latency.
    double weight = 1; ///< How much dearer a message is than usual: gets so many fewer of them.
};

/// What was not run, and why.
struct omission {
    std::string client{};
    std::string why{};
};

/// The clients of the rig that have been built.
[[nodiscard]] std::vector<contender> own_clients(const std::filesystem::path& built,
                                                 std::vector<omission>& skipped);

/// Every executable file in the folder, asked with `--describe` what it can do. This may compile it.
[[nodiscard]] std::vector<contender> peers_in(const std::filesystem::path& folder,
                                              std::vector<omission>& skipped);

} // namespace rig

#endif
