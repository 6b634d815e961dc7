// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_MARKET_MAKER_OPTIONS_HPP
#define HOLDFAST_EXAMPLES_MARKET_MAKER_OPTIONS_HPP

#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/faults.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace maker {

/// What the command line asked for.
struct options {
    bool help = false;
    holdfast::sim::venue exchange = holdfast::sim::venue::binance_spot;
    std::chrono::seconds seconds{20};
    std::uint64_t seed = 1;
    holdfast::sim::fault_set faults{};
    std::string json{};
};

/// @throws demo::bad_option
[[nodiscard]] options parse(int argc, const char* const* argv);

/// What `--help` prints.
[[nodiscard]] std::string help();

} // namespace maker

#endif
