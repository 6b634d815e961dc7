// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_GUNZIP_HPP
#define HOLDFAST_SRC_WIRE_HTTP_GUNZIP_HPP

#include <holdfast/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace holdfast::wire {

/// Decompresses gzip data (RFC 1952), several members in a row included. Stops as soon as there is more than
/// `most` bytes. Errors: body_too_big, malformed.
[[nodiscard]] result<std::string> gunzip(std::string_view compressed, std::size_t most);

} // namespace holdfast::wire

#endif
