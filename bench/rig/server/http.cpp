// SPDX-License-Identifier: BSL-1.0
#include "http.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace rig {

namespace {

constexpr std::string_view end_of_line = "\r\n";

bool same_name(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view header(std::string_view head, std::string_view name)
{
    for (std::string_view rest = head; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(end_of_line));
        rest.remove_prefix(std::min(rest.size(), one.size() + end_of_line.size()));
        const auto colon = one.find(':');
        if (colon == std::string_view::npos || !same_name(one.substr(0, colon), name))
            continue;
        const std::string_view value = one.substr(colon + 1);
        return value.substr(std::min(value.find_first_not_of(' '), value.size()));
    }
    return {};
}

/// RFC 6455 §4.2.2: the key and a fixed text, SHA-1, base64.
std::string accept_key(std::string_view websocket_key)
{
    const std::string text = std::string(websocket_key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::array<unsigned char, 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1> encoded{};
    const int size = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
    return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(size)};
}

} // namespace

http_head parse_head(std::string_view head)
{
    const std::string_view first = head.substr(0, head.find(end_of_line));
    const std::string_view target = first.substr(std::min(first.find(' ') + 1, first.size()));
    return {target.substr(0, target.find(' ')), header(head, "Sec-WebSocket-Key"),
            header(head, "Sec-WebSocket-Extensions")};
}

std::string upgrade_answer(std::string_view websocket_key, std::string_view extensions)
{
    std::string text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    text += "Sec-WebSocket-Accept: " + accept_key(websocket_key) + "\r\n";
    if (!extensions.empty())
        text += "Sec-WebSocket-Extensions: " + std::string(extensions) + "\r\n";
    return text + "\r\n";
}

std::string json_answer(std::string_view status, std::string_view body)
{
    return "HTTP/1.1 " + std::string(status) +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
}

} // namespace rig
