#ifndef HOLDFAST_SRC_SIM_BULK_NUMBER_HPP
#define HOLDFAST_SRC_SIM_BULK_NUMBER_HPP

#include "sim/fixed.hpp"

#include <string>

namespace holdfast::sim::bulk {

/// Numbers are JSON numbers, without zeros at the end.
[[nodiscard]] inline std::string number(fixed value)
{
    std::string text = to_text(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

} // namespace holdfast::sim::bulk

#endif
