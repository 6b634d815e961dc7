// SPDX-License-Identifier: BSL-1.0
#include <holdfast/account/dialect.hpp>
#include <holdfast/exchange/okx/account.hpp>
#include <holdfast/exchange/okx/keys.hpp>

#include "exchange/okx/account_frames.hpp"
#include "support/frame_words.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace holdfast;
using frame_words::at_ms;
using frame_words::replaced;
using namespace std::chrono_literals;
using namespace holdfast::literals;
using kind = decoded::kind;
namespace frames = okx_account_frames;

std::shared_ptr<const signer> signs()
{
    return okx::make_signer({secret::from_text("key"),
                             signing_key::hmac_sha256(secret::from_text("secret")).value(),
                             secret::from_text("phrase")});
}

std::shared_ptr<const adapter> with(void (*change)(okx::account_adapter_options&))
{
    okx::account_adapter_options chosen;
    change(chosen);
    return okx::make_account_adapter(signs(), std::move(chosen));
}

const std::shared_ptr<const adapter> exchange = okx::make_account_adapter(signs());
const std::shared_ptr<const adapter> on_margin =
    with([](okx::account_adapter_options& o) { o.trade_mode = "cross"; });
const std::shared_ptr<const adapter> spot_only =
    with([](okx::account_adapter_options& o) { o.inst_type = "SPOT"; });

const account_dialect& desk = *exchange->account();
constexpr wall_time now(1'700'000'000s);

// A message and what it said; the views live as long as this.
struct heard {
    explicit heard(std::string bytes) : text(std::move(bytes))
    {
        exchange->decode(text, false, *memory, all);
        BOOST_TEST_REQUIRE(all.size() >= 1U);
        said = all.front();
    }

    [[nodiscard]] std::span<const account_change> changes() const
    {
        BOOST_TEST_REQUIRE((said.what == kind::data), said.text);
        return std::get<std::span<const account_change>>(said.content);
    }
    template <class Report>
    [[nodiscard]] const Report& change(std::size_t which = 0) const
    {
        return std::get<Report>(changes()[which]);
    }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::vector<decoded> all;
    decoded said;
};

http_response answered(std::string body, unsigned status = 200)
{
    return {.status = status, .body = std::move(body)};
}

http_response refused(const std::string& code, const std::string& words, unsigned status = 200)
{
    return answered(R"({"code":")" + code + R"(","msg":")" + words + R"(","data":[]})", status);
}

std::string repeated(const std::string& row, const std::string& id, unsigned times, std::uint64_t newest)
{
    std::string rows;
    for (unsigned i = 0; i != times; ++i)
        rows += (i == 0 ? "" : ",") + replaced(row, id, std::to_string(newest - i));
    return rows;
}

const account_question orders_question{.part = {.orders = true}};
const account_question balances_question{.part = {.balances = true}};
const account_question positions_question{.part = {.positions = true}};
const account_question fills_question{.part = {.fills = true}, .since = now};

std::string words_of(const result<account_page>& page)
{
    return page ? "a page" : page.error().text;
}

} // namespace

// ---- what the account is told -----------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(okx_account_messages)

BOOST_AUTO_TEST_CASE(an_order_that_is_filled)
{
    const heard h(frames::filled);

    BOOST_TEST(h.said.topic_name == "orders:BTC-USDT,instType=SPOT");
    BOOST_TEST((h.said.exchange_time == at_ms(1654084353264)));
    const order_report wanted{.symbol = "BTC-USDT",
                              .id = "452197707845865472",
                              .client_id = "b15",
                              .side = side::sell,
                              .state = order_state::filled,
                              .price = "31527.1"_dec,
                              .quantity = "0.001"_dec,
                              .filled = "0.001"_dec,
                              .average_price = "31527.1"_dec,
                              .updated = at_ms(1654084353264)};
    BOOST_TEST((h.change<order_report>() == wanted));
}

BOOST_AUTO_TEST_CASE(and_its_execution_with_a_fee_that_we_pay)
{
    const heard h(frames::filled);

    const fill_report wanted{.symbol = "BTC-USDT",
                             .key = "242589207",
                             .order_id = "452197707845865472",
                             .client_id = "b15",
                             .side = side::sell,
                             .price = "31527.1"_dec,
                             .quantity = "0.001"_dec,
                             .fee = "0.02522168"_dec,
                             .fee_asset = "USDT",
                             .maker = true,
                             .at = at_ms(1654084353263)};
    BOOST_TEST((h.change<fill_report>(1) == wanted));
}

BOOST_AUTO_TEST_CASE(an_order_that_is_placed_tells_no_execution)
{
    const heard h(frames::placed);

    BOOST_TEST_REQUIRE(h.changes().size() == 1U);
    const auto& placed = h.change<order_report>();
    BOOST_TEST((placed.state == order_state::open && !placed.average_price));
    BOOST_TEST((placed.leg == position_leg::long_leg));
    BOOST_TEST((h.said.topic_name == "orders:instType=ANY"));
}

