// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_WIRE_GZIP_HPP
#define HOLDFAST_TEST_WIRE_GZIP_HPP

#include <zlib.h>

#include <stdexcept>
#include <string>

namespace raw {

/// Compressed by zlib: gzip data with 31 window bits, a raw deflate stream with -15.
inline std::string deflated(const std::string& text, int window_bits, int flush)
{
    z_stream out{};
    if (deflateInit2(&out, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("deflateInit2");
    std::string bytes(deflateBound(&out, static_cast<uLong>(text.size())) + 16, '\0');
    out.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    out.avail_in = static_cast<uInt>(text.size());
    out.next_out = reinterpret_cast<Bytef*>(bytes.data());
    out.avail_out = static_cast<uInt>(bytes.size());
    ::deflate(&out, flush);
    bytes.resize(bytes.size() - out.avail_out);
    deflateEnd(&out);
    return bytes;
}

inline std::string gzip(const std::string& text)
{
    return deflated(text, 31, Z_FINISH);
}

/// The payload of a compressed message (RFC 7692 §7.2.1).
inline std::string permessage(const std::string& text)
{
    const std::string flushed = deflated(text, -15, Z_SYNC_FLUSH);
    return flushed.substr(0, flushed.size() - 4);
}

} // namespace raw

#endif
