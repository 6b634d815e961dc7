// SPDX-License-Identifier: BSL-1.0
#include "quoting.hpp"

namespace hf = holdfast;

namespace maker {

namespace {

/// A flattening order may pay so much more than the touch, in ticks: the market moves while it is on its way.
constexpr unsigned reach = 200;

/// So many ticks further down for a bid, further up for an ask.
hf::decimal behind(const quoting_rules& rules, hf::side on, const hf::decimal& price, unsigned ticks)
{
    const hf::decimal step = hf::decimal::of(rules.tick.coefficient() * ticks, rules.tick.scale()).value();
    return (on == hf::side::buy ? subtract(price, step) : add(price, step)).value();
}

hf::decimal magnitude(const hf::decimal& number)
{
    return number.sign() < 0 ? -number : number;
}

} // namespace

std::optional<intention> wanted(const quoting_rules& rules, hf::side on, const hf::quote& touch,
                                const hf::decimal& position)
{
    const bool buys = on == hf::side::buy;
    const hf::decimal afterwards =
        (buys ? add(position, rules.size) : subtract(position, rules.size)).value();
    const bool grows = magnitude(afterwards) > magnitude(position);
    if (grows && magnitude(afterwards) > rules.bound)
        return std::nullopt;
    const bool adds_to_it = grows && !position.is_zero();
    const hf::decimal& best = buys ? touch.bid.price : touch.ask.price;
    return intention{behind(rules, on, best, adds_to_it ? rules.lean : 0), rules.size};
}

bool strayed(const quoting_rules& rules, const hf::decimal& price, const std::optional<intention>& now_wanted)
{
    if (!now_wanted)
        return true;
    const hf::decimal most =
        hf::decimal::of(rules.tick.coefficient() * rules.tolerance, rules.tick.scale()).value();
    return magnitude(subtract(price, now_wanted->price).value()) > most;
}

std::optional<reduction> flattening(const quoting_rules& rules, const hf::quote& touch,
                                    const hf::decimal& position)
{
    if (position.is_zero())
        return std::nullopt;
    const bool sells = position.sign() > 0;
    const hf::side on = sells ? hf::side::sell : hf::side::buy;
    // As far into the other side as a resting order of that side would stand back.
    const hf::decimal price = sells ? behind(rules, hf::side::buy, touch.bid.price, reach)
                                    : behind(rules, hf::side::sell, touch.ask.price, reach);
    return reduction{on, {price, magnitude(position)}};
}

} // namespace maker
