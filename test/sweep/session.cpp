// SPDX-License-Identifier: BSL-1.0
#include "support/sweeps.hpp"
#include "support/toy_exchange.hpp"

#include <holdfast/holdfast.hpp>
#include <holdfast/sim/scripted_peer.hpp>
#include <holdfast/sim/sweep.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

namespace hf = holdfast;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// The far end: agrees to everything, lets a message go missing, drops the line, and does it again.
hf::task<> play_peer(std::shared_ptr<hf::sim::scripted_network> peer)
{
    std::uint64_t at = 10;
    for (;;) {
        auto line = co_await peer->accepted();
        const std::string asked = co_await line->hear();
        line->say("ack " + asked.substr(4, asked.find(' ', 4) - 4));
        for (int i = 0; i < 6; ++i) {
            at += i == 3 ? 2 : 1; // one is lost
            const std::string ids = std::to_string(at) + " " + std::to_string(at);
            line->say("d book.a " + ids + " 0");
            line->say("d trade.b 0 " + std::to_string(at) + " 0");
            const std::uint64_t snapshot = at - 1;
            peer->rest = [snapshot](const hf::http_request&) {
                hf::http_response r;
                r.status = 200;
                r.body = std::to_string(snapshot) + std::string(toy::sane);
                hf::sim::scripted_answer plan;
                plan.answer = std::move(r);
                return plan;
            };
            co_await hf::sleep_for(300ms);
        }
        line->end(hf::failure(hf::errc::disconnected, "cut"), {1006, ""});
    }
}

/// Reads until the topic has been verified three times, and checks on the way what a stream promises.
hf::task<> check_stream(hf::stream events)
{
    bool open = false;
    std::uint64_t last = 0;
    int healed = 0;
    while (healed < 3) {
        auto batch = co_await events.receive();
        if (!batch)
            throw std::runtime_error("the stream ended");
        for (const hf::event& e : *batch) {
            if (std::holds_alternative<hf::gap_opened>(e)) {
                open = false;
            } else if (std::holds_alternative<hf::gap_closed>(e)) {
                open = true;
                ++healed;
            } else if (const auto* s = std::get_if<hf::snapshot>(&e)) {
                last = s->ids.last;
            } else if (const auto* d = std::get_if<hf::data>(&e)) {
                if (open && d->ids.last != last + 1)
                    throw std::runtime_error("a silent gap before " + std::to_string(d->ids.last));
                last = d->ids.last;
            }
        }
    }
}

hf::task<> watch_book(std::shared_ptr<hf::sim::scripted_network> peer)
{
    const auto executor = co_await asio::this_coro::executor;
    auto dialect = std::make_shared<toy::exchange>();
    hf::session feed(executor, dialect, peer);
    hf::stream book = feed.subscribe(hf::topic("book.a"));
    const hf::stream trades = feed.subscribe(hf::topic("trade.b"));
    co_await hf::race(feed.run(), check_stream(std::move(book)), play_peer(peer));
}

hf::task<> scenario(asio::io_context& io, hf::sim::world&)
{
    return watch_book(std::make_shared<hf::sim::scripted_network>(io.get_executor()));
}

/// The same, ended by `stop()` rather than by losing a race.
hf::task<> stop_after_check(hf::session* feed, hf::stream book)
{
    co_await check_stream(std::move(book));
    feed->stop();
    co_await hf::sleep_until(hf::never);
}

hf::task<> watch_and_stop(std::shared_ptr<hf::sim::scripted_network> peer)
{
    const auto executor = co_await asio::this_coro::executor;
    auto dialect = std::make_shared<toy::exchange>();
    hf::session feed(executor, dialect, peer);
    hf::stream book = feed.subscribe(hf::topic("book.a"));
    co_await hf::race(feed.run(), stop_after_check(&feed, std::move(book)), play_peer(peer));
}

hf::task<> stopping_scenario(asio::io_context& io, hf::sim::world&)
{
    return watch_and_stop(std::make_shared<hf::sim::scripted_network>(io.get_executor()));
}

} // namespace

BOOST_AUTO_TEST_SUITE(session_sweep)

BOOST_AUTO_TEST_CASE(a_session_may_be_destroyed_after_every_handler)
{
    lab::require_clean(hf::sim::sweep_destruction(scenario), 51);
}

BOOST_AUTO_TEST_CASE(a_session_may_be_cancelled_after_every_handler)
{
    hf::sim::sweep_options soon;
    soon.stop_limit = 2s;
    lab::require_clean(hf::sim::sweep_cancellation(scenario, soon), 51);
}

BOOST_AUTO_TEST_CASE(a_session_that_stops_may_be_disturbed_after_every_handler)
{
    hf::sim::sweep_options soon;
    soon.stop_limit = 2s;
    lab::require_clean(hf::sim::sweep_destruction(stopping_scenario), 51);
    lab::require_clean(hf::sim::sweep_cancellation(stopping_scenario, soon), 51);
}

BOOST_AUTO_TEST_SUITE_END()
