// SPDX-License-Identifier: BSL-1.0
#include "wire/json/level_reader.hpp"

namespace holdfast::wire {

namespace {

bool read_positive(json_cursor& in, written how, decimal& to)
{
    const auto number = in.amount(how);
    if (!number || number->sign() < 0)
        return false;
    to = *number;
    return true;
}

} // namespace

bool level_row::read(json_cursor& in, level& to) const
{
    if (!in.begin_array())
        return false;
    for (decimal* number : {&to.price, &to.quantity})
        if (!in.next_element() || !read_positive(in, written::quoted, *number))
            return false;
    while (in.next_element())
        in.skip();
    return !in.failed();
}

bool level_object::read(json_cursor& in, level& to) const
{
    bool has_price = false;
    bool has_quantity = false;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        const bool is_price = key == price;
        if (!is_price && key != quantity) {
            in.skip();
            continue;
        }
        bool& has = is_price ? has_price : has_quantity;
        if (has || !read_positive(in, written::bare, is_price ? to.price : to.quantity))
            return false;
        has = true;
    }
    return has_price && has_quantity && !in.failed();
}

} // namespace holdfast::wire
