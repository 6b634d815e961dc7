// SPDX-License-Identifier: BSL-1.0
#include "support/desk.hpp"

#include <holdfast/book_keeper.hpp>

// A book that keeps itself.

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

struct kept_book : lab::desk {
    hf::book_keeper_config how{};
    std::unique_ptr<hf::book_keeper> keeper{};
    std::optional<lab::run> keeping{};

    /// A keeper whose book is verified at 10.
    std::shared_ptr<hf::sim::scripted_line> kept()
    {
        keeper = std::make_unique<hf::book_keeper>(session(), hf::topic("book.a"), how);
        running.emplace(spawn(session().run()));
        keeping.emplace(spawn(keeper->run()));
        auto on = line();
        agree(*on);
        on->say("d book.a 9 10 0");
        BOOST_REQUIRE(world.run_until([&] { return keeper->book().verified(); }, 1min));
        return on;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(book_keeper, kept_book)

BOOST_AUTO_TEST_CASE(it_follows_its_stream)
{
    auto on = kept();
    on->say("d book.a 11 11 10");
    world.run_for(1s);
    BOOST_TEST(keeper->book().last_id() == 11u);
}

BOOST_AUTO_TEST_CASE(it_closes_with_a_gap)
{
    auto on = kept();
    on->say("d book.a 20 20 19");
    world.run_for(1s);
    BOOST_TEST(keeper->book().times_closed() == 1u);
}

BOOST_AUTO_TEST_CASE(it_tells_of_every_change)
{
    int told = 0;
    how.at_change = [&told](const hf::order_book&) { ++told; };
    auto on = kept();
    const int before = told;
    on->say("d book.a 11 11 10");
    world.run_for(1s);
    BOOST_TEST(told == before + 1);
}

BOOST_AUTO_TEST_CASE(it_is_awaited_until_it_is_verified)
{
    keeper = std::make_unique<hf::book_keeper>(session(), hf::topic("book.a"));
    const lab::run waiting = spawn(keeper->until_verified());
    running.emplace(spawn(session().run()));
    keeping.emplace(spawn(keeper->run()));
    auto on = line();
    agree(*on);
    BOOST_TEST(!waiting.ended());
    on->say("d book.a 9 10 0");
    BOOST_TEST(world.run_until([&] { return waiting.ended(); }, 1min));
    BOOST_TEST(!waiting.failed());
}

BOOST_AUTO_TEST_CASE(it_ends_with_the_session_and_the_book_says_so)
{
    (void)kept();
    session().stop();
    BOOST_TEST(world.run_until([&] { return keeping->ended(); }, 1min));
    BOOST_TEST((keeper->book().reason().code == hf::errc::stopped));
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_book_that_has_ended_is_told_why)
{
    keeper = std::make_unique<hf::book_keeper>(session(), hf::topic("book.a"));
    const lab::run waiting = spawn(keeper->until_verified());
    keeping.emplace(spawn(keeper->run()));
    made.reset();
    BOOST_TEST(world.run_until([&] { return waiting.ended(); }, 1min));
    BOOST_CHECK_EXCEPTION(waiting.check(), hf::error,
                          [](const hf::error& e) { return e.code() == hf::errc::stopped; });
}

BOOST_AUTO_TEST_SUITE_END()
