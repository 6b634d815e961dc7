// SPDX-License-Identifier: BSL-1.0
#include "support/desk.hpp"

#include <holdfast/exchange/binance/market.hpp>
#include <holdfast/exchange/bulk/market.hpp>
#include <holdfast/exchange/bybit/market.hpp>
#include <holdfast/exchange/okx/market.hpp>
#include <holdfast/observer.hpp>
#include <holdfast/order_book.hpp>

#include <sstream>

// Programs that hold the library wrong are told so, and what ends a session is told to all who depend on it.

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

hf::task<> receive_once(hf::stream* from)
{
    (void)co_await from->receive();
}

hf::task<> keep(hf::stream from, hf::order_book* into)
{
    while (auto batch = co_await from.receive())
        for (const hf::event& e : *batch)
            into->apply(e);
}

struct listener : hf::observer {
    std::vector<hf::failure> ends{};
    void at_end(const hf::failure& why) override { ends.push_back(why); }
};

struct misuse : lab::desk {
    std::shared_ptr<listener> ears = std::make_shared<listener>();
    misuse() { config.watch = ears; }

    void refuse_the_first_connection()
    {
        peer->dial = [](const std::string&) {
            hf::sim::scripted_dial plan;
            plan.outcome = hf::failure(hf::errc::unauthorized, "no such key");
            return plan;
        };
    }
};

template <class Make>
std::string refusal_of(const Make& make)
{
    try {
        (void)make();
    } catch (const hf::error& e) {
        return e.code() == hf::errc::invalid_config ? e.why().text : std::string();
    }
    return {};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(misuses, misuse)

BOOST_AUTO_TEST_CASE(fault_55_a_second_receiver_of_a_stream_is_refused)
{
    hf::stream one = session().subscribe(hf::topic("book.a"));
    const lab::run first = spawn(receive_once(&one));
    const lab::run second = spawn(receive_once(&one));
    world.run_for(1s);
    BOOST_TEST(!first.ended());
    BOOST_TEST_REQUIRE(second.failed());
    BOOST_CHECK_EXCEPTION(second.check(), hf::error,
                          [](const hf::error& e) { return e.code() == hf::errc::misused; });
    made.reset();
    world.run_for(1s);
}

BOOST_AUTO_TEST_CASE(fault_55_one_receiver_after_the_other_is_welcome)
{
    hf::stream one = session().subscribe(hf::topic("book.a"));
    lab::run first = spawn(receive_once(&one));
    world.run_for(1s);
    first.cancel();
    world.run_for(1s);
    const lab::run second = spawn(receive_once(&one));
    world.run_for(1s);
    BOOST_TEST(!second.ended());
    made.reset();
    world.run_for(1s);
    BOOST_TEST(!second.failed());
}

BOOST_AUTO_TEST_CASE(fault_55_a_session_that_is_destroyed_while_it_runs_ends_run)
{
    (void)verified();
    made.reset();
    BOOST_TEST(world.run_until([&] { return running->ended(); }, 1min));
    BOOST_TEST(!running->failed());
}

BOOST_AUTO_TEST_CASE(fault_56_what_ends_run_reaches_the_observer)
{
    refuse_the_first_connection();
    start("book.a");
    world.run_for(1min);
    BOOST_TEST_REQUIRE(ears->ends.size() == 1u);
    BOOST_TEST((ears->ends.front().code == hf::errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(fault_56_what_ends_run_is_the_reason_of_every_book)
{
    refuse_the_first_connection();
    hf::order_book book;
    const lab::run kept = spawn(keep(session().subscribe(hf::topic("book.a")), &book));
    running.emplace(spawn(session().run()));
    world.run_for(1min);
    BOOST_TEST(kept.ended());
    BOOST_TEST((book.top().error().code == hf::errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(an_ordinary_stop_is_no_error)
{
    (void)verified();
    session().stop();
    world.run_for(1min);
    BOOST_TEST_REQUIRE(ears->ends.size() == 1u);
    BOOST_TEST(!ears->ends.front().code);
}

BOOST_AUTO_TEST_CASE(a_session_that_runs_without_a_subscription_stands_by)
{
    running.emplace(spawn(session().run()));
    world.run_for(1s);
    BOOST_TEST((session().phase() == hf::phase::standing_by));
}

BOOST_AUTO_TEST_CASE(a_line_of_the_log_says_when_and_which_session)
{
    std::ostringstream log;
    config.watch = hf::log_to(log);
    config.name = "left hand";
    (void)verified();
    BOOST_TEST(log.str().find("Z left hand: attempt 1 to ") != std::string::npos, log.str());
}

BOOST_AUTO_TEST_CASE(the_log_of_an_ordinary_stop_tells_no_gap)
{
    std::ostringstream log;
    config.watch = hf::log_to(log);
    (void)verified();
    session().stop();
    world.run_for(1min);
    BOOST_TEST(log.str().find("gap in") == std::string::npos, log.str());
    BOOST_TEST(log.str().find(": stopped\n") != std::string::npos, log.str());
}

// ---- where an exchange is ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(adapters_refuse_endpoints_that_cannot_be_dialled)
{
    for (const char* bad : {"", "stream.example.com", "https://stream.example.com", "wss://", "wss://a b",
                            "wss://stream.example.com/ws", "wss://stream.example.com:99999"}) {
        BOOST_TEST_CONTEXT("\"" << bad << "\"")
        {
            const std::string rest = "https://api.example.com";
            BOOST_TEST(refusal_of([&] {
                           return hf::binance::spot::make_adapter(hf::binance::endpoints{bad, rest});
                       }).starts_with("where.ws: "));
            BOOST_TEST(refusal_of([&] {
                           return hf::binance::usdm::make_adapter(hf::binance::endpoints{bad, rest});
                       }).starts_with("where.ws: "));
            BOOST_TEST(refusal_of([&] {
                           return hf::bybit::make_adapter(hf::bybit::category::linear, {bad, rest});
                       }).starts_with("where.ws: "));
            BOOST_TEST(refusal_of([&] {
                           return hf::okx::make_adapter(hf::okx::endpoints{bad, rest});
                       }).starts_with("where.ws: "));
            BOOST_TEST(refusal_of([&] {
                           return hf::bulk::make_adapter(hf::bulk::endpoints{bad, rest});
                       }).starts_with("where.ws: "));
        }
    }
}

BOOST_AUTO_TEST_CASE(adapters_refuse_rest_endpoints_that_cannot_be_asked)
{
    for (const char* bad : {"", "wss://api.example.com", "https://api.example.com/api/v3"})
        BOOST_TEST(refusal_of([&] {
                       return hf::binance::spot::make_adapter(
                           hf::binance::endpoints{"wss://stream.example.com", bad});
                   }).starts_with("where.rest: "),
                   bad);
}

BOOST_AUTO_TEST_CASE(a_session_refuses_a_url_of_its_own_that_cannot_be_dialled)
{
    config.url = "stream.example.com";
    BOOST_TEST(refusal_of([&] {
                   return hf::session(io.get_executor(), dialect, peer, config).phase();
               }).starts_with("session_config::url: "));
}

BOOST_AUTO_TEST_CASE(a_session_refuses_authorities_that_are_the_name_of_a_file)
{
    config.connection.tls.extra_ca = "/etc/ssl/certs/none.pem";
    BOOST_TEST(refusal_of([&] {
                   return hf::session(io.get_executor(), dialect, config).phase();
               }).find("extra_ca") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
