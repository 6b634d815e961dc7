// SPDX-License-Identifier: BSL-1.0
#include "sim/market/book_history.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::sim {

namespace {

/// Sets a level and says what it was; zero stands for no level.
template <class Side>
fixed exchange_level(Side& side, fixed price, fixed quantity)
{
    const auto at = side.find(price);
    const fixed before = at == side.end() ? 0 : at->second;
    if (quantity == 0 && at != side.end())
        side.erase(at);
    else if (quantity != 0)
        side.insert_or_assign(price, quantity);
    return before;
}

} // namespace

void ledger::reset(std::uint64_t id, sides book)
{
    invalidate();
    book_ = std::move(book);
    updates_.push_back(id);
}

void ledger::invalidate()
{
    book_ = {};
    updates_.clear();
    changes_.clear();
    committed_ = 0;
}

void ledger::set_bid(fixed price, fixed quantity)
{
    changes_.push_back({0, price, exchange_level(book_.bids, price, quantity), true});
}

void ledger::set_ask(fixed price, fixed quantity)
{
    changes_.push_back({0, price, exchange_level(book_.asks, price, quantity), false});
}

void ledger::commit(std::uint64_t id)
{
    for (; committed_ < changes_.size(); ++committed_)
        changes_[committed_].id = id;
    updates_.push_back(id);
    forget();
}

void ledger::announce(const best_levels& best)
{
    announced_.push_back(best);
    if (announced_.size() > history_)
        announced_.pop_front();
}

std::optional<sides> ledger::at(std::uint64_t id) const
{
    if (!std::binary_search(updates_.begin(), updates_.end(), id))
        return std::nullopt;
    sides book = book_;
    for (auto it = changes_.rbegin(); it != changes_.rend() && it->id > id; ++it)
        if (it->bid)
            exchange_level(book.bids, it->price, it->before);
        else
            exchange_level(book.asks, it->price, it->before);
    return book;
}

std::optional<best_levels> ledger::best(std::uint64_t id) const
{
    const auto after = std::upper_bound(announced_.begin(), announced_.end(), id,
                                        [](std::uint64_t i, const best_levels& b) { return i < b.id; });
    return after == announced_.begin() ? std::nullopt : std::optional(*std::prev(after));
}

// The oldest book in reach is the one at updates_.front(), so the changes up to it need not be undone.
void ledger::forget()
{
    while (updates_.size() > 1 && (changes_.size() > history_ || updates_.size() > history_)) {
        updates_.pop_front();
        for (; !changes_.empty() && changes_.front().id <= updates_.front(); --committed_)
            changes_.pop_front();
    }
}

} // namespace holdfast::sim
