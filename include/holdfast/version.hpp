// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_VERSION_HPP
#define HOLDFAST_VERSION_HPP

#include <compare>

namespace holdfast {

/// A version, after semver.org.
struct version_number {
    unsigned major = 0;
    unsigned minor = 0;
    unsigned patch = 0;

    friend constexpr auto operator<=>(const version_number&, const version_number&) = default;
};

/// The version of these headers. CMake takes the version of the package from this line.
///
/// @code
/// static_assert(hf::version >= hf::version_number{0, 1, 0});
/// @endcode
inline constexpr version_number version{0, 1, 0};

} // namespace holdfast

#endif
