// SPDX-License-Identifier: BSL-1.0
#include "wire/http/gunzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace holdfast::wire {

namespace {

/// A zlib inflater for gzip data, ended with its scope.
struct inflater {
    inflater()
    {
        constexpr int gzip_only = 16 + MAX_WBITS;
        if (inflateInit2(&state, gzip_only) != Z_OK)
            throw std::bad_alloc();
    }
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;
    ~inflater() { inflateEnd(&state); }

    z_stream state{};
};

failure malformed(const char* why)
{
    return {errc::malformed, std::string("gzip data cannot be decompressed: ") + why};
}

} // namespace

result<std::string> gunzip(std::string_view compressed, std::size_t most)
{
    inflater in;
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
            return malformed("it ends too early");
        } else if (rc != Z_OK) {
            return malformed(in.state.msg ? in.state.msg : "not gzip");
        }
    }
}

} // namespace holdfast::wire
