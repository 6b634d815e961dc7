// SPDX-License-Identifier: BSL-1.0
#include "market_maker/exchanges.hpp"
#include "market_maker/performance.hpp"
#include "support/performances.hpp"
#include "wiretap.hpp"

#include <holdfast/account/dialect.hpp>
#include <holdfast/observer.hpp>
#include <holdfast/session.hpp>
#include <holdfast/sim/server.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <sstream>
#include <string>
#include <vector>

// Nothing that the library says has a secret in it: what the market maker lives through on each exchange,
// with every fault, is searched for the keys, and for every signature and listen key that really crossed the
// wire.

namespace {

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

sim::account_config distinctive()
{
    sim::account_config owner;
    owner.api_key = "K7qZpXv2mWnB4tRyL9sDfGhJ";
    owner.secret = "S3cVbNmQwErTyUiOpAsDfGhJkL5zXcVb";
    owner.passphrase = "P8hYtGrFeDwSqAzXsWcDeVfR";
    return owner;
}

/// What was said, and what must not have been.
struct record {
    std::string said{};
    std::set<std::string> used{}; ///< Signatures and listen keys.
};

record perform(sim::venue exchange, std::uint64_t seed, bool repeats = false)
{
    std::ostringstream story;
    std::ostringstream log;
    secrets::loot loot;
    {
        lab::laboratory room(seed);
        maker::options chosen;
        chosen.exchange = exchange;
        chosen.seed = seed;
        chosen.faults = lab::every_fault();
        maker::tally counts;
        maker::backstage behind;
        behind.owner = distinctive();
        behind.log = &log;
        behind.tap = [&loot, repeats](std::shared_ptr<hf::network> real) {
            return tapped(std::move(real), loot, repeats);
        };
        const lab::run performed = room.spawn(maker::perform(chosen, counts, story, behind));
        (void)room.world.run_until([&] { return performed.ended(); }, 10min);
        performed.check();
        BOOST_TEST((repeats || counts.acknowledged > 0u));
    }
    return {story.str() + log.str(), loot.found()};
}

void must_not_be_in(const std::string& said, const std::string& secret)
{
    BOOST_TEST((said.find(secret) == std::string::npos), secret << " was said");
}

/// The key of BULK is public.
std::set<std::string> keys_on(sim::venue exchange)
{
    const sim::account_config owner = distinctive();
    std::set<std::string> keys{owner.secret, owner.passphrase};
    if (exchange != sim::venue::bulk)
        keys.insert(owner.api_key);
    return keys;
}

void must_keep_its_secrets(sim::venue exchange)
{
    const record r = perform(exchange, 1);
    BOOST_TEST(r.said.size() > 1000u);
    BOOST_TEST(r.used.size() > 10u);
    for (const std::string& key : keys_on(exchange))
        must_not_be_in(r.said, key);
    for (const std::string& used : r.used)
        must_not_be_in(r.said, used);
}

/// Everything that is said when somebody logs in whose secret is not the exchange's.
std::string refused(sim::venue exchange)
{
    lab::laboratory room;
    sim::exchange_config c = sim::config_of(exchange);
    c.account = distinctive();
    c.account.secret = "the-secret-that-the-exchange-knows";
    sim::exchange venue(c);
    sim::server server(room.io.get_executor(), venue);
    const lab::run served = room.spawn(server.run());

    std::ostringstream log;
    hf::session_config config;
    config.watch = hf::log_to(log);
    hf::session line(room.io.get_executor(),
                     maker::account_adapter({exchange, server.ws_url(), server.rest_url(), distinctive()}),
                     config);
    std::vector<hf::stream> heard;
    for (const hf::topic& one : line.exchange().account()->topics())
        heard.push_back(line.subscribe(one));
    const lab::run kept = room.spawn(line.run());
    (void)room.world.run_until([&] { return kept.ended(); }, 1min);
    try {
        kept.check();
    } catch (const hf::error& e) {
        log << e.why().message() << e.what();
    }
    return log.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(keeps_secrets)

BOOST_AUTO_TEST_CASE(on_binance_spot)
{
    must_keep_its_secrets(sim::venue::binance_spot);
}

BOOST_AUTO_TEST_CASE(on_binance_usdm)
{
    must_keep_its_secrets(sim::venue::binance_usdm);
}

BOOST_AUTO_TEST_CASE(on_bybit)
{
    must_keep_its_secrets(sim::venue::bybit);
}

BOOST_AUTO_TEST_CASE(on_okx)
{
    must_keep_its_secrets(sim::venue::okx);
}

BOOST_AUTO_TEST_CASE(on_bulk)
{
    must_keep_its_secrets(sim::venue::bulk);
}

BOOST_AUTO_TEST_CASE(fault_66_when_the_body_of_a_refusal_repeats_what_was_asked)
{
    for (const sim::venue exchange : sim::all_venues)
        BOOST_TEST_CONTEXT(to_string(exchange))
        {
            const record r = perform(exchange, 1, true);
            BOOST_TEST(r.said.size() > 1000u);
            BOOST_TEST(r.used.size() > 10u);
            BOOST_TEST(r.said.find('\x1b') == std::string::npos);
            for (const std::string& key : keys_on(exchange))
                must_not_be_in(r.said, key);
            for (const std::string& used : r.used)
                must_not_be_in(r.said, used);
        }
}

BOOST_AUTO_TEST_CASE(when_the_exchange_refuses_the_login)
{
    for (const sim::venue exchange : {sim::venue::binance_spot, sim::venue::bybit, sim::venue::okx})
        BOOST_TEST_CONTEXT(to_string(exchange))
        {
            const std::string said = refused(exchange);
            BOOST_TEST(!said.empty());
            for (const std::string& key : keys_on(exchange))
                must_not_be_in(said, key);
        }
}

BOOST_AUTO_TEST_SUITE_END()
