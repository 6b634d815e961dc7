// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ENGINE_MESSAGE_STYLE_HPP
#define HOLDFAST_SRC_SIM_ENGINE_MESSAGE_STYLE_HPP

#include <holdfast/policy/random.hpp>
#include <holdfast/sim/exchange.hpp>

#include <cstdint>
#include <string>

namespace holdfast::sim {

/// Writes the messages of one connection as a JSON writer of its own would: the same values, but for what RFC
/// 8259 leaves open. About every other message is printed as it is; of the others the members change their
/// order, now and then with blanks, tabs and newlines between them, and with letters and slashes in texts
/// escaped.
///
/// Names of members and numbers, whether bare or in quotes, keep their spelling. What is not a JSON object or
/// array (`pong`, a web page, a damaged message) stays as it is.
class style {
public:
    /// @param seed  the same seed and the same messages give the same bytes
    style(json_style how, std::uint64_t seed) noexcept : how_(how), random_(seed) {}

    [[nodiscard]] std::string operator()(std::string text);

private:
    json_style how_;
    splitmix64 random_;
};

} // namespace holdfast::sim

#endif
