// SPDX-License-Identifier: BSL-1.0
#include "exchange/generic/lookup.hpp"

#include <holdfast/error.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace holdfast::generic {

using wire::json_member;

namespace {

// The text that a sign is compared with.
std::string_view text_of(const json_member& m) noexcept
{
    switch (m.is) {
    case json_member::shape::yes: return "true";
    case json_member::shape::no: return "false";
    case json_member::shape::null: return "null";
    default: return m.text;
    }
}

void check_path(const std::string& member, std::string_view path)
{
    const bool empty_name =
        path.empty() || path.front() == '.' || path.back() == '.' || path.find("..") != path.npos;
    if (empty_name)
        throw error(failure(errc::invalid_config,
                            member + ": \"" + std::string(path) + "\" is not a path of members"));
}

// What of a path is behind another one that it begins with.
std::optional<std::string_view> inside(std::string_view path, std::string_view outer)
{
    const bool behind =
        !outer.empty() && path.size() > outer.size() && path.starts_with(outer) && path[outer.size()] == '.';
    return behind ? std::optional(path.substr(outer.size() + 1)) : std::nullopt;
}

std::string name_of(const paths& at)
{
    return at.empty() ? std::string() : at.front();
}

} // namespace

const json_member& lookup::in(const frame& message) const noexcept
{
    static constexpr json_member absent;
    for (const place at : item)
        if (const json_member* found = message.item.get(at))
            return *found;
    for (const place at : data)
        if (const json_member* found = message.data.get(at))
            return *found;
    for (const place at : around)
        if (const json_member* found = message.around.get(at))
            return *found;
    return absent;
}

bool mark::on(const frame& message) const noexcept
{
    const json_member& found = at.in(message);
    return found && (is.empty() ? found.is != json_member::shape::null : text_of(found) == is);
}

bool any_on(const marks& of, const frame& message) noexcept
{
    return std::any_of(of.begin(), of.end(), [&message](const mark& m) { return m.on(message); });
}

shape_builder::shape_builder(message_shape& shape, std::string_view member, std::string data,
                             std::string items)
    : shape_(shape), data_(std::move(data)), items_(std::move(items))
{
    if (!data_.empty()) {
        check_path(std::string(member), data_);
        shape_.around.mark_data(data_);
    }
    if (!items_.empty()) {
        check_path("options::items", items_);
        (data_.empty() ? shape_.around : shape_.data).mark_items(items_);
    }
}

lookup shape_builder::of_message(const std::string& member, const paths& at)
{
    lookup made{{}, {}, {}, name_of(at)};
    for (const std::string& path : at) {
        check_path(member, path);
        const auto in_data = data_.empty() ? std::optional<std::string_view>(path) : inside(path, data_);
        if (const auto in_item = in_data ? inside(*in_data, items_) : std::nullopt)
            made.item.push_back(shape_.item.add(*in_item));
        else if (in_data && !data_.empty())
            made.data.push_back(shape_.data.add(*in_data));
        else
            made.around.push_back(shape_.around.add(path));
    }
    return made;
}

marks shape_builder::of_message(const std::string& member, const signs& all)
{
    marks made;
    for (const sign& s : all)
        made.push_back({of_message(member, paths{s.path}), s.is});
    return made;
}

// In every tree that has data in it.
template <class Add>
lookup shape_builder::everywhere(const std::string& member, const paths& at, const Add& add)
{
    lookup made{{}, {}, {}, name_of(at)};
    for (const std::string& path : at) {
        check_path(member, path);
        made.around.push_back(add(shape_.around, path));
        if (!data_.empty())
            made.data.push_back(add(shape_.data, path));
        if (!items_.empty())
            made.item.push_back(add(shape_.item, path));
    }
    return made;
}

lookup shape_builder::of_data(const std::string& member, const paths& at)
{
    return everywhere(member, at, [](member_tree& tree, std::string_view path) { return tree.add(path); });
}

marks shape_builder::of_data(const std::string& member, const signs& all)
{
    marks made;
    for (const sign& s : all)
        made.push_back({of_data(member, paths{s.path}), s.is});
    return made;
}

lookup shape_builder::levels_of_data(const std::string& member, const paths& at, const level_form& form)
{
    return everywhere(member, at, [&form](member_tree& tree, std::string_view path) {
        return tree.add_levels(path, form);
    });
}

} // namespace holdfast::generic
