// SPDX-License-Identifier: BSL-1.0
#include "support/laboratory.hpp"
#include "support/toy_account.hpp"
#include "support/transcript.hpp"

#include <holdfast/governor.hpp>
#include <holdfast/observer.hpp>
#include <holdfast/session.hpp>
#include <holdfast/sim/scripted_peer.hpp>

#include <algorithm>
#include <map>

namespace hf = holdfast;
using namespace std::chrono_literals;
using story = std::vector<std::string>;

namespace {

struct witness final : hf::observer {
    void at_login(const hf::failure& why) override { logins.push_back(why.code ? why.message() : "ours"); }
    void at_clock(hf::duration offset, hf::duration) override
    {
        clocks.push_back(std::chrono::round<std::chrono::seconds>(offset));
    }
    story logins{};
    std::vector<std::chrono::seconds> clocks{};
};

/// A session with an account, whose exchange is the test, in virtual time.
struct private_desk : lab::laboratory {
    std::shared_ptr<toy::private_exchange> dialect = std::make_shared<toy::private_exchange>();
    std::shared_ptr<hf::sim::scripted_network> peer =
        std::make_shared<hf::sim::scripted_network>(io.get_executor());
    std::shared_ptr<witness> seen = std::make_shared<witness>();
    hf::session_config config{};
    std::unique_ptr<hf::session> made{};
    std::optional<lab::run> running{};
    story read{};
    hf::duration ahead{}; ///< The exchange's calendar.
    std::string key = "k1";
    std::map<std::string, std::string> orders{}; ///< What a look-up finds.
    unsigned key_status = 200;
    story asked{};

    private_desk()
    {
        config.watch = seen;
        peer->rest = [this](const hf::http_request& r) { return answer(r); };
    }

    hf::sim::scripted_answer answer(const hf::http_request& r)
    {
        asked.push_back((r.verb == hf::http_verb::put    ? "PUT "
                         : r.verb == hf::http_verb::post ? "POST "
                                                         : "GET ") +
                        r.url.substr(std::string("http://toy/").size()));
        hf::http_response said;
        said.status = 200;
        if (r.url == "http://toy/time")
            said.body = toy::signer::seconds(world.wall_now() + ahead);
        else if (r.url == "http://toy/key")
            said = {.status = key_status, .headers = {}, .body = key, .retry_after = {}};
        else
            said.body = orders.count(r.url) ? orders.at(r.url) : "none";
        hf::sim::scripted_answer plan;
        plan.answer = std::move(said);
        return plan;
    }

    hf::session& session()
    {
        if (!made)
            made = std::make_unique<hf::session>(io.get_executor(), dialect, peer, config);
        return *made;
    }

    void start(const std::string& name = "quiet.orders")
    {
        lab::asio::co_spawn(io, listen(session().subscribe(hf::topic(name)), &read), hf::rethrow);
        running.emplace(spawn(session().run()));
    }

    hf::sim::scripted_line& line(std::size_t number = 1)
    {
        BOOST_REQUIRE(world.run_until([&] { return peer->lines().size() >= number; }, 10min));
        return *peer->lines()[number - 1];
    }

    /// What the client has said on the line, once there are so many messages.
    story heard(hf::sim::scripted_line& on, std::size_t messages)
    {
        BOOST_REQUIRE(world.run_until([&] { return on.heard().size() >= messages; }, 1min));
        return on.heard();
    }

    /// Lets the client in and agrees to its topics.
    hf::sim::scripted_line& ours(std::size_t number = 1)
    {
        hf::sim::scripted_line& on = line(number);
        std::size_t next = 0;
        if (dialect->mine.logs_in) {
            heard(on, ++next);
            on.say("ours");
        }
        if (!dialect->mine.private_topics.empty()) {
            std::istringstream words(heard(on, ++next).back());
            std::string verb, id;
            words >> verb >> id;
            on.say("ack " + id);
        }
        BOOST_REQUIRE(world.run_until([&] { return session().phase() == hf::phase::verified; }, 1min));
        return on;
    }

