// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ACCOUNT_POSITIONS_HPP
#define HOLDFAST_SRC_SIM_ACCOUNT_POSITIONS_HPP

#include "sim/account/money.hpp"

#include <holdfast/policy/clock.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::sim {

struct kept_position {
    std::string symbol{};
    fixed size = 0; ///< Negative: short.
    fixed entry_price = 0;
    wall_time at{};
    std::uint64_t update = 0;
};

/// The positions of an account, each at the average price of what opened it. What was paid for them is kept
/// to the last digit, so that no money is made or lost by rounding.
class holdings {
public:
    /// Adds a trade to a position and returns the profit of what it closes.
    [[nodiscard]] fixed trade(std::string_view symbol, bool buy, fixed price, fixed quantity)
    {
        holding& h = held_.try_emplace(std::string(symbol)).first->second;
        const fixed value = value_of(price, quantity).value_or(0);
        const bool opens = h.size == 0 || (h.size > 0) == buy;
        const fixed closing = opens ? 0 : std::min(quantity, magnitude(h.size));
        const fixed proceeds = value_of(price, closing).value_or(0);
        const fixed spent = closing == magnitude(h.size) ? h.cost : value_of(h.entry(), closing).value_or(0);
        const fixed profit = buy ? spent - proceeds : proceeds - spent;
        h.size += buy ? quantity : -quantity;
        h.cost += value - proceeds - spent;
        return opens ? 0 : profit;
    }

    /// Marks a position as changed.
    void stamp(std::string_view symbol, wall_time now, std::uint64_t update)
    {
        holding& h = held_.find(symbol)->second;
        h.at = now;
        h.update = update;
    }

    /// The position of a symbol that has been traded.
    [[nodiscard]] kept_position at(std::string_view symbol) const
    {
        const auto& [name, h] = *held_.find(symbol);
        return {name, h.size, h.entry(), h.at, h.update};
    }

    [[nodiscard]] fixed size(std::string_view symbol) const
    {
        const auto found = held_.find(symbol);
        return found == held_.end() ? 0 : found->second.size;
    }

    /// What all positions cost, short ones, too.
    [[nodiscard]] fixed cost() const
    {
        fixed sum = 0;
        for (const auto& [symbol, h] : held_)
            sum += h.cost;
        return sum;
    }

    /// Those that are not zero.
    [[nodiscard]] std::vector<kept_position> open() const
    {
        std::vector<kept_position> out;
        for (const auto& [symbol, h] : held_)
            if (h.size != 0)
                out.push_back(at(symbol));
        return out;
    }

private:
    struct holding {
        fixed size = 0;
        fixed cost = 0; ///< Of all of it, never negative.
        wall_time at{};
        std::uint64_t update = 0;
        [[nodiscard]] fixed entry() const { return size == 0 ? 0 : price_of(cost, magnitude(size)); }
    };
    [[nodiscard]] static fixed magnitude(fixed size) noexcept { return size < 0 ? -size : size; }

    std::map<std::string, holding, std::less<>> held_;
};

} // namespace holdfast::sim

#endif
