// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_ORCHESTRATOR_PROCESS_HPP
#define HOLDFAST_BENCH_RIG_ORCHESTRATOR_PROCESS_HPP

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace rig {

using command = std::vector<std::string>;

/// No particular core.
inline constexpr int any_core = -1;

/// How a program ended.
struct outcome {
    int exit_code = -1; ///< -1: it had to be killed, or ended by a signal.
    bool timed_out = false;
    std::string out{};
    std::string err{};

    [[nodiscard]] bool good() const noexcept { return exit_code == 0; }
    /// The last line of what it said on standard error, or what became of it.
    [[nodiscard]] std::string complaint() const;
};

/// Runs a program on one core until it ends, but no longer than the limit: then it is killed.
[[nodiscard]] outcome run(const command& what, int core, std::chrono::seconds limit);

/// The server, from construction to destruction.
class server_process {
public:
    server_process(const std::string& program, int core);
    ~server_process();
    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;

    /// Scheme, host and port.
    [[nodiscard]] std::string place(bool tls) const;
    [[nodiscard]] const std::string& ca_file() const noexcept { return ca_; }

private:
    pid_t child_ = -1;
    int input_ = -1;
    int port_ = 0;
    int tls_port_ = 0;
    std::string ca_{};
};

} // namespace rig

#endif
