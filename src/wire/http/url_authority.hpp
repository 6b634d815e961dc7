// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_URL_AUTHORITY_HPP
#define HOLDFAST_SRC_WIRE_HTTP_URL_AUTHORITY_HPP

#include <string>
#include <string_view>

namespace holdfast {

/// The host (and port, if one is named) of a URL: the key of its budgets.
[[nodiscard]] inline std::string authority_of(std::string_view url)
{
    if (const auto scheme = url.find("://"); scheme != std::string_view::npos)
        url.remove_prefix(scheme + 3);
    return std::string(url.substr(0, url.find_first_of("/?#")));
}

/// A URL fit for a log: queries carry keys and signatures.
[[nodiscard]] inline std::string without_query(std::string_view url)
{
    return std::string(url.substr(0, url.find('?')));
}

} // namespace holdfast

#endif
