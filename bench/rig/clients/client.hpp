// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_CLIENTS_CLIENT_HPP
#define HOLDFAST_BENCH_RIG_CLIENTS_CLIENT_HPP

#include "meter.hpp"
#include "protocol.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace rig {

/// What a client is called with: <client> URL COUNT [CAFILE]
struct task_sheet {
    std::string url{};
    std::string scheme{}; ///< ws or wss
    std::string host{};
    std::string port{};
    std::string target{};
    std::string ca_file{};
    order wanted{};

    [[nodiscard]] bool secure() const noexcept { return scheme == "wss"; }
    [[nodiscard]] std::string subscribe() const { return subscription(wanted.payload); }
};

[[nodiscard]] task_sheet parse_task_sheet(std::string url, std::uint64_t count, std::string ca_file);

/// The main function of every client: reads the arguments, lets `receive` feed the meter until it has seen
/// all messages, prints the report. An exception, or too few messages, is a failure.
[[nodiscard]] int run_client(int argc, char** argv,
                             const std::function<void(const task_sheet&, meter&)>& receive);

} // namespace rig

#endif
