// SPDX-License-Identifier: BSL-1.0
#include "wire/http/endpoint_check.hpp"

#include <string>

namespace holdfast {

namespace {

[[noreturn]] void refuse(std::string_view member, const std::string& why)
{
    throw error(failure(errc::invalid_config, std::string(member) + ": " + why));
}

} // namespace

void check_endpoint(std::string_view member, std::string_view text, wire::scheme kind, endpoint_path path)
{
    const bool web = kind == wire::scheme::http;
    if (text.empty())
        refuse(member, std::string("empty; name scheme, host and port, like ") +
                           (web ? "https://api.example.com" : "wss://stream.example.com:9443"));
    const auto understood = wire::parse_url(text, kind);
    if (!understood)
        refuse(member, understood.error().text);
    if (path == endpoint_path::none && (understood->target != "/" || text.ends_with('/')))
        refuse(member, "has a path, and the adapter adds its own: end it after the host, or the port");
}

} // namespace holdfast
