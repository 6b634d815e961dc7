// SPDX-License-Identifier: BSL-1.0
#include "demo/judge/evidence.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace demo {

namespace {

constexpr hf::duration between_whole_audits = 200ms;
constexpr std::size_t depth = 50;
constexpr std::size_t announcements_kept = 10'000;

std::string text(const hf::level& l)
{
    return l.quantity.str() + " at " + l.price.str();
}

std::string disagreement(std::uint64_t id, const hf::quote& best, const hf::quote& top)
{
    return "at " + std::to_string(id) + " the best is " + text(best.bid) + " / " + text(best.ask) +
           " and the book says " + text(top.bid) + " / " + text(top.ask);
}

hf::level read(const hf::sim::quoted_level& l)
{
    return {hf::decimal::parse(l.price).value(), hf::decimal::parse(l.quantity).value()};
}

/// The best of each side; zero where it has none, as it is announced.
hf::quote best_of_both(const hf::order_book& book)
{
    const auto first = [](const auto& side) {
        const std::vector<hf::level> levels = side.value();
        return levels.empty() ? hf::level() : levels.front();
    };
    return {first(book.bids(1)), first(book.asks(1))};
}

/// What is wrong with a side; empty when nothing is.
std::string difference(std::string_view side, const std::vector<hf::sim::quoted_level>& expected,
                       const std::vector<hf::level>& held)
{
    const std::size_t wanted = std::min(expected.size(), depth);
    for (std::size_t i = 0; i < std::min(wanted, held.size()); ++i)
        if (const hf::level right = read(expected[i]); right != held[i])
            return std::string(side) + " " + std::to_string(i + 1) + " is " + text(held[i]) + ", in truth " +
                   text(right);
    if (wanted != held.size())
        return std::to_string(held.size()) + " levels of " + std::string(side) + ", in truth " +
               std::to_string(wanted);
    return {};
}

} // namespace

truth::truth(const hf::sim::exchange& venue, hf::topic book, hf::runtime& clock)
    : venue_(venue), book_(std::move(book)), clock_(clock)
{
}

std::optional<std::string> truth::against(const hf::order_book& book)
{
    const auto best = venue_.best_of(book_.name(), book.last_id());
    if (best) {
        const hf::quote expected{read(best->bid), read(best->ask)};
        const hf::quote top = best_of_both(book);
        if (expected.bid != top.bid || expected.ask != top.ask)
            return disagreement(book.last_id(), expected, top);
    }
    if (clock_.now() >= next_whole_)
        if (auto said = whole(book))
            return said;
    return best ? std::optional<std::string>(std::in_place) : std::nullopt;
}

std::optional<std::string> truth::whole(const hf::order_book& book)
{
    const auto expected = venue_.truth_of(book_.name(), book.last_id());
    if (!expected)
        return std::nullopt;
    next_whole_ = clock_.now() + between_whole_audits;
    std::string wrong = difference("bid", expected->bids, book.bids(depth).value());
    if (wrong.empty())
        wrong = difference("ask", expected->asks, book.asks(depth).value());
    return wrong.empty() ? wrong : "at " + std::to_string(book.last_id()) + " " + wrong;
}

std::optional<std::string> announcements::against(const hf::order_book& book)
{
    hear();
    const auto said = judge();
    book_ = seen{book.last_id(), best_of_both(book)};
    return said;
}

void announcements::interrupted()
{
    hear();
    forget();
}

void announcements::forget()
{
    heard_.clear();
    book_.reset();
}

void announcements::hear()
{
    for (const hf::event& e : quotes_.take()) {
        if (std::holds_alternative<hf::gap_opened>(e))
            forget();
        const auto* message = std::get_if<hf::data>(&e);
        const auto* top = message ? std::get_if<hf::quote>(&message->content) : nullptr;
        if (top)
            heard_.push_back({message->ids.last, *top});
    }
    while (heard_.size() > announcements_kept)
        heard_.pop_front();
}

std::optional<std::string> announcements::judge()
{
    if (!book_)
        return std::nullopt;
    while (heard_.size() > 1 && heard_[1].id <= book_->id)
        heard_.pop_front();
    if (heard_.empty() || heard_.front().id > book_->id)
        return std::nullopt;
    const hf::quote& best = heard_.front().top;
    if (best.bid == book_->top.bid && best.ask == book_->top.ask)
        return std::string();
    return disagreement(book_->id, best, book_->top);
}

} // namespace demo
