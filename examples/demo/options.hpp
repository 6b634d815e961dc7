// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_OPTIONS_HPP
#define HOLDFAST_EXAMPLES_DEMO_OPTIONS_HPP

#include "command_line.hpp"

#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/faults.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace demo {

/// What the command line asked for.
struct options {
    bool help = false;
    std::optional<std::chrono::seconds> seconds{}; ///< Unset: 20, or as long as the tape.
    std::uint64_t seed = 1;
    std::optional<holdfast::sim::venue> exchange{}; ///< Unset: Binance spot, or whose the tape is.
    std::optional<unsigned> symbols{};              ///< Unset: 3, or all of the tape.
    holdfast::sim::fault_set faults{};
    std::string tape{};
    double speed = 1;
    std::string json{};
    std::string live{};
    std::string symbol = "BTCUSDT";
};

/// @throws bad_option
[[nodiscard]] options parse(int argc, const char* const* argv);

/// What `--help` prints.
[[nodiscard]] std::string help();

} // namespace demo

#endif
