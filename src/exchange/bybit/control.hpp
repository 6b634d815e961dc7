// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_CONTROL_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_CONTROL_HPP

#include "exchange/bybit/frame.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>

#include <string_view>
#include <vector>

namespace holdfast::bybit {

/// Says whether the code means that we are too fast.
[[nodiscard]] bool says_too_fast(std::string_view code) noexcept;

/// Says whether a reply means that, by its code or in words alone ("Too many visits").
[[nodiscard]] bool complains_of_speed(const wire::json_members<member>& in);

/// Says whether the code means that it is the exchange's trouble, and passes.
[[nodiscard]] bool says_later(std::string_view code) noexcept;

/// Says whether a reply is a refusal.
[[nodiscard]] bool refuses(const wire::json_members<member>& in) noexcept;

/// What the exchange says in a refusal, with its code.
[[nodiscard]] std::string_view words_of(const wire::json_members<member>& in, slab& memory);

/// Says what the answer to a request about topics, or to a ping, means: appends one entry or more.
void understand_reply(const frame& in, slab& memory, std::vector<decoded>& out);

} // namespace holdfast::bybit

#endif
