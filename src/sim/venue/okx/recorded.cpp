#include "sim/okx_recorded.hpp"

#include "exchange/okx_messages.hpp"
#include "exchange/okx_names.hpp"
#include "sim/okx_control.hpp"
#include "sim/target.hpp"

#include <array>
#include <utility>
#include <vector>

namespace holdfast::sim::okx {

namespace {

std::optional<std::vector<priced>> priced_levels(std::span<const level> levels)
{
    std::vector<priced> out;
    for (const level& l : levels) {
        const auto price = to_fixed(l.price.str());
        const auto quantity = to_fixed(l.quantity.str());
        if (!price || !quantity)
            return std::nullopt;
        out.emplace_back(*price, *quantity);
    }
    return out;
}

/// The first thing that the message says, if our adapter understands it.
std::optional<decoded> said_in(std::string_view frame, bool numbered, slab& memory)
{
    std::vector<decoded> out;
    holdfast::okx::read_message(frame, {.numbered = numbered}, memory, out);
    const bool news = out.front().what == decoded::kind::data || out.front().what == decoded::kind::snapshot;
    return news ? std::optional(out.front()) : std::nullopt;
}

/// A message whose numbers have more places than there are here is passed on without its levels.
recorded book_in(const decoded& said, recorded out)
{
    const auto* levels = std::get_if<book_levels>(&said.content);
    auto bids = levels ? priced_levels(levels->bids) : std::nullopt;
    auto asks = levels ? priced_levels(levels->asks) : std::nullopt;
    if (!levels)
        return out;
    const bool whole = said.what == decoded::kind::snapshot;
    out.what = whole ? recorded::kind::whole_book : recorded::kind::book_changes;
    out.unheld = !bids || !asks;
    if (out.unheld)
        return out;
    if (!whole && !out.numberless)
        out.previous = said.ids.previous;
    out.bids = std::move(*bids);
    out.asks = std::move(*asks);
    return out;
}

recorded best_in(const quote& best, recorded out)
{
    const std::array levels{best.bid, best.ask};
    if (const auto both = priced_levels(levels)) {
        out.what = recorded::kind::best;
        out.best = {out.last, both->at(0).first, both->at(0).second, both->at(1).first, both->at(1).second};
    }
    return out;
}

} // namespace

std::optional<recorded> understand_recorded(std::string_view frame)
{
    slab memory;
    auto said = said_in(frame, true, memory);
    const bool numberless = !said;
    if (numberless)
        said = said_in(frame, false, memory);
    if (!said)
        return std::nullopt;
    recorded out;
    out.topic = said->topic_name;
    out.symbol = holdfast::okx::instrument_of(said->topic_name);
    out.payload = frame;
    out.first = said->ids.first != 0 ? said->ids.first : said->ids.last;
    out.last = said->ids.last;
    out.numberless = numberless;
    const auto spec = spec_of(out.topic);
    out.sequenced = spec && spec->sequenced;
    if (const auto* best = std::get_if<quote>(&said->content))
        return best_in(*best, std::move(out));
    return book_in(*said, std::move(out));
}

std::optional<recorded_snapshot> understand_recorded_snapshot(std::string_view url, std::string_view body)
{
    slab memory;
    const auto fresh = holdfast::okx::read_snapshot(topic("tape"), body, memory);
    const auto bids = fresh ? priced_levels(fresh->levels.bids) : std::nullopt;
    const auto asks = fresh ? priced_levels(fresh->levels.asks) : std::nullopt;
    if (!bids || !asks)
        return std::nullopt;
    recorded_snapshot out{url_target(url).value("instId").value_or(""), fresh->ids.last, {}};
    out.book.bids.insert(bids->begin(), bids->end());
    out.book.asks.insert(asks->begin(), asks->end());
    return out;
}

} // namespace holdfast::sim::okx
