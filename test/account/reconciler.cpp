// SPDX-License-Identifier: BSL-1.0
#include "account/reconciler.hpp"
#include "account/story.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>

using namespace account_story;

namespace {

/// An exchange that asks for each part by itself.
struct quiet_exchange final : account_dialect {
    [[nodiscard]] const signer* identity() const noexcept override { return nullptr; }
    [[nodiscard]] http_request time_request() const override
    {
        http_request asked;
        asked.url = tells_time ? "http://quiet/time" : "";
        return asked;
    }
    [[nodiscard]] std::vector<topic> topics() const override { return {topic("orders"), topic("balances")}; }
    [[nodiscard]] account_parts parts() const override { return whole_account; }
    [[nodiscard]] std::vector<account_question> questions(const account_scope& scope) const override
    {
        std::vector<account_question> all;
        for (const account_parts part : {account_parts{.orders = true}, account_parts{.fills = true},
                                         account_parts{.balances = true}, account_parts{.positions = true}})
            if (!leaves_out.contain(part))
                all.push_back({.part = part, .since = scope.fills_since});
        return all;
    }
    [[nodiscard]] http_request ask(const account_question&) const override { return {}; }
    [[nodiscard]] result<account_page> decode(const account_question&, const http_response&) const override
    {
        return account_page();
    }
    [[nodiscard]] http_request look_up(const order_reference&) const override { return {}; }
    [[nodiscard]] result<std::optional<order>> decode_look_up(const order_reference&,
                                                              const http_response&) const override
    {
        return std::optional<order>();
    }

    account_parts leaves_out{};
    bool tells_time = true;
};

account_keeper_config prompt()
{
    account_keeper_config c;
    c.reconcile_every = 60s;
    c.settle = 1s;
    c.rest_lag = 2s;
    c.buffer_changes = 16;
    return c;
}

/// A reconciler, whose stream and exchange are the test.
struct plot {
    explicit plot(account_keeper_config with = prompt(), quiet_exchange at = {})
        : exchange(std::move(at)), plan(exchange, with, 1)
    {
    }

    [[nodiscard]] wall_time there() const { return second(0) + (now - time_point(1h)); }

    plot& healed(std::initializer_list<const char*> topics = {"orders", "balances"})
    {
        for (const char* name : topics) {
            gap_closed g;
            g.on = topic(name);
            g.epoch = epoch;
            plan.hear(g);
        }
        return *this;
    }
    plot& gap(const char* name = "orders")
    {
        gap_opened g;
        g.on = topic(name);
        g.epoch = epoch;
        g.why = failure(errc::disconnected, "the line was cut");
        g.since = now;
        plan.hear(g);
        return *this;
    }
    template <class... Changes>
    plot& told(const Changes&... some)
    {
        const std::vector<account_change> all{account_change(some)...};
        data message;
        message.on = topic("orders");
        message.epoch = epoch;
        message.received = now;
        message.exchange_time = there();
        message.content = std::span<const account_change>(all);
        plan.hear(message);
        return *this;
    }
    plot& later(duration time)
    {
        now += time;
        return *this;
    }

    /// What is asked now.
    std::vector<account_reconciler::job> asked()
    {
        std::vector<account_reconciler::job> all;
        if (ahead)
            all.push_back(*std::exchange(ahead, std::nullopt));
        while (auto job = plan.next(now, there()))
            all.push_back(std::move(*job));
        return all;
    }
    void answer(const std::vector<account_reconciler::job>& questions)
    {
        for (const auto& job : questions)
            plan.answered(job, page_of(job.question.what), now);
        if (!ahead)
            ahead = plan.next(now, there());
        for (const finding& one : plan.take_findings())
            found.push_back(to_string(one));
    }
    [[nodiscard]] result<account_page> page_of(const account_question& what) const
    {
        account_page page;
        if (what.part.orders)
            page.found.open_orders = truth.open_orders;
        if (what.part.fills)
            page.found.fills = truth.fills;
        if (what.part.balances)
            page.found.balances = truth.balances;
        if (what.part.positions)
            page.found.positions = truth.positions;
        return page;
    }

