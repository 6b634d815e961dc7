// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_OKX_CHECK_HPP
#define HOLDFAST_SRC_EXCHANGE_OKX_CHECK_HPP

#include <holdfast/error.hpp>

#include <string>
#include <string_view>

namespace holdfast::okx {

/// Throws `error` (invalid_config) naming what is wrong, and why.
inline void refuse_unless(bool good, std::string_view what, std::string_view why)
{
    if (!good)
        throw error(failure(errc::invalid_config, std::string(what) + ": " + std::string(why)));
}

} // namespace holdfast::okx

#endif
