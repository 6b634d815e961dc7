// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/subscriptions.hpp>

#include <holdfast/policy/random.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <set>
#include <string>
#include <vector>

namespace hf = holdfast;
using namespace std::chrono_literals;
using enum hf::subscription_op;
using enum hf::subscription_state;
using names = std::vector<std::string>;

namespace {

constexpr hf::time_point start{1000s};

// A connection of one user: what goes out is numbered, time is the story's.
struct story {
    hf::subscriptions topics{hf::subscriptions_config{.ack_timeout = 10s, .first_data_timeout = 15s}};
    std::uint64_t id = 0;
    std::uint64_t epoch = 0;

    void connect() { topics.on_connected(++epoch); }

    hf::subscription_request send(std::size_t max_topics = 0, hf::time_point now = start)
    {
        hf::subscription_request request = topics.next_request(max_topics);
        if (!request.empty())
            topics.mark_requested(++id, request, now);
        return request;
    }

    void confirm(hf::time_point now = start) { BOOST_TEST_REQUIRE(topics.on_ack(id, now).has_value()); }

    /// A topic that is subscribed, acknowledged and heard.
    void live(std::string_view topic)
    {
        topics.want(topic);
        if (epoch == 0)
            connect();
        send();
        confirm();
        topics.on_first_data(topic);
    }
};

hf::subscription_request subscription(names topics)
{
    return {subscribe, std::move(topics)};
}
hf::subscription_request unsubscription(names topics)
{
    return {unsubscribe, std::move(topics)};
}
hf::overdue_topic late(std::string topic, hf::subscription_op op, hf::overdue_topic::kind missing)
{
    return {std::move(topic), op, missing};
}
using overdue = std::vector<hf::overdue_topic>;

constexpr auto ack = hf::overdue_topic::kind::ack;
constexpr auto first_data = hf::overdue_topic::kind::first_data;

} // namespace

BOOST_AUTO_TEST_SUITE(subscriptions)

BOOST_FIXTURE_TEST_CASE(what_was_wanted_while_down_is_asked_for_when_up_in_the_order_of_wanting, story)
{
    for (const char* topic : {"c", "a", "b"})
        topics.want(topic);
    BOOST_TEST(topics.next_request().empty());
    connect();
    BOOST_TEST((topics.next_request() == subscription({"c", "a", "b"})));
}

BOOST_FIXTURE_TEST_CASE(the_most_important_topics_are_asked_for_first, story)
{
    topics.want("low", -1);
    topics.want("usual");
    topics.want("high", 5);
    topics.want("usual too");
    connect();
    BOOST_TEST((topics.next_request() == subscription({"high", "usual", "usual too", "low"})));
}

