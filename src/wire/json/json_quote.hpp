// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_JSON_JSON_QUOTE_HPP
#define HOLDFAST_SRC_WIRE_JSON_JSON_QUOTE_HPP

#include <string>
#include <string_view>

namespace holdfast::wire {

/// The text as a JSON string (RFC 8259 §7), quotes included. Bytes above ASCII stay as they are.
[[nodiscard]] inline std::string json_quote(std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string quoted = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20) {
            quoted += "\\u00";
            quoted += hex[code >> 4];
            quoted += hex[code & 15];
            continue;
        }
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted += '"';
}

} // namespace holdfast::wire

#endif
