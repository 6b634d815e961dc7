// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_GUNZIP_HPP
#define HOLDFAST_SRC_WIRE_HTTP_GUNZIP_HPP

#include <holdfast/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast::wire {

/// How data are packed: RFC 1952, RFC 1950, RFC 1951.
enum class packing : std::uint8_t { gzip, zlib, deflate };

/// Decompresses data, several members in a row included. Stops as soon as there is more than `most` bytes.
/// Errors: body_too_big, malformed.
[[nodiscard]] result<std::string> decompress(std::string_view compressed, packing how, std::size_t most);

[[nodiscard]] inline result<std::string> gunzip(std::string_view compressed, std::size_t most)
{
    return decompress(compressed, packing::gzip, most);
}

} // namespace holdfast::wire

#endif