BOOST_AUTO_TEST_CASE(an_execution_whose_own_fee_is_not_told_has_none)
{
    const heard h(replaced(frames::filled, R"("fillFee":"-0.02522168",)", ""));
    BOOST_TEST(!h.change<fill_report>(1).fee);
}

BOOST_AUTO_TEST_CASE(a_rebate_is_negative)
{
    const heard h(replaced(frames::filled, R"("fillFee":"-0.02522168")", R"("fillFee":"0.01")"));
    BOOST_TEST((h.change<fill_report>(1).fee == "-0.01"_dec));
}

BOOST_AUTO_TEST_CASE(an_order_for_an_amount_of_the_quote_asset_has_no_quantity)
{
    const heard h(replaced(replaced(replaced(frames::filled, R"("ordType":"limit")", R"("ordType":"market")"),
                                    R"("side":"sell")", R"("side":"buy")"),
                           R"("px":"31527.1")", R"("px":"")"));
    BOOST_TEST(h.change<order_report>().quantity.is_zero());
    BOOST_TEST(h.change<order_report>().price.is_zero());
}

BOOST_AUTO_TEST_CASE(orders_end_in_one_of_these_states)
{
    const auto state = [](const std::string& word) {
        return heard(replaced(frames::filled, R"("state":"filled")", R"("state":")" + word + '"'))
            .change<order_report>()
            .state;
    };
    BOOST_TEST(
        (state("canceled") == order_state::cancelled && state("mmp_canceled") == order_state::cancelled));
    BOOST_TEST((state("partially_filled") == order_state::partially_filled));
}

BOOST_AUTO_TEST_CASE(fault_48_an_order_of_an_unknown_state_is_left_out_and_its_execution_is_not)
{
    const heard h(replaced(frames::filled, R"("state":"filled")", R"("state":"resting")"));
    BOOST_TEST_REQUIRE(h.changes().size() == 2U);
    BOOST_TEST(h.change<unread_report>(0).about.orders);
    BOOST_TEST(h.change<fill_report>(1).symbol == "BTC-USDT");
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.all[1].what == kind::skipped));
    BOOST_TEST(h.all[1].topic_name == "orders:BTC-USDT,instType=SPOT");
    BOOST_TEST(h.all[1].text.find("resting") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(fault_48_a_position_of_an_unknown_side_is_left_out)
{
    const heard h(replaced(frames::positions, R"("posSide":"short")", R"("posSide":"sideways")"));
    BOOST_TEST(h.change<unread_report>().about.positions);
}

BOOST_AUTO_TEST_CASE(fault_49_numbers_with_more_digits_than_there_is_room_for_are_cut)
{
    const heard h(R"({"arg":{"channel":"positions","instType":"ANY"},"data":[{"instType":"SWAP",)"
                  R"("instId":"BTC-USDT-SWAP","posSide":"net","pos":"3","posCcy":"",)"
                  R"("avgPx":"29215.0142857142857149","uTime":"1700000000000"}]})");
    BOOST_TEST((h.change<position_report>().size == "3"_dec));
    BOOST_TEST(h.change<position_report>().entry_price.value().str() == "29215.01428571428571");
    BOOST_TEST(h.change<position_report>().entry_price.value().inexact());
}

BOOST_AUTO_TEST_CASE(fault_51_a_short_position_on_margin_is_counted_in_the_base_asset_as_orders_are)
{
    const heard h(R"({"arg":{"channel":"positions","instType":"ANY"},"data":[{"instType":"MARGIN",)"
                  R"("instId":"ETH-USDT","posSide":"net","mgnMode":"cross","pos":"244.56","posCcy":"USDT",)"
                  R"("avgPx":"4092","uTime":"1700000000000"}]})");
    const decimal size = h.change<position_report>().size;
    BOOST_TEST((size < "-0.0597653958"_dec && size > "-0.0597653959"_dec));
    BOOST_TEST(size.inexact());
}

BOOST_AUTO_TEST_CASE(fault_51_a_short_position_on_margin_without_a_price_is_left_out)
{
    const heard h(R"({"arg":{"channel":"positions","instType":"ANY"},"data":[{"instType":"MARGIN",)"
                  R"("instId":"ETH-USDT","posSide":"net","pos":"244.56","posCcy":"USDT",)"
                  R"("avgPx":"","uTime":"1700000000000"}]})");
    BOOST_TEST(h.change<unread_report>().about.positions);
}

BOOST_AUTO_TEST_CASE(fault_52_an_empty_position_and_an_empty_size_are_zero)
{
    const heard h(
        R"({"arg":{"channel":"positions","instType":"ANY"},"data":[{"instType":"SWAP",)"
        R"("instId":"BTC-USDT-SWAP","posSide":"net","pos":"","posCcy":"","avgPx":"","uTime":""}]})");
    BOOST_TEST(h.change<position_report>().size.is_zero());
    const heard order(replaced(frames::placed, R"("sz":"1")", R"("sz":"")"));
    BOOST_TEST(order.change<order_report>().quantity.is_zero());
}

BOOST_AUTO_TEST_CASE(a_type_of_order_that_nobody_knows_is_another)
{
    const heard h(replaced(frames::filled, R"("ordType":"limit")", R"("ordType":"elp")"));
    BOOST_TEST((h.change<order_report>().type == order_type::other));
}

BOOST_AUTO_TEST_CASE(orders_that_the_exchange_makes_in_our_name)
{
    const auto origin = [](const std::string& word) {
        return heard(replaced(frames::filled, R"("category":"normal")", R"("category":")" + word + '"'))
            .change<order_report>()
            .origin;
    };
    BOOST_TEST((origin("adl") == order_origin::auto_deleveraging));
    BOOST_TEST((origin("partial_liquidation") == order_origin::liquidation));
    BOOST_TEST((origin("delivery") == order_origin::settlement && origin("ddh") == order_origin::client));
}

BOOST_AUTO_TEST_CASE(a_balance)
{
    const heard h(frames::balances);
    const balance_report wanted{.asset = "USDT",
                                .total = "4750.426970691436"_dec,
                                .available = "4734.371190691436"_dec,
                                .locked = "158.57998"_dec,
                                .at = at_ms(1705564223311)};
    BOOST_TEST((h.change<balance_report>() == wanted));
}

BOOST_AUTO_TEST_CASE(a_balance_is_as_of_the_message_because_its_own_time_does_not_move_when_it_is_locked)
{
    const heard h(frames::locked);
    BOOST_TEST((h.change<balance_report>().at == at_ms(1640194677352)));
    BOOST_TEST((h.change<balance_report>().locked == "0.0017535067155024"_dec));
    BOOST_TEST(!h.change<balance_report>().available);
}

BOOST_AUTO_TEST_CASE(a_balance_with_more_digits_than_are_kept_is_cut)
{
    const heard h(replaced(frames::balances, "4750.426970691436", "8694.2179403378290202"));
    BOOST_TEST(h.change<balance_report>().total.str() == "8694.217940337829020");
}

BOOST_AUTO_TEST_CASE(debts_are_negative)
{
    const heard h(replaced(frames::balances, "4750.426970691436", "-12.5"));
    BOOST_TEST((h.change<balance_report>().total == "-12.5"_dec));
}

BOOST_AUTO_TEST_CASE(an_account_with_nothing_in_it)
{
    const heard h(R"({"arg":{"channel":"positions","instType":"ANY","uid":"1"},"eventType":"snapshot",)"
                  R"("curPage":1,"lastPage":true,"data":[]})");
    BOOST_TEST(h.changes().empty());
}

BOOST_AUTO_TEST_CASE(a_short_position_in_hedge_mode)
{
    const heard h(frames::positions);
    const position_report wanted{.symbol = "ETH-USD-210430",
                                 .leg = position_leg::short_leg,
                                 .size = "-1"_dec,
                                 .entry_price = "2566.31"_dec,
                                 .at = at_ms(1619507761462)};
    BOOST_TEST((h.change<position_report>() == wanted));
}

BOOST_AUTO_TEST_CASE(a_short_position_in_net_mode_has_its_sign)
{
    const heard h(replaced(replaced(frames::positions, R"("posSide":"short")", R"("posSide":"net")"),
                           R"("pos":"1")", R"("pos":"-1")"));
    BOOST_TEST((h.change<position_report>().size == "-1"_dec));
}

BOOST_AUTO_TEST_CASE(on_margin_a_position_of_the_quote_asset_is_short)
{
    const auto size = [](const std::string& asset) {
        const std::string net = replaced(frames::positions, R"("posSide":"short")", R"("posSide":"net")");
        const std::string margin = replaced(net, R"("instType":"FUTURES")", R"("instType":"MARGIN")");
        return heard(replaced(margin, R"("posCcy":"")", R"("posCcy":")" + asset + '"'))
            .change<position_report>()
            .size;
    };
    BOOST_TEST((size("USD").sign() < 0 && size("ETH") == "1"_dec));
}

BOOST_AUTO_TEST_CASE(a_channel_that_is_not_decoded_is_passed_on)
{
    const heard h(
        R"({"arg":{"channel":"balance_and_position","uid":"7"},"data":[{"pTime":"1597026383085"}]})");
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST((std::holds_alternative<std::monostate>(h.said.content)));
}

BOOST_AUTO_TEST_SUITE_END()

// ---- what the connection is told --------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(okx_account_control)

BOOST_AUTO_TEST_CASE(it_dials_the_private_address)
{
    BOOST_TEST(exchange->endpoint({}) == "wss://ws.okx.com/ws/v5/private");
}

BOOST_AUTO_TEST_CASE(three_topics_tell_everything_about_an_account)
{
    const std::vector<topic> wanted{topic("orders:instType=ANY"), topic("account"),
                                    topic("positions:instType=ANY")};
    BOOST_TEST((desk.topics() == wanted));
    BOOST_TEST(
        exchange->subscribe(7, wanted) ==
        R"({"id":"7","op":"subscribe","args":[{"channel":"orders","instType":"ANY"},{"channel":"account"},)"
        R"({"channel":"positions","instType":"ANY"}]})");
}

BOOST_AUTO_TEST_CASE(spot_has_no_positions)
{
    BOOST_TEST(spot_only->account()->topics().size() == 2U);
    BOOST_TEST((spot_only->account()->parts() == account_parts{true, true, true, false}));
}

BOOST_AUTO_TEST_CASE(topics_of_an_account_may_be_silent_for_ever)
{
    const topic_traits traits = exchange->traits(topic("account"));
    BOOST_TEST((traits.quiet && traits.recovery == recovery::resume && traits.cadence == duration::zero()));
}

BOOST_AUTO_TEST_CASE(it_keeps_the_limits_of_the_exchange)
{
    const exchange_limits limits = exchange->limits();
    BOOST_TEST((limits.messages == 60 && limits.messages_window == 2s));
    BOOST_TEST((limits.requests == 480 && limits.requests_window == 1h));
    BOOST_TEST((limits.rest_weight == 20 && limits.rest_window == 2s));
}

BOOST_AUTO_TEST_CASE(the_login_is_signed_with_the_exchanges_time)
{
    BOOST_TEST(desk.login(1, now) ==
               R"({"op":"login","args":[{"apiKey":"key","passphrase":"phrase","timestamp":"1700000000",)"
               R"("sign":"lhmJXK08fk9SI1ZwFXKFRrPtzfbNOwC+D1xMJJ/1KZg="}]})");
}

BOOST_AUTO_TEST_CASE(we_are_let_in)
{
    BOOST_TEST((heard(frames::login).said.what == kind::login));
}

BOOST_AUTO_TEST_CASE(we_are_not_let_in_and_why)
{
    const heard h(frames::login_failed);
    BOOST_TEST((h.said.what == kind::login_refused));
    BOOST_TEST(h.said.text == "60009: Login failed.");
    BOOST_TEST((h.said.answer && h.said.answer->code == 60009));
    BOOST_TEST(!h.said.again);
}

BOOST_AUTO_TEST_CASE(a_new_try_may_help_where_the_clock_was_wrong_or_the_exchange_in_trouble)
{
    for (const char* code : {"60004", "60006", "63999", "60023"}) {
        const heard h(replaced(frames::login_failed, "60009", code));
        BOOST_TEST((h.said.what == kind::login_refused && h.said.again), code);
    }
}

BOOST_AUTO_TEST_CASE(who_is_asked_to_log_in_is_not_logged_in_any_more)
{
    const heard h(R"({"id":"9","event":"error","code":"60011","msg":"Please log in","connId":"a4d3ae55"})");
    BOOST_TEST((h.said.what == kind::login_expired));
}

BOOST_AUTO_TEST_CASE(so_is_whose_order_is_answered_like_that)
{
    const heard h(replaced(frames::wrong_form, "60013", "60011"));
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.said.answer->verdict == order_answer::rejected && h.all[1].what == kind::login_expired));
}

BOOST_AUTO_TEST_CASE(a_login_that_the_exchange_quotes_is_not_repeated)
{
    const heard h(
        R"({"event":"error","code":"60012","msg":"Invalid request: {\"op\":\"login\",\"args\":[{)"
        R"(\"apiKey\":\"k3y\",\"passphrase\":\"phr4se\",\"sign\":\"lhmJXK08\"}]}","connId":"a4d3ae55"})");
    BOOST_TEST((h.said.what == kind::reject));
    for (const char* secret : {"k3y", "phr4se", "lhmJXK08"})
        BOOST_TEST(h.said.text.find(secret) == std::string_view::npos, h.said.text);
}

BOOST_AUTO_TEST_CASE(a_subscription_is_acknowledged)
{
    const heard h(frames::subscribed);
    BOOST_TEST((h.said.what == kind::ack && h.said.request_id == 7));
    BOOST_TEST(h.said.topic_name == "orders:instType=ANY");
}

BOOST_AUTO_TEST_CASE(a_channel_is_taken_back_when_too_many_connections_have_it)
{
    const heard h(frames::revoked);
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.all[1].what == kind::revoked && h.all[1].family && h.all[1].topic_name == "orders:"));
}

