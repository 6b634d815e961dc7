// SPDX-License-Identifier: BSL-1.0
#include <holdfast/adapter_kit.hpp>

#include <zlib.h>

#include <algorithm>
#include <memory>

namespace holdfast::kit {

namespace {

unsigned byte_of(std::string_view bytes, std::size_t at)
{
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

// zlib's `windowBits`, which name the format, too.
int format_of(std::string_view bytes)
{
    const unsigned first = byte_of(bytes, 0);
    const unsigned second = byte_of(bytes, 1);
    if (first == 0x1f && second == 0x8b) // RFC 1952 §2.3.1
        return MAX_WBITS + 16;
    const bool zlib = (first & 0x0f) == Z_DEFLATED && (first * 256 + second) % 31 == 0; // RFC 1950 §2.2
    return zlib ? MAX_WBITS : -MAX_WBITS;
}

struct inflating {
    explicit inflating(std::string_view bytes) : made(inflateInit2(&state, format_of(bytes)) == Z_OK)
    {
        state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); // zlib only reads it
        state.avail_in = static_cast<uInt>(bytes.size());
    }
    inflating(const inflating&) = delete;
    inflating& operator=(const inflating&) = delete;
    ~inflating() { inflateEnd(&state); }

    z_stream state{};
    bool made;
};

} // namespace

result<std::string_view> unpacked(std::string_view bytes, slab& memory, std::size_t most)
{
    constexpr std::size_t step = std::size_t(64) << 10;
    inflating in(bytes.substr(0, most)); // what is longer than its text may be is none
    std::string text;
    for (int verdict = in.made ? Z_OK : Z_MEM_ERROR; verdict != Z_STREAM_END;) {
        const std::size_t before = text.size();
        if (verdict != Z_OK || before > most)
            return failure(errc::malformed, before > most ? "unpacked, the message is too long"
                                                          : "the message is packed in no way that is known");
        text.resize(before + step);
        in.state.next_out = reinterpret_cast<Bytef*>(text.data() + before);
        in.state.avail_out = static_cast<uInt>(step);
        verdict = inflate(&in.state, Z_NO_FLUSH);
        text.resize(text.size() - in.state.avail_out);
    }
    if (text.size() > most)
        return failure(errc::malformed, "unpacked, the message is too long");
    return memory.copy(std::string_view(text));
}

} // namespace holdfast::kit
