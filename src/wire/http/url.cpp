// SPDX-License-Identifier: BSL-1.0
#include "wire/http/url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace holdfast::wire {

namespace {

namespace urls = boost::urls;

/// Boost.URL has changed the type of its texts between versions.
std::string_view std_view(const auto& s)
{
    return {s.data(), s.size()};
}

failure refused(const char* why)
{
    return {errc::invalid_url, std::string("the URL ") + why};
}

/// A port from 1 to 65535; the scheme's own where the URL names none.
std::optional<std::uint16_t> port_of(const urls::url_view& u, bool secure)
{
    const std::string_view digits = std_view(u.port());
    if (digits.empty())
        return static_cast<std::uint16_t>(secure ? 443 : 80);
    std::uint16_t port = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() || port == 0)
        return std::nullopt;
    return port;
}

bool valid_name(std::string_view host)
{
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '_';
    };
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), allowed);
}

} // namespace

std::string url::authority() const
{
    std::string text = host.find(':') == std::string::npos ? host : '[' + host + ']';
    if (port != (secure ? 443 : 80))
        text += ':' + std::to_string(port);
    return text;
}

result<url> parse_url(std::string_view text, scheme kind)
{
    const auto parsed = urls::parse_uri({text.data(), text.size()});
    if (!parsed)
        return refused("is not a valid absolute URL (are all special characters percent-encoded?)");
    const urls::url_view u = *parsed;
    const bool web = kind == scheme::http;
    url out;
    out.secure = u.scheme_id() == (web ? urls::scheme::https : urls::scheme::wss);
    if (!out.secure && u.scheme_id() != (web ? urls::scheme::http : urls::scheme::ws))
        return refused(web ? "must begin with http:// or https://" : "must begin with ws:// or wss://");
    if (u.has_userinfo())
        return refused("holds credentials; they belong into headers");
    if (u.has_fragment())
        return refused("holds a fragment, which is never sent");
    const auto port = port_of(u, out.secure);
    if (!port)
        return refused("names a port that is not from 1 to 65535");
    out.port = *port;
    const bool v6 = u.host_type() == urls::host_type::ipv6;
    out.host = v6 ? u.host_address() : std::string(std_view(u.encoded_host()));
    if (!v6 && !valid_name(out.host))
        return refused("names no valid host");
    const std::string_view resource = std_view(u.encoded_resource());
    if (!resource.empty() && resource.front() != '/' && resource.front() != '?') // Boost 1.81 reads `h:x` so
        return refused("names a port that is not a number");
    out.target =
        resource.empty() || resource.front() == '?' ? '/' + std::string(resource) : std::string(resource);
    return out;
}

std::string origin_of(std::string_view text)
{
    const auto parsed = urls::parse_uri({text.data(), text.size()});
    if (!parsed || !parsed->has_authority())
        return {};
    std::string origin(std_view(parsed->scheme()));
    origin += "://";
    origin += std_view(parsed->encoded_host());
    if (const auto port = std_view(parsed->port()); !port.empty())
        origin.append(":").append(port);
    return origin;
}

} // namespace holdfast::wire
