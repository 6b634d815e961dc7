// SPDX-License-Identifier: BSL-1.0
#include "sim/market/random_market.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>
#include <utility>

namespace holdfast::sim {

namespace {

constexpr fixed lot = one / 100'000;

struct listing {
    std::string_view symbol;
    fixed price;
    fixed tick;
};

constexpr std::array listings{
    listing{"BTCUSDT", 61837 * one, one / 100},  listing{"ETHUSDT", 2624 * one, one / 100},
    listing{"BNBUSDT", 588 * one, one / 10},     listing{"SOLUSDT", 154 * one, one / 100},
    listing{"XRPUSDT", one / 2, one / 10'000},   listing{"ETHBTC", one / 25, one / 100'000},
    listing{"DOGEUSDT", one / 9, one / 100'000}, listing{"LTCUSDT", 61 * one, one / 100},
};

/// The name's hash (FNV-1a), the same everywhere, so that each symbol walks its own way.
constexpr std::uint64_t hash(std::string_view name) noexcept
{
    std::uint64_t h = 0xcbf2'9ce4'8422'2325;
    for (const char c : name)
        h = (h ^ static_cast<unsigned char>(c)) * 0x100'0000'01b3;
    return h;
}

/// `BTC-USDT` and `BTC-USD` are known as `BTCUSDT`.
std::string spelt_together(std::string_view symbol)
{
    std::string out(symbol);
    std::erase(out, '-');
    return symbol.ends_with("-USD") ? out + "T" : out;
}

listing listing_of(std::string_view symbol)
{
    const auto known = std::ranges::find(listings, spelt_together(symbol), &listing::symbol);
    if (known != listings.end())
        return *known;
    const fixed price = one * (10 + static_cast<fixed>(hash(symbol) % 5000));
    return {symbol, price, one / 100};
}

} // namespace

market::market(std::string symbol, std::uint64_t seed, std::size_t levels, std::size_t history)
    : symbol_(std::move(symbol)), random_(seed ^ hash(symbol_)), levels_(levels), book_(history)
{
    const listing known = listing_of(symbol_);
    home_ = fair_ = known.price;
    tick_ = known.tick;
    last_trade_ = 1'000'000 + random_.below(1'000'000'000);
    last_fills_ = last_trade_ / 2;
    open_book();
}

void market::open_book()
{
    sides book;
    fixed bid = home_;
    fixed ask = home_;
    for (std::size_t i = 0; i < levels_; ++i) {
        bid -= ticks(5);
        ask += ticks(5);
        if (bid > 0)
            book.bids.emplace(bid, new_quantity());
        book.asks.emplace(ask, new_quantity());
    }
    book_.reset(1'000'000'000 + random_.below(1'000'000'000), std::move(book));
    best_ = top();
    book_.announce(best_);
}

void market::step(std::vector<happening>& out)
{
    drift();
    const bool bid = random_.chance(0.5);
    if (closed_bids_ || closed_asks_)
        clear_closed(out);
    if (bid ? !closed_bids_ : !closed_asks_)
        move(bid, out);
    if (!out.empty() || (!closed_bids_ && !closed_asks_))
        commit(out);
}

void market::drain(bool bids, bool asks) noexcept
{
    closed_bids_ = bids;
    closed_asks_ = asks;
}

void market::clear_closed(std::vector<happening>& out)
{
    while (closed_bids_ && depth(true) > 0)
        set(true, book_.bids().begin()->first, 0, out);
    while (closed_asks_ && depth(false) > 0)
        set(false, book_.asks().begin()->first, 0, out);
}

void market::move(bool bid, std::vector<happening>& out)
{
    if (depth(bid) > levels_ + levels_ / 4)
        set(bid, farthest(bid), 0, out);
    else if (depth(bid) < levels_ - levels_ / 4)
        place(bid, out);
    else if (const std::uint64_t dice = random_.below(100); dice < 40)
        resize(bid, out);
    else if (dice < 75)
        place(bid, out);
    else if (dice < 85)
        withdraw(bid, out);
    else
        trade(out);
}

void market::set(bool bid, fixed price, fixed quantity, std::vector<happening>& out)
{
    if (bid)
        book_.set_bid(price, quantity);
    else
        book_.set_ask(price, quantity);
    out.push_back(level_changed{bid, price});
}

void market::resize(bool bid, std::vector<happening>& out)
{
    const auto [price, quantity] = somewhere(bid);
    const fixed wanted = new_quantity();
    set(bid, price, wanted == quantity ? wanted + lot : wanted, out);
}

// A new order goes near the fair price most of the time, but never across; or to the far end of a thin side.
void market::place(bool bid, std::vector<happening>& out)
{
    const best_levels now = top();
    const fixed distance = ticks(std::uint64_t{1} << random_.below(9));
    fixed price = bid ? fair_ - distance : fair_ + distance;
    if (depth(!bid) > 0)
        price = bid ? std::min(price, now.ask - tick_) : std::max(price, now.bid + tick_);
    if (depth(bid) > 0 && depth(bid) < levels_ - levels_ / 4 && random_.chance(0.5))
        price = farthest(bid) + (bid ? -1 : 1) * ticks(5);
    if (price > 0)
        set(bid, price, new_quantity(), out);
}

void market::withdraw(bool bid, std::vector<happening>& out)
{
    set(bid, somewhere(bid).first, 0, out);
}

void market::trade(std::vector<happening>& out)
{
    if (depth(true) == 0 || depth(false) == 0)
        return;
    const best_levels now = top();
    const bool buyer_rests = now.bid >= fair_ || (now.ask > fair_ && random_.chance(0.5));
    const fixed price = buyer_rests ? now.bid : now.ask;
    const fixed resting = buyer_rests ? now.bid_quantity : now.ask_quantity;
    const auto lots = static_cast<std::uint64_t>(resting / lot);
    const bool whole = depth(buyer_rests) > 2 && random_.chance(0.5);
    const fixed taken = whole ? resting : lot * static_cast<fixed>(random_.below(lots));
    if (taken == 0)
        return;

    const std::uint64_t first = last_trade_ + 1;
    const auto parts = static_cast<fixed>(1 + random_.below(3));
    const fixed part = taken / lot / parts * lot;
    for (fixed i = 1, left = taken; left > 0; ++i) {
        const fixed quantity = i == parts || part == 0 ? left : part;
        out.push_back(fill{++last_trade_, price, quantity, buyer_rests});
        left -= quantity;
    }
    out.push_back(fills{++last_fills_, first, last_trade_, price, taken, buyer_rests});
    set(buyer_rests, price, resting - taken, out);
}

// The exchange counts orders that we do not show, so an update may take up several numbers.
void market::commit(std::vector<happening>& out)
{
    book_.commit(book_.last() + 1 + random_.below(3));
    if (const best_levels now = top(); !now.same_levels(best_)) {
        best_ = now;
        book_.announce(best_);
        out.push_back(best_);
    }
}

// A walk with a trend that turns now and then, and a pull towards home.
void market::drift()
{
    if (random_.chance(0.002))
        trend_ = static_cast<std::int64_t>(random_.below(201)) - 100;
    const std::int64_t pull = std::clamp<std::int64_t>((home_ - fair_) / (home_ / 10'000 + 1), -300, 300);
    if (random_.chance(0.2))
        fair_ += static_cast<std::int64_t>(random_.below(1000)) < 500 + trend_ + pull ? ticks(3) : -ticks(3);
}

fixed market::new_quantity()
{
    return lot * static_cast<fixed>(1 + random_.below(std::uint64_t{1} << random_.below(20)));
}

fixed market::ticks(std::uint64_t most)
{
    return tick_ * static_cast<fixed>(1 + random_.below(most));
}

// Near the top most of the time, as in a real book.
std::pair<fixed, fixed> market::somewhere(bool bid)
{
    const std::size_t size = depth(bid);
    std::size_t index = 0;
    if (random_.chance(0.1))
        index = static_cast<std::size_t>(random_.below(size));
    else
        while (index + 1 < size && random_.chance(0.75))
            ++index;
    const auto step = static_cast<std::ptrdiff_t>(index);
    return bid ? std::pair<fixed, fixed>(*std::next(book_.bids().begin(), step))
               : std::pair<fixed, fixed>(*std::next(book_.asks().begin(), step));
}

std::size_t market::depth(bool bid) const
{
    return bid ? book_.bids().size() : book_.asks().size();
}

fixed market::farthest(bool bid) const
{
    return bid ? book_.bids().rbegin()->first : book_.asks().rbegin()->first;
}

best_levels market::top() const
{
    best_levels out{.id = book_.last()};
    if (!book_.bids().empty())
        std::tie(out.bid, out.bid_quantity) = *book_.bids().begin();
    if (!book_.asks().empty())
        std::tie(out.ask, out.ask_quantity) = *book_.asks().begin();
    return out;
}

} // namespace holdfast::sim
