// SPDX-License-Identifier: BSL-1.0
#include "wire/http/header_check.hpp"

#include "wire/text/ascii_case.hpp"

#include <algorithm>
#include <array>

namespace holdfast::wire {

namespace {

/// What the library writes itself, because the framing or the handshake depends on it.
constexpr std::array<std::string_view, 9> ours = {
    "connection",        "content-length",           "host",
    "sec-websocket-key", "sec-websocket-extensions", "sec-websocket-accept",
    "transfer-encoding", "sec-websocket-version",    "upgrade",
};

std::string printable(std::string_view name)
{
    std::string text(name.substr(0, 40));
    std::replace_if(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

} // namespace

bool valid_header_name(std::string_view name) noexcept
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    const auto allowed = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    };
    return !name.empty() && std::all_of(name.begin(), name.end(), allowed);
}

bool valid_header_value(std::string_view value) noexcept
{
    const auto allowed = [](char c) {
        const auto b = static_cast<unsigned char>(c);
        return c == '\t' || (b >= ' ' && b != 0x7f);
    };
    return std::all_of(value.begin(), value.end(), allowed);
}

result<> check_headers(const header_list& headers)
{
    for (const auto& [name, value] : headers) {
        if (!valid_header_name(name))
            return failure(errc::invalid_url, "'" + printable(name) + "' cannot be the name of a header");
        if (!valid_header_value(value))
            return failure(errc::invalid_url,
                           "the value of the header '" + name + "' holds control characters");
        if (std::find(ours.begin(), ours.end(), lower_case(name)) != ours.end())
            return failure(errc::invalid_url, "the header '" + name + "' is written by the library itself");
    }
    return {};
}

} // namespace holdfast::wire
