// SPDX-License-Identifier: BSL-1.0
#include <holdfast/book/price_levels.hpp>

#include "book/key_compare.hpp"
#include "book/price_key.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <utility>

namespace holdfast {

namespace {

// Levels of a leaf that is made of a snapshot, or of two leaves: there is room for some more.
constexpr std::size_t comfortable = 12;
// Levels below which a leaf looks for another to join.
constexpr std::uint32_t sparse = 4;
// How much a price may grow until it is too large for a unit that was made finer.
constexpr std::int64_t headroom = 16;
// Odd levels that are tried again when a side without keys gets its first one.
constexpr std::size_t most_reconsidered = 64;

std::size_t first(std::uint32_t mask) noexcept
{
    return static_cast<std::size_t>(std::countr_zero(mask));
}

template <class Container>
auto at(Container& in, std::size_t place) noexcept
{
    return in.begin() + static_cast<std::ptrdiff_t>(place);
}

} // namespace

// Leaves.

void price_levels::leaf::clear() noexcept
{
    keys.fill(no_key);
    count = 0;
}

// How many levels there are more than before. The same code for all cases: which one is next cannot be
// guessed. Precondition: there is room for one more.
inline int price_levels::leaf::put(key at, const level& changed) noexcept
{
    static_assert(width == key_masks::width);
    const std::uint32_t known = key_masks::equal(keys.data(), at);
    const std::uint32_t room = key_masks::equal(keys.data(), no_key);
    const std::size_t found = first(known | room << width);
    const std::size_t place = found % width;
    const bool is_known = found < width;
    const bool is_gone = changed.quantity.is_zero();
    keys[place] = is_gone ? no_key : at;
    levels[place] = changed;
    const int more = static_cast<int>(!is_gone) - static_cast<int>(is_known);
    count += static_cast<std::uint32_t>(more);
    return more;
}

// Where the levels are, the best first.
price_levels::places price_levels::leaf::from_best() const noexcept
{
    places sorted{};
    for (std::size_t i = 0; i < width; ++i) {
        std::uint32_t better = 0;
        for (const key other : keys)
            better += other > keys[i] ? 1U : 0U;
        if (better < count)
            sorted[better] = static_cast<std::uint8_t>(i);
    }
    return sorted;
}

std::size_t price_levels::leaf::best_place() const noexcept
{
    std::size_t best = 0;
    key greatest = keys[0];
    for (std::size_t i = 1; i < width; ++i) {
        best = keys[i] > greatest ? i : best;
        greatest = std::max(greatest, keys[i]);
    }
    return best;
}

// Changes.

inline price_levels::key price_levels::key_of(const decimal& price) const noexcept
{
    static_assert(no_key == price_key::none);
    const std::uint32_t turn = side_ == side::buy ? 0 : ~0U; // Turns the sign; `no_key` stays what it is.
    return static_cast<key>((static_cast<std::uint32_t>(price_key::of(price, unit_)) ^ turn) - turn);
}

// The leaf that a key belongs to, looked for downwards from leaf `from`. The fence of leaf n is the last of
// the `width` entries from `fences_[n]` on; those before the first leaf are below every key, the one behind
// the last leaf is above.
inline std::size_t price_levels::leaf_of(key sought, std::size_t from) const noexcept
{
    constexpr int near = 4;
    constexpr std::uint32_t all_below = 1U << width;
    std::size_t n = fences_[from + width] <= sought ? order_.size() - 1 : from;
    for (int i = 0; i < near; ++i) {
        const std::size_t below = first(key_masks::above(fences_.data() + n, sought) | all_below);
        n = n + below - width;
        if (below != 0) [[likely]]
            return n;
    }
    const auto second = at(fences_, width);
    return static_cast<std::size_t>(
        std::upper_bound(second, second + static_cast<std::ptrdiff_t>(n), sought) - second);
}

void price_levels::apply(std::span<const level> changes)
{
    if (fences_.empty())
        assign({});
    std::size_t n = order_.size() - 1;
    for (const level& changed : changes) {
        const key sought = key_of(changed.price);
        if (sought == no_key) [[unlikely]] {
            set_odd(changed);
            n = order_.size() - 1;
            continue;
        }
        n = leaf_of(sought, n);
        if (nth(n).count == width) [[unlikely]] {
            split(n);
            n = leaf_of(sought, n + 1);
        }
        leaf& in = nth(n);
        keyed_ += static_cast<std::size_t>(in.put(sought, changed));
        if (in.count < sparse) [[unlikely]] {
            shrink(n);
            n = order_.size() - 1;
        }
    }
    find_best();
}

void price_levels::assign(std::span<const level> levels)
{
    if (adopt(levels))
        return;
    for (const level& l : levels)
        if (price_key::of(l.price, unit_) == price_key::none)
            unit_ = std::min(unit_, price_key::unit_of(l.price));
    if (adopt(levels))
        return;
    clear();
    apply(levels);
}

// Takes the levels as they come, if they come as they should: every one with a key and a quantity, the best
// first. From then on there is always a leaf, be it empty.
bool price_levels::adopt(std::span<const level> levels)
{
    clear();
    const std::size_t leaves = std::max<std::size_t>((levels.size() + comfortable - 1) / comfortable, 1);
    spare_.reserve(leaves);
    leaves_.resize(leaves);
    order_.resize(leaves);
    fences_.assign(width + leaves, no_key);
    fences_.back() = price_key::beyond;

    key last = price_key::beyond;
    for (std::size_t i = 0; i < leaves; ++i) {
        const std::size_t n = leaves - 1 - i;
        order_[n] = static_cast<std::uint32_t>(i);
        leaf& to = leaves_[i];
        to.clear();
        for (const level& l : levels.subspan(i * comfortable)) {
            if (to.count == comfortable)
                break;
            const key next = key_of(l.price);
            if (next >= last || next == no_key || l.quantity.is_zero())
                return false;
            to.keys[to.count] = last = next;
            to.levels[to.count++] = l;
        }
        if (n > 0)
            fences_[n + width - 1] = last;
    }
    keyed_ = levels.size();
    find_best();
    return true;
}

void price_levels::clear() noexcept
{
    leaves_.clear();
    order_.clear();
    fences_.clear();
    spare_.clear();
    odd_.clear();
    keyed_ = 0;
}

// The better half of a full leaf goes to a leaf of its own.
void price_levels::split(std::size_t n)
{
    order_.reserve(order_.size() + 1);
    fences_.reserve(fences_.size() + 1);
    const std::uint32_t made = spare_leaf();
    leaf& from = nth(n);
    leaf& to = leaves_[made];
    const places sorted = from.from_best();
    to.clear();
    for (std::size_t i = 0; i < width / 2; ++i) {
        to.keys[i] = std::exchange(from.keys[sorted[i]], no_key);
        to.levels[i] = from.levels[sorted[i]];
    }
    to.count = from.count = width / 2;
    order_.insert(at(order_, n + 1), made);
    fences_.insert(at(fences_, n + width), to.keys[width / 2 - 1]);
}

std::uint32_t price_levels::spare_leaf()
{
    if (spare_.empty()) {
        leaves_.emplace_back();
        spare_.reserve(leaves_.capacity()); // So that none needs memory to go out of use.
        return static_cast<std::uint32_t>(leaves_.size() - 1);
    }
    const std::uint32_t spare = spare_.back();
    spare_.pop_back();
    return spare;
}

void price_levels::shrink(std::size_t n) noexcept
{
    const bool has_next = n + 1 < order_.size();
    if ((n > 0 && merge_with_next(n - 1)) || (has_next && merge_with_next(n)))
        return;
    if (nth(n).count == 0 && order_.size() > 1)
        drop(n);
}

bool price_levels::merge_with_next(std::size_t n) noexcept
{
    leaf& to = nth(n);
    const leaf& from = nth(n + 1);
    if (to.count + from.count > comfortable)
        return false;
    for (std::size_t i = 0; i < width; ++i)
        if (from.keys[i] != no_key)
            to.put(from.keys[i], from.levels[i]);
    drop(n + 1);
    return true;
}

// What belonged to a leaf belongs to the one before it, or, before the first, to the first.
void price_levels::drop(std::size_t n) noexcept
{
    spare_.push_back(order_[n]);
    order_.erase(at(order_, n));
    fences_.erase(at(fences_, std::max<std::size_t>(n, 1) + width - 1));
}

void price_levels::find_best() noexcept
{
    const leaf& in = nth(order_.size() - 1);
    best_leaf_ = order_.back();
    best_place_ = static_cast<std::uint32_t>(in.best_place());
    best_is_odd_ =
        !odd_.empty() && (keyed_ == 0 || worse(in.levels[best_place_].price, odd_.rbegin()->first));
}

// Odd levels.

void price_levels::set_odd(const level& changed)
{
    const auto known = odd_.find(changed.price);
    if (changed.quantity.is_zero()) {
        if (known != odd_.end())
            odd_.erase(known);
    } else if (known != odd_.end()) {
        known->second = changed;
    } else if (refine(changed.price)) {
        // Others may have a key now, too.
        std::vector<level> were_odd;
        for (const auto& [price, odd] : odd_)
            were_odd.push_back(odd);
        odd_.clear();
        set(changed);
        apply(were_odd);
    } else {
        odd_.emplace(changed.price, changed);
    }
}

// Goes over to a finer unit, in which the price has a key, if every other can keep one.
bool price_levels::refine(const decimal& price) noexcept
{
    const int finer = price_key::unit_of(price);
    if (price_key::of(price, finer) == price_key::none)
        return false;
    if (keyed_ == 0) {
        if (odd_.size() > most_reconsidered)
            return false; // Or they all would be, each time that the last key goes and another comes.
    } else {
        const std::int32_t factor = price_key::power_of_ten(unit_ - finer);
        if (factor <= 1 || largest_key() > price_key::largest / headroom / factor)
            return false;
        rescale(factor);
    }
    unit_ = finer;
    return true;
}

std::int32_t price_levels::largest_key() const noexcept
{
    key largest = 0;
    for (const std::size_t n : {std::size_t{0}, order_.size() - 1})
        for (const key k : nth(n).keys)
            largest = k == no_key ? largest : std::max(largest, std::abs(k));
    return largest;
}

void price_levels::rescale(std::int32_t factor) noexcept
{
    const auto multiply = [factor](key& k) { k *= k == no_key || k == price_key::beyond ? 1 : factor; };
    for (const std::uint32_t used : order_)
        std::ranges::for_each(leaves_[used].keys, multiply);
    std::ranges::for_each(fences_, multiply);
}

// Reads.

const level* price_levels::known(const decimal& price) const noexcept
{
    const key sought = key_of(price);
    if (sought == no_key) {
        const auto found = odd_.find(price);
        return found != odd_.end() ? &found->second : nullptr;
    }
    if (keyed_ == 0)
        return nullptr;
    const leaf& in = nth(leaf_of(sought, order_.size() - 1));
    const std::uint32_t found = key_masks::equal(in.keys.data(), sought);
    return found != 0 ? &in.levels[first(found)] : nullptr;
}

decimal price_levels::quantity_at(const decimal& price) const noexcept
{
    const level* const found = known(price);
    return found != nullptr ? found->quantity : decimal();
}

void price_levels::keep_best(std::size_t depth)
{
    while (size() > depth)
        set({worst().price, decimal()});
}

/// Precondition: not empty.
const level& price_levels::worst() const noexcept
{
    const level* found = odd_.empty() ? nullptr : &odd_.begin()->second;
    for (std::size_t n = 0; n != order_.size(); ++n) {
        const leaf& last = nth(n);
        if (last.count == 0)
            continue;
        const places sorted = last.from_best();
        const level& keyed = last.levels[sorted[last.count - 1]];
        return found && worse(found->price, keyed.price) ? *found : keyed;
    }
    return *found;
}

std::vector<level> price_levels::top(std::size_t depth) const
{
    std::vector<level> levels;
    levels.reserve(std::min(depth, size()));
    for (const_iterator next = begin(); next != end() && levels.size() < depth; ++next)
        levels.push_back(*next);
    return levels;
}

price_levels::const_iterator::const_iterator(const price_levels& over) noexcept
    : over_(&over), leaves_left_(over.order_.size()), odd_(over.odd_.rbegin())
{
    enter_leaf();
    choose();
}

price_levels::const_iterator& price_levels::const_iterator::operator++() noexcept
{
    if (at_ == odd()) {
        ++odd_;
    } else if (++rank_ == over_->nth(leaves_left_ - 1).count) {
        --leaves_left_;
        enter_leaf();
    }
    choose();
    return *this;
}

void price_levels::const_iterator::enter_leaf() noexcept
{
    while (leaves_left_ > 0 && over_->nth(leaves_left_ - 1).count == 0)
        --leaves_left_;
    if (leaves_left_ > 0)
        order_ = over_->nth(leaves_left_ - 1).from_best();
    rank_ = 0;
}

void price_levels::const_iterator::choose() noexcept
{
    const level* const k = keyed();
    const level* const o = odd();
    at_ = k == nullptr || (o != nullptr && over_->worse(k->price, o->price)) ? o : k;
}

const level* price_levels::const_iterator::keyed() const noexcept
{
    return leaves_left_ > 0 ? &over_->nth(leaves_left_ - 1).levels[order_[rank_]] : nullptr;
}

const level* price_levels::const_iterator::odd() const noexcept
{
    return odd_ != over_->odd_.rend() ? &odd_->second : nullptr;
}

} // namespace holdfast
