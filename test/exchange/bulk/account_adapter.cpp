// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bulk/account.hpp>

#include <holdfast/account/dialect.hpp>

#include "exchange/bulk/account_frames.hpp"
#include "support/frame_words.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <string>
#include <vector>

using namespace holdfast;
using namespace holdfast::literals;
using namespace bulk_account_frames;
using frame_words::replaced;
using kind = decoded::kind;

namespace {

std::shared_ptr<const adapter> some_adapter()
{
    return bulk::make_account_adapter(user);
}

// A message and what it said; the views live as long as this.
struct heard {
    explicit heard(std::string bytes) : text(std::move(bytes))
    {
        some_adapter()->decode(text, false, *memory, all);
        BOOST_TEST_REQUIRE(!all.empty());
        said = all.front();
    }

    template <class Report>
    [[nodiscard]] const Report& only() const
    {
        const auto told = changes();
        BOOST_TEST_REQUIRE(told.size() == 1U);
        BOOST_TEST_REQUIRE(std::holds_alternative<Report>(told.front()));
        return std::get<Report>(told.front());
    }
    [[nodiscard]] std::span<const account_change> changes() const
    {
        return std::get<std::span<const account_change>>(said.content);
    }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::vector<decoded> all{};
    decoded said;
};

constexpr wall_time at_ns(std::int64_t ns)
{
    return wall_time(std::chrono::nanoseconds(ns));
}

constexpr wall_time some_time = at_ns(1763316177219383423);

http_response answered(std::string body, unsigned status = 200)
{
    http_response answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

// What the adapter asks and how it understands the answers.
struct desk {
    [[nodiscard]] const account_dialect& dialect() const { return *adapter_->account(); }

    [[nodiscard]] account_question question(account_parts part, wall_time since = {}) const
    {
        const auto all = dialect().questions({.parts = part, .fills_since = since});
        BOOST_TEST_REQUIRE(all.size() == 1U);
        return all.front();
    }
    [[nodiscard]] account_question fills_since(wall_time since) const
    {
        return question({.fills = true}, since);
    }
    [[nodiscard]] result<account_page> told(const account_question& what, std::string body,
                                            unsigned status = 200) const
    {
        return dialect().decode(what, answered(std::move(body), status));
    }
    [[nodiscard]] result<std::optional<order>> looked_up(std::string body, unsigned status = 200) const
    {
        return dialect().decode_look_up({"BTC-USD", "", order_id}, answered(std::move(body), status));
    }

    std::shared_ptr<const adapter> adapter_ = some_adapter();
};

std::string words_of(const result<std::string>& written)
{
    return written ? "" : written.error().text;
}

constexpr account_parts all_but_fills{.orders = true, .balances = true, .positions = true};

} // namespace

// ---------------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(bulk_account_stream)

BOOST_AUTO_TEST_CASE(a_buy_order_that_was_placed)
{
    const heard h(placed);
    const auto& o = h.only<order_report>();
    BOOST_TEST(o.symbol == "BTC-USD");
    BOOST_TEST(o.id == order_id);
    BOOST_TEST((o.side == side::buy));
    BOOST_TEST((o.type == order_type::limit));
    BOOST_TEST((o.lasts == time_in_force::good_till_cancelled));
    BOOST_TEST((o.state == order_state::open));
    BOOST_TEST(o.price == "100000"_dec);
    BOOST_TEST(o.quantity == "0.1"_dec);
    BOOST_TEST(o.filled.is_zero());
    BOOST_TEST(!o.average_price.has_value());
    BOOST_TEST((o.updated == some_time));
}

BOOST_AUTO_TEST_CASE(it_belongs_to_the_topic_and_has_no_numbers)
{
    const heard h(placed);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == stream);
    BOOST_TEST((h.said.ids == sequence_ids{}));
    BOOST_TEST((h.said.exchange_time == some_time));
}

