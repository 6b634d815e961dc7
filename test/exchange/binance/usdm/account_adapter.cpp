// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/usdm_account.hpp>

#include "exchange/binance/usdm/account_frames.hpp"
#include "support/frame_words.hpp"

#include <holdfast/account/dialect.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// Binance USD-M futures: the user's stream, orders, and what REST tells. What the answers have in common with
// spot is tested there.

namespace {

using namespace holdfast;
using namespace holdfast::literals;
using namespace std::chrono_literals;
using frame_words::at_ms;
using frame_words::replaced;
namespace usdm = holdfast::binance::usdm;
namespace messages = binance_usdm_account_messages;
using kind = decoded::kind;

const wall_time then = at_ms(1'700'000'000'000);

std::shared_ptr<const binance::signer> keys()
{
    return usdm::make_signer({.api_key = secret::from_text("key"),
                              .key = signing_key::hmac_sha256(secret::from_text("secret")).value()});
}

const std::shared_ptr<const adapter> stream = usdm::make_account_adapter(keys());
const std::shared_ptr<const adapter> trading = usdm::make_trade_adapter(keys());

// A message and what it said; the views in `said` live as long as this.
struct heard {
    explicit heard(std::string bytes, const adapter& by = *stream) : text(std::move(bytes))
    {
        std::vector<decoded> out;
        by.decode(text, false, *memory, out);
        BOOST_TEST_REQUIRE(!out.empty());
        said = out.front();
        beside.assign(out.begin() + 1, out.end());
    }

    [[nodiscard]] std::size_t changes() const
    {
        const auto* const all = std::get_if<std::span<const account_change>>(&said.content);
        return all ? all->size() : 0;
    }

    template <class Change>
    [[nodiscard]] const Change& change(std::size_t which = 0) const
    {
        BOOST_TEST_REQUIRE(which < changes(), said.text);
        return std::get<Change>(std::get<std::span<const account_change>>(said.content)[which]);
    }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    decoded said;
    std::vector<decoded> beside{}; ///< What was left out of it.
};

http_response answer(std::string body, unsigned status = 200)
{
    return {.status = status, .body = std::move(body)};
}

http_response refusal(int code, const std::string& words, unsigned status = 400)
{
    return answer("{\"code\":" + std::to_string(code) + ",\"msg\":\"" + words + "\"}", status);
}

std::string base() // Of URLs.
{
    return "https://fapi.binance.com";
}

} // namespace

BOOST_AUTO_TEST_SUITE(binance_usdm_account_events)

BOOST_AUTO_TEST_CASE(an_order_is_told_with_all_that_is_known_of_it)
{
    const heard h(messages::order_update);
    const order_report expected{.symbol = "BTCUSDT",
                                .id = "8886774",
                                .client_id = "TEST",
                                .side = side::buy,
                                .type = order_type::limit,
                                .lasts = time_in_force::good_till_cancelled,
                                .leg = position_leg::long_leg,
                                .state = order_state::partially_filled,
                                .price = "7100.50"_dec,
                                .quantity = "0.001"_dec,
                                .filled = "0.001"_dec,
                                .average_price = "7100.50"_dec,
                                .updated = at_ms(1568879465651)};
    BOOST_TEST((h.change<order_report>() == expected));
}

BOOST_AUTO_TEST_CASE(an_execution_is_told_as_a_fill_beside_its_order)
{
    const heard h(messages::order_update);
    const fill_report expected{.symbol = "BTCUSDT",
                               .key = "12345678",
                               .order_id = "8886774",
                               .client_id = "TEST",
                               .side = side::buy,
                               .leg = position_leg::long_leg,
                               .price = "7100.50"_dec,
                               .quantity = "0.001"_dec,
                               .fee = "0.01"_dec,
                               .fee_asset = "USDT",
                               .maker = true,
                               .at = at_ms(1568879465651)};
    BOOST_TEST(h.changes() == 2U);
    BOOST_TEST((h.change<fill_report>(1) == expected));
}

BOOST_AUTO_TEST_CASE(an_order_that_was_not_executed_comes_alone)
{
    const heard h(messages::new_order_update);
    const auto& told = h.change<order_report>();
    BOOST_TEST(h.changes() == 1U);
    BOOST_TEST((told.type == order_type::trailing_stop));
    BOOST_TEST((told.state == order_state::open));
    BOOST_TEST((told.leg == position_leg::net));
    BOOST_TEST(told.reduce_only);
    BOOST_TEST(!told.average_price.has_value());
}

BOOST_AUTO_TEST_CASE(every_status_is_a_state)
{
    const std::pair<std::string, order_state> known[] = {
        {"NEW", order_state::open},        {"PARTIALLY_FILLED", order_state::partially_filled},
        {"FILLED", order_state::filled},   {"CANCELED", order_state::cancelled},
        {"EXPIRED", order_state::expired}, {"EXPIRED_IN_MATCH", order_state::expired}};
    for (const auto& [word, state] : known) {
        const heard h(replaced(messages::new_order_update, "\"X\":\"NEW\"", "\"X\":\"" + word + "\""));
        BOOST_TEST((h.change<order_report>().state == state), word);
    }
}

