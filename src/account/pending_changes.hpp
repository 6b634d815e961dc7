// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_ACCOUNT_PENDING_CHANGES_HPP
#define HOLDFAST_SRC_ACCOUNT_PENDING_CHANGES_HPP

#include <holdfast/account.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace holdfast {

/// What an account's stream told while REST was asked, with texts of its own. It may be newer than the
/// answers.
class account_changes {
public:
    void add(const account_change& next, const stamp& at);
    [[nodiscard]] std::size_t size() const noexcept { return kept_.size(); }

    /// Applies all of it, oldest first.
    void replay(account& into) const;

    /// Takes out the differences in things that the stream told of itself: these were only on their way.
    void excuse(std::vector<finding>& found) const;

    /// Puts what is ours in place of what the answers say about the same things.
    /// @param ours  verified, and all of this was applied to it
    void overrule(account_state& truth, const account& ours) const;

private:
    struct delta {
        std::string asset{};
        decimal amount{};
        wall_time at{};
    };
    using owned = std::variant<order, fill, balance, delta, position, unread>;

    [[nodiscard]] static owned own(const order_report& o) { return order::from(o); }
    [[nodiscard]] static owned own(const fill_report& f) { return fill::from(f); }
    [[nodiscard]] static owned own(const balance_report& b) { return balance::from(b); }
    [[nodiscard]] static owned own(const balance_delta& d)
    {
        return delta{std::string(d.asset), d.amount, d.at};
    }
    [[nodiscard]] static owned own(const position_report& p) { return position::from(p); }
    [[nodiscard]] static owned own(const unread_report& u) { return unread::from(u); }

    [[nodiscard]] static account_change lend(const order& o) { return order_report::from(o); }
    [[nodiscard]] static account_change lend(const fill& f) { return fill_report::from(f); }
    [[nodiscard]] static account_change lend(const balance& b) { return balance_report::from(b); }
    [[nodiscard]] static account_change lend(const delta& d)
    {
        return balance_delta{d.asset, d.amount, d.at};
    }
    [[nodiscard]] static account_change lend(const position& p) { return position_report::from(p); }
    [[nodiscard]] static account_change lend(const unread& u) { return unread_report::from(u); }

    struct things;

    std::vector<std::pair<owned, stamp>> kept_{};
};

} // namespace holdfast

#endif
