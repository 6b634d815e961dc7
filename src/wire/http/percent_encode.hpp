// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_PERCENT_ENCODE_HPP
#define HOLDFAST_SRC_WIRE_HTTP_PERCENT_ENCODE_HPP

#include <string>
#include <string_view>

namespace holdfast::wire {

/// The text as it may stand in a query: everything but unreserved characters encoded (RFC 3986 §2.3).
[[nodiscard]] inline std::string percent_encode(std::string_view text)
{
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (unreserved.find(c) != std::string_view::npos) {
            encoded += c;
            continue;
        }
        const auto code = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += hex[code >> 4];
        encoded += hex[code & 15];
    }
    return encoded;
}

} // namespace holdfast::wire

#endif