    struct asking {
        std::optional<hf::order_outcome> outcome{};
    };
    static hf::task<> ask(hf::session* of, hf::order_command what, hf::request_options how,
                          std::shared_ptr<asking> into)
    {
        auto outcome = co_await of->request(std::move(what), std::move(how));
        into->outcome = std::move(outcome);
    }
    std::shared_ptr<asking> send(const std::string& client_id, hf::request_options how = {})
    {
        hf::new_order order;
        order.symbol = "BTC";
        order.client_id = client_id;
        auto made_of = std::make_shared<asking>();
        lab::asio::co_spawn(io, ask(&session(), order, std::move(how), made_of), hf::rethrow);
        world.run_for(1ms);
        return made_of;
    }

    /// The id that the client gave its newest message.
    static std::string id_of(const hf::sim::scripted_line& on)
    {
        std::istringstream words(on.heard().back());
        std::string verb, id;
        words >> verb >> id;
        return id;
    }

    /// An order in doubt: it was written, and the line is gone.
    hf::order_outcome doubtful(const std::string& client_id)
    {
        start();
        auto& on = ours();
        const auto mine = send(client_id);
        on.end(hf::failure(hf::errc::disconnected, "reset"), {1006, ""});
        world.run_for(1s);
        BOOST_REQUIRE(mine->outcome);
        return *mine->outcome;
    }

    hf::order_outcome resolved(hf::order_outcome of, hf::duration at_most = 1min)
    {
        std::optional<hf::order_outcome> settled;
        const auto look = [](hf::session* s, hf::order_outcome what,
                             std::optional<hf::order_outcome>* into) -> hf::task<> {
            auto known = co_await s->resolve(std::move(what));
            *into = std::move(known);
        };
        const lab::run one = spawn(look(&session(), std::move(of), &settled));
        BOOST_REQUIRE(world.run_until([&] { return one.ended(); }, at_most));
        one.check();
        return *settled;
    }

    story told()
    {
        world.run_for(1ms);
        story all;
        for (std::string& w : read)
            if (!w.starts_with("phase"))
                all.push_back(std::move(w));
        read.clear();
        return all;
    }

