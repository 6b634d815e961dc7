// SPDX-License-Identifier: BSL-1.0
#include <holdfast/book/book_audit.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

namespace {

// Either clock may count whole milliseconds. So an audit surely contains what is from before its own one,
// surely not what is from after it, and of what lies within nobody knows.
constexpr std::uint64_t millisecond = 1'000'000;

std::uint64_t start_of(const audit& shown) noexcept
{
    return shown.ids.last - shown.ids.last % millisecond;
}

std::uint64_t end_of(const audit& shown) noexcept
{
    return start_of(shown) + millisecond;
}

std::string difference(side which, const level& of, const decimal& ours, const decimal& theirs)
{
    return (which == side::buy ? "bid " : "ask ") + of.price.str() + ": ours " + ours.str() + ", theirs " +
           theirs.str();
}

} // namespace

void book_audit::forget() noexcept
{
    passed_over_ += waiting_ ? 1U : 0U;
    waiting_.reset();
    changes_.clear();
    forgotten_ = 0;
}

void book_audit::restart(std::uint64_t time) noexcept
{
    forget();
    newest_ = time;
    known_from_ = time + 1;
}

void book_audit::listen(std::uint64_t stands_at) noexcept
{
    if (listening_)
        return;
    listening_ = true;
    restart(stands_at);
}

void book_audit::on_change(std::uint64_t time, const book_levels& changes)
{
    newest_ = std::max(newest_, time);
    for (const level& l : changes.bids)
        remember({newest_, side::buy, l.price});
    for (const level& l : changes.asks)
        remember({newest_, side::sell, l.price});
}

// What changed at that time or later may be in the audit, or not.
std::uint64_t book_audit::uncertain_from(const audit& shown) const noexcept
{
    const auto slack = static_cast<std::uint64_t>(options_.slack.count());
    return start_of(shown) - std::min(start_of(shown), slack);
}

void book_audit::remember(const change& made)
{
    const auto memory = static_cast<std::uint64_t>(options_.memory.count());
    changes_.push_back(made);
    while (forgotten_ != changes_.size() && (changes_.size() - forgotten_ > options_.max_changes ||
                                             made.time - changes_[forgotten_].time > memory))
        forget_oldest();
}

// The room is taken back when it is half of all.
void book_audit::forget_oldest()
{
    known_from_ = changes_[forgotten_].time + 1;
    if (++forgotten_ <= changes_.size() / 2)
        return;
    changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(forgotten_));
    forgotten_ = 0;
}

std::string book_audit::examine(const price_levels& bids, const price_levels& asks)
{
    return waiting_ && newest_ >= end_of(*waiting_) ? judge(bids, asks) : std::string();
}

std::string book_audit::on_audit(const audit& shown, std::uint64_t stands_at, const price_levels& bids,
                                 const price_levels& asks)
{
    listen(stands_at);
    if (waiting_ && shown.received - waiting_->received >= options_.settle)
        if (std::string wrong = judge(bids, asks); !wrong.empty())
            return wrong;
    if (waiting_ || !can_judge(shown)) {
        ++passed_over_;
        return {};
    }
    waiting_ = shown;
    return examine(bids, asks);
}

// What was remembered when the audit came may have been forgotten by now.
std::string book_audit::judge(const price_levels& bids, const price_levels& asks)
{
    const audit shown = *std::exchange(waiting_, std::nullopt);
    if (!can_judge(shown)) {
        ++passed_over_;
        return {};
    }
    const std::uint64_t from = uncertain_from(shown);
    std::string wrong = compare(side::buy, bids, shown.levels.bids, from);
    if (wrong.empty())
        wrong = compare(side::sell, asks, shown.levels.asks, from);
    ++(wrong.empty() ? passed_ : failed_);
    return wrong;
}

// Goes through both from the best price on, as far as the audit goes.
std::string book_audit::compare(side which, const price_levels& ours, std::span<const level> shown,
                                std::uint64_t from)
{
    const std::vector<decimal> changed = changed_since(from, which);
    const auto better = [which](const level& a, const level& b) {
        return which == side::buy ? a.price > b.price : a.price < b.price;
    };
    price_levels theirs(which);
    theirs.assign(shown);
    auto our = ours.begin();
    for (auto their = theirs.begin(); their != theirs.end();) {
        const bool have = our != ours.end() && !better(*their, *our);
        const bool have_they = our == ours.end() || !better(*our, *their);
        const level of = have ? *our++ : *their;
        const decimal our_quantity = have ? of.quantity : decimal();
        const decimal their_quantity = have_they ? (their++)->quantity : decimal();
        if (std::binary_search(changed.begin(), changed.end(), of.price))
            ++skipped_levels_;
        else if (our_quantity != their_quantity)
            return difference(which, of, our_quantity, their_quantity);
    }
    return {};
}

std::vector<decimal> book_audit::changed_since(std::uint64_t from, side which) const
{
    std::vector<decimal> prices;
    for (std::size_t n = changes_.size(); n != forgotten_ && changes_[n - 1].time >= from; --n)
        if (changes_[n - 1].which == which)
            prices.push_back(changes_[n - 1].price);
    std::sort(prices.begin(), prices.end());
    return prices;
}

} // namespace holdfast
