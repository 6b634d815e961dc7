// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_GENERIC_FRAME_HPP
#define HOLDFAST_SRC_EXCHANGE_GENERIC_FRAME_HPP

#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"

#include <holdfast/memory/slab.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::generic {

/// What one level looks like: a list with price and quantity in these columns, or an object with these names.
struct level_form {
    static constexpr std::size_t least_size = 6; // [1,2],

    std::size_t price_column = 0;
    std::size_t quantity_column = 1;
    std::vector<std::string> price{};
    std::vector<std::string> quantity{};

    [[nodiscard]] std::size_t read_usual(wire::json_cursor& in, std::span<level> to) const noexcept;
    [[nodiscard]] bool read(wire::json_cursor& in, level& to) const;

    friend bool operator==(const level_form&, const level_form&) = default;
};

/// A place in messages where something is looked for: its number among those of the same object.
using place = std::uint8_t;

/// The members that are looked for in an object and in the objects inside it, by their paths. What is not
/// looked for is skipped, checked but not kept.
class member_tree {
public:
    static constexpr std::size_t most = 255;

    /// The place of a path, a new one if need be. Throws `error` (invalid_config) where there are too many.
    place add(std::string_view path);
    /// The same for a list of levels. Throws `error` (invalid_config) if two forms are expected at one place.
    place add_levels(std::string_view path, const level_form& form);
    /// From now on what stands there is data, with a tree of its own.
    void mark_data(std::string_view path);
    /// From now on the objects of a list that stands there are messages of their own.
    void mark_items(std::string_view path);

    struct node {
        static constexpr int nowhere = -1;
        std::string key{};
        int at = nowhere;   ///< Its place, if it is looked for itself.
        int form = nowhere; ///< Of its levels, if it may be a list of them.
        bool is_data = false;
        bool is_items = false;
        bool is_list = false;       ///< What is inside has numbers for keys.
        std::vector<node> inside{}; ///< Sorted by key.

        [[nodiscard]] const node* find(std::string_view name) const noexcept;
    };

    [[nodiscard]] const node& root() const noexcept { return root_; }
    [[nodiscard]] const level_form& form(int number) const noexcept
    {
        return forms_[static_cast<std::size_t>(number)];
    }

private:
    node& reach(std::string_view path);
    place place_of(node& at, std::string_view path);

    node root_{};
    std::vector<level_form> forms_{};
    std::size_t places_ = 0;
};

/// The members that were found. A list that is not one of levels has its text.
class found_members {
public:
    found_members() noexcept {} // The members come to be one by one.
    found_members(const found_members&) = delete;
    found_members& operator=(const found_members&) = delete;

    [[nodiscard]] const wire::json_member* get(place at) const noexcept
    {
        return there_[at] ? &members_[at] : nullptr;
    }

    /// False if it is there already.
    bool put(place at, const wire::json_member& found) noexcept
    {
        if (there_[at])
            return false;
        there_[at] = true;
        ::new (static_cast<void*>(&members_[at])) wire::json_member(found);
        return true;
    }

    void clear() noexcept { there_ = {}; }

private:
    std::array<bool, member_tree::most> there_{};
    union {
        wire::json_member members_[member_tree::most];
    };
};

/// What a message looks like: the members around its data, those of its data, and those of the items of its
/// data.
struct message_shape {
    member_tree around{};
    member_tree data{};
    member_tree item{};
};

/// One message, read in one pass but not understood. Lists of objects are read one by one.
class frame {
public:
    frame(const message_shape& shape, std::string_view text, slab& memory);

    /// What is wrong with the text, a view of the slab; empty when nothing is.
    [[nodiscard]] std::string_view error() const noexcept { return error_; }

    found_members around{};
    found_members data{}; ///< Of the object at hand.
    found_members item{}; ///< Of the item at hand.

    /// The data was a list with nothing in it.
    [[nodiscard]] bool nothing() const noexcept { return data_list_.nothing || no_items(); }
    /// The data at hand has a list of items with nothing in it.
    [[nodiscard]] bool no_items() const noexcept { return items_.nothing; }
    /// Goes to the next object of a list; false if there is none.
    [[nodiscard]] bool next();

private:
    /// A list of objects that is read one by one.
    struct listing {
        explicit listing(slab& memory) : rest({}, memory) {}
        wire::json_cursor rest; ///< Behind the object at hand.
        bool seen = false;
        bool listed = false;
        bool nothing = false;
    };

    void read_members(const member_tree& tree, const member_tree::node& of, wire::json_cursor& in,
                      found_members& to);
    void read_member(const member_tree& tree, const member_tree::node& of, wire::json_cursor& in,
                     found_members& to);
    void read_inside(const member_tree& tree, const member_tree::node& of, wire::json_cursor& in,
                     found_members& to);
    void read_elements(const member_tree& tree, const member_tree::node& of, wire::json_cursor& in,
                       found_members& to);
    void read_data(wire::json_cursor& in);
    void read_list(wire::json_cursor& in, listing& list, const member_tree& tree, found_members& to);
    [[nodiscard]] bool advance(listing& list, const member_tree& tree, found_members& to);

    const message_shape& shape_;
    slab& memory_;
    listing data_list_;
    listing items_;
    std::string_view error_{};
};

} // namespace holdfast::generic

#endif