BOOST_AUTO_TEST_CASE(a_negative_size_is_a_sale)
{
    const heard h(selling);
    BOOST_TEST((h.only<order_report>().side == side::sell));
    BOOST_TEST(h.only<order_report>().quantity == "0.25"_dec);
}

BOOST_AUTO_TEST_CASE(working_is_filled_in_part)
{
    const heard h(working);
    BOOST_TEST((h.only<order_report>().state == order_state::partially_filled));
    BOOST_TEST(h.only<order_report>().filled == "0.05"_dec);
    BOOST_TEST(h.only<order_report>().average_price.value() == "100000"_dec);
}

BOOST_AUTO_TEST_CASE(a_filled_order_has_its_average_price)
{
    const heard h(filled);
    BOOST_TEST((h.only<order_report>().state == order_state::filled));
    BOOST_TEST(h.only<order_report>().average_price.value() == "100025.5"_dec);
}

BOOST_AUTO_TEST_CASE(an_order_beyond_the_risk_limit_is_cancelled_with_what_it_filled)
{
    const heard h(over_the_limit);
    BOOST_TEST((h.only<order_report>().state == order_state::cancelled));
    BOOST_TEST(h.only<order_report>().filled == "0.05"_dec);
}

BOOST_AUTO_TEST_CASE(a_conditional_order_waits)
{
    const heard h(stop);
    BOOST_TEST((h.only<order_report>().state == order_state::pending));
    BOOST_TEST((h.only<order_report>().type == order_type::stop));
}

BOOST_AUTO_TEST_CASE(each_status_of_the_documentation)
{
    const std::vector<std::pair<std::string, order_state>> words{
        {"pending", order_state::pending},
        {"placed", order_state::open},
        {"resting", order_state::open},
        {"modified", order_state::open},
        {"filled", order_state::filled},
        {"partiallyFilled", order_state::cancelled},
        {"cancelled", order_state::cancelled},
        {"cancelledRiskLimit", order_state::cancelled},
        {"cancelledSelfCrossing", order_state::cancelled},
        {"cancelledReduceOnly", order_state::cancelled},
        {"cancelledIoc", order_state::expired},
        {"rejectedCrossing", order_state::rejected},
        {"rejectedDuplicate", order_state::rejected},
        {"rejectedRiskLimit", order_state::rejected},
        {"rejectedInvalid", order_state::rejected},
        {"triggered", order_state::pending},
        {"siblingCancelled", order_state::cancelled},
        {"triggerFailed", order_state::rejected}};
    for (const auto& [word, state] : words) {
        const heard h(replaced(placed, "\"placed\"", "\"" + word + "\""));
        BOOST_TEST((h.only<order_report>().state == state), word);
    }
}

