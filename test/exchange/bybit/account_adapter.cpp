// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bybit/account.hpp>
#include <holdfast/exchange/bybit/keys.hpp>

#include "exchange/bybit/account_frames.hpp"
#include "support/frame_words.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace holdfast;
using namespace std::chrono_literals;
namespace say = bybit_account_messages;
using frame_words::at_ms;
using frame_words::replaced;
using kind = decoded::kind;

const std::shared_ptr<const signer> me =
    bybit::make_signer({.api_key = secret::from_text("key"),
                        .key = signing_key::hmac_sha256(secret::from_text("secret")).value()});

const std::shared_ptr<const adapter> stream = bybit::make_account_adapter(me);
const std::shared_ptr<const adapter> desk = bybit::make_trade_adapter(me);
const account_dialect& dialect = *stream->account();

constexpr wall_time then{1'700'000'000'000ms};

// A message and what it said; the views live as long as this.
struct heard {
    explicit heard(std::string bytes, const adapter& on = *stream) : text(std::move(bytes))
    {
        on.decode(text, false, *memory, all);
        BOOST_TEST_REQUIRE(!all.empty());
    }

    [[nodiscard]] const decoded& one() const
    {
        BOOST_TEST_REQUIRE(all.size() == 1U);
        return all.front();
    }

    [[nodiscard]] std::span<const account_change> changes() const
    {
        BOOST_TEST_REQUIRE((one().what == kind::data), one().text);
        return std::get<std::span<const account_change>>(one().content);
    }

    template <class Change>
    [[nodiscard]] const Change& only() const
    {
        BOOST_TEST_REQUIRE(changes().size() == 1U);
        return std::get<Change>(changes().front());
    }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::vector<decoded> all{};
};

// What a message says whose only row is left out.
struct left_out {
    explicit left_out(std::string bytes, const adapter& on = *stream) : h(std::move(bytes), on)
    {
        BOOST_TEST_REQUIRE(h.all.size() == 2U);
        BOOST_TEST((h.all[1].what == kind::skipped));
        BOOST_TEST(h.all[1].topic_name == h.all[0].topic_name);
        const auto told = std::get<std::span<const account_change>>(h.all[0].content);
        BOOST_TEST_REQUIRE(told.size() == 1U);
        row = std::get<unread_report>(told.front());
    }
    heard h;
    unread_report row{};
};

bool malformed(const std::string& text)
{
    const heard h(text);
    return h.one().what == kind::malformed && !h.one().text.empty();
}

http_response answer(std::string body, unsigned status = 200)
{
    return {.status = status, .headers = {}, .body = std::move(body), .retry_after = {}};
}

account_question about(account_parts part)
{
    return {.part = part, .about = {}, .cursor = {}, .since = {}};
}

constexpr account_parts orders{.orders = true};
constexpr account_parts fills{.fills = true};
constexpr account_parts balances{.balances = true};
constexpr account_parts positions{.positions = true};

bool refuses_options(bybit::account_adapter_options chosen, std::string_view member)
{
    try {
        (void)bybit::make_account_adapter(me, std::move(chosen));
        return false;
    } catch (const error& e) {
        return e.why().code == errc::invalid_config && e.why().text.find(member) != std::string::npos;
    }
}

} // namespace

// ---- what the stream says -------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(bybit_account_stream)

BOOST_AUTO_TEST_CASE(an_execution_is_a_fill_with_its_key)
{
    const heard h(say::execution);
    const auto& f = h.only<fill_report>();
    BOOST_TEST(h.one().topic_name == "execution");
    BOOST_TEST((h.one().exchange_time == at_ms(1746270400355)));
    BOOST_TEST(f.symbol == "BTCUSDT");
    BOOST_TEST(f.key == "0ab1bdf7-4219-438b-b30a-32ec863018f7");
    BOOST_TEST(f.order_id == "9aac161b-8ed6-450d-9cab-c5cc67c21784");
    BOOST_TEST(f.client_id == "mine-7");
    BOOST_TEST((f.side == side::sell));
    BOOST_TEST(f.price.str() == "95900.1");
    BOOST_TEST(f.quantity.str() == "0.5");
    BOOST_TEST(f.fee.value().str() == "26.3725275");
    BOOST_TEST(!f.maker);
    BOOST_TEST((f.at == at_ms(1746270400353)));
}

BOOST_AUTO_TEST_CASE(messages_of_the_stream_have_no_numbers)
{
    BOOST_TEST((heard(say::execution).one().ids == sequence_ids()));
}

BOOST_AUTO_TEST_CASE(funding_is_no_fill)
{
    BOOST_TEST(heard(say::funding).changes().empty());
}

BOOST_AUTO_TEST_CASE(fault_48_an_execution_of_an_unknown_type_is_left_out_and_closes_nothing)
{
    const left_out gift(replaced(say::execution, "\"Trade\"", "\"CorporateAction\""));
    BOOST_TEST(gift.h.all[1].text.find("CorporateAction") != std::string_view::npos);
    BOOST_TEST((gift.row.about == account_parts()));
    BOOST_TEST(gift.row.name == "BTCUSDT");
}

BOOST_AUTO_TEST_CASE(fault_48_a_fill_whose_side_is_not_known_closes_the_account_until_it_was_compared)
{
    BOOST_TEST((left_out(replaced(say::execution, "\"Sell\"", "\"Exchange\"")).row.about == fills));
}

