// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_DETAIL_ACCOUNT_KEY_HPP
#define HOLDFAST_DETAIL_ACCOUNT_KEY_HPP

#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace holdfast::detail {

/// A symbol, and a name that is unique within it.
using account_key = std::pair<std::string, std::string>;
using account_key_view = std::pair<std::string_view, std::string_view>;

/// Finds an `account_key` by texts that are not copied.
struct account_key_less {
    using is_transparent = void;

    [[nodiscard]] bool operator()(const account_key_view& a, const account_key_view& b) const noexcept
    {
        return a < b;
    }
};

/// What makes a fill the same wherever it is told: its symbol, its key and its order. The key alone is shared
/// by both sides of a trade with oneself.
using fill_key = std::tuple<std::string, std::string, std::string>;
using fill_key_view = std::tuple<std::string_view, std::string_view, std::string_view>;

/// Finds a `fill_key` by texts that are not copied.
struct fill_key_less {
    using is_transparent = void;

    [[nodiscard]] bool operator()(const fill_key_view& a, const fill_key_view& b) const noexcept
    {
        return a < b;
    }
};

} // namespace holdfast::detail

#endif
