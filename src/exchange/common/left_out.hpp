// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_COMMON_LEFT_OUT_HPP
#define HOLDFAST_SRC_EXCHANGE_COMMON_LEFT_OUT_HPP

#include <holdfast/account/change.hpp>
#include <holdfast/adapter.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/redacted.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Rows about an account that were not understood: each is told by itself, and the rows beside it are in
/// force.
namespace holdfast {

/// A row that was left out, as a change among the others.
/// @param about  what the row would have changed; no part where the exchange tells that elsewhere, too
/// @param name   the symbol or the asset
[[nodiscard]] inline unread_report row_left_out(const account_parts& about, std::string_view name,
                                                const std::string& why, slab& memory)
{
    const std::string text = name.empty() ? why : std::string(name) + ": " + why;
    return {.about = about, .name = name, .why = memory.copy(std::string_view(redacted(text)))};
}

/// Appends an entry for each row of a message that was left out, behind the entry of the message itself.
inline void tell_left_out(std::span<const account_change> changes, std::string_view topic_name,
                          std::vector<decoded>& out)
{
    // Both arguments are copies: `out` moves its entries as it grows.
    for (const account_change& one : changes)
        if (const auto* row = std::get_if<unread_report>(&one)) {
            decoded& said = out.emplace_back();
            said.what = decoded::kind::skipped;
            said.topic_name = topic_name;
            said.text = row->why;
        }
}

/// The same for the entry that was appended last.
inline void tell_left_out(std::vector<decoded>& out)
{
    const decoded& said = out.back();
    if (const auto* changes = std::get_if<std::span<const account_change>>(&said.content))
        tell_left_out(*changes, said.topic_name, out);
}

/// The rows that were left out, with texts of their own.
[[nodiscard]] inline std::vector<unread> left_out_of(std::span<const account_change> changes)
{
    std::vector<unread> rows;
    for (const account_change& one : changes)
        if (const auto* row = std::get_if<unread_report>(&one))
            rows.push_back(unread::from(*row));
    return rows;
}

} // namespace holdfast

#endif
