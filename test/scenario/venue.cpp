// SPDX-License-Identifier: BSL-1.0
#include "support/laboratory.hpp"

#include <holdfast/exchange/binance/market.hpp>
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <cstdlib>

// The whole of it in virtual time: a session over TLS and Beast against a simulated exchange that breaks
// everything it can, with every promise checked at every event.

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace spot = holdfast::binance::spot;
using namespace std::chrono_literals;

namespace {

/// What went on in one run; `wrong` must stay empty.
struct record {
    std::vector<std::string> wrong{};
    std::uint64_t audits = 0;
    std::uint64_t gaps = 0;
    std::uint64_t messages = 0;
};

std::vector<sim::quoted_level> quoted(const hf::result<std::vector<hf::level>>& levels)
{
    std::vector<sim::quoted_level> all;
    for (const hf::level& l : *levels)
        all.push_back({l.price.str(), l.quantity.str()});
    return all;
}

/// Keeps a book from a stream, and compares it with the truth whenever it says that it is verified.
hf::task<> keep_book(hf::stream depth, std::string symbol, sim::exchange* venue, record* into)
{
    hf::order_book book(depth.doubts());
    bool open = false;
    bool rebuilt = false;
    std::uint64_t last = 0;
    while (auto batch = co_await depth.receive()) {
        for (const hf::event& e : *batch) {
            book.apply(e);
            if (std::holds_alternative<hf::gap_opened>(e)) {
                ++into->gaps;
                open = rebuilt = false;
            } else if (std::holds_alternative<hf::gap_closed>(e)) {
                open = true;
            } else if (const auto* s = std::get_if<hf::snapshot>(&e)) {
                last = s->ids.last;
                rebuilt = true;
            } else if (const auto* d = std::get_if<hf::data>(&e)) {
                ++into->messages;
                if (!rebuilt)
                    into->wrong.push_back(symbol + ": data after a gap and before its snapshot");
                if (open && d->ids.first > last + 1)
                    into->wrong.push_back(symbol + ": a silent gap before " + std::to_string(d->ids.first));
                last = d->ids.last;
            }
            if (book.verified() != open)
                open =
                    book.verified(); // the book may doubt by itself, and never believes more than it is told
        }
        if (!book.verified())
            continue;
        const auto expected = venue->truth_at(symbol, book.last_id());
        if (!expected) {
            into->wrong.push_back(symbol + ": verified at " + std::to_string(book.last_id()) +
                                  ", which the exchange does not know");
            continue;
        }
        ++into->audits;
        const std::string found =
            sim::difference(*expected, quoted(book.bids(100)), quoted(book.asks(100)), 50);
        if (!found.empty())
            into->wrong.push_back(symbol + " at " + std::to_string(book.last_id()) + ": " + found);
    }
}

/// Trades: ids grow by one, or a gap was declared.
hf::task<> follow_trades(hf::stream trades, record* into)
{
    std::uint64_t last = 0;
    while (auto batch = co_await trades.receive())
        for (const hf::event& e : *batch) {
            if (std::holds_alternative<hf::gap_opened>(e))
                last = 0;
            const auto* d = std::get_if<hf::data>(&e);
            if (!d)
                continue;
            if (last != 0 && d->ids.last != last + 1)
                into->wrong.push_back("a silent gap in the trades before " + std::to_string(d->ids.last));
            last = d->ids.last;
        }
}

hf::session_config client(const sim::server& server)
{
    hf::session_config c;
    c.connection.tls.extra_ca = server.authority();
    c.connection.timeouts.request = 5s;
    c.retry.ceiling = 5s;
    c.recovery.retry.ceiling = 5s;
    c.rate_limit_pause = 5s;
    c.heartbeat = {.ping_after = 2s, .dead_after = 6s, .data_timeout = 10s};
    return c;
}

struct play_config {
    std::uint64_t seed = 1;
    hf::duration trouble = 10min;
    hf::duration calm = 3min;
    bool tls = true; ///< Keys and signatures are random whatever the seed.
    sim::fault_set faults{sim::all_faults.begin(), sim::all_faults.end()};
};

struct outcome {
    record seen{};
    hf::session_stats stats{};
    hf::phase phase{};
    std::uint64_t hash = 0;
    std::uint64_t injected = 0;
    std::shared_ptr<const std::size_t> streams{};
};

outcome play(const play_config& how)
{
    outcome result;
    {
        lab::laboratory room(how.seed);
        sim::path jittery;
        jittery.jitter = 3ms;
        jittery.slice = 1400;
        room.world.set_path(jittery);
        sim::exchange_config e;
        e.symbols = {"BTCUSDT", "ETHUSDT", "SOLUSDT"};
        e.seed = how.seed;
        e.levels = 40;
        e.history = 200'000;
        e.burst_every = 200ms;
        e.faults.seed = how.seed;
        e.faults.faults = how.faults;
        e.faults.every = 5s;
        e.faults.quiet_after = how.trouble;
        sim::exchange venue(e);
        sim::server_config secure;
        secure.tls = how.tls;
        sim::server server(room.io.get_executor(), venue, secure);
        const lab::run serving = room.spawn(server.run());

        spot::options dialect;
        dialect.where = {server.ws_url(), server.rest_url()};
        dialect.depth_cadence = 3s;
        dialect.first_data = 10s;
        hf::session feed(room.io.get_executor(), spot::make_adapter(dialect), client(server));
        std::vector<lab::run> readers;
        for (const std::string& symbol : e.symbols) {
            readers.push_back(
                room.spawn(keep_book(feed.subscribe(spot::depth(symbol)), symbol, &venue, &result.seen)));
            readers.push_back(room.spawn(follow_trades(feed.subscribe(spot::trades(symbol)), &result.seen)));
        }
        const lab::run living = room.spawn(feed.run());
        room.world.run_for(how.trouble + how.calm);
        const std::uint64_t gaps = result.seen.gaps; // the end of the session is one more
        result.stats = feed.stats();
        result.phase = feed.phase();
        result.hash = room.world.trace_hash();
        result.injected = venue.faults().injected();
        result.streams = room.world.live_streams();
        feed.stop();
        server.stop();
        room.world.run_for(1min);
        BOOST_TEST(living.ended());
        BOOST_TEST(serving.ended());
        for (const lab::run& r : readers)
            BOOST_TEST(r.ended());
        result.seen.gaps = gaps;
    }
    return result;
}

unsigned long seeds()
{
    const char* asked = std::getenv("HOLDFAST_TEST_SEEDS");
    return asked ? std::strtoul(asked, nullptr, 10) : 4;
}

} // namespace

