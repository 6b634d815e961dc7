// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIDE_HPP
#define HOLDFAST_SIDE_HPP

#include <cstdint>

namespace holdfast {

enum class side : std::uint8_t { buy, sell };

} // namespace holdfast

#endif