BOOST_AUTO_TEST_CASE(an_order_of_the_exchanges_own_making_is_marked)
{
    const std::pair<std::string, order_origin> known[] = {
        {"autoclose-1596107620040000020", order_origin::liquidation},
        {"adl_autoclose", order_origin::auto_deleveraging},
        {"settlement_autoclose-15961076", order_origin::settlement}};
    for (const auto& [id, origin] : known) {
        const heard h(replaced(messages::order_update, "TEST", id));
        BOOST_TEST((h.change<order_report>().origin == origin), id);
    }
}

BOOST_AUTO_TEST_CASE(a_post_only_order_is_one_of_gtx)
{
    const heard h(replaced(messages::order_update, "GTC", "GTX"));
    BOOST_TEST((h.change<order_report>().lasts == time_in_force::post_only));
}

BOOST_AUTO_TEST_CASE(a_liquidation_without_a_trade_is_no_fill)
{
    const std::string calculated = replaced(messages::order_update, "TRADE\"", "CALCULATED\"");
    BOOST_TEST(heard(calculated).changes() == 2U);
    BOOST_TEST(heard(replaced(calculated, "\"t\":12345678", "\"t\":0")).changes() == 1U);
}

BOOST_AUTO_TEST_CASE(a_rebate_is_a_fee_below_zero)
{
    const heard h(replaced(messages::order_update, "\"n\":\"0.01000000\"", "\"n\":\"-0.002\""));
    BOOST_TEST((h.change<fill_report>(1).fee == "-0.002"_dec));
}

BOOST_AUTO_TEST_CASE(fault_49_an_average_price_that_is_too_long_is_cut)
{
    const heard h(
        replaced(messages::order_update, "\"ap\":\"7100.50\"", "\"ap\":\"7100.50000000000000000001\""));
    BOOST_TEST((h.change<order_report>().average_price == "7100.50"_dec));
    BOOST_TEST(h.change<order_report>().average_price->inexact());
    BOOST_TEST((h.change<order_report>().price == "7100.50"_dec));
}

BOOST_AUTO_TEST_CASE(an_update_of_the_account_is_balances_and_positions)
{
    const heard h(messages::account_update);
    const wall_time at = at_ms(1564745798939);
    BOOST_TEST(h.changes() == 2U);
    BOOST_TEST(
        (h.change<balance_report>(0) == balance_report{.asset = "USDT", .total = "122624.12"_dec, .at = at}));
    BOOST_TEST((h.change<position_report>(1) == position_report{.symbol = "BTCUSDT",
                                                                .leg = position_leg::long_leg,
                                                                .size = "20"_dec,
                                                                .entry_price = "6563.6"_dec,
                                                                .at = at}));
}

BOOST_AUTO_TEST_CASE(a_short_position_is_below_zero)
{
    const heard h(replaced(messages::account_update, "\"pa\":\"20\"", "\"pa\":\"-20\""));
    BOOST_TEST((h.change<position_report>(1).size == "-20"_dec));
}

BOOST_AUTO_TEST_CASE(a_position_that_was_closed_is_zero)
{
    const heard h(
        replaced(replaced(messages::account_update, "\"pa\":\"20\"", "\"pa\":\"0\""), "6563.6", "0.0"));
    BOOST_TEST(h.change<position_report>(1).size.is_zero());
    BOOST_TEST(!h.change<position_report>(1).entry_price.has_value());
}

BOOST_AUTO_TEST_CASE(funding_changes_a_balance_alone)
{
    const heard h(messages::funding);
    BOOST_TEST(h.changes() == 1U);
    BOOST_TEST((h.change<balance_report>().total == "-1.5"_dec));
}

// FAULTS: the same fill in two messages.
BOOST_AUTO_TEST_CASE(fault_29_trade_lite_is_the_fill_of_the_order_update)
{
    const heard early(messages::trade_lite);
    const heard late(messages::order_update);
    const auto& told = early.change<fill_report>();
    BOOST_TEST(told.key == late.change<fill_report>(1).key);
    BOOST_TEST(told.symbol == "BTCUSDT");
    BOOST_TEST(told.order_id == "8886774");
    BOOST_TEST((told.price == "7100.50"_dec));
    BOOST_TEST((told.quantity == "0.001"_dec));
    BOOST_TEST(!told.fee.has_value());
    BOOST_TEST((told.at == at_ms(1721895408214)));
}

BOOST_AUTO_TEST_CASE(events_about_other_things_change_nothing)
{
    for (const std::string& text : {messages::algo_update, messages::config_update, messages::margin_call}) {
        const heard h(text);
        BOOST_TEST((h.said.what == kind::data), text);
        BOOST_TEST(h.changes() == 0U, text);
    }
}