BOOST_AUTO_TEST_CASE(the_exchange_says_that_it_will_close_the_connection)
{
    BOOST_TEST((heard(frames::leaving).said.what == kind::shutdown));
}

BOOST_AUTO_TEST_CASE(a_pong_is_a_sign_of_life)
{
    BOOST_TEST((heard("pong").said.what == kind::heartbeat));
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_refused)
{
    BOOST_CHECK_THROW((void)okx::make_account_adapter(nullptr), error);
    BOOST_CHECK_THROW((void)with([](okx::account_adapter_options& o) { o.inst_type = "spot"; }), error);
    BOOST_CHECK_THROW((void)with([](okx::account_adapter_options& o) { o.trade_mode = ""; }), error);
    BOOST_CHECK_THROW((void)with([](okx::account_adapter_options& o) { o.messages = 0; }), error);
}

BOOST_AUTO_TEST_SUITE_END()

// ---- orders -----------------------------------------------------------------------------------------------

namespace {

const new_order limit_order{
    .symbol = "BTC-USDT", .client_id = "b15", .price = "2.15"_dec, .quantity = "2"_dec};

new_order changed(void (*change)(new_order&))
{
    new_order order = limit_order;
    change(order);
    return order;
}

std::string complaint(const order_command& command, const adapter& by = *exchange)
{
    const auto text = by.account()->write(1, command, now);
    BOOST_TEST_REQUIRE(!text.has_value());
    BOOST_TEST((text.error().code == errc::invalid_config));
    return text.error().text.substr(0, text.error().text.find(':'));
}

} // namespace

