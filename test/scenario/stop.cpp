// SPDX-License-Identifier: BSL-1.0
#include "support/laboratory.hpp"

#include <holdfast/exchange/binance/market.hpp>
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <boost/mpl/list.hpp>

#include <thread>

// stop() from every phase, over the real network code: it returns within its bound and leaves nothing open.

namespace hf = holdfast;
namespace asio = boost::asio;
namespace sim = holdfast::sim;
namespace spot = holdfast::binance::spot;
using namespace std::chrono_literals;

namespace {

struct virtual_time : lab::laboratory {
    bool run_until(const std::function<bool()>& done, hf::duration at_most)
    {
        return world.run_until(done, at_most);
    }
};

/// Real sockets on 127.0.0.1. The bounds are generous: what is tested is that things end.
struct real_sockets {
    asio::io_context io{1};

    [[nodiscard]] lab::run spawn(hf::task<> what) { return lab::run(io, std::move(what)); }
    bool run_until(const std::function<bool()>& done, hf::duration at_most)
    {
        const hf::runtime& clock = hf::runtime::of(io.get_executor());
        const hf::time_point end = clock.now() + at_most;
        while (!done() && clock.now() < end) {
            io.restart();
            io.run_one_for(std::chrono::milliseconds(50));
        }
        return done();
    }
};

using everywhere = boost::mpl::list<virtual_time, real_sockets>;

/// Accepts and says nothing.
hf::task<> mute(hf::listener* door, std::vector<std::unique_ptr<hf::byte_stream>>* kept)
{
    for (;;) {
        auto line = co_await door->accept();
        if (!line)
            co_return;
        kept->push_back(std::move(*line));
    }
}

template <class Place>
struct theatre : Place {
    std::vector<std::unique_ptr<hf::byte_stream>> kept{};
    std::unique_ptr<hf::listener> door{};
    std::unique_ptr<hf::session> feed{};
    std::optional<hf::stream> depth{};
    std::optional<lab::run> muting{};
    std::optional<lab::run> living{};
    sim::exchange venue{};
    std::unique_ptr<sim::server> server{};
    std::optional<lab::run> serving{};

    /// A listener that accepts and says nothing.
    hf::address mute_address()
    {
        auto made =
            hf::runtime::of(Place::io.get_executor()).listen(Place::io.get_executor(), {"127.0.0.1", 0});
        BOOST_REQUIRE(made.has_value());
        door = std::move(*made);
        muting.emplace(Place::spawn(mute(door.get(), &kept)));
        return door->local();
    }

    void start(const std::string& ws, const std::string& rest,
               const hf::session_config& config = hf::session_config())
    {
        spot::options dialect;
        dialect.where = {ws, rest};
        feed = std::make_unique<hf::session>(Place::io.get_executor(), spot::make_adapter(dialect), config);
        depth.emplace(feed->subscribe(spot::depth("BTCUSDT")));
        living.emplace(Place::spawn(feed->run()));
    }

    /// A simulated exchange, and a session that follows it.
    void start_served()
    {
        server = std::make_unique<sim::server>(Place::io.get_executor(), venue);
        serving.emplace(Place::spawn(server->run()));
        start(server->ws_url(), server->rest_url());
    }

    void expect_server_end()
    {
        server->stop();
        BOOST_TEST(Place::run_until([&] { return serving->ended(); }, 20s));
    }

    void reach(hf::phase wanted)
    {
        BOOST_REQUIRE(Place::run_until([&] { return feed->phase() == wanted; }, 20s));
    }

    /// Stops, and expects the end within the bound that the documentation names.
    void expect_end()
    {
        const hf::runtime& clock = hf::runtime::of(Place::io.get_executor());
        const hf::time_point before = clock.now();
        feed->stop();
        BOOST_TEST(Place::run_until([&] { return living->ended(); }, 20s));
        BOOST_TEST((clock.now() - before <= 2s));
        BOOST_TEST((feed->phase() == hf::phase::stopped));
        living->check();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(stop)

BOOST_AUTO_TEST_CASE(fault_06_stop_while_resolving)
{
    theatre<virtual_time> t;
    sim::name_service deaf;
    deaf.silent = true;
    t.world.set_name_service("exchange.test", deaf);
    t.start("wss://exchange.test", "https://exchange.test");
    t.reach(hf::phase::resolving);
    t.expect_end();
}

BOOST_AUTO_TEST_CASE(fault_06_stop_while_connecting)
{
    theatre<virtual_time> t;
    t.world.set_reach({"10.0.0.1", 443}, sim::reach::silent);
    t.start("wss://10.0.0.1", "https://10.0.0.1");
    t.reach(hf::phase::connecting);
    t.expect_end();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(fault_06_stop_in_the_middle_of_tls, place, everywhere)
{
    theatre<place> t;
    t.start("wss://" + t.mute_address().str(), "https://127.0.0.1:9");
    t.reach(hf::phase::securing);
    t.expect_end();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(fault_06_stop_in_the_middle_of_the_upgrade, place, everywhere)
{
    theatre<place> t;
    t.start("ws://" + t.mute_address().str(), "http://127.0.0.1:9");
    t.reach(hf::phase::upgrading);
    t.expect_end();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(fault_06_stop_in_backoff, place, everywhere)
{
    theatre<place> t;
    const std::string nobody = t.mute_address().str();
    t.door->close();
    hf::session_config patient;
    patient.retry.initial = 30s;
    t.start("ws://" + nobody, "http://" + nobody, patient);
    t.reach(hf::phase::backing_off);
    t.expect_end();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(fault_06_stop_when_verified, place, everywhere)
{
    theatre<place> t;
    t.start_served();
    t.reach(hf::phase::verified);
    t.expect_end();
    t.expect_server_end();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(fault_06_stop_in_the_middle_of_a_recovery, place, everywhere)
{
    theatre<place> t;
    sim::fault_options always;
    always.times = 1000;
    t.venue.faults().inject(sim::fault::rest_never, always);
    t.start_served();
    t.reach(hf::phase::recovering);
    t.expect_end();
    t.expect_server_end();
}

BOOST_AUTO_TEST_CASE(stop_may_be_called_from_any_thread)
{
    theatre<real_sockets> t;
    t.start_served();
    t.reach(hf::phase::verified);
    std::thread elsewhere([&t] {
        t.feed->stop();
        t.feed->stop();
    });
    BOOST_TEST(t.run_until([&] { return t.living->ended(); }, 20s));
    elsewhere.join();
    t.expect_server_end();
}

BOOST_AUTO_TEST_CASE(fault_06_stop_on_a_line_that_has_gone_half_open)
{
    theatre<virtual_time> t;
    t.start_served();
    t.reach(hf::phase::verified);
    for (sim::live_link line : t.world.links())
        line.black_hole();
    t.expect_end();
}

BOOST_AUTO_TEST_CASE(fault_06_an_asked_for_reconnect_on_a_half_open_line_does_not_hang)
{
    theatre<virtual_time> t;
    t.start_served();
    t.reach(hf::phase::verified);
    for (sim::live_link line : t.world.links())
        line.black_hole();
    t.feed->reconnect();
    t.reach(hf::phase::resolving);
    t.reach(hf::phase::verified);
    BOOST_TEST(t.feed->stats().epoch == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
