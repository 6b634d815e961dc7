// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_WIRE_FRAMES_HPP
#define HOLDFAST_TEST_WIRE_FRAMES_HPP

#include <openssl/evp.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace raw {

/// A server's frame, byte by byte: the first byte as given, the length in its shortest form, no mask.
inline std::string frame(unsigned first, std::string_view payload)
{
    std::string out(1, static_cast<char>(first));
    const std::uint64_t n = payload.size();
    const unsigned width = n < 126 ? 0 : n < 65'536 ? 2 : 8;
    out += static_cast<char>(width == 0 ? n : width == 2 ? 126 : 127);
    for (unsigned i = width; i-- != 0;)
        out += static_cast<char>(n >> (8 * i) & 0xff);
    return out.append(payload);
}

inline std::string text(std::string_view payload)
{
    return frame(0x81, payload);
}
inline std::string binary(std::string_view payload)
{
    return frame(0x82, payload);
}
inline std::string ping(std::string_view payload = {})
{
    return frame(0x89, payload);
}
inline std::string pong(std::string_view payload = {})
{
    return frame(0x8a, payload);
}

inline std::string close(unsigned code, std::string_view reason = {})
{
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    return frame(0x88, payload.append(reason));
}

/// The value of a header in a request's head; the name as written there.
inline std::string header(std::string_view head, std::string_view name)
{
    const std::string line = "\r\n" + std::string(name) + ": ";
    const auto at = head.find(line);
    if (at == std::string_view::npos)
        return {};
    const auto begin = at + line.size();
    return std::string(head.substr(begin, head.find("\r\n", begin) - begin));
}

/// The answer that accepts an upgrade (RFC 6455 §4.2.2).
inline std::string accept(std::string_view request_head, std::string_view more_headers = {})
{
    const std::string seed =
        header(request_head, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(seed.data(), seed.size(), digest, &size, EVP_sha1(), nullptr);
    unsigned char base64[64];
    EVP_EncodeBlock(base64, digest, static_cast<int>(size));
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
           "Upgrade\r\nSec-WebSocket-Accept: " +
           std::string(reinterpret_cast<const char*>(base64)) + "\r\n" + std::string(more_headers) + "\r\n";
}

} // namespace raw

#endif
