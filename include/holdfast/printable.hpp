// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_PRINTABLE_HPP
#define HOLDFAST_PRINTABLE_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace holdfast {

/// The text on one line, without anything that steers a terminal or deceives the eye: control characters,
/// line and paragraph separators, characters without width and those that change the direction of writing are
/// written out as `\n`, `\x1b` or `\u202e`, and so are bytes that are no UTF-8 (RFC 3629). Everything else
/// stays, backslashes included, and so does the result a second time.
[[nodiscard]] std::string printable(std::string_view text);

/// The first `most` bytes, or up to three fewer where they would end inside a character.
[[nodiscard]] std::string_view beginning_of(std::string_view text, std::size_t most) noexcept;

} // namespace holdfast

#endif
