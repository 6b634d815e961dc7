// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_MARKET_PUBLISHED_TRADES_HPP
#define HOLDFAST_SRC_SIM_MARKET_PUBLISHED_TRADES_HPP

#include "sim/market/fixed.hpp"

#include <holdfast/sim/exchange.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace holdfast::sim {

/// The newest trades of one symbol, as its topics publish them.
class published_trades {
public:
    explicit published_trades(std::size_t most) : most_(most) {}

    /// Remembers a `fill`, or `fills`.
    template <class Fill>
    void add(std::uint64_t id, const Fill& made, wall_time at)
    {
        kept_.push_back({++count_, id, made.price, made.quantity, made.buyer_rests, at});
        if (kept_.size() > most_)
            kept_.pop_front();
    }

    /// Those after the one of that number, oldest first.
    [[nodiscard]] std::vector<published_trade> after(std::uint64_t number) const
    {
        std::vector<published_trade> out;
        for (auto at = std::ranges::upper_bound(kept_, number, {}, &entry::number); at != kept_.end(); ++at)
            out.push_back(
                {at->number, at->id, {to_text(at->price), to_text(at->quantity)}, at->taker_sold, at->at});
        return out;
    }

private:
    struct entry {
        std::uint64_t number;
        std::uint64_t id;
        fixed price;
        fixed quantity;
        bool taker_sold;
        wall_time at;
    };

    std::size_t most_;
    std::uint64_t count_ = 0;
    std::deque<entry> kept_{};
};

} // namespace holdfast::sim

#endif
