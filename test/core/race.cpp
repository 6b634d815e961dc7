// SPDX-License-Identifier: BSL-1.0
#include <holdfast/task.hpp>

#include "support/laboratory.hpp"

#include <boost/asio/post.hpp>

#include <stdexcept>
#include <string>

namespace hf = holdfast;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

using diary = std::vector<std::string>;

/// Writes into the diary when it is destroyed.
struct epitaph {
    diary& book;
    std::string text;
    ~epitaph() { book.push_back(text); }
};

hf::task<> sleep_then_leave(hf::duration time, diary& book, std::string name)
{
    const epitaph on_exit{book, name + " gone"};
    co_await hf::sleep_for(time);
    book.push_back(name + " done");
}

hf::task<> sleep_then_throw(hf::duration time, std::string what)
{
    co_await hf::sleep_for(time);
    throw std::out_of_range(what);
}

hf::task<> complete_at_once()
{
    co_return;
}

/// Takes its time to clean up, deaf to cancellation.
hf::task<> say_goodbye(hf::duration time, diary& book)
{
    try {
        co_await hf::sleep_for(24h);
    } catch (const hf::system_error&) {
    }
    co_await hf::ignore_cancellation();
    co_await hf::sleep_for(time);
    book.push_back("goodbye");
}

hf::task<> throw_when_cancelled()
{
    try {
        co_await hf::sleep_for(24h);
    } catch (const hf::system_error&) {
        throw std::logic_error("the loser's own");
    }
}

hf::task<> race_of(std::vector<hf::task<>> tasks, std::size_t& winner)
{
    winner = co_await hf::race(std::move(tasks));
}

template <class... Tasks>
hf::task<> race_between(std::size_t& winner, Tasks... tasks)
{
    winner = co_await hf::race(std::move(tasks)...);
}

constexpr std::size_t nobody = 99;

