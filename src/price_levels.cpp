#include <holdfast/price_levels.hpp>

#include <algorithm>
#include <iterator>
#include <numeric>

namespace holdfast {

void price_levels::assign(std::span<const level> levels)
{
    levels_.assign(levels.rbegin(), levels.rend()); // Exchanges send the best first.
    const auto out_of_order = [this](const level& a, const level& b) { return !worse(a.price, b.price); };
    if (std::adjacent_find(levels_.begin(), levels_.end(), out_of_order) != levels_.end())
        assign_unordered(levels);
    std::erase_if(levels_, [](const level& l) { return l.quantity.is_zero(); });
}

// Sorts, and keeps of each price the level that was sent last.
void price_levels::assign_unordered(std::span<const level> levels)
{
    std::vector<const level*> order(levels.size());
    std::iota(order.begin(), order.end(), levels.data());
    std::sort(order.begin(), order.end(), [this](const level* a, const level* b) {
        return worse(a->price, b->price) || (a->price == b->price && a > b);
    });
    const auto same = [](const level* a, const level* b) { return a->price == b->price; };
    order.erase(std::unique(order.begin(), order.end(), same), order.end());

    levels_.clear();
    for (const level* l : order)
        levels_.push_back(*l);
}

void price_levels::set(const level& changed)
{
    const std::size_t place = find(changed.price);
    const auto at = levels_.begin() + static_cast<std::ptrdiff_t>(place);
    const bool known = place < levels_.size() && at->price == changed.price;
    if (changed.quantity.is_zero()) {
        if (known)
            levels_.erase(at);
    } else if (known) {
        *at = changed;
    } else {
        levels_.insert(at, changed);
    }
}

decimal price_levels::quantity_at(const decimal& price) const noexcept
{
    const std::size_t place = find(price);
    return place < levels_.size() && levels_[place].price == price ? levels_[place].quantity : decimal();
}

std::vector<level> price_levels::top(std::size_t depth) const
{
    return std::vector<level>(begin(), begin() + static_cast<std::ptrdiff_t>(std::min(depth, size())));
}

// Where the price is, or belongs. Gallops away from the best level, then bisects.
std::size_t price_levels::find(const decimal& price) const noexcept
{
    std::size_t end = levels_.size();
    std::size_t step = 1;
    while (step <= end && !worse(levels_[end - step].price, price)) {
        end -= step;
        step *= 2;
    }
    const std::size_t begin = step <= end ? end - step + 1 : 0;
    const auto first = levels_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = levels_.begin() + static_cast<std::ptrdiff_t>(end);
    const auto found =
        std::partition_point(first, last, [&](const level& l) { return worse(l.price, price); });
    return static_cast<std::size_t>(std::distance(levels_.begin(), found));
}

} // namespace holdfast
