// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_HTTP_HEAD_HPP
#define HOLDFAST_SRC_WIRE_HTTP_HTTP_HEAD_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace holdfast::wire {

/// Where the head of an HTTP/1 message ends in what has been received, blank line included; zero while it
/// does not. Only looks at the first `most` bytes.
/// @param searched  so many bytes have been received before and looked at
[[nodiscard]] std::size_t head_size(std::string_view received, std::size_t most,
                                    std::size_t searched = 0) noexcept;

/// The head as every parser takes it: with the blank before a reason phrase that is missing (RFC 9112 §4),
/// and with every header on one line (§5.2).
[[nodiscard]] std::string mended_head(std::string_view head);

/// A head of more lines than this is an attack.
inline constexpr std::size_t most_head_lines = 256;

/// Whether the head has no more lines than it may have.
[[nodiscard]] bool few_lines(std::string_view head) noexcept;

} // namespace holdfast::wire

#endif
