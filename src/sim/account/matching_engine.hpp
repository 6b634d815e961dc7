// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ACCOUNT_MATCHING_ENGINE_HPP
#define HOLDFAST_SRC_SIM_ACCOUNT_MATCHING_ENGINE_HPP

#include "sim/account/balances.hpp"
#include "sim/account/money.hpp"
#include "sim/account/positions.hpp"
#include "sim/market/book_history.hpp"

#include <holdfast/account/change.hpp>
#include <holdfast/policy/order_state.hpp>
#include <holdfast/sim/exchange.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace holdfast::sim {

/// What a client asks for, understood.
struct order_wish {
    std::string symbol{};
    std::string client_id{};
    bool buy = true;
    bool market = false;
    time_in_force lasts = time_in_force::good_till_cancelled;
    bool reduce_only = false;
    fixed price = 0;
    fixed quantity = 0;
};

/// An order as the exchange keeps it.
struct kept_order {
    std::uint64_t id = 0; ///< Counted from 1 for each exchange.
    order_wish wish{};
    order_state state = order_state::open;
    fixed filled = 0;
    fixed cost = 0; ///< Of what is filled, in the quote asset.
    wall_time created{};
    wall_time updated{};
    std::uint64_t update = 0; ///< Grows with every change of any order.
    bool odd = false;         ///< Told in words that no document has.
};

/// An order was executed, in part or in whole.
struct execution {
    std::uint64_t id = 0;    ///< Counted from 1.
    std::uint64_t trade = 0; ///< The same for both sides of a trade with oneself; otherwise the id.
    std::uint64_t order_id = 0;
    std::string symbol{};
    std::string client_id{};
    bool buy = true;
    bool maker = false;
    fixed price = 0;
    fixed quantity = 0;
    fixed fee = 0; ///< In `fee_asset`.
    std::string fee_asset{};
    wall_time at{};
    bool fee_untold = false;
};

/// What an exchange tells the owner of an account. An execution comes with the order as it is after it.
struct order_news {
    kept_order order{};
    std::optional<execution> executed{};
    bool of_nothing = false; ///< Told as a trade in which nothing was traded.
};
/// Something that no document has, and that changes nothing.
struct odd_news {
    std::string symbol{};
    std::uint64_t number = 0;
    wall_time at{};
};
struct balance_news {
    std::vector<kept_balance> changed{};
};
struct position_news {
    kept_position changed{};
};
using account_news = std::variant<order_news, balance_news, position_news, odd_news>;

/// Why an order is not taken, or not taken back.
enum class order_refusal : std::uint8_t {
    none,
    unknown_symbol,
    bad_amount,          ///< No price, no quantity, or nothing that could be afforded to count.
    duplicate_client_id, ///< Ever used before.
    insufficient_balance,
    would_take,       ///< Post-only, and it would.
    would_not_reduce, ///< Reduce-only, and it would not.
    unknown_order,
    order_over, ///< It is filled, cancelled or expired already.
};

struct placement {
    order_refusal why = order_refusal::none;
    std::uint64_t id = 0; ///< Zero where it was refused.
};

/// The accounts department: one account, its orders, and what becomes of them against the market.
///
/// An order never moves the market. It is filled where the market's best price reaches it: at once and as a
/// taker as far as the other side's best goes when it comes, later as a maker at its own price, in pieces of
/// what stands at the best level. Spot exchanges pay in both assets of a symbol; the others keep positions,
/// and pay profit, loss and fees in one asset.
///
/// Pure: time is an argument. Everything that ever happened is kept, up to a bound.
class broker {
public:
    /// @param config  its venue decides what kind of account it is; `config.account` what is in it
    explicit broker(const exchange_config& config);

    [[nodiscard]] placement place(const order_wish& wish, wall_time now);
    /// By the exchange's id, or, where that is zero, by the client's.
    [[nodiscard]] order_refusal cancel(std::string_view symbol, std::uint64_t id, std::string_view client_id,
                                       wall_time now);
    /// Of a symbol, or of all (empty).
    void cancel_all(std::string_view symbol, wall_time now);

    /// The market's best levels moved. Fills what they reach.
    void on_best(std::string_view symbol, fixed bid, fixed bid_quantity, fixed ask, fixed ask_quantity,
                 wall_time now);

    /// The dead man's switch: everything is cancelled then. `never`: not armed. Checked by `advance`.
    void arm(wall_time when) noexcept { armed_until_ = when; }
    [[nodiscard]] wall_time armed_until() const noexcept { return armed_until_; }
    void advance(wall_time now);

