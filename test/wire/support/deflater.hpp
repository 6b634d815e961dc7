// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_WIRE_DEFLATER_HPP
#define HOLDFAST_TEST_WIRE_DEFLATER_HPP

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace raw {

/// How a server compresses: zlib's names.
struct deflater_options {
    int window_bits = 15;
    int level = 6;
    int memory = 8;
    bool takeover = true;
};

/// The compressing side of one connection (RFC 7692 §7.2.1).
class deflater {
public:
    explicit deflater(deflater_options how = {}) : how_(how)
    {
        if (deflateInit2(&state_, how.level, Z_DEFLATED, -how.window_bits, how.memory, Z_DEFAULT_STRATEGY) !=
            Z_OK)
            throw std::runtime_error("deflateInit2");
    }
    deflater(const deflater&) = delete;
    deflater& operator=(const deflater&) = delete;
    ~deflater() { deflateEnd(&state_); }

    /// The payload of a message: a flushed block without the last four bytes.
    std::string message(std::string_view text)
    {
        if (text.empty()) // zlib does not flush twice; RFC 7692 §7.2.3.6 has a byte for it
            return std::string(1, '\0');
        std::string bytes = flushed(text, Z_SYNC_FLUSH);
        bytes.resize(bytes.size() - 4);
        if (!how_.takeover)
            deflateReset(&state_);
        return bytes;
    }

    /// The text and whatever zlib writes at such a flush.
    std::string flushed(std::string_view text, int flush)
    {
        std::string bytes(deflateBound(&state_, static_cast<uLong>(text.size())) + 64, '\0');
        state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
        state_.avail_in = static_cast<uInt>(text.size());
        state_.next_out = reinterpret_cast<Bytef*>(bytes.data());
        state_.avail_out = static_cast<uInt>(bytes.size());
        ::deflate(&state_, flush);
        bytes.resize(bytes.size() - state_.avail_out);
        return bytes;
    }

private:
    deflater_options how_;
    z_stream state_{};
};

} // namespace raw

#endif