BOOST_AUTO_TEST_CASE(fault_48_the_rows_beside_one_that_is_left_out_are_read)
{
    const std::string row =
        R"({"category":"linear","symbol":"BTCUSDT","execId":"e1","orderId":"o1","side":"Sell",)"
        R"("execType":"Trade","execPrice":"9","execQty":"0.5","execFee":"0","isMaker":false,)"
        R"("execTime":"1784851200000"})";
    const std::string odd = replaced(replaced(row, "Trade", "UNKNOWN"), "e1", "e2");
    const heard h(R"({"topic":"execution","creationTime":1784851200100,"data":[)" + odd + "," + row + "," +
                  odd + "," + replaced(row, "e1", "e3") + "]}");
    const auto told = std::get<std::span<const account_change>>(h.all[0].content);
    BOOST_TEST_REQUIRE(told.size() == 4U);
    BOOST_TEST(std::get<fill_report>(told[1]).key == "e1");
    BOOST_TEST(std::get<fill_report>(told[3]).key == "e3");
    BOOST_TEST(h.all.size() == 3U);
}

BOOST_AUTO_TEST_CASE(fault_53_fast_executions_are_a_topic_of_their_own_without_fees)
{
    for (const std::string name : {"execution.fast", "execution.fast.linear"}) {
        const heard h(
            R"({"topic":")" + name +
            R"(","creationTime":1784851200100,"data":[{"category":"linear","symbol":"BTCUSDT",)"
            R"("execId":"e1","execPrice":"95900.1","execQty":"0.5","orderId":"o1","orderLinkId":"",)"
            R"("side":"Sell","execTime":"1784851200000","seq":1,"isMaker":false}]})");
        BOOST_TEST(h.one().topic_name == name);
        BOOST_TEST((h.only<fill_report>().side == side::sell));
        BOOST_TEST(!h.only<fill_report>().fee.has_value());
    }
}

BOOST_AUTO_TEST_CASE(fault_52_an_execution_of_nothing_is_no_fill)
{
    BOOST_TEST(
        heard(replaced(say::execution, "\"0.5\",\"execType\"", "\"0\",\"execType\"")).changes().empty());
}

BOOST_AUTO_TEST_CASE(fault_51_a_market_order_that_buys_on_spot_names_the_quote_coin_unless_it_says_otherwise)
{
    const auto spot = bybit::make_account_adapter(me, {.of = bybit::category::spot});
    const auto quantity = [&](const std::string& side, const std::string& type, const std::string& unit) {
        const heard h(R"({"topic":"order","creationTime":1784851200100,"data":[{"category":"spot",)"
                      R"("symbol":"BTCUSDT","orderId":"1","orderLinkId":"","side":")" +
                          side + R"(","orderType":")" + type +
                          R"(","timeInForce":"IOC","orderStatus":"New","price":"0","qty":"100",)"
                          R"("cumExecQty":"0","avgPrice":"","marketUnit":")" +
                          unit + R"(","reduceOnly":false,"updatedTime":"1784851200000"}]})",
                      *spot);
        return h.only<order_report>().quantity.str();
    };
    BOOST_TEST(quantity("Buy", "Market", "") == "0");
    BOOST_TEST(quantity("Buy", "Market", "quoteCoin") == "0");
    BOOST_TEST(quantity("Buy", "Market", "baseCoin") == "100");
    BOOST_TEST(quantity("Sell", "Market", "") == "100");
    BOOST_TEST(quantity("Buy", "Limit", "") == "100");
}

BOOST_AUTO_TEST_CASE(an_order_with_what_has_become_of_it)
{
    const heard h(say::order);
    const auto& o = h.only<order_report>();
    BOOST_TEST(o.symbol == "ETHUSDT");
    BOOST_TEST(o.id == "5cf98598-39a7-459e-97bf-76ca765ee020");
    BOOST_TEST(o.client_id == "mine-8");
    BOOST_TEST((o.side == side::sell));
    BOOST_TEST((o.type == order_type::limit));
    BOOST_TEST((o.lasts == time_in_force::post_only));
    BOOST_TEST((o.state == order_state::partially_filled));
    BOOST_TEST(o.reduce_only);
    BOOST_TEST(o.price.str() == "1472.5");
    BOOST_TEST(o.quantity.str() == "1.00");
    BOOST_TEST(o.filled.str() == "0.25");
    BOOST_TEST(o.average_price.value().str() == "1472.8");
    BOOST_TEST((o.updated == at_ms(1672364262457)));
}

BOOST_AUTO_TEST_CASE(every_status_of_an_order_has_its_state)
{
    const std::vector<std::pair<std::string, order_state>> words = {
        {"New", order_state::open},
        {"PartiallyFilled", order_state::partially_filled},
        {"Untriggered", order_state::pending},
        {"Triggered", order_state::pending},
        {"Rejected", order_state::rejected},
        {"Filled", order_state::filled},
        {"Cancelled", order_state::cancelled},
        {"PartiallyFilledCanceled", order_state::cancelled},
        {"Deactivated", order_state::cancelled}};
    for (const auto& [word, state] : words) {
        const heard h(
            replaced(say::order, "\"orderStatus\":\"PartiallyFilled\"", "\"orderStatus\":\"" + word + "\""));
        BOOST_TEST((h.only<order_report>().state == state), word);
    }
}

BOOST_AUTO_TEST_CASE(fault_48_an_order_of_an_unknown_status_is_left_out)
{
    const left_out lost(replaced(say::order, "\"PartiallyFilled\"", "\"Lost\""));
    BOOST_TEST((lost.row.about == orders));
    BOOST_TEST(lost.row.name == "ETHUSDT");
}

BOOST_AUTO_TEST_CASE(fault_48_an_unknown_type_or_duration_of_an_order_is_another)
{
    const heard h(replaced(replaced(say::order, "\"Limit\"", "\"Iceberg\""), "\"PostOnly\"", "\"Forever\""));
    BOOST_TEST((h.only<order_report>().type == order_type::other));
    BOOST_TEST((h.only<order_report>().lasts == time_in_force::other));
}