    /// A whole round: asked when it may be, answered at once, judged when that has settled.
    plot& round()
    {
        ahead = plan.next(now, there());
        later(2s).answer(asked());
        if (plan.round_now() != 0)
            later(1s).answer({});
        return *this;
    }
    plot& verified()
    {
        healed().round();
        BOOST_REQUIRE(plan.mine().verified());
        return *this;
    }

    [[nodiscard]] std::string open_ids() const
    {
        std::string ids;
        for (const order& o : plan.mine().open_orders().value())
            ids += (ids.empty() ? "" : " ") + o.id;
        return ids;
    }
    [[nodiscard]] std::string total(std::string_view asset) const
    {
        return plan.mine().balance_of(asset).value().total.str();
    }
    [[nodiscard]] duration wait() const { return std::max(plan.due(), now) - now; }

    quiet_exchange exchange;
    time_point now{1h};
    std::uint32_t epoch = 1;
    account_state truth{};
    std::vector<std::string> found{};
    std::optional<account_reconciler::job> ahead{}; ///< Asked by an `answer`.
    account_reconciler plan;
};

/// A verified account with an open order and a balance.
struct kept : plot {
    kept()
    {
        truth.open_orders = {order::from(order_of("1", order_state::open, "0", -100))};
        truth.balances = {balance::from(balance_of("USDT", "100", -100))};
        verified();
    }
};

failure busy(duration retry_after)
{
    failure why(errc::rate_limited, "too fast");
    why.retry_after = retry_after;
    return why;
}

} // namespace

BOOST_AUTO_TEST_SUITE(reconciliation)

BOOST_AUTO_TEST_CASE(nothing_is_asked_before_every_topic_is_verified)
{
    plot p;
    p.healed({"orders"});
    BOOST_TEST((p.plan.due() == never));
    p.healed({"balances"});
    BOOST_TEST((p.plan.due() <= p.now));
}

BOOST_AUTO_TEST_CASE(topics_that_are_verified_on_different_connections_do_not_make_an_account)
{
    plot p;
    p.healed({"orders"});
    ++p.epoch;
    p.healed({"balances"});
    BOOST_TEST((p.plan.due() == never));
}

BOOST_AUTO_TEST_CASE(questions_wait_until_the_answers_must_show_what_the_stream_has_not_told)
{
    plot p;
    BOOST_TEST(p.healed().asked().empty());
    BOOST_TEST((p.wait() == 2s));
    BOOST_TEST(p.later(2s).asked().size() == 4u);
}

BOOST_AUTO_TEST_CASE(the_account_opens_when_every_question_is_answered)
{
    plot p;
    (void)p.healed().asked();
    auto questions = p.later(2s).asked();
    const auto last = questions.back();
    questions.pop_back();
    p.answer(questions);
    BOOST_TEST(!p.plan.mine().verified());
    p.answer({last});
    BOOST_TEST(p.plan.mine().verified());
    BOOST_TEST(p.plan.stats().reconciliations == 1u);
}

BOOST_AUTO_TEST_CASE(the_first_truth_is_adopted_without_findings)
{
    kept k;
    BOOST_TEST(k.open_ids() == "1");
    BOOST_TEST(k.total("USDT") == "100");
    BOOST_TEST(k.found.empty());
}

BOOST_AUTO_TEST_CASE(pages_are_followed_and_put_together)
{
    plot p;
    (void)p.healed().asked();
    const auto questions = p.later(2s).asked();
    account_page first;
    first.found.open_orders = {order::from(order_of("1", order_state::open, "0", -1))};
    first.next = account_question{.part = {.orders = true}, .cursor = "2"};
    p.plan.answered(questions[0], first, p.now);
    p.answer({questions[1], questions[2], questions[3]});
    const auto more = p.asked();
    BOOST_TEST(more.size() == 1u);
    BOOST_TEST(more[0].question.what.cursor == "2");
    p.truth.open_orders = {order::from(order_of("2", order_state::open, "0", -1))};
    p.answer(more);
    BOOST_TEST(p.open_ids() == "1 2");
}