    /// The same where the exchange watches connections: armed when the last one that asked for it is gone.
    void watch_for(duration window) noexcept { window_ = window; }
    void watch_begins() noexcept
    {
        ++watchers_;
        arm(wall_time::max());
    }
    void watch_ends(wall_time now) noexcept
    {
        if (--watchers_ == 0 && window_ > duration::zero())
            arm(now + window_);
    }

    /// What happened since the last time, in order.
    [[nodiscard]] std::vector<account_news> take_news();

    // ---- what there is
    [[nodiscard]] bool spot() const noexcept { return spot_; }
    /// The asset that profits are paid in; empty on spot.
    [[nodiscard]] const std::string& settles_in() const noexcept { return settles_in_; }
    [[nodiscard]] bool lists(std::string_view symbol) const { return listed_.contains(symbol); }
    /// Whether no order waits for the market.
    [[nodiscard]] bool idle() const noexcept { return open_.empty(); }
    /// Open orders, oldest first; of a symbol, or of all (empty).
    [[nodiscard]] std::vector<kept_order> open_orders(std::string_view symbol = {}) const;
    /// By the exchange's id, or, where that is zero, by the client's; over or not.
    [[nodiscard]] std::optional<kept_order> find(std::string_view symbol, std::uint64_t id,
                                                 std::string_view client_id) const;
    /// Executions from that id on, oldest first, at most so many (zero: all).
    [[nodiscard]] std::vector<execution> executions(std::uint64_t from_id, std::size_t most) const;
    /// Executions at that moment or later, oldest first.
    [[nodiscard]] std::vector<execution> executions_since(wall_time first) const;
    [[nodiscard]] std::vector<kept_balance> balances() const;
    [[nodiscard]] std::vector<kept_position> positions() const; ///< Those that are not zero.

    /// All of it, in the library's words; client code is compared with this.
    [[nodiscard]] account_state truth(wall_time now) const;
    /// The client ids of all orders that ever arrived, refused ones included, in order.
    [[nodiscard]] const std::vector<std::string>& arrivals() const noexcept { return arrivals_; }

private:
    /// What an open order holds back.
    struct hold {
        std::string_view asset{};
        fixed amount = 0;
    };

    void turn(wall_time now) noexcept { now_ = std::max(now_, now); }
    void list(const std::string& symbol);
    void write_arrival(const std::string& client_id);

    [[nodiscard]] order_refusal judge(order_wish& wish) const;
    [[nodiscard]] bool affordable(const order_wish& wish) const;
    [[nodiscard]] fixed exposure() const;
    [[nodiscard]] priced opposite(const order_wish& wish) const;
    [[nodiscard]] bool reaches(const order_wish& wish) const;
    [[nodiscard]] fixed price_to_expect(const order_wish& wish) const;
    [[nodiscard]] fixed reducible(const order_wish& wish) const;
    [[nodiscard]] hold held_by(const kept_order& o) const;

    [[nodiscard]] kept_order& enter(const order_wish& wish);
    void take(kept_order& o);
    void meet(kept_order& o);
    void trade_with_oneself(kept_order& o);
    [[nodiscard]] bool meets(const kept_order& o, const kept_order& own) const;
    void execute(kept_order& o, fixed price, fixed quantity, bool maker, std::uint64_t trade = 0);
    void pay(const execution& e, fixed value);
    void end(kept_order& o, order_state how);
    void change(kept_order& o, order_state to);
    void close(const kept_order& o);
    void hold_again(const hold& before, const hold& after);
    void tell_balances(std::initializer_list<std::string_view> assets);
    [[nodiscard]] const kept_order* look_for(std::string_view symbol, std::uint64_t id,
                                             std::string_view client_id) const;

    bool spot_ = false;
    bool odd_ = false;
    std::string settles_in_{};
    wall_time armed_until_ = wall_time::max();
    duration window_{};
    unsigned watchers_ = 0;
    wall_time now_{};
    std::uint64_t last_id_ = 0;
    std::uint64_t last_execution_ = 0;
    std::uint64_t update_ = 0;
    std::map<std::string, asset_pair, std::less<>> listed_{};
    std::map<std::string, best_levels, std::less<>> best_{};
    std::map<std::uint64_t, kept_order> orders_{};
    std::set<std::uint64_t> open_{};
    std::deque<std::uint64_t> ended_{};
    std::map<std::string, std::uint64_t, std::less<>> by_client_id_{};
    std::deque<execution> executions_{};
    wall_time executions_since_{}; ///< None of that moment or later is forgotten.
    purse money_{};
    holdings positions_{};
    std::vector<account_news> news_{};
    std::vector<std::string> arrivals_{};
};

} // namespace holdfast::sim

#endif
