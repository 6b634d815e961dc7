// SPDX-License-Identifier: BSL-1.0
#include <holdfast/time.hpp>

#include "support/laboratory.hpp"

#include <boost/asio/post.hpp>

#include <string>

namespace hf = holdfast;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

hf::task<> sleep_since_start(hf::time_point when, hf::time_point& woke)
{
    co_await hf::sleep_until(when);
    woke = co_await hf::now();
}

hf::task<> wait_for(hf::condition_variable& place, std::vector<std::string>& book, std::string name)
{
    co_await place.wait();
    book.push_back(name);
}

hf::task<> wait_until(hf::condition_variable& place, hf::time_point when, std::vector<bool>& notified)
{
    const bool in_time = co_await place.wait_until(when);
    notified.push_back(in_time);
}

struct fixture : lab::laboratory {
    hf::condition_variable place{io.get_executor()};
    std::vector<std::string> book{};
    std::vector<bool> notified{};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(sleeping, lab::laboratory)

BOOST_AUTO_TEST_CASE(a_sleep_lasts_exactly_as_long_as_asked)
{
    play(hf::sleep_for(1500ms));
    BOOST_TEST((elapsed() == 1500ms));
}

BOOST_AUTO_TEST_CASE(the_present_is_the_moment_that_was_waited_for)
{
    hf::time_point woke;
    play(sleep_since_start(start + 42s, woke));
    BOOST_TEST((woke == start + 42s));
}

BOOST_AUTO_TEST_CASE(a_moment_that_has_passed_needs_no_time)
{
    hf::time_point woke;
    play(sleep_since_start(start - 1h, woke));
    BOOST_TEST((woke == start));
}

BOOST_AUTO_TEST_CASE(zero_and_negative_times_need_no_time)
{
    play(hf::sleep_for(0s));
    play(hf::sleep_for(-1s));
    BOOST_TEST((elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(the_longest_time_is_for_ever_and_can_be_cancelled)
{
    auto sleeper = spawn(hf::sleep_for(hf::duration::max()));
    world.run_for(24h * 365);
    BOOST_TEST(!sleeper.ended());
    sleeper.cancel();
    world.run_for(0s);
    BOOST_TEST(sleeper.was_cancelled());
}

BOOST_AUTO_TEST_CASE(cancellation_ends_a_sleep_at_once)
{
    auto sleeper = spawn(hf::sleep_for(1h));
    world.run_for(1s);
    sleeper.cancel();
    world.run();
    BOOST_TEST(sleeper.was_cancelled());
    BOOST_TEST((elapsed() == 1s));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(condition_variable, fixture)

BOOST_AUTO_TEST_CASE(a_notification_wakes_everybody_in_the_order_of_their_coming)
{
    const auto one = spawn(wait_for(place, book, "one"));
    const auto two = spawn(wait_for(place, book, "two"));
    world.run_for(1h);
    BOOST_TEST(book.empty());
    place.notify();
    world.run_for(0s);
    BOOST_TEST(book == (std::vector<std::string>{"one", "two"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_notification_that_nobody_waits_for_is_lost)
{
    place.notify();
    const auto one = spawn(wait_for(place, book, "one"));
    world.run_for(1h);
    BOOST_TEST(!one.ended());
}

BOOST_AUTO_TEST_CASE(a_wait_with_a_moment_ends_with_true_when_notified_before)
{
    const auto one = spawn(wait_until(place, start + 10s, notified));
    world.run_for(9s);
    place.notify();
    world.run();
    BOOST_TEST(notified == std::vector<bool>{true}, boost::test_tools::per_element());
    BOOST_TEST((elapsed() == 9s));
}

BOOST_AUTO_TEST_CASE(a_wait_with_a_moment_ends_with_false_when_it_has_come)
{
    play(wait_until(place, start + 10s, notified));
    BOOST_TEST(notified == std::vector<bool>{false}, boost::test_tools::per_element());
    BOOST_TEST((elapsed() == 10s));
}

namespace {

hf::task<> notify_at(hf::time_point when, hf::condition_variable& place)
{
    co_await hf::sleep_until(when);
    place.notify();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_notification_counts_although_the_expiry_is_queued_already)
{
    asio::io_context real; // moments that have passed expire together, in their order
    hf::condition_variable here(real.get_executor());
    const hf::time_point past = hf::runtime::of(real.get_executor()).now() - 1s;
    const lab::run waiter(real, wait_until(here, past, notified));
    const lab::run notifier(real, notify_at(past - 1s, here));
    real.run();
    BOOST_TEST(notified == std::vector<bool>{true}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(several_may_wait_each_for_a_moment_of_its_own)
{
    const auto late = spawn(wait_until(place, start + 20s, notified));
    const auto soon = spawn(wait_until(place, start + 10s, notified));
    const auto for_ever = spawn(wait_for(place, book, "for ever"));
    world.run_for(15s);
    BOOST_TEST(soon.ended());
    BOOST_TEST(!late.ended());
    place.notify();
    world.run();
    BOOST_TEST(notified == (std::vector<bool>{false, true}), boost::test_tools::per_element());
    BOOST_TEST(book.size() == 1U);
}

BOOST_AUTO_TEST_CASE(who_waits_again_is_not_woken_by_the_former_notification)
{
    const auto first = spawn(wait_for(place, book, "first"));
    world.run_for(0s);
    place.notify();
    world.run_for(0s);
    const auto again = spawn(wait_for(place, book, "again"));
    world.run_for(1h);
    BOOST_TEST(!again.ended());
}

BOOST_AUTO_TEST_CASE(cancellation_ends_a_wait)
{
    auto one = spawn(wait_until(place, hf::never, notified));
    const auto two = spawn(wait_for(place, book, "two"));
    world.run_for(1s);
    one.cancel();
    world.run_for(0s);
    BOOST_TEST(one.was_cancelled());
    BOOST_TEST(!two.ended());
}

BOOST_AUTO_TEST_CASE(cancellation_wins_over_a_notification)
{
    auto one = spawn(wait_until(place, hf::never, notified));
    world.run_for(1s);
    asio::post(io, [&] {
        place.notify();
        one.cancel();
    });
    world.run_for(0s);
    BOOST_TEST(one.was_cancelled());
}

BOOST_AUTO_TEST_CASE(it_may_be_moved_while_somebody_waits)
{
    const auto one = spawn(wait_for(place, book, "one"));
    world.run_for(1s);
    hf::condition_variable moved(std::move(place));
    moved.notify();
    world.run_for(0s);
    BOOST_TEST(one.ended());
}

BOOST_AUTO_TEST_CASE(its_destruction_ends_those_who_wait)
{
    auto dying = std::make_unique<hf::condition_variable>(io.get_executor());
    const auto one = spawn(wait_for(*dying, book, "one"));
    world.run_for(1s);
    dying.reset();
    world.run_for(0s);
    BOOST_TEST(one.was_cancelled());
}

BOOST_AUTO_TEST_SUITE_END()
