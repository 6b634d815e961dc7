// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ACCOUNT_ORDER_TABLE_HPP
#define HOLDFAST_ACCOUNT_ORDER_TABLE_HPP

#include <holdfast/account/change.hpp>
#include <holdfast/detail/account_key.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace holdfast {

/// The orders of an account, kept from reports and from fills, in whatever order and however often these
/// come.
///
/// An order only moves forward. Of two reports the later one is that with the later time, then with the
/// higher update number, then with more filled, then with the state further on; a member that one of them
/// lacks is not compared. What was executed is never taken back, and what has ended stays so.
///
/// `filled` is the greater of what the reports say and what the fills sum up to, so either may come first,
/// and both may tell of the same execution.
///
/// Orders that have ended are remembered up to a number, so that a late report does not open them again. Nor
/// does a report that is not later than a list of all open orders open one that was not in the list.
class order_table {
public:
    /// @param remembered  orders to know after their end
    explicit order_table(std::size_t remembered) : remembered_(remembered) {}

    /// Takes a report; an older one changes nothing.
    void report(const order_report& next);

    /// Takes a fill, which the caller sees to be counted once. A sum of fills that has more digits than a
    /// `decimal` holds is left to the reports.
    void add_fill(std::string_view symbol, std::string_view id, const decimal& quantity);

    /// Takes the exchange's answer about an order that it has open, whatever was known, but for what was
    /// executed and what has ended.
    void adopt(const order& truth);

    /// From here on an order is open only if it was adopted, or is reported later than `as_of`.
    void on_list(wall_time as_of) noexcept { listed_ = as_of; }

    /// Drops an order that the exchange does not have open and that was not seen to end.
    void forget(const order& ghost);

    /// The order, open or ended and remembered.
    [[nodiscard]] std::optional<order> find(std::string_view symbol, std::string_view id) const;
    /// The open order with that client id, in time linear in the orders.
    [[nodiscard]] std::optional<order> find_open(std::string_view client_id) const;
    /// The open orders, of one symbol or of all (empty), by symbol and id.
    [[nodiscard]] std::vector<order> open(std::string_view symbol = {}) const;
    [[nodiscard]] std::size_t open_count() const noexcept { return open_; }

private:
    struct entry {
        std::optional<order> reported{};
        decimal from_fills{};
    };

    using table = std::map<detail::account_key, entry, detail::account_key_less>;

    [[nodiscard]] static order_state state_of(const entry& e);
    [[nodiscard]] static bool is_open(const entry& e);
    [[nodiscard]] static order as_known(const entry& e);

    template <class Change>
    void change(table::value_type& which, Change how);
    void remember(const detail::account_key& key);

    table orders_{};
    std::deque<detail::account_key> ended_{}; // Oldest first: not open when they were put here.
    std::size_t open_ = 0;
    wall_time listed_ = wall_time::min();
    std::size_t remembered_;
};

} // namespace holdfast

#endif