BOOST_AUTO_TEST_CASE(every_event_belongs_to_the_one_topic_and_has_its_time)
{
    const heard h(messages::trade_lite);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "userData");
    BOOST_TEST((h.said.ids == sequence_ids()));
    BOOST_TEST((h.said.exchange_time == at_ms(1721895408092)));
}

BOOST_AUTO_TEST_CASE(fault_26_an_expired_listen_key_ends_the_login_and_is_not_repeated)
{
    const heard h(messages::key_expired);
    BOOST_TEST((h.said.what == kind::login_expired));
    BOOST_TEST(h.said.text.find("OfYGbUzi3P") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(
    fault_48_what_is_not_understood_of_an_event_is_left_out_and_closes_the_account_for_a_while)
{
    const std::pair<std::string, std::string> wrong[] = {{"\"i\":8886774", "\"i\":\"8886774\""},
                                                         {"\"X\":\"PARTIALLY_FILLED\"", "\"X\":\"LOST\""},
                                                         {"\"S\":\"BUY\"", "\"S\":\"HOLD\""},
                                                         {"\"ps\":\"LONG\"", "\"ps\":\"SIDEWAYS\""},
                                                         {"\"q\":\"0.001\"", "\"q\":\"-0.001\""},
                                                         {"\"L\":\"7100.50\"", "\"L\":\"1e999\""},
                                                         {"\"t\":12345678", "\"t\":0"},
                                                         {"\"n\":\"0.01000000\"", "\"n\":0.01"},
                                                         {"\"m\":true", "\"m\":1"},
                                                         {"\"T\":1568879465651", "\"T\":\"soon\""}};
    for (const auto& [what, by] : wrong) {
        const heard h(replaced(messages::order_update, what, by));
        BOOST_TEST((h.said.what == kind::data), by);
        BOOST_TEST_REQUIRE(!h.beside.empty(), by);
        BOOST_TEST((h.beside[0].what == kind::skipped), by);
        BOOST_TEST(h.beside[0].topic_name == "userData");
        BOOST_TEST(h.beside[0].text.starts_with("BTCUSDT: "), h.beside[0].text);
    }
}

BOOST_AUTO_TEST_CASE(fault_48_a_fill_is_told_whatever_its_order_is_called)
{
    const heard h(replaced(messages::order_update, "\"X\":\"PARTIALLY_FILLED\"", "\"X\":\"LOST\""));
    BOOST_TEST_REQUIRE(h.changes() == 2U);
    BOOST_TEST(h.change<unread_report>(0).about.orders);
    BOOST_TEST(h.change<fill_report>(1).key == "12345678");
}

BOOST_AUTO_TEST_CASE(fault_48_an_execution_of_an_unknown_type_is_told_and_its_order_read)
{
    const heard h(replaced(messages::order_update, "\"x\":\"TRADE\"", "\"x\":\"CORPORATE_ACTION\""));
    BOOST_TEST_REQUIRE(h.changes() == 2U);
    BOOST_TEST(h.change<order_report>(0).id == "8886774");
    BOOST_TEST((h.change<unread_report>(1).about == account_parts()));
}

BOOST_AUTO_TEST_CASE(an_event_without_a_symbol_is_malformed)
{
    const heard h(replaced(messages::order_update, "\"s\":\"BTCUSDT\"", "\"s\":\"\""));
    BOOST_TEST((h.said.what == kind::malformed));
    BOOST_TEST(h.said.text.starts_with("ORDER_TRADE_UPDATE: "), h.said.text);
}

BOOST_AUTO_TEST_CASE(fault_48_a_bad_row_of_an_update_of_the_account_costs_itself)
{
    const heard h(replaced(messages::account_update, "\"pa\":\"20\"", "\"pa\":\"many\""));
    BOOST_TEST_REQUIRE(h.changes() == 2U);
    BOOST_TEST(h.change<balance_report>(0).asset == "USDT");
    BOOST_TEST(h.change<unread_report>(1).about.positions);
    BOOST_TEST(h.beside.size() == 1U);
}

BOOST_AUTO_TEST_CASE(fault_49_a_balance_and_a_quantity_with_too_many_digits_are_cut)
{
    const heard h(replaced(messages::account_update, "122624.12", "122624.123456789012345678"));
    BOOST_TEST(h.change<balance_report>(0).total.inexact());
    const heard order(
        replaced(messages::order_update, "\"l\":\"0.001\"", "\"l\":\"0.0010000000000000000000000123\""));
    BOOST_TEST(order.change<fill_report>(1).quantity == "0.001"_dec);
    BOOST_TEST(order.change<fill_report>(1).quantity.inexact());
}

BOOST_AUTO_TEST_CASE(fault_52_a_liquidation_in_which_nothing_was_traded_is_an_orders_report)
{
    const heard h(
        R"({"e":"ORDER_TRADE_UPDATE","E":1759347763250,"T":1759347763250,"o":{"s":"BTCUSDT",)"
        R"("c":"autoclose-7654321098765432","S":"SELL","o":"MARKET","f":"GTC","q":"0.000","p":"0",)"
        R"("ap":"0.00","sp":null,"x":"CALCULATED","X":"FILLED","i":7654321098,"l":"0.000","z":"0.000",)"
        R"("L":"0.00","N":null,"n":null,"T":1759347763250,"t":3344556677,"m":false,"R":false,)"
        R"("ps":"LONG","rp":"0.00"}})");
    BOOST_TEST_REQUIRE(h.changes() == 1U);
    BOOST_TEST((h.change<order_report>().state == order_state::filled));
    BOOST_TEST(h.beside.empty());
}

BOOST_AUTO_TEST_CASE(fault_52_a_fill_without_a_fee_is_a_fill)
{
    const heard h(replaced(messages::order_update, "\"n\":\"0.01000000\"", "\"n\":null"));
    BOOST_TEST(!h.change<fill_report>(1).fee.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_not_an_event_is_not_understood)
{
    for (const std::string text : {"{}", R"({"E":1})", R"({"e":7})", R"({"stream":"abc","data":{"e":"x"}})"})
        BOOST_TEST((heard(text).said.what == kind::malformed), text);
}

BOOST_AUTO_TEST_CASE(too_fast_is_said_as_on_the_streams_of_the_market)
{
    const heard h(R"({"error":{"code":-1003,"msg":"Too many requests."}})");
    BOOST_TEST((h.said.what == kind::rate_limit));
    BOOST_TEST(h.said.text == "-1003: Too many requests.");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_usdm_account_connection)

BOOST_AUTO_TEST_CASE(the_only_topic_is_quiet_and_asked_for_by_the_url_alone)
{
    const std::vector<topic> topics = stream->account()->topics();
    BOOST_TEST_REQUIRE(topics.size() == 1U);
    const topic_traits traits = stream->traits(topics.front());
    BOOST_TEST((traits.rule == continuity::audited));
    BOOST_TEST((traits.recovery == recovery::resume));
    BOOST_TEST(traits.quiet);
    BOOST_TEST(stream->subscribe(1, topics).empty());
    BOOST_TEST(stream->account()->login(1, then).empty());
}

BOOST_AUTO_TEST_CASE(the_listen_key_is_asked_for_with_the_key_and_without_a_signature)
{
    const http_request made = stream->account()->create_key();
    const http_request kept = stream->account()->refresh_key("abc");
    BOOST_TEST(made.url == base() + "/fapi/v1/listenKey");
    BOOST_TEST((made.verb == http_verb::post));
    BOOST_TEST((kept.verb == http_verb::put));
    BOOST_TEST((made.auth == request_auth::key));
    BOOST_TEST((stream->account()->key_life() == 60min));
}

BOOST_AUTO_TEST_CASE(the_listen_key_is_a_part_of_the_url)
{
    const auto key = stream->account()->decode_key(answer(R"({"listenKey":"pqia91ma19a5s61cv6"})"));
    BOOST_TEST_REQUIRE(key.has_value());
    BOOST_TEST(stream->account()->endpoint(*key) ==
               "wss://fstream.binance.com/private/ws/pqia91ma19a5s61cv6");
}

BOOST_AUTO_TEST_CASE(fault_26_a_refused_refresh_says_that_the_key_has_expired)
{
    const auto key = stream->account()->decode_key(refusal(-1125, "This listenKey does not exist."));
    BOOST_TEST_REQUIRE(key.has_error());
    BOOST_TEST((key.error().code == errc::login_expired));
    BOOST_TEST(key.error().text.find("This listenKey does not exist.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_good_key_is_no_key)
{
    for (const std::string body : {"{}", "[]", R"({"listenKey":""})", R"({"listenKey":7})",
                                   R"({"listenKey":"../../evil"})", R"({"listenKey":"abc")"}) {
        const auto key = stream->account()->decode_key(answer(body));
        BOOST_TEST_REQUIRE(key.has_error(), body);
        BOOST_TEST((key.error().code == errc::malformed), body);
    }
}

BOOST_AUTO_TEST_CASE(the_connection_for_orders_has_a_place_of_its_own)
{
    BOOST_TEST(trading->account()->endpoint("") ==
               "wss://ws-fapi.binance.com/ws-fapi/v1?returnRateLimits=false");
    BOOST_TEST(trading->endpoint({}) == trading->account()->endpoint(""));
    BOOST_TEST(trading->account()->topics().empty());
    BOOST_TEST((trading->account()->key_life() == 0s));
}

BOOST_AUTO_TEST_CASE(the_limits_are_those_of_the_exchange)
{
    BOOST_TEST(stream->limits().rest_weight == 2400U);
    BOOST_TEST((stream->limits().rest_window == 1min));
    BOOST_TEST(trading->limits().messages == 200U);
    BOOST_TEST((trading->limits().messages_window == 10s));
}

BOOST_AUTO_TEST_CASE(an_account_without_keys_is_refused)
{
    BOOST_CHECK_THROW((void)usdm::make_account_adapter(nullptr), error);
    BOOST_CHECK_THROW((void)usdm::make_trade_adapter(nullptr), error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_usdm_account_orders)

namespace {

new_order an_order()
{
    return {.symbol = "BTCUSDT",
            .client_id = "mine-1",
            .side = side::buy,
            .price = "43187.00"_dec,
            .quantity = "0.1"_dec};
}

std::string written(const order_command& command)
{
    const auto text = trading->account()->write(7, command, then);
    BOOST_TEST_REQUIRE(text.has_value(), text.error().text);
    return *text;
}

bool says(const std::string& text, const std::string& what)
{
    return text.find(what) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_limit_order_is_written_out)
{
    const std::string text = written(an_order());
    for (const std::string member :
         {R"("id":"7")", R"("method":"order.place")", R"("symbol":"BTCUSDT")", R"("side":"BUY")",
          R"("type":"LIMIT")", R"("timeInForce":"GTC")", R"("price":"43187.00")", R"("quantity":"0.1")",
          R"("newClientOrderId":"mine-1")", R"("reduceOnly":"false")", R"("timestamp":1700000000000)",
          R"("signature":")"})
        BOOST_TEST(says(text, member), text);
}

BOOST_AUTO_TEST_CASE(a_market_order_has_no_price_and_lasts_no_time)
{
    new_order order = an_order();
    order.type = order_type::market;
    const std::string text = written(order);
    BOOST_TEST(says(text, R"("type":"MARKET")"));
    BOOST_TEST(!says(text, "price"));
    BOOST_TEST(!says(text, "timeInForce"));
}

BOOST_AUTO_TEST_CASE(a_post_only_order_is_asked_for_as_gtx)
{
    new_order order = an_order();
    order.lasts = time_in_force::post_only;
    BOOST_TEST(says(written(order), R"("timeInForce":"GTX")"));
}

BOOST_AUTO_TEST_CASE(in_hedge_mode_the_leg_is_named_and_not_what_it_may_do)
{
    new_order order = an_order();
    order.leg = position_leg::short_leg;
    BOOST_TEST(says(written(order), R"("positionSide":"SHORT")"));
    BOOST_TEST(!says(written(order), "reduceOnly"));
    order.reduce_only = true;
    const auto text = trading->account()->write(7, order, then);
    BOOST_TEST_REQUIRE(text.has_error());
    BOOST_TEST(says(text.error().text, "new_order::reduce_only"));
}

BOOST_AUTO_TEST_CASE(what_the_exchange_would_refuse_for_certain_is_not_sent)
{
    const auto changed = [](auto member, auto value) {
        new_order order = an_order();
        order.*member = value;
        return order_command(order);
    };
    const std::pair<order_command, std::string> wrong[] = {
        {changed(&new_order::symbol, ""), "symbol"},
        {changed(&new_order::client_id, ""), "client_id"},
        {changed(&new_order::client_id, "not this one"), "client_id"},
        {changed(&new_order::client_id, std::string(37, 'x')), "client_id"},
        {changed(&new_order::price, decimal()), "price"},
        {changed(&new_order::quantity, decimal()), "quantity"},
        {changed(&new_order::type, order_type::stop), "type"},
        {changed(&new_order::lasts, time_in_force::good_till_date), "lasts"},
        {order_cancel{.client_id = "mine-1"}, "symbol"},
        {order_cancel{.symbol = "BTCUSDT"}, "client_id"},
        {order_cancel{.symbol = "BTCUSDT", .order_id = "x"}, "order_id"},
        {ready_order{.body = "{}"}, "order_command"}};
    for (const auto& [command, member] : wrong) {
        const auto text = trading->account()->write(7, command, then);
        BOOST_TEST_REQUIRE(text.has_error(), member);
        BOOST_TEST((text.error().code == errc::invalid_config));
        BOOST_TEST(says(text.error().text, member), text.error().text);
    }
}

BOOST_AUTO_TEST_CASE(an_order_is_taken_back_by_the_exchanges_id_where_that_is_known)
{
    const std::string by_id =
        written(order_cancel{.symbol = "BTCUSDT", .client_id = "mine-1", .order_id = "325078477"});
    BOOST_TEST(says(by_id, R"("method":"order.cancel")"));
    BOOST_TEST(says(by_id, R"("orderId":325078477)"));
    BOOST_TEST(!says(by_id, "origClientOrderId"));
    const std::string by_name = written(order_cancel{.symbol = "BTCUSDT", .client_id = "mine-1"});
    BOOST_TEST(says(by_name, R"("origClientOrderId":"mine-1")"));
}

BOOST_AUTO_TEST_CASE(the_users_stream_takes_no_orders)
{
    BOOST_TEST(stream->account()->write(7, an_order(), then).has_error());
}

BOOST_AUTO_TEST_CASE(an_order_that_was_placed_is_acknowledged_with_its_id)
{
    const heard h(messages::placed, *trading);
    BOOST_TEST((h.said.what == kind::answer));
    BOOST_TEST(h.said.request_id == 7U);
    BOOST_TEST((h.said.answer->verdict == order_answer::acknowledged));
    BOOST_TEST(h.said.answer->order_id == "325078477");
}

BOOST_AUTO_TEST_CASE(an_order_that_was_refused_is_rejected_in_the_exchanges_words)
{
    const heard h(messages::refused, *trading);
    BOOST_TEST(h.said.request_id == 8U);
    BOOST_TEST((h.said.answer->verdict == order_answer::rejected));
    BOOST_TEST(h.said.answer->code == -2019);
    BOOST_TEST(h.said.text == "-2019: Margin is insufficient.");
}

BOOST_AUTO_TEST_CASE(fault_30_an_answer_that_does_not_know_leaves_the_order_in_doubt)
{
    const heard unknown(messages::unknown, *trading);
    BOOST_TEST((unknown.said.answer->verdict == order_answer::in_doubt));
    const heard busy(R"({"id":"3","status":503,"error":{"code":-1008,"msg":"Request throttled."}})",
                     *trading);
    BOOST_TEST((busy.said.answer->verdict == order_answer::in_doubt));
}

BOOST_AUTO_TEST_CASE(an_answer_to_nobody_is_a_word_about_our_speed_or_nothing)
{
    const heard fast(R"({"id":null,"status":429,"error":{"code":-1003,"msg":"Too many requests."}})",
                     *trading);
    BOOST_TEST((fast.said.what == kind::rate_limit));
    const heard other(R"({"id":null,"status":400,"error":{"code":-1135,"msg":"Invalid JSON Request"}})",
                      *trading);
    BOOST_TEST((other.said.what == kind::heartbeat));
    BOOST_TEST((heard(R"({"id":"3"})", *trading).said.what == kind::malformed));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_usdm_account_rest)

namespace {

const account_dialect& rest()
{
    return *stream->account();
}

/// The first question about a part.
account_question question_of(account_parts part, wall_time since = then)
{
    const auto all = rest().questions({.parts = part, .symbols = {"BTCUSDT"}, .fills_since = since});
    BOOST_TEST_REQUIRE(all.size() == 1U);
    return all.front();
}

account_page page_of(const account_question& what, const std::string& body)
{
    auto page = rest().decode(what, answer(body));
    BOOST_TEST_REQUIRE(page.has_value(), page.error().text);
    return std::move(*page);
}

std::string now_is(std::int64_t ms)
{
    return "{\"serverTime\":" + std::to_string(ms) + "}";
}

/// So many trades, a second apart.
std::string trades(std::size_t count, std::uint64_t first_id, std::int64_t first_ms)
{
    std::string body = "[";
    for (std::size_t i = 0; i < count; ++i) {
        std::string row = replaced(messages::trade_row, "698759", std::to_string(first_id + i));
        row = replaced(row, "1569514978020", std::to_string(first_ms + 1000 * static_cast<std::int64_t>(i)));
        body += (i == 0 ? "" : ",") + row;
    }
    return body + "]";
}

} // namespace

BOOST_AUTO_TEST_CASE(the_whole_account_takes_three_questions_and_one_for_each_symbol)
{
    const auto all = rest().questions({.symbols = {"BTCUSDT", "ETHUSDT"}, .fills_since = then});
    BOOST_TEST(all.size() == 5U);
    BOOST_TEST((rest().parts() == whole_account));
    const auto some = rest().questions({.parts = {.balances = true}, .symbols = {"BTCUSDT"}});
    BOOST_TEST(some.size() == 1U);
}

BOOST_AUTO_TEST_CASE(open_orders_are_asked_for_at_once)
{
    const http_request ask = rest().ask(question_of({.orders = true}));
    BOOST_TEST(ask.url == base() + "/fapi/v1/openOrders");
    BOOST_TEST(ask.weight == 40U);
    BOOST_TEST((ask.auth == request_auth::signature));
}

BOOST_AUTO_TEST_CASE(open_orders_are_read)
{
    const account_page page = page_of(question_of({.orders = true}), "[" + messages::order_row + "]");
    BOOST_TEST_REQUIRE(page.found.open_orders.size() == 1U);
    const order& found = page.found.open_orders.front();
    BOOST_TEST(found.id == "1917641");
    BOOST_TEST(found.client_id == "abc");
    BOOST_TEST((found.leg == position_leg::short_leg));
    BOOST_TEST((found.state == order_state::open));
    BOOST_TEST((found.updated == at_ms(1579276756075)));
    BOOST_TEST(!page.next.has_value());
}

BOOST_AUTO_TEST_CASE(balances_are_those_of_the_wallet)
{
    const account_question what = question_of({.balances = true});
    BOOST_TEST(rest().ask(what).url == base() + "/fapi/v3/balance");
    const account_page page = page_of(what, "[" + messages::balance_row + "]");
    BOOST_TEST((page.found.balances == std::vector<balance>{{.asset = "USDT",
                                                             .total = "122607.35137903"_dec,
                                                             .available = "23.72469206"_dec,
                                                             .at = at_ms(1617939110373)}}));
}

BOOST_AUTO_TEST_CASE(positions_are_read_with_their_sign)
{
    const account_question what = question_of({.positions = true});
    BOOST_TEST(rest().ask(what).url == base() + "/fapi/v3/positionRisk");
    const account_page page = page_of(what, "[" + messages::position_row + "]");
    BOOST_TEST((page.found.positions == std::vector<position>{{.symbol = "ADAUSDT",
                                                               .size = "-30"_dec,
                                                               .entry_price = "0.385"_dec,
                                                               .at = at_ms(1720736417660)}}));
}

BOOST_AUTO_TEST_CASE(fills_begin_with_the_exchanges_clock)
{
    const account_question first = question_of({.fills = true});
    BOOST_TEST(rest().ask(first).url == base() + "/fapi/v1/time");
    const account_page page = page_of(first, now_is(1'700'000'060'000));
    BOOST_TEST_REQUIRE(page.next.has_value());
    const http_request ask = rest().ask(*page.next);
    BOOST_TEST(ask.url == base() + "/fapi/v1/userTrades?symbol=BTCUSDT&startTime=1700000000000&limit=1000");
    BOOST_TEST(ask.weight == 5U);
    BOOST_TEST((ask.auth == request_auth::signature));
}

BOOST_AUTO_TEST_CASE(a_page_of_fills_that_is_not_full_is_the_last_one)
{
    const auto second = page_of(question_of({.fills = true}), now_is(1'700'000'060'000)).next;
    const account_page page = page_of(*second, "[" + messages::trade_row + "]");
    BOOST_TEST_REQUIRE(page.found.fills.size() == 1U);
    const fill& found = page.found.fills.front();
    BOOST_TEST(found.key == "698759");
    BOOST_TEST(found.order_id == "25851813");
    BOOST_TEST((found.side == side::sell));
    BOOST_TEST((found.leg == position_leg::short_leg));
    BOOST_TEST((found.fee == "-0.07819010"_dec));
    BOOST_TEST((found.at == at_ms(1569514978020)));
    BOOST_TEST(!page.next.has_value());
}

BOOST_AUTO_TEST_CASE(fault_50_a_full_page_of_fills_goes_on_with_its_last_id_which_two_fills_may_have)
{
    const auto second = page_of(question_of({.fills = true}), now_is(1'700'009'000'000)).next;
    const account_page page = page_of(*second, trades(1000, 5000, 1'700'000'000'000));
    BOOST_TEST_REQUIRE(page.next.has_value());
    BOOST_TEST(rest().ask(*page.next).url ==
               base() + "/fapi/v1/userTrades?symbol=BTCUSDT&fromId=5999&limit=1000");
}

// An id may not lead further back than a week: what is behind the last fill is asked for by its time again.
BOOST_AUTO_TEST_CASE(the_last_page_by_id_is_followed_by_one_by_time)
{
    auto next = page_of(question_of({.fills = true}), now_is(1'700'009'000'000)).next;
    next = page_of(*next, trades(1000, 5000, 1'700'000'000'000)).next;
    next = page_of(*next, trades(2, 6000, 1'700'001'000'000)).next;
    BOOST_TEST_REQUIRE(next.has_value());
    BOOST_TEST(rest().ask(*next).url ==
               base() + "/fapi/v1/userTrades?symbol=BTCUSDT&startTime=1700001001001&limit=1000");
    BOOST_TEST(!page_of(*next, "[]").next.has_value());
}

// A quiet account may have nothing to tell for weeks; the exchange shows one at a time.
BOOST_AUTO_TEST_CASE(fills_of_weeks_are_asked_for_week_by_week)
{
    const std::int64_t week = 7LL * 24 * 3600 * 1000;
    const std::int64_t now = 1'700'000'000'000 + 2 * week + 5;
    auto next = page_of(question_of({.fills = true}), now_is(now)).next;
    std::vector<std::string> asked;
    for (; next; next = page_of(*next, "[]").next)
        asked.push_back(rest().ask(*next).url.substr(base().size()));
    const std::string all = "/fapi/v1/userTrades?symbol=BTCUSDT&startTime=";
    BOOST_TEST_REQUIRE(asked.size() == 3U);
    BOOST_TEST(asked[0] == all + "1700000000000&endTime=1700604799999&limit=1000");
    BOOST_TEST(asked[1] == all + "1700604800000&endTime=1701209599999&limit=1000");
    BOOST_TEST(asked[2] == all + "1701209600000&limit=1000");
}

BOOST_AUTO_TEST_CASE(fills_older_than_the_exchange_keeps_are_not_asked_for)
{
    const auto next = page_of(question_of({.fills = true}, wall_time()), now_is(1'700'000'000'000)).next;
    BOOST_TEST_REQUIRE(next.has_value());
    BOOST_TEST(rest().ask(*next).url.find("startTime=1692224000000") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_body_that_is_not_what_was_asked_for_is_malformed)
{
    for (const account_parts part : {account_parts{.orders = true}, account_parts{.fills = true},
                                     account_parts{.balances = true}, account_parts{.positions = true}})
        for (const std::string body : {"", "null", "[7]", "[{}]", "<html>", "[{\"symbol\":\"BTCUSDT\"}"}) {
            const auto page = rest().decode(question_of(part), answer(body));
            BOOST_TEST_REQUIRE(page.has_error(), body);
            BOOST_TEST((page.error().code == errc::malformed), page.error().text);
        }
}

BOOST_AUTO_TEST_CASE(a_refusal_is_told_in_the_exchanges_words)
{
    const account_question what = question_of({.orders = true});
    const std::pair<http_response, errc> refused[] = {
        {refusal(-1003, "Too many requests.", 429), errc::rate_limited},
        {refusal(-1003, "Too many requests.", 200), errc::rate_limited},
        {refusal(-1021, "Timestamp for this request is outside of the recvWindow."), errc::login_expired},
        {refusal(-2015, "Invalid API-key, IP, or permissions for action.", 401), errc::unauthorized},
        {answer("Service Unavailable.", 503), errc::http_status}};
    for (const auto& [given, code] : refused) {
        const auto page = rest().decode(what, given);
        BOOST_TEST_REQUIRE(page.has_error(), given.body);
        BOOST_TEST((page.error().code == code), page.error().text);
    }
}

BOOST_AUTO_TEST_CASE(an_order_is_looked_up_by_the_id_that_is_known)
{
    const http_request by_name = rest().look_up({.symbol = "BTCUSDT", .client_id = "mine-1"});
    BOOST_TEST(by_name.url == base() + "/fapi/v1/order?symbol=BTCUSDT&origClientOrderId=mine-1");
    BOOST_TEST(by_name.weight == 1U);
    const http_request by_id =
        rest().look_up({.symbol = "BTCUSDT", .client_id = "mine-1", .order_id = "1917641"});
    BOOST_TEST(by_id.url == base() + "/fapi/v1/order?symbol=BTCUSDT&orderId=1917641");
}

BOOST_AUTO_TEST_CASE(fault_30_only_the_exchanges_own_word_means_that_there_is_no_such_order)
{
    const order_reference which{.symbol = "BTCUSDT", .client_id = "abc"};
    const auto found = rest().decode_look_up(which, answer(messages::order_row));
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->has_value());
    const auto none = rest().decode_look_up(which, refusal(-2013, "Order does not exist."));
    BOOST_TEST_REQUIRE(none.has_value());
    BOOST_TEST(!none->has_value());
    for (const http_response& other :
         {refusal(-1121, "Invalid symbol."), refusal(-2011, "Unknown order sent."), answer("", 404),
          refusal(-2013, "Order does not exist.", 503), answer("{}"), answer("[]")})
        BOOST_TEST(rest().decode_look_up(which, other).has_error(), other.body);
}

BOOST_AUTO_TEST_CASE(the_time_is_read)
{
    const auto now = rest().decode_time(answer(now_is(1'499'827'319'559)));
    BOOST_TEST_REQUIRE(now.has_value());
    BOOST_TEST((*now == at_ms(1'499'827'319'559)));
    BOOST_TEST((rest().time_request().auth == request_auth::nobody));
}

BOOST_AUTO_TEST_CASE(the_dead_mans_switch_is_armed_symbol_by_symbol)
{
    const auto armed = rest().arm_dead_man(30s, {"BTCUSDT", "ETHUSDT"});
    BOOST_TEST_REQUIRE(armed.size() == 2U);
    BOOST_TEST(armed[0].url == base() + "/fapi/v1/countdownCancelAll?symbol=BTCUSDT&countdownTime=30000");
    BOOST_TEST((armed[0].verb == http_verb::post));
    BOOST_TEST((armed[0].auth == request_auth::signature));
    BOOST_TEST(armed[0].weight == 10U);
    const auto off = rest().arm_dead_man(0s, {"BTCUSDT"});
    BOOST_TEST(off.at(0).url == base() + "/fapi/v1/countdownCancelAll?symbol=BTCUSDT&countdownTime=0");
    BOOST_TEST(rest().dead_man().fed);
}

BOOST_AUTO_TEST_CASE(the_dead_mans_switch_says_whether_it_is_armed)
{
    const auto armed = rest().decode_dead_man(answer(R"({"symbol":"BTCUSDT","countdownTime":"30000"})"));
    BOOST_TEST(armed.has_value());
    BOOST_TEST(rest().decode_dead_man(refusal(-1121, "Invalid symbol.")).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