BOOST_AUTO_TEST_CASE(a_page_that_leads_to_itself_is_not_believed)
{
    plot p;
    (void)p.healed().asked();
    const auto questions = p.later(2s).asked();
    account_page page;
    page.next = questions[0].question.what;
    p.plan.answered(questions[0], page, p.now);
    BOOST_TEST(p.plan.stats().failures == 1u);
    BOOST_TEST((p.plan.mine().reason().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(four_questions_at_most_are_open)
{
    plot p;
    (void)p.healed().asked();
    const auto questions = p.later(2s).asked();
    account_page page;
    page.next = account_question{.part = {.orders = true}, .cursor = "2"};
    BOOST_TEST(questions.size() == account_inquiry::at_once);
    p.plan.answered(questions[0], page, p.now);
    BOOST_TEST(p.asked().size() == 1u);
    BOOST_TEST(p.asked().empty());
}

BOOST_AUTO_TEST_CASE(a_question_that_failed_is_asked_again_after_a_pause)
{
    plot p;
    (void)p.healed().asked();
    const auto questions = p.later(2s).asked();
    p.plan.answered(questions[0], failure(errc::http_status, "HTTP 500"), p.now);
    BOOST_TEST(p.asked().empty());
    const auto again = p.later(250ms).asked();
    BOOST_TEST(again.size() == 1u);
    BOOST_TEST(again[0].question.what.part.orders);
}

BOOST_AUTO_TEST_CASE(the_exchange_may_ask_for_a_longer_pause)
{
    plot p;
    (void)p.healed().asked();
    const auto questions = p.later(2s).asked();
    p.plan.answered(questions[0], busy(10s), p.now);
    BOOST_TEST((p.wait() == 10s));
}

BOOST_AUTO_TEST_CASE(a_closed_account_says_why_it_is_still_closed)
{
    plot p;
    (void)p.healed().asked();
    const auto questions = p.later(2s).asked();
    p.plan.answered(questions[0], failure(errc::http_status, "HTTP 500: signature=c8db56"), p.now);
    BOOST_TEST(p.plan.mine().reason().text.ends_with("HTTP 500: signature=***"));
}

BOOST_AUTO_TEST_CASE(answers_that_do_not_cover_the_account_leave_it_closed)
{
    quiet_exchange forgetful;
    forgetful.leaves_out = {.positions = true};
    plot p(prompt(), forgetful);
    p.healed().round();
    BOOST_TEST(!p.plan.mine().verified());
    BOOST_TEST((p.plan.mine().reason().code == errc::snapshot_failed));
    BOOST_TEST((p.wait() > 0s));
}

BOOST_AUTO_TEST_CASE(what_comes_while_rest_is_asked_is_applied_over_the_answers)
{
    plot p;
    (void)p.healed().asked();
    p.later(1s).told(order_of("2", order_state::open, "0", 1), balance_of("USDT", "90", 1));
    p.truth.balances = {balance::from(balance_of("USDT", "100", -100))};
    p.later(1s).answer(p.asked());
    BOOST_TEST(p.open_ids() == "2");
    BOOST_TEST(p.total("USDT") == "90");
}

BOOST_AUTO_TEST_CASE(a_fill_that_the_stream_and_rest_both_tell_counts_once)
{
    plot p;
    (void)p.healed().asked();
    p.told(fill_of("t1", "1", "4", 1));
    p.truth.fills = {fill::from(fill_of("t1", "1", "4", 1))};
    p.later(2s).answer(p.asked());
    BOOST_TEST(p.plan.mine().fills_counted() == 1u);
}

BOOST_AUTO_TEST_CASE(what_comes_after_the_round_has_begun_is_believed_whatever_our_clock_says)
{
    quiet_exchange timeless;
    timeless.tells_time = false;
    plot p(prompt(), timeless);
    (void)p.healed().plan.next(p.now, p.there() + 1min); // our clock is a minute ahead of theirs
    p.later(2s).answer(p.asked());
    p.told(order_of("1", order_state::open, "0", 3), balance_of("USDT", "90", 3));
    BOOST_TEST(p.open_ids() == "1");
    BOOST_TEST(p.total("USDT") == "90");
}

BOOST_AUTO_TEST_CASE(what_is_older_than_the_round_does_not_come_back_where_the_time_is_known)
{
    plot p;
    p.verified().told(order_of("1", order_state::open, "0", -1));
    BOOST_TEST(p.open_ids() == "");
}

BOOST_AUTO_TEST_CASE(fills_are_asked_for_from_the_look_back_and_later_from_the_last_message)
{
    plot p;
    (void)p.healed().asked();
    const auto questions = p.later(2s).asked();
    BOOST_TEST((questions[1].question.what.since == second(-3600)));
    p.answer(questions);
    (void)p.gap().told().healed().asked();
    const auto again = p.later(2s).asked();
    BOOST_TEST((again[1].question.what.since == second(-60))); // a minute before the first round began
}

BOOST_FIXTURE_TEST_CASE(a_gap_of_any_topic_closes_the_account_with_its_reason, kept)
{
    gap("balances");
    BOOST_TEST((plan.mine().reason().code == errc::disconnected));
    BOOST_TEST((plan.due() == never));
}

BOOST_FIXTURE_TEST_CASE(after_a_gap_the_account_opens_when_it_was_compared, kept)
{
    gap();
    ++epoch;
    healed().round();
    BOOST_TEST(plan.mine().verified());
    BOOST_TEST(plan.mine().epoch() == 2u);
}

BOOST_FIXTURE_TEST_CASE(fault_28_what_happened_in_a_gap_is_found_and_no_reason_for_distrust, kept)
{
    gap();
    ++epoch;
    truth.open_orders.clear();
    truth.balances.front().total = number("90");
    healed().round();
    BOOST_TEST(found.size() == 2u);
    BOOST_TEST(total("USDT") == "90");
    BOOST_TEST(!plan.take_distrust());
}

BOOST_FIXTURE_TEST_CASE(after_a_gap_what_the_stream_told_meanwhile_is_no_finding, kept)
{
    gap();
    ++epoch;
    (void)healed().asked();
    told(balance_of("USDT", "90", 10));
    truth.balances.front().total = number("90");
    later(2s).answer(asked());
    BOOST_TEST(found.empty());
}

BOOST_AUTO_TEST_CASE(a_gap_ends_the_round_and_late_answers_touch_nothing)
{
    plot p;
    (void)p.healed().asked();
    const auto late = p.later(2s).asked();
    p.gap();
    ++p.epoch;
    (void)p.healed().asked();
    p.later(2s).answer(late);
    BOOST_TEST(!p.plan.mine().verified());
    BOOST_TEST(p.asked().size() == 4u);
}

BOOST_FIXTURE_TEST_CASE(what_an_older_connection_told_late_is_not_applied, kept)
{
    gap();
    ++epoch;
    verified();
    --epoch;
    told(balance_of("USDT", "90", 100));
    BOOST_TEST(plan.mine().verified());
    BOOST_TEST(total("USDT") == "100");
}

BOOST_FIXTURE_TEST_CASE(a_verified_account_is_compared_now_and_then_and_stays_open, kept)
{
    BOOST_TEST((wait() == 60s));
    later(60s).round();
    BOOST_TEST(plan.stats().reconciliations == 2u);
    BOOST_TEST(plan.mine().times_closed() == 0u);
    BOOST_TEST(found.empty());
}

BOOST_FIXTURE_TEST_CASE(a_comparison_can_be_asked_for, kept)
{
    plan.request();
    BOOST_TEST((wait() == 0s));
    round();
    BOOST_TEST((wait() == 60s));
}

BOOST_FIXTURE_TEST_CASE(one_that_is_asked_for_during_another_begins_after_it, kept)
{
    plan.request();
    (void)asked();
    plan.request();
    round();
    BOOST_TEST((wait() == 0s));
}

BOOST_FIXTURE_TEST_CASE(what_a_verified_account_was_not_told_is_found_adopted_and_distrusted, kept)
{
    truth.balances.front().total = number("90");
    later(60s).round();
    BOOST_TEST(found.size() == 1u);
    BOOST_TEST(total("USDT") == "90");
    BOOST_TEST(plan.take_distrust());
    BOOST_TEST(plan.mine().verified());
}

BOOST_FIXTURE_TEST_CASE(a_connection_is_distrusted_once_in_an_interval, kept)
{
    for (const char* total : {"90", "80"}) {
        truth.balances.front().total = number(total);
        plan.request();
        round();
    }
    BOOST_TEST(found.size() == 2u);
    BOOST_TEST(plan.stats().distrusts == 1u);
}

BOOST_FIXTURE_TEST_CASE(what_is_told_while_the_answers_settle_is_no_finding, kept)
{
    truth.balances.front().total = number("90");
    truth.open_orders.clear();
    truth.fills = {fill::from(fill_of("t1", "1", "10", 62))};
    plan.request();
    (void)asked();
    later(2s).answer(asked());
    told(balance_of("USDT", "90", 3), order_of("1", order_state::filled, "10", 3),
         fill_of("t1", "1", "10", 3));
    later(1s).answer({});
    BOOST_TEST(found.empty());
    BOOST_TEST(plan.stats().reconciliations == 2u);
    BOOST_TEST(total("USDT") == "90");
    BOOST_TEST(open_ids() == "");
}

BOOST_FIXTURE_TEST_CASE(what_is_newer_than_the_answers_stays, kept)
{
    plan.request();
    (void)asked();
    const auto questions = later(2s).asked();
    told(balance_of("USDT", "70", 3), order_of("1", order_state::cancelled, "0", 3),
         order_of("2", order_state::open, "0", 3), fill_of("t1", "2", "4", 3), position_of("4", 3));
    answer(questions);
    later(1s).answer({});
    BOOST_TEST(found.empty());
    BOOST_TEST(total("USDT") == "70");
    BOOST_TEST(open_ids() == "2");
    BOOST_TEST(plan.mine().order_of("BTCUSDT", "2").value()->filled.str() == "4");
    BOOST_TEST(plan.mine().position_of("BTCUSDT").value().size.str() == "4");
}

BOOST_FIXTURE_TEST_CASE(an_order_of_which_only_a_fill_was_told_is_found, kept)
{
    plan.request();
    (void)asked();
    told(fill_of("t1", "2", "4", 3));
    truth.open_orders.push_back(order::from(order_of("2", order_state::partially_filled, "4", 3)));
    later(2s).answer(asked());
    later(1s).answer({});
    BOOST_TEST(found.size() == 1u);
    BOOST_TEST(open_ids() == "1 2");
}

BOOST_FIXTURE_TEST_CASE(a_verified_account_stays_open_while_rest_does_not_answer, kept)
{
    plan.request();
    (void)asked();
    for (int i = 0; i < 10; ++i)
        for (const auto& job : later(30s).asked())
            plan.answered(job, failure(errc::http_timeout), now);
    BOOST_TEST(plan.mine().verified());
    BOOST_TEST(plan.stats().failures >= 10u);
}

BOOST_FIXTURE_TEST_CASE(an_account_that_doubts_itself_is_compared_again_after_a_pause, kept)
{
    told(order_of("", order_state::open, "0", 1));
    BOOST_TEST((plan.mine().reason().code == errc::malformed));
    BOOST_TEST((wait() > 0s));
    later(250ms).round();
    BOOST_TEST(plan.mine().verified());
}

BOOST_AUTO_TEST_CASE(an_account_that_doubts_itself_again_and_again_is_asked_about_less_and_less)
{
    plot p;
    p.healed();
    for (int i = 0; i < 20; ++i)
        p.later(p.wait()).round().told(order_of("", order_state::open, "0", 1));
    BOOST_TEST((p.now - time_point(1h) > 60s)); // 40 s of it are the lag
}

BOOST_AUTO_TEST_CASE(an_account_that_doubts_itself_now_and_then_is_asked_about_soon)
{
    plot p;
    p.healed();
    for (int i = 0; i < 20; ++i) {
        p.later(p.wait()).round().later(10s).told(order_of("", order_state::open, "0", 1));
        BOOST_TEST((p.wait() <= 250ms));
    }
}

BOOST_AUTO_TEST_CASE(more_changes_than_may_wait_begin_a_new_round)
{
    plot p;
    (void)p.healed().asked();
    const auto late = p.later(2s).asked();
    for (int i = 0; i < 17; ++i)
        p.told(balance_of("USDT", "1", 1));
    p.answer(late);
    BOOST_TEST(!p.plan.mine().verified());
    BOOST_TEST((p.plan.mine().reason().code == errc::buffer_overflow));
    p.later(250ms).round();
    BOOST_TEST(p.plan.mine().verified());
}

BOOST_FIXTURE_TEST_CASE(after_the_end_the_account_is_closed_and_nothing_is_asked, kept)
{
    plan.end(now);
    BOOST_TEST((plan.mine().reason().code == errc::stopped));
    BOOST_TEST((plan.due() == never));
}

BOOST_AUTO_TEST_SUITE_END()