BOOST_AUTO_TEST_CASE(a_conditional_order_waits_with_the_type_that_it_has_when_triggered)
{
    const std::string waiting =
        replaced(say::order, R"("stopOrderType":"")", R"("stopOrderType":"StopLoss")");
    BOOST_TEST((heard(waiting).only<order_report>().type == order_type::stop_limit));
    const std::string market = replaced(waiting, R"("orderType":"Limit")", R"("orderType":"Market")");
    BOOST_TEST((heard(market).only<order_report>().type == order_type::stop));
}

BOOST_AUTO_TEST_CASE(an_order_that_the_exchange_made_is_not_ours)
{
    const heard h(replaced(say::order, R"("tpslMode":"")", R"("createType":"CreateByAdl_PassThrough")"));
    BOOST_TEST((h.only<order_report>().origin == order_origin::auto_deleveraging));
}

BOOST_AUTO_TEST_CASE(what_belongs_to_another_category_is_left_out)
{
    BOOST_TEST(
        heard(replaced(say::order, R"("category":"linear")", R"("category":"option")")).changes().empty());
}

BOOST_AUTO_TEST_CASE(a_short_position_is_below_zero)
{
    const heard h(say::position);
    const auto& p = h.only<position_report>();
    BOOST_TEST(p.symbol == "BTCUSDT");
    BOOST_TEST(p.size.str() == "-0.3");
    BOOST_TEST((p.leg == position_leg::net));
    BOOST_TEST(p.entry_price.value().str() == "28101.5");
    BOOST_TEST((p.at == at_ms(1697682317038)));
    BOOST_TEST(p.update == 8327597863U);
}

BOOST_AUTO_TEST_CASE(an_empty_leg_of_a_hedged_position_has_no_side_and_no_sequence)
{
    const heard h(say::empty_leg);
    const auto& p = h.only<position_report>();
    BOOST_TEST(h.one().topic_name == "position.linear");
    BOOST_TEST(p.size.is_zero());
    BOOST_TEST((p.leg == position_leg::short_leg));
    BOOST_TEST(!p.entry_price.has_value());
    BOOST_TEST(p.update == 0U);
}

BOOST_AUTO_TEST_CASE(fault_48_a_position_without_a_side_is_left_out_unless_it_is_empty)
{
    BOOST_TEST((left_out(replaced(say::position, "\"Sell\"", "\"\"")).row.about == positions));
}

BOOST_AUTO_TEST_CASE(fault_49_a_balance_with_more_digits_than_a_number_holds_is_cut_and_says_so)
{
    const auto total = [](const std::string& digits) {
        return heard(
                   R"({"topic":"wallet","creationTime":1784851200100,"data":[{"accountType":"UNIFIED","coin":)"
                   R"([{"coin":"MOG","walletBalance":")" +
                   digits + R"(","locked":"0"}]}]})")
            .only<balance_report>()
            .total;
    };
    BOOST_TEST(total("1234567890123.45678912").str() == "1234567890123.456789");
    BOOST_TEST(total("1234567890123.45678912").inexact());
    BOOST_TEST(total("123456789012.123456789012345678").inexact());
    BOOST_TEST(!total("106.03036732").inexact());
}

BOOST_AUTO_TEST_CASE(fault_52_a_wallet_that_does_not_say_its_type_is_this_account)
{
    const heard h(
        R"({"id":"1","topic":"wallet","creationTime":1700034722104,"data":[{"coin":[{"coin":"USDT",)"
        R"("walletBalance":"9647.75537647"}]}]})");
    BOOST_TEST(h.only<balance_report>().total.str() == "9647.75537647");
}

BOOST_AUTO_TEST_CASE(fault_52_a_wallet_of_an_unknown_type_is_told)
{
    const left_out odd(replaced(say::wallet, "\"UNIFIED\"", "\"UNIFIED3\""));
    BOOST_TEST((odd.row.about == account_parts()));
}

BOOST_AUTO_TEST_CASE(a_wallet_tells_what_there_is_of_each_coin)
{
    const heard h(say::wallet);
    BOOST_TEST_REQUIRE(h.changes().size() == 3U);
    const auto& tether = std::get<balance_report>(h.changes()[2]);
    BOOST_TEST(tether.asset == "USDT");
    BOOST_TEST(tether.total.str() == "106.03036732");
    BOOST_TEST(!tether.available.has_value());
    BOOST_TEST((tether.at == at_ms(1690873065683)));
}

BOOST_AUTO_TEST_CASE(a_coin_that_is_owed_is_below_zero)
{
    const heard h(say::wallet);
    BOOST_TEST(std::get<balance_report>(h.changes()[1]).total.str() == "-0.1");
}

BOOST_AUTO_TEST_CASE(only_on_spot_orders_lock_what_they_are_to_pay)
{
    BOOST_TEST(!std::get<balance_report>(heard(say::wallet).changes()[2]).locked.has_value());
    const auto spot = bybit::make_account_adapter(me, {.of = bybit::category::spot});
    const heard h(say::wallet, *spot);
    BOOST_TEST(std::get<balance_report>(h.changes()[2]).locked.value().str() == "2.5");
}

BOOST_AUTO_TEST_CASE(a_message_that_is_not_understood_says_whose_it_is)
{
    const left_out row(replaced(say::execution, "\"0.5\",\"execType\"", "\"much\",\"execType\""));
    BOOST_TEST(row.h.all[1].topic_name == "execution");
    BOOST_TEST(row.h.all[1].text.find("execQty") != std::string_view::npos);
}

BOOST_AUTO_TEST_SUITE_END()

// ---- logins, topics, pings --------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(bybit_account_control)