BOOST_AUTO_TEST_SUITE(okx_account_orders)

BOOST_AUTO_TEST_CASE(a_limit_order_is_good_for_five_seconds)
{
    BOOST_TEST(desk.write(1512, limit_order, now).value() ==
               R"({"id":"1512","op":"order","expTime":"1700000005000","args":[{"instId":"BTC-USDT",)"
               R"("tdMode":"cash","clOrdId":"b15","side":"buy","ordType":"limit","sz":"2","px":"2.15"}]})");
}

BOOST_AUTO_TEST_CASE(a_market_order_on_spot_is_in_the_base_asset)
{
    const auto market = changed([](new_order& o) { o.type = order_type::market; });
    BOOST_TEST(desk.write(1, market, now).value() ==
               R"({"id":"1","op":"order","expTime":"1700000005000","args":[{"instId":"BTC-USDT",)"
               R"("tdMode":"cash","clOrdId":"b15","side":"buy","ordType":"market","sz":"2",)"
               R"("tgtCcy":"base_ccy","banAmend":true}]})");
}

BOOST_AUTO_TEST_CASE(an_order_of_a_contract)
{
    const auto swap = changed([](new_order& o) {
        o.symbol = "BTC-USDT-SWAP";
        o.side = side::sell;
        o.lasts = time_in_force::post_only;
        o.reduce_only = true;
        o.leg = position_leg::long_leg;
    });
    BOOST_TEST(on_margin->account()->write(1, swap, now).value() ==
               R"({"id":"1","op":"order","expTime":"1700000005000","args":[{"instId":"BTC-USDT-SWAP",)"
               R"("tdMode":"cross","clOrdId":"b15","side":"sell","ordType":"post_only","sz":"2","px":"2.15",)"
               R"("posSide":"long","reduceOnly":true}]})");
}

