// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_COMMON_SIGNING_PARTS_HPP
#define HOLDFAST_SRC_EXCHANGE_COMMON_SIGNING_PARTS_HPP

#include <holdfast/network.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/signing.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

/// What every signer does to a request.
namespace holdfast::signing_parts {

template <class Unit>
[[nodiscard]] std::string since_1970(wall_time when)
{
    return std::to_string(std::chrono::floor<Unit>(when.time_since_epoch()).count());
}

/// The header, in the place of one of that name.
inline void set_header(header_list& headers, std::string_view name, std::string_view value)
{
    const auto found = std::ranges::find(headers, name, [](const auto& header) { return header.first; });
    if (found == headers.end())
        headers.emplace_back(name, value);
    else
        found->second = value;
}

/// What stands behind the question mark of a URL.
[[nodiscard]] inline std::string_view query_of(std::string_view url) noexcept
{
    const std::size_t mark = url.find('?');
    return mark == std::string_view::npos ? std::string_view() : url.substr(mark + 1);
}

/// Path and query of a URL.
[[nodiscard]] inline std::string_view target_of(std::string_view url) noexcept
{
    const std::size_t scheme = url.find("://");
    const std::size_t path = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
    return path == std::string_view::npos ? "/" : url.substr(path);
}

/// Lets a key of one of those kinds pass; throws `error` (`key_errc::wrong_kind`) for others.
void expect_kind(const signing_key& key, std::initializer_list<signature_kind> wanted,
                 std::string_view exchange);

/// HMAC in hexadecimal digits, the others in base64: as Binance and Bybit have it.
[[nodiscard]] inline std::string hex_or_base64(const signing_key& key, std::string_view text)
{
    return key.kind() == signature_kind::hmac_sha256 ? key.sign_hex(text) : key.sign_base64(text);
}

} // namespace holdfast::signing_parts

#endif
