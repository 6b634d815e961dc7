// SPDX-License-Identifier: BSL-1.0
#include "support/feed_fixture.hpp"

// What adapters may say about topics: which belong to every connection, which may share a request, what
// messages call them; and what exchanges want sent back.

using namespace holdfast;
using namespace std::chrono_literals;
using lab::gap;
using lab::story;

namespace {

struct adapters_wishes : lab::feed_fixture {};

} // namespace

BOOST_FIXTURE_TEST_SUITE(feed_topics, adapters_wishes)

// ---- topics of the adapter's own --------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_topic_of_the_adapters_own_is_asked_for_beside_the_users)
{
    exchange.own = {topic("quiet.beat")};
    auto sink = want("book.a");
    connect();
    BOOST_TEST(sends() == (story{"sub 1 quiet.beat book.a"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(alone_it_makes_no_connection_wanted)
{
    exchange.own = {topic("quiet.beat")};
    auto sink = want("book.a");
    BOOST_TEST(topics().wanted());
    topics().remove(topic("book.a"));
    BOOST_TEST(!topics().wanted());
}

BOOST_AUTO_TEST_CASE(it_is_followed_on_until_the_session_ends)
{
    exchange.own = {topic("quiet.beat")};
    auto sink = want("book.a");
    topics().remove(topic("book.a"));
    connect();
    BOOST_TEST(sends() == (story{"sub 1 quiet.beat"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_it_nothing_is_verified)
{
    exchange.own = {topic("tick.beat")};
    auto sink = live_book();
    BOOST_TEST((topics().progress() == phase::recovering));
    say({"d tick.beat 0 1 0"});
    BOOST_TEST((topics().progress() == phase::verified));
}

BOOST_AUTO_TEST_CASE(a_user_may_follow_it_too_and_leave_it_to_the_adapter_again)
{
    exchange.own = {topic("tick.beat")};
    auto sink = want("tick.beat");
    connect();
    subscribe();
    say({"d tick.beat 0 1 0"});
    BOOST_TEST(sink->said.back() == "data 1");
    topics().remove(topic("tick.beat"));
    BOOST_TEST(topics().verified(topic("tick.beat")));
}

BOOST_AUTO_TEST_CASE(it_never_decides_where_the_connection_goes)
{
    exchange.own = {topic("quiet.first!")}; // of high priority
    auto sink = want("far.a");
    BOOST_TEST(topics().topics().front().name() == "far.a");
}

BOOST_AUTO_TEST_CASE(with_the_session_it_ends_too)
{
    exchange.own = {topic("quiet.beat")};
    auto sink = want("book.a");
    topics().end(failure(errc::stopped), now);
    BOOST_TEST(topics().topics().empty());
}

// ---- groups -------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(topics_of_different_groups_never_share_a_request)
{
    exchange.grouped = true;
    auto a = want("book.a");
    auto t = want("trade.a");
    auto b = want("book.b");
    connect();
    BOOST_TEST(sends() == (story{"sub 1 book.a book.b", "sub 2 trade.a"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(they_are_ended_in_requests_of_their_own_too)
{
    exchange.grouped = true;
    auto a = want("book.a");
    auto t = want("trade.a");
    connect();
    subscribe();
    topics().remove(topic("book.a"));
    topics().remove(topic("trade.a"));
    BOOST_TEST(sends() == (story{"unsub 3 book.a", "unsub 4 trade.a"}), boost::test_tools::per_element());
}

// ---- other names --------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(messages_may_call_a_topic_by_a_name_that_its_acknowledgement_gives)
{
    auto sink = want("trade.a");
    connect();
    subscribe();
    say({"called trade.a 17470"});
    say({"d 17470 0 1 0", "d 17470 0 2 0", "d 17470 0 4 0"});
    BOOST_TEST(sink->said ==
                   (story{"healed 1", "data 1", "data 2", gap(errc::sequence_gap, 2), "healed 4", "data 4"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_request_that_ends_it_uses_that_name)
{
    auto sink = want("trade.a");
    connect();
    subscribe();
    say({"called trade.a 17470"});
    topics().remove(topic("trade.a"));
    BOOST_TEST(sends() == (story{"leave 2 17470"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_topic_that_comes_back_before_it_was_ended_keeps_its_name)
{
    auto sink = want("trade.a");
    connect();
    subscribe();
    say({"called trade.a 17470"});
    topics().remove(topic("trade.a"));
    sink = want("trade.a");
    say({"d 17470 0 1 0"});
    BOOST_TEST(sink->said.back() == "data 1");
}

BOOST_AUTO_TEST_CASE(another_connection_gives_other_names)
{
    auto a = want("trade.a");
    auto b = want("trade.b");
    connect();
    subscribe();
    say({"called trade.a 1", "called trade.b 2"});
    topics().disconnected(failure(errc::disconnected), now);
    connect();
    subscribe();
    say({"called trade.a 2", "called trade.b 1"});
    a->said.clear();
    say({"d 1 0 5 0"});
    BOOST_TEST(a->said.empty());
    BOOST_TEST(b->said.back() == "data 5");
}

BOOST_AUTO_TEST_CASE(a_request_on_another_connection_uses_no_old_name)
{
    auto sink = want("trade.a");
    connect();
    subscribe();
    say({"called trade.a 17470"});
    topics().disconnected(failure(errc::disconnected), now);
    connect();
    subscribe();
    topics().remove(topic("trade.a"));
    BOOST_TEST(sends() == (story{"unsub 3 trade.a"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_name_that_is_anothers_ends_the_connection)
{
    auto a = want("trade.a");
    auto b = want("trade.b");
    connect();
    subscribe();
    BOOST_TEST(!say({"called trade.a trade.b"}));
}

// ---- what is wanted back ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_the_exchange_wants_back_is_kept_letter_by_letter)
{
    connect();
    const std::string text = R"({"pong":1700000000000,"key":"0123456789abcdef0123456789abcdef"})";
    say({"want " + text});
    BOOST_TEST(topics().next_reply().value() == text);
    BOOST_TEST(!topics().next_reply().has_value());
}

BOOST_AUTO_TEST_CASE(an_exchange_that_wants_more_than_can_be_sent_is_left)
{
    connect();
    bool good = true;
    int wanted = 0;
    for (; good && wanted < 1000; ++wanted)
        good = say({"want this"});
    BOOST_TEST(wanted == 101);
}

BOOST_AUTO_TEST_CASE(a_new_connection_owes_no_answers)
{
    connect();
    say({"want this"});
    topics().disconnected(failure(errc::disconnected), now);
    connect();
    BOOST_TEST(!topics().next_reply().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
