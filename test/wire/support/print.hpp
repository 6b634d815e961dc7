// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_WIRE_PRINT_HPP
#define HOLDFAST_TEST_WIRE_PRINT_HPP

#include <holdfast/error.hpp>

#include <ostream>

namespace holdfast {

/// Lets BOOST_TEST print what it compares.
inline std::ostream& operator<<(std::ostream& out, errc e)
{
    return out << make_error_code(e).message();
}

} // namespace holdfast

#endif
