// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_OKX_WORDS_HPP
#define HOLDFAST_SRC_SIM_VENUE_OKX_WORDS_HPP

#include "sim/market/fixed.hpp"

#include <holdfast/policy/clock.hpp>
#include <holdfast/sim/exchange.hpp>

#include <string>
#include <string_view>

/// How OKX writes things.
namespace holdfast::sim::okx {

/// Milliseconds since 1970.
[[nodiscard]] std::string stamp(wall_time at);

/// A number without zeros at its end.
[[nodiscard]] std::string plain(fixed value);

/// Writes an object member by member.
class object {
public:
    object& text(std::string_view name, std::string_view value);
    /// A value that is JSON already.
    object& json(std::string_view name, std::string_view value);
    [[nodiscard]] std::string str() const { return text_ + "}"; }

private:
    std::string text_ = "{";
};

/// `"id":"1512",`, or nothing: it is echoed where it was sent.
[[nodiscard]] std::string echoed(std::string_view id);

/// 32 letters and digits at most.
[[nodiscard]] bool good_id(std::string_view id) noexcept;

/// `{"id":"1512","event":"error","code":"60012","msg":"Invalid request: …","connId":"a4d3ae55"}`
[[nodiscard]] std::string error_event(std::string_view connection, std::string_view id, std::string_view code,
                                      std::string_view words);

/// A REST answer without data.
[[nodiscard]] http_reply answer(unsigned status, std::string_view code, std::string_view words);
/// The body of an answer with these rows, separated by commas.
[[nodiscard]] std::string answer_with(std::string_view rows);

} // namespace holdfast::sim::okx

#endif
