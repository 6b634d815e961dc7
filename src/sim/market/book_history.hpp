// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_MARKET_BOOK_HISTORY_HPP
#define HOLDFAST_SRC_SIM_MARKET_BOOK_HISTORY_HPP

#include "sim/market/fixed.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace holdfast::sim {

using bid_side = std::map<fixed, fixed, std::greater<>>;
using ask_side = std::map<fixed, fixed>;

struct sides {
    bid_side bids{};
    ask_side asks{};
};

using priced = std::pair<fixed, fixed>; ///< Price and quantity.

/// The best levels of a side; `most` zero: all.
template <class Side>
[[nodiscard]] std::vector<priced> best_of(const Side& side, std::size_t most)
{
    const std::size_t n = most == 0 ? side.size() : std::min(most, side.size());
    return {side.begin(), std::next(side.begin(), static_cast<std::ptrdiff_t>(n))};
}

/// The best bid and ask as announced with the update `id`.
struct best_levels {
    std::uint64_t id = 0;
    fixed bid = 0;
    fixed bid_quantity = 0;
    fixed ask = 0;
    fixed ask_quantity = 0;

    [[nodiscard]] bool same_levels(const best_levels& other) const noexcept
    {
        return bid == other.bid && bid_quantity == other.bid_quantity && ask == other.ask &&
               ask_quantity == other.ask_quantity;
    }
};

/// The best level of a side as a list: empty where its price is zero, which stands for a side without orders.
class one_side {
public:
    one_side(fixed price, fixed quantity) noexcept : level_(price, quantity) {}
    [[nodiscard]] std::span<const priced> levels() const noexcept
    {
        return {&level_, level_.first == 0 ? std::size_t(0) : std::size_t(1)};
    }

private:
    priced level_;
};

/// The book as it is, and a bounded memory of how it was: every change keeps what it replaced, so an older
/// book is the present one with the younger changes undone.
class ledger {
public:
    /// `history`: how many changes to remember.
    explicit ledger(std::size_t history) : history_(history) {}

    /// Begins anew with this book.
    void reset(std::uint64_t id, sides book);
    /// Forgets the book: it is no longer known.
    void invalidate();

    /// Changes a level, as part of the update that `commit` will end; quantity zero removes it.
    void set_bid(fixed price, fixed quantity);
    void set_ask(fixed price, fixed quantity);
    /// Ends the update. Ids must grow.
    void commit(std::uint64_t id);

    /// Remembers an announcement of the best levels. Ids must not fall.
    void announce(const best_levels& best);

    [[nodiscard]] bool valid() const noexcept { return !updates_.empty(); }
    [[nodiscard]] const bid_side& bids() const noexcept { return book_.bids; }
    [[nodiscard]] const ask_side& asks() const noexcept { return book_.asks; }
    /// The ids of the newest and of the oldest update that `at` knows; zero without a book.
    [[nodiscard]] std::uint64_t last() const noexcept { return valid() ? updates_.back() : 0; }
    [[nodiscard]] std::uint64_t oldest() const noexcept { return valid() ? updates_.front() : 0; }

    /// The book right after an update; disengaged if no remembered update ended with this id.
    [[nodiscard]] std::optional<sides> at(std::uint64_t id) const;
    /// The newest announcement with an id up to this one.
    [[nodiscard]] std::optional<best_levels> best(std::uint64_t id) const;

private:
    struct change {
        std::uint64_t id;
        fixed price;
        fixed before;
        bool bid;
    };
    void forget();

    std::size_t history_;
    sides book_;
    std::deque<std::uint64_t> updates_;
    std::deque<change> changes_;
    std::deque<change>::size_type committed_ = 0;
    std::deque<best_levels> announced_;
};

} // namespace holdfast::sim

#endif