BOOST_AUTO_TEST_CASE(a_cancel_names_the_exchanges_id_where_it_is_known)
{
    BOOST_TEST(
        desk.write(1514, order_cancel{"BTC-USDT", "b15", "2510789768709120"}, now).value() ==
        R"({"id":"1514","op":"cancel-order","args":[{"instId":"BTC-USDT","ordId":"2510789768709120"}]})");
    BOOST_TEST(desk.write(1514, order_cancel{"BTC-USDT", "b15", ""}, now).value() ==
               R"({"id":"1514","op":"cancel-order","args":[{"instId":"BTC-USDT","clOrdId":"b15"}]})");
}

BOOST_AUTO_TEST_CASE(what_okx_would_refuse_for_certain_is_not_sent)
{
    BOOST_TEST(complaint(changed([](new_order& o) { o.symbol.clear(); })) == "new_order");
    for (const char* id : {"", "b-15", "b_15", "b 15", "012345678901234567890123456789012"}) {
        new_order order = limit_order;
        order.client_id = id;
        BOOST_TEST(desk.write(1, order, now).error().text ==
                   "new_order::client_id: OKX takes 1 to 32 letters and digits");
    }
}

BOOST_AUTO_TEST_CASE(the_member_that_is_wrong_is_named)
{
    const auto named = [](void (*change)(new_order&), const adapter& by = *exchange) {
        const std::string text = by.account()->write(1, changed(change), now).error().text;
        return text.substr(text.find("::") + 2, text.find(": ") - text.find("::") - 2);
    };
    BOOST_TEST(named([](new_order& o) { o.type = order_type::stop; }) == "type");
    BOOST_TEST(named([](new_order& o) { o.lasts = time_in_force::good_till_date; }) == "lasts");
    BOOST_TEST(named([](new_order& o) { o.price = {}; }) == "price");
    BOOST_TEST(named([](new_order& o) { o.quantity = "-1"_dec; }) == "quantity");
    BOOST_TEST(named([](new_order& o) { o.reduce_only = true; }) == "reduce_only");
    BOOST_TEST(named([](new_order& o) { o.leg = position_leg::short_leg; }) == "leg");
    BOOST_TEST(named([](new_order& o) { o.type = order_type::market; }, *on_margin) == "type");
}