struct fixture : lab::laboratory {
    std::size_t winner = nobody;
    diary book{};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(race, fixture)

BOOST_AUTO_TEST_CASE(the_first_to_complete_wins)
{
    play(race_between(winner, hf::sleep_for(3s), hf::sleep_for(1s), hf::sleep_for(2s)));
    BOOST_TEST(winner == 1U);
    BOOST_TEST((elapsed() == 1s));
}

BOOST_AUTO_TEST_CASE(the_losers_have_ended_before_the_race_does)
{
    play(race_between(winner, sleep_then_leave(2s, book, "a"), sleep_then_leave(1s, book, "b")));
    BOOST_TEST(book == (diary{"b done", "b gone", "a gone"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_loser_may_take_its_time_to_end)
{
    play(race_between(winner, say_goodbye(5s, book), hf::sleep_for(1s)));
    BOOST_TEST(winner == 1U);
    BOOST_TEST(book == diary{"goodbye"}, boost::test_tools::per_element());
    BOOST_TEST((elapsed() == 6s));
}

BOOST_AUTO_TEST_CASE(a_failure_ends_the_race_although_others_would_succeed_later)
{
    BOOST_CHECK_EXCEPTION(play(race_between(winner, hf::sleep_for(300ms), sleep_then_throw(10ms, "reader"))),
                          std::out_of_range, [](const auto& e) { return std::string(e.what()) == "reader"; });
    BOOST_TEST((elapsed() == 10ms));
}

BOOST_AUTO_TEST_CASE(what_a_loser_throws_is_dropped)
{
    play(race_between(winner, hf::sleep_for(1s), throw_when_cancelled()));
    BOOST_TEST(winner == 0U);
}

BOOST_AUTO_TEST_CASE(a_task_that_completes_at_once_wins)
{
    play(race_between(winner, hf::sleep_for(1h), complete_at_once()));
    BOOST_TEST(winner == 1U);
    BOOST_TEST((elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(of_two_that_complete_at_once_the_first_wins)
{
    play(race_between(winner, complete_at_once(), complete_at_once()));
    BOOST_TEST(winner == 0U);
}

BOOST_AUTO_TEST_CASE(a_race_of_one_is_that_one)
{
    play(race_between(winner, hf::sleep_for(1s)));
    BOOST_TEST(winner == 0U);
}

BOOST_AUTO_TEST_CASE(a_race_of_nothing_is_refused)
{
    BOOST_CHECK_THROW(play(race_of({}, winner)), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(cancelling_the_race_cancels_every_task)
{
    auto both = spawn(race_between(winner, sleep_then_leave(1h, book, "a"), sleep_then_leave(2h, book, "b")));
    world.run_for(1s);
    both.cancel();
    world.run_for(0s);
    BOOST_TEST(both.was_cancelled());
    BOOST_TEST(book == (diary{"a gone", "b gone"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cancelled_race_waits_for_its_tasks)
{
    auto both = spawn(race_between(winner, say_goodbye(5s, book), hf::sleep_for(1h)));
    world.run_for(1s);
    both.cancel();
    world.run_for(4s);
    BOOST_TEST(!both.ended());
    world.run_for(1s);
    BOOST_TEST(both.was_cancelled());
}

BOOST_AUTO_TEST_CASE(a_cancelled_race_is_cancelled_even_if_a_task_makes_light_of_it)
{
    auto both = spawn(race_between(winner, say_goodbye(0s, book), say_goodbye(0s, book)));
    world.run_for(1s);
    both.cancel();
    world.run_for(1s);
    BOOST_TEST(both.was_cancelled());
    BOOST_TEST(winner == nobody);
}

namespace {

hf::task<> cancel_at_once(lab::run*& whom)
{
    whom->cancel();
    co_await hf::sleep_for(24h);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_task_that_cancels_its_own_race_before_the_others_have_begun_cancels_them_too)
{
    lab::run* self = nullptr;
    auto both = spawn(race_between(winner, cancel_at_once(self), sleep_then_leave(1h, book, "b")));
    self = &both;
    world.run_for(0s);
    BOOST_TEST(both.was_cancelled());
    BOOST_TEST(book == diary{"b gone"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(races_nest)
{
    std::size_t inner = nobody;
    auto within = race_between(inner, sleep_then_leave(1h, book, "a"), sleep_then_leave(2h, book, "b"));
    play(race_between(winner, std::move(within), hf::sleep_for(1s)));
    BOOST_TEST(winner == 1U);
    BOOST_TEST(inner == nobody);
    BOOST_TEST(book == (diary{"a gone", "b gone"}), boost::test_tools::per_element());
}

namespace {

hf::task<> race_again_and_again(int times)
{
    for (int i = 0; i != times; ++i)
        (void)co_await hf::race(complete_at_once(), hf::sleep_for(1h));
}

} // namespace

BOOST_AUTO_TEST_CASE(many_races_in_a_row_need_no_deep_stack)
{
    play(race_again_and_again(20'000));
    BOOST_TEST((elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(a_race_that_is_destroyed_takes_its_tasks_along)
{
    {
        lab::laboratory doomed;
        const auto both = doomed.spawn(
            race_between(winner, sleep_then_leave(1h, book, "a"), sleep_then_leave(2h, book, "b")));
        doomed.world.run_for(1s);
    }
    std::sort(book.begin(), book.end());
    BOOST_TEST(book == (diary{"a gone", "b gone"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

hf::task<> join_of(std::vector<hf::task<>> tasks)
{
    co_await hf::join(std::move(tasks));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(join, fixture)

BOOST_AUTO_TEST_CASE(a_join_lasts_as_long_as_its_longest_task)
{
    play(hf::join(sleep_then_leave(3s, book, "a"), sleep_then_leave(1s, book, "b")));
    BOOST_TEST(book == (diary{"b done", "b gone", "a done", "a gone"}), boost::test_tools::per_element());
    BOOST_TEST((elapsed() == 3s));
}

BOOST_AUTO_TEST_CASE(the_first_failure_ends_a_join_and_is_the_one_that_is_told)
{
    const auto play_it = [&] {
        play(
            hf::join(sleep_then_leave(3s, book, "a"), sleep_then_throw(1s, "first"), throw_when_cancelled()));
    };
    BOOST_CHECK_EXCEPTION(play_it(), std::out_of_range,
                          [](const auto& e) { return std::string(e.what()) == "first"; });
    BOOST_TEST(book == diary{"a gone"}, boost::test_tools::per_element());
    BOOST_TEST((elapsed() == 1s));
}

BOOST_AUTO_TEST_CASE(a_join_of_nothing_completes_at_once)
{
    play(join_of({}));
    BOOST_TEST((elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(cancelling_a_join_cancels_every_task)
{
    auto both = spawn(hf::join(sleep_then_leave(1h, book, "a"), sleep_then_leave(2h, book, "b")));
    world.run_for(1s);
    both.cancel();
    world.run_for(0s);
    BOOST_TEST(both.was_cancelled());
    BOOST_TEST(book == (diary{"a gone", "b gone"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
