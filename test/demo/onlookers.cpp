// SPDX-License-Identifier: BSL-1.0
#include "demo/onlookers.hpp"
#include "support/laboratory.hpp"

#include <holdfast/sim/exchange.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <sstream>
#include <vector>

// What the demonstration's judge finds wrong with trades and quotes, and what not.

namespace {

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

const hf::topic trades{"btcusdt@trade"};
const hf::topic quotes{"btcusdt@bookTicker"};

/// A market that has been watched for a while, and a judge of both topics.
struct court {
    court()
    {
        venue.open(1, "/stream?streams=btcusdt@trade/btcusdt@bookTicker", now);
        for (const auto until = now + 5s; now < until; now = std::max(now, venue.next_event()))
            venue.advance(now);
        published = venue.trades_after(trades.name(), 0);
        BOOST_TEST_REQUIRE(published.size() > 10u);
    }

    static hf::trade made(const sim::published_trade& t)
    {
        return {t.id, hf::decimal::parse(t.made.price).value(), hf::decimal::parse(t.made.quantity).value(),
                t.taker_sold ? hf::side::sell : hf::side::buy, t.at};
    }

    void hear(const hf::trade& t, bool numbered = true)
    {
        (numbered ? by_number : by_content).hear(event_of(t));
    }

    void hear(std::size_t index) { hear(made(published[index])); }

    hf::event event_of(const hf::trade& t)
    {
        kept = {t};
        hf::data message;
        message.on = trades;
        message.ids.last = t.id;
        message.content = std::span<const hf::trade>(kept);
        return message;
    }

    void hear(std::uint64_t place, const hf::quote& best)
    {
        hf::data message;
        message.on = quotes;
        message.ids.last = place;
        message.content = best;
        of_quotes.hear(message);
    }

    /// The last number before this one that the topic had.
    std::uint64_t place_before(std::uint64_t place) const
    {
        do
            --place;
        while (!venue.best_of(quotes.name(), place));
        return place;
    }
    std::uint64_t newest() const { return place_before(venue.last_id("BTCUSDT") + 1); }

    hf::quote best_at(std::uint64_t place) const
    {
        const auto best = venue.best_of(quotes.name(), place).value();
        const auto read = [](const sim::quoted_level& l) {
            return hf::level{hf::decimal::parse(l.price).value(), hf::decimal::parse(l.quantity).value()};
        };
        return {read(best.bid), read(best.ask)};
    }

    lab::laboratory room{};
    std::ostringstream told{};
    demo::tally counts{};
    hf::time_point now = hf::time_point{} + 1h;
    sim::exchange venue{};
    demo::story story{told, room.world, counts, &venue.faults()};
    demo::trade_check by_number{story, counts, venue, trades, true};
    demo::trade_check by_content{story, counts, venue, trades, false};
    demo::quote_check of_quotes{story, counts, venue, quotes};
    std::vector<sim::published_trade> published{};
    std::array<hf::trade, 1> kept{};
};

} // namespace

BOOST_AUTO_TEST_SUITE(onlookers)

BOOST_AUTO_TEST_CASE(trades_that_come_as_they_were_published_are_right)
{
    court c;
    for (std::size_t i = 3; i < c.published.size(); ++i)
        c.hear(i);
    BOOST_TEST(c.counts.wrong_trades == 0u, c.told.str());
    BOOST_TEST(c.counts.trades == c.published.size() - 3);
}

BOOST_AUTO_TEST_CASE(a_missing_trade_is_wrong_unless_a_gap_was_declared)
{
    court c;
    c.hear(0);
    c.by_number.hear(hf::gap_opened{});
    c.hear(2);
    BOOST_TEST(c.counts.wrong_trades == 0u);
    c.hear(4);
    BOOST_TEST(c.counts.wrong_trades == 1u);
}

BOOST_AUTO_TEST_CASE(a_trade_that_was_passed_over_may_come_behind_another_gap_and_only_once)
{
    court c;
    c.hear(1);
    c.by_number.hear(hf::gap_opened{});
    c.hear(4);
    c.by_number.hear(hf::gap_opened{});
    c.hear(3);
    BOOST_TEST(c.counts.wrong_trades == 0u);
    c.by_number.hear(hf::gap_opened{});
    c.hear(3);
    BOOST_TEST(c.counts.wrong_trades == 1u);
}

BOOST_AUTO_TEST_CASE(a_trade_that_comes_twice_is_wrong)
{
    court c;
    c.hear(0);
    c.hear(0);
    BOOST_TEST(c.counts.wrong_trades == 1u);
}

BOOST_AUTO_TEST_CASE(an_altered_trade_is_wrong)
{
    court c;
    hf::trade lie = court::made(c.published[0]);
    lie.quantity = hf::decimal::parse("12345").value();
    c.hear(lie);
    BOOST_TEST(c.counts.wrong_trades == 1u);
}

BOOST_AUTO_TEST_CASE(where_trades_have_no_numbers_a_fault_excuses_two_differences)
{
    court c;
    c.venue.faults().record({.what = sim::fault::lose, .topic = trades.str()});
    c.hear(court::made(c.published[0]), false);
    for (int i = 0; i < 3; ++i)
        c.hear(court::made(c.published[0]), false);
    BOOST_TEST(c.counts.wrong_trades == 1u);
}

BOOST_AUTO_TEST_CASE(a_quote_is_right_if_it_is_the_best_at_its_number)
{
    court c;
    const std::uint64_t place = c.newest();
    c.hear(place, c.best_at(place));
    BOOST_TEST(c.counts.quotes == 1u);
    BOOST_TEST(c.counts.wrong_quotes == 0u, c.told.str());
    hf::quote lie = c.best_at(place);
    std::swap(lie.bid, lie.ask);
    c.hear(place, lie);
    BOOST_TEST(c.counts.wrong_quotes == 1u);
}

BOOST_AUTO_TEST_CASE(a_quote_that_goes_back_is_wrong_unless_a_gap_was_declared)
{
    court c;
    const std::uint64_t place = c.newest();
    c.hear(place, c.best_at(place));
    c.of_quotes.hear(hf::gap_opened{});
    const std::uint64_t older = c.place_before(place);
    c.hear(older, c.best_at(older));
    BOOST_TEST(c.counts.wrong_quotes == 0u, c.told.str());
    c.hear(place, c.best_at(place));
    c.hear(older, c.best_at(older));
    BOOST_TEST(c.counts.wrong_quotes == 1u, c.told.str());
}

BOOST_AUTO_TEST_SUITE_END()
