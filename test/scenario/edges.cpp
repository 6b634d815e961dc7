// SPDX-License-Identifier: BSL-1.0
#include "support/desk.hpp"

#include <holdfast/observer.hpp>
#include <holdfast/order_book.hpp>

// What exchanges say at the edges of a session: refusals that pass, pauses that are too long, bans told in
// bodies.

namespace hf = holdfast;
using namespace std::chrono_literals;
using story = std::vector<std::string>;

namespace {

hf::sim::scripted_dial refused(hf::errc why, hf::duration retry_after = {})
{
    hf::sim::scripted_dial plan;
    hf::failure said(why, "the exchange's words");
    said.retry_after = retry_after;
    plan.outcome = std::move(said);
    return plan;
}

hf::sim::scripted_answer answered(unsigned status, std::string body, hf::duration retry_after = {})
{
    hf::http_response r;
    r.status = status;
    r.body = std::move(body);
    r.retry_after = retry_after;
    hf::sim::scripted_answer plan;
    plan.answer = std::move(r);
    return plan;
}

/// Writes down the pauses that hosts have asked for, and those of the session itself.
struct listener : hf::observer {
    std::vector<hf::duration> kept{};
    std::vector<hf::duration> own{};
    void at_attempt_failed(const hf::failure&, hf::duration pause) override { own.push_back(pause); }
    void at_pause(std::string_view, const hf::failure&, hf::duration pause) override
    {
        kept.push_back(pause);
    }
};

/// Understands a ban that is told in words, and weights in a header, like Binance.
struct wordy : toy::exchange {
    [[nodiscard]] hf::failure complaint(const hf::http_response& answer, hf::wall_time) const override
    {
        if (answer.body.starts_with("banned for ")) {
            hf::failure why(hf::errc::banned, answer.body);
            why.retry_after = std::chrono::seconds(std::stoi(answer.body.substr(11)));
            return why;
        }
        return answer.body == "too many visits" ? hf::failure(hf::errc::rate_limited, answer.body)
                                                : hf::failure();
    }
    [[nodiscard]] std::optional<unsigned> used_weight(const hf::http_response& answer) const override
    {
        const std::string_view used = answer.header("used");
        return used.empty() ? std::nullopt : std::optional<unsigned>(std::stoi(std::string(used)));
    }
};

struct edges : lab::desk {
    std::shared_ptr<listener> ears = std::make_shared<listener>();
    int asked = 0;

    edges()
    {
        dialect = std::make_shared<wordy>();
        config.watch = ears;
    }

