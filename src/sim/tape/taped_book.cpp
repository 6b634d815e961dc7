// SPDX-License-Identifier: BSL-1.0
#include "sim/tape/taped_book.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::sim {

namespace {

/// How many messages of a symbol may come before its first snapshot.
constexpr std::size_t most_waiting = 10'000;

/// The prices of a side that are not among those of a message.
template <class Side>
std::vector<fixed> others(const Side& side, const std::vector<priced>& told)
{
    std::vector<fixed> out;
    for (const auto& [price, quantity] : side)
        if (std::ranges::find(told, price, &priced::first) == told.end())
            out.push_back(price);
    return out;
}

} // namespace

void taped_book::take(recorded message, bool counted)
{
    if (message.what == recorded::kind::best) {
        if (message.best.id >= std::exchange(announced_, std::max(announced_, message.best.id)))
            book_.announce(message.best);
        return;
    }
    if (topic_.empty())
        topic_ = message.topic;
    if (topic_ != message.topic)
        return;
    numberless_ = message.numberless;
    if (message.what == recorded::kind::whole_book)
        replace(message);
    else if (book_.valid())
        apply({std::move(message), counted});
    else
        wait({std::move(message), counted});
}

void taped_book::take(recorded_snapshot snapshot)
{
    if (book_.valid())
        return;
    book_.reset(snapshot.id, std::move(snapshot.book));
    shown_.show(place_ = snapshot.id, snapshot.id);
    by_rest_ = true;
    for (waiting& next : std::exchange(waiting_, {}))
        if (book_.valid())
            apply(std::move(next));
        else
            wait(std::move(next));
}

void taped_book::apply(waiting next)
{
    const recorded& message = next.message;
    if (next.counted && is_old(message))
        return;
    if (next.counted && !goes_on(message)) { // the recording itself has a hole
        book_.invalidate();
        wait(std::move(next));
        return;
    }
    for (const auto& [price, quantity] : message.bids)
        book_.set_bid(price, quantity);
    for (const auto& [price, quantity] : message.asks)
        book_.set_ask(price, quantity);
    stand_at(message.last);
}

/// As changes where a book is known, so that what it was is not forgotten.
void taped_book::replace(const recorded& message)
{
    waiting_.clear();
    if (!book_.valid()) {
        sides book;
        book.bids.insert(message.bids.begin(), message.bids.end());
        book.asks.insert(message.asks.begin(), message.asks.end());
        book_.reset(message.last, std::move(book));
        shown_.show(place_ = message.last, message.last);
        return;
    }
    for (const fixed price : others(book_.bids(), message.bids))
        book_.set_bid(price, 0);
    for (const fixed price : others(book_.asks(), message.asks))
        book_.set_ask(price, 0);
    for (const auto& [price, quantity] : message.bids)
        book_.set_bid(price, quantity);
    for (const auto& [price, quantity] : message.asks)
        book_.set_ask(price, quantity);
    stand_at(message.last);
}

void taped_book::wait(waiting next)
{
    waiting_.push_back(std::move(next));
    if (waiting_.size() > most_waiting)
        waiting_.pop_front();
}

void taped_book::stand_at(std::uint64_t place)
{
    book_.commit(std::max(place, book_.last() + 1));
    shown_.show(place_ = place, book_.last());
    by_rest_ = false;
}

/// A message that goes on from here may count anew (OKX after maintenance).
bool taped_book::is_old(const recorded& message) const
{
    return message.last <= place_ && message.previous != place_;
}

bool taped_book::goes_on(const recorded& message) const
{
    if (by_rest_)
        return message.previous.value_or(message.first == 0 ? 0 : message.first - 1) <= place_;
    return message.previous ? *message.previous == place_ : message.first <= place_ + 1;
}

} // namespace holdfast::sim
