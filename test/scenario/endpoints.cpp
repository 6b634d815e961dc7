// SPDX-License-Identifier: BSL-1.0
#include "support/desk.hpp"

// Exchanges that say anew before each connection where it is to go, and those that ask whether the client is
// there.

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

hf::sim::scripted_answer says(const std::string& body, unsigned status = 200)
{
    hf::http_response answer;
    answer.status = status;
    answer.body = body;
    return {.answer = answer};
}

struct given_endpoints : lab::desk {
    std::string next = "ws://toy/one?token=1";

    given_endpoints()
    {
        dialect->where_to.url = "http://toy/where";
        const auto snapshots = peer->rest;
        peer->rest = [this, snapshots](const hf::http_request& asked) {
            return asked.url == "http://toy/where" ? says(next) : snapshots(asked);
        };
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(endpoints, given_endpoints)

BOOST_AUTO_TEST_CASE(the_url_that_the_exchange_gives_is_dialled)
{
    BOOST_TEST(verified()->url == "ws://toy/one?token=1");
}

BOOST_AUTO_TEST_CASE(it_is_asked_for_anew_before_each_connection)
{
    auto on = verified();
    next = "ws://toy/two?token=2";
    on->end(hf::failure(hf::errc::disconnected, "reset"), {1006, ""});
    BOOST_TEST(connected()->url == "ws://toy/two?token=2");
}

BOOST_AUTO_TEST_CASE(a_url_that_cannot_be_dialled_is_asked_for_again_after_a_pause)
{
    next = "toy/one";
    start("book.a");
    world.run_for(10s);
    BOOST_TEST(peer->attempts == 0u);
    next = "ws://toy/one";
    BOOST_TEST(connected()->url == "ws://toy/one");
}

BOOST_AUTO_TEST_CASE(a_question_that_is_refused_is_asked_again_after_a_pause)
{
    next = "";
    start("book.a");
    world.run_for(10s);
    BOOST_TEST(peer->attempts == 0u);
    BOOST_TEST(peer->requests > 1u);
    BOOST_TEST(peer->requests < 20u);
}

BOOST_AUTO_TEST_CASE(a_reply_that_the_exchange_wants_is_sent)
{
    auto on = verified();
    on->say("want pong 1700000000000");
    world.run_for(1s);
    BOOST_TEST(on->heard().back() == "pong 1700000000000");
}

BOOST_AUTO_TEST_SUITE_END()
