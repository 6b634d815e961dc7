// SPDX-License-Identifier: BSL-1.0
#include <holdfast/account/order_table.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

namespace {

constexpr wall_time untold{};

// Says whether a report is of a moment before that of another.
bool precedes(const order_report& a, const order& b)
{
    if (a.updated != b.updated && a.updated != untold && b.updated != untold)
        return a.updated < b.updated;
    if (a.update != b.update && a.update != 0 && b.update != 0)
        return a.update < b.update;
    if (a.filled != b.filled)
        return a.filled < b.filled;
    return a.state < b.state;
}

} // namespace

void order_table::report(const order_report& next)
{
    change(*orders_.try_emplace({std::string(next.symbol), std::string(next.id)}).first, [&](entry& e) {
        const bool ended =
            e.reported ? is_final(e.reported->state) : next.updated != untold && next.updated <= listed_;
        const bool older = e.reported && precedes(next, *e.reported);
        if (!older && (!ended || is_final(next.state)))
            e.reported = order::from(next);
    });
}

void order_table::add_fill(std::string_view symbol, std::string_view id, const decimal& quantity)
{
    change(*orders_.try_emplace({std::string(symbol), std::string(id)}).first,
           [&](entry& e) { e.from_fills = add_cut(e.from_fills, quantity).value_or(e.from_fills); });
}

void order_table::adopt(const order& truth)
{
    change(*orders_.try_emplace({truth.symbol, truth.id}).first, [&](entry& e) {
        if (e.reported && is_final(e.reported->state))
            return;
        const decimal executed = e.reported ? e.reported->filled : decimal();
        e.reported = truth;
        e.reported->filled = std::max(executed, truth.filled);
    });
}

void order_table::forget(const order& ghost)
{
    const auto at = orders_.find(detail::account_key_view(ghost.symbol, ghost.id));
    if (at == orders_.end())
        return;
    open_ -= is_open(at->second) ? 1 : 0;
    orders_.erase(at);
}

std::optional<order> order_table::find(std::string_view symbol, std::string_view id) const
{
    const auto at = orders_.find(detail::account_key_view(symbol, id));
    if (at == orders_.end() || !at->second.reported)
        return std::nullopt;
    return as_known(at->second);
}

std::optional<order> order_table::find_open(std::string_view client_id) const
{
    for (const auto& [key, e] : orders_)
        if (e.reported && e.reported->client_id == client_id && is_open(e))
            return as_known(e);
    return std::nullopt;
}

std::vector<order> order_table::open(std::string_view symbol) const
{
    std::vector<order> found;
    const auto first = orders_.lower_bound(detail::account_key_view(symbol, {}));
    for (auto at = first; at != orders_.end() && (symbol.empty() || at->first.first == symbol); ++at)
        if (is_open(at->second))
            found.push_back(as_known(at->second));
    return found;
}

order_state order_table::state_of(const entry& e)
{
    const order& told = *e.reported;
    if (is_final(told.state) || e.from_fills <= told.filled)
        return told.state;
    const bool whole = !told.quantity.is_zero() && e.from_fills >= told.quantity;
    return whole ? order_state::filled : order_state::partially_filled;
}

bool order_table::is_open(const entry& e)
{
    return e.reported && !is_final(state_of(e));
}

order order_table::as_known(const entry& e)
{
    order known = *e.reported;
    known.state = state_of(e);
    if (e.from_fills > known.filled) {
        known.filled = e.from_fills;
        known.average_price.reset(); // Of less than was executed.
    }
    return known;
}

// Whatever ends, or was never reported, may be forgotten.
template <class Change>
void order_table::change(table::value_type& which, Change how)
{
    const bool was_new = !which.second.reported && which.second.from_fills.is_zero();
    const bool was_open = is_open(which.second);
    how(which.second);
    const bool now_open = is_open(which.second);
    open_ += (now_open ? 1U : 0U);
    open_ -= (was_open ? 1U : 0U);
    if (!now_open && (was_open || was_new))
        remember(which.first);
}

void order_table::remember(const detail::account_key& key)
{
    ended_.push_back(key);
    if (ended_.size() <= remembered_)
        return;
    const auto oldest = orders_.find(ended_.front());
    if (oldest != orders_.end() && !is_open(oldest->second))
        orders_.erase(oldest);
    ended_.pop_front();
}

} // namespace holdfast
