// SPDX-License-Identifier: BSL-1.0
#include "support/feed_fixture.hpp"

#include <holdfast/order_book.hpp>

// What exchanges do at the edges: books with an empty side, counters that go back, refusals for good, numbers
// of a whole connection, and messages on the way while our own unsubscribe is.

using namespace holdfast;
using namespace std::chrono_literals;
using lab::gap;
using lab::story;

namespace {

const std::string sane{toy::sane};

struct edges : lab::feed_fixture {
    /// Lets so much time pass, a second at a time; REST always gives this body. Returns the number of
    /// questions.
    int live_on(duration span, const std::string& body)
    {
        int questions = 0;
        for (const time_point end = now + span; now < end; now += 1s) {
            (void)topics().examine(now);
            subscribe();
            while (!asks().empty()) {
                ++questions;
                answer(body);
            }
        }
        return questions;
    }
    /// A topic of trades, or of another kind that resumes, verified.
    std::shared_ptr<lab::recorder> live(const std::string& name, const std::string& first)
    {
        auto sink = want(name);
        connect();
        subscribe();
        say({first});
        BOOST_REQUIRE(topics().verified(topic(name)));
        sink->said.clear();
        return sink;
    }
    /// The control messages of the last batch are acknowledged, all but those that begin with this.
    std::vector<std::string> acknowledge_all_but(const std::string& lost)
    {
        std::vector<std::string> sent;
        while (auto r = topics().next_request(now)) {
            sent.push_back(r->text);
            if (!r->text.starts_with(lost))
                say({"ack " + std::to_string(r->id)});
        }
        return sent;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(feed_edges, edges)

// ---- empty sides ---------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_35_a_snapshot_with_an_empty_side_or_two_is_a_state)
{
    for (const char* body : {"9 b 99 1", "9 a 101 1", "9 b 99 0 a 101 1"}) {
        BOOST_TEST_CONTEXT(body)
        {
            made.reset();
            auto sink = want("book.a");
            connect();
            subscribe();
            BOOST_REQUIRE(asks() != "");
            say({"d book.a 9 10 0"});
            answer(body);
            BOOST_TEST(sink->said.back() == "healed 10");
        }
    }
}

BOOST_AUTO_TEST_CASE(fault_35_a_book_without_any_level_is_believed_when_it_is_shown_twice)
{
    auto sink = want("book.a");
    connect();
    subscribe();
    BOOST_REQUIRE(asks() != "");
    say({"d book.a 9 10 0"});
    answer("9");
    BOOST_TEST(sink->said.empty());
    live_on(2s, "9");
    BOOST_TEST(sink->said.back() == "healed 10");
}

BOOST_AUTO_TEST_CASE(fault_35_a_pushed_snapshot_with_an_empty_side_is_a_state)
{
    auto sink = live("push.a", "s push.a 5 a 10 1");
    say({"d push.a 6 6 0 b 9 1", "s push.a 7"});
    BOOST_TEST(sink->said == (story{"data 6", "snapshot 7"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_35_a_one_sided_book_costs_one_request)
{
    want("push.a");
    want("push.b");
    connect();
    subscribe();
    say({"s push.a 5 a 10 1", "s push.b 5" + sane});
    int requests = 0;
    for (int second = 0; second < 3600; ++second, now += 1s) {
        (void)topics().examine(now);
        requests += static_cast<int>(sends().size());
    }
    BOOST_TEST(requests == 0);
}

// ---- counters that go back -----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_60_a_range_that_begins_anew_is_a_gap_and_is_rebuilt_from_the_new_numbers)
{
    auto sink = live_book();
    say({"d book.a 11 5000 0"});
    for (int id = 10; id < 30; ++id)
        say({"d book.a " + std::to_string(id) + " " + std::to_string(id) + " 0"});
    BOOST_TEST(sink->said.back() == gap(errc::sequence_gap, 5000));
    BOOST_REQUIRE(asks() != "");
    answer("25" + sane);
    BOOST_TEST(sink->said.back() == "healed 29");
}

BOOST_AUTO_TEST_CASE(fault_60_an_absurd_number_does_not_close_the_ears_for_ever)
{
    auto sink = live_book();
    say({"d book.a 11 18446744073709551615 0"});
    for (int id = 12; id < 40; ++id)
        say({"d book.a " + std::to_string(id) + " " + std::to_string(id) + " 0"});
    BOOST_REQUIRE(asks() != "");
    answer("35" + sane);
    BOOST_TEST(sink->said.back() == "healed 39");
}

BOOST_AUTO_TEST_CASE(fault_60_a_best_price_whose_counter_goes_back_is_a_gap_and_goes_on)
{
    auto sink = live("tick.a", "d tick.a 0 1000 0");
    for (int id = 1; id <= 6; ++id)
        say({"d tick.a 0 " + std::to_string(id) + " 0"});
    BOOST_TEST(sink->said == (story{gap(errc::sequence_gap, 1000), "healed 5", "data 5", "data 6"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_60_whole_states_whose_counter_goes_back_are_a_gap_and_go_on)
{
    auto sink = live("tick.a", "s tick.a 1000" + sane);
    for (int id = 1; id <= 6; ++id)
        say({"s tick.a " + std::to_string(id) + sane});
    BOOST_TEST(sink->said == (story{gap(errc::sequence_gap, 1000), "snapshot 5", "healed 5", "snapshot 6"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_60_a_few_old_messages_are_repetitions)
{
    auto sink = live("tick.a", "d tick.a 0 1000 0");
    for (int round = 0; round < 10; ++round)
        say({"d tick.a 0 7 0", "d tick.a 0 8 0", "d tick.a 0 9 0", "d tick.a 0 10 0",
             "d tick.a 0 " + std::to_string(1001 + round) + " 0"});
    BOOST_TEST(sink->said.size() == 10u);
    BOOST_TEST(stats.gaps == 0u);
}

BOOST_AUTO_TEST_CASE(fault_60_a_chain_whose_ids_fall_heals_on_the_same_connection)
{
    auto sink = want("chain.a");
    connect();
    subscribe();
    BOOST_REQUIRE(asks() != "");
    say({"d chain.a 1000 1010 990"});
    answer("1005" + sane);
    BOOST_REQUIRE(sink->said.back() == "healed 1010");
    for (int id = 20; id < 60; id += 10)
        say({"d chain.a " + std::to_string(id - 5) + " " + std::to_string(id) + " " +
             std::to_string(id - 10)});
    live_on(1s, "15" + sane);
    for (int id = 60; id < 100; id += 10)
        say({"d chain.a " + std::to_string(id - 5) + " " + std::to_string(id) + " " +
             std::to_string(id - 10)});
    live_on(1min, "88" + sane);
    BOOST_TEST(sink->said.back() == "healed 90");
}

BOOST_AUTO_TEST_CASE(fault_60_a_restart_while_the_snapshot_is_awaited_is_lived_through)
{
    auto sink = want("book.a");
    connect();
    subscribe();
    BOOST_REQUIRE(asks() != "");
    say({"d book.a 1000 1000 0", "d book.a 1001 1001 0"});
    for (int id = 10; id < 30; ++id)
        say({"d book.a " + std::to_string(id) + " " + std::to_string(id) + " 0"});
    answer("20" + sane);
    BOOST_TEST(sink->said.back() == "healed 29");
}

BOOST_AUTO_TEST_CASE(fault_60_a_probe_that_finds_the_exchange_behind_us_is_no_health)
{
    exchange.cadence = 10s;
    auto sink = live_book();
    live_on(3min, "5 b 50 1 a 60 1");
    BOOST_TEST(sink->said.front() == gap(errc::sequence_gap, 10));
    BOOST_TEST(sink->said.back() == "healed 5");
}

BOOST_AUTO_TEST_CASE(fault_60_a_copy_of_the_exchange_that_trails_for_seconds_is_no_restart)
{
    exchange.cadence = 10s;
    auto sink = live_book();
    live_on(20s, "9" + sane);
    live_on(3min, "10" + sane);
    BOOST_TEST(sink->said.empty());
}

BOOST_AUTO_TEST_CASE(fault_60_an_absurd_snapshot_that_no_message_reaches_verifies_nothing)
{
    auto sink = want("book.a");
    connect();
    subscribe();
    for (int second = 0; second < 60; ++second) {
        say({"d book.a " + std::to_string(second + 10) + " " + std::to_string(second + 10) + " 0"});
        live_on(1s, "18446744073709551615" + sane);
    }
    BOOST_TEST(!topics().verified(topic("book.a")));
}

// ---- what is lost while a snapshot is fetched ----------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_65_a_message_lost_while_the_snapshot_is_fetched_is_a_gap_there_too)
{
    for (const char* kind : {"book", "chain"}) {
        BOOST_TEST_CONTEXT(kind)
        {
            made.reset();
            const std::string name = std::string(kind) + ".a";
            auto sink = want(name);
            connect();
            subscribe();
            BOOST_REQUIRE(asks() != "");
            say({"d " + name + " 10 10 9", "d " + name + " 11 11 10", "d " + name + " 13 13 12"});
            answer("10" + sane);
            BOOST_TEST(sink->said.empty());
            BOOST_TEST((sink->reasons.back().code == errc::sequence_gap));
            now += 1min;
            BOOST_REQUIRE(asks() != "");
            answer("12" + sane);
            BOOST_TEST(sink->said == (story{"snapshot 12", "data 13", "healed 13"}),
                       boost::test_tools::per_element());
        }
    }
}

// ---- our own unsubscribe -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_64_nothing_is_healed_by_what_comes_before_our_unsubscribe_takes_effect)
{
    config.subscribe.ack_timeout = 1s;
    auto sink = live("trade.a", "d trade.a 0 1 0");
    (void)topics().examine(now);
    topics().remove(topic("trade.a"));
    (void)sends(); // the unsubscribe, which is not answered yet
    auto again = want("trade.a");
    say({"d trade.a 0 2 0"}); // on its way before the exchange has read it
    BOOST_TEST(!topics().verified(topic("trade.a")));
    BOOST_TEST(again->said.empty());
}

BOOST_AUTO_TEST_CASE(fault_64_a_lost_acknowledgement_and_a_gap_do_not_lead_to_a_silent_hole)
{
    config.subscribe.ack_timeout = 1s;
    auto sink = want("tick.a");
    connect();
    (void)sends(); // the acknowledgement is lost
    say({"d tick.a 0 1 0"});
    now += 2s;
    (void)topics().examine(now); // overdue: asked for anew
    (void)acknowledge_all_but("unsub");
    say({"d tick.a 0 2 0"}); // from before the unsubscribe
    BOOST_TEST(sink->said.back() == gap(errc::subscribe_timeout, 1));
}

BOOST_AUTO_TEST_CASE(fault_64_what_a_probe_by_subscribing_anew_may_have_cost_is_declared)
{
    exchange.cadence = 10s;
    auto sink = live("tick.a", "d tick.a 0 1 0");
    now += 11s;
    (void)topics().examine(now);
    subscribe();
    say({"d tick.a 0 90 0"});
    BOOST_TEST(sink->said == (story{gap(errc::topic_silent, 1), "healed 90", "data 90"}),
               boost::test_tools::per_element());
}

// ---- refusals for good ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_36_what_is_refused_for_good_is_asked_again_after_minutes_then_hours)
{
    auto sink = want("book.a");
    connect();
    int asked = 0;
    for (int second = 0; second < 6 * 3600; ++second, now += 1s) {
        (void)topics().examine(now);
        while (auto r = topics().next_request(now)) {
            ++asked;
            say({"no " + std::to_string(r->id) + " no such symbol"});
        }
    }
    BOOST_TEST(asked >= 3);
    BOOST_TEST(asked <= 6);
}

BOOST_AUTO_TEST_CASE(fault_36_a_live_topic_that_is_refused_from_now_on_is_not_asked_for_every_half_minute)
{
    auto sink = live("push.a", "s push.a 5" + sane);
    topics().distrust(topic("push.a"), failure(errc::crossed_book), now);
    int asked = 0;
    for (int second = 0; second < 6 * 3600; ++second, now += 1s) {
        (void)topics().examine(now);
        while (auto r = topics().next_request(now)) {
            ++asked;
            say({(r->text.starts_with("unsub") ? "ack " : "no ") + std::to_string(r->id) + " expired"});
        }
    }
    BOOST_TEST(asked <= 8);
}

/// Lives on with an exchange that refuses one topic in words that name nothing, and serves every other. Says
/// how often the topic was asked for; -1 when the connection was given up.
int live_on_unnamed(lab::feed_fixture& at, const std::string& refused, duration length)
{
    int asked = 0;
    for (const time_point end = at.now + length; at.now < end; at.now += 1s) {
        if (!at.topics().examine(at.now))
            return -1;
        while (auto r = at.topics().next_request(at.now)) {
            const bool meant = r->text.find(refused) != std::string::npos;
            asked += meant && !r->text.starts_with("unsub");
            at.say({meant ? "no 0 no such thing" : "ack " + std::to_string(r->id)});
        }
    }
    return asked;
}

BOOST_AUTO_TEST_CASE(fault_36_a_refusal_that_names_nothing_ends_no_connection)
{
    auto healthy = want("tick.b");
    auto sick = live("push.a", "s push.a 5" + sane);
    say({"d tick.b 0 1 0"});
    topics().distrust(topic("push.a"), failure(errc::crossed_book), now);
    const int asked = live_on_unnamed(*this, "push.a", 6h);
    BOOST_TEST(asked >= 3);
    BOOST_TEST(asked <= 10);
}

BOOST_AUTO_TEST_CASE(fault_36_a_refusal_that_names_nothing_is_told_of_the_topic_that_goes_without)
{
    auto sink = want("tick.a");
    connect();
    (void)live_on_unnamed(*this, "tick.a", 5min);
    BOOST_REQUIRE(!sink->reasons.empty());
    BOOST_TEST((sink->reasons.back().code == errc::subscribe_rejected));
    BOOST_TEST(sink->reasons.back().text.find("no such thing") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_36_a_refused_topic_whose_next_answer_is_lost_is_asked_for_again)
{
    want("book.a");
    connect();
    while (auto r = topics().next_request(now))
        say({"no " + std::to_string(r->id) + " no such symbol"});
    int asked = 0;
    for (int second = 0; second < 48 * 3600; ++second, now += 1s) {
        (void)topics().examine(now);
        while (auto r = topics().next_request(now))
            asked += !r->text.starts_with("unsub"); // and never an answer
    }
    BOOST_TEST(asked >= 5);
    BOOST_TEST(asked <= 40);
}

BOOST_AUTO_TEST_CASE(fault_36_a_snapshot_that_is_refused_for_good_is_not_fetched_every_half_minute)
{
    auto sink = want("book.a");
    connect();
    const int asked = live_on(6h, "unknown");
    BOOST_TEST(asked >= 3);
    BOOST_TEST(asked <= 6);
}

BOOST_AUTO_TEST_CASE(fault_36_a_topic_that_is_refused_for_good_is_told_once)
{
    struct listener : observer {
        int failures = 0;
        void at_subscription_failed(const topic&, const failure&) override { ++failures; }
    } ears;
    made.emplace(exchange, config, stats, ears, 7);
    want("book.a");
    connect();
    live_on(6h, "unknown");
    BOOST_TEST(ears.failures == 1);
}

BOOST_AUTO_TEST_CASE(fault_36_a_reconnect_is_no_reason_to_ask_again_for_what_is_refused)
{
    want("book.a");
    want("tick.b");
    connect();
    for (int i = 0; i < 50; ++i) {
        while (auto r = topics().next_request(now))
            say({(r->text.find("book.a") != std::string::npos ? "not book.a gone"
                                                              : "ack " + std::to_string(r->id))});
        lose();
        now += 1s;
        connect();
    }
    for (const std::string& text : sends())
        BOOST_TEST(text.find("book.a") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_36_refused_topics_share_a_request)
{
    for (int i = 0; i < 20; ++i)
        want("book." + std::to_string(i));
    connect();
    int requests = 0;
    for (int second = 0; second < 6 * 3600; ++second, now += 1s) {
        (void)topics().examine(now);
        while (auto r = topics().next_request(now)) {
            ++requests;
            say({"no " + std::to_string(r->id) + " no such symbol"});
        }
    }
    BOOST_TEST(requests <= 6 * 24); // a twentieth of the 480 an hour that OKX allows
}

BOOST_AUTO_TEST_CASE(fault_36_a_symbol_that_exists_at_last_is_served)
{
    auto sink = want("book.a");
    connect();
    live_on(1h, "unknown");
    say({"d book.a 9 10 0"});
    live_on(4h, "9" + sane);
    BOOST_TEST(sink->said.back() == "healed 10");
    BOOST_TEST(!topics().hopeless(topic("book.a")).code);
}

// ---- a wrong symbol explains itself --------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_40_a_refused_topic_says_why_in_the_exchanges_words)
{
    auto sink = want("push.a");
    order_book book;
    connect();
    (void)sends();
    say({"not push.a handler not found"});
    book.apply(still_closed{topic("push.a"), 1, sink->reasons.back(), now});
    BOOST_TEST(book.reason().message().find("handler not found") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_40_a_snapshot_that_cannot_be_had_says_why)
{
    auto sink = want("book.a");
    connect();
    live_on(1s, "unknown");
    BOOST_TEST(sink->reasons.back().message().find("-1121") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_40_waiting_for_a_refused_topic_is_vain_and_for_the_others_is_not)
{
    want("push.a");
    want("push.b");
    connect();
    (void)sends();
    say({"not push.a handler not found", "ackt push.b"});
    BOOST_TEST((topics().hopeless(topic("push.a")).code == errc::subscribe_rejected));
    BOOST_TEST(!topics().hopeless(topic("push.b")).code);
}

BOOST_AUTO_TEST_CASE(fault_40_a_consumer_that_comes_later_is_told_the_reason_too)
{
    want("push.a");
    connect();
    (void)sends();
    say({"not push.a handler not found"});
    auto late = want("push.a");
    BOOST_TEST_REQUIRE(late->reasons.size() == 1u);
    BOOST_TEST(late->reasons.front().text == "handler not found");
}

// ---- numbers of a whole connection ---------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_38_the_numbers_of_a_connection_count_on_everything_that_it_carries)
{
    auto sink = want("anew.a");
    connect();
    (void)sends();
    say({"#0 list anew.a", "#1 s anew.a 0" + sane, "#2 hb", "#3 d other.b 0 1 0", "#4 d anew.a 0 0 0",
         "#5 hb"});
    BOOST_TEST(sink->said == (story{"snapshot 0", "healed 0", "data 0"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_38_a_hole_is_a_gap_wherever_in_the_connection_it_is)
{
    for (const char* after :
         {"#3 hb", "#3 list anew.a", "#3 d other.b 0 1 0", "#3 s anew.a 0 b 99 1 a 101 1"}) {
        BOOST_TEST_CONTEXT(after)
        {
            made.reset();
            auto sink = want("anew.a");
            connect();
            (void)sends();
            say({"#0 list anew.a", "#1 s anew.a 0" + sane});
            sink->said.clear();
            say({after});
            BOOST_TEST_REQUIRE(!sink->said.empty());
            BOOST_TEST(sink->said.front() == gap(errc::sequence_gap, 0));
        }
    }
}

BOOST_AUTO_TEST_CASE(fault_38_a_hole_is_healed_by_a_new_connection_and_not_topic_by_topic)
{
    auto a = want("anew.a");
    auto b = want("anew.b");
    connect();
    (void)sends();
    say({"#0 list anew.a anew.b", "#1 s anew.a 0" + sane, "#2 s anew.b 0" + sane, "#4 hb"});
    BOOST_TEST(topics().take_new_connection());
    BOOST_TEST(sends().empty());
    topics().disconnected(failure(errc::disconnected), now);
    connect();
    (void)sends();
    say({"#0 list anew.a anew.b", "#1 s anew.a 0" + sane, "#2 s anew.b 0" + sane});
    BOOST_TEST(a->said.back() == "healed 0");
    BOOST_TEST(b->said.back() == "healed 0");
}

BOOST_AUTO_TEST_CASE(fault_38_what_repeats_an_older_number_is_ignored)
{
    auto sink = want("anew.a");
    connect();
    (void)sends();
    say({"#0 list anew.a", "#1 s anew.a 0" + sane, "#2 d anew.a 0 0 0", "#2 d anew.a 0 0 0",
         "#1 d anew.a 0 0 0"});
    BOOST_TEST(sink->said == (story{"snapshot 0", "healed 0", "data 0"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_38_holes_again_and_again_do_not_cost_a_connection_each)
{
    want("anew.a");
    connect();
    int connections = 0;
    for (int second = 0; second < 60; ++second, now += 1s) {
        (void)sends();
        say({"#0 list anew.a", "#1 s anew.a 0" + sane, "#3 hb"});
        (void)topics().examine(now);
        if (topics().take_new_connection()) {
            ++connections;
            topics().disconnected(failure(errc::disconnected), now);
            connect();
        }
    }
    BOOST_TEST(connections >= 3);
    BOOST_TEST(connections <= 20);
}

BOOST_AUTO_TEST_CASE(fault_38_a_chain_that_only_a_new_connection_repairs_asks_for_one)
{
    auto sink = want("deribit.a");
    connect();
    subscribe();
    say({"s deribit.a 5" + sane, "d deribit.a 0 9 7"});
    BOOST_TEST(sink->said.back() == gap(errc::sequence_gap, 5));
    (void)topics().examine(now);
    BOOST_TEST(topics().take_new_connection());
    BOOST_TEST(sends().empty());
}

BOOST_AUTO_TEST_CASE(fault_38_a_list_of_all_subscriptions_acknowledges_what_is_there)
{
    want("push.a");
    want("push.b");
    connect();
    (void)sends();
    say({"list push.b something.else"});
    say({"s push.a 5" + sane, "s push.b 5" + sane});
    now += 11s; // the acknowledgement of a is missing
    (void)topics().examine(now);
    const std::vector<std::string> sent = sends();
    BOOST_TEST_REQUIRE(sent.size() == 1u);
    BOOST_TEST(sent.front().ends_with("push.a"));
}

BOOST_AUTO_TEST_CASE(fault_38_a_list_of_all_subscriptions_ends_what_is_not_there)
{
    auto sink = want("push.a");
    connect();
    (void)sends();
    say({"list push.a", "s push.a 5" + sane});
    topics().distrust(topic("push.a"), failure(errc::crossed_book), now);
    BOOST_TEST(sends().size() == 1u); // the unsubscribe
    say({"list"});
    BOOST_TEST(sends().size() == 1u); // and then the subscribe
    say({"list push.a", "s push.a 9" + sane});
    BOOST_TEST(sink->said.back() == "healed 9");
}

BOOST_AUTO_TEST_CASE(fault_38_a_topic_that_is_missing_in_a_later_list_was_taken_back)
{
    auto sink = want("push.a");
    connect();
    (void)sends();
    say({"list push.a", "s push.a 5" + sane, "list"});
    BOOST_TEST(sink->said.back() == gap(errc::subscribe_revoked, 5));
}

// ---- windows and lag -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_37_a_book_that_is_a_window_says_so_in_its_snapshot)
{
    struct depth_of final : event_sink {
        std::size_t depth = 0;
        bool put(data&&) override { return true; }
        bool put(snapshot&& s) override { return depth = s.depth, true; }
        void put_recovered(event) override {}
        void put_mark(event) override {}
        void put_notice(event) override {}
        [[nodiscard]] bool has_room() const noexcept override { return true; }
        void end() override {}
    };
    auto sink = std::make_shared<depth_of>();
    topics().attach(topic("window.a"), sink, now);
    connect();
    subscribe();
    say({"s window.a 5" + sane});
    BOOST_TEST(sink->depth == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