BOOST_AUTO_TEST_CASE(the_account_and_its_orders_have_an_address_each)
{
    BOOST_TEST(stream->endpoint({}) == "wss://stream.bybit.com/v5/private");
    BOOST_TEST(desk->endpoint({}) == "wss://stream.bybit.com/v5/trade");
}

BOOST_AUTO_TEST_CASE(a_login_is_good_for_ten_seconds)
{
    const std::string text = dialect.login(3, at_ms(1'699'999'990'000));
    BOOST_TEST(text == R"({"req_id":"3","op":"auth","args":["key",1700000000000,)"
                       R"("9baf584ddf7a063dffe910d97ce4eac0cf7064058356de8b8d92f028e5ad936f"]})");
}

BOOST_AUTO_TEST_CASE(a_login_is_answered_in_one_of_two_ways)
{
    BOOST_TEST((heard(say::logged_in).one().what == kind::login));
    BOOST_TEST((heard(say::trade_logged_in, *desk).one().what == kind::login));
}

BOOST_AUTO_TEST_CASE(a_second_login_finds_us_logged_in)
{
    const std::string repeated = replaced(replaced(say::trade_logged_in, "0", "20001"), "OK", "Repeat auth");
    BOOST_TEST((heard(repeated, *desk).one().what == kind::login));
}

BOOST_AUTO_TEST_CASE(fault_27_a_wrong_key_is_refused_with_the_exchanges_words)
{
    const heard h(say::wrong_key);
    BOOST_TEST((h.one().what == kind::login_refused));
    BOOST_TEST(h.one().text == "10003: Invalid apikey");
    BOOST_TEST(!h.one().again);
    BOOST_TEST_REQUIRE(h.one().answer != nullptr);
    BOOST_TEST(h.one().answer->code == 10003);
}

// github.com/bybit-exchange/pybit, issue 300: so the exchange calls a login that comes too late.
BOOST_AUTO_TEST_CASE(fault_31_a_login_that_is_out_of_date_blames_the_clock)
{
    const heard h(say::login_out_of_date);
    BOOST_TEST((h.one().what == kind::login_refused));
    BOOST_TEST(h.one().again);
    BOOST_TEST(me->blames_the_clock(static_cast<int>(h.one().answer->code)));
}

BOOST_AUTO_TEST_CASE(an_answer_to_a_login_without_a_verdict_is_malformed)
{
    BOOST_TEST(malformed(R"({"op":"auth","conn_id":"1"})"));
}

BOOST_AUTO_TEST_CASE(the_topics_tell_everything_about_the_account)
{
    std::set<std::string> names;
    for (const topic& t : dialect.topics())
        names.emplace(t.name());
    BOOST_TEST((names == std::set<std::string>{"order", "execution", "position", "wallet"}));
    BOOST_TEST((dialect.parts() == whole_account));
}

BOOST_AUTO_TEST_CASE(a_connection_for_orders_has_no_topics)
{
    BOOST_TEST(desk->account()->topics().empty());
}

BOOST_AUTO_TEST_CASE(on_spot_there_are_no_positions)
{
    const auto spot = bybit::make_account_adapter(me, {.of = bybit::category::spot});
    BOOST_TEST(!spot->account()->parts().positions);
    BOOST_TEST(spot->account()->topics().size() == 3U);
}

BOOST_AUTO_TEST_CASE(topics_are_quiet_and_begin_with_the_acknowledgement)
{
    const topic_traits known = stream->traits(topic("order"));
    BOOST_TEST(known.quiet);
    BOOST_TEST((known.rule == continuity::audited));
    BOOST_TEST((known.recovery == recovery::resume));
}

BOOST_AUTO_TEST_CASE(topics_are_asked_for_by_one_request_and_acknowledged_by_one_answer)
{
    const std::vector<topic> two{topic("order"), topic("wallet")};
    BOOST_TEST(stream->subscribe(7, two) == R"({"req_id":"7","op":"subscribe","args":["order","wallet"]})");
    const heard h(say::subscribed);
    BOOST_TEST((h.one().what == kind::ack));
    BOOST_TEST(h.one().request_id == 7U);
}

BOOST_AUTO_TEST_CASE(a_topic_that_is_refused_is_rejected)
{
    const heard h(R"({"success":false,"ret_msg":"error:handler not found,topic:odor","conn_id":"1",)"
                  R"("req_id":"7","op":"subscribe"})");
    BOOST_TEST((h.one().what == kind::reject));
    BOOST_TEST(h.one().request_id == 7U);
}

BOOST_AUTO_TEST_CASE(both_pongs_are_signs_of_life)
{
    BOOST_TEST((heard(say::private_pong).one().what == kind::heartbeat));
    BOOST_TEST((heard(say::trade_pong, *desk).one().what == kind::heartbeat));
}

BOOST_AUTO_TEST_CASE(pings_are_sent_every_twenty_seconds_whatever_happens)
{
    for (const auto* line : {&stream, &desk}) {
        BOOST_TEST((*line)->keepalive().ping_text == R"({"op":"ping"})");
        BOOST_TEST(((*line)->keepalive().ping_after == 20s));
        BOOST_TEST((*line)->keepalive().always);
    }
}

BOOST_AUTO_TEST_CASE(orders_are_sent_as_fast_as_the_account_may)
{
    BOOST_TEST(desk->limits().messages == 10U);
    BOOST_TEST(bybit::make_trade_adapter(me, {.orders_per_second = 300})->limits().messages == 300U);
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_named)
{
    BOOST_TEST(refuses_options({.of = bybit::category::spread}, "of"));
    BOOST_TEST(refuses_options({.settle_coins = {}}, "settle_coins"));
    BOOST_TEST(refuses_options({.recv_window = 2min}, "recv_window"));
    BOOST_TEST(refuses_options({.orders_per_second = 0}, "orders_per_second"));
    BOOST_CHECK_THROW((void)bybit::make_trade_adapter(nullptr), error);
}

