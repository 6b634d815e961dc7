// SPDX-License-Identifier: BSL-1.0
#include <holdfast/account.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace holdfast {

namespace {

// Ten to the power of that.
std::optional<decimal> one_at(int exponent)
{
    return exponent < 0 ? decimal::of(1, -exponent) : decimal::parse("1e" + std::to_string(exponent));
}

// Amounts that were cut, or added up from such, may differ in the last digits.
bool differ(const decimal& a, const decimal& b)
{
    if (a == b || (!a.inexact() && !b.inexact()))
        return a != b;
    const std::optional<decimal> apart = subtract(a, b);
    const int last =
        std::max(a.inexact() ? a.exponent() : b.exponent(), b.inexact() ? b.exponent() : a.exponent());
    const std::optional<decimal> tenfold = one_at(last + 1);
    return !apart || !tenfold || std::max(*apart, -*apart) > *tenfold;
}

bool differ(const order& a, const order& b)
{
    return a.state != b.state || differ(a.price, b.price) || differ(a.quantity, b.quantity) ||
           differ(a.filled, b.filled);
}

// What only one side tells is no difference.
bool differ(const std::optional<decimal>& a, const std::optional<decimal>& b)
{
    return a && b && differ(*a, *b);
}

bool differ(const balance& a, const balance& b)
{
    return differ(a.total, b.total) || differ(a.available, b.available) || differ(a.locked, b.locked);
}

bool differ(const position& a, const position& b)
{
    return differ(a.size, b.size);
}

// Replaces a table by the truth, each entry dated, and tells the entries that differ. `empty` makes an entry
// for the side that has none; `hidden` says what the truth has and could not be read, which stays as it is.
template <class Drifted, class Table, class Truth, class Key, class Empty, class Hidden>
void replace(Table& ours, const std::vector<Truth>& truth, wall_time as_of, Key key, Empty empty,
             Hidden hidden, std::vector<finding>* found)
{
    Table theirs;
    for (const Truth& one : truth) {
        Truth& kept = theirs[key(one)] = one;
        kept.at = std::max(one.at, as_of);
    }
    for (const auto& [k, one] : ours)
        theirs.try_emplace(k, hidden(one) ? one : empty(one, as_of));
    for (const auto& [k, one] : theirs) {
        const auto known = ours.find(k);
        const Truth before = known == ours.end() ? empty(one, wall_time()) : known->second;
        if (found != nullptr && differ(before, one))
            found->push_back(Drifted{before, one});
    }
    ours = std::move(theirs);
}

} // namespace

std::vector<finding> account::reconcile(const account_state& truth, const stamp& at)
{
    std::vector<finding> found;
    if (!enter(at.epoch, at.received))
        return found;
    account_parts covered = truth.covers & options_.parts;
    note_left_out(truth, covered);
    if (covered.orders)
        adopt_orders(truth, found);
    if (covered.fills) {
        covered.fills = covers_fills(truth);
        adopt_fills(truth, found);
    }
    if (covered.balances)
        adopt_balances(truth, found);
    if (covered.positions)
        adopt_positions(truth, found);
    known_ = known_ | covered;
    covered_ = covered_ | covered;
    if (whole())
        hear(truth.as_of);
    limit_orders();
    return found;
}

// What these answers left out, in place of what others did about the same parts.
void account::note_left_out(const account_state& truth, const account_parts& covered)
{
    std::erase_if(left_out_, [&](const unread& row) { return (row.about & covered) != account_parts(); });
    for (const unread& row : truth.left_out)
        if ((row.about & covered) != account_parts())
            left_out_.push_back(row);
}

void account::adopt_orders(const account_state& truth, std::vector<finding>& found)
{
    if (known_.orders)
        find_ghosts(truth, found);
    orders_.on_list(truth.as_of);
    for (const order& theirs : truth.open_orders)
        adopt_order(theirs, found);
}

void account::find_ghosts(const account_state& truth, std::vector<finding>& found)
{
    std::set<detail::account_key_view> there;
    for (const order& theirs : truth.open_orders)
        there.emplace(theirs.symbol, theirs.id);
    for (order& ours : orders_.open()) {
        if (there.contains(detail::account_key_view(ours.symbol, ours.id)) ||
            left_out(&account_parts::orders, ours.symbol) != nullptr)
            continue;
        orders_.forget(ours);
        found.push_back(ghost_order{std::move(ours)});
    }
}

void account::adopt_order(const order& theirs, std::vector<finding>& found)
{
    const std::optional<order> ours = orders_.find(theirs.symbol, theirs.id);
    orders_.adopt(theirs);
    if (!known_.orders)
        return;
    if (!ours)
        found.push_back(unknown_order{theirs});
    else if (differ(*ours, theirs))
        found.push_back(changed_order{*ours, theirs});
}

// After the first time there is a moment up to which every fill is known; what comes after it must be here.
bool account::covers_fills(const account_state& truth)
{
    const std::optional<wall_time> needed = fills_needed_since();
    if (!needed)
        fills_complete_since_ = truth.fills_since;
    if (!needed || truth.fills_since <= *needed)
        return true;
    why_ = failure(errc::snapshot_failed, "the exchange's fills begin too late to know that none is missing");
    return false;
}

void account::adopt_fills(const account_state& truth, std::vector<finding>& found)
{
    for (const fill& theirs : truth.fills)
        if (count(fill_report::from(theirs)) && known_.fills)
            found.push_back(missed_fill{theirs});
}

void account::adopt_balances(const account_state& truth, std::vector<finding>& found)
{
    balances_as_of_ = truth.as_of;
    replace<drifted_balance>(
        balances_, truth.balances, truth.as_of, [](const balance& b) { return b.asset; },
        [](const balance& b, wall_time at) {
            balance none;
            none.asset = b.asset;
            none.at = at;
            return none;
        },
        [this](const balance& b) { return left_out(&account_parts::balances, b.asset) != nullptr; },
        known_.balances ? &found : nullptr);
}

void account::adopt_positions(const account_state& truth, std::vector<finding>& found)
{
    positions_as_of_ = truth.as_of;
    replace<drifted_position>(
        positions_, truth.positions, truth.as_of,
        [](const position& p) { return detail::account_key(p.symbol, to_string(p.leg)); },
        [](const position& p, wall_time at) {
            position none;
            none.symbol = p.symbol;
            none.leg = p.leg;
            none.at = at;
            return none;
        },
        [this](const position& p) { return left_out(&account_parts::positions, p.symbol) != nullptr; },
        known_.positions ? &found : nullptr);
}

} // namespace holdfast
