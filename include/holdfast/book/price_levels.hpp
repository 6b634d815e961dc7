// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BOOK_PRICE_LEVELS_HPP
#define HOLDFAST_BOOK_PRICE_LEVELS_HPP

#include <holdfast/event.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <span>
#include <vector>

namespace holdfast {

/// One side of a book: its levels by price, the best first.
///
/// Pure: knows nothing of gaps or verification; `order_book` adds that.
///
/// Laid out for the way books change. Levels stand in leaves of up to sixteen; the leaves are in the order of
/// their prices, the levels within a leaf in none, so that adding and removing one moves nothing. Prices are
/// sought as integers, sixteen at a time: each is a number of units of the finest price seen. A price that is
/// no such number, because it is too large or too fine beside the others, has its level in a tree of odd
/// ones: slower, and as right. Adding or removing one of n costs a number of steps that grows with log n.
///
/// Thread safety. Distinct objects: safe. Shared objects: unsafe.
class price_levels {
public:
    class const_iterator;

    /// An empty side: `side::buy` for bids, highest price first; `side::sell` for asks, lowest first.
    explicit price_levels(side which) : odd_(from_worst{which}), side_(which) {}

    /// Replaces everything by these levels, in any order. Of a price that comes twice the last one counts;
    /// quantity zero means no level.
    void assign(std::span<const level> levels);

    /// Sets the quantities of these prices, one after the other; zero removes the level, whether it is known
    /// or not. Right in any order, fastest from the best price to the worst, as exchanges send them.
    void apply(std::span<const level> changes);

    /// The same for one price.
    void set(const level& changed) { apply({&changed, 1}); }

    void clear() noexcept;

    /// Removes the worst levels until there are no more than `depth`.
    void keep_best(std::size_t depth);

    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return keyed_ + odd_.size(); }

    /// Precondition: not empty. Valid until the next change.
    [[nodiscard]] const level& best() const noexcept
    {
        return best_is_odd_ ? odd_.rbegin()->second : leaves_[best_leaf_].levels[best_place_];
    }

    /// The quantity at a price; zero where there is no level.
    [[nodiscard]] decimal quantity_at(const decimal& price) const noexcept;

    /// The best `depth` levels, or all that there are.
    [[nodiscard]] std::vector<level> top(std::size_t depth) const;

    /// From the best level to the worst. Valid until the next change.
    [[nodiscard]] const_iterator begin() const noexcept;
    [[nodiscard]] const_iterator end() const noexcept;

private:
    // Grows towards the best price; the same for prices that are equal.
    using key = std::int32_t;
    static constexpr key no_key = std::numeric_limits<key>::min();
    static constexpr std::size_t width = 16;
    using places = std::array<std::uint8_t, width>;

    struct leaf {
        alignas(64) std::array<key, width> keys; // `no_key` where there is no level.
        std::array<level, width> levels;
        std::uint32_t count;

        void clear() noexcept;
        int put(key at, const level& changed) noexcept;
        [[nodiscard]] places from_best() const noexcept;
        [[nodiscard]] std::size_t best_place() const noexcept;
    };

    struct from_worst {
        side which;
        bool operator()(const decimal& a, const decimal& b) const noexcept
        {
            return which == side::buy ? a < b : b < a;
        }
    };
    using odd_levels = std::map<decimal, level, from_worst>;

    [[nodiscard]] bool worse(const decimal& a, const decimal& b) const noexcept
    {
        return from_worst{side_}(a, b);
    }
    [[nodiscard]] leaf& nth(std::size_t n) noexcept { return leaves_[order_[n]]; }
    [[nodiscard]] const leaf& nth(std::size_t n) const noexcept { return leaves_[order_[n]]; }

    [[nodiscard]] key key_of(const decimal& price) const noexcept;
    [[nodiscard]] std::size_t leaf_of(key sought, std::size_t from) const noexcept;
    [[nodiscard]] const level* known(const decimal& price) const noexcept;
    [[nodiscard]] const level& worst() const noexcept;

    bool adopt(std::span<const level> levels);
    void split(std::size_t n);
    void shrink(std::size_t n) noexcept;
    bool merge_with_next(std::size_t n) noexcept;
    void drop(std::size_t n) noexcept;
    std::uint32_t spare_leaf();

    void set_odd(const level& changed);
    bool refine(const decimal& price) noexcept;
    [[nodiscard]] key largest_key() const noexcept;
    void rescale(std::int32_t factor) noexcept;
    void find_best() noexcept;

    std::vector<leaf> leaves_{};
    std::vector<std::uint32_t> order_{}; // Where the leaves are, from the worst to the best.
    std::vector<key> fences_{};          // The least key of each leaf, between two borders: see `leaf_of`.
    std::vector<std::uint32_t> spare_{}; // Leaves out of use.
    odd_levels odd_;                     // Levels without a key, from the worst to the best.
    std::size_t keyed_ = 0;              // Levels in leaves.
    std::uint32_t best_leaf_ = 0;
    std::uint32_t best_place_ = 0;
    bool best_is_odd_ = false;
    int unit_ = 0; // A key counts units of ten to the power of this.
    side side_;
};

/// Goes through the levels of a side, the best first.
class price_levels::const_iterator {
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = level;
    using difference_type = std::ptrdiff_t;
    using pointer = const level*;
    using reference = const level&;

    const_iterator() = default;

    [[nodiscard]] reference operator*() const noexcept { return *at_; }
    [[nodiscard]] pointer operator->() const noexcept { return at_; }

    const_iterator& operator++() noexcept;
    const_iterator operator++(int) noexcept
    {
        const const_iterator before = *this;
        ++*this;
        return before;
    }

    friend bool operator==(const const_iterator& a, const const_iterator& b) noexcept
    {
        return a.at_ == b.at_;
    }

private:
    friend class price_levels;
    explicit const_iterator(const price_levels& over) noexcept;

    void enter_leaf() noexcept;
    void choose() noexcept;
    [[nodiscard]] const level* keyed() const noexcept;
    [[nodiscard]] const level* odd() const noexcept;

    const price_levels* over_ = nullptr;
    const level* at_ = nullptr; // Null at the end.
    std::size_t leaves_left_ = 0;
    odd_levels::const_reverse_iterator odd_{};
    std::size_t rank_ = 0; // In the last of the leaves that are left.
    places order_{};
};

inline price_levels::const_iterator price_levels::begin() const noexcept
{
    return const_iterator(*this);
}

inline price_levels::const_iterator price_levels::end() const noexcept
{
    return {};
}

} // namespace holdfast

#endif