BOOST_AUTO_TEST_SUITE_END()

// ---- orders -----------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(bybit_account_orders)

const new_order good{.symbol = "ETHUSDT",
                     .client_id = "mine-9",
                     .side = side::buy,
                     .type = order_type::limit,
                     .lasts = time_in_force::post_only,
                     .price = "2800"_dec,
                     .quantity = "0.2"_dec};

std::string member_at_fault(const order_command& command)
{
    const auto text = desk->account()->write(1, command, then);
    BOOST_TEST_REQUIRE(text.has_error());
    BOOST_TEST((text.error().code == errc::invalid_config));
    return text.error().text.substr(0, text.error().text.find(": "));
}

template <class Change>
new_order but(Change change)
{
    new_order changed = good;
    change(changed);
    return changed;
}

BOOST_AUTO_TEST_CASE(a_limit_order_as_the_exchange_wants_it)
{
    BOOST_TEST(desk->account()->write(9, good, then).value() ==
               R"({"reqId":"9-1700000000000","header":{"X-BAPI-TIMESTAMP":"1700000000000",)"
               R"("X-BAPI-RECV-WINDOW":"5000"},"op":"order.create","args":[{"category":"linear",)"
               R"("symbol":"ETHUSDT","side":"Buy","orderType":"Limit","qty":"0.2","price":"2800",)"
               R"("timeInForce":"PostOnly","positionIdx":0,"reduceOnly":false,"orderLinkId":"mine-9"}]})");
}

