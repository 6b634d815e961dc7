// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_GENERIC_LOOKUP_HPP
#define HOLDFAST_SRC_EXCHANGE_GENERIC_LOOKUP_HPP

#include "exchange/generic/frame.hpp"

#include <holdfast/exchange/generic.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace holdfast::generic {

/// Where a value is looked for in a message: in the item at hand, in its data, then around it.
struct lookup {
    std::vector<place> item{};
    std::vector<place> data{};
    std::vector<place> around{};
    std::string name{}; ///< The first path, for texts.

    /// The first that is there; absent if none is.
    [[nodiscard]] const wire::json_member& in(const frame& message) const noexcept;
};

/// A member that a message is recognised by.
struct mark {
    lookup at{};
    std::string is{};

    [[nodiscard]] bool on(const frame& message) const noexcept;
};

using marks = std::vector<mark>;

[[nodiscard]] bool any_on(const marks& of, const frame& message) noexcept;

/// Puts what is looked for into the shape of a message. All functions throw `error` (invalid_config) naming
/// the member for paths that are none.
class shape_builder {
public:
    /// `data`: the path of the data; empty: a message is its own data. `items`: that of the items in the
    /// data; empty: there are none.
    shape_builder(message_shape& shape, std::string_view member, std::string data, std::string items = {});

    /// Paths from the beginning of a message.
    [[nodiscard]] lookup of_message(const std::string& member, const paths& at);
    [[nodiscard]] marks of_message(const std::string& member, const signs& all);
    /// Paths in the data, or else around it.
    [[nodiscard]] lookup of_data(const std::string& member, const paths& at);
    [[nodiscard]] marks of_data(const std::string& member, const signs& all);
    [[nodiscard]] lookup levels_of_data(const std::string& member, const paths& at, const level_form& form);

private:
    template <class Add>
    [[nodiscard]] lookup everywhere(const std::string& member, const paths& at, const Add& add);

    message_shape& shape_;
    std::string data_;
    std::string items_;
};

} // namespace holdfast::generic

#endif