BOOST_AUTO_TEST_CASE(a_cancel_of_nothing_and_a_request_that_somebody_else_wrote_are_refused)
{
    BOOST_TEST(complaint(order_cancel{"BTC-USDT", "", ""}) == "order_cancel");
    BOOST_TEST(complaint(ready_order{}) == "ready_order");
}

BOOST_AUTO_TEST_CASE(an_order_is_accepted)
{
    const heard h(frames::accepted);
    BOOST_TEST((h.said.what == kind::answer && h.said.request_id == 1512));
    BOOST_TEST((h.said.answer->verdict == order_answer::acknowledged));
    BOOST_TEST(h.said.answer->order_id == "12345689");
}

BOOST_AUTO_TEST_CASE(an_order_is_refused_with_words)
{
    const heard h(frames::rejected);
    BOOST_TEST((h.said.answer->verdict == order_answer::rejected && h.said.answer->code == 51008));
    BOOST_TEST(h.said.text == "51008: Order failed. Insufficient USDT balance in account.");
}

BOOST_AUTO_TEST_CASE(a_request_that_is_not_understood_is_refused)
{
    const heard h(frames::wrong_form);
    BOOST_TEST((h.said.answer->verdict == order_answer::rejected && h.said.answer->code == 60013));
    BOOST_TEST(h.said.text == "60013: Invalid args");
}

BOOST_AUTO_TEST_CASE(an_order_that_has_timed_out_over_there_is_in_doubt)
{
    const heard h(replaced(frames::rejected, "51008", "51149"));
    BOOST_TEST((h.said.answer->verdict == order_answer::in_doubt));
}

BOOST_AUTO_TEST_CASE(so_is_one_that_is_answered_with_yes_and_no)
{
    const heard h(replaced(frames::accepted, R"("code":"0")", R"("code":"1")"));
    BOOST_TEST((h.said.answer->verdict == order_answer::in_doubt));
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_verdict_is_malformed)
{
    const heard h(replaced(frames::wrong_form, R"("code":"60013")", R"("code":"0")"));
    BOOST_TEST((h.said.what == kind::malformed));
}

BOOST_AUTO_TEST_CASE(a_cancel_is_accepted)
{
    const heard h(frames::cancelled);
    BOOST_TEST((h.said.request_id == 1514 && h.said.answer->verdict == order_answer::acknowledged));
}

BOOST_AUTO_TEST_CASE(an_order_is_looked_up_by_the_exchanges_id_or_by_ours)
{
    BOOST_TEST(desk.look_up({"BTC-USDT", "b15", ""}).url ==
               "https://openapi.okx.com/api/v5/trade/order?instId=BTC-USDT&clOrdId=b15");
    BOOST_TEST(desk.look_up({"BTC-USDT", "b15", "77"}).url ==
               "https://openapi.okx.com/api/v5/trade/order?instId=BTC-USDT&ordId=77");
    BOOST_TEST((desk.look_up({"BTC-USDT", "b15", ""}).auth == request_auth::signature));
}

BOOST_AUTO_TEST_CASE(an_order_is_found)
{
    const auto found =
        desk.decode_look_up({"BTC-USDT", "b16", ""}, answered(frames::answer(frames::order_row)));
    BOOST_TEST_REQUIRE((found && *found));
    BOOST_TEST(((*found)->state == order_state::open && (*found)->lasts == time_in_force::post_only));
    BOOST_TEST((*found)->id == "1752588852617379840");
}

BOOST_AUTO_TEST_CASE(only_one_code_means_that_there_is_no_such_order)
{
    const order_reference which{"BTC-USDT", "b16", ""};
    const auto none = desk.decode_look_up(which, refused("51603", "Order does not exist"));
    BOOST_TEST_REQUIRE(none.has_value());
    BOOST_TEST(!none->has_value());
    for (const char* code : {"51001", "51003", "50001", "50011", "50026", "51400", "50113"})
        BOOST_TEST(!desk.decode_look_up(which, refused(code, "")).has_value(), code);
    BOOST_TEST(!desk.decode_look_up(which, answered(frames::answer(""))).has_value());
    BOOST_TEST(!desk.decode_look_up(which, answered("", 404)).has_value());
}

BOOST_AUTO_TEST_CASE(another_order_than_the_one_that_was_asked_for_is_none)
{
    const http_response answer = answered(frames::answer(frames::order_row));
    BOOST_TEST(!desk.decode_look_up({"BTC-USDT", "b17", ""}, answer).has_value());
    BOOST_TEST(!desk.decode_look_up({"ETH-USDT", "b16", ""}, answer).has_value());
}

