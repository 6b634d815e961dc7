// SPDX-License-Identifier: BSL-1.0
#include <holdfast/adapter_kit.hpp>

#include "wire/http/gunzip.hpp"

namespace holdfast::kit {

namespace {

unsigned byte_of(std::string_view bytes, std::size_t at)
{
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

// RFC 1952 §2.3.1 and RFC 1950 §2.2 have signs by which they are known; RFC 1951 has none.
wire::packing packing_of(std::string_view bytes)
{
    constexpr unsigned deflated = 8; // the method
    const unsigned first = byte_of(bytes, 0);
    const unsigned second = byte_of(bytes, 1);
    if (first == 0x1f && second == 0x8b)
        return wire::packing::gzip;
    const bool zlib = (first & 0x0f) == deflated && (first * 256 + second) % 31 == 0;
    return zlib ? wire::packing::zlib : wire::packing::deflate;
}

} // namespace

result<std::string_view> unpacked(std::string_view bytes, slab& memory, std::size_t most)
{
    const auto text = wire::decompress(bytes, packing_of(bytes), most);
    if (!text)
        return failure(errc::malformed, text.error().text);
    return memory.copy(std::string_view(*text));
}

} // namespace holdfast::kit
