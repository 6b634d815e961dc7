// SPDX-License-Identifier: BSL-1.0
#include "onlookers.hpp"

#include <holdfast/runtime.hpp>
#include <holdfast/time.hpp>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>
#include <vector>

namespace hf = holdfast;

namespace demo {

namespace {

constexpr std::size_t passed_kept = 1000;

bool same_number(const hf::decimal& number, const std::string& text)
{
    return hf::decimal::parse(text) == number;
}

bool same_level(const hf::level& said, const hf::sim::quoted_level& published)
{
    return same_number(said.price, published.price) && same_number(said.quantity, published.quantity);
}

bool same_trade(const hf::trade& said, const hf::sim::published_trade& published)
{
    using std::chrono::floor;
    using std::chrono::milliseconds;
    return (said.id == 0 || said.id == published.id) &&
           same_level({said.price, said.quantity}, published.made) &&
           (said.taker == hf::side::sell) == published.taker_sold &&
           floor<milliseconds>(said.at) == floor<milliseconds>(published.at);
}

bool same_side(std::span<const hf::level> said, const std::vector<hf::sim::quoted_level>& published)
{
    return std::ranges::equal(said, published, same_level);
}

} // namespace

void onlooker::hear(const hf::event& next)
{
    heard_ += std::holds_alternative<hf::data>(next) || std::holds_alternative<hf::snapshot>(next) ? 1 : 0;
    examine(next);
}

// ---- trades

trade_check::trade_check(story& told, tally& counts, const hf::sim::exchange& venue, const hf::topic& on,
                         bool numbered)
    : onlooker(on), story_(told), counts_(counts), venue_(venue), numbered_(numbered), excuses_(told, on)
{
}

void trade_check::examine(const hf::event& next)
{
    if (std::holds_alternative<hf::gap_opened>(next))
        interrupted_ = true;
    const auto* message = std::get_if<hf::data>(&next);
    const auto* all = message ? std::get_if<std::span<const hf::trade>>(&message->content) : nullptr;
    if (!all)
        return;
    for (const hf::trade& made : *all)
        examine(made);
}

void trade_check::examine(const hf::trade& made)
{
    ++counts_.trades;
    const auto is_it = [&made](const hf::sim::published_trade& t) { return same_trade(made, t); };
    auto found = std::ranges::find_if(ahead_, is_it);
    if (found == ahead_.end()) {
        look_ahead();
        found = std::ranges::find_if(ahead_, is_it);
    }
    const bool interrupted = std::exchange(interrupted_, false);
    if (found == ahead_.end()) {
        if (!interrupted || !take_passed(made))
            found_wrong(made, "did not happen so, or came before");
        return;
    }
    const auto missing =
        std::count_if(ahead_.begin(), found, [this](const auto& t) { return !could_be_last(t); });
    if (missing != 0 && !interrupted)
        found_wrong(made, std::to_string(missing) + " before it are missing");
    last_ = made;
    passed_.insert(passed_.end(), ahead_.begin(), found);
    ahead_.erase(ahead_.begin(), std::next(found));
    while (passed_.size() > passed_kept)
        passed_.pop_front();
}

/// Where trades have no numbers, parts of one order may be the same: which of them came last is not known.
bool trade_check::could_be_last(const hf::sim::published_trade& t) const
{
    return last_ && last_->id == 0 && same_trade(*last_, t);
}

/// After a gap one may come that was passed over: two messages that changed places are two gaps.
bool trade_check::take_passed(const hf::trade& made)
{
    const auto found = std::ranges::find_if(
        passed_, [&made](const hf::sim::published_trade& t) { return same_trade(made, t); });
    if (found == passed_.end())
        return false;
    passed_.erase(found);
    return true;
}

void trade_check::look_ahead()
{
    for (hf::sim::published_trade& t : venue_.trades_after(on().name(), newest_)) {
        newest_ = t.number;
        ahead_.push_back(std::move(t));
    }
}

void trade_check::found_wrong(const hf::trade& made, const std::string& how)
{
    if (!numbered_ && excuses_.take())
        return;
    ++counts_.wrong_trades;
    story_.say("WRONG", on().str() + " trade " + std::to_string(made.id) + " of " + made.quantity.str() +
                            " at " + made.price.str() + ": " + how);
}

// ---- quotes

quote_check::quote_check(story& told, tally& counts, const hf::sim::exchange& venue, const hf::topic& on)
    : onlooker(on), story_(told), counts_(counts), venue_(venue), excuses_(told, on)
{
}

void quote_check::examine(const hf::event& next)
{
    if (std::holds_alternative<hf::gap_opened>(next))
        last_.reset();
    if (const auto* whole = std::get_if<hf::snapshot>(&next))
        return examine_levels(whole->ids.last, whole->levels);
    const auto* message = std::get_if<hf::data>(&next);
    if (!message)
        return;
    if (const auto* best = std::get_if<hf::quote>(&message->content))
        examine_best(message->ids.last, *best);
    else if (const auto* levels = std::get_if<hf::book_levels>(&message->content))
        examine_levels(message->ids.last, *levels);
}

void quote_check::examine_best(std::uint64_t place, const hf::quote& said)
{
    examine_order(place);
    const auto best = venue_.best_of(on().name(), place);
    if (!best)
        return;
    ++counts_.quotes;
    if (!same_level(said.bid, best->bid) || !same_level(said.ask, best->ask))
        found_wrong(place, "is " + said.bid.price.str() + " / " + said.ask.price.str() + ", in truth " +
                               best->bid.price + " / " + best->ask.price);
}

void quote_check::examine_levels(std::uint64_t place, const hf::book_levels& said)
{
    examine_order(place);
    const auto truth = venue_.truth_of(on().name(), place);
    if (!truth)
        return;
    ++counts_.quotes;
    if (!same_side(said.bids, truth->bids) || !same_side(said.asks, truth->asks))
        found_wrong(place, "has levels that are not the best of the book");
}

void quote_check::examine_order(std::uint64_t place)
{
    // v5/websocket/public/orderbook: after a restart of the service Bybit counts from 1 again, and says so.
    const bool anew = place == 1;
    if (last_ && place < *last_ && !anew && !excuses_.take())
        found_wrong(place, "comes after " + std::to_string(*last_));
    last_ = place;
}

void quote_check::found_wrong(std::uint64_t place, const std::string& how)
{
    ++counts_.wrong_quotes;
    story_.say("WRONG", on().str() + " at " + std::to_string(place) + " " + how);
}

// ---- consumers

hf::duration pace::left(hf::time_point now) const noexcept
{
    if (nap == hf::duration::zero() || now >= until)
        return {};
    const hf::duration since = now.time_since_epoch() % (4 * nap);
    return since < nap ? nap - since : hf::duration::zero();
}

hf::task<> take_a_nap(pace how)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    const hf::duration left = how.left(hf::runtime::of(executor).now());
    if (left > hf::duration::zero())
        co_await hf::sleep_for(left);
}

hf::task<> look_on(hf::stream from, onlooker& by, pace how)
{
    while (auto batch = co_await from.receive()) {
        for (const hf::event& next : *batch)
            by.hear(next);
        co_await take_a_nap(how);
    }
}

} // namespace demo
