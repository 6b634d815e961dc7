// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_TAPE_TAPED_BOOK_HPP
#define HOLDFAST_SRC_SIM_TAPE_TAPED_BOOK_HPP

#include "sim/market/book_history.hpp"
#include "sim/market/market_dialect.hpp"
#include "sim/market/sequence_map.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

namespace holdfast::sim {

/// A symbol's true book as a tape tells it: a whole one, pushed or by REST, and the changes since. It follows
/// the first book topic of the symbol. The updates of its ledger are the numbers on the tape as long as those
/// grow.
class taped_book {
public:
    explicit taped_book(std::size_t history) : book_(history), shown_(history) {}

    /// A message; `counted`: its numbers tell whether one before it is missing.
    void take(recorded message, bool counted);
    /// A later snapshot of a book that is known tells nothing new.
    void take(recorded_snapshot snapshot);

    [[nodiscard]] const ledger& book() const noexcept { return book_; }
    [[nodiscard]] const places& shown() const noexcept { return shown_; }
    [[nodiscard]] const std::string& topic() const noexcept { return topic_; }
    /// Where a client's book stands that has seen all.
    [[nodiscard]] std::uint64_t place() const noexcept { return place_; }
    [[nodiscard]] bool numberless() const noexcept { return numberless_; }

private:
    struct waiting {
        recorded message;
        bool counted;
    };
    void apply(waiting next);
    void replace(const recorded& message);
    void wait(waiting next);
    void stand_at(std::uint64_t place);
    [[nodiscard]] bool is_old(const recorded& message) const;
    [[nodiscard]] bool goes_on(const recorded& message) const;

    ledger book_;
    places shown_;
    std::string topic_;
    std::deque<waiting> waiting_;
    std::uint64_t place_ = 0;
    std::uint64_t announced_ = 0;
    bool by_rest_ = false; ///< Nothing has been applied to the snapshot yet.
    bool numberless_ = false;
};

} // namespace holdfast::sim

#endif
