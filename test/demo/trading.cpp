// SPDX-License-Identifier: BSL-1.0
#include "market_maker/performance.hpp"
#include "support/performances.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>

// The market maker in virtual time: on each exchange, with every fault.

namespace {

namespace hf = holdfast;
namespace sim = holdfast::sim;

using outcome = lab::outcome<maker::tally>;

outcome perform(sim::venue exchange, std::uint64_t seed, const sim::fault_set& faults)
{
    maker::options chosen;
    chosen.exchange = exchange;
    chosen.seed = seed;
    chosen.faults = faults;
    return lab::perform<maker::tally>(
        seed, [&](auto& counts, std::ostream& story) { return maker::perform(chosen, counts, story); });
}

void must_hold(sim::venue exchange)
{
    for (unsigned long seed = 1; seed <= lab::seeds(8); ++seed) {
        const outcome o = perform(exchange, seed, lab::every_fault());
        BOOST_TEST_MESSAGE(maker::verdict_json(o.counts));
        BOOST_TEST(o.ended);
        BOOST_TEST(o.counts.held(), "seed " << seed << "\n" << o.story << maker::verdict_line(o.counts));
        BOOST_TEST(o.counts.fills > 0u);
        BOOST_TEST(o.counts.faults_injected > 0u);
    }
}

/// Nothing is ever in doubt, and no reconciliation finds anything.
void must_be_uneventful(sim::venue exchange)
{
    const outcome o = perform(exchange, 1, {});
    BOOST_TEST(o.counts.held(), o.story << maker::verdict_line(o.counts));
    BOOST_TEST(o.counts.in_doubt == 0u, o.story);
    BOOST_TEST(o.counts.findings == 0u, o.story);
}

} // namespace

BOOST_AUTO_TEST_SUITE(trading)

BOOST_AUTO_TEST_CASE(binance_spot_ends_flat_with_every_fault)
{
    must_hold(sim::venue::binance_spot);
}

BOOST_AUTO_TEST_CASE(binance_usdm_ends_flat_with_every_fault)
{
    must_hold(sim::venue::binance_usdm);
}

BOOST_AUTO_TEST_CASE(bybit_ends_flat_with_every_fault)
{
    must_hold(sim::venue::bybit);
}

BOOST_AUTO_TEST_CASE(okx_ends_flat_with_every_fault)
{
    must_hold(sim::venue::okx);
}

BOOST_AUTO_TEST_CASE(bulk_ends_flat_with_every_fault)
{
    must_hold(sim::venue::bulk);
}

BOOST_AUTO_TEST_CASE(without_faults_nothing_is_in_doubt_and_nothing_is_found)
{
    for (const sim::venue exchange : sim::all_venues)
        BOOST_TEST_CONTEXT(to_string(exchange))
        {
            must_be_uneventful(exchange);
        }
}

BOOST_AUTO_TEST_SUITE_END()
