// SPDX-License-Identifier: BSL-1.0
#include "exchange/generic/frame.hpp"

#include "wire/json/level_reader.hpp"

#include <holdfast/error.hpp>

#include <algorithm>
#include <utility>

namespace holdfast::generic {

using wire::json_cursor;
using wire::json_kind;
using wire::json_member;
using wire::written;

// ---- levels -----------------------------------------------------------------------------------------------

namespace {

bool read_amount(json_cursor& in, decimal& to)
{
    const auto number = in.amount(written::either);
    if (!number || number->sign() < 0)
        return false;
    to = *number;
    return true;
}

bool is_one_of(std::string_view key, const std::vector<std::string>& names) noexcept
{
    return std::find(names.begin(), names.end(), key) != names.end();
}

bool read_row(const level_form& form, json_cursor& in, level& to)
{
    unsigned read = 0;
    in.begin_array();
    for (std::size_t column = 0; in.next_element(); ++column) {
        const bool is_price = column == form.price_column;
        if (!is_price && column != form.quantity_column)
            in.skip();
        else if (!read_amount(in, is_price ? to.price : to.quantity))
            return false;
        else
            ++read;
    }
    return read == 2 && !in.failed();
}

bool read_object(const level_form& form, json_cursor& in, level& to)
{
    bool has_price = false;
    bool has_quantity = false;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        const bool is_price = is_one_of(key, form.price);
        if (!is_price && !is_one_of(key, form.quantity)) {
            in.skip();
            continue;
        }
        if (std::exchange(is_price ? has_price : has_quantity, true) ||
            !read_amount(in, is_price ? to.price : to.quantity))
            return false;
    }
    return has_price && has_quantity && !in.failed();
}

} // namespace

std::size_t level_form::read_usual(json_cursor& in, std::span<level> to) const noexcept
{
    return price_column == 0 && quantity_column == 1 ? wire::level_row().read_usual(in, to) : 0;
}

bool level_form::read(json_cursor& in, level& to) const
{
    switch (in.peek()) {
    case json_kind::array: return read_row(*this, in, to);
    case json_kind::object: return read_object(*this, in, to);
    default: return false;
    }
}

// ---- the tree ---------------------------------------------------------------------------------------------

const member_tree::node* member_tree::node::find(std::string_view name) const noexcept
{
    const auto found = std::lower_bound(inside.begin(), inside.end(), name,
                                        [](const node& n, std::string_view other) { return n.key < other; });
    return found != inside.end() && found->key == name ? &*found : nullptr;
}

place member_tree::add(std::string_view path)
{
    return place_of(reach(path), path);
}

place member_tree::add_levels(std::string_view path, const level_form& form)
{
    node& at = reach(path);
    const auto known = std::find(forms_.begin(), forms_.end(), form);
    const int number = static_cast<int>(known - forms_.begin());
    if (known == forms_.end())
        forms_.push_back(form);
    if (at.form != node::nowhere && at.form != number)
        throw error(failure(errc::invalid_config, "options::kinds: two kinds expect different levels at \"" +
                                                      std::string(path) + "\""));
    at.form = number;
    return place_of(at, path);
}

void member_tree::mark_data(std::string_view path)
{
    reach(path).is_data = true;
}

void member_tree::mark_items(std::string_view path)
{
    reach(path).is_items = true;
}

member_tree::node& member_tree::reach(std::string_view path)
{
    node* at = &root_;
    while (true) {
        const std::string_view key = path.substr(0, path.find('.'));
        at->is_list = at->is_list || key.find_first_not_of("0123456789") == key.npos;
        auto next = std::lower_bound(at->inside.begin(), at->inside.end(), key,
                                     [](const node& n, std::string_view other) { return n.key < other; });
        if (next == at->inside.end() || next->key != key) {
            node fresh;
            fresh.key = key;
            next = at->inside.insert(next, std::move(fresh));
        }
        at = &*next;
        if (key.size() == path.size())
            return *at;
        path.remove_prefix(key.size() + 1);
    }
}

place member_tree::place_of(node& at, std::string_view path)
{
    if (at.at == node::nowhere) {
        if (places_ == most)
            throw error(failure(errc::invalid_config, "options: \"" + std::string(path) +
                                                          "\" is a path too many, the most are " +
                                                          std::to_string(most)));
        at.at = static_cast<int>(places_++);
    }
    return static_cast<place>(at.at);
}

