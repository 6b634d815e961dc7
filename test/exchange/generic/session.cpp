// SPDX-License-Identifier: BSL-1.0
#include "exchange/generic/venues.hpp"

#include "support/laboratory.hpp"

#include <holdfast/order_book.hpp>
#include <holdfast/session.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <string>
#include <utility>
#include <vector>

// Exchanges that are only configured, against the simulated ones, which break something all the time: the
// book is verified or closed, and never wrong.

namespace {

namespace sim = holdfast::sim;
using namespace holdfast;
using namespace std::chrono_literals;

sim::exchange_config troubled(sim::venue which)
{
    sim::exchange_config made = sim::config_of(which);
    made.levels = 20;
    made.burst_every = 100ms;
    made.faults.faults = {sim::fault::cut,     sim::fault::lose,    sim::fault::duplicate,
                          sim::fault::reorder, sim::fault::corrupt, sim::fault::lose_ack};
    made.faults.every = 15s;
    made.faults.quiet_after = 9min;
    return made;
}

// In numbers: exchanges differ in how many zeros they write.
std::vector<level> levels_of(const std::vector<sim::quoted_level>& quoted)
{
    std::vector<level> made;
    for (const sim::quoted_level& l : quoted)
        made.push_back({decimal::parse(l.price).value(), decimal::parse(l.quantity).value()});
    return made;
}

struct trial : lab::laboratory {
    trial(sim::venue which, generic::options configured, const std::string& path, std::string name)
        : venue(troubled(which)), server(io.get_executor(), venue), on(name)
    {
        configured.ws = server.ws_url() + path;
        if (!configured.kinds.front().rest.url.empty())
            configured.kinds.front().rest.url =
                server.rest_url() + "/api/v3/depth?symbol={1:upper}&limit=1000";
        feed = std::make_unique<session>(io.get_executor(), generic::make_adapter(configured));
        asio::co_spawn(io, server.run(), rethrow);
        asio::co_spawn(io, feed->run(), rethrow);
        asio::co_spawn(io, keep(feed->subscribe(on)), rethrow);
        world.run_for(10min);
    }

    task<> keep(stream depth)
    {
        book = order_book(depth.doubts());
        while (auto batch = co_await depth.receive())
            for (const event& ev : *batch) {
                book.apply(ev);
                if (book.verified() && std::holds_alternative<data>(ev))
                    compare();
            }
    }

    void compare()
    {
        const auto truth = venue.truth_of(on.name(), book.last_id());
        if (!truth)
            return;
        ++compared;
        const bool right = book.bids(truth->bids.size()).value() == levels_of(truth->bids) &&
                           book.asks(truth->asks.size()).value() == levels_of(truth->asks);
        BOOST_TEST_REQUIRE(right, "the book is wrong at " << book.last_id());
    }

    sim::exchange venue;
    sim::server server;
    topic on;
    std::unique_ptr<session> feed{};
    order_book book{};
    unsigned compared = 0;
};

void holds(const trial& t)
{
    BOOST_TEST(t.compared > 1000U);
    BOOST_TEST(t.feed->stats().gaps > 10U);
    BOOST_TEST(t.feed->stats().outages > 1U);
    BOOST_TEST(t.book.verified());
}

} // namespace

BOOST_AUTO_TEST_SUITE(generic_sessions)

BOOST_AUTO_TEST_CASE(ranges_and_rest_as_on_binance)
{
    holds({sim::venue::binance_spot, generic_venues::binance(), "/stream", "btcusdt@depth@100ms"});
}

BOOST_AUTO_TEST_CASE(numbers_that_count_up_as_on_bybit)
{
    holds({sim::venue::bybit, generic_venues::bybit(), "/v5/public/linear", "orderbook.50.BTCUSDT"});
}

BOOST_AUTO_TEST_CASE(a_chain_as_on_okx)
{
    holds({sim::venue::okx, generic_venues::okx(), "/ws/v5/public", "books:BTC-USDT"});
}

BOOST_AUTO_TEST_SUITE_END()