    static hf::task<> listen(hf::stream events, story* into)
    {
        while (auto batch = co_await events.receive())
            for (const hf::event& e : *batch)
                into->push_back(toy::words(e));
    }
};

std::string verb_of(const std::string& message)
{
    return message.substr(0, message.find(' '));
}

story verbs_of(const story& messages)
{
    story all;
    for (const std::string& m : messages)
        all.push_back(verb_of(m));
    return all;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(private_session, private_desk)

// ---- logins

BOOST_AUTO_TEST_CASE(fault_27_nothing_is_sent_before_the_login_is_accepted)
{
    start();
    world.run_for(5s);
    BOOST_TEST(verbs_of(line().heard()) == story{"login"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(while_the_login_is_not_answered_the_session_is_logging_in)
{
    start();
    heard(line(), 1);
    BOOST_TEST((session().phase() == hf::phase::logging_in));
}

BOOST_AUTO_TEST_CASE(after_the_login_the_topics_are_subscribed)
{
    start();
    heard(line(), 1);
    line().say("ours");
    BOOST_TEST(verbs_of(heard(line(), 2)) == (story{"login", "sub"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_topic_that_may_say_nothing_is_verified_when_it_is_acknowledged)
{
    start();
    ours();
    BOOST_TEST(told() == story{"healed 0"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_27_a_refused_login_is_fatal_with_the_words_of_the_exchange)
{
    start();
    heard(line(), 1);
    line().say("stranger 60009 Login failed.");
    world.run_for(1s);
    BOOST_REQUIRE(running->ended());
    BOOST_CHECK_EXCEPTION(running->check(), hf::error, [](const hf::error& e) {
        return e.why().code == hf::errc::login_rejected && e.why().text == "Login failed.";
    });
}

BOOST_AUTO_TEST_CASE(fault_27_a_login_that_came_too_late_is_tried_again_with_a_clock_measured_anew)
{
    start();
    heard(line(), 1);
    ahead = 60s;
    line().say("stranger -1021 Timestamp");
    heard(line(2), 1);
    BOOST_TEST(seen->clocks.back().count() == 60);
}

BOOST_AUTO_TEST_CASE(fault_27_a_login_that_is_not_answered_costs_the_connection)
{
    start();
    world.run_for(30s);
    BOOST_TEST(peer->lines().size() >= 2u);
}

BOOST_AUTO_TEST_CASE(a_login_that_has_expired_is_renewed_over_a_second_connection_before_the_first_is_dropped)
{
    start();
    auto& first = ours();
    first.say("gone eventStreamTerminated");
    BOOST_REQUIRE(world.run_until([&] { return peer->lines().size() == 2; }, 1min));
    BOOST_TEST(!first.dropped);
    ours(2);
    BOOST_TEST(first.dropped);
}

BOOST_AUTO_TEST_CASE(when_another_connection_takes_over_nothing_is_trusted_until_it_is_verified)
{
    start();
    ours();
    told();
    session().replace();
    ours(2);
    BOOST_TEST(told() == (story{"gap the connection ended 0", "healed 0"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_connection_that_will_be_closed_is_replaced_before_that)
{
    start();
    auto& first = ours();
    first.say("bye soon");
    BOOST_REQUIRE(world.run_until([&] { return peer->lines().size() == 2; }, 1min));
    BOOST_TEST(!first.dropped);
    ours(2);
    BOOST_TEST(first.dropped);
}

BOOST_AUTO_TEST_CASE(a_replacement_that_cannot_be_had_leaves_the_connection_alone)
{
    start();
    auto& first = ours();
    peer->dial = [](const std::string&) {
        hf::sim::scripted_dial plan;
        plan.outcome = hf::failure(hf::errc::connect_failed);
        return plan;
    };
    session().replace();
    world.run_for(20s);
    BOOST_TEST(!first.dropped);
    BOOST_TEST((session().phase() == hf::phase::verified));
}

// ---- the clock

BOOST_AUTO_TEST_CASE(fault_31_a_login_is_signed_with_the_time_of_the_exchange)
{
    ahead = 60s;
    start();
    const std::string login = heard(line(), 1).back();
    const auto said = hf::wall_time(std::chrono::seconds(std::stoll(login.substr(login.rfind(' ') + 1))));
    BOOST_TEST(std::abs(std::chrono::duration<double>(said - world.wall_now()).count() - 60) < 2);
}

BOOST_AUTO_TEST_CASE(fault_44_too_fast_said_to_the_question_for_the_time_pauses_the_host)
{
    const auto usual = peer->rest;
    bool refuses = true;
    peer->rest = [&](const hf::http_request& r) {
        auto plan = usual(r);
        if (refuses)
            plan.answer = hf::http_response{.status = 429, .headers = {}, .body = "slow", .retry_after = 40s};
        return plan;
    };
    start();
    world.run_for(39s);
    BOOST_TEST(asked.size() == 1u);
    refuses = false;
    world.run_for(10s);
    BOOST_TEST(asked.size() > 1u);
}

BOOST_AUTO_TEST_CASE(fault_44_too_fast_said_to_a_question_of_the_callers_pauses_all_others)
{
    start();
    world.run_for(1s);
    const auto usual = peer->rest;
    peer->rest = [&](const hf::http_request& r) {
        auto plan = usual(r);
        plan.answer = hf::http_response{.status = 429, .headers = {}, .body = "slow", .retry_after = 40s};
        return plan;
    };
    const auto ask = [](hf::session* on) -> hf::task<> {
        hf::http_request question;
        question.url = "http://toy/orders";
        (void)co_await on->fetch(std::move(question));
    };
    const lab::run first = spawn(ask(&session()));
    world.run_for(1s);
    const std::size_t before = asked.size();
    const lab::run second = spawn(ask(&session()));
    world.run_for(30s);
    BOOST_TEST(asked.size() == before);
}

BOOST_AUTO_TEST_CASE(fault_31_the_offset_is_reported)
{
    ahead = 60s;
    start();
    ours();
    BOOST_TEST(seen->clocks.back().count() == 60);
    BOOST_TEST(std::chrono::round<std::chrono::seconds>(session().clock_offset()).count() == 60);
}

BOOST_AUTO_TEST_CASE(fault_31_a_calendar_that_is_moved_is_noticed_within_a_minute)
{
    start();
    ours();
    world.set_wall_offset(90s);
    ahead = -90s; // the exchange's stays
    world.run_for(61s);
    BOOST_TEST(seen->clocks.back().count() == -90);
}

// ---- keys in the URL

struct with_key : private_desk {
    with_key()
    {
        dialect->mine.logs_in = false;
        dialect->mine.life = 60min;
    }
};

BOOST_FIXTURE_TEST_CASE(fault_26_a_key_is_fetched_first_and_stands_in_the_url, with_key)
{
    start();
    BOOST_TEST(line().url == "ws://toy/user/k1");
}

BOOST_FIXTURE_TEST_CASE(fault_26_a_key_is_refreshed_before_half_its_life_is_over, with_key)
{
    start();
    ours();
    world.run_for(29min);
    BOOST_TEST(std::count(asked.begin(), asked.end(), "PUT key") == 1);
}

BOOST_FIXTURE_TEST_CASE(fault_26_refreshing_is_tried_again_until_it_succeeds, with_key)
{
    start();
    ours();
    key_status = 500;
    world.run_for(25min);
    key_status = 200;
    world.run_for(4min);
    const auto tries = std::count(asked.begin(), asked.end(), "PUT key");
    world.run_for(10min);
    BOOST_TEST(tries > 3);
    BOOST_TEST(std::count(asked.begin(), asked.end(), "PUT key") == tries);
}

BOOST_FIXTURE_TEST_CASE(fault_26_a_key_that_has_expired_is_replaced_by_another, with_key)
{
    start();
    ours();
    key = "k2";
    line().say("gone listenKeyExpired");
    BOOST_TEST(line(2).url == "ws://toy/user/k2");
}

BOOST_FIXTURE_TEST_CASE(fault_26_a_key_that_cannot_be_refreshed_is_replaced_by_another, with_key)
{
    start();
    ours();
    key = "dead";
    BOOST_REQUIRE(world.run_until([&] { return !asked.empty() && asked.back() == "PUT key"; }, 30min));
    world.run_for(10ms);
    key = "k2";
    BOOST_TEST(line(2).url == "ws://toy/user/k2");
}

BOOST_FIXTURE_TEST_CASE(fault_26_a_key_that_somebody_else_has_replaced_is_given_up, with_key)
{
    start();
    ours();
    key = "k2";
    world.run_for(29min);
    BOOST_TEST(line(2).url == "ws://toy/user/k2");
}

BOOST_FIXTURE_TEST_CASE(fault_26_every_reconnect_asks_for_the_key_first, with_key)
{
    start();
    ours().end(hf::failure(hf::errc::disconnected, "reset"), {1006, ""});
    key = "k2";
    BOOST_TEST(line(2).url == "ws://toy/user/k2");
}

BOOST_FIXTURE_TEST_CASE(a_key_that_cannot_be_had_is_a_failed_attempt, with_key)
{
    key_status = 500;
    start();
    world.run_for(5s);
    BOOST_TEST(peer->lines().empty());
    key_status = 200;
    BOOST_TEST(line().url == "ws://toy/user/k1");
}

// ---- orders

BOOST_AUTO_TEST_CASE(an_acknowledged_order_is_acknowledged)
{
    start();
    auto& on = ours();
    const auto mine = send("a");
    on.say("answer " + id_of(on) + " done 0");
    world.run_for(1s);
    BOOST_REQUIRE(mine->outcome);
    BOOST_TEST((mine->outcome->stage() == hf::order_stage::acknowledged));
}

BOOST_AUTO_TEST_CASE(a_rejected_order_has_the_words_and_the_code_of_the_exchange)
{
    start();
    auto& on = ours();
    const auto mine = send("a");
    on.say("answer " + id_of(on) + " no 51008 Insufficient balance");
    world.run_for(1s);
    BOOST_REQUIRE(mine->outcome);
    BOOST_TEST((mine->outcome->stage() == hf::order_stage::rejected));
    BOOST_TEST(mine->outcome->code == 51008);
    BOOST_TEST(mine->outcome->why.text == "order 'a' of BTC: Insufficient balance");
}

BOOST_AUTO_TEST_CASE(fault_30_an_answer_that_does_not_know_leaves_the_order_in_doubt)
{
    start();
    auto& on = ours();
    const auto mine = send("a");
    on.say("answer " + id_of(on) + " maybe -1007 Timeout");
    world.run_for(1s);
    BOOST_REQUIRE(mine->outcome);
    BOOST_TEST((mine->outcome->stage() == hf::order_stage::in_doubt));
}

BOOST_AUTO_TEST_CASE(fault_30_an_order_in_flight_when_the_line_drops_is_in_doubt)
{
    BOOST_TEST((doubtful("a").stage() == hf::order_stage::in_doubt));
}

BOOST_AUTO_TEST_CASE(fault_30_an_order_is_never_sent_again)
{
    doubtful("a");
    ours(2);
    world.run_for(10min);
    for (const std::string& message : line(2).heard())
        BOOST_TEST(verb_of(message) != "order");
}

BOOST_AUTO_TEST_CASE(fault_30_an_order_that_is_not_answered_by_its_deadline_is_in_doubt)
{
    start();
    ours();
    hf::request_options how;
    how.deadline = 2s;
    const auto mine = send("a", how);
    world.run_for(2s);
    BOOST_REQUIRE(mine->outcome);
    BOOST_TEST((mine->outcome->stage() == hf::order_stage::in_doubt));
}

BOOST_AUTO_TEST_CASE(fault_30_without_a_connection_an_order_is_not_sent_and_does_not_wait_for_one)
{
    start();
    world.run_for(1ms);
    const auto mine = send("a");
    BOOST_REQUIRE(mine->outcome);
    BOOST_TEST((mine->outcome->stage() == hf::order_stage::not_sent));
}

BOOST_AUTO_TEST_CASE(fault_30_before_the_login_is_accepted_an_order_is_not_sent)
{
    start();
    heard(line(), 1);
    const auto mine = send("a");
    BOOST_REQUIRE(mine->outcome);
    BOOST_TEST((mine->outcome->stage() == hf::order_stage::not_sent));
}

BOOST_AUTO_TEST_CASE(what_the_dialect_refuses_is_not_sent_and_says_why)
{
    start();
    ours();
    hf::new_order nowhere;
    nowhere.client_id = "a";
    auto mine = std::make_shared<asking>();
    lab::asio::co_spawn(io, ask(&session(), nowhere, {}, mine), hf::rethrow);
    world.run_for(1s);
    BOOST_REQUIRE(mine->outcome);
    BOOST_TEST(mine->outcome->why.text.find("new_order::symbol is empty") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_permit_is_asked_right_before_the_order_is_written)
{
    dialect->limit = {.messages = 1, .messages_window = 1s}; // the login and the subscription have used it up
    start();
    ours();
    bool open = true;
    hf::request_options how;
    how.permit = [&open] { return open ? hf::result<>() : hf::failure(hf::errc::not_synchronized, "shut"); };
    const auto mine = send("a", how);
    open = false;
    world.run_for(3s);
    BOOST_REQUIRE(mine->outcome);
    BOOST_TEST((mine->outcome->stage() == hf::order_stage::not_sent));
    BOOST_TEST(verb_of(line().heard().back()) == "sub");
}

BOOST_AUTO_TEST_CASE(orders_keep_inside_the_limit_of_messages)
{
    dialect->limit = {.messages = 2, .messages_window = 1s};
    start();
    ours();
    world.run_for(2s);
    hf::request_options how;
    how.deadline = 1min;
    for (const char* id : {"a", "b", "c", "d", "e"})
        send(id, how);
    BOOST_TEST(line().heard().size() == 4u);
    world.run_for(3s);
    BOOST_TEST(line().heard().size() == 7u);
}

BOOST_AUTO_TEST_CASE(a_connection_that_only_trades_is_dialled_without_topics)
{
    dialect->mine.private_topics.clear();
    running.emplace(spawn(session().run()));
    auto& on = ours();
    const auto mine = send("a");
    on.say("answer " + id_of(on) + " done 0");
    world.run_for(1s);
    BOOST_TEST((mine->outcome->stage() == hf::order_stage::acknowledged));
}

BOOST_AUTO_TEST_CASE(a_quiet_account_keeps_its_connection)
{
    start();
    ours();
    for (int i = 0; i < 600; ++i) {
        world.run_for(1s);
        line().breathe();
    }
    BOOST_TEST(peer->lines().size() == 1u);
}

// ---- orders in doubt

BOOST_AUTO_TEST_CASE(fault_30_a_doubt_ends_when_the_order_is_found)
{
    orders["http://toy/order?a"] = "filled";
    const auto settled = resolved(doubtful("a"));
    BOOST_TEST((settled.stage() == hf::order_stage::settled));
    BOOST_REQUIRE(settled.found);
    BOOST_TEST((settled.found->state == hf::order_state::filled));
    BOOST_TEST(settled.which.order_id == "77");
}

BOOST_AUTO_TEST_CASE(fault_30_no_such_order_is_believed_only_after_the_grace)
{
    const auto open = doubtful("a");
    const hf::time_point began = world.now();
    const auto settled = resolved(open);
    BOOST_TEST((settled.stage() == hf::order_stage::settled));
    BOOST_TEST(!settled.found);
    BOOST_TEST((world.now() - began > 8s));
}

BOOST_AUTO_TEST_CASE(fault_30_an_order_that_becomes_visible_late_is_found)
{
    const auto open = doubtful("a");
    world.at(5s, [this] { orders["http://toy/order?a"] = "open"; });
    BOOST_TEST(resolved(open).found.has_value());
}

BOOST_AUTO_TEST_CASE(fault_30_where_ended_orders_are_kept_elsewhere_they_are_looked_up_there)
{
    orders["http://toy/order?a"] = "not here";
    orders["http://toy/ended?a"] = "filled";
    const auto settled = resolved(doubtful("a"));
    BOOST_REQUIRE(settled.found);
    BOOST_TEST((settled.found->state == hf::order_state::filled));
}

BOOST_AUTO_TEST_CASE(fault_30_a_cancel_in_doubt_whose_order_is_still_there_may_be_on_its_way)
{
    auto open = doubtful("a");
    open.cancels = true;
    orders["http://toy/order?a"] = "open";
    world.at(5s, [this] { orders["http://toy/order?a"] = "filled"; });
    BOOST_TEST((resolved(open).found->state == hf::order_state::filled));
}

BOOST_AUTO_TEST_CASE(fault_31_a_look_up_that_blames_the_clock_has_it_measured_anew)
{
    const auto open = doubtful("a");
    orders["http://toy/order?a"] = "late";
    const auto before = seen->clocks.size();
    ahead = 60s;
    world.at(1s, [this] { orders["http://toy/order?a"] = "open"; });
    BOOST_TEST(resolved(open).found.has_value());
    BOOST_TEST(seen->clocks.size() > before);
    BOOST_TEST(seen->clocks.back().count() > 50);
}

BOOST_AUTO_TEST_CASE(a_look_up_that_fails_is_tried_again)
{
    const auto open = doubtful("a");
    peer->rest = [n = 0, this](const hf::http_request& r) mutable {
        hf::sim::scripted_answer plan = answer(r);
        if (r.url.starts_with("http://toy/order") && ++n < 4)
            plan.answer->status = 503;
        return plan;
    };
    orders["http://toy/order?a"] = "open";
    BOOST_TEST(resolved(open).found.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_not_in_doubt_is_returned_as_it_is)
{
    start();
    auto& on = ours();
    const auto mine = send("a");
    on.say("answer " + id_of(on) + " done 0");
    world.run_for(1s);
    asked.clear();
    BOOST_TEST((resolved(*mine->outcome).stage() == hf::order_stage::acknowledged));
    BOOST_TEST(asked.empty());
}

BOOST_AUTO_TEST_SUITE_END()
