// SPDX-License-Identifier: BSL-1.0
#include "demo/performances.hpp"
#include "support/performances.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>

// The demonstration in virtual time: a session of each exchange against the simulated one, with every fault.

namespace {

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

using outcome = lab::outcome<demo::tally>;

outcome perform(sim::venue exchange, std::uint64_t seed, const sim::fault_set& faults)
{
    demo::options chosen;
    chosen.exchange = exchange;
    chosen.seed = seed;
    chosen.faults = faults;
    chosen.seconds = 30s;
    return lab::perform<demo::tally>(seed, [&](auto& counts, std::ostream& story) {
        return demo::perform_simulated(chosen, counts, story);
    });
}

void must_hold(sim::venue exchange)
{
    for (unsigned long seed = 1; seed <= lab::seeds(2); ++seed) {
        const outcome o = perform(exchange, seed, lab::every_fault());
        BOOST_TEST_MESSAGE(to_string(exchange) << " seed " << seed << ": " << demo::verdict_json(o.counts));
        BOOST_TEST(o.ended);
        BOOST_TEST(o.counts.held(), "seed " << seed << "\n" << o.story << demo::verdict_line(o.counts));
        BOOST_TEST(o.counts.outages > 0u);
        BOOST_TEST(o.counts.gaps > 0u);
    }
}

void must_stay_whole(sim::venue exchange)
{
    const outcome o = perform(exchange, 1, {});
    BOOST_TEST(o.counts.held(), o.story << demo::verdict_line(o.counts));
    BOOST_TEST(o.counts.gaps == 0u, o.story);
    BOOST_TEST(o.counts.outages == 0u, o.story);
}

} // namespace

BOOST_AUTO_TEST_SUITE(performance)

BOOST_AUTO_TEST_CASE(binance_spot_holds_with_every_fault)
{
    must_hold(sim::venue::binance_spot);
}

BOOST_AUTO_TEST_CASE(binance_usdm_holds_with_every_fault)
{
    must_hold(sim::venue::binance_usdm);
}

BOOST_AUTO_TEST_CASE(bybit_holds_with_every_fault)
{
    must_hold(sim::venue::bybit);
}

BOOST_AUTO_TEST_CASE(okx_holds_with_every_fault)
{
    must_hold(sim::venue::okx);
}

BOOST_AUTO_TEST_CASE(bulk_holds_with_every_fault)
{
    must_hold(sim::venue::bulk);
}

BOOST_AUTO_TEST_CASE(without_faults_no_exchange_has_a_gap)
{
    for (const sim::venue exchange : sim::all_venues)
        BOOST_TEST_CONTEXT(to_string(exchange))
        {
            must_stay_whole(exchange);
        }
}

BOOST_AUTO_TEST_SUITE_END()
