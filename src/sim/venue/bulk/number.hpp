#ifndef HOLDFAST_SRC_SIM_BULK_NUMBER_HPP
#define HOLDFAST_SRC_SIM_BULK_NUMBER_HPP

#include "sim/fixed.hpp"

#include <string>

namespace holdfast::sim::bulk {

/// Numbers are JSON numbers, without zeros at the end.
[[nodiscard]] inline std::string number(fixed value)
{
    return to_text(value, 0);
}

} // namespace holdfast::sim::bulk

#endif
