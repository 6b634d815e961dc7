// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_HEADER_CHECK_HPP
#define HOLDFAST_SRC_WIRE_HTTP_HEADER_CHECK_HPP

#include <holdfast/error.hpp>
#include <holdfast/network.hpp>

#include <string>
#include <string_view>

namespace holdfast::wire {

/// A token: what a header may be called (RFC 9110 §5.6.2).
[[nodiscard]] bool valid_header_name(std::string_view name) noexcept;

/// Free of control characters, so that it stays on its line (RFC 9110 §5.5).
[[nodiscard]] bool valid_header_value(std::string_view value) noexcept;

/// Refuses headers that would end their line, and those that belong to the protocol itself. Errors:
/// invalid_url, naming the header and never its value.
[[nodiscard]] result<> check_headers(const header_list& headers);

} // namespace holdfast::wire

#endif