BOOST_FIXTURE_TEST_CASE(a_new_priority_moves_a_topic_and_asks_for_nothing_twice, story)
{
    topics.want("a");
    topics.want("b");
    BOOST_TEST(!topics.want("a"));
    BOOST_TEST(topics.wanted() == (names{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(!topics.want("b", 1));
    BOOST_TEST(topics.wanted() == (names{"b", "a"}), boost::test_tools::per_element());
    connect();
    send();
    BOOST_TEST(!topics.want("a", 2));
    BOOST_TEST(topics.next_request().empty());
}

BOOST_FIXTURE_TEST_CASE(a_request_names_no_more_topics_than_allowed, story)
{
    for (const char* topic : {"a", "b", "c", "d", "e"})
        topics.want(topic);
    connect();
    BOOST_TEST((send(2) == subscription({"a", "b"})));
    BOOST_TEST((send(2) == subscription({"c", "d"})));
    BOOST_TEST((send(2) == subscription({"e"})));
    BOOST_TEST(send(2).empty());
}

BOOST_FIXTURE_TEST_CASE(a_topic_goes_from_wanted_to_requested_to_confirmed, story)
{
    BOOST_TEST(!topics.state("a").has_value());
    topics.want("a");
    BOOST_TEST((topics.state("a") == wanted));
    connect();
    send();
    BOOST_TEST((topics.state("a") == requested));
    confirm();
    BOOST_TEST((topics.state("a") == confirmed));
    BOOST_TEST(topics.on_first_data("a"));
    BOOST_TEST(!topics.on_first_data("a"));
}

BOOST_FIXTURE_TEST_CASE(an_acknowledgement_tells_whom_it_confirms, story)
{
    topics.want("a");
    topics.want("b");
    connect();
    send();
    BOOST_TEST((topics.on_ack(1, start) == subscription({"a", "b"})));
    BOOST_TEST(!topics.on_ack(1, start).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_dies_half_way_replays_the_full_set, story)
{
    for (const char* topic : {"a", "b", "c"})
        topics.want(topic);
    connect();
    send(1);
    confirm();
    send(1);
    topics.on_disconnected();
    BOOST_TEST(topics.next_request().empty());
    connect();
    BOOST_TEST((topics.next_request() == subscription({"a", "b", "c"})));
}

BOOST_FIXTURE_TEST_CASE(a_thousand_reconnects_leave_the_wire_count_constant, story)
{
    for (int i = 0; i < 20; ++i)
        topics.want("topic " + std::to_string(i));
    for (int round = 0; round < 1000; ++round) {
        connect();
        std::size_t asked = 0;
        for (auto request = send(7); !request.empty(); request = send(7)) {
            asked += request.topics.size();
            if (round % 3 == 0)
                confirm();
        }
        BOOST_TEST_REQUIRE(asked == 20u);
        topics.on_disconnected();
    }
}

BOOST_FIXTURE_TEST_CASE(an_unsubscribe_while_down_is_not_resurrected, story)
{
    live("a");
    topics.on_disconnected();
    BOOST_TEST(topics.unwant("a"));
    connect();
    BOOST_TEST(topics.next_request().empty());
    BOOST_TEST(!topics.state("a").has_value());
}

BOOST_FIXTURE_TEST_CASE(an_unsubscribe_under_way_when_the_line_drops_is_done, story)
{
    live("a");
    topics.unwant("a");
    send();
    topics.on_disconnected();
    connect();
    BOOST_TEST(topics.next_request().empty());
}

BOOST_FIXTURE_TEST_CASE(subscribe_unsubscribe_subscribe_in_one_breath_ends_subscribed_once, story)
{
    connect();
    topics.want("a");
    topics.unwant("a");
    topics.want("a");
    BOOST_TEST((send() == subscription({"a"})));
    BOOST_TEST(send().empty());

    topics.unwant("a");
    topics.want("a");
    BOOST_TEST(send().empty());
    confirm();
    BOOST_TEST(send().empty());

    topics.unwant("a");
    topics.want("a");
    BOOST_TEST(send().empty());
    BOOST_TEST((topics.state("a") == confirmed));
}

BOOST_FIXTURE_TEST_CASE(subscribe_unsubscribe_in_one_breath_sends_nothing, story)
{
    connect();
    topics.want("a");
    topics.unwant("a");
    BOOST_TEST(topics.next_request().empty());
}

BOOST_FIXTURE_TEST_CASE(an_unsubscribe_waits_for_the_subscribe_it_follows_and_leaves_once, story)
{
    connect();
    topics.want("a");
    send();
    topics.unwant("a");
    BOOST_TEST(send().empty());
    BOOST_TEST((topics.state("a") == leaving));
    confirm();
    BOOST_TEST((send() == unsubscription({"a"})));
    BOOST_TEST(send().empty());
    BOOST_TEST((topics.on_ack(id, start) == unsubscription({"a"})));
    BOOST_TEST(!topics.state("a").has_value());
}

BOOST_FIXTURE_TEST_CASE(a_topic_wanted_again_during_its_unsubscribe_is_subscribed_after_it, story)
{
    live("a");
    topics.unwant("a");
    send();
    BOOST_TEST(topics.want("a"));
    BOOST_TEST(send().empty());
    confirm();
    BOOST_TEST((send() == subscription({"a"})));
}

BOOST_FIXTURE_TEST_CASE(unsubscribes_leave_before_subscribes, story)
{
    live("a");
    topics.want("b");
    topics.unwant("a");
    BOOST_TEST((send() == unsubscription({"a"})));
    BOOST_TEST((send() == subscription({"b"})));
}

BOOST_FIXTURE_TEST_CASE(a_topic_unwanted_between_asking_and_sending_is_unsubscribed_when_answered, story)
{
    connect();
    topics.want("a");
    const hf::subscription_request request = topics.next_request();
    topics.unwant("a");
    topics.mark_requested(++id, request, start);
    BOOST_TEST(topics.wanted().empty());
    confirm();
    BOOST_TEST((send() == unsubscription({"a"})));
}

BOOST_FIXTURE_TEST_CASE(a_late_acknowledgement_of_an_older_connection_is_unknown_and_touches_nothing, story)
{
    topics.want("a");
    connect();
    send();
    connect();
    BOOST_TEST(!topics.on_ack(1, start).has_value());
    BOOST_TEST(!topics.on_ack("a", start));
    BOOST_TEST((topics.state("a") == wanted));
    send();
    BOOST_TEST(!topics.on_ack(1, start).has_value());
    BOOST_TEST(!topics.on_reject(1, "late").has_value());
    BOOST_TEST((topics.state("a") == requested));
}

BOOST_FIXTURE_TEST_CASE(answers_nobody_asked_for_are_unknown, story)
{
    live("a");
    BOOST_TEST(!topics.on_ack(0, start).has_value());
    BOOST_TEST(!topics.on_ack(99, start).has_value());
    BOOST_TEST(!topics.on_ack("a", start));
    BOOST_TEST(!topics.on_ack("stranger", start));
    BOOST_TEST(!topics.on_reject(99, "no").has_value());
    BOOST_TEST(!topics.on_reject("a", "no"));
    BOOST_TEST(!topics.on_reject("stranger", "no"));
    BOOST_TEST(!topics.on_revoked("stranger", "no"));
    BOOST_TEST(!topics.on_first_data("stranger"));
    BOOST_TEST((topics.state("a") == confirmed));
    BOOST_TEST(topics.wanted() == names{"a"}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(an_acknowledgement_of_the_other_operation_is_unknown, story)
{
    live("a");
    topics.unwant("a");
    send();
    BOOST_TEST(!topics.on_ack("a", start, subscribe));
    BOOST_TEST((topics.state("a") == leaving));
    BOOST_TEST(topics.on_ack("a", start, unsubscribe));
    BOOST_TEST(!topics.state("a").has_value());
}

BOOST_FIXTURE_TEST_CASE(topics_can_be_acknowledged_one_by_one, story)
{
    topics.want("a");
    topics.want("b");
    connect();
    send();
    BOOST_TEST(topics.on_ack("b", start));
    BOOST_TEST((topics.state("a") == requested));
    BOOST_TEST((topics.state("b") == confirmed));
    BOOST_TEST((topics.on_ack(id, start) == subscription({"a"})));
}

BOOST_FIXTURE_TEST_CASE(a_partial_rejection_names_exactly_its_topics, story)
{
    for (const char* topic : {"a", "bad", "c"})
        topics.want(topic);
    connect();
    send();
    BOOST_TEST(topics.on_reject("bad", "no such symbol"));
    confirm();
    BOOST_TEST((topics.state("a") == confirmed));
    BOOST_TEST((topics.state("bad") == failed));
    BOOST_TEST((topics.state("c") == confirmed));
    BOOST_TEST(topics.failure("bad") == "no such symbol");
    BOOST_TEST(topics.failure("a") == "");
    BOOST_TEST(topics.next_request().empty());
}

BOOST_FIXTURE_TEST_CASE(a_whole_rejection_fails_the_whole_request, story)
{
    topics.want("a");
    topics.want("b");
    connect();
    send();
    BOOST_TEST((topics.on_reject(id, "too many") == subscription({"a", "b"})));
    BOOST_TEST(topics.counts().failed == 2u);
    BOOST_TEST((topics.next_deadline() == hf::never));
}

BOOST_FIXTURE_TEST_CASE(one_unnamed_culprit_is_found_by_asking_for_each_topic_alone, story)
{
    for (const char* topic : {"a", "bad", "c"})
        topics.want(topic);
    connect();
    send();
    BOOST_TEST((topics.on_reject(id, "Invalid topic", hf::blame::one_of_them) == subscription({})));
    topics.want("d");
    topics.want("e", 1);
    names refused;
    for (auto request = send(); !request.empty(); request = send()) {
        if (request == subscription({"bad"}))
            refused = topics.on_reject(id, "Invalid topic", hf::blame::one_of_them).value().topics;
        else
            confirm();
    }
    BOOST_TEST(refused == names{"bad"}, boost::test_tools::per_element());
    BOOST_TEST(topics.counts().confirmed == 4u);
    BOOST_TEST(id == 5u);

    connect();
    BOOST_TEST((send() == subscription({"e", "a", "c", "d"})));
    BOOST_TEST((send() == subscription({"bad"})));
}

BOOST_FIXTURE_TEST_CASE(a_refused_unsubscribe_has_no_culprit, story)
{
    live("a");
    live("b");
    topics.unwant("a");
    topics.unwant("b");
    send();
    BOOST_TEST((topics.on_reject(id, "no", hf::blame::one_of_them) == unsubscription({"a", "b"})));
}

BOOST_FIXTURE_TEST_CASE(a_request_marked_twice_counts_once, story)
{
    topics.want("a");
    connect();
    const hf::subscription_request request = topics.next_request();
    topics.mark_requested(1, request, start);
    topics.mark_requested(2, request, start + 5s);
    BOOST_TEST(!topics.on_ack(2, start).has_value());
    BOOST_TEST(topics.on_ack(1, start).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_failed_topic_is_tried_again_when_wanted_again, story)
{
    topics.want("a");
    connect();
    send();
    (void)topics.on_reject(id, "busy");
    BOOST_TEST(send().empty());
    topics.want("a");
    BOOST_TEST((send() == subscription({"a"})));
    BOOST_TEST(topics.failure("a") == "");
    confirm();
    BOOST_TEST(send().empty());
}

BOOST_FIXTURE_TEST_CASE(a_failed_topic_is_tried_again_on_the_next_connection, story)
{
    topics.want("a");
    connect();
    send();
    (void)topics.on_reject(id, "busy");
    topics.on_disconnected();
    BOOST_TEST(topics.failure("a") == "busy");
    connect();
    BOOST_TEST((send() == subscription({"a"})));
}

BOOST_FIXTURE_TEST_CASE(a_rejected_topic_that_is_not_wanted_any_more_needs_no_unsubscribe, story)
{
    topics.want("a");
    connect();
    send();
    topics.unwant("a");
    BOOST_TEST((topics.on_reject(id, "no") == subscription({"a"})));
    BOOST_TEST(!topics.state("a").has_value());
    BOOST_TEST(send().empty());
}

BOOST_FIXTURE_TEST_CASE(a_refused_unsubscribe_counts_as_done, story)
{
    live("a");
    topics.unwant("a");
    send();
    BOOST_TEST((topics.on_reject(id, "not subscribed") == unsubscription({"a"})));
    BOOST_TEST(!topics.state("a").has_value());
}

BOOST_FIXTURE_TEST_CASE(a_renewed_topic_whose_unsubscribe_is_refused_is_subscribed_all_the_same, story)
{
    live("a");
    topics.renew("a");
    send();
    (void)topics.on_reject(id, "not subscribed");
    BOOST_TEST((send() == subscription({"a"})));
}

BOOST_FIXTURE_TEST_CASE(what_was_not_acknowledged_cannot_be_taken_back, story)
{
    topics.want("a");
    connect();
    send();
    BOOST_TEST(!topics.on_revoked("a", "too many connections"));
    BOOST_TEST((topics.state("a") == requested));
}

BOOST_FIXTURE_TEST_CASE(an_acknowledgement_can_be_taken_back, story)
{
    live("a");
    BOOST_TEST(topics.on_revoked("a", "too many connections"));
    BOOST_TEST((topics.state("a") == failed));
    BOOST_TEST(topics.failure("a") == "too many connections");
    BOOST_TEST(topics.next_request().empty());
    topics.want("a");
    BOOST_TEST((send() == subscription({"a"})));
}

BOOST_FIXTURE_TEST_CASE(a_renewed_topic_is_unsubscribed_then_subscribed_once, story)
{
    live("a");
    BOOST_TEST(topics.renew("a"));
    BOOST_TEST(topics.renew("a"));
    BOOST_TEST((send() == unsubscription({"a"})));
    BOOST_TEST(topics.renew("a"));
    confirm();
    BOOST_TEST((send() == subscription({"a"})));
    confirm();
    BOOST_TEST(send().empty());
    BOOST_TEST(topics.on_first_data("a"));
}

BOOST_FIXTURE_TEST_CASE(a_topic_renewed_before_its_acknowledgement_is_renewed_after_it, story)
{
    topics.want("a");
    connect();
    send();
    topics.renew("a");
    BOOST_TEST(send().empty());
    confirm();
    BOOST_TEST((send() == unsubscription({"a"})));
}

BOOST_FIXTURE_TEST_CASE(while_a_topic_is_renewed_only_its_unsubscribe_can_be_overdue, story)
{
    topics.want("a");
    connect();
    send();
    confirm();
    topics.renew("a");
    send(0, start + 14s);
    BOOST_TEST((topics.next_deadline() == start + 24s));
}

BOOST_FIXTURE_TEST_CASE(only_wanted_topics_can_be_renewed, story)
{
    live("a");
    topics.unwant("a");
    BOOST_TEST(!topics.renew("a"));
    BOOST_TEST(!topics.renew("stranger"));
}

BOOST_FIXTURE_TEST_CASE(a_missing_acknowledgement_is_told_once_by_name, story)
{
    topics.want("a");
    topics.want("b");
    connect();
    send();
    (void)topics.on_ack("b", start);
    BOOST_TEST((topics.next_deadline() == start + 10s));
    BOOST_TEST(topics.expired(start + 10s - 1ns).empty());
    BOOST_TEST((topics.expired(start + 10s) == overdue{late("a", subscribe, ack)}));
    BOOST_TEST(topics.expired(start + 10s).empty());
    BOOST_TEST(topics.failure("a") == "no acknowledgement within 10 s");
}

BOOST_FIXTURE_TEST_CASE(steady_data_does_not_defeat_the_acknowledgement_timeout, story)
{
    topics.want("a");
    connect();
    send();
    for (int i = 0; i < 100; ++i)
        topics.on_first_data("a");
    BOOST_TEST((topics.expired(start + 10s) == overdue{late("a", subscribe, ack)}));
    topics.on_first_data("a");
    BOOST_TEST((topics.state("a") == failed));
}

BOOST_FIXTURE_TEST_CASE(data_after_the_acknowledgement_timeout_does_not_heal_it, story)
{
    topics.want("a");
    connect();
    send();
    (void)topics.expired(start + 10s);
    topics.on_first_data("a");
    BOOST_TEST((topics.state("a") == failed));
}

BOOST_FIXTURE_TEST_CASE(an_acknowledgement_after_its_time_is_unknown, story)
{
    topics.want("a");
    connect();
    send();
    (void)topics.expired(start + 10s);
    BOOST_TEST(!topics.on_ack(id, start + 11s).has_value());
    BOOST_TEST(!topics.on_ack("a", start + 11s));
    BOOST_TEST((topics.state("a") == failed));
}

BOOST_FIXTURE_TEST_CASE(a_topic_that_never_answered_is_unsubscribed_before_it_is_tried_again, story)
{
    topics.want("a");
    connect();
    send();
    (void)topics.expired(start + 10s);
    topics.want("a");
    BOOST_TEST((send(0, start + 10s) == unsubscription({"a"})));
    BOOST_TEST((topics.expired(start + 20s) == overdue{late("a", unsubscribe, ack)}));
    BOOST_TEST(send().empty());
    BOOST_TEST((topics.state("a") == failed));
}

BOOST_FIXTURE_TEST_CASE(an_unsubscribe_follows_a_subscribe_that_was_never_answered, story)
{
    topics.want("a");
    connect();
    send();
    topics.unwant("a");
    BOOST_TEST((topics.expired(start + 10s) == overdue{late("a", subscribe, ack)}));
    BOOST_TEST((send(0, start + 10s) == unsubscription({"a"})));
    BOOST_TEST((topics.expired(start + 20s) == overdue{late("a", unsubscribe, ack)}));
    BOOST_TEST(!topics.state("a").has_value());
    BOOST_TEST(send().empty());
}

BOOST_FIXTURE_TEST_CASE(an_acknowledged_topic_that_stays_silent_is_told_for_another_reason, story)
{
    topics.want("a");
    topics.want("liar");
    connect();
    send();
    confirm(start + 5s);
    topics.on_first_data("a");
    BOOST_TEST((topics.next_deadline() == start + 20s));
    BOOST_TEST((topics.expired(start + 20s) == overdue{late("liar", subscribe, first_data)}));
    BOOST_TEST(topics.expired(start + 1h).empty());
    BOOST_TEST(topics.failure("liar") == "no data within 15 s");
    BOOST_TEST((topics.state("a") == confirmed));
}

BOOST_FIXTURE_TEST_CASE(a_silent_topic_that_speaks_at_last_is_well_again, story)
{
    topics.want("a");
    connect();
    send();
    confirm();
    (void)topics.expired(start + 15s);
    BOOST_TEST(topics.on_first_data("a"));
    BOOST_TEST((topics.state("a") == confirmed));
    BOOST_TEST(topics.failure("a") == "");
}

BOOST_FIXTURE_TEST_CASE(a_silent_topic_tried_again_is_renewed, story)
{
    topics.want("a");
    connect();
    send();
    confirm();
    (void)topics.expired(start + 15s);
    topics.want("a");
    BOOST_TEST((send() == unsubscription({"a"})));
}

BOOST_FIXTURE_TEST_CASE(data_before_the_acknowledgement_counts_as_first_data, story)
{
    topics.want("a");
    connect();
    send();
    BOOST_TEST(topics.on_first_data("a"));
    confirm();
    BOOST_TEST((topics.next_deadline() == hf::never));
}

BOOST_FIXTURE_TEST_CASE(first_data_can_be_given_more_time_or_any_time_for_one_topic, story)
{
    topics.want("slow", 0, 1h);
    topics.want("events", 0, 0s);
    connect();
    send();
    confirm();
    BOOST_TEST(topics.counts().live == 1u);
    BOOST_TEST((topics.next_deadline() == start + 1h));
    BOOST_TEST((topics.expired(start + 24h) == overdue{late("slow", subscribe, first_data)}));
}

BOOST_AUTO_TEST_CASE(timeouts_of_zero_are_off)
{
    hf::subscriptions topics(hf::subscriptions_config{.ack_timeout = 0s, .first_data_timeout = 0s});
    topics.want("a");
    topics.want("b");
    topics.on_connected(1);
    topics.mark_requested(1, subscription({"a", "b"}), start);
    (void)topics.on_ack("a", start);
    BOOST_TEST((topics.next_deadline() == hf::never));
    BOOST_TEST(topics.expired(start + 24h).empty());
}

BOOST_FIXTURE_TEST_CASE(nothing_is_overdue_on_a_connection_that_is_gone, story)
{
    topics.want("a");
    topics.want("b");
    connect();
    send(1);
    confirm();
    send(1);
    topics.on_disconnected();
    BOOST_TEST((topics.next_deadline() == hf::never));
    BOOST_TEST(topics.expired(start + 24h).empty());
}

BOOST_FIXTURE_TEST_CASE(what_is_sent_on_a_dead_connection_is_not_remembered, story)
{
    topics.want("a");
    connect();
    const hf::subscription_request request = topics.next_request();
    topics.on_disconnected();
    topics.mark_requested(1, request, start);
    BOOST_TEST((topics.state("a") == wanted));
}

BOOST_FIXTURE_TEST_CASE(an_unsubscribe_that_is_not_answered_is_followed_by_a_subscribe, story)
{
    live("a");
    topics.renew("a");
    BOOST_TEST((send() == unsubscription({"a"})));
    (void)topics.expired(start + 10s);
    topics.want("a");
    BOOST_TEST((send(0, start + 10s) == subscription({"a"})));
}

BOOST_FIXTURE_TEST_CASE(what_comes_after_an_unanswered_unsubscribe_proves_nothing_before_the_next_answer,
                        story)
{
    live("a");
    topics.renew("a");
    send();
    (void)topics.expired(start + 10s);
    topics.want("a");
    send(0, start + 10s);
    BOOST_TEST(!topics.settled("a"));
    confirm(start + 11s);
    BOOST_TEST(topics.settled("a"));
}

BOOST_FIXTURE_TEST_CASE(the_counts_add_up, story)
{
    for (const char* topic : {"live", "silent", "refused", "open"})
        topics.want(topic);
    connect();
    send();
    (void)topics.on_ack("live", start);
    (void)topics.on_ack("silent", start);
    (void)topics.on_reject("refused", "no");
    topics.on_first_data("live");
    topics.want("waiting");
    BOOST_TEST((topics.counts() == hf::subscription_counts{
                                       .wanted = 5, .requested = 1, .confirmed = 2, .live = 1, .failed = 1}));
    BOOST_TEST(topics.epoch() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_copy_is_a_value_of_its_own, story)
{
    live("a");
    hf::subscriptions copy = topics;
    copy.unwant("a");
    BOOST_TEST((topics.state("a") == confirmed));
    BOOST_TEST((copy.state("a") == leaving));
}

// Whatever the user and the exchange do, in whatever order: no topic is subscribed twice in a row on one
// connection, and once everything is answered the exchange has exactly what is wanted.
BOOST_AUTO_TEST_CASE(any_history_ends_with_the_wanted_topics_subscribed_once_each)
{
    const names universe{"a", "b", "c", "d"};
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        hf::splitmix64 random(seed);
        story s;
        std::set<std::string> intended;
        std::set<std::string> at_exchange;
        std::deque<std::pair<std::uint64_t, hf::subscription_request>> open;
        hf::time_point now = start;

        const auto transmit = [&] {
            const hf::subscription_request request = s.send(1 + random.below(3), now);
            for (const std::string& topic : request.topics) {
                const bool changed = request.op == subscribe ? at_exchange.insert(topic).second
                                                             : at_exchange.erase(topic) == 1;
                BOOST_TEST_REQUIRE(changed, "seed " << seed << ": " << hf::to_string(request.op) << " "
                                                    << topic << " twice");
            }
            if (!request.empty())
                open.emplace_back(s.id, request);
            return !request.empty();
        };
        const auto answer = [&] {
            if (!open.empty()) {
                (void)s.topics.on_ack(open.front().first, now);
                open.pop_front();
            }
        };
        const auto reconnect = [&] {
            s.topics.on_disconnected();
            at_exchange.clear();
            if (random.chance(0.5))
                open.clear(); // the others answer late
            s.connect();
        };

        s.connect();
        for (int i = 0; i < 200; ++i) {
            const std::string& topic = universe[random.below(universe.size())];
            now += 1ms;
            switch (random.below(8)) {
            case 0:
            case 1:
                s.topics.want(topic, static_cast<int>(random.below(3)));
                intended.insert(topic);
                break;
            case 2:
                s.topics.unwant(topic);
                intended.erase(topic);
                break;
            case 3: s.topics.renew(topic); break;
            case 4:
            case 5: transmit(); break;
            case 6: answer(); break;
            default:
                if (random.chance(0.2))
                    reconnect();
            }
        }
        while (transmit() || !open.empty())
            answer();
        BOOST_TEST_REQUIRE((at_exchange == intended), "seed " << seed);
        BOOST_TEST_REQUIRE(s.topics.counts().confirmed == intended.size());
    }
}

BOOST_AUTO_TEST_CASE(a_bad_configuration_is_named_with_its_range)
{
    BOOST_TEST(hf::check(hf::subscriptions_config{}) == "");
    BOOST_TEST(hf::check(hf::subscriptions_config{.ack_timeout = 11min, .first_data_timeout = 1s}) ==
               "subscriptions_config::ack_timeout is 11 min; allowed: 0 (off) or 100 ms to 10 min");
    BOOST_TEST(hf::check(hf::subscriptions_config{.ack_timeout = 1s, .first_data_timeout = -1s}) ==
               "subscriptions_config::first_data_timeout is -1 s; allowed: 0 (off) or 100 ms to 24 h");
}

BOOST_AUTO_TEST_SUITE_END()