BOOST_AUTO_TEST_CASE(a_market_order_has_no_price)
{
    const std::string text =
        desk->account()->write(9, but([](new_order& o) { o.type = order_type::market; }), then).value();
    BOOST_TEST(text.find("price") == std::string::npos);
    BOOST_TEST(text.find(R"("orderType":"Market")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_market_order_on_spot_counts_the_base_coin)
{
    const auto spot = bybit::make_trade_adapter(me, {.of = bybit::category::spot});
    const std::string text =
        spot->account()->write(9, but([](new_order& o) { o.type = order_type::market; }), then).value();
    BOOST_TEST(text.find(R"("marketUnit":"baseCoin")") != std::string::npos);
    BOOST_TEST(text.find("reduceOnly") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_order_is_taken_back_by_the_exchanges_id_or_by_ours)
{
    const account_dialect& orders_desk = *desk->account();
    BOOST_TEST(orders_desk.write(2, order_cancel{"ETHUSDT", "mine-9", ""}, then).value() ==
               R"({"reqId":"2-1700000000000","header":{"X-BAPI-TIMESTAMP":"1700000000000",)"
               R"("X-BAPI-RECV-WINDOW":"5000"},"op":"order.cancel","args":[{"category":"linear",)"
               R"("symbol":"ETHUSDT","orderLinkId":"mine-9"}]})");
    const std::string by_theirs =
        orders_desk.write(2, order_cancel{"ETHUSDT", "mine-9", "a4c1"}, then).value();
    BOOST_TEST(by_theirs.find(R"("orderId":"a4c1")") != std::string::npos);
    BOOST_TEST(by_theirs.find("orderLinkId") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_exchange_would_refuse_for_certain_is_not_sent)
{
    BOOST_TEST(member_at_fault(but([](new_order& o) { o.symbol = ""; })) == "new_order::symbol");
    BOOST_TEST(member_at_fault(but([](new_order& o) { o.client_id = ""; })) == "new_order::client_id");
    BOOST_TEST(member_at_fault(but([](new_order& o) { o.client_id = "a.b"; })) == "new_order::client_id");
    BOOST_TEST(member_at_fault(but([](new_order& o) { o.client_id = std::string(37, 'a'); })) ==
               "new_order::client_id");
    BOOST_TEST(member_at_fault(but([](new_order& o) { o.type = order_type::stop; })) == "new_order::type");
    BOOST_TEST(member_at_fault(but([](new_order& o) { o.lasts = time_in_force::good_till_date; })) ==
               "new_order::lasts");
    BOOST_TEST(member_at_fault(but([](new_order& o) { o.price = decimal(); })) == "new_order::price");
    BOOST_TEST(member_at_fault(but([](new_order& o) { o.quantity = "-1"_dec; })) == "new_order::quantity");
    BOOST_TEST(member_at_fault(order_cancel{"", "mine-9", ""}) == "order_cancel::symbol");
    BOOST_TEST(member_at_fault(order_cancel{"ETHUSDT", "", ""}) == "order_cancel::client_id");
    BOOST_TEST(member_at_fault(ready_order{}) == "order_command");
}

BOOST_AUTO_TEST_CASE(the_accounts_own_stream_takes_no_orders)
{
    BOOST_TEST((dialect.write(1, good, then).error().code == errc::invalid_config));
}

BOOST_AUTO_TEST_CASE(an_order_that_is_accepted_has_the_exchanges_id)
{
    const heard h(say::created, *desk);
    BOOST_TEST((h.one().what == kind::answer));
    BOOST_TEST(h.one().request_id == 9U);
    BOOST_TEST((h.one().answer->verdict == order_answer::acknowledged));
    BOOST_TEST(h.one().answer->order_id == "a4c1718e-fe53-4659-a118-1f6ecce04ad9");
}

BOOST_AUTO_TEST_CASE(an_order_that_is_refused_certainly_was_not_executed)
{
    const heard h(say::not_created, *desk);
    BOOST_TEST((h.one().answer->verdict == order_answer::rejected));
    BOOST_TEST(h.one().answer->code == 110007);
    BOOST_TEST(h.one().text == "110007: ab not enough for new order");
}

BOOST_AUTO_TEST_CASE(fault_30_trouble_on_the_other_side_leaves_an_order_in_doubt)
{
    for (const char* code : {"10000", "10016", "3400214", "170007", "170146", "170147"}) {
        const heard h(replaced(say::not_created, "110007", code), *desk);
        BOOST_TEST((h.one().answer->verdict == order_answer::in_doubt), code);
    }
}

BOOST_AUTO_TEST_CASE(fault_30_a_refusal_without_a_code_explains_nothing)
{
    const heard h(R"({"reqId":"9-1","success":false,"ret_msg":"oops","op":"order.create"})", *desk);
    BOOST_TEST((h.one().answer->verdict == order_answer::in_doubt));
}

BOOST_AUTO_TEST_CASE(a_service_that_restarts_refuses_and_says_goodbye)
{
    const heard h(
        replaced(replaced(say::not_created, "110007", "10019"), "ab not enough for new order", "bye"), *desk);
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.all[0].answer->verdict == order_answer::rejected));
    BOOST_TEST((h.all[1].what == kind::shutdown));
    BOOST_TEST(h.all[1].text == "10019: bye");
}

BOOST_AUTO_TEST_CASE(an_order_without_a_login_says_that_the_login_is_gone)
{
    const heard h(replaced(say::not_created, "110007", "10007"), *desk);
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.all[1].what == kind::login_expired));
}

BOOST_AUTO_TEST_SUITE_END()

// ---- REST -------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(bybit_account_rest)

BOOST_AUTO_TEST_CASE(an_account_is_asked_for_by_each_coin_that_contracts_settle_in)
{
    std::vector<std::string> urls;
    for (const account_question& q : dialect.questions({.parts = whole_account, .fills_since = then}))
        urls.push_back(dialect.ask(q).url);
    const std::string at = "https://api.bybit.com/v5/";
    BOOST_TEST(
        (urls ==
         std::vector<std::string>{
             at + "order/realtime?category=linear&settleCoin=USDT&openOnly=0&limit=50",
             at + "order/realtime?category=linear&settleCoin=USDC&openOnly=0&limit=50",
             at + "execution/list?category=linear&startTime=1700000000000&endTime=1700604800000&limit=100",
             at + "account/wallet-balance?accountType=UNIFIED",
             at + "position/list?category=linear&settleCoin=USDT&limit=200",
             at + "position/list?category=linear&settleCoin=USDC&limit=200"}));
}

BOOST_AUTO_TEST_CASE(every_question_about_an_account_is_signed)
{
    for (const account_question& q : dialect.questions({}))
        BOOST_TEST((dialect.ask(q).auth == request_auth::signature));
}

BOOST_AUTO_TEST_CASE(only_what_is_wanted_is_asked_for)
{
    BOOST_TEST(dialect.questions({.parts = balances}).size() == 1U);
}

BOOST_AUTO_TEST_CASE(open_orders_and_the_next_page_of_them)
{
    const auto page = dialect.decode(about(orders), answer(say::open_orders));
    BOOST_TEST_REQUIRE(page.has_value());
    BOOST_TEST_REQUIRE(page->found.open_orders.size() == 1U);
    const order& o = page->found.open_orders.front();
    BOOST_TEST(o.client_id == "test-000005");
    BOOST_TEST((o.leg == position_leg::long_leg));
    BOOST_TEST((o.type == order_type::limit));
    BOOST_TEST(!o.average_price.has_value());
    BOOST_TEST_REQUIRE(page->next.has_value());
    BOOST_TEST(
        dialect.ask(*page->next)
            .url.ends_with("&cursor=page_args%3Dfd4300ae-7847-404e-b947-b46980a4d140%26symbol%3D6%26"));
}

BOOST_AUTO_TEST_CASE(a_cursor_cannot_add_anything_else_to_the_question)
{
    account_question next = about(orders);
    next.cursor = "a&b=c#d\r\n";
    BOOST_TEST(dialect.ask(next).url.ends_with("&cursor=a%26b%3Dc%23d%0D%0A"));
}

BOOST_AUTO_TEST_CASE(a_list_that_is_empty_is_the_last_page)
{
    const std::string odd = replaced(say::no_orders, R"("nextPageCursor":"")", R"("nextPageCursor":"more")");
    BOOST_TEST(!dialect.decode(about(orders), answer(odd)).value().next.has_value());
}

BOOST_AUTO_TEST_CASE(fault_48_a_row_with_an_unknown_word_costs_itself_and_not_the_page)
{
    const auto page = dialect.decode(
        about(fills),
        answer(
            R"({"retCode":0,"retMsg":"OK","result":{"nextPageCursor":"","category":"linear","list":[)"
            R"({"symbol":"BTCPERP","execId":"e1","orderId":"o1","side":"Sell","execType":"CorporateAction",)"
            R"("execPrice":"9","execQty":"0.5","execFee":"0","isMaker":false,"execTime":"1784851200000"},)"
            R"({"symbol":"BTCPERP","execId":"e2","orderId":"o1","side":"Sell","execType":"Trade",)"
            R"("execPrice":"9","execQty":"0.5","execFee":null,"isMaker":false,"execTime":"1784851200000"}]},)"
            R"("time":1784851200100})"));
    BOOST_TEST_REQUIRE(page.has_value());
    BOOST_TEST(page->found.fills.size() == 1U);
    BOOST_TEST_REQUIRE(page->found.left_out.size() == 1U);
    BOOST_TEST(page->found.left_out[0].why.find("CorporateAction") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_48_what_is_listed_as_open_is_open_whatever_its_status_is_called)
{
    const auto page =
        dialect.decode(about(orders), answer(replaced(say::open_orders, "\"New\"", "\"Napping\"")));
    BOOST_TEST_REQUIRE(page.has_value());
    BOOST_TEST((page->found.open_orders.at(0).state == order_state::open));
    BOOST_TEST(page->found.left_out.size() == 1U);
}

BOOST_AUTO_TEST_CASE(fault_52_a_position_that_was_never_held_is_none)
{
    const auto page = dialect.decode(
        about(positions),
        answer(R"({"retCode":0,"retMsg":"OK","result":{"nextPageCursor":"","category":"linear","list":[)"
               R"({"positionIdx":0,"symbol":"XRPUSDT","side":"","size":"0","avgPrice":"0","createdTime":"",)"
               R"("updatedTime":"","seq":-1},{"positionIdx":0,"symbol":"ADAUSDT","side":"","size":"",)"
               R"("avgPrice":"","updatedTime":null}]},"time":1784851200100})"));
    BOOST_TEST_REQUIRE(page.has_value());
    BOOST_TEST(page->found.positions.size() == 2U);
    BOOST_TEST(page->found.positions.at(0).size.is_zero());
    BOOST_TEST(page->found.left_out.empty());
}

BOOST_AUTO_TEST_CASE(a_page_that_names_itself_as_the_next_one_is_malformed)
{
    account_question again = about(orders);
    again.cursor = "page_args%3Dfd4300ae-7847-404e-b947-b46980a4d140%26symbol%3D6%26";
    BOOST_TEST((dialect.decode(again, answer(say::open_orders)).error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(fills_with_a_rebate)
{
    account_question recent = about(fills);
    recent.since = at_ms(1672282000000);
    const auto page = dialect.decode(recent, answer(say::executions));
    BOOST_TEST_REQUIRE(page.has_value());
    BOOST_TEST(page->found.fills.at(0).key == "e0cbe81d-0f18-5866-9415-cf319b5dab3b");
    BOOST_TEST(page->found.fills.at(0).fee.value().str() == "-0.071409");
    BOOST_TEST(dialect.ask(page->next.value()).url.ends_with("&cursor=132766%3A2%2C132766%3A2"));
}

// v5/order/execution: an answer covers a week.
BOOST_AUTO_TEST_CASE(fault_28_fills_of_a_long_absence_are_asked_for_week_by_week)
{
    const std::string last_page = replaced(say::executions, "132766%3A2%2C132766%3A2", "");
    account_question asked = about(fills);
    asked.since = at_ms(1672283754510) - 10 * 24h;
    const auto first = dialect.decode(asked, answer(last_page));
    BOOST_TEST_REQUIRE(first.value().next.has_value());
    BOOST_TEST((first->next->since > asked.since));
    BOOST_TEST((first->next->since <= asked.since + 7 * 24h));
    BOOST_TEST(first->next->cursor.empty());
    BOOST_TEST(!dialect.decode(*first->next, answer(last_page)).value().next.has_value());
}

BOOST_AUTO_TEST_CASE(positions_and_wallets)
{
    const auto held = dialect.decode(about(positions), answer(say::positions));
    BOOST_TEST(held.value().found.positions.at(0).size.str() == "-300");
    BOOST_TEST(held->found.positions.at(0).entry_price.value().str() == "27464.50441675");
    BOOST_TEST(!held->next.has_value());
    const auto wallet = dialect.decode(about(balances), answer(say::wallet_balance));
    BOOST_TEST(wallet.value().found.balances.at(0).asset == "BTC");
    BOOST_TEST(wallet->found.balances.at(0).total.str() == "0.805994");
    BOOST_TEST((wallet->found.balances.at(0).at == wall_time()));
}

// v5/rate-limit: the header says when; the status is 200.
BOOST_AUTO_TEST_CASE(too_fast_is_said_in_an_answer_that_looks_like_success)
{
    http_response r = answer(say::too_fast);
    r.headers = {{"x-bapi-limit-reset-timestamp", "1672765738734"}};
    const auto page = dialect.decode(about(orders), r);
    BOOST_TEST((page.error().code == errc::rate_limited));
    BOOST_TEST((page.error().retry_after == 1s));
    BOOST_TEST(page.error().text == "orders: 10006: Too many visits!");
}

BOOST_AUTO_TEST_CASE(fault_31_an_answer_that_blames_the_clock_means_that_the_signature_has_expired)
{
    const auto page =
        dialect.decode(about(fills), answer(R"({"retCode":10002,"retMsg":"invalid request","result":{}})"));
    BOOST_TEST((page.error().code == errc::login_expired));
}

BOOST_AUTO_TEST_CASE(a_wrong_signature_is_refused_without_showing_what_was_signed)
{
    const auto page = dialect.decode(
        about(orders),
        answer(R"({"retCode":10004,"retMsg":"error sign! origin_string[1700000000000key5000a=b]"})"));
    BOOST_TEST((page.error().code == errc::unauthorized));
    BOOST_TEST(page.error().text == "orders: 10004: error sign! ");
}

BOOST_AUTO_TEST_CASE(other_refusals_have_the_exchanges_words)
{
    const auto page = dialect.decode(about(orders), answer(R"({"retCode":10001,"retMsg":"params error"})"));
    BOOST_TEST((page.error().code == errc::http_status));
    BOOST_TEST(page.error().text == "orders: 10001: params error");
}

BOOST_AUTO_TEST_CASE(an_address_that_is_too_fast_has_to_be_silent_for_ten_minutes)
{
    const auto page = dialect.decode(about(orders), answer("403, access too frequent", 403));
    BOOST_TEST((page.error().code == errc::banned));
    BOOST_TEST((page.error().retry_after == 10min));
    BOOST_TEST(page.error().http_status == 403U);
}

BOOST_AUTO_TEST_CASE(nonsense_is_no_answer)
{
    BOOST_TEST((dialect.decode(about(orders), answer("<html>", 502)).error().code == errc::http_status));
    BOOST_TEST((dialect.decode(about(orders), answer("<html>")).error().code == errc::malformed));
    BOOST_TEST((dialect.decode(about(orders), answer("{}")).error().code == errc::malformed));
    BOOST_TEST(
        (dialect.decode(about(orders), answer(say::no_orders, 500)).error().code == errc::http_status));
    const std::string without = R"({"retCode":0,"retMsg":"OK","result":{},"time":1684765770483})";
    BOOST_TEST((dialect.decode(about(orders), answer(without)).error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(the_exchanges_clock_is_read_to_the_nanosecond)
{
    const http_request asked = dialect.time_request();
    BOOST_TEST(asked.url == "https://api.bybit.com/v5/market/time");
    BOOST_TEST((asked.auth == request_auth::nobody));
    BOOST_TEST((dialect.decode_time(answer(say::time)).value() == wall_time(1688639403423213947ns)));
}

BOOST_AUTO_TEST_SUITE_END()

// ---- look-ups ---------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(bybit_account_look_ups)

const order_reference ours{"ETHUSDT", "test-000005", ""};

BOOST_AUTO_TEST_CASE(an_order_is_looked_up_by_our_id_until_theirs_is_known)
{
    const std::string at = "https://api.bybit.com/v5/order/realtime?category=linear&symbol=ETHUSDT";
    BOOST_TEST(dialect.look_up(ours).url == at + "&orderLinkId=test-000005");
    BOOST_TEST(dialect.look_up({"ETHUSDT", "test-000005", "fd43"}).url == at + "&orderId=fd43");
    BOOST_TEST((desk->account()->look_up(ours).auth == request_auth::signature));
}

BOOST_AUTO_TEST_CASE(an_order_is_found_whether_open_or_over)
{
    const auto found = dialect.decode_look_up(ours, answer(say::open_orders));
    BOOST_TEST((found.value().value().state == order_state::open));
    const auto over =
        dialect.decode_look_up(ours, answer(replaced(say::open_orders, "\"New\"", "\"Filled\"")));
    BOOST_TEST((over.value().value().state == order_state::filled));
}

BOOST_AUTO_TEST_CASE(an_empty_list_says_that_there_is_no_such_order)
{
    BOOST_TEST(!dialect.decode_look_up(ours, answer(say::no_orders)).value().has_value());
}

BOOST_AUTO_TEST_CASE(so_do_the_exchanges_codes_for_it_and_no_others)
{
    for (const char* code : {"110001", "170213"}) {
        const std::string body =
            R"({"retCode":)" + std::string(code) + R"(,"retMsg":"Order does not exist"})";
        BOOST_TEST(!dialect.decode_look_up(ours, answer(body)).value().has_value(), code);
    }
    for (const char* code : {"10001", "10016", "110008", "10006"}) {
        const std::string body =
            R"({"retCode":)" + std::string(code) + R"(,"retMsg":"Order does not exist"})";
        BOOST_TEST(dialect.decode_look_up(ours, answer(body)).has_error(), code);
    }
}

BOOST_AUTO_TEST_CASE(fault_30_an_answer_about_another_order_says_nothing_about_this_one)
{
    const auto other = dialect.decode_look_up({"ETHUSDT", "mine-9", ""}, answer(say::open_orders));
    BOOST_TEST((other.error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(fault_30_an_answer_that_is_no_answer_says_nothing_either)
{
    BOOST_TEST(dialect.decode_look_up(ours, answer("", 504)).has_error());
    BOOST_TEST(dialect.decode_look_up(ours, answer(say::no_orders, 404)).has_error());
}

BOOST_AUTO_TEST_SUITE_END()

// ---- the dead man's switch --------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(bybit_account_dead_man)

const auto armed = bybit::make_account_adapter(me, {.cancel_on_disconnect = true});

BOOST_AUTO_TEST_CASE(without_its_topic_there_is_no_switch)
{
    BOOST_TEST((dialect.dead_man().shortest == duration::zero()));
}

BOOST_AUTO_TEST_CASE(the_exchange_watches_the_connections_that_have_the_topic)
{
    BOOST_TEST(armed->account()->topics().back().name() == "dcp.future");
    BOOST_TEST(!armed->account()->dead_man().fed);
    BOOST_TEST((armed->account()->dead_man().shortest == 3s));
    BOOST_TEST((armed->account()->dead_man().longest == 300s));
}

BOOST_AUTO_TEST_CASE(the_switch_is_set_once_in_whole_seconds)
{
    const auto asked = armed->account()->arm_dead_man(30s, {});
    BOOST_TEST_REQUIRE(asked.size() == 1U);
    BOOST_TEST((asked[0].verb == http_verb::post));
    BOOST_TEST(asked[0].url == "https://api.bybit.com/v5/order/disconnected-cancel-all");
    BOOST_TEST(asked[0].body == R"({"product":"DERIVATIVES","timeWindow":30})");
    BOOST_TEST((asked[0].auth == request_auth::signature));
}

BOOST_AUTO_TEST_CASE(no_request_disarms_the_switch)
{
    BOOST_TEST(armed->account()->arm_dead_man(0s, {}).empty());
}

BOOST_AUTO_TEST_CASE(the_exchange_says_whether_it_did)
{
    BOOST_TEST(armed->account()->decode_dead_man(answer(R"({"retCode":0,"retMsg":"success"})")).has_value());
    BOOST_TEST(armed->account()
                   ->decode_dead_man(answer(R"({"retCode":10005,"retMsg":"Permission denied"})"))
                   .has_error());
}

BOOST_AUTO_TEST_SUITE_END()
