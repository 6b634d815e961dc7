// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_ENDPOINT_CHECK_HPP
#define HOLDFAST_SRC_WIRE_HTTP_ENDPOINT_CHECK_HPP

#include "wire/http/url.hpp"

#include <cstdint>
#include <string_view>

namespace holdfast {

enum class endpoint_path : std::uint8_t {
    none, ///< The adapter adds its own.
    any,
};

/// Throws `error` (invalid_config) that names the member, unless the text is a URL of that kind that can be
/// dialled.
void check_endpoint(std::string_view member, std::string_view text, wire::scheme kind,
                    endpoint_path path = endpoint_path::none);

/// The same for where streams are, and REST.
inline void check_endpoints(std::string_view ws, std::string_view rest)
{
    check_endpoint("where.ws", ws, wire::scheme::websocket);
    check_endpoint("where.rest", rest, wire::scheme::http);
}

} // namespace holdfast

#endif
