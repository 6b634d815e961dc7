// SPDX-License-Identifier: BSL-1.0
#include "support/feed_fixture.hpp"

using namespace holdfast;
using namespace std::chrono_literals;
using lab::gap;
using lab::recorder;
using lab::story;

BOOST_FIXTURE_TEST_SUITE(feed_, lab::feed_fixture)

BOOST_AUTO_TEST_CASE(a_book_is_verified_by_a_snapshot_and_the_message_that_continues_it)
{
    auto sink = want("book.a");
    connect();
    subscribe();
    BOOST_TEST(asks() == "http://toy/snapshot?topic=book.a");
    say({"d book.a 8 9 0", "d book.a 10 12 0"});
    answer("9" + std::string(toy::sane));
    BOOST_TEST(sink->said == (story{"snapshot 9", "data 12", "healed 12"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_snapshot_is_fetched_before_the_exchange_agreed)
{
    want("book.a");
    connect();
    BOOST_TEST(asks() == "");
}

BOOST_AUTO_TEST_CASE(data_before_the_acknowledgement_is_kept)
{
    auto sink = want("book.a");
    connect();
    BOOST_TEST(sends().size() == 1u);
    say({"d book.a 8 9 0", "ack 1"});
    BOOST_TEST(asks() != "");
    answer("8" + std::string(toy::sane));
    BOOST_TEST(sink->said == (story{"snapshot 8", "data 9", "healed 9"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_lost_message_opens_a_gap_and_is_never_followed_by_data)
{
    auto sink = live_book();
    say({"d book.a 11 11 0", "d book.a 13 13 0", "d book.a 14 14 0"});
    BOOST_TEST(sink->said == (story{"data 11", gap(errc::sequence_gap, 11)}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_gap_is_healed_by_one_snapshot)
{
    auto sink = live_book();
    say({"d book.a 12 12 0", "d book.a 13 13 0"});
    BOOST_TEST(asks() != "");
    BOOST_TEST(asks() == "");
    answer("11" + std::string(toy::sane));
    BOOST_TEST(sink->said ==
                   (story{gap(errc::sequence_gap, 10), "snapshot 11", "data 12", "data 13", "healed 13"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_19_a_snapshot_older_than_the_buffer_is_fetched_again)
{
    auto sink = live_book();
    say({"d book.a 13 13 0"});
    BOOST_TEST(asks() != "");
    answer("11" + std::string(toy::sane));
    BOOST_TEST(sink->said.size() == 1u);
    BOOST_TEST(asks() == ""); // not at once ...
    now += 1min;
    BOOST_TEST(asks() != ""); // ... but soon
    answer("12" + std::string(toy::sane));
    BOOST_TEST(sink->said.back() == "healed 13");
}

BOOST_AUTO_TEST_CASE(a_snapshot_below_what_the_stream_has_shown_is_stale)
{
    auto sink = live_book();
    topics().distrust(topic("book.a"), failure(errc::crossed_book), now);
    BOOST_TEST(asks() != "");
    answer("7" + std::string(toy::sane));
    BOOST_TEST(sink->said == (story{gap(errc::crossed_book, 10)}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_19_a_snapshot_of_an_older_connection_touches_nothing)
{
    auto sink = want("book.a");
    connect();
    subscribe();
    BOOST_TEST(asks() != "");
    const std::uint64_t old_ticket = ticket;
    lose();
    connect();
    subscribe();
    say({"d book.a 20 20 0"});
    answer("19" + std::string(toy::sane), old_ticket);
    BOOST_TEST(sink->said.empty());
}

BOOST_AUTO_TEST_CASE(fault_22_a_crossed_snapshot_verifies_nothing)
{
    auto sink = live_book();
    say({"d book.a 12 12 0"});
    for (const char* body : {"11 b 101 1 a 99 1", "11 b 100 1 a 100 1", "nonsense"}) {
        BOOST_TEST_CONTEXT(body)
        {
            BOOST_TEST(asks() != "");
            answer(body);
            BOOST_TEST(sink->said.size() == 1u);
            now += 1min;
        }
    }
}

BOOST_AUTO_TEST_CASE(a_quiet_topic_is_verified_when_two_snapshots_agree)
{
    auto sink = want("book.a");
    connect();
    subscribe();
    BOOST_TEST(asks() != "");
    answer("9" + std::string(toy::sane));
    BOOST_TEST(sink->said == story{"snapshot 9"}, boost::test_tools::per_element());
    now += config.recovery.quiet_confirm;
    (void)topics().examine(now);
    BOOST_TEST(asks() != "");
    answer("9" + std::string(toy::sane));
    BOOST_TEST(sink->said.back() == "healed 9");
}

BOOST_AUTO_TEST_CASE(a_quiet_topic_whose_second_snapshot_has_moved_is_not_verified)
{
    auto sink = want("book.a");
    connect();
    subscribe();
    BOOST_TEST(asks() != "");
    answer("9" + std::string(toy::sane));
    now += config.recovery.quiet_confirm;
    (void)topics().examine(now);
    BOOST_TEST(asks() != "");
    answer("10" + std::string(toy::sane));
    BOOST_TEST(sink->said == (story{"snapshot 9", "snapshot 10"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_message_that_does_not_continue_a_quiet_snapshot_sends_for_another)
{
    auto sink = want("book.a");
    connect();
    subscribe();
    BOOST_TEST(asks() != "");
    answer("9" + std::string(toy::sane));
    say({"d book.a 11 12 0"});
    now += 1min;
    BOOST_TEST(asks() != "");
    answer("11" + std::string(toy::sane));
    BOOST_TEST(sink->said == (story{"snapshot 9", "snapshot 11", "data 12", "healed 12"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_18_a_gap_in_one_topic_leaves_the_others_alone)
{
    std::vector<std::shared_ptr<recorder>> sinks;
    for (int i = 0; i < 200; ++i)
        sinks.push_back(want("book." + std::to_string(i)));
    connect();
    subscribe();
    for (std::string url = asks(); !url.empty(); url = asks()) {
        const std::string name = url.substr(url.find('=') + 1);
        say({"d " + name + " 9 10 0"});
        answer("9" + std::string(toy::sane));
    }
    BOOST_REQUIRE(topics().progress() == phase::verified);
    const auto asked_before = stats.snapshot_requests;
    say({"d book.17 12 12 0"});
    BOOST_TEST(asks() == "http://toy/snapshot?topic=book.17");
    BOOST_TEST(asks() == "");
    BOOST_TEST(stats.snapshot_requests - asked_before == 1u);
    BOOST_TEST(sinks[16]->said.back() == "healed 10");
}

BOOST_AUTO_TEST_CASE(fault_23_the_most_important_topic_is_recovered_first)
{
    want("book.a");
    want("book.b!");
    connect();
    subscribe();
    BOOST_TEST(asks() == "http://toy/snapshot?topic=book.b!");
}

BOOST_AUTO_TEST_CASE(a_topic_that_waits_for_the_budget_is_not_overtaken)
{
    exchange.weight = 10;
    want("book.a!");
    want("book.b");
    connect();
    subscribe();
    const auto poor = [](const http_request& r) {
        return r.url.ends_with("a!") ? duration(1s) : duration::zero();
    };
    BOOST_TEST(!topics().next_repair(now, poor, ticket).has_value());
    BOOST_TEST((topics().repair_due() == now + 1s));
}

BOOST_AUTO_TEST_CASE(what_never_fits_the_budget_is_reported_and_does_not_block)
{
    want("book.a!");
    want("book.b");
    connect();
    subscribe();
    const auto narrow = [](const http_request& r) {
        return r.url.ends_with("a!") ? duration::max() : duration::zero();
    };
    const auto question = topics().next_repair(now, narrow, ticket);
    BOOST_REQUIRE(question.has_value());
    BOOST_TEST(question->url == "http://toy/snapshot?topic=book.b");
    BOOST_TEST(stats.snapshot_failures == 1u);
}

BOOST_AUTO_TEST_CASE(fault_24_a_full_stream_is_a_declared_gap_and_is_repaired_when_there_is_room)
{
    auto sink = live_book();
    sink->full = true;
    say({"d book.a 11 11 0", "d book.a 12 12 0"});
    BOOST_TEST(sink->said == story{gap(errc::consumer_too_slow, 10)}, boost::test_tools::per_element());
    BOOST_TEST(stats.dropped == 2u);
    BOOST_TEST(asks() == ""); // no use while nobody reads
    sink->full = false;
    topics().room(topic("book.a"));
    BOOST_TEST(asks() != "");
    say({"d book.a 13 13 0"});
    answer("12" + std::string(toy::sane));
    BOOST_TEST(sink->said.back() == "healed 13");
}

BOOST_AUTO_TEST_CASE(a_recovery_that_finds_the_stream_full_waits_for_room)
{
    auto sink = live_book();
    say({"d book.a 12 12 0"});
    BOOST_TEST(asks() != "");
    sink->full = true;
    answer("11" + std::string(toy::sane));
    BOOST_TEST(sink->said == story{gap(errc::sequence_gap, 10)}, boost::test_tools::per_element());
    sink->full = false;
    topics().room(topic("book.a"));
    BOOST_TEST(asks() != "");
}

BOOST_AUTO_TEST_CASE(an_overflowing_recovery_buffer_starts_again_and_still_heals)
{
    config.recovery.buffer_messages = 3;
    auto sink = live_book();
    say({"d book.a 12 12 0", "d book.a 13 13 0", "d book.a 14 14 0", "d book.a 15 15 0"});
    BOOST_TEST(stats.overflows == 1u);
    BOOST_TEST(asks() != "");
    answer("11" + std::string(toy::sane)); // older than what is left
    now += 1min;
    BOOST_TEST(asks() != "");
    answer("14" + std::string(toy::sane));
    BOOST_TEST(sink->said.back() == "healed 15");
}

BOOST_AUTO_TEST_CASE(duplicates_and_old_messages_are_ignored)
{
    auto sink = live_book();
    say({"d book.a 11 11 0", "d book.a 11 11 0", "d book.a 3 5 0"});
    BOOST_TEST(sink->said == story{"data 11"}, boost::test_tools::per_element());
    BOOST_TEST(stats.duplicates == 2u);
}

BOOST_AUTO_TEST_CASE(fault_17_a_corrupted_message_is_never_applied_and_closes_its_topic)
{
    auto sink = live_book();
    say({"bad book.a broken price"});
    BOOST_TEST(sink->said == story{gap(errc::malformed, 10)}, boost::test_tools::per_element());
    BOOST_TEST(asks() != "");
}

BOOST_AUTO_TEST_CASE(too_many_malformed_messages_end_the_connection)
{
    config.malformed_limit = 3;
    live_book();
    BOOST_TEST(say({"??", "??"}));
    BOOST_TEST(!say({"??"}));
}

BOOST_AUTO_TEST_CASE(fault_17_lost_duplicated_and_reordered_messages_are_judged_by_the_topics_own_rule)
{
    struct row {
        std::string topic;
        std::string next, lost, again; ///< What continues 10; what follows a loss; a repeat.
        bool numbered;                 ///< The rule can see a loss.
    };
    const std::vector<row> rules{
        {"book.a", "11 12 0", "14 15 0", "11 12 0", true},
        {"chain.a", "11 12 10", "14 15 13", "11 12 10", true},
        {"trade.a", "0 11 0", "0 13 0", "0 11 0", true},
        {"push.a", "0 11 0", "0 13 0", "0 11 0", true},
        {"conn.a", "0 11 0", "0 13 0", "0 11 0", true},
        {"tick.a", "0 15 0", "0 30 0", "0 15 0", false},
        {"audit.a", "0 15 0", "0 30 0", "0 15 0", false},
    };
    for (const row& rule : rules) {
        BOOST_TEST_CONTEXT(rule.topic)
        {
            made.reset();
            stats = {};
            epoch = 0;
            auto sink = want(rule.topic);
            connect();
            subscribe();
            if (rule.topic.starts_with("push"))
                say({"s push.a 10" + std::string(toy::sane)});
            else if (!asks().empty()) {
                say({"d " + rule.topic + " 9 10 8"});
                answer("9" + std::string(toy::sane));
            } else
                say({"d " + rule.topic + " 0 10 0"});
            BOOST_REQUIRE((topics().progress() == phase::verified));
            const auto gaps = [this] { return stats.gaps; };
            say({"d " + rule.topic + " " + rule.next});
            BOOST_TEST(gaps() == 0u, "in order");
            say({"d " + rule.topic + " " + rule.again});
            BOOST_TEST(gaps() == 0u, "a repeat is ignored");
            const std::size_t before = sink->said.size();
            say({"d " + rule.topic + " " + rule.lost});
            BOOST_TEST(gaps() == (rule.numbered ? 1u : 0u), "a loss is a gap wherever the rule can see it");
            BOOST_TEST(sink->said.size() > before);
        }
    }
}

BOOST_AUTO_TEST_CASE(fault_17_a_timestamp_that_runs_backwards_is_a_gap)
{
    auto sink = want("audit.a");
    connect();
    subscribe();
    BOOST_TEST(asks() != "");
    say({"d audit.a 0 100 0"});
    answer("90" + std::string(toy::sane));
    say({"d audit.a 0 120 0", "d audit.a 0 110 0"});
    BOOST_TEST(sink->said.back() == gap(errc::sequence_gap, 120));
}

BOOST_AUTO_TEST_CASE(trades_resume_after_a_declared_gap)
{
    auto sink = want("trade.a");
    connect();
    subscribe();
    say({"d trade.a 0 5 0", "d trade.a 0 6 0", "d trade.a 0 9 0", "d trade.a 0 10 0"});
    BOOST_TEST(sink->said == (story{"healed 5", "data 5", "data 6", gap(errc::sequence_gap, 6), "healed 9",
                                    "data 9", "data 10"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_pushed_snapshot_repairs_a_topic_that_is_resubscribed)
{
    auto sink = want("push.a");
    connect();
    subscribe();
    say({"s push.a 5" + std::string(toy::sane), "d push.a 0 6 0", "d push.a 0 8 0"});
    BOOST_TEST(sink->said == (story{"snapshot 5", "healed 5", "data 6", gap(errc::sequence_gap, 6)}),
               boost::test_tools::per_element());
    BOOST_TEST(sends() == story{"unsub 2 push.a"}, boost::test_tools::per_element());
    say({"ack 2"});
    BOOST_TEST(sends() == story{"sub 3 push.a"}, boost::test_tools::per_element());
    say({"ack 3", "s push.a 20" + std::string(toy::sane), "d push.a 0 21 0"});
    BOOST_TEST(sink->said.back() == "data 21");
}

BOOST_AUTO_TEST_CASE(changes_without_their_snapshot_send_a_resubscribed_topic_round_again)
{
    exchange.first_data = 5s;
    auto sink = want("push.a");
    connect();
    subscribe();
    say({"d push.a 0 6 0", "d push.a 0 7 0"});
    now += 6s;
    say({"d push.a 0 8 0"});
    BOOST_REQUIRE(topics().examine(now).has_value());
    BOOST_TEST(sends() == story{"unsub 2 push.a"}, boost::test_tools::per_element());
    say({"ack 2"});
    subscribe();
    say({"s push.a 9" + std::string(toy::sane)});
    BOOST_TEST(sink->said == (story{"snapshot 9", "healed 9"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_22_a_crossed_book_that_is_pushed_verifies_nothing_and_is_asked_for_with_pauses)
{
    auto sink = want("push.a");
    want("tick.b");
    connect();
    subscribe();
    unsigned asked = 0;
    for (int second = 0; second < 60; ++second) {
        say({"d tick.b 0 " + std::to_string(second + 1) + " 0", "s push.a 5 b 101 1 a 100 1"});
        (void)topics().examine(now);
        while (auto r = topics().next_request(now)) {
            asked += r->text.starts_with("sub ");
            say({"ack " + std::to_string(r->id)});
        }
        now += 1s;
    }
    BOOST_TEST(sink->said.empty());
    BOOST_TEST(asked > 2u);
    BOOST_TEST(asked < 20u);
}

BOOST_AUTO_TEST_CASE(a_book_that_is_declared_void_is_rebuilt_whatever_its_numbers_are)
{
    auto sink = live_book();
    say({"s book.a 1"});
    BOOST_TEST(sink->said == story{gap(errc::empty_book, 10)}, boost::test_tools::per_element());
    BOOST_TEST(asks() != "");
    answer("3" + std::string(toy::sane));
    say({"d book.a 4 4 0"});
    BOOST_TEST(sink->said.back() == "healed 4");
}

BOOST_AUTO_TEST_CASE(fault_21_a_book_that_is_doubted_again_and_again_is_not_recovered_in_haste)
{
    live_book();
    unsigned recoveries = 0;
    for (int ms = 0; ms < 10'000; ++ms) {
        if (!asks().empty()) {
            ++recoveries;
            answer(std::to_string(1000 + ms) + std::string(toy::sane));
            say({"d book.a " + std::to_string(1001 + ms) + " " + std::to_string(1001 + ms) + " 0"});
            topics().distrust(topic("book.a"), failure(errc::checksum_mismatch), now);
        }
        now += 1ms;
        if (ms == 0)
            topics().distrust(topic("book.a"), failure(errc::checksum_mismatch), now);
    }
    BOOST_TEST(recoveries > 3u);
    BOOST_TEST(recoveries < 40u);
}

BOOST_AUTO_TEST_CASE(a_line_that_carries_data_and_hears_nothing_is_of_no_use)
{
    want("push.a");
    want("tick.b");
    connect();
    subscribe();
    say({"d tick.b 0 1 0", "s push.a 5" + std::string(toy::sane), "d push.a 0 7 0"});
    bool alive = true;
    unsigned seconds = 0;
    for (; alive && seconds < 600; ++seconds) {
        (void)sends();
        now += 1s;
        say({"d tick.b 0 " + std::to_string(seconds + 2) + " 0"});
        alive = topics().examine(now).has_value();
    }
    BOOST_TEST(!alive);
    BOOST_TEST(seconds <= 31u);
}

BOOST_AUTO_TEST_CASE(one_topic_that_was_never_served_does_not_cost_the_others_their_connection)
{
    want("tick.unknown");
    want("tick.b");
    connect();
    (void)sends();
    say({"ackt tick.b"});
    for (int second = 0; second < 120; ++second) {
        (void)sends();
        now += 1s;
        say({"d tick.b 0 " + std::to_string(second + 1) + " 0"});
        BOOST_REQUIRE(topics().examine(now).has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_topic_that_was_served_before_is_never_given_up)
{
    exchange.first_data = 5s;
    want("push.a");
    want("tick.b");
    connect();
    subscribe();
    say({"d tick.b 0 1 0", "s push.a 5" + std::string(toy::sane), "d push.a 0 7 0"});
    unsigned subscribes = 0;
    for (int second = 0; second < 600; ++second) {
        while (auto r = topics().next_request(now)) {
            subscribes += r->text.starts_with("sub ");
            say({"ack " + std::to_string(r->id)});
        }
        now += 1s;
        (void)topics().examine(now);
    }
    BOOST_TEST(subscribes > 2 * config.subscribe.attempts);
    BOOST_TEST(subscribes < 60u);
}

BOOST_AUTO_TEST_CASE(the_acknowledgement_of_an_unsubscribe_confirms_nothing)
{
    exchange.cadence = 5s;
    auto sink = live_book();
    for (const duration silence : {5s, 15s}) {
        now += silence;
        (void)topics().examine(now);
        (void)asks();
    }
    BOOST_REQUIRE(sends() == story{"unsub 2 book.a"});
    say({"ackt book.a"});
    BOOST_TEST(asks() == "");
}

BOOST_AUTO_TEST_CASE(what_nothing_happened_to_since_the_snapshot_is_verified)
{
    auto sink = want("chain.a");
    connect();
    subscribe();
    (void)asks();
    answer("9" + std::string(toy::sane));
    say({"d chain.a 0 9 9"});
    BOOST_TEST(sink->said == (story{"snapshot 9", "healed 9"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_time_stamp_needs_no_message_that_continues_it)
{
    auto sink = want("audit.a");
    connect();
    subscribe();
    (void)asks();
    answer("90" + std::string(toy::sane));
    BOOST_TEST(sink->said == (story{"snapshot 90", "healed 90"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_25_an_audited_topic_is_compared_with_the_exchange_again_and_again)
{
    exchange.audit_every = 10s;
    auto sink = want("pushaudit.a");
    connect();
    subscribe();
    say({"s pushaudit.a 5" + std::string(toy::sane)});
    sink->said.clear();
    for (int round = 0; round < 3; ++round) {
        now += 10s;
        (void)topics().examine(now);
        BOOST_TEST(asks() == "http://toy/snapshot?topic=pushaudit.a");
        answer("50" + std::string(toy::sane));
    }
    BOOST_TEST(sink->said == (story{"audit 50", "audit 50", "audit 50"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_25_a_topic_that_cannot_be_compared_for_long_is_closed)
{
    exchange.audit_every = 10s;
    auto sink = want("pushaudit.a");
    connect();
    subscribe();
    say({"s pushaudit.a 5" + std::string(toy::sane)});
    sink->said.clear();
    for (int second = 0; second < 30; ++second) {
        now += 1s;
        (void)topics().examine(now);
        if (!asks().empty())
            answer("nonsense");
    }
    BOOST_TEST(sink->said == story{gap(errc::audit_overdue, 5)}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_crossed_book_is_no_evidence_against_a_verified_one)
{
    exchange.audit_every = 10s;
    auto sink = want("pushaudit.a");
    connect();
    subscribe();
    say({"s pushaudit.a 5" + std::string(toy::sane)});
    sink->said.clear();
    say({"audit pushaudit.a 6 b 101 1 a 100 1"});
    now += 10s;
    (void)topics().examine(now);
    BOOST_REQUIRE(asks() != "");
    answer("50 b 101 1 a 100 1");
    BOOST_TEST(sink->said.empty());
    now += 1s;
    BOOST_TEST(asks() != "");
}

BOOST_AUTO_TEST_CASE(what_the_exchange_shows_by_itself_saves_the_request)
{
    exchange.audit_every = 10s;
    auto sink = want("pushaudit.a");
    connect();
    subscribe();
    say({"s pushaudit.a 5" + std::string(toy::sane)});
    std::string asked;
    for (int second = 0; second < 60; ++second) {
        now += 1s;
        say({"audit pushaudit.a 5" + std::string(toy::sane)});
        (void)topics().examine(now);
        asked += asks();
    }
    BOOST_TEST(asked == "");
    BOOST_TEST(sink->said.back() == "audit 5");
}

BOOST_AUTO_TEST_CASE(an_answer_that_asks_for_less_is_told)
{
    want("book.a");
    connect();
    subscribe();
    (void)asks();
    http_response r;
    r.status = 200;
    r.body = "slow";
    BOOST_TEST((topics().repaired(ticket, r, now).error().code == errc::rate_limited));
}

BOOST_AUTO_TEST_CASE(a_hole_in_the_numbers_of_a_connection_closes_all_its_topics)
{
    auto a = want("conn.a");
    auto b = want("conn.b");
    connect();
    subscribe();
    say({"d conn.a 0 1 0", "d conn.b 0 2 0", "d conn.a 0 3 0", "d conn.a 0 5 0"});
    BOOST_TEST(a->said ==
                   (story{"healed 1", "data 1", "data 3", gap(errc::sequence_gap, 3), "healed 5", "data 5"}),
               boost::test_tools::per_element());
    BOOST_TEST(b->said == (story{"healed 2", "data 2", gap(errc::sequence_gap, 2)}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_lost_connection_closes_every_topic_and_the_next_epoch_opens_it)
{
    auto sink = live_book();
    lose();
    BOOST_TEST(sink->said == story{gap(errc::closed_by_peer, 10)}, boost::test_tools::per_element());
    connect();
    subscribe();
    BOOST_TEST(asks() != "");
    say({"d book.a 3 4 0"}); // the exchange may count anew on a new connection
    answer("3" + std::string(toy::sane));
    BOOST_TEST(sink->said.back() == "healed 4");
}

BOOST_AUTO_TEST_CASE(fault_15_a_rejected_topic_is_reported_by_name_and_the_others_live)
{
    auto good = want("book.a");
    want("book.nonsense");
    exchange.limit.topics_per_request = 1;
    made.reset();
    good = want("book.a");
    want("book.nonsense");
    connect();
    BOOST_TEST(sends().size() == 2u);
    say({"ack 1", "no 2 unknown symbol"});
    BOOST_TEST(asks() == "http://toy/snapshot?topic=book.a");
    BOOST_TEST(asks() == "");
}

BOOST_AUTO_TEST_CASE(fault_15_an_acknowledgement_with_an_unknown_id_touches_nothing)
{
    want("book.a");
    connect();
    BOOST_TEST(sends().size() == 1u);
    say({"ack 77"});
    BOOST_TEST(asks() == "");
    BOOST_TEST(stats.unexpected == 1u);
}

BOOST_AUTO_TEST_CASE(fault_15_a_missing_acknowledgement_is_asked_for_again_however_busy_the_line_is)
{
    want("book.a");
    want("trade.b");
    exchange.limit.topics_per_request = 1;
    connect();
    BOOST_TEST(sends().size() >= 1u);
    for (int i = 1; i <= 11; ++i) {
        now += 1s;
        say({"d trade.b 0 " + std::to_string(i) + " 0"});
        (void)topics().examine(now);
    }
    BOOST_TEST(sends().size() >= 1u);
}

BOOST_AUTO_TEST_CASE(a_topic_that_is_acknowledged_and_silent_is_asked_for_again_then_given_up)
{
    exchange.first_data = 5s;
    want("trade.a");
    connect();
    std::size_t subscribes = 0;
    for (int second = 0; second < 120; ++second) {
        while (auto r = topics().next_request(now)) {
            subscribes += r->text.starts_with("sub ");
            say({"ack " + std::to_string(r->id)});
        }
        now += 1s;
        (void)topics().examine(now);
    }
    BOOST_TEST(subscribes == config.subscribe.attempts);
}

BOOST_AUTO_TEST_CASE(fault_15_a_revoked_topic_is_closed)
{
    auto sink = live_book();
    say({"revoked book.a too many connections"});
    BOOST_TEST(sink->said == story{gap(errc::subscribe_revoked, 10)}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_15_a_revoked_topic_is_asked_for_again_after_a_pause)
{
    live_book();
    say({"revoked book.a too many connections"});
    BOOST_TEST(sends().empty());
    now += 1min;
    (void)topics().examine(now);
    BOOST_TEST(sends().size() == 1u);
}

BOOST_AUTO_TEST_CASE(fault_15_a_whole_family_is_revoked_at_once)
{
    auto a = want("trade.a");
    auto b = want("trade.b");
    auto other = want("tick.c");
    connect();
    subscribe();
    say({"d trade.a 0 5 0", "d trade.b 0 6 0", "d tick.c 0 7 0", "revokedall trade. too many connections"});
    BOOST_TEST(a->said.back() == gap(errc::subscribe_revoked, 5));
    BOOST_TEST(b->said.back() == gap(errc::subscribe_revoked, 6));
    BOOST_TEST(other->said.back() == "data 7");
}

BOOST_AUTO_TEST_CASE(fault_15_one_bad_topic_in_a_request_is_found_by_asking_for_each_alone)
{
    auto good = want("trade.good");
    want("trade.bad");
    connect();
    (void)sends();
    say({"one 1 Invalid topic"});
    const auto alone = sends();
    BOOST_TEST(alone == (story{"sub 2 trade.good", "sub 3 trade.bad"}), boost::test_tools::per_element());
    say({"ack 2", "one 3 Invalid topic", "d trade.good 0 1 0"});
    BOOST_TEST(good->said.back() == "data 1");
    BOOST_TEST(sends().empty());
}

BOOST_AUTO_TEST_CASE(what_is_refused_only_for_now_is_asked_for_again)
{
    want("trade.a");
    connect();
    (void)sends();
    say({"later trade.a too many requests"});
    BOOST_TEST(sends().empty());
    now += 1min;
    (void)topics().examine(now);
    BOOST_TEST(sends() == story{"sub 2 trade.a"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_exchange_that_takes_one_topic_an_unsubscribe_gets_one)
{
    exchange.limit.topics_per_unsubscribe = 1;
    want("trade.a");
    want("trade.b");
    connect();
    subscribe();
    topics().remove(topic("trade.a"));
    topics().remove(topic("trade.b"));
    BOOST_TEST(sends() == (story{"unsub 2 trade.a", "unsub 3 trade.b"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_quiet_book_is_probed_and_a_healthy_probe_restarts_nothing)
{
    exchange.cadence = 5s;
    auto sink = live_book();
    now += 5s;
    (void)topics().examine(now);
    BOOST_TEST(asks() != "");
    answer("10" + std::string(toy::sane));
    now += 4s;
    (void)topics().examine(now);
    BOOST_TEST(asks() == "");
    BOOST_TEST(sink->said.empty());
}

BOOST_AUTO_TEST_CASE(a_probe_that_finds_the_exchange_ahead_closes_the_topic_after_a_grace)
{
    exchange.cadence = 5s;
    auto sink = live_book();
    now += 5s;
    (void)topics().examine(now);
    BOOST_TEST(asks() != "");
    answer("15" + std::string(toy::sane));
    BOOST_TEST(sink->said.empty());
    now += config.recovery.probe_grace;
    (void)topics().examine(now);
    BOOST_TEST(sink->said == story{gap(errc::topic_silent, 10)}, boost::test_tools::per_element());
    BOOST_TEST(sends() == story{"unsub 2 book.a"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_message_in_time_answers_a_probe_that_was_ahead)
{
    exchange.cadence = 5s;
    auto sink = live_book();
    now += 5s;
    (void)topics().examine(now);
    BOOST_TEST(asks() != "");
    answer("12" + std::string(toy::sane));
    say({"d book.a 11 12 0"});
    now += config.recovery.probe_grace;
    (void)topics().examine(now);
    BOOST_TEST(sink->said == story{"data 12"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_08_only_the_quiet_topic_is_probed)
{
    exchange.cadence = 5s;
    auto quiet = live_book("book.quiet");
    auto busy = want("trade.busy");
    subscribe();
    for (int i = 1; i <= 6; ++i) {
        now += 1s;
        say({"d trade.busy 0 " + std::to_string(i) + " 0"});
        (void)topics().examine(now);
    }
    BOOST_TEST(asks() == "http://toy/snapshot?topic=book.quiet");
    BOOST_TEST(stats.probes == 1u);
}

BOOST_AUTO_TEST_CASE(an_unsubscribe_while_down_is_not_resurrected)
{
    auto gone = want("book.a");
    want("book.b");
    connect();
    subscribe();
    lose();
    topics().remove(topic("book.a"));
    BOOST_TEST(gone->ended);
    connect();
    BOOST_TEST(sends() == story{"sub 2 book.b"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(subscribe_unsubscribe_subscribe_in_one_breath_ends_subscribed_once)
{
    connect();
    want("book.a");
    topics().remove(topic("book.a"));
    want("book.a");
    BOOST_TEST(sends() == story{"sub 1 book.a"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_thousand_reconnects_leave_the_wire_count_unchanged)
{
    want("book.a");
    want("book.b");
    for (int i = 0; i < 1000; ++i) {
        connect();
        const auto sent = sends();
        BOOST_REQUIRE(sent.size() == 1u);
        BOOST_REQUIRE(sent.front().ends_with(" book.a book.b"));
        if (i % 3 == 0)
            say({"ack " + std::to_string(i + 1)});
        lose();
    }
}

BOOST_AUTO_TEST_CASE(a_second_consumer_gets_a_snapshot_of_its_own)
{
    live_book();
    auto second = want("book.a");
    BOOST_TEST(asks() != "");
    say({"d book.a 11 11 0"});
    answer("10" + std::string(toy::sane));
    BOOST_TEST(second->said == (story{"snapshot 10", "data 11", "healed 11"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_second_consumer_of_trades_joins_without_disturbing_the_first)
{
    auto first = want("trade.a");
    connect();
    subscribe();
    say({"d trade.a 0 5 0"});
    auto second = want("trade.a");
    say({"d trade.a 0 6 0"});
    BOOST_TEST(first->said == (story{"healed 5", "data 5", "data 6"}), boost::test_tools::per_element());
    BOOST_TEST(second->said == (story{"healed 5", "data 6"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
