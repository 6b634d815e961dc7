#include <holdfast/price_levels.hpp>

#include <algorithm>
#include <numeric>

namespace holdfast {

namespace {

// How far a hole may be from where a level is wanted.
constexpr std::size_t reach = 32;
// Holes that are worth no compaction.
constexpr std::size_t few_holes = 64;

} // namespace

void price_levels::assign(std::span<const level> levels)
{
    slots_.assign(levels.rbegin(), levels.rend()); // Exchanges send the best first.
    const auto out_of_order = [this](const level& a, const level& b) { return !worse(a.price, b.price); };
    if (std::adjacent_find(slots_.begin(), slots_.end(), out_of_order) != slots_.end())
        assign_unordered(levels);
    std::erase_if(slots_, [](const level& l) { return l.quantity.is_zero(); });
    live_ = slots_.size();
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

    slots_.clear();
    for (const level* l : order)
        slots_.push_back(*l);
}

void price_levels::set(const level& changed)
{
    const std::size_t place = find(changed.price);
    const bool known = place < slots_.size() && slots_[place].price == changed.price;
    if (changed.quantity.is_zero()) {
        if (known && !is_hole(place))
            remove(place);
    } else if (known) {
        live_ += is_hole(place) ? 1 : 0;
        slots_[place] = changed;
    } else {
        insert(place, changed);
    }
}

void price_levels::clear() noexcept
{
    slots_.clear();
    live_ = 0;
}

// Into the nearest hole, whose neighbours on the way to it make room; without one nearby, into a new slot.
void price_levels::insert(std::size_t place, const level& added)
{
    ++live_;
    const auto at = slots_.begin() + static_cast<std::ptrdiff_t>(place);
    for (std::size_t distance = 0; distance < reach; ++distance) {
        const auto step = static_cast<std::ptrdiff_t>(distance);
        if (place + distance < slots_.size() && is_hole(place + distance)) {
            std::copy_backward(at, at + step, at + step + 1);
            *at = added;
            return;
        }
        if (distance < place && is_hole(place - distance - 1)) {
            std::copy(at - step, at, at - step - 1);
            *(at - 1) = added;
            return;
        }
    }
    slots_.insert(at, added);
}

void price_levels::remove(std::size_t place)
{
    slots_[place].quantity = decimal();
    --live_;
    while (!slots_.empty() && is_hole(slots_.size() - 1))
        slots_.pop_back();
    if (slots_.size() - live_ > live_ + few_holes)
        std::erase_if(slots_, [](const level& l) { return l.quantity.is_zero(); });
}

decimal price_levels::quantity_at(const decimal& price) const noexcept
{
    const std::size_t place = find(price);
    return place < slots_.size() && slots_[place].price == price ? slots_[place].quantity : decimal();
}

std::vector<level> price_levels::top(std::size_t depth) const
{
    std::vector<level> levels;
    levels.reserve(std::min(depth, size()));
    for (const_iterator at = begin(); at != end() && levels.size() < depth; ++at)
        levels.push_back(*at);
    return levels;
}

// Where the price is, or belongs. Gallops away from the best level, then bisects.
std::size_t price_levels::find(const decimal& price) const noexcept
{
    std::size_t end = slots_.size();
    std::size_t step = 1;
    while (step <= end && !worse(slots_[end - step].price, price)) {
        end -= step;
        step *= 2;
    }
    const std::size_t begin = step <= end ? end - step + 1 : 0;
    const auto first = slots_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = slots_.begin() + static_cast<std::ptrdiff_t>(end);
    const auto found =
        std::partition_point(first, last, [&](const level& l) { return worse(l.price, price); });
    return static_cast<std::size_t>(found - slots_.begin());
}

} // namespace holdfast
