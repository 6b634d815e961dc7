// SPDX-License-Identifier: BSL-1.0
#include "wire/http/gunzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace holdfast::wire {

namespace {

/// zlib's `windowBits`, which say how data are packed, too.
int window_bits(packing how) noexcept
{
    switch (how) {
    case packing::gzip: return 16 + MAX_WBITS;
    case packing::zlib: return MAX_WBITS;
    case packing::deflate: break;
    }
    return -MAX_WBITS;
}

std::string_view name_of(packing how) noexcept
{
    return how == packing::gzip ? "gzip" : how == packing::zlib ? "zlib" : "DEFLATE";
}

/// A zlib inflater, ended with its scope.
struct inflater {
    explicit inflater(packing how)
    {
        if (inflateInit2(&state, window_bits(how)) != Z_OK)
            throw std::bad_alloc();
    }
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;
    ~inflater() { inflateEnd(&state); }

    z_stream state{};
};

failure malformed(packing how, const std::string& why)
{
    return {errc::malformed, std::string(name_of(how)) + " data cannot be decompressed: " + why};
}

} // namespace

result<std::string> decompress(std::string_view compressed, packing how, std::size_t most)
{
    inflater in(how);
    std::string out;
    // zlib's interface is not const-correct; it does not write to its input.
    in.state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    std::size_t left = compressed.size();
    for (;;) {
        const auto piece =
            static_cast<uInt>(std::min<std::size_t>(left, std::numeric_limits<uInt>::max() / 2));
        in.state.avail_in = piece;
        char block[16384];
        in.state.next_out = reinterpret_cast<Bytef*>(block);
        in.state.avail_out = sizeof block;
        const int rc = inflate(&in.state, Z_NO_FLUSH);
        left -= piece - in.state.avail_in;
        const std::size_t got = sizeof block - in.state.avail_out;
        if (got > most - out.size())
            return failure(errc::body_too_big,
                           "the decompressed body has more than " + std::to_string(most) + " bytes");
        out.append(block, got);
        if (rc == Z_STREAM_END) {
            if (left == 0)
                return out;
            inflateReset(&in.state);
        } else if (rc == Z_BUF_ERROR && left == 0) {
            return malformed(how, "it ends too early");
        } else if (rc != Z_OK) {
            return malformed(how, in.state.msg ? in.state.msg : "not " + std::string(name_of(how)));
        }
    }
}

} // namespace holdfast::wire
