// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_JSON_JSON_ESCAPE_HPP
#define HOLDFAST_SRC_WIRE_JSON_JSON_ESCAPE_HPP

#include <cstddef>
#include <string_view>

namespace holdfast::wire {

/// The length of the escape sequence at the beginning of the text, which begins with a backslash (RFC 8259
/// §7): of both halves where it takes a pair of surrogates. Zero if it is none.
[[nodiscard]] std::size_t escape_sequence(std::string_view text) noexcept;

/// Writes what a string stands for, in UTF-8. Its escape sequences are known to be right.
/// @param to  room for as many bytes as the string has; what it stands for is never longer
/// @return where it ends
[[nodiscard]] char* unescape(std::string_view string, char* to) noexcept;

} // namespace holdfast::wire

#endif
