// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BULK_NUMBER_HPP
#define HOLDFAST_SRC_SIM_VENUE_BULK_NUMBER_HPP

#include "sim/market/fixed.hpp"

#include <string>

namespace holdfast::sim::bulk {

/// Numbers are JSON numbers, without zeros at the end.
[[nodiscard]] inline std::string number(fixed value)
{
    return to_text(value, 0);
}

} // namespace holdfast::sim::bulk

#endif
