// SPDX-License-Identifier: BSL-1.0
#include "support/desk.hpp"

#include <holdfast/observer.hpp>

#include <algorithm>
#include <sstream>

namespace hf = holdfast;
using namespace std::chrono_literals;
using story = std::vector<std::string>;

namespace {

hf::sim::scripted_dial refused(hf::failure why, hf::duration retry_after = {})
{
    why.retry_after = retry_after;
    hf::sim::scripted_dial plan;
    plan.outcome = std::move(why);
    return plan;
}

/// A peer that accepts every connection and ends it at once.
void accept_then_close(lab::desk& d)
{
    for (std::size_t i = 0; i < 1'000'000; ++i) {
        const auto& lines = d.peer->lines();
        if (!lines.empty())
            lines.back()->end(hf::failure(hf::errc::closed_by_peer), {1006, ""});
        if (d.elapsed() > 5min || !d.world.step())
            return;
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(session, lab::desk)

BOOST_AUTO_TEST_CASE(a_topic_is_verified_and_then_told_in_order)
{
    auto on = verified();
    on->say("d book.a 11 11 0");
    world.run_for(1s);
    BOOST_TEST(told() == (story{"snapshot 9", "data 10", "healed 10", "data 11"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_phases_are_told_in_order)
{
    verified();
    world.run_for(1s);
    story phases;
    std::copy_if(read.begin(), read.end(), std::back_inserter(phases),
                 [](auto& w) { return w.starts_with("phase"); });
    BOOST_TEST(phases == (story{"phase connecting", "phase upgrading", "phase subscribing",
                                "phase recovering", "phase verified"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(after_a_lost_connection_everything_is_verified_anew)
{
    auto on = verified();
    told();
    on->end(hf::failure(hf::errc::disconnected, "reset"), {1006, ""});
    snapshot_at = 29;
    auto next = connected();
    next->say("d book.a 29 30 0");
    world.run_for(1s);
    BOOST_TEST(told() == (story{"gap the connection ended 10", "snapshot 29", "data 30", "healed 30"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(while_nothing_is_wanted_nothing_is_dialled)
{
    running.emplace(spawn(session().run()));
    world.run_for(1h);
    BOOST_TEST(peer->attempts == 0u);
}

BOOST_AUTO_TEST_CASE(fault_01_accept_then_close_keeps_the_backoff_growing_and_stays_inside_the_budget)
{
    start("book.a");
    accept_then_close(*this);
    BOOST_TEST(peer->attempts > 10u);
    BOOST_TEST(peer->attempts < 40u); // 30 s at the cap, 15 s on average; a reset on open would give hundreds
}

BOOST_AUTO_TEST_CASE(fault_01_the_attempts_of_all_sessions_share_one_budget)
{
    dialect->limit.attempts = 10;
    dialect->limit.attempts_window = 5min;
    peer->dial = [](const std::string&) { return refused(hf::failure(hf::errc::connect_failed)); };
    std::vector<std::unique_ptr<hf::session>> many;
    std::vector<lab::run> runs;
    std::vector<hf::stream> streams;
    for (int i = 0; i < 20; ++i) {
        many.push_back(std::make_unique<hf::session>(io.get_executor(), dialect, peer, config));
        streams.push_back(many.back()->subscribe(hf::topic("book.a")));
        runs.push_back(spawn(many.back()->run()));
    }
    world.run_for(4min);
    BOOST_TEST(peer->attempts <= 10u);
    world.run_for(6min);
    BOOST_TEST(peer->attempts <= 30u);
    BOOST_TEST(peer->attempts > 10u);
}

BOOST_AUTO_TEST_CASE(fault_01_many_sessions_only_probe_a_host_that_is_down)
{
    bool down = true;
    peer->dial = [&down](const std::string&) {
        return down ? refused(hf::failure(hf::errc::connect_failed)) : hf::sim::scripted_dial();
    };
    std::vector<std::unique_ptr<hf::session>> many;
    std::vector<lab::run> runs;
    std::vector<hf::stream> streams;
    for (int i = 0; i < 100; ++i) {
        many.push_back(std::make_unique<hf::session>(io.get_executor(), dialect, peer, config));
        streams.push_back(many.back()->subscribe(hf::topic("book.a")));
        runs.push_back(spawn(many.back()->run()));
    }
    world.run_for(1min);
    const auto spent = peer->attempts;
    down = false;
    world.run_for(1min);
    BOOST_TEST(spent < 200u);                  // a hundred that set out together, then one every two seconds
    BOOST_TEST(peer->attempts >= spent + 100); // all at once again
}

BOOST_AUTO_TEST_CASE(fault_02_retry_after_on_the_upgrade_holds_every_session_to_the_host)
{
    peer->dial = [](const std::string&) { return refused(hf::failure(hf::errc::rate_limited), 120s); };
    start("book.a");
    world.run_for(1s);
    hf::session other(io.get_executor(), dialect, peer, config);
    const hf::stream wanted = other.subscribe(hf::topic("book.b"));
    const lab::run second = spawn(other.run());
    world.run_for(118s);
    BOOST_TEST(peer->attempts == 1u);
    BOOST_TEST((other.phase() == hf::phase::waiting));
    world.run_for(60s);
    BOOST_TEST(peer->attempts > 1u);
}

BOOST_AUTO_TEST_CASE(fault_02_a_ban_waits_longer_than_a_rate_limit)
{
    peer->dial = [](const std::string&) { return refused(hf::failure(hf::errc::banned)); };
    start("book.a");
    world.run_for(4min + 50s);
    BOOST_TEST(peer->attempts == 1u);
}

BOOST_AUTO_TEST_CASE(fault_02_a_refusal_of_the_client_is_fatal_and_not_repeated)
{
    for (const hf::errc why : {hf::errc::unauthorized, hf::errc::forbidden}) {
        peer->dial = [why](const std::string&) { return refused(hf::failure(why, "API key wanted")); };
        made.reset();
        const unsigned before = peer->attempts;
        start("book.a");
        world.run_for(1h);
        BOOST_TEST(peer->attempts == before + 1);
        BOOST_CHECK_EXCEPTION(running->check(), hf::error, [why](const hf::error& e) {
            return e.code() == why && e.why().text.find("API key wanted") != std::string::npos;
        });
    }
}

BOOST_AUTO_TEST_CASE(fault_03_a_stage_that_times_out_is_named_and_tried_again)
{
    peer->dial = [](const std::string&) {
        return refused(hf::failure(hf::errc::tls_timeout, "exchange.test"));
    };
    start("book.a");
    world.run_for(5min);
    BOOST_TEST(peer->attempts > 5u);
}

BOOST_AUTO_TEST_CASE(fault_05_two_sessions_started_in_the_same_moment_do_not_retry_in_step)
{
    std::vector<hf::duration> moments;
    peer->dial = [&](const std::string&) {
        moments.push_back(elapsed());
        return refused(hf::failure(hf::errc::connect_failed));
    };
    start("book.a");
    hf::session other(io.get_executor(), dialect, peer, config);
    const hf::stream wanted = other.subscribe(hf::topic("book.b"));
    const lab::run second = spawn(other.run());
    world.run_for(10min);
    std::sort(moments.begin() + 2, moments.end());
    BOOST_TEST((std::adjacent_find(moments.begin() + 2, moments.end()) == moments.end()));
}

BOOST_AUTO_TEST_CASE(fault_06_stop_in_backoff_returns_at_once)
{
    peer->dial = [](const std::string&) { return refused(hf::failure(hf::errc::connect_failed)); };
    start("book.a");
    world.run_for(2min);
    const hf::time_point before = world.now();
    session().stop();
    BOOST_TEST(world.run_until([&] { return running->ended(); }, 2s));
    BOOST_TEST((world.now() - before < 1ms));
    running->check();
}

BOOST_AUTO_TEST_CASE(fault_06_stop_while_an_attempt_hangs_returns_at_once)
{
    peer->dial = [](const std::string&) {
        hf::sim::scripted_dial plan;
        plan.never = true;
        return plan;
    };
    start("book.a");
    world.run_for(1min);
    session().stop();
    BOOST_TEST(world.run_until([&] { return running->ended(); }, 1ms));
    running->check();
}

BOOST_AUTO_TEST_CASE(fault_06_stop_in_recovery_says_goodbye_and_ends_the_streams)
{
    peer->rest = [](const hf::http_request&) {
        hf::sim::scripted_answer plan;
        plan.never = true;
        return plan;
    };
    start("book.a");
    auto on = connected();
    world.run_for(1s);
    session().stop();
    BOOST_TEST(world.run_until([&] { return running->ended(); }, 2s));
    world.run_for(1ms);
    BOOST_TEST(on->closes == 1u);
    BOOST_TEST(read.back() == "end");
    BOOST_TEST((session().phase() == hf::phase::stopped));
}

BOOST_AUTO_TEST_CASE(fault_06_a_peer_that_does_not_answer_the_goodbye_delays_the_end_by_its_bound)
{
    auto on = verified();
    on->block_close = true;
    const hf::time_point before = world.now();
    session().stop();
    BOOST_TEST(world.run_until([&] { return running->ended(); }, 1min));
    BOOST_TEST((world.now() - before <= config.connection.timeouts.close));
}

BOOST_AUTO_TEST_CASE(fault_06_stop_before_run_and_twice_is_no_harm)
{
    session().stop();
    session().stop();
    start("book.a");
    BOOST_TEST(world.run_until([&] { return running->ended(); }, 1s));
    BOOST_TEST(peer->lines().empty());
}

BOOST_AUTO_TEST_CASE(fault_06_cancelling_run_ends_it_without_a_goodbye)
{
    auto on = verified();
    running->cancel();
    BOOST_TEST(world.run_until([&] { return running->ended(); }, 1ms));
    BOOST_TEST(running->was_cancelled());
    BOOST_TEST(on->dropped);
}

BOOST_AUTO_TEST_CASE(fault_07_pongs_without_data_do_not_keep_a_connection)
{
    auto on = verified();
    (void)line(3min); // a new one, although every ping of the old one was answered
    BOOST_TEST(on->pings > 0u);
    BOOST_TEST(on->dropped);
    BOOST_TEST(session().stats().outages == 1u);
}

BOOST_AUTO_TEST_CASE(fault_07_a_half_open_line_is_found_within_the_watchdogs_bound)
{
    auto on = verified();
    on->answer_pings = false;
    const hf::time_point before = world.now();
    (void)line(3min);
    BOOST_TEST((world.now() - before <= config.heartbeat.dead_after + 2s));
}

BOOST_AUTO_TEST_CASE(fault_07_a_line_on_which_the_exchange_no_longer_hears_us_is_replaced)
{
    dialect->alive = {.ping_text = "ping", .ping_after = 2s, .always = true};
    config.heartbeat.answer_timeout = 5s;
    start("trade.a");
    auto on = connected();
    const auto busy = [&](hf::duration length, bool answers) {
        for (const hf::time_point end = world.now() + length; world.now() < end;) {
            on->say("d trade.a 0 " + std::to_string(++snapshot_at) + " 0");
            if (answers)
                on->say("hb");
            world.run_for(1s);
        }
    };
    busy(20s, true);
    BOOST_TEST(session().stats().outages == 0u);
    busy(10s, false);
    BOOST_TEST(session().stats().outages == 1u);
}

BOOST_AUTO_TEST_CASE(fault_08_only_the_quiet_topic_is_probed_and_health_restarts_nothing)
{
    dialect->cadence = 5s;
    auto on = verified();
    consume("trade.busy");
    agree(*on);
    const unsigned asked = peer->requests;
    snapshot_at = 10; // the exchange has nothing newer
    told();
    for (int i = 1; i <= 30; ++i) {
        on->say("d trade.busy 0 " + std::to_string(i) + " 0");
        world.run_for(1s);
    }
    BOOST_TEST(session().stats().probes >= 4u);
    BOOST_TEST(peer->requests - asked == session().stats().probes);
    BOOST_TEST(session().stats().gaps == 0u);
    BOOST_TEST(peer->lines().size() == 1u);
}

BOOST_AUTO_TEST_CASE(fault_09_a_healed_line_is_not_killed_for_its_predecessors_silence)
{
    auto on = verified();
    on->answer_pings = false;
    auto next = line(3min);
    next->answer_pings = false;
    const hf::time_point since = world.now();
    (void)line(3min);
    BOOST_TEST((world.now() - since >= config.heartbeat.dead_after - 1s));
}

BOOST_AUTO_TEST_CASE(fault_10_close_codes_are_obeyed)
{
    auto on = verified();
    on->end(hf::failure(hf::errc::closed_by_peer), {1008, "too many messages"});
    const hf::time_point before = world.now();
    (void)line();
    BOOST_TEST((world.now() - before >= config.rate_limit_pause));
}

BOOST_AUTO_TEST_CASE(fault_10_a_fatal_close_code_of_the_exchange_ends_the_session)
{
    auto on = verified();
    on->end(hf::failure(hf::errc::closed_by_peer), {4003, "account closed"});
    BOOST_TEST(world.run_until([&] { return running->ended(); }, 1s));
    BOOST_TEST(running->failed());
}

BOOST_AUTO_TEST_CASE(fault_13_a_connection_that_dies_while_subscribing_is_followed_by_the_full_set)
{
    dialect->limit.topics_per_request = 1;
    dialect->limit.messages = 1;
    dialect->limit.messages_window = 1s;
    start("book.a");
    consume("book.b");
    consume("book.c");
    auto on = line();
    BOOST_REQUIRE(world.run_until([&] { return on->heard().size() == 2; }, 1min));
    on->end(hf::failure(hf::errc::disconnected), {1006, ""});
    auto next = line();
    world.run_for(8s);
    BOOST_TEST(next->heard().size() == 3u);
}

BOOST_AUTO_TEST_CASE(fault_13_a_thousand_reconnects_leave_the_wire_count_unchanged)
{
    config.retry.initial = 1ms;
    config.retry.ceiling = 2ms;
    dialect->limit.attempts = 0;
    start("book.a");
    consume("trade.b");
    for (int i = 0; i < 1000; ++i) {
        auto on = connected();
        world.run_for(100ms);
        BOOST_REQUIRE(on->heard().size() == 1u);
        BOOST_REQUIRE(on->heard().front().ends_with(" book.a trade.b"));
        on->end(hf::failure(hf::errc::disconnected), {1006, ""});
    }
}

BOOST_AUTO_TEST_CASE(fault_14_unsubscribed_while_down_stays_unsubscribed)
{
    auto on = verified();
    consume("trade.b");
    agree(*on);
    on->end(hf::failure(hf::errc::disconnected), {1006, ""});
    world.run_for(1ms);
    session().unsubscribe(hf::topic("book.a"));
    auto next = line();
    world.run_for(5s);
    BOOST_REQUIRE(next->heard().size() == 1u);
    BOOST_TEST(next->heard().front().ends_with(" trade.b"));
}

BOOST_AUTO_TEST_CASE(fault_14_subscribe_unsubscribe_subscribe_in_one_breath_ends_subscribed_once)
{
    auto on = verified();
    const std::size_t before = on->heard().size();
    const hf::stream first = session().subscribe(hf::topic("book.b"));
    session().unsubscribe(hf::topic("book.b"));
    const hf::stream second = session().subscribe(hf::topic("book.b"));
    world.run_for(5s);
    BOOST_TEST(on->heard().size() == before + 1);
}

BOOST_AUTO_TEST_CASE(fault_15_a_topic_that_is_acknowledged_and_silent_is_reported)
{
    struct listener final : hf::observer {
        std::vector<std::string> failed{};
        void at_subscription_failed(const hf::topic& on, const hf::failure& why) override
        {
            failed.push_back(on.str() + ": " + why.code.message());
        }
    };
    auto watch = std::make_shared<listener>();
    config.watch = watch;
    dialect->first_data = 5s;
    start("trade.silent");
    auto on = connected();
    world.run_for(6s);
    BOOST_REQUIRE(watch->failed.size() == 1u);
    BOOST_TEST(watch->failed.front().starts_with("trade.silent: "));
}

BOOST_AUTO_TEST_CASE(fault_15_a_connection_on_which_nothing_is_ever_acknowledged_is_replaced)
{
    start("book.a");
    auto on = line();
    (void)line(5min);
    BOOST_TEST(on->dropped);
}

BOOST_AUTO_TEST_CASE(fault_18_a_gap_in_one_of_two_hundred_topics_costs_one_repair)
{
    running.emplace(spawn(session().run()));
    for (int i = 0; i < 200; ++i)
        consume("book." + std::to_string(i));
    auto on = connected();
    for (int i = 0; i < 200; ++i)
        on->say("d book." + std::to_string(i) + " 9 10 0");
    BOOST_REQUIRE(world.run_until([&] { return session().phase() == hf::phase::verified; }, 1min));
    const unsigned asked = peer->requests;
    snapshot_at = 11;
    on->say("d book.17 12 12 0");
    world.run_for(10s);
    BOOST_TEST(peer->requests == asked + 1);
    BOOST_TEST(session().stats().gaps == 1u);
    BOOST_TEST((session().phase() == hf::phase::verified));
}

BOOST_AUTO_TEST_CASE(fault_19_snapshots_that_fail_are_retried_and_reads_stay_closed)
{
    int asked = 0;
    peer->rest = [&](const hf::http_request&) {
        hf::sim::scripted_answer plan;
        hf::http_response r;
        ++asked;
        r.status = asked == 1 ? 500 : 200;
        if (asked == 2)
            r.body = "{\"trunc";
        else if (asked == 3)
            r.body = "1" + std::string(toy::sane); // older than the buffer
        else
            r.body = "9" + std::string(toy::sane);
        plan.answer = std::move(r);
        return plan;
    };
    start("book.a");
    auto on = connected();
    on->say("d book.a 9 10 0");
    BOOST_REQUIRE(world.run_until([&] { return asked == 4; }, 1min));
    for (const std::string& word : told())
        BOOST_TEST(word.starts_with("still closed"));
    world.run_for(1s);
    BOOST_TEST(told().back() == "healed 10");
}

BOOST_AUTO_TEST_CASE(fault_19_retry_after_of_a_snapshot_is_kept)
{
    int asked = 0;
    peer->rest = [&](const hf::http_request&) {
        hf::sim::scripted_answer plan;
        hf::http_response r;
        r.status = ++asked == 1 ? 429 : 200;
        r.retry_after = r.status == 429 ? 40s : 0s;
        r.body = "9" + std::string(toy::sane);
        plan.answer = std::move(r);
        return plan;
    };
    start("book.a");
    auto on = connected();
    on->say("d book.a 9 10 0");
    world.run_for(39s);
    BOOST_TEST(asked == 1);
    world.run_for(20s);
    BOOST_TEST(asked == 2);
}

BOOST_AUTO_TEST_CASE(fault_21_a_book_that_its_reader_distrusts_is_recovered)
{
    auto on = verified();
    hf::stream mine = session().subscribe(hf::topic("book.a"));
    snapshot_at = 10;
    on->say("d book.a 11 11 0");
    world.run_for(5s);
    mine.distrust(hf::failure(hf::errc::crossed_book, "bid 5, ask 4"));
    snapshot_at = 11;
    on->say("d book.a 12 12 0");
    world.run_for(5s);
    BOOST_TEST(told().back() == "healed 12");
}

BOOST_AUTO_TEST_CASE(fault_23_two_hundred_topics_that_reconnect_stay_inside_the_rest_budget)
{
    dialect->limit.rest_weight = 600;
    dialect->limit.rest_window = 1min;
    dialect->weight = 10;
    running.emplace(spawn(session().run()));
    for (int i = 0; i < 200; ++i)
        consume("book." + std::to_string(i) + (i >= 190 ? "!" : ""));
    auto on = connected();
    for (int i = 0; i < 200; ++i)
        on->say("d book." + std::to_string(i) + (i >= 190 ? "!" : "") + " 9 10 0");
    world.run_for(5s);
    BOOST_TEST(peer->requests == 60u);
    for (int minute = 0; minute < 4; ++minute)
        for (int second = 0; second < 60; ++second) {
            on->say("hb");
            on->say("d trade.unknown 0 1 0");
            world.run_for(1s);
        }
    BOOST_TEST(session().stats().snapshots == 200u);
}

BOOST_AUTO_TEST_CASE(fault_24_a_slow_consumer_is_bounded_counted_told_and_repaired)
{
    auto on = verified();
    hf::stream_config small;
    small.capacity = 16;
    hf::stream slow = session().subscribe(hf::topic("trade.b"), small);
    agree(*on);
    for (int i = 1; i <= 1000; ++i)
        on->say("d trade.b 0 " + std::to_string(i) + " 0");
    world.run_for(1s);
    const auto batch = slow.take();
    BOOST_TEST(batch.size() <= small.capacity + 2);
    BOOST_TEST(slow.dropped() > 0u);
    BOOST_TEST(toy::words(batch.back()).starts_with("gap "));
    on->say("d trade.b 0 1001 0");
    world.run_for(1s);
    story after;
    for (const hf::event& e : slow.take())
        if (!std::holds_alternative<hf::phase_changed>(e))
            after.push_back(toy::words(e));
    BOOST_TEST(after == (story{"healed 1001", "data 1001"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_62_what_a_full_stream_drops_is_a_gap_behind_the_last_message_that_was_taken)
{
    auto on = verified();
    hf::stream_config two;
    two.capacity = 2;
    two.overflow = hf::overflow::drop_oldest;
    hf::stream slow = session().subscribe(hf::topic("trade.b"), two);
    agree(*on);
    on->say("d trade.b 0 1 0");
    world.run_for(1s);
    (void)slow.take();
    for (int i = 2; i <= 9; ++i)
        on->say("d trade.b 0 " + std::to_string(i) + " 0");
    world.run_for(1s);
    story heard;
    for (const hf::event& e : slow.take())
        heard.push_back(toy::words(e));
    const std::string hole = "gap " + hf::make_error_code(hf::errc::consumer_too_slow).message() + " 1";
    BOOST_TEST(heard == (story{hole, "healed 7", "data 8", "data 9"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_68_a_slow_consumer_is_bounded_in_bytes_and_repaired)
{
    auto on = verified();
    hf::stream_config small;
    small.max_bytes = 1'000'000;
    hf::stream slow = session().subscribe(hf::topic("trade.b"), small);
    agree(*on);
    for (int i = 1; i <= 200; ++i) {
        on->say("d trade.b 0 " + std::to_string(i) + " 0 " + std::string(50'000, 'x'));
        world.run_for(10ms);
    }
    std::size_t bytes = 0;
    for (const hf::event& e : slow.take())
        if (const auto* m = std::get_if<hf::data>(&e))
            bytes += m->raw.bytes.size();
    BOOST_TEST(bytes <= small.max_bytes + 50'000);
    BOOST_TEST(slow.dropped() > 0u);
    on->say("d trade.b 0 201 0");
    world.run_for(1s);
    const auto after = slow.take();
    BOOST_TEST(std::count_if(after.begin(), after.end(),
                             [](const hf::event& e) { return toy::words(e) == "data 201"; }) == 1);
}

BOOST_AUTO_TEST_CASE(fault_32_malformed_messages_are_reported_never_applied_and_end_the_line_at_their_limit)
{
    auto on = verified();
    told();
    for (unsigned i = 0; i < config.malformed_limit - 1; ++i)
        on->say("\xff\xfe nonsense");
    world.run_for(1s);
    BOOST_TEST(told().empty());
    BOOST_TEST(session().stats().malformed == config.malformed_limit - 1);
    on->say_binary("gzip?");
    (void)line();
    BOOST_TEST(told().size() == 1u);
}

BOOST_AUTO_TEST_CASE(fault_66_the_words_of_the_exchange_are_one_clean_line)
{
    std::ostringstream log;
    config.watch = hf::log_to(log);
    auto on = verified();
    on->say("bad book.a \x1b[2J forged\rline \xe2\x80\xae token=abc123");
    on->say("bye \x1b[31m api_key=abc123");
    world.run_for(1s);
    const std::string said = log.str();
    BOOST_TEST(said.find(R"(\x1b[2J forged\rline \u202e token=***)") != std::string::npos);
    BOOST_TEST(said.find_first_of("\x1b\r") == std::string::npos);
    BOOST_TEST(said.find("abc123") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_34_bad_configuration_is_refused_by_name)
{
    const auto refused_for = [this](auto change, std::string_view member) {
        hf::session_config bad;
        change(bad);
        BOOST_CHECK_EXCEPTION(
            hf::session(io.get_executor(), dialect, peer, bad), hf::error, [&](const hf::error& e) {
                return e.code() == hf::errc::invalid_config && e.why().text.find(member) != std::string::npos;
            });
    };
    refused_for([](auto& c) { c.retry.initial = -1s; }, "retry: backoff_config::initial");
    refused_for([](auto& c) { c.heartbeat.dead_after = 1ns; }, "heartbeat: heartbeat_config::dead_after");
    refused_for([](auto& c) { c.recovery.concurrency = 0; }, "recovery_config::concurrency");
    refused_for([](auto& c) { c.subscribe.attempts = 0; }, "subscribe_config::attempts");
    refused_for([](auto& c) { c.subscribe.patience = 0s; }, "subscribe_config::patience");
    refused_for([](auto& c) { c.connection.read_size = 1; }, "websocket_options::read_size");
    refused_for([](auto& c) { c.connection.headers = {{"x", "a\r\nb: c"}}; }, "headers");
}

BOOST_AUTO_TEST_CASE(fault_34_an_overflow_policy_that_would_lose_state_is_refused)
{
    hf::stream_config how;
    how.overflow = hf::overflow::drop_oldest;
    BOOST_CHECK_THROW((void)session().subscribe(hf::topic("book.a"), how), hf::error);
    how.capacity = 0;
    BOOST_CHECK_THROW((void)session().subscribe(hf::topic("trade.a"), how), hf::error);
}

BOOST_AUTO_TEST_CASE(fault_68_a_bound_in_bytes_that_is_no_bound_is_refused_by_name)
{
    hf::stream_config how;
    how.max_bytes = 0;
    BOOST_CHECK_EXCEPTION(
        (void)session().subscribe(hf::topic("trade.a"), how), hf::error, [](const hf::error& e) {
            return e.why().text.find("stream_config::max_bytes is 0; allowed: 1024 to") != std::string::npos;
        });
}

BOOST_AUTO_TEST_CASE(until_verified_waits_for_every_topic)
{
    start("book.a");
    const lab::run waiting = spawn(session().until_verified());
    auto on = connected();
    world.run_for(1s);
    BOOST_TEST(!waiting.ended());
    on->say("d book.a 9 10 0");
    world.run_for(1s);
    BOOST_TEST(waiting.ended());
}

BOOST_AUTO_TEST_CASE(an_asked_for_reconnect_verifies_anew)
{
    verified();
    told();
    session().reconnect();
    auto next = connected();
    next->say("d book.a 9 10 0");
    world.run_for(1s);
    BOOST_TEST(told().back() == "healed 10");
}

BOOST_AUTO_TEST_CASE(messages_are_paced_to_the_exchanges_limit)
{
    dialect->limit.topics_per_request = 1;
    dialect->limit.messages = 4;
    dialect->limit.messages_window = 1s;
    config.subscribe.ack_timeout = 0s;
    running.emplace(spawn(session().run()));
    for (int i = 0; i < 40; ++i)
        consume("trade." + std::to_string(i));
    auto on = line();
    world.run_for(1s);
    BOOST_TEST(on->heard().size() <= 5u);
    world.run_for(12s);
    BOOST_TEST(on->heard().size() == 40u);
}

BOOST_AUTO_TEST_CASE(a_topic_that_lives_at_another_address_is_refused)
{
    const hf::stream near = session().subscribe(hf::topic("trade.a"));
    BOOST_CHECK_EXCEPTION((void)session().subscribe(hf::topic("far.b")), hf::error, [](const hf::error& e) {
        return e.why().text.find("ws://toy/far") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(topics_whose_names_are_too_long_together_are_refused)
{
    dialect->limit.topic_bytes_per_connection = 15;
    const hf::stream first = session().subscribe(hf::topic("trade.a"));
    const hf::stream second = session().subscribe(hf::topic("trade.b"));
    BOOST_CHECK_THROW((void)session().subscribe(hf::topic("trade.c")), hf::error);
    BOOST_CHECK_NO_THROW((void)session().subscribe(hf::topic("trade.b")));
}

BOOST_AUTO_TEST_CASE(requests_wait_for_their_own_budget_and_pings_do_not)
{
    dialect->limit.topics_per_request = 1;
    dialect->limit.requests = 3;
    dialect->limit.requests_window = 30s;
    dialect->alive = {.ping_text = "ping", .ping_after = 2s};
    config.subscribe.ack_timeout = 0s;
    running.emplace(spawn(session().run()));
    for (int i = 0; i < 5; ++i)
        consume("trade." + std::to_string(i));
    auto on = line();
    world.run_for(5s);
    const auto heard = on->heard();
    BOOST_TEST(std::count_if(heard.begin(), heard.end(), [](auto& m) { return m.starts_with("sub"); }) == 3);
    BOOST_TEST(std::count(heard.begin(), heard.end(), "ping") > 0);
}

BOOST_AUTO_TEST_CASE(a_connection_whose_requests_are_spent_for_long_is_replaced)
{
    dialect->limit.topics_per_request = 1;
    dialect->limit.requests = 3;
    config.subscribe.ack_timeout = 0s;
    config.subscribe.patience = 10s;
    running.emplace(spawn(session().run()));
    consume("trade.a");
    (void)connected();
    for (int i = 0; i < 3; ++i)
        consume("trade." + std::to_string(i));
    auto next = line();
    world.run_for(1s);
    BOOST_TEST(next->heard().size() == 3u);
}

BOOST_AUTO_TEST_CASE(dropping_the_last_stream_of_a_topic_ends_its_subscription)
{
    auto on = verified();
    {
        const hf::stream brief = session().subscribe(hf::topic("trade.b"));
        agree(*on);
    }
    world.run_for(1s);
    BOOST_TEST(on->heard().back().starts_with("unsub "));
}

BOOST_AUTO_TEST_SUITE_END()
