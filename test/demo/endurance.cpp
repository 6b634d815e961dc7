// SPDX-License-Identifier: BSL-1.0
#include "demo/exchanges.hpp"
#include "support/laboratory.hpp"

#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

// Six hours of a healthy book beside twenty whose symbols have expired and twenty that have one side only.

namespace {

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

constexpr int sick_of_each_kind = 20;

/// What a reader of a book saw.
struct reading {
    bool verified = false;
    unsigned gaps = 0;
};

hf::task<> keep(hf::stream from, hf::order_book_options how, reading* into)
{
    hf::order_book book(from.doubts(), how);
    while (auto batch = co_await from.receive())
        for (const hf::event& e : *batch) {
            into->gaps += std::holds_alternative<hf::gap_opened>(e) ? 1u : 0u;
            book.apply(e);
            into->verified = book.verified();
        }
}

struct company {
    explicit company(sim::venue which) : kind(which)
    {
        sim::exchange_config c = sim::config_of(which);
        c.symbols = {demo::spelled(which, "BTC")};
        for (int i = 0; i < sick_of_each_kind; ++i) {
            c.symbols.push_back(demo::spelled(which, "GONE" + std::to_string(i)));
            c.symbols.push_back(demo::spelled(which, "HALF" + std::to_string(i)));
        }
        c.levels = 10;
        c.burst = 2;
        c.burst_every = 5s;
        c.history = 1000;
        symbols = c.symbols;
        venue = std::make_unique<sim::exchange>(c);
        server = std::make_unique<sim::server>(room.io.get_executor(), *venue);
        runs.push_back(room.spawn(server->run()));

        hf::session_config s;
        s.connection.tls.extra_ca = server->authority();
        demo::manner how{.ws = server->ws_url(), .rest = server->rest_url(), .silence = 2min};
        how.audit_every = 1min;
        dialect = demo::adapter_for(which, how);
        session = std::make_unique<hf::session>(room.io.get_executor(), dialect, s);
        runs.push_back(room.spawn(session->run()));
        books.resize(symbols.size());
        for (std::size_t i = 0; i < symbols.size(); ++i)
            runs.push_back(room.spawn(keep(session->subscribe(demo::book_of(which, symbols[i])),
                                           demo::books_of(which), &books[i])));
    }

    company(const company&) = delete;
    company& operator=(const company&) = delete;

    /// Ends the symbols GONE, and takes one side of the symbols HALF away for as long as is asked for.
    void fall_sick(hf::duration length)
    {
        for (const std::string& symbol : symbols) {
            sim::fault_options with;
            with.topic = demo::book_of(kind, symbol).str();
            with.length = length;
            if (symbol.starts_with("GONE"))
                venue->faults().inject(sim::fault::expire, with);
            else if (symbol.starts_with("HALF"))
                venue->faults().inject(sim::fault::one_sided, with);
        }
    }

    [[nodiscard]] std::size_t verified() const
    {
        return static_cast<std::size_t>(
            std::count_if(books.begin(), books.end(), [](const reading& r) { return r.verified; }));
    }

    ~company()
    {
        session->stop();
        server->stop();
        room.world.run_for(1min);
    }

    sim::venue kind;
    lab::laboratory room{};
    std::vector<std::string> symbols{};
    std::unique_ptr<sim::exchange> venue{};
    std::unique_ptr<sim::server> server{};
    std::shared_ptr<const hf::adapter> dialect{};
    std::unique_ptr<hf::session> session{};
    std::vector<reading> books{};
    std::vector<lab::run> runs{};
};

/// Of what the exchange would have let pass, how much was used: in parts of a hundred.
double used(std::uint64_t spent, double allowed)
{
    return allowed > 0 ? 100.0 * static_cast<double>(spent) / allowed : 0.0;
}

void must_endure(sim::venue which)
{
    company all(which);
    all.room.world.run_for(2min);
    BOOST_REQUIRE(all.verified() == all.symbols.size());
    const reading& healthy = all.books.front();
    all.fall_sick(7h);
    all.room.world.run_for(3min);
    BOOST_TEST(all.venue->faults().injected(sim::fault::expire) == std::uint64_t(sick_of_each_kind));
    BOOST_TEST(all.venue->faults().injected(sim::fault::one_sided) == std::uint64_t(sick_of_each_kind));

    const sim::exchange_stats before = all.venue->stats();
    const hf::session_stats session_before = all.session->stats();
    all.room.world.run_for(6h);
    const sim::exchange_stats after = all.venue->stats();
    const hf::session_stats session_after = all.session->stats();

    BOOST_TEST(healthy.verified);
    BOOST_TEST(healthy.gaps == 0u);
    BOOST_TEST(session_after.outages == session_before.outages);
    const sim::exchange_rules rules = sim::rules_of(which);
    const double seconds = 6 * 3600;
    const double windows = seconds / std::chrono::duration<double>(rules.rest_window).count();
    const unsigned weight = all.dialect->snapshot_request(demo::book_of(which, all.symbols.front())).weight;
    BOOST_TEST_MESSAGE(to_string(which) << ": requests " << after.requests - before.requests << ", messages "
                                        << after.received - before.received << ", upgrades "
                                        << after.upgraded - before.upgraded);
    BOOST_TEST(used((after.requests - before.requests) * weight, windows * rules.rest_weight) < 5.0);
    BOOST_TEST(used(after.received - before.received, seconds * rules.messages_per_second) < 5.0);
    BOOST_TEST(used(after.received - before.received, 6.0 * rules.requests_per_hour) < 5.0);
    BOOST_TEST(after.upgraded == before.upgraded);
}

} // namespace

BOOST_AUTO_TEST_SUITE(endurance)

BOOST_AUTO_TEST_CASE(fault_36_sick_topics_of_binance_spot_cost_the_healthy_one_nothing)
{
    must_endure(sim::venue::binance_spot);
}

BOOST_AUTO_TEST_CASE(fault_36_sick_topics_of_binance_usdm_cost_the_healthy_one_nothing)
{
    must_endure(sim::venue::binance_usdm);
}

BOOST_AUTO_TEST_CASE(fault_36_sick_topics_of_bybit_cost_the_healthy_one_nothing)
{
    must_endure(sim::venue::bybit);
}

BOOST_AUTO_TEST_CASE(fault_36_sick_topics_of_okx_cost_the_healthy_one_nothing)
{
    must_endure(sim::venue::okx);
}

BOOST_AUTO_TEST_CASE(fault_36_sick_topics_of_bulk_cost_the_healthy_one_nothing)
{
    must_endure(sim::venue::bulk);
}

BOOST_AUTO_TEST_SUITE_END()
