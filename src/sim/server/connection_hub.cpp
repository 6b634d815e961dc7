// SPDX-License-Identifier: BSL-1.0
#include "sim/server/connection_hub.hpp"

#include <utility>

namespace holdfast::sim {

hub::hub(const asio::any_io_executor& executor, exchange& venue)
    : clock_(runtime::of(executor)), venue_(venue), asked_(executor)
{
}

void hub::add(visitor& c)
{
    visitors_.emplace(c.id, &c);
}

void hub::remove(const visitor& c)
{
    visitors_.erase(c.id);
}

task<> hub::pump()
{
    for (;;) {
        ask([](exchange& venue, time_point now) { venue.advance(now); });
        co_await asked_.wait_until(venue_.next_event());
    }
}

void hub::carry_out()
{
    for (output& what : venue_.take_outputs())
        if (const auto on = visitors_.find(what.to); on != visitors_.end())
            carry_out(*on->second, std::move(what));
    asked_.notify();
}

// The exchange names directions as the client sees them, a link as its owner, the server, does.
void hub::carry_out(visitor& on, output what)
{
    using kind = output::kind;
    switch (what.what) {
    case kind::cut: return on.line.cut();
    case kind::half_open_in: return on.line.vanish(direction::out);
    case kind::half_open_out: return on.line.vanish(direction::in);
    case kind::half_open: return on.line.vanish(direction::both);
    case kind::slow:
        return on.line.slow_down({.bytes_per_second = what.bytes_per_second}, clock_.now() + what.length);
    case kind::text:
    case kind::ping:
    case kind::close: break;
    }
    if (!on.box.push(std::move(what))) {
        ++too_slow_;
        on.line.cut();
    }
}

} // namespace holdfast::sim
