// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ACCOUNT_HPP
#define HOLDFAST_ACCOUNT_HPP

#include <holdfast/account/change.hpp>
#include <holdfast/account/fill_log.hpp>
#include <holdfast/account/finding.hpp>
#include <holdfast/account/order_table.hpp>
#include <holdfast/detail/account_key.hpp>
#include <holdfast/error.hpp>
#include <holdfast/event.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

struct account_options {
    /// What the account consists of: a spot account has no positions. The account opens when all of it has
    /// been reconciled. At least one part.
    account_parts parts = whole_account;
    /// How long a fill, and with it the memory that it was counted, is kept, by the exchange's time; longer
    /// than anything the exchange repeats. 1 min to 31 days.
    duration keep_fills = std::chrono::hours(24);
    /// Fills that are kept; more of them push the oldest out. 1 to 10 000 000.
    std::size_t max_fills = 100'000;
    /// Open orders that may be; more of them close the account. 1 to 10 000 000.
    std::size_t max_open_orders = 100'000;
    /// Orders to remember after their end, so that nothing late opens them again. 1 to 10 000 000.
    std::size_t ended_orders = 10'000;
    /// How far apart the exchange's time stamps may be of what it sends in one breath: fills are asked for
    /// from this long before the last message. 0 to 1 h.
    duration fill_overlap = std::chrono::minutes(1);
};

/// Says what is wrong with the options, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const account_options& options);

/// What is known of one account: its open orders, fills, balances and positions, kept from its stream.
/// Fail-closed: while the account is not verified, every read is an error that says why, and never the last
/// good value.
///
/// The account is to orders what an `order_book` is to levels, and lives the same life: `close` at a gap,
/// then `reconcile` with the whole truth (in one answer or in parts), then `apply` for the changes that
/// arrived since the questions were asked, then `open`. It closes by itself at what it cannot understand: an
/// epoch that goes back, an order without an id, a row of the stream that was left out and may have changed
/// something, too many open orders. Changes before a reconciliation are in it, and are ignored.
///
/// A row of the truth itself that was left out costs what it is about, until the truth shows it: the balance
/// of that asset, the positions of that symbol, its open orders. Reads of these are errors, all others are
/// not.
///
/// Nothing is counted twice: fills have keys, orders only move forward (`order_table`), balances and
/// positions are absolute, and an older one changes nothing.
///
/// Thread safety. Distinct objects: safe. Shared objects: unsafe.
///
/// @code
/// mine.close(errc::disconnected, epoch, now);
/// for (const hf::finding& found : mine.reconcile(fetched, stamp)) // with fills from fills_needed_since() on
///     log(to_string(found));
/// for (const auto& [change, stamp] : arrived_since)
///     mine.apply(change, stamp);
/// mine.open(epoch, now);
/// @endcode
class account {
public:
    /// Is told when the account finds by itself that it is wrong.
    using doubts = std::function<void(const failure&)>;

    account() : account(doubts()) {}
    /// @param distrust  may be empty
    /// Throws `error` (invalid_config) for options that `check` refuses.
    explicit account(doubts distrust, account_options options = account_options());

    /// Takes the next change.
    /// @param at  of the message: its epoch, when it was received, and the exchange's time are used
    void apply(const account_change& next, const stamp& at);

    /// Takes the exchange's truth about the parts that it covers, whatever was known, and says what was
    /// different: nothing the first time, when nothing was known. Whatever arrived after the question was
    /// asked has to be applied after this, not before.
    ///
    /// Fills that are not complete since `fills_needed_since()` leave the account closed.
    [[nodiscard]] std::vector<finding> reconcile(const account_state& truth, const stamp& at);

    /// From here on reads are allowed, if everything has been reconciled since the account was closed;
    /// otherwise it stays closed.
    void open(std::uint32_t epoch, time_point at);

    /// From here on nothing is to be trusted until it has been reconciled.
    void close(failure why, std::uint32_t epoch, time_point since);

    /// Says whether reads are allowed.
    [[nodiscard]] bool verified() const noexcept { return verified_; }
    /// Why reads are closed; no error while the account is verified.
    [[nodiscard]] failure reason() const;
    /// Since when reads are closed; nothing while the account is verified, and before anything told time.
    [[nodiscard]] std::optional<time_point> closed_since() const noexcept { return since_; }
    /// The connection of the newest change.
    [[nodiscard]] std::uint32_t epoch() const noexcept { return epoch_; }
    /// How often the account was closed after it had been verified.
    [[nodiscard]] std::uint64_t times_closed() const noexcept { return times_closed_; }

