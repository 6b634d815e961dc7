// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_MARKET_RANDOM_MARKET_HPP
#define HOLDFAST_SRC_SIM_MARKET_RANDOM_MARKET_HPP

#include "sim/market/book_history.hpp"

#include <holdfast/policy/random.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace holdfast::sim {

/// A level of the book changed, in the update `id`.
struct level_changed {
    bool bid = false;
    fixed price = 0;
};

/// A taker's order filled by one resting order.
struct fill {
    std::uint64_t id = 0;
    fixed price = 0;
    fixed quantity = 0;
    bool buyer_rests = false;
};

/// All fills of one taker's order at one price: trades `first` to `last`.
struct fills {
    std::uint64_t id = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    fixed price = 0;
    fixed quantity = 0;
    bool buyer_rests = false;
};

using happening = std::variant<level_changed, fill, fills, best_levels>;

/// The market of one symbol: a book that moves by a seeded random walk, and is never crossed; nor empty, but
/// where it is drained.
class market {
public:
    /// `levels`: how many to keep on a side, more or less.
    market(std::string symbol, std::uint64_t seed, std::size_t levels, std::size_t history);

    /// Changes the book once, under a new update id, and appends what happened, in order.
    void step(std::vector<happening>& out);

    /// Takes all orders out of these sides with the next step, and lets none in until `refill`.
    void drain(bool bids, bool asks) noexcept;
    /// Lets orders in again; what is empty fills up step by step.
    void refill() noexcept { closed_bids_ = closed_asks_ = false; }
    /// Trades are counted from one again.
    void restart_trades() noexcept { last_trade_ = last_fills_ = 0; }

    [[nodiscard]] const std::string& symbol() const noexcept { return symbol_; }
    [[nodiscard]] fixed tick() const noexcept { return tick_; }
    [[nodiscard]] const ledger& book() const noexcept { return book_; }
    [[nodiscard]] splitmix64& random() noexcept { return random_; }

private:
    void open_book();
    void set(bool bid, fixed price, fixed quantity, std::vector<happening>& out);
    void resize(bool bid, std::vector<happening>& out);
    void place(bool bid, std::vector<happening>& out);
    void withdraw(bool bid, std::vector<happening>& out);
    void trade(std::vector<happening>& out);
    void commit(std::vector<happening>& out);
    void drift();
    void clear_closed(std::vector<happening>& out);
    void move(bool bid, std::vector<happening>& out);

    [[nodiscard]] fixed new_quantity();
    [[nodiscard]] fixed ticks(std::uint64_t most);
    [[nodiscard]] std::pair<fixed, fixed> somewhere(bool bid);
    [[nodiscard]] std::size_t depth(bool bid) const;
    [[nodiscard]] fixed farthest(bool bid) const;
    [[nodiscard]] best_levels top() const;

    std::string symbol_;
    splitmix64 random_;
    std::size_t levels_;
    fixed home_ = 0;
    fixed fair_ = 0;
    fixed tick_ = 0;
    std::int64_t trend_ = 0;
    bool closed_bids_ = false;
    bool closed_asks_ = false;
    std::uint64_t last_trade_ = 0;
    std::uint64_t last_fills_ = 0;
    best_levels best_{};
    ledger book_;
};

} // namespace holdfast::sim

#endif