BOOST_AUTO_TEST_SUITE(venue)

BOOST_AUTO_TEST_CASE(every_fault_is_noticed_and_healed_and_no_verified_book_is_ever_wrong)
{
    for (unsigned long seed = 1; seed <= seeds(); ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            play_config how;
            how.seed = seed;
            const outcome o = play(how);
            for (const std::string& w : o.seen.wrong)
                BOOST_ERROR(w);
            BOOST_TEST((o.phase == hf::phase::verified), "it ends " << to_string(o.phase));
            BOOST_TEST(o.injected > 20u);
            BOOST_TEST(o.stats.outages > 3u);
            BOOST_TEST(o.seen.gaps > 5u);
            BOOST_TEST(o.seen.audits > 500u);
            BOOST_TEST(*o.streams == 0u, "connections leak");
            BOOST_TEST_MESSAGE("seed " << seed << ": injected " << o.injected << ", outages "
                                       << o.stats.outages << ", gaps " << o.stats.gaps << " healed "
                                       << o.stats.gaps_healed << ", audits " << o.seen.audits << ", messages "
                                       << o.seen.messages);
        }
    }
}

BOOST_AUTO_TEST_CASE(without_faults_there_is_no_gap)
{
    play_config how;
    how.faults = {};
    const outcome o = play(how);
    BOOST_TEST(o.seen.gaps == 0u);
    BOOST_TEST(o.stats.outages == 0u);
    BOOST_TEST(o.seen.wrong.empty());
    BOOST_TEST(o.seen.audits > 1000u);
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_run)
{
    play_config how;
    how.trouble = 2min;
    how.calm = 10s;
    how.tls = false;
    const outcome first = play(how);
    const outcome second = play(how);
    BOOST_TEST(first.hash == second.hash);
    how.seed = 2;
    BOOST_TEST(play(how).hash != first.hash);
}

BOOST_AUTO_TEST_SUITE_END()
