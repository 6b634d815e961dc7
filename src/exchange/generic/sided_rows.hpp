// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_GENERIC_SIDED_ROWS_HPP
#define HOLDFAST_SRC_EXCHANGE_GENERIC_SIDED_ROWS_HPP

#include <holdfast/event.hpp>
#include <holdfast/exchange/generic.hpp>
#include <holdfast/memory/slab.hpp>

#include <string>
#include <string_view>

namespace holdfast::generic {

/// Reads a list of levels that tell their own sides.
/// @param list  the text of the list: JSON that was read before
/// @return what is wrong with it; empty when nothing is
[[nodiscard]] std::string read_rows(std::string_view list, const topic_kind& kind, slab& memory,
                                    book_levels& to);

} // namespace holdfast::generic

#endif
