// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ORDER_BOOK_HPP
#define HOLDFAST_ORDER_BOOK_HPP

#include <holdfast/book/book_audit.hpp>
#include <holdfast/book/price_levels.hpp>
#include <holdfast/error.hpp>
#include <holdfast/event.hpp>
#include <holdfast/topic.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace holdfast {

struct order_book_options {
    /// Levels that one side may have, at least 1; more of them close the book.
    std::size_t max_levels = 1'000'000;
    /// The best levels of a side that are kept, for a book that the exchange sends as a window without
    /// deletions for what leaves it (Kraken v2). Zero: what the snapshot says (`topic_traits::depth`),
    /// usually all.
    std::size_t depth = 0;
    /// The oldest message, by the exchange's time, after which the book is open: one that is older closes it
    /// (`errc::lagging`), and one that is not opens it again. A message comes late where the line, this
    /// process or the consumer is slow. Zero: any age. Judged by this machine's calendar, which has to be
    /// right.
    duration max_lag{};
    /// The exchange's checksum of a book, which its adapter has; null where it sends none. Compared after
    /// every message that carries one, those within a recovery too.
    std::uint32_t (*checksum)(const price_levels& bids, const price_levels& asks) = nullptr;
    book_audit_options audits{};
};

/// The order book of one topic, kept from its stream. Fail-closed: while the book is not verified, every read
/// is an error that says why, and never the last good value.
///
/// The book is open from a `gap_closed` after a `snapshot` until the next `gap_opened`. Besides what the
/// stream says, it closes by itself when it sees that it is wrong (crossed, too many levels, a message
/// without levels, a checksum or an audit that says otherwise, an epoch that goes back, a session that is not
/// connected); then only a new snapshot opens it again.
///
/// A book may have an empty side, or two (options, thin instruments): it is verified, and has no best bid or
/// ask, which is an error (`errc::empty_book`) like every read that cannot be answered.
///
/// A partial book (`@depth5`), where every message is a snapshot, stays open from one to the next.
///
/// Thread safety. Distinct objects: safe. Shared objects: unsafe.
///
/// @code
/// hf::order_book book(depth.doubts());
/// while (auto batch = co_await depth.receive())
///     for (const hf::event& ev : *batch)
///         if (book.apply(ev); book.verified())
///             quote(*book.best_bid(), *book.best_ask());
/// @endcode
class order_book {
public:
    /// Is told when the book finds by itself that it is wrong.
    using doubts = std::function<void(const failure&)>;

    order_book() : order_book(doubts()) {}
    /// @param distrust  `stream::doubts()`, so that the session repairs what the book does not believe; may
    /// be empty
    explicit order_book(doubts distrust, order_book_options options = order_book_options());

    /// Takes the next event of the stream. The first event with a topic binds the book to that topic; events
    /// of other topics are ignored.
    void apply(const event& next);

    /// Says whether reads are allowed.
    [[nodiscard]] bool verified() const noexcept { return verified_; }

    /// The best level of a side. Errors: why the book is closed; empty_book.
    [[nodiscard]] result<level> best_bid() const
    {
        if (!verified_ || bids_.empty())
            return unreadable();
        return bids_.best();
    }
    [[nodiscard]] result<level> best_ask() const
    {
        if (!verified_ || asks_.empty())
            return unreadable();
        return asks_.best();
    }
    [[nodiscard]] result<quote> top() const
    {
        if (!verified_ || bids_.empty() || asks_.empty())
            return unreadable();
        return quote{bids_.best(), asks_.best()};
    }

    /// The best `depth` levels of a side, best first, or all that there are. Errors: why the book is closed.
    [[nodiscard]] result<std::vector<level>> bids(std::size_t depth) const;
    [[nodiscard]] result<std::vector<level>> asks(std::size_t depth) const;

    /// The quantity at a price, zero where there is no level. Errors: why the book is closed.
    [[nodiscard]] result<decimal> quantity_at(side which, const decimal& price) const;

    /// Why reads are closed: the code, and a text that names the topic. No error while the book is verified.
    [[nodiscard]] failure reason() const;
    /// Since when reads are closed; nothing while the book is verified, and before the first event that tells
    /// time.
    [[nodiscard]] std::optional<time_point> closed_since() const noexcept;

    /// How old the newest message was when it was taken (`stamp::lag`).
    [[nodiscard]] duration lag() const noexcept { return lag_; }

    [[nodiscard]] const topic& on() const noexcept { return on_; }
    /// The sequence number that the levels stand at.
    [[nodiscard]] std::uint64_t last_id() const noexcept { return last_id_; }
    /// The connection of the newest event.
    [[nodiscard]] std::uint32_t epoch() const noexcept { return epoch_; }
    /// How often the book was closed after it had been verified.
    [[nodiscard]] std::uint64_t times_closed() const noexcept { return times_closed_; }

    /// Checksums that were as they should be, and that were not.
    [[nodiscard]] std::uint64_t checksums_ok() const noexcept { return checksums_ok_; }
    [[nodiscard]] std::uint64_t checksums_bad() const noexcept { return checksums_bad_; }
    /// Audits that found the book as it should be, and otherwise.
    [[nodiscard]] std::uint64_t audits_passed() const noexcept { return audits_.passed(); }
    [[nodiscard]] std::uint64_t audits_failed() const noexcept { return audits_.failed(); }
    /// All that is counted about audits.
    [[nodiscard]] const book_audit& audits() const noexcept { return audits_; }

    /// What was last known, verified or not. For displays and for finding faults; never trade on it.
    [[nodiscard]] const price_levels& unverified_bids() const noexcept { return bids_; }
    [[nodiscard]] const price_levels& unverified_asks() const noexcept { return asks_; }

private:
    void on_event(const snapshot& s);
    void on_event(const data& d);
    void on_event(const gap_opened& g);
    void on_event(const gap_closed& g);
    void on_event(const phase_changed& p);
    void on_event(const audit& a);
    void on_event(const still_closed& s);

    [[nodiscard]] bool concerns(const topic& other);
    [[nodiscard]] bool enter(std::uint32_t epoch, time_point now);
    void close(failure why);
    void doubt(failure why);
    void examine();
    void fall_behind();
    void keep_window();
    [[nodiscard]] failure unreadable() const;
    void compare(std::uint32_t checksum);
    void doubt_if(std::string audited);

    price_levels bids_{side::buy};
    price_levels asks_{side::sell};
    topic on_{};
    std::uint64_t last_id_ = 0;
    std::uint32_t epoch_ = 0;
    bool open_ = false;  // By the stream's word: between `gap_closed` and `gap_opened`.
    bool whole_ = false; // By our own: a snapshot and all that followed, and nothing wrong with it.
    bool verified_ = false;
    std::size_t depth_ = 0; // Levels a side; zero: all.
    duration lag_{};
    std::uint64_t times_closed_ = 0;
    std::uint64_t checksums_ok_ = 0;
    std::uint64_t checksums_bad_ = 0;
    std::optional<time_point> seen_{}; // When the newest event arrived.
    std::optional<time_point> since_{};
    failure why_;
    doubts distrust_;
    order_book_options options_;
    book_audit audits_;
};

} // namespace holdfast

#endif
