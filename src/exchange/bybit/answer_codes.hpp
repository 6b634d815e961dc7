// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_ANSWER_CODES_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_ANSWER_CODES_HPP

#include "exchange/bybit/frame.hpp"

#include <holdfast/redacted.hpp>
#include <holdfast/signing.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

/// Words that answers about an account have in common, over a socket or over REST.
namespace holdfast::bybit {

/// The exchange's code of an error; zero where there is none.
[[nodiscard]] inline std::int64_t code_of(const wire::json_members<member>& in) noexcept
{
    const auto code = wire::to_id(in[member::ret_code], wire::written::either).value_or(0);
    return code <= std::numeric_limits<std::int32_t>::max() ? static_cast<std::int64_t>(code) : -1;
}

/// Says whether a reply agrees, in one of the exchange's two ways.
[[nodiscard]] inline bool agrees(const wire::json_members<member>& in) noexcept
{
    return in[member::ret_code].text == "0" ||
           (!in.has(member::ret_code) && in[member::success].is == wire::json_member::shape::yes);
}

[[nodiscard]] inline bool blames_the_clock(const signer& identity, std::int64_t code) noexcept
{
    return identity.blames_the_clock(static_cast<int>(code));
}

/// What a request is called. The exchange takes no name twice (v5/websocket/trade/guideline, 20006), and does
/// not say on one connection or ever; so names go on with the time.
[[nodiscard]] inline std::string request_name(std::uint64_t id, std::string_view milliseconds)
{
    return std::to_string(id) + "-" + std::string(milliseconds);
}

/// The request that a reply is to; zero if it does not say.
[[nodiscard]] inline std::uint64_t request_of(const wire::json_members<member>& in) noexcept
{
    const std::string_view name = in[member::req_id].text;
    return wire::read_id(name.substr(0, name.find('-'))).value_or(0);
}

/// The exchange's words without secrets. Where it refuses a signature it shows the text that should have been
/// signed, and the key in it.
[[nodiscard]] inline std::string fit_to_tell(std::string_view words)
{
    return redacted_excerpt(words.substr(0, words.find("origin_string")), 500);
}

/// Codes that do not say whether a request was executed, whatever it was about (v5/error): 10000 server
/// timeout, 10016 internal error.
inline constexpr std::array<std::int64_t, 2> common_doubts{10000, 10016};

} // namespace holdfast::bybit

#endif
