// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_VERSION_HPP
#define HOLDFAST_SRC_NET_VERSION_HPP

#include <string_view>

namespace holdfast::net {

/// How the library introduces itself, unless a header of the user's says otherwise.
inline constexpr std::string_view user_agent = "holdfast/" HOLDFAST_VERSION;

} // namespace holdfast::net

#endif
