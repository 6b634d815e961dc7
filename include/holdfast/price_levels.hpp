#ifndef HOLDFAST_PRICE_LEVELS_HPP
#define HOLDFAST_PRICE_LEVELS_HPP

#include <holdfast/event.hpp>

#include <cstddef>
#include <iterator>
#include <span>
#include <vector>

namespace holdfast {

/// One side of a book: its levels by price, the best first.
///
/// Pure: knows nothing of gaps or verification; `order_book` adds that.
///
/// Laid out for the way books change: sorted and contiguous, with the best level at the back. A removed level
/// stays behind as a hole, with quantity zero, until a new one nearby takes its place, so that neither removing
/// nor adding moves much memory. There are never more than a few more holes than levels.
///
/// Thread safety. Distinct objects: safe. Shared objects: unsafe.
class price_levels {
public:
    class const_iterator;

    /// An empty side: `side::buy` for bids, highest price first; `side::sell` for asks, lowest first.
    explicit price_levels(side which) noexcept : side_(which) {}

    /// Replaces everything by these levels, in any order. Of a price that comes twice the last one counts;
    /// quantity zero means no level.
    void assign(std::span<const level> levels);

    /// Sets the quantity of a price; zero removes the level, whether it is known or not.
    void set(const level& changed);

    void clear() noexcept;

    [[nodiscard]] bool empty() const noexcept { return live_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return live_; }

    /// Precondition: not empty.
    [[nodiscard]] const level& best() const noexcept { return slots_.back(); }

    /// The quantity at a price; zero where there is no level.
    [[nodiscard]] decimal quantity_at(const decimal& price) const noexcept;

    /// The best `depth` levels, or all that there are.
    [[nodiscard]] std::vector<level> top(std::size_t depth) const;

    /// From the best level to the worst. Valid until the next change.
    [[nodiscard]] const_iterator begin() const noexcept;
    [[nodiscard]] const_iterator end() const noexcept;

private:
    [[nodiscard]] bool worse(const decimal& a, const decimal& b) const noexcept
    {
        return side_ == side::buy ? a < b : b < a;
    }

    void assign_unordered(std::span<const level> levels);
    [[nodiscard]] std::size_t find(const decimal& price) const noexcept;
    [[nodiscard]] bool is_hole(std::size_t place) const noexcept { return slots_[place].quantity.is_zero(); }
    void insert(std::size_t place, const level& added);
    void remove(std::size_t place);

    std::vector<level> slots_{}; // From the worst to the best; the last one is no hole.
    std::size_t live_ = 0;       // Slots that are no holes.
    side side_;
};

class price_levels::const_iterator {
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = level;
    using difference_type = std::ptrdiff_t;
    using pointer = const level*;
    using reference = const level&;

    const_iterator() = default;

    [[nodiscard]] reference operator*() const noexcept { return behind_[-1]; }
    [[nodiscard]] pointer operator->() const noexcept { return behind_ - 1; }

    const_iterator& operator++() noexcept
    {
        do {
            --behind_;
        } while (behind_ != first_ && behind_[-1].quantity.is_zero());
        return *this;
    }

    const_iterator operator++(int) noexcept
    {
        const const_iterator before = *this;
        ++*this;
        return before;
    }

    friend bool operator==(const const_iterator& a, const const_iterator& b) noexcept
    {
        return a.behind_ == b.behind_;
    }

private:
    friend class price_levels;
    const_iterator(const level* first, const level* behind) noexcept : first_(first), behind_(behind) {}

    const level* first_ = nullptr;
    const level* behind_ = nullptr; // One past the level, as in a reverse iterator.
};

inline price_levels::const_iterator price_levels::begin() const noexcept
{
    return {slots_.data(), slots_.data() + slots_.size()};
}

inline price_levels::const_iterator price_levels::end() const noexcept
{
    return {slots_.data(), slots_.data()};
}

} // namespace holdfast

#endif
