// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_CORE_SECRET_GUARDED_MEMORY_HPP
#define HOLDFAST_SRC_CORE_SECRET_GUARDED_MEMORY_HPP

#include <cstddef>

namespace holdfast {

/// Memory that core dumps leave out and that is not swapped, as far as the system does that; zeros at first.
/// Whole pages, so that what shares them is as secret. Throws `std::bad_alloc`.
[[nodiscard]] void* take_guarded(std::size_t size);

/// Wipes the memory and gives it back.
/// @param size  as it was asked for
void wipe_and_release(void* memory, std::size_t size) noexcept;

} // namespace holdfast

#endif