BOOST_AUTO_TEST_CASE(fault_48_an_order_of_an_unknown_status_is_left_out)
{
    const heard h(replaced(placed, "\"placed\"", "\"eaten\""));
    BOOST_TEST(h.only<unread_report>().about.orders);
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.all[1].what == kind::skipped));
    BOOST_TEST(h.all[1].topic_name == stream);
    BOOST_TEST(h.all[1].text.find("eaten") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(fault_52_a_fill_of_nothing_is_none)
{
    BOOST_TEST(heard(replaced(executed, "0.05", "0")).changes().empty());
}

BOOST_AUTO_TEST_CASE(fault_52_a_fill_without_a_fee_is_a_fill)
{
    BOOST_TEST(
        !heard(replaced(executed, "\"fee\":0.35", "\"fee\":null")).only<fill_report>().fee.has_value());
}

BOOST_AUTO_TEST_CASE(fault_49_a_margin_with_more_digits_than_a_number_holds_is_cut)
{
    const heard h(replaced(new_margin, "771.15", "771.1500000000000000012345"));
    BOOST_TEST(h.only<balance_report>().total == "771.15"_dec);
    BOOST_TEST(h.only<balance_report>().total.inexact());
}

BOOST_AUTO_TEST_CASE(a_fill_of_a_taker)
{
    const heard h(executed);
    const auto& f = h.only<fill_report>();
    BOOST_TEST(f.symbol == "BTC-USD");
    BOOST_TEST(f.order_id == order_id);
    BOOST_TEST((f.side == side::buy));
    BOOST_TEST(!f.maker);
    BOOST_TEST(f.price == "102000"_dec);
    BOOST_TEST(f.quantity == "0.05"_dec);
    BOOST_TEST(f.fee.value() == "0.35"_dec);
    BOOST_TEST(f.fee_asset == "USDC");
    BOOST_TEST((f.at == some_time));
    BOOST_TEST((h.said.exchange_time == some_time));
}

BOOST_AUTO_TEST_CASE(the_maker_did_what_the_taker_did_not)
{
    const heard h(replaced(executed, "\"maker\":false", "\"maker\":true"));
    BOOST_TEST((h.only<fill_report>().side == side::sell));
}

BOOST_AUTO_TEST_CASE(a_fill_is_known_by_the_id_of_its_trade)
{
    const heard h(replaced(executed, "\"fee\":", "\"tradeId\":\"12345:7\",\"fee\":"));
    BOOST_TEST(h.only<fill_report>().key == "12345:7/taker");
}

BOOST_AUTO_TEST_CASE(before_trades_had_ids_by_what_it_consists_of)
{
    const heard h(executed);
    BOOST_TEST(h.only<fill_report>().key == order_id + "/1763316177219/102000/0.05");
}

BOOST_AUTO_TEST_CASE(the_margin_is_a_balance)
{
    const heard h(margin);
    const auto& b = h.only<balance_report>();
    BOOST_TEST(b.asset == "USDC");
    BOOST_TEST(b.total == "100500"_dec);
    BOOST_TEST(b.available.value() == "95500"_dec);
    BOOST_TEST(b.locked.value() == "5000"_dec);
}

BOOST_AUTO_TEST_CASE(the_margin_under_its_new_names)
{
    const heard h(new_margin);
    BOOST_TEST(h.only<balance_report>().total == "771.15"_dec);
    BOOST_TEST(h.only<balance_report>().available.value() == "230.22"_dec);
}

BOOST_AUTO_TEST_CASE(a_margin_can_be_below_zero)
{
    const heard h(replaced(new_margin, "230.22", "-230.22"));
    BOOST_TEST(h.only<balance_report>().available.value() == "-230.22"_dec);
}

BOOST_AUTO_TEST_CASE(a_position_has_its_sign)
{
    const heard h(replaced(moved, "\"size\":0.5", "\"size\":-0.5"));
    BOOST_TEST(h.only<position_report>().symbol == "BTC-USD");
    BOOST_TEST(h.only<position_report>().size == "-0.5"_dec);
    BOOST_TEST(h.only<position_report>().entry_price.value() == "100000"_dec);
}

BOOST_AUTO_TEST_CASE(a_snapshot_tells_all)
{
    const heard h(first_of_all);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.changes().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_snapshot_without_its_orders_is_none)
{
    const heard h(replaced(first_of_all, "\"openOrders\"", "\"somethingElse\""));
    BOOST_TEST((h.said.what == kind::malformed));
}

BOOST_AUTO_TEST_CASE(digits_are_kept)
{
    const heard h(replaced(placed, "\"px\":100000.0", "\"px\":0.30000000000000004"));
    BOOST_TEST(h.only<order_report>().price.str() == "0.30000000000000004");
}

BOOST_AUTO_TEST_CASE(what_is_told_besides_changes_nothing)
{
    for (const std::string& text : {liquidation, not_cancelled, leverage}) {
        const heard h(text);
        BOOST_TEST((h.said.what == kind::data), text);
        BOOST_TEST(h.changes().empty());
    }
}

BOOST_AUTO_TEST_CASE(fault_48_a_kind_of_event_that_nobody_knows_is_told)
{
    const heard h(bulk_account_frames::message(R"({"type":"margarineUpdate"})"));
    BOOST_TEST((h.only<unread_report>().about == account_parts()));
    BOOST_TEST((h.all.at(1).what == kind::skipped));
    BOOST_TEST(h.all.at(1).topic_name == stream);
}

BOOST_AUTO_TEST_CASE(a_position_of_an_isolated_account_is_refused)
{
    const heard h(replaced(first_of_all, "\"iso\":false", "\"iso\":true"));
    BOOST_TEST((h.said.what == kind::malformed));
    BOOST_TEST(h.said.text.find("isolated") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(a_subscription_is_acknowledged_by_its_topic)
{
    const heard h(subscribed);
    BOOST_TEST((h.said.what == kind::ack));
    BOOST_TEST(h.said.topic_name == stream);
}

BOOST_AUTO_TEST_CASE(an_error_is_a_reject)
{
    const heard h(R"({"type":"error","error":"Invalid subscription"})");
    BOOST_TEST((h.said.what == kind::reject));
    BOOST_TEST(h.said.text == "Invalid subscription");
}

BOOST_AUTO_TEST_CASE(the_account_is_subscribed_by_its_key)
{
    const std::array<topic, 1> topics{bulk::account(user)};
    BOOST_TEST(some_adapter()->subscribe(1, topics) ==
               R"({"method":"subscribe","subscription":[{"type":"account","user":")" + user + R"("}]})");
}

BOOST_AUTO_TEST_CASE(an_account_may_say_nothing_for_ever)
{
    const topic_traits traits = some_adapter()->traits(bulk::account(user));
    BOOST_TEST(traits.quiet);
    BOOST_TEST((traits.recovery == recovery::resume));
    BOOST_TEST((traits.rule == continuity::audited));
}

BOOST_AUTO_TEST_CASE(the_limits_are_those_of_the_socket)
{
    const exchange_limits limits = some_adapter()->limits();
    BOOST_TEST(limits.messages == 999U);
    BOOST_TEST(limits.topics_per_connection == 100U);
    BOOST_TEST(limits.rest_weight == 60U);
}

BOOST_AUTO_TEST_CASE(there_is_no_login)
{
    const desk d;
    BOOST_TEST(d.dialect().login(1, some_time).empty());
    BOOST_TEST(d.dialect().identity() == nullptr);
    BOOST_TEST(d.dialect().topics().at(0).name() == stream);
}

BOOST_AUTO_TEST_CASE(a_key_is_needed_and_an_address_to_ask)
{
    BOOST_CHECK_THROW((void)bulk::make_account_adapter(""), error);
    BOOST_CHECK_THROW((void)bulk::make_account_adapter(user, {.where = bulk::staging()}), error);
}

BOOST_AUTO_TEST_SUITE_END()

// ---------------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(bulk_account_orders)

BOOST_AUTO_TEST_CASE(a_signed_transaction_is_posted_to_the_letter)
{
    const desk d;
    const auto written = d.dialect().write(
        7, ready_order{.body = R"({"actions":[],"nonce":1.50})", .symbol = "BTC-USD", .order_id = "a"},
        some_time);
    BOOST_TEST_REQUIRE(written.has_value());
    BOOST_TEST(
        *written ==
        R"({"method":"post","request":{"type":"action","payload":{"actions":[],"nonce":1.50}},"id":7})");
}

BOOST_AUTO_TEST_CASE(what_is_not_signed_yet_is_refused_with_advice)
{
    const desk d;
    const auto written = d.dialect().write(7, new_order{.symbol = "BTC-USD"}, some_time);
    BOOST_TEST((!written && written.error().code == errc::invalid_config));
    BOOST_TEST(words_of(written).find("ready_order") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_order_without_an_id_could_not_be_looked_up)
{
    const desk d;
    BOOST_TEST(words_of(d.dialect().write(7, ready_order{.body = "{}"}, some_time))
                   .starts_with("ready_order::order_id"));
}

BOOST_AUTO_TEST_CASE(a_body_that_is_not_an_object_is_not_sent)
{
    const desk d;
    for (const std::string body : {"", "[]", "{}}", "{\"a\":}", "{},\"id\":1"})
        BOOST_TEST(words_of(d.dialect().write(7, ready_order{.body = body, .order_id = "a"}, some_time))
                       .starts_with("ready_order::body"),
                   body);
}

BOOST_AUTO_TEST_CASE(what_the_exchange_took_is_acknowledged)
{
    for (const std::string& text : {resting, done, expired, taken_back}) {
        const heard h(text);
        BOOST_TEST((h.said.what == kind::answer));
        BOOST_TEST(h.said.request_id == 1U);
        BOOST_TEST((h.said.answer->verdict == order_answer::acknowledged), text);
        BOOST_TEST(h.said.answer->order_id == order_id);
    }
}

BOOST_AUTO_TEST_CASE(what_it_refused_is_rejected_with_its_words)
{
    const std::vector<std::pair<std::string, std::string>> refusals{
        {no_margin, "error: Insufficient margin"},
        {forged, "error: bad signature"},
        {crossing, "rejectedCrossing"},
        {not_found, "cancelOneRejected: Order not found"}};
    for (const auto& [text, words] : refusals) {
        const heard h(text);
        BOOST_TEST((h.said.answer->verdict == order_answer::rejected), text);
        BOOST_TEST(h.said.text == words);
    }
}

BOOST_AUTO_TEST_CASE(a_duplicate_says_that_the_order_is_there_already)
{
    const heard h(duplicate);
    BOOST_TEST((h.said.answer->verdict == order_answer::in_doubt));
}

BOOST_AUTO_TEST_CASE(a_status_that_nobody_knows_leaves_a_doubt)
{
    const heard h(answer(R"({"teleported":{"oid":"x"}})"));
    BOOST_TEST((h.said.answer->verdict == order_answer::in_doubt));
}

BOOST_AUTO_TEST_CASE(no_status_leaves_a_doubt)
{
    const heard h(answer(""));
    BOOST_TEST((h.said.answer->verdict == order_answer::in_doubt));
}

BOOST_AUTO_TEST_CASE(actions_that_ended_differently_leave_a_doubt)
{
    const heard h(answer(R"({"cancelled":{"oid":"x"}},{"rejectedCrossing":{"oid":"y"}})"));
    BOOST_TEST((h.said.answer->verdict == order_answer::in_doubt));
}

BOOST_AUTO_TEST_CASE(an_answer_without_an_id_is_nobodys)
{
    const heard h(replaced(resting, "\"id\":1", "\"id\":\"1\""));
    BOOST_TEST((h.said.what == kind::malformed));
}

BOOST_AUTO_TEST_SUITE_END()

// ---------------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(bulk_account_rest)

BOOST_AUTO_TEST_CASE(all_but_fills_comes_in_one_answer)
{
    const desk d;
    BOOST_TEST(d.dialect().questions({.parts = all_but_fills}).size() == 1U);
    BOOST_TEST(d.dialect().questions({.parts = whole_account}).size() == 2U);
    BOOST_TEST((d.question(all_but_fills).part == all_but_fills));
}

BOOST_AUTO_TEST_CASE(the_account_is_asked_for_by_its_key)
{
    const desk d;
    const http_request asked = d.dialect().ask(d.question(all_but_fills));
    BOOST_TEST((asked.verb == http_verb::post));
    BOOST_TEST(asked.url == "https://exchange-api.bulk.trade/api/v1/account");
    BOOST_TEST(asked.body == R"({"type":"fullAccount","user":")" + user + R"("})");
    BOOST_TEST((asked.auth == request_auth::nobody));
}

BOOST_AUTO_TEST_CASE(the_account_as_it_is)
{
    const desk d;
    const auto page = d.told(d.question(all_but_fills), full_account);
    BOOST_TEST_REQUIRE(page.has_value());
    BOOST_TEST(page->found.open_orders.at(0).id == order_id);
    BOOST_TEST(page->found.balances.at(0).total == "100000"_dec);
    BOOST_TEST(page->found.positions.at(0).size == "0.5"_dec);
    BOOST_TEST(!page->next.has_value());
}

BOOST_AUTO_TEST_CASE(fault_52_an_open_order_without_a_type_is_of_another_type)
{
    const desk d;
    const auto page = d.told(
        d.question(all_but_fills),
        R"([{"fullAccount":{"margin":{"totalBalance":1.0,"availableBalance":1.0,"marginUsed":0.0},"positions":[],)"
        R"("openOrders":[{"symbol":"BTC-USD","orderId":"Fpa3","price":100000.0,"originalSize":0.1,"size":0.1,)"
        R"("filledSize":0.0,"vwap":0.0,"isBuy":false,"maker":true,"reduceOnly":false,"tif":"gtc",)"
        R"("status":"resting","timestamp":1704067200000000000}]}}])");
    BOOST_TEST_REQUIRE(page.has_value());
    BOOST_TEST((page->found.open_orders.at(0).type == order_type::other));
    BOOST_TEST((page->found.open_orders.at(0).state == order_state::open));
}

BOOST_AUTO_TEST_CASE(fault_48_what_is_listed_as_open_is_open_whatever_its_status_is_called)
{
    const desk d;
    const auto page = d.told(d.question(all_but_fills),
                             replaced(full_account, "\"status\":\"placed\"", "\"status\":\"dozing\""));
    BOOST_TEST_REQUIRE(page.has_value());
    BOOST_TEST((page->found.open_orders.at(0).state == order_state::open));
    BOOST_TEST(page->found.left_out.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_account_that_is_not_there_is_no_empty_account)
{
    const desk d;
    const account_question asked = d.question(all_but_fills);
    BOOST_TEST((d.told(asked, "[]").error().code == errc::malformed));
    const auto unknown =
        d.told(asked, R"({"error":{"code":"ACCOUNT_NOT_FOUND","message":"account not found"}})", 404);
    BOOST_TEST((unknown.error().code == errc::http_status));
    BOOST_TEST(unknown.error().text == "HTTP 404: ACCOUNT_NOT_FOUND: account not found");
}

BOOST_AUTO_TEST_CASE(an_error_with_status_200_is_one)
{
    const desk d;
    BOOST_TEST(
        (d.told(d.question(all_but_fills), R"({"error":"overloaded"})").error().code == errc::http_status));
}

BOOST_AUTO_TEST_CASE(too_many_requests_say_when_to_come_again)
{
    const desk d;
    http_response busy = answered("slow down", 429);
    busy.retry_after = std::chrono::seconds(3);
    const auto refused = d.dialect().decode(d.question(all_but_fills), busy);
    BOOST_TEST((refused.error().code == errc::rate_limited));
    BOOST_TEST((refused.error().retry_after == std::chrono::seconds(3)));
}

BOOST_AUTO_TEST_CASE(no_failure_tells_a_key)
{
    const desk d;
    const auto refused = d.told(d.question(all_but_fills), R"({"error":"no account )" + user + "\"}", 400);
    BOOST_TEST(refused.error().text.find(user) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(fills_are_asked_for_page_by_page)
{
    const desk d;
    account_question asked = d.fills_since(some_time);
    BOOST_TEST(d.dialect().ask(asked).body == R"({"type":"fills","user":")" + user + R"(","limit":1000})");
    asked.cursor = "next_page";
    BOOST_TEST(d.dialect().ask(asked).body ==
               R"({"type":"fills","user":")" + user + R"(","limit":1000,"cursor":"next_page"})");
}

BOOST_AUTO_TEST_CASE(a_fill_as_taker)
{
    const desk d;
    const auto told = d.told(d.fills_since({}), page(traded("somebody", user, "1699564800000")));
    BOOST_TEST_REQUIRE(told.has_value());
    const fill& f = told->found.fills.at(0);
    BOOST_TEST(f.order_id == "taker_order_hash");
    BOOST_TEST((f.side == side::buy));
    BOOST_TEST(f.fee.value() == "0.35"_dec);
    BOOST_TEST(!f.maker);
}

BOOST_AUTO_TEST_CASE(a_fill_as_maker)
{
    const desk d;
    const auto told = d.told(d.fills_since({}), page(traded(user, "somebody", "1699564800000")));
    const fill& f = told->found.fills.at(0);
    BOOST_TEST(f.order_id == "maker_order_hash");
    BOOST_TEST((f.side == side::sell));
    BOOST_TEST(f.fee.value() == "-0.15"_dec);
    BOOST_TEST(f.maker);
}

BOOST_AUTO_TEST_CASE(a_trade_with_oneself_is_two_fills)
{
    const desk d;
    const auto told =
        d.told(d.fills_since({}), page(traded(user, user, "1699564800000", R"(,"tradeId":"1:2")")));
    BOOST_TEST_REQUIRE(told->found.fills.size() == 2U);
    BOOST_TEST(told->found.fills[0].key == "1:2/maker");
    BOOST_TEST(told->found.fills[1].key == "1:2/taker");
}

BOOST_AUTO_TEST_CASE(a_fill_has_the_same_key_in_the_stream_and_over_rest)
{
    const std::string told_later =
        replaced(traded("somebody", user, "1763316177219"), "taker_order_hash", order_id);
    const desk d;
    const heard h(replaced(replaced(executed, "102000.0", "100000"), "0.05", "0.10"));
    BOOST_TEST(d.told(d.fills_since({}), page(told_later))->found.fills.at(0).key ==
               h.only<fill_report>().key);
}

BOOST_AUTO_TEST_CASE(a_trade_of_others_does_not_belong_there)
{
    const desk d;
    BOOST_TEST(
        (d.told(d.fills_since({}), page(traded("a", "b", "1699564800000"))).error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(fills_of_an_isolated_account_are_left_out)
{
    const desk d;
    const auto told =
        d.told(d.fills_since({}),
               page(replaced(traded("a", "b", "1699564800000"), "\"iso\":false", "\"iso\":true")));
    BOOST_TEST_REQUIRE(told.has_value());
    BOOST_TEST(told->found.fills.empty());
}

BOOST_AUTO_TEST_CASE(another_page_is_asked_for_with_its_cursor)
{
    const desk d;
    const auto told = d.told(d.fills_since(at_ns(1)), page(traded("a", user, "1699564800000"), "more"));
    BOOST_TEST_REQUIRE(told->next.has_value());
    BOOST_TEST(told->next->cursor == "more");
    BOOST_TEST((told->next->since == at_ns(1)));
}

BOOST_AUTO_TEST_CASE(a_page_that_goes_back_far_enough_is_the_last)
{
    const desk d;
    const std::string rows = traded("a", user, "1699564802000") + "," + traded("a", user, "1699564800000");
    const auto told = d.told(d.fills_since(frame_words::at_ms(1699564801000)), page(rows, "more"));
    BOOST_TEST(!told->next.has_value());
    BOOST_TEST(told->found.fills.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_fill_at_the_moment_itself_counts_and_others_of_it_may_follow)
{
    const desk d;
    const std::string rows = traded("a", user, "1699564802000") + "," + traded("a", user, "1699564801000");
    const auto told = d.told(d.fills_since(frame_words::at_ms(1699564801000)), page(rows, "more"));
    BOOST_TEST(told->found.fills.size() == 2U);
    BOOST_TEST(told->next.has_value());
}

BOOST_AUTO_TEST_CASE(a_cursor_that_has_grown_old_begins_anew)
{
    const desk d;
    account_question asked = d.fills_since(at_ns(1));
    asked.cursor = "old";
    const auto told =
        d.told(asked, R"({"error":{"code":"CURSOR_EXPIRED","message":"history changed"}})", 410);
    BOOST_TEST_REQUIRE(told.has_value());
    BOOST_TEST(told->next.value().cursor.empty());
}

BOOST_AUTO_TEST_CASE(a_history_that_is_still_gathered_is_none)
{
    const desk d;
    const auto told = d.told(d.fills_since({}),
                             replaced(page(""), "\"coverage\"", R"("backfillStatus":"pending","coverage")"));
    BOOST_TEST((told.error().code == errc::snapshot_failed));
}

BOOST_AUTO_TEST_CASE(a_page_that_has_more_and_no_cursor_is_malformed)
{
    const desk d;
    BOOST_TEST((
        d.told(d.fills_since({}), replaced(page(""), "\"hasMore\":false", "\"hasMore\":true")).error().code ==
        errc::malformed));
}

BOOST_AUTO_TEST_CASE(histories_used_to_be_lists)
{
    const desk d;
    const auto told = d.told(d.fills_since({}), R"([{"fills":)" + traded("a", user, "1699564800000") + "}]");
    BOOST_TEST_REQUIRE(told.has_value());
    BOOST_TEST(told->found.fills.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_list_that_was_cut_off_may_miss_fills)
{
    std::string body = "[";
    for (int i = 0; i < 5000; ++i)
        body += (i == 0 ? "" : ",") + (R"({"fills":)" + traded("a", user, "1699564800000") + "}");
    const desk d;
    BOOST_TEST((d.told(d.fills_since({}), body + "]").error().code == errc::snapshot_failed));
}

// ---- an order in doubt

BOOST_AUTO_TEST_CASE(an_order_is_looked_up_in_the_account_first)
{
    const desk d;
    BOOST_TEST(d.dialect().look_up({"BTC-USD", "", order_id}).body ==
               R"({"type":"fullAccount","user":")" + user + R"("})");
    BOOST_TEST(d.looked_up(full_account)->value().id == order_id);
}

BOOST_AUTO_TEST_CASE(an_order_that_is_not_open_may_have_ended)
{
    const desk d;
    const auto found = d.looked_up(replaced(full_account, order_id, "another"));
    BOOST_TEST((found.error().code == errc::order_not_found));
    BOOST_TEST(d.dialect().look_up_ended({"BTC-USD", "", order_id}).body ==
               R"({"type":"orderHistory","user":")" + user + R"(","limit":5000})");
}

BOOST_AUTO_TEST_CASE(an_order_that_has_ended)
{
    const desk d;
    const auto found = d.looked_up(page(ended("1699564800000000000")));
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST((found->value().state == order_state::filled));
    BOOST_TEST((found->value().side == side::sell));
    BOOST_TEST(found->value().average_price.value() == "100025.5"_dec);
}

BOOST_AUTO_TEST_CASE(an_order_that_is_nowhere)
{
    const desk d;
    for (const std::string& body : {page(""), std::string("[]")}) {
        const auto found = d.looked_up(body);
        BOOST_TEST_REQUIRE(found.has_value());
        BOOST_TEST(!found->has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_history_that_does_not_go_back_far_settles_nothing)
{
    const desk d;
    const std::string others = replaced(ended("1699564800000"), order_id, "another") + "," +
                               replaced(ended("1699564700000"), order_id, "third");
    BOOST_TEST((d.looked_up(page(others, "more")).error().code == errc::snapshot_failed));
}

BOOST_AUTO_TEST_CASE(a_history_of_an_hour_does)
{
    const desk d;
    const std::string others = replaced(ended("1699564800000"), order_id, "another") + "," +
                               replaced(ended("1699561200000"), order_id, "third");
    const auto found = d.looked_up(page(others, "more"));
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(!found->has_value());
}

BOOST_AUTO_TEST_CASE(trouble_is_not_no_such_order)
{
    const desk d;
    BOOST_TEST(!d.looked_up("", 404).has_value());
    BOOST_TEST(!d.looked_up(R"({"error":"not found"})", 404).has_value());
    BOOST_TEST(!d.looked_up("<html>", 200).has_value());
    BOOST_TEST(!d.looked_up("", 503).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