    /// The open orders, of one symbol or of all (empty), by symbol and id. Errors of every read: why the
    /// account is closed, or that it has no such part.
    [[nodiscard]] result<std::vector<order>> open_orders(std::string_view symbol = {}) const;
    /// The order with that id, open or ended not long ago; nothing if there is none.
    [[nodiscard]] result<std::optional<order>> order_of(std::string_view symbol, std::string_view id) const;
    /// The open order with that client id; nothing if there is none.
    [[nodiscard]] result<std::optional<order>> open_order(std::string_view client_id) const;

    /// The fills at this moment or later, oldest first. Errors: also, that the fills since then are not all
    /// known.
    [[nodiscard]] result<std::vector<fill>> fills_since(wall_time first) const;

    /// Every balance, by asset; the balance of one asset, zero where there is none.
    [[nodiscard]] result<std::vector<balance>> balances() const;
    [[nodiscard]] result<balance> balance_of(std::string_view asset) const;

    /// Every position that is not zero, by symbol; one position, zero where there is none.
    [[nodiscard]] result<std::vector<position>> positions() const;
    [[nodiscard]] result<position> position_of(std::string_view symbol,
                                               position_leg leg = position_leg::net) const;
    /// The size of a position less what its open orders on the other side could already take from it, with
    /// the sign of the position: what another order may take without turning it round.
    [[nodiscard]] result<decimal> reducible(std::string_view symbol,
                                            position_leg leg = position_leg::net) const;

    /// The moment, by the exchange's clock, from which on fills have to be asked for. Nothing before the
    /// first reconciliation: then any moment will do.
    [[nodiscard]] std::optional<wall_time> fills_needed_since() const noexcept;

    /// Fills that were counted; that were told again; that were too old to know whether they had been
    /// counted.
    [[nodiscard]] std::uint64_t fills_counted() const noexcept { return fills_counted_; }
    [[nodiscard]] std::uint64_t fills_repeated() const noexcept { return fills_repeated_; }
    [[nodiscard]] std::uint64_t fills_too_old() const noexcept { return fills_too_old_; }

private:
    using balance_table = std::map<std::string, balance, std::less<>>;
    using position_table = std::map<detail::account_key, position, detail::account_key_less>;

    void take(const order_report& next);
    void take(const fill_report& next);
    void take(const balance_report& next);
    void take(const balance_delta& next);
    void take(const position_report& next);
    void take(const unread_report& row);
    [[nodiscard]] bool count(const fill_report& next);
    [[nodiscard]] balance& entry_of(std::string_view asset);
    [[nodiscard]] position& entry_of(const position_report& next);

    void note_left_out(const account_state& truth, const account_parts& covered);
    [[nodiscard]] const unread* left_out(bool account_parts::* part, std::string_view name) const noexcept;
    void adopt_orders(const account_state& truth, std::vector<finding>& found);
    void adopt_order(const order& theirs, std::vector<finding>& found);
    void find_ghosts(const account_state& truth, std::vector<finding>& found);
    void adopt_fills(const account_state& truth, std::vector<finding>& found);
    void adopt_balances(const account_state& truth, std::vector<finding>& found);
    void adopt_positions(const account_state& truth, std::vector<finding>& found);
    [[nodiscard]] bool covers_fills(const account_state& truth);

    [[nodiscard]] bool enter(std::uint32_t epoch, time_point now);
    void hear(wall_time exchange_time) noexcept;
    void shut(failure why);
    void doubt(failure why);
    void limit_orders();
    [[nodiscard]] bool whole() const noexcept { return covered_.contain(options_.parts); }
    [[nodiscard]] std::optional<failure> closed(bool account_parts::* part) const;
    [[nodiscard]] std::optional<failure> closed(bool account_parts::* part, std::string_view name) const;

    account_options options_;
    order_table orders_;
    fill_log fills_;
    balance_table balances_{};
    position_table positions_{}; // Those that have become zero, too: an older report must not revive them.

    std::vector<unread> left_out_{}; // Of the truth.

    account_parts covered_{}; // Reconciled since the last close.
    account_parts known_{};   // Reconciled ever.
    wall_time heard_until_{}; // The newest time of the exchange in what was applied.
    wall_time fills_complete_since_{};
    wall_time balances_as_of_{}; // What was not listed then was zero.
    wall_time positions_as_of_{};
    bool verified_ = false;
    std::uint32_t epoch_ = 0;
    std::uint64_t times_closed_ = 0;
    std::uint64_t fills_counted_ = 0;
    std::uint64_t fills_repeated_ = 0;
    std::uint64_t fills_too_old_ = 0;
    std::optional<time_point> seen_{}; // When the newest thing arrived.
    std::optional<time_point> since_{};
    failure why_;
    doubts distrust_;
};

} // namespace holdfast

#endif
