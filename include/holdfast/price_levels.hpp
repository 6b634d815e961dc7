#ifndef HOLDFAST_PRICE_LEVELS_HPP
#define HOLDFAST_PRICE_LEVELS_HPP

#include <holdfast/event.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace holdfast {

/// One side of a book: its levels by price, the best first.
///
/// Pure: knows nothing of gaps or verification; `order_book` adds that. Contiguous, and stored with the best
/// level at the back, so that changes near the top, which are nearly all of them, move little memory.
///
/// Thread safety. Distinct objects: safe. Shared objects: unsafe.
class price_levels {
    using storage = std::vector<level>;

public:
    /// Goes from the best level to the worst.
    using const_iterator = storage::const_reverse_iterator;

    /// An empty side: `side::buy` for bids, highest price first; `side::sell` for asks, lowest first.
    explicit price_levels(side which) noexcept : side_(which) {}

    /// Replaces everything by these levels, in any order. Of a price that comes twice the last one counts;
    /// quantity zero means no level.
    void assign(std::span<const level> levels);

    /// Sets the quantity of a price; zero removes the level, whether it is known or not.
    void set(const level& changed);

    void clear() noexcept { levels_.clear(); }

    [[nodiscard]] bool empty() const noexcept { return levels_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return levels_.size(); }

    /// Precondition: not empty.
    [[nodiscard]] const level& best() const noexcept { return levels_.back(); }

    /// The quantity at a price; zero where there is no level.
    [[nodiscard]] decimal quantity_at(const decimal& price) const noexcept;

    /// The best `depth` levels, or all that there are.
    [[nodiscard]] std::vector<level> top(std::size_t depth) const;

    [[nodiscard]] const_iterator begin() const noexcept { return levels_.rbegin(); }
    [[nodiscard]] const_iterator end() const noexcept { return levels_.rend(); }

private:
    [[nodiscard]] bool worse(const decimal& a, const decimal& b) const noexcept
    {
        return side_ == side::buy ? a < b : b < a;
    }

    void assign_unordered(std::span<const level> levels);
    [[nodiscard]] std::size_t find(const decimal& price) const noexcept;

    storage levels_{}; // From the worst to the best.
    side side_;
};

} // namespace holdfast

#endif
