#include "evidence.hpp"

#include <variant>
#include <vector>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace demo {

namespace {

constexpr hf::duration between_whole_audits = 200ms;
constexpr std::size_t depth = 50;
constexpr std::size_t announcements_kept = 10'000;

hf::sim::quoted_level spelled(const hf::level& l)
{
    return {l.price.str(), l.quantity.str()};
}

std::vector<hf::sim::quoted_level> spelled(const std::vector<hf::level>& side)
{
    std::vector<hf::sim::quoted_level> all;
    for (const hf::level& l : side)
        all.push_back(spelled(l));
    return all;
}

template <class Level>
std::string text(const Level& bid, const Level& ask)
{
    return bid.price + " x " + bid.quantity + " / " + ask.price + " x " + ask.quantity;
}

std::string disagreement(std::uint64_t id, const hf::sim::quoted_level& bid, const hf::sim::quoted_level& ask,
                         const hf::quote& top)
{
    return "at " + std::to_string(id) + " the best is " + text(bid, ask) + " and the book says " +
           text(spelled(top.bid), spelled(top.ask));
}

} // namespace

truth::truth(const hf::sim::exchange& venue, std::string symbol, hf::runtime& clock)
    : venue_(venue), symbol_(std::move(symbol)), clock_(clock)
{
}

std::optional<std::string> truth::against(const hf::order_book& book)
{
    const auto best = venue_.best_at(symbol_, book.last_id());
    if (best) {
        const auto top = book.top().value();
        if (best->bid != spelled(top.bid) || best->ask != spelled(top.ask))
            return disagreement(book.last_id(), best->bid, best->ask, top);
    }
    if (clock_.now() >= next_whole_)
        if (auto said = whole(book))
            return said;
    return best ? std::optional<std::string>(std::in_place) : std::nullopt;
}

std::optional<std::string> truth::whole(const hf::order_book& book)
{
    const auto expected = venue_.truth_at(symbol_, book.last_id());
    if (!expected)
        return std::nullopt;
    next_whole_ = clock_.now() + between_whole_audits;
    return difference(*expected, spelled(book.bids(depth).value()), spelled(book.asks(depth).value()), depth);
}

std::optional<std::string> announcements::against(const hf::order_book& book)
{
    hear();
    const auto said = judge();
    book_ = seen{book.last_id(), book.top().value()};
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
    return disagreement(book_->id, spelled(best.bid), spelled(best.ask), book_->top);
}

} // namespace demo
