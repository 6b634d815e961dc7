// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BOOK_BOOK_AUDIT_HPP
#define HOLDFAST_BOOK_BOOK_AUDIT_HPP

#include <holdfast/book/price_levels.hpp>
#include <holdfast/event.hpp>
#include <holdfast/policy/clock.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast {

struct book_audit_options {
    /// How much older than its time an audit may be, where an exchange shows what it has had for a while and
    /// stamps it when it sends it. Levels that changed so shortly before are not compared.
    duration slack = std::chrono::milliseconds(250);
    /// How much later than an audit the changes before it may arrive, in a book that falls silent.
    duration settle = std::chrono::milliseconds(500);
    /// How long changes are remembered, by the exchange's time: an audit that is older cannot be judged.
    duration memory = std::chrono::seconds(10);
    /// How many changes are remembered at the most.
    std::size_t max_changes = 100'000;
};

/// Compares a book with what the exchange shows of it (`audit`), where messages have a time but no number and
/// so do not tell what is missing.
///
/// An audit shows the book as of a time T, and when it arrives the book may be before T or after it. A level
/// is compared when that is sound: the book has all that the audit has, and the level was not changed since
/// shortly before T. Then its quantity must be the same, and a level of the book that lies no deeper than the
/// audit's worst price must be in the audit. So a lost change is found by the next audit that shows its level
/// and is not overtaken by another change of it, which would have put it right.
///
/// Changes arrive in the order of their time: with the first one from after T the book has all that the audit
/// has. A book that is silent is judged with the next audit, if that comes `settle` or more after the one
/// that waits. One audit waits at a time; those that come meanwhile are passed over.
///
/// Not seen: a level that should be gone and is worse than the worst one the audit shows. Wanted: times are
/// nanoseconds, and of one clock; those of audits and of changes may be cut to milliseconds.
///
/// Costs nothing before the first audit. Then the changes of the last seconds are remembered; bounded. Pure:
/// knows no clock, only the times in what it is given. One for each book; `order_book` has one.
///
/// Thread safety. Distinct objects: safe. Shared objects: unsafe.
class book_audit {
public:
    explicit book_audit(book_audit_options options = book_audit_options()) noexcept : options_(options) {}

    /// Whether an audit has come: only then changes have to be told.
    [[nodiscard]] bool listening() const noexcept { return listening_; }

    /// The book is not to be trusted: nothing is compared until `restart`.
    void forget() noexcept;

    /// The book is the whole state as of that time.
    void restart(std::uint64_t time) noexcept;

    /// The book was changed; not before it listens.
    void on_change(std::uint64_t time, const book_levels& changes);

    /// Judges the audit that waits, if the last change was what it has waited for.
    /// @return the first difference in words: price, ours, theirs; empty if there is none.
    [[nodiscard]] std::string examine(const price_levels& bids, const price_levels& asks);

    /// Takes an audit, and judges those that it is time for.
    /// @param stands_at  the time of the book's last change, or of the snapshot it was made of
    /// @return as `examine`
    [[nodiscard]] std::string on_audit(const audit& shown, std::uint64_t stands_at, const price_levels& bids,
                                       const price_levels& asks);

    /// Audits without a difference, and with one.
    [[nodiscard]] std::uint64_t passed() const noexcept { return passed_; }
    [[nodiscard]] std::uint64_t failed() const noexcept { return failed_; }
    /// Audits that were not judged: another one waited, too old, or the book was replaced meanwhile.
    [[nodiscard]] std::uint64_t passed_over() const noexcept { return passed_over_; }
    /// Levels that were not compared because they had changed since.
    [[nodiscard]] std::uint64_t skipped_levels() const noexcept { return skipped_levels_; }

private:
    struct change {
        std::uint64_t time;
        side which;
        decimal price;
    };

    void listen(std::uint64_t stands_at) noexcept;
    void remember(const change& made);
    void forget_oldest();
    [[nodiscard]] std::uint64_t uncertain_from(const audit& shown) const noexcept;
    [[nodiscard]] bool can_judge(const audit& shown) const noexcept
    {
        return uncertain_from(shown) >= known_from_;
    }
    [[nodiscard]] std::string judge(const price_levels& bids, const price_levels& asks);
    [[nodiscard]] std::string compare(side which, const price_levels& ours, std::span<const level> shown,
                                      std::uint64_t from);
    [[nodiscard]] std::vector<decimal> changed_since(std::uint64_t from, side which) const;

    book_audit_options options_;
    bool listening_ = false;
    std::uint64_t known_from_ = 0;  // Every change of this time or later is remembered.
    std::uint64_t newest_ = 0;      // What the book stands at.
    std::vector<change> changes_{}; // In the order of their time ...
    std::size_t forgotten_ = 0;     // ... but for so many of the oldest, which do not count.
    std::optional<audit> waiting_{};
    std::uint64_t passed_ = 0;
    std::uint64_t failed_ = 0;
    std::uint64_t passed_over_ = 0;
    std::uint64_t skipped_levels_ = 0;
};

} // namespace holdfast

#endif
