// SPDX-License-Identifier: BSL-1.0
#include "account/pending_changes.hpp"

#include <algorithm>
#include <set>

namespace holdfast {

/// The names of what was told.
struct account_changes::things {
    explicit things(const account_changes& told)
    {
        for (const auto& [change, at] : told.kept_)
            std::visit([this](const auto& one) { note(one); }, change);
    }

    void note(const order& o) { orders.emplace(o.symbol, o.id); }
    void note(const fill& f)
    {
        fills.emplace(f.symbol, f.key, f.order_id);
        orders.emplace(f.symbol, f.order_id);
    }
    void note(const balance& b) { assets.insert(b.asset); }
    void note(const delta& d) { assets.insert(d.asset); }
    void note(const position& p) { positions.emplace(p.symbol, p.leg); }
    void note(const unread&) {}

    [[nodiscard]] bool have(const order& o) const { return orders.contains({o.symbol, o.id}); }
    [[nodiscard]] bool have(const balance& b) const { return assets.contains(b.asset); }
    [[nodiscard]] bool have(const position& p) const { return positions.contains({p.symbol, p.leg}); }

    [[nodiscard]] bool explain(const missed_fill& f) const
    {
        return fills.contains({f.theirs.symbol, f.theirs.key, f.theirs.order_id});
    }
    [[nodiscard]] bool explain(const ghost_order& f) const { return have(f.ours); }
    template <class Other>
    [[nodiscard]] bool explain(const Other& f) const
    {
        return have(f.theirs);
    }

    std::set<detail::account_key> orders{};
    std::set<detail::fill_key> fills{};
    std::set<std::string> assets{};
    std::set<std::pair<std::string, position_leg>> positions{};
};

void account_changes::add(const account_change& next, const stamp& at)
{
    kept_.emplace_back(std::visit([](const auto& one) { return own(one); }, next), at);
}

void account_changes::replay(account& into) const
{
    for (const auto& [change, at] : kept_)
        into.apply(std::visit([](const auto& one) { return lend(one); }, change), at);
}

void account_changes::excuse(std::vector<finding>& found) const
{
    if (found.empty())
        return;
    const things told(*this);
    std::erase_if(found, [&](const finding& one) {
        return std::visit([&](const auto& f) { return told.explain(f); }, one);
    });
}

void account_changes::overrule(account_state& truth, const account& ours) const
{
    const things told(*this);
    const auto known = [&ours](const std::string& symbol, const std::string& id) {
        const auto found = ours.order_of(symbol, id);
        return found ? *found : std::nullopt; // nothing, too, where only a fill of it was told
    };
    std::erase_if(truth.open_orders,
                  [&](const order& theirs) { return told.have(theirs) && known(theirs.symbol, theirs.id); });
    for (const auto& [symbol, id] : told.orders)
        if (const auto order = known(symbol, id))
            truth.open_orders.push_back(*order); // one that has ended stays so
    std::erase_if(truth.balances, [&](const balance& theirs) { return told.have(theirs); });
    for (const std::string& asset : told.assets)
        if (const auto balance = ours.balance_of(asset))
            truth.balances.push_back(*balance);
    std::erase_if(truth.positions, [&](const position& theirs) { return told.have(theirs); });
    for (const auto& [symbol, leg] : told.positions)
        if (const auto position = ours.position_of(symbol, leg))
            truth.positions.push_back(*position);
}

} // namespace holdfast