// ---- reading ----------------------------------------------------------------------------------------------

namespace {

// A value that is neither looked into nor made of levels. A list has its text.
json_member read_plain(json_cursor& in, slab& memory)
{
    if (in.peek() != json_kind::array)
        return wire::read_member(in, memory);
    json_member list;
    list.is = json_member::shape::other;
    list.text = in.skip();
    return list;
}

json_member read_level_list(const level_form& form, json_cursor& in, slab& memory)
{
    json_member list;
    const auto levels = wire::read_levels(in, memory, form);
    list.is = levels ? json_member::shape::levels : json_member::shape::other;
    list.levels = levels.value_or(std::span<const level>());
    return list;
}

constexpr std::string_view twice = "a member comes twice";

} // namespace

frame::frame(const message_shape& shape, std::string_view text, slab& memory)
    : shape_(shape), memory_(memory), data_list_(memory), items_(memory)
{
    json_cursor in(text, memory);
    read_inside(shape.around, shape.around.root(), in, around);
    if (!in.finish())
        error_ = memory.copy(std::string_view(in.complaint()));
}

bool frame::next()
{
    if (advance(items_, shape_.item, item))
        return true;
    item.clear();
    items_ = listing(memory_);
    return advance(data_list_, shape_.data, data);
}

bool frame::advance(listing& list, const member_tree& tree, found_members& to)
{
    if (!list.listed || !list.rest.next_element())
        return false;
    to.clear();
    read_members(tree, tree.root(), list.rest, to);
    if (list.rest.failed())
        error_ = memory_.copy(list.rest.error());
    return true;
}

void frame::read_inside(const member_tree& tree, const member_tree::node& of, json_cursor& in,
                        found_members& to)
{
    if (of.is_list && in.peek() == json_kind::array)
        read_elements(tree, of, in, to);
    else
        read_members(tree, of, in, to);
}

void frame::read_members(const member_tree& tree, const member_tree::node& of, json_cursor& in,
                         found_members& to)
{
    std::string_view key;
    for (in.begin_object(); in.next_key(key);)
        if (const member_tree::node* known = of.find(key))
            read_member(tree, *known, in, to);
        else
            in.skip();
}

void frame::read_elements(const member_tree& tree, const member_tree::node& of, json_cursor& in,
                          found_members& to)
{
    in.begin_array();
    for (std::size_t place = 0; in.next_element(); ++place)
        if (const member_tree::node* known = of.find(std::to_string(place)))
            read_member(tree, *known, in, to);
        else
            in.skip();
}

void frame::read_member(const member_tree& tree, const member_tree::node& of, json_cursor& in,
                        found_members& to)
{
    const json_kind is = in.peek();
    const bool entered = (is == json_kind::object && (of.is_data || !of.inside.empty())) ||
                         (is == json_kind::array && of.is_list);
    json_member found;
    found.is = json_member::shape::other;
    if (of.is_data && (entered || is == json_kind::array))
        read_data(in);
    else if (of.is_items && is == json_kind::array)
        read_list(in, items_, shape_.item, item);
    else if (entered)
        read_inside(tree, of, in, to);
    else if (is == json_kind::array && of.form != member_tree::node::nowhere)
        found = read_level_list(tree.form(of.form), in, memory_);
    else if (of.at != member_tree::node::nowhere)
        found = read_plain(in, memory_);
    else
        in.skip();
    if (of.at != member_tree::node::nowhere && !to.put(static_cast<place>(of.at), found))
        in.fail(twice);
}

void frame::read_data(json_cursor& in)
{
    if (in.peek() == json_kind::array)
        return read_list(in, data_list_, shape_.data, data);
    if (std::exchange(data_list_.seen, true))
        in.fail(twice);
    else
        read_members(shape_.data, shape_.data.root(), in, data);
}

// The first object is read at once, because there is seldom a second one. A list of anything else is one
// thing.
void frame::read_list(json_cursor& in, listing& list, const member_tree& tree, found_members& to)
{
    if (std::exchange(list.seen, true))
        return in.fail(twice);
    in.begin_array();
    if (!in.next_element()) {
        list.nothing = !in.failed();
        return;
    }
    list.listed = in.peek() == json_kind::object;
    if (list.listed)
        read_members(tree, tree.root(), in, to);
    else
        in.skip();
    list.rest = in;
    while (in.next_element())
        in.skip();
}

} // namespace holdfast::generic
