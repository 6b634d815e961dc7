// SPDX-License-Identifier: BSL-1.0
#include <holdfast/task.hpp>

#include "support/laboratory.hpp"

#include <boost/asio/post.hpp>

#include <csignal>
#include <stdexcept>
#include <string>

namespace hf = holdfast;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

hf::task<> look_before_and_after(bool& before, bool& after)
{
    before = hf::cancelled(co_await asio::this_coro::cancellation_state);
    try {
        co_await hf::sleep_for(1h);
    } catch (const hf::system_error&) {
    }
    after = hf::cancelled(co_await asio::this_coro::cancellation_state);
}

hf::task<> retry_until_cancelled(int& attempts)
{
    for (;;) {
        try {
            ++attempts;
            co_await hf::sleep_for(10s);
        } catch (const hf::system_error&) {
        }
        if (hf::cancelled(co_await asio::this_coro::cancellation_state))
            co_return;
    }
}

hf::task<> swallow_and_go_on(std::string& reached)
{
    try {
        co_await hf::sleep_for(1h);
    } catch (const hf::system_error&) {
    }
    reached = "the catch";
    co_await hf::throw_if_cancelled();
    reached = "the end";
}

hf::task<> check_quietly(std::string& reached)
{
    co_await asio::this_coro::throw_if_cancelled(false);
    try {
        co_await hf::sleep_for(1h);
    } catch (const hf::system_error&) {
    }
    reached = "the catch";
    co_await hf::throw_if_cancelled();
    reached = "the end";
}

hf::task<> say_goodbye(bool& said)
{
    try {
        co_await hf::sleep_for(1h);
    } catch (const hf::system_error&) {
    }
    co_await hf::ignore_cancellation();
    co_await hf::sleep_for(1s);
    said = true;
}

hf::task<> fail(std::string what)
{
    co_await hf::sleep_for(1s);
    throw std::out_of_range(what);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(task, lab::laboratory)

BOOST_AUTO_TEST_CASE(a_coroutine_can_ask_whether_it_has_been_cancelled)
{
    bool before = true;
    bool after = false;
    auto one = spawn(look_before_and_after(before, after));
    world.run_for(1s);
    one.cancel();
    world.run_for(0s);
    BOOST_TEST(!before);
    BOOST_TEST(after);
    BOOST_TEST(!one.failed());
}

BOOST_AUTO_TEST_CASE(a_retry_loop_that_asks_does_not_retry_its_own_cancellation)
{
    int attempts = 0;
    auto one = spawn(retry_until_cancelled(attempts));
    world.run_for(25s);
    one.cancel();
    world.run_for(0s);
    BOOST_TEST(one.ended());
    BOOST_TEST(attempts == 3);
}

BOOST_AUTO_TEST_CASE(throw_if_cancelled_ends_a_coroutine_that_swallowed_its_cancellation)
{
    std::string reached;
    auto one = spawn(swallow_and_go_on(reached));
    world.run_for(1s);
    one.cancel();
    world.run_for(0s);
    BOOST_TEST(one.was_cancelled());
    BOOST_TEST(reached == "the catch");
}

BOOST_AUTO_TEST_CASE(throw_if_cancelled_works_where_awaiting_does_not_throw)
{
    std::string reached;
    auto one = spawn(check_quietly(reached));
    world.run_for(1s);
    one.cancel();
    world.run_for(0s);
    BOOST_TEST(one.was_cancelled());
    BOOST_TEST(reached == "the catch");
}

BOOST_AUTO_TEST_CASE(throw_if_cancelled_lets_the_others_pass)
{
    std::string reached;
    play(swallow_and_go_on(reached));
    BOOST_TEST(reached == "the end");
}

BOOST_AUTO_TEST_CASE(a_coroutine_that_ignores_its_cancellation_can_say_goodbye)
{
    bool said = false;
    auto one = spawn(say_goodbye(said));
    world.run_for(1s);
    one.cancel();
    world.run_for(1s);
    BOOST_TEST(said);
}

BOOST_AUTO_TEST_CASE(rethrow_lets_an_exception_out_of_the_run)
{
    asio::co_spawn(io, fail("seen"), hf::rethrow);
    BOOST_CHECK_EXCEPTION(world.run(), std::out_of_range,
                          [](const auto& e) { return std::string(e.what()) == "seen"; });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(until_signal)

BOOST_AUTO_TEST_CASE(it_completes_when_the_process_gets_that_signal)
{
    asio::io_context io;
    const lab::run one(io, hf::until_signal(SIGUSR1));
    asio::post(io, [] { std::raise(SIGUSR1); });
    io.run();
    BOOST_TEST(one.ended());
    BOOST_TEST(!one.failed());
}

BOOST_AUTO_TEST_CASE(by_default_it_is_an_interrupt_or_a_termination)
{
    for (const int signal : {SIGINT, SIGTERM}) {
        asio::io_context io;
        const lab::run one(io, hf::until_signal());
        asio::post(io, [signal] { std::raise(signal); });
        io.run();
        BOOST_TEST(one.ended());
        BOOST_TEST(!one.failed());
    }
}

BOOST_AUTO_TEST_CASE(it_can_be_cancelled)
{
    asio::io_context io;
    lab::run one(io, hf::until_signal(SIGUSR1));
    asio::post(io, [&] { one.cancel(); });
    io.run();
    BOOST_TEST(one.was_cancelled());
}

BOOST_AUTO_TEST_SUITE_END()
