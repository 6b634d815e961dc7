// SPDX-License-Identifier: BSL-1.0
#include "sim/market/published_topic.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace holdfast::sim {

namespace {

/// Appends what leads from one side to another, both of them best first: `better` compares prices.
template <class Better>
void append_difference(const std::vector<priced>& before, const std::vector<priced>& after, Better better,
                       std::vector<priced>& out)
{
    auto old = before.begin();
    for (const priced& level : after) {
        for (; old != before.end() && better(old->first, level.first); ++old)
            out.emplace_back(old->first, 0);
        const bool known = old != before.end() && old->first == level.first;
        if (!known || old->second != level.second)
            out.push_back(level);
        old += known ? 1 : 0;
    }
    for (; old != before.end(); ++old)
        out.emplace_back(old->first, 0);
}

/// The present quantities at these prices, best first, and forgets the prices.
template <class Side>
void take_present(const Side& side, std::vector<fixed>& prices, std::vector<priced>& out)
{
    std::ranges::sort(prices, side.key_comp());
    prices.erase(std::unique(prices.begin(), prices.end()), prices.end());
    for (const fixed price : prices) {
        const auto at = side.find(price);
        out.emplace_back(price, at == side.end() ? 0 : at->second);
    }
    prices.clear();
}

} // namespace

void shown_topic::begin(const ledger& book, const update_names& names)
{
    if (is_book() && limited())
        (void)look_at_top(book);
    touched_bids_.clear();
    touched_asks_.clear();
    restarted_.reset();
    number(book.last(), names);
}

void shown_topic::touch(const level_changed& change)
{
    if (is_book() && !limited())
        (change.bid ? touched_bids_ : touched_asks_).push_back(change.price);
}

std::optional<book_news> shown_topic::next(const ledger& book, const update_names& names)
{
    if (book.last() == update_)
        return std::nullopt;
    if (!look(book)) {
        update_ = book.last();
        places_.show(last_, update_);
        return std::nullopt;
    }
    book_news news;
    const bool counts_messages = spec_.counts == numbering::messages;
    // What is still to be told from before the restart keeps the numbers that it has.
    const bool due = counts_messages || names.counts_anew(book.last());
    const auto anew = due ? std::exchange(restarted_, std::nullopt) : std::nullopt;
    const bool silent = anew == restarting::silent;
    news.restarted = anew == restarting::documented;
    if (anew && counts_messages) // The message that counts 1 is the whole book, or is left out.
        last_ = silent ? names.base() : 0;
    news.previous = silent ? names.base() : last_;
    news.whole = spec_.what == topic_spec::kind::book_top || (news.restarted && counts_messages);
    const std::uint64_t first =
        silent ? names.first_of_all(spec_.counts) : names.first_after(spec_.counts, update_);
    news.last = number(book.last(), names);
    const bool ranged = spec_.counts == numbering::updates || spec_.counts == numbering::sparse;
    news.first = ranged && !news.whole ? first : news.last;
    news.update = update_;
    if (news.whole) {
        bids_ = best_of(book.bids(), spec_.depth);
        asks_ = best_of(book.asks(), spec_.depth);
    }
    news.bids = bids_;
    news.asks = asks_;
    return news;
}

std::optional<book_news> shown_topic::whole(const ledger& book)
{
    if (limited()) {
        bids_ = shown_bids_;
        asks_ = shown_asks_;
    } else if (const auto then = book.at(update_)) {
        bids_ = best_of(then->bids, 0);
        asks_ = best_of(then->asks, 0);
    } else {
        return std::nullopt;
    }
    return book_news{last_, last_, 0, update_, true, false, bids_, asks_};
}

std::uint64_t shown_topic::number(std::uint64_t update, const update_names& names)
{
    if (spec_.counts != numbering::messages)
        last_ = names.last(spec_.counts, update);
    else
        last_ = last_ == 0 && update_ == 0 ? update : last_ + 1;
    update_ = update;
    places_.show(last_, update_);
    return last_;
}

/// Finds what has changed; false if there is nothing to tell.
bool shown_topic::look(const ledger& book)
{
    if (limited())
        return look_at_top(book);
    return look_at_touched(book);
}

bool shown_topic::look_at_top(const ledger& book)
{
    std::vector<priced> bids = best_of(book.bids(), spec_.depth);
    std::vector<priced> asks = best_of(book.asks(), spec_.depth);
    bids_.clear();
    asks_.clear();
    append_difference(shown_bids_, bids, std::greater<>(), bids_);
    append_difference(shown_asks_, asks, std::less<>(), asks_);
    if (spec_.windowed)
        keep_to_itself_who_left(book);
    shown_bids_ = std::move(bids);
    shown_asks_ = std::move(asks);
    return !bids_.empty() || !asks_.empty();
}

/// A level that is not among the best any more, and still there, is not mentioned.
void shown_topic::keep_to_itself_who_left(const ledger& book)
{
    std::erase_if(bids_, [&](const priced& l) { return l.second == 0 && book.bids().contains(l.first); });
    std::erase_if(asks_, [&](const priced& l) { return l.second == 0 && book.asks().contains(l.first); });
}

/// Where every update is counted, a message says so even if all is as before.
bool shown_topic::look_at_touched(const ledger& book)
{
    bids_.clear();
    asks_.clear();
    take_present(book.bids(), touched_bids_, bids_);
    take_present(book.asks(), touched_asks_, asks_);
    const bool counts_all = spec_.counts == numbering::updates || spec_.counts == numbering::sparse;
    return counts_all || !bids_.empty() || !asks_.empty();
}

} // namespace holdfast::sim
