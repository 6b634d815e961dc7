// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/spot/account_rows.hpp"

#include "exchange/common/left_out.hpp"
#include "wire/json/json_member.hpp"

#include <optional>

namespace holdfast::binance::spot {

namespace {

using wire::json_cursor;
using wire::json_member;
using wire::read_member;

struct row {
    json_member asset{};
    json_member free{};
    json_member locked{};
};

row read_row(json_cursor& in, slab& memory, const balance_names& names)
{
    row read;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);)
        if (key == names.asset)
            read.asset = read_member(in, memory);
        else if (key == names.free)
            read.free = read_member(in, memory);
        else if (key == names.locked)
            read.locked = read_member(in, memory);
        else
            in.skip();
    return read;
}

/// @return what is wrong with it; empty when nothing is.
std::string understand(const row& read, const balance_names& names, balance_report& to)
{
    wire::member_reader<wire::written::bare, wire::written::quoted> take;
    if (read.asset.is != json_member::shape::string || read.asset.text.empty())
        take.refuse(read.asset, names.asset, "the name of an asset");
    to.asset = read.asset.text;
    to.available = take.cut_magnitude(read.free, names.free);
    to.locked = take.cut_magnitude(read.locked, names.locked);
    const auto total = add_cut(*to.available, *to.locked);
    to.total = total.value_or(decimal());
    take.expect(total.has_value(), "a balance with too many digits before the point");
    return take.error();
}

} // namespace

balance_list read_balances(json_cursor& in, slab& memory, const balance_names& names)
{
    balance_list list;
    for (in.begin_array(); in.next_element();) {
        const row read = read_row(in, memory, names);
        if (in.failed())
            break;
        balance_report known;
        const std::string wrong = understand(read, names, known);
        if (wrong.empty())
            list.found.push_back(known);
        else if (known.asset.empty())
            in.fail(memory.copy(std::string_view(wrong)));
        else
            list.left_out.push_back(row_left_out({.balances = true}, known.asset, wrong, memory));
    }
    return list;
}

} // namespace holdfast::binance::spot