BOOST_AUTO_TEST_CASE(the_dead_mans_switch_is_counted_in_seconds)
{
    const auto requests = desk.arm_dead_man(30'500ms, {});
    BOOST_TEST_REQUIRE(requests.size() == 1U);
    BOOST_TEST(requests[0].body == R"({"timeOut":"30"})");
    BOOST_TEST(requests[0].url == "https://openapi.okx.com/api/v5/trade/cancel-all-after");
    BOOST_TEST((requests[0].verb == http_verb::post && requests[0].auth == request_auth::signature));
    BOOST_TEST(desk.arm_dead_man({}, {})[0].body == R"({"timeOut":"0"})");
}

BOOST_AUTO_TEST_CASE(and_is_armed_or_not)
{
    BOOST_TEST(
        desk.decode_dead_man(answered(frames::answer(R"({"triggerTime":"1587971460","ts":"1587971400"})")))
            .has_value());
    BOOST_TEST(!desk.decode_dead_man(refused("51000", "Parameter timeOut error", 400)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

// ---- the account over REST --------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(okx_account_rest)

BOOST_AUTO_TEST_CASE(four_questions_answer_everything)
{
    const auto all = desk.questions({.fills_since = now - 1h, .now = now});
    std::vector<std::string> urls;
    for (const account_question& one : all)
        urls.push_back(desk.ask(one).url.substr(std::string("https://openapi.okx.com/api/v5/").size()));
    const std::vector<std::string> wanted{"trade/orders-pending?limit=100", "account/balance",
                                          "account/positions", "trade/fills?begin=1699996399999&limit=100"};
    BOOST_TEST(urls == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_type_of_instruments_is_asked_for_where_only_one_is_followed)
{
    const account_dialect& spot = *spot_only->account();
    const auto all = spot.questions({.fills_since = now, .now = now});
    BOOST_TEST_REQUIRE(all.size() == 3U);
    BOOST_TEST(spot.ask(all[0]).url ==
               "https://openapi.okx.com/api/v5/trade/orders-pending?instType=SPOT&limit=100");
}

BOOST_AUTO_TEST_CASE(fills_of_more_than_three_days_ago_are_asked_for_elsewhere)
{
    const auto all =
        spot_only->account()->questions({.parts = {.fills = true}, .fills_since = now - 24h * 4, .now = now});
    BOOST_TEST_REQUIRE(all.size() == 1U);
    BOOST_TEST(
        spot_only->account()->ask(all[0]).url ==
        "https://openapi.okx.com/api/v5/trade/fills-history?instType=SPOT&begin=1699654399999&limit=100");
}

BOOST_AUTO_TEST_CASE(there_for_one_type_of_instruments_at_a_time)
{
    const auto all = desk.questions({.parts = {.fills = true}, .fills_since = now - 24h * 4, .now = now});
    BOOST_TEST(all.size() == 5U);
}

BOOST_AUTO_TEST_CASE(nothing_is_taken_for_recent_while_the_exchanges_time_is_not_known)
{
    const auto all = desk.questions({.parts = {.fills = true}, .fills_since = now});
    BOOST_TEST(all.size() == 5U);
}

BOOST_AUTO_TEST_CASE(an_order_that_is_open)
{
    const auto page = desk.decode(orders_question, answered(frames::answer(frames::order_row)));
    BOOST_TEST_REQUIRE(page.has_value(), words_of(page));
    BOOST_TEST_REQUIRE(page->found.open_orders.size() == 1U);
    BOOST_TEST(page->found.open_orders[0].client_id == "b16");
    BOOST_TEST(!page->next);
}

BOOST_AUTO_TEST_CASE(a_full_page_of_orders_is_followed_by_those_before_its_last_id)
{
    const std::string rows = repeated(frames::order_row, "1752588852617379840", 100, 1099);
    const auto page = desk.decode(orders_question, answered(frames::answer(rows)));
    BOOST_TEST_REQUIRE((page && page->next), words_of(page));
    BOOST_TEST(desk.ask(*page->next).url ==
               "https://openapi.okx.com/api/v5/trade/orders-pending?limit=100&after=1000");
}

BOOST_AUTO_TEST_CASE(a_fill)
{
    const auto page = desk.decode(fills_question, answered(frames::answer(frames::fill_row)));
    BOOST_TEST_REQUIRE(page.has_value(), words_of(page));
    const fill wanted{.symbol = "BTC-USDT",
                      .key = "744876980",
                      .order_id = "680800019749904384",
                      .client_id = "b17",
                      .price = "51858"_dec,
                      .quantity = "0.00192834"_dec,
                      .fee = "0.00000192834"_dec,
                      .fee_asset = "BTC",
                      .at = at_ms(1708587373361)};
    BOOST_TEST((page->found.fills == std::vector{wanted}));
}

BOOST_AUTO_TEST_CASE(pages_of_fills_are_counted_by_their_bills)
{
    const std::string rows = repeated(frames::fill_row, "680800019754098688", 100, 5099);
    const auto page = desk.decode(fills_question, answered(frames::answer(rows)));
    BOOST_TEST_REQUIRE((page && page->next), words_of(page));
    BOOST_TEST(desk.ask(*page->next).url ==
               "https://openapi.okx.com/api/v5/trade/fills?begin=1699999999999&limit=100&after=5000");
}

BOOST_AUTO_TEST_CASE(pages_that_do_not_go_on_are_not_believed)
{
    account_question second = fills_question;
    second.cursor = "5000";
    const std::string rows = repeated(frames::fill_row, "680800019754098688", 100, 5099);
    const auto page = desk.decode(second, answered(frames::answer(rows)));
    BOOST_TEST_REQUIRE(!page.has_value());
    BOOST_TEST((page.error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(balances_carry_no_time_so_that_they_are_as_of_the_question)
{
    const auto page = desk.decode(balances_question, answered(frames::answer(frames::balance_row)));
    BOOST_TEST_REQUIRE(page.has_value(), words_of(page));
    const balance wanted{.asset = "USDT",
                         .total = "94.42612990333333"_dec,
                         .available = "94.42612990333333"_dec,
                         .locked = "5.468566666666667"_dec};
    BOOST_TEST((page->found.balances == std::vector{wanted}));
}

BOOST_AUTO_TEST_CASE(a_position)
{
    const auto page = desk.decode(positions_question, answered(frames::answer(frames::position_row)));
    BOOST_TEST_REQUIRE(page.has_value(), words_of(page));
    const position wanted{.symbol = "BTC-USDT-SWAP",
                          .leg = position_leg::long_leg,
                          .size = "0.5"_dec,
                          .entry_price = "10000"_dec,
                          .at = at_ms(1622559930237)};
    BOOST_TEST((page->found.positions == std::vector{wanted}));
}

BOOST_AUTO_TEST_CASE(an_instrument_with_cross_and_isolated_positions_is_refused)
{
    const auto page = desk.decode(
        positions_question, answered(frames::answer(frames::position_row + "," + frames::position_row)));
    BOOST_TEST_REQUIRE(!page.has_value());
    BOOST_TEST(page.error().text.starts_with("BTC-USDT-SWAP"));
}

BOOST_AUTO_TEST_CASE(the_exchange_tells_the_time)
{
    BOOST_TEST(desk.time_request().url == "https://openapi.okx.com/api/v5/public/time");
    BOOST_TEST((desk.time_request().auth == request_auth::nobody));
    BOOST_TEST((desk.decode_time(answered(frames::answer(R"({"ts":"1597026383085"})"))).value() ==
                at_ms(1597026383085)));
}

BOOST_AUTO_TEST_CASE(the_demo_is_asked_as_such)
{
    const auto demo = with([](okx::account_adapter_options& o) { o.where = okx::demo(); });
    const header_list wanted{{"x-simulated-trading", "1"}};
    BOOST_TEST((demo->account()->ask(balances_question).headers == wanted));
}

BOOST_AUTO_TEST_CASE(every_refusal_has_its_code)
{
    const auto why = [](const http_response& answer) {
        return desk.decode(balances_question, answer).error().code;
    };
    BOOST_TEST((why(refused("50011", "Too Many Requests", 429)) == errc::rate_limited));
    BOOST_TEST((why(refused("50011", "Rate limit reached.", 200)) == errc::rate_limited));
    BOOST_TEST((why(answered("", 429)) == errc::rate_limited));
    BOOST_TEST((why(refused("50102", "Timestamp request expired.", 401)) == errc::login_expired));
    BOOST_TEST((why(refused("50112", "Invalid OK-ACCESS-TIMESTAMP.", 401)) == errc::login_expired));
    BOOST_TEST((why(refused("50113", "Invalid signature.", 401)) == errc::unauthorized));
    BOOST_TEST((why(refused("50001", "Service temporarily unavailable", 503)) == errc::http_status));
    BOOST_TEST((why(answered("<html>", 502)) == errc::http_status));
    BOOST_TEST((why(answered("<html>")) == errc::malformed));
    BOOST_TEST((why(answered(R"({"code":"0"})")) == errc::malformed));
    BOOST_TEST((why(answered(R"({"code":404,"data":{},"msg":"Not Found"})", 404)) == errc::http_status));
}

BOOST_AUTO_TEST_CASE(a_refusal_has_the_exchanges_words)
{
    const failure why =
        desk.decode(balances_question, refused("50111", "Invalid OK-ACCESS-KEY.", 401)).error();
    BOOST_TEST(why.text == "50111: Invalid OK-ACCESS-KEY.");
    BOOST_TEST(why.http_status == 401U);
}

BOOST_AUTO_TEST_SUITE_END()
