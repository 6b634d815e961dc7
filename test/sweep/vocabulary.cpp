// SPDX-License-Identifier: BSL-1.0
#include "support/sweeps.hpp"

#include <holdfast/channel.hpp>
#include <holdfast/sim/sweep.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

using stream = std::unique_ptr<hf::byte_stream>;

const hf::address server_at{"10.1.0.1", 443};

hf::task<> produce(hf::channel<int>& line, int count)
{
    for (int i = 1; i <= count; ++i) {
        (void)co_await line.send(i);
        if (i % 3 == 0)
            co_await hf::sleep_for(1ms);
    }
    line.close();
}

hf::task<> consume(hf::channel<int>& line, int& last)
{
    std::vector<int> batch;
    while (co_await line.receive_all(batch))
        for (const int one : batch)
            if (std::exchange(last, one) != one - 1)
                throw std::logic_error("a message was lost");
}

hf::task<> tick_for_ever(hf::condition_variable& tick)
{
    for (;;) {
        co_await hf::sleep_for(2ms);
        tick.notify();
    }
}

hf::task<> wait_for_ticks(hf::condition_variable& tick, int count)
{
    while (count != 0)
        count -= co_await tick.wait_until(co_await hf::now() + 5ms) ? 1 : 0;
}

hf::task<> channel_and_clock()
{
    const auto executor = co_await asio::this_coro::executor;
    hf::channel<int> line(executor, 4);
    hf::condition_variable tick(executor);
    int last = 0;
    co_await hf::join(produce(line, 100), consume(line, last));
    co_await hf::race(tick_for_ever(tick), hf::join(wait_for_ticks(tick, 3), wait_for_ticks(tick, 4)));
    if (last != 100)
        throw std::logic_error("the last message is missing");
}

hf::task<> serve_one(stream line)
{
    char bytes[64];
    for (;;) {
        const auto size = co_await hf::read_some(*line, asio::buffer(bytes));
        if (!size)
            co_return;
        (void)co_await hf::write_all(*line, asio::buffer(bytes, *size));
    }
}

hf::task<> serve(std::unique_ptr<hf::listener> door)
{
    const auto executor = co_await asio::this_coro::executor;
    for (;;) {
        auto next = co_await door->accept();
        if (!next)
            co_return;
        asio::co_spawn(executor, serve_one(std::move(*next)), hf::rethrow);
    }
}

hf::task<> exchange_words(hf::byte_stream& line, int count, int& done)
{
    for (; done != count; ++done) {
        const std::string word = "word " + std::to_string(done);
        if (!co_await hf::write_all(line, asio::buffer(word)))
            co_return;
        std::string echo;
        while (echo.size() < word.size()) {
            char bytes[64];
            const auto size = co_await hf::read_some(line, asio::buffer(bytes));
            if (!size)
                co_return;
            echo.append(bytes, *size);
        }
        if (echo != word)
            throw std::logic_error("the echo is wrong: " + echo);
    }
}

/// Connects again until every word has come back.
hf::task<> insist()
{
    const auto executor = co_await asio::this_coro::executor;
    hf::runtime& runtime = hf::runtime::of(executor);
    for (int done = 0; done != 5;) {
        auto line = co_await runtime.connect(server_at);
        if (line)
            co_await hf::race(exchange_words(**line, 5, done), hf::sleep_for(5s));
        else
            co_await hf::sleep_for(1s);
    }
}

hf::task<> play_channel_and_clock(asio::io_context&, sim::world&)
{
    return channel_and_clock();
}

hf::task<> play_echo(asio::io_context& io, sim::world& world)
{
    world.set_path({.jitter = 1ms, .slice = 3});
    asio::co_spawn(io, serve(world.listen(io.get_executor(), server_at).value()), hf::rethrow);
    return insist();
}

} // namespace

BOOST_AUTO_TEST_SUITE(vocabulary)

BOOST_AUTO_TEST_CASE(channels_and_clocks_may_be_destroyed_at_any_point)
{
    lab::require_clean(sim::sweep_destruction(play_channel_and_clock), 50);
}

BOOST_AUTO_TEST_CASE(channels_and_clocks_may_be_cancelled_at_any_point)
{
    lab::require_clean(sim::sweep_cancellation(play_channel_and_clock, {.stop_limit = 0s}), 50);
}

BOOST_AUTO_TEST_CASE(connections_may_be_destroyed_at_any_point)
{
    lab::require_clean(sim::sweep_destruction(play_echo), 50);
}

BOOST_AUTO_TEST_CASE(connections_may_be_cancelled_at_any_point)
{
    lab::require_clean(sim::sweep_cancellation(play_echo, {.stop_limit = 0s}), 50);
}

BOOST_AUTO_TEST_CASE(whatever_befalls_a_connection_every_word_comes_back)
{
    lab::require_clean(sim::sweep_mishaps(play_echo), 80);
}

namespace {

hf::task<> give_up()
{
    const auto executor = co_await asio::this_coro::executor;
    stream line = (co_await hf::runtime::of(executor).connect(server_at)).value();
    int done = 0;
    co_await exchange_words(*line, 3, done);
    if (done != 3)
        throw std::runtime_error("gave up");
}

hf::task<> turn_a_deaf_ear()
{
    co_await hf::sleep_for(1s);
    co_await hf::ignore_cancellation();
    co_await hf::sleep_for(1h);
}

hf::task<> blame_the_line()
{
    try {
        co_await hf::sleep_for(1s);
    } catch (const hf::system_error&) {
        throw hf::system_error(asio::error::connection_reset);
    }
}

hf::task<> play_give_up(asio::io_context& io, sim::world& world)
{
    asio::co_spawn(io, serve(world.listen(io.get_executor(), server_at).value()), hf::rethrow);
    return give_up();
}

hf::task<> play_deaf_ear(asio::io_context&, sim::world&)
{
    return turn_a_deaf_ear();
}

hf::task<> play_blame_the_line(asio::io_context&, sim::world&)
{
    return blame_the_line();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_program_that_gives_up_is_found_by_the_mishaps)
{
    const auto report = sim::sweep_mishaps(play_give_up, {.time_limit = 1min});
    BOOST_TEST(report.failures.size() > 3U);
    BOOST_TEST(report.failures.front() == "reset at operation 1: threw gave up");
}

BOOST_AUTO_TEST_CASE(a_program_that_does_not_stop_is_found_by_the_cancellations)
{
    const auto report = sim::sweep_cancellation(play_deaf_ear, {.time_limit = 2h});
    BOOST_TEST(!report.clean());
    BOOST_TEST(report.failures.back().ends_with("did not end in time"));
}

BOOST_AUTO_TEST_CASE(a_program_that_answers_its_cancellation_with_another_error_is_found)
{
    const auto report = sim::sweep_cancellation(play_blame_the_line);
    BOOST_TEST(!report.clean());
    BOOST_TEST(report.failures.back().find("Connection reset") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_program_that_never_ends_is_reported_undisturbed)
{
    const auto report = sim::sweep_destruction(play_deaf_ear, {.time_limit = 1s});
    BOOST_REQUIRE(report.failures.size() == 1U);
    BOOST_TEST(report.failures.front() == "undisturbed: did not end in time");
}

BOOST_AUTO_TEST_CASE(the_number_of_points_can_be_limited)
{
    const auto report = sim::sweep_destruction(play_echo, {.max_points = 10});
    lab::require_clean(report, 10);
    BOOST_TEST(report.runs <= 11U);
}

BOOST_AUTO_TEST_SUITE_END()
