// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ENGINE_MESSAGE_DAMAGE_HPP
#define HOLDFAST_SRC_SIM_ENGINE_MESSAGE_DAMAGE_HPP

#include <holdfast/policy/random.hpp>
#include <holdfast/sim/faults.hpp>

#include <string>
#include <string_view>

namespace holdfast::sim {

/// A message as it arrives over a bad line, and what was done to it.
struct damaged {
    std::string bytes{};
    std::string_view how{};
};

/// Damages a message so that it can be seen: a changed digit in a feed without checksums could not.
[[nodiscard]] damaged damage_message(std::string message, damage how, splitmix64& random);

} // namespace holdfast::sim

#endif
