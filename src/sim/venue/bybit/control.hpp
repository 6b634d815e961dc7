// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BYBIT_CONTROL_HPP
#define HOLDFAST_SRC_SIM_VENUE_BYBIT_CONTROL_HPP

#include "sim/market/market_dialect.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What Bybit's clients ask for and how it answers.
namespace holdfast::sim::bybit {

/// The last word of an address: a category of products, or `status`; empty for any other address.
[[nodiscard]] std::string_view category_of(std::string_view path) noexcept;

/// Says whether REST knows the category.
[[nodiscard]] bool is_category(std::string_view word) noexcept;

/// What a topic asks for; disengaged if it is nothing that exists in any category.
[[nodiscard]] std::optional<topic_spec> understand(std::string_view topic);

/// Answers a message (v5/ws/connect) and changes the client accordingly.
[[nodiscard]] std::string answer(client& from, std::string_view message, const house& at);

} // namespace holdfast::sim::bybit

#endif