    /// REST gives this the first time, and then what is right.
    void first_answer(hf::sim::scripted_answer plan)
    {
        peer->rest = [this, plan](const hf::http_request&) {
            return ++asked == 1 ? plan : answered(200, "9" + std::string(toy::sane));
        };
    }
    /// A book that waits for its snapshot.
    std::shared_ptr<hf::sim::scripted_line> waiting_book()
    {
        start("book.a");
        auto on = connected();
        on->say("d book.a 9 10 0");
        return on;
    }
    /// Keeps a line busy, so that only what is tested happens.
    void busy(hf::sim::scripted_line& on, hf::duration length)
    {
        for (const hf::time_point end = world.now() + length; world.now() < end; world.run_for(1s)) {
            on.say("d trade.unknown 0 1 0");
            on.say("hb");
        }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_edges, edges)

// ---- what ends a session, and what does not ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_61_a_session_that_has_been_open_lives_through_every_refusal_of_an_upgrade)
{
    for (const hf::errc why : {hf::errc::forbidden, hf::errc::unauthorized, hf::errc::redirected}) {
        BOOST_TEST_CONTEXT(hf::make_error_code(why).message())
        {
            made.reset();
            running.reset();
            peer->dial = nullptr;
            edges again;
            auto on = again.verified();
            bool refuses = true;
            again.peer->dial = [&](const std::string&) {
                return refuses ? refused(why) : hf::sim::scripted_dial();
            };
            on->end(hf::failure(hf::errc::closed_by_peer));
            again.world.run_for(3h);
            BOOST_TEST(!again.running->ended());
            refuses = false;
            (void)again.verified();
        }
    }
}

BOOST_AUTO_TEST_CASE(fault_61_a_first_connection_may_be_tried_again_by_configuration)
{
    config.refused_at_first_is_final = false;
    peer->dial = [](const std::string&) { return refused(hf::errc::forbidden); };
    start("book.a");
    world.run_for(1h);
    BOOST_TEST(!running->ended());
    BOOST_TEST(peer->attempts > 1u);
}

BOOST_AUTO_TEST_CASE(fault_43_a_refusal_by_an_exchanges_edge_is_tried_again_after_minutes)
{
    peer->dial = [](const std::string&) { return refused(hf::errc::edge_refused); };
    start("book.a");
    world.run_for(60min);
    BOOST_TEST(!running->ended());
    BOOST_TEST(peer->attempts <= 13u); // every five minutes
    BOOST_TEST(peer->attempts >= 10u);
}

// ---- pauses --------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_63_a_pause_has_a_ceiling_and_is_told)
{
    peer->dial = [](const std::string&) { return refused(hf::errc::rate_limited, 24h * 365); };
    start("book.a");
    world.run_for(5h);
    BOOST_TEST(peer->attempts == 2u);
    BOOST_TEST_REQUIRE(!ears->kept.empty());
    BOOST_TEST((ears->kept.front() == config.pause_ceiling));
}

BOOST_AUTO_TEST_CASE(fault_63_the_ceiling_is_the_users)
{
    config.pause_ceiling = 1min;
    peer->dial = [](const std::string&) { return refused(hf::errc::rate_limited, 1h); };
    start("book.a");
    world.run_for(10min);
    BOOST_TEST(peer->attempts >= 8u);
}

BOOST_AUTO_TEST_CASE(fault_63_a_pause_can_be_overruled)
{
    bool refuses = true;
    peer->dial = [&](const std::string&) {
        return refuses ? refused(hf::errc::banned, 2h) : hf::sim::scripted_dial();
    };
    start("book.a");
    world.run_for(1min);
    refuses = false;
    session().reconnect();
    world.run_for(1s);
    BOOST_TEST(peer->attempts == 2u);
    BOOST_TEST(session().stats().epoch == 1u);
}

BOOST_AUTO_TEST_CASE(fault_63_every_status_that_carries_a_pause_is_heeded_up_to_the_ceiling)
{
    first_answer(answered(503, "maintenance", 48h));
    auto on = waiting_book();
    busy(*on, 3h);
    BOOST_TEST(asked == 1);
    busy(*on, 2h);
    BOOST_TEST(told().back() == "healed 10");
}

BOOST_AUTO_TEST_CASE(fault_63_retry_after_counts_for_the_sessions_own_pause_too)
{
    peer->dial = [](const std::string&) { return refused(hf::errc::upgrade_failed, 10min); };
    start("book.a");
    world.run_for(9min);
    BOOST_TEST(peer->attempts == 1u);
    BOOST_TEST((ears->own.front() == 10min));
}

BOOST_AUTO_TEST_CASE(fault_63_a_shorter_pause_does_not_shorten_a_longer_one)
{
    hf::governor budgets;
    budgets.hold_off("host", hf::time_point(10min));
    budgets.hold_off("host", hf::time_point(1min));
    BOOST_TEST((budgets.held_until("host") == hf::time_point(10min)));
}

BOOST_AUTO_TEST_CASE(fault_43_a_ban_in_a_body_is_kept_to_the_moment)
{
    first_answer(answered(418, "banned for 100 s"));
    auto on = waiting_book();
    busy(*on, 99s);
    BOOST_TEST(asked == 1);
    busy(*on, 10s);
    BOOST_TEST(told().back() == "healed 10");
}

BOOST_AUTO_TEST_CASE(fault_43_a_ban_of_three_days_is_kept_for_three_days)
{
    first_answer(answered(418, "banned for 259200"));
    start("book.a");
    auto on = connected();
    on->say("d book.a 9 10 0");
    world.run_for(1s);
    BOOST_TEST((ears->kept.front() == 72h));
}

BOOST_AUTO_TEST_CASE(fault_43_a_page_of_the_edge_holds_rest_for_minutes)
{
    peer->rest = [this](const hf::http_request&) {
        ++asked;
        return answered(403, "<html><body>blocked</body></html>");
    };
    auto on = waiting_book();
    busy(*on, 10min);
    BOOST_TEST(asked <= 3);
}

BOOST_AUTO_TEST_CASE(fault_53_a_rate_limit_told_in_words_is_one)
{
    first_answer(answered(200, "too many visits"));
    auto on = waiting_book();
    busy(*on, 29s);
    BOOST_TEST(asked == 1);
    BOOST_TEST(ears->kept.size() == 1u);
}

BOOST_AUTO_TEST_CASE(fault_02_a_ban_is_told_from_other_refusals)
{
    first_answer(answered(418, "go away"));
    auto on = waiting_book();
    busy(*on, 4min + 50s);
    BOOST_TEST(asked == 1); // 429 would have been asked again after half a minute
    busy(*on, 30s);
    BOOST_TEST(asked == 2);
}

BOOST_AUTO_TEST_CASE(fault_02_too_fast_in_a_message_holds_the_host)
{
    auto on = verified();
    on->say("slow Too many requests");
    world.run_for(29s);
    BOOST_TEST(peer->attempts == 1u);
    BOOST_TEST(ears->kept.size() == 1u);
}

BOOST_AUTO_TEST_CASE(fault_46_weight_used_by_another_process_is_seen)
{
    dialect->limit.rest_weight = 100;
    peer->rest = [this](const hf::http_request&) {
        ++asked;
        auto plan = answered(200, "9" + std::string(toy::sane));
        plan.answer->headers.emplace_back("used", "100");
        return plan;
    };
    start("book.a");
    consume("book.b");
    auto on = connected();
    on->say("d book.a 9 10 0");
    config.recovery.concurrency = 1;
    world.run_for(1s);
    const int before = asked;
    consume("book.c");
    agree(*on);
    busy(*on, 30s);
    BOOST_TEST(asked == before);
}

BOOST_AUTO_TEST_CASE(fault_46_orders_have_a_reserve)
{
    hf::governor budgets;
    hf::exchange_limits limits;
    limits.rest_weight = 100;
    limits.rest_reserve = 10;
    for (int i = 0; i < 9; ++i)
        BOOST_TEST((budgets.admit_request("host", limits, 10, hf::time_point(1h)) == 0s));
    BOOST_TEST((budgets.admit_request("host", limits, 10, hf::time_point(1h)) > 0s));
    BOOST_TEST((budgets.admit_request("host", limits, 10, hf::time_point(1h), true) == 0s));
}

// ---- what counts as data -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_07_acknowledgements_and_heartbeats_do_not_count_as_data)
{
    auto on = verified();
    for (int second = 0; second < 180 && !on->dropped; ++second) {
        on->say("hb");
        on->say("ack 77");
        world.run_for(1s);
    }
    BOOST_TEST(on->dropped);
}

// ---- one topic -----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(fault_40_waiting_for_a_topic_ends_with_the_exchanges_words)
{
    start("push.a");
    const lab::run waits = spawn(session().until_verified(hf::topic("push.a")));
    auto on = line();
    world.run_for(1s);
    on->say("not push.a handler not found");
    world.run_for(1s);
    BOOST_CHECK_EXCEPTION(waits.check(), hf::error, [](const hf::error& e) {
        return e.code() == hf::errc::subscribe_rejected &&
               e.why().text.find("handler not found") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(fault_40_one_refused_topic_does_not_keep_another_one_waiting)
{
    start("push.a");
    consume("push.b");
    const lab::run waits = spawn(session().until_verified(hf::topic("push.b")));
    auto on = line();
    world.run_for(1s);
    on->say("not push.a handler not found");
    on->say("ackt push.b");
    on->say("s push.b 5" + std::string(toy::sane));
    world.run_for(1s);
    BOOST_TEST(waits.ended());
    BOOST_TEST(!waits.failed());
}

BOOST_AUTO_TEST_CASE(fault_40_waiting_for_all_names_the_one_that_is_refused)
{
    start("push.a");
    consume("push.b");
    const lab::run waits = spawn(session().until_verified());
    auto on = line();
    world.run_for(1s);
    on->say("not push.a handler not found");
    world.run_for(1s);
    BOOST_CHECK_EXCEPTION(waits.check(), hf::error, [](const hf::error& e) {
        return e.why().text.find("push.a") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(fault_40_a_wrong_symbol_is_read_in_its_books_reason)
{
    peer->rest = [](const hf::http_request&) { return answered(200, "unknown"); };
    hf::stream depth = session().subscribe(hf::topic("book.a"));
    running.emplace(spawn(session().run()));
    auto on = connected();
    world.run_for(1s);
    hf::order_book book;
    for (const hf::event& e : depth.take())
        book.apply(e);
    BOOST_TEST(book.reason().message().find("Invalid symbol") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_38_a_hole_in_the_numbers_of_a_connection_closes_for_one_dial)
{
    start("anew.a");
    auto on = line();
    world.run_for(1s);
    on->say("#0 list anew.a");
    on->say("#1 s anew.a 0" + std::string(toy::sane));
    world.run_for(1s);
    (void)told();
    const hf::time_point before = world.now();
    on->say("#3 hb");
    auto next = line();
    BOOST_REQUIRE(world.run_until([&] { return !next->heard().empty(); }, 1s));
    next->say("#0 list anew.a");
    next->say("#1 s anew.a 0" + std::string(toy::sane));
    BOOST_TEST(told().back() == "healed 0");
    BOOST_TEST((world.now() - before < 100ms));
    BOOST_TEST(on->heard().size() == 1u); // nothing was resubscribed on the old one
}

BOOST_AUTO_TEST_CASE(fault_39_the_age_of_a_message_by_the_exchanges_time_is_a_figure)
{
    hf::stream trades = session().subscribe(hf::topic("tick.a"));
    running.emplace(spawn(session().run()));
    auto on = connected();
    const auto sent = world.wall_now();
    world.run_for(12s); // the process was busy with something else
    on->say("d tick.a 0 1 0 t " + std::to_string(sent.time_since_epoch().count()) + " 0");
    world.run_for(1ms);
    for (const hf::event& e : trades.take())
        if (const auto* d = std::get_if<hf::data>(&e))
            BOOST_TEST((d->lag >= 12s && d->lag < 13s));
}

// ---- many -----------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(
    fault_36_a_healthy_topic_is_not_disturbed_by_twenty_that_are_refused_and_twenty_with_one_side)
{
    dialect->limit.requests = 480;
    start("push.good");
    for (int i = 0; i < 20; ++i) {
        consume("push." + std::to_string(i));
        consume("push.half" + std::to_string(i));
    }
    auto on = line();
    std::size_t seen = 0;
    int requests = 0;
    int healthy = 0;
    for (int second = 0; second < 6 * 3600; ++second) {
        for (const std::vector<std::string> heard = on->heard(); seen < heard.size(); ++seen, ++requests) {
            std::istringstream words(heard[seen]);
            std::string verb, id, name;
            words >> verb >> id;
            while (words >> name) {
                const bool half = name.starts_with("push.half");
                on->say(name == "push.good" || half ? "ackt " + name : "not " + name + " expired");
                if (half)
                    on->say("s " + name + " 1 a 101 1");
            }
            if (++healthy == 1)
                on->say("s push.good " + std::to_string(second + 1) + std::string(toy::sane));
        }
        on->say("d push.good 0 " + std::to_string(second + 2) + " 0 b 99 2");
        world.run_for(1s);
    }
    BOOST_TEST(session().stats().outages == 0u);
    BOOST_TEST((session().phase() != hf::phase::stopped));
    for (const std::string& word : told())
        BOOST_TEST(!word.starts_with("gap"));
    BOOST_TEST(requests < 6 * 24);
}

BOOST_AUTO_TEST_SUITE_END()
