#ifndef HOLDFAST_ACCOUNT_KEY_HPP
#define HOLDFAST_ACCOUNT_KEY_HPP

#include <string>
#include <string_view>
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

} // namespace holdfast::detail

#endif
