// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/spot_account.hpp>

#include "exchange/binance/spot/account_frames.hpp"
#include "support/frame_words.hpp"

#include <holdfast/account/dialect.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace holdfast;
using namespace std::chrono_literals;
using frame_words::at_ms;
using frame_words::replaced;
namespace spot = holdfast::binance::spot;
namespace messages = binance_spot_account_messages;
using kind = decoded::kind;
using messages::wrapped;

const wall_time then = at_ms(1'700'000'000'000);

std::shared_ptr<const adapter> make(duration recv_window = {})
{
    binance::credentials mine{.api_key = secret::from_text("key"),
                              .key = signing_key::hmac_sha256(secret::from_text("secret")).value(),
                              .recv_window = recv_window};
    return spot::make_account_adapter(spot::make_signer(std::move(mine)));
}

const std::shared_ptr<const adapter> exchange = make();
const account_dialect& dialect = *exchange->account();

// A message and what it said; the views in `said` live as long as this.
struct heard {
    explicit heard(std::string bytes) : text(std::move(bytes))
    {
        std::vector<decoded> out;
        exchange->decode(text, false, *memory, out);
        BOOST_TEST_REQUIRE(!out.empty());
        said = out.front();
        beside.assign(out.begin() + 1, out.end());
    }

    [[nodiscard]] std::span<const account_change> changes() const
    {
        return std::get<std::span<const account_change>>(said.content);
    }
    template <class Change>
    [[nodiscard]] const Change& change(std::size_t index) const
    {
        BOOST_TEST_REQUIRE(index < changes().size());
        return std::get<Change>(changes()[index]);
    }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    decoded said;
    std::vector<decoded> beside{}; ///< What was left out of it.
};

heard told(const std::string& text)
{
    return heard(wrapped(text));
}

http_response answered(std::string body, unsigned status = 200)
{
    http_response answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

http_response refused(unsigned status, int code, const std::string& words)
{
    return answered(R"({"code":)" + std::to_string(code) + R"(,"msg":")" + words + R"("})", status);
}

new_order limit_order()
{
    return {.symbol = "BTCUSDT",
            .client_id = "mine-1",
            .side = side::buy,
            .price = "61837.50"_dec,
            .quantity = "0.010"_dec};
}

std::string written(const order_command& command)
{
    auto text = dialect.write(7, command, then);
    BOOST_TEST_REQUIRE(text.has_value());
    return *text;
}

/// The member of the command that is blamed.
std::string blamed(const order_command& command)
{
    const auto text = dialect.write(7, command, then);
    BOOST_TEST_REQUIRE(!text.has_value());
    BOOST_TEST((text.error().code == errc::invalid_config));
    return text.error().text.substr(0, text.error().text.find(": "));
}

/// A page of fills, a millisecond apart.
http_response fills_from(int first_id, int count, std::int64_t first_ms)
{
    std::string list;
    for (int i = 0; i != count; ++i) {
        std::string one = replaced(messages::trades, "28457", std::to_string(first_id + i));
        one = replaced(one, "1499865549590", std::to_string(first_ms + i));
        list += (list.empty() ? "" : ",") + one.substr(1, one.size() - 2);
    }
    return answered("[" + list + "]");
}

/// What is asked for after an answer; empty: nothing more.
std::string asked_next(account_question& what, const http_response& answer)
{
    const auto page = dialect.decode(what, answer);
    BOOST_TEST_REQUIRE(page.has_value());
    if (!page->next)
        return {};
    what = *page->next;
    const std::string url = dialect.ask(what).url;
    return url.substr(url.find("&") + 1);
}

account_question fills_since(std::int64_t ms)
{
    return {.part = {.fills = true}, .about = "BNBBTC", .since = at_ms(ms)};
}

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(binance_spot_account_events)

BOOST_AUTO_TEST_CASE(a_new_order)
{
    const heard h = told(messages::new_order);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "userData");
    BOOST_TEST((h.said.exchange_time == at_ms(1499405658658)));
    BOOST_TEST((h.said.ids == sequence_ids{}));
    BOOST_TEST(h.changes().size() == 1U);
    const auto& o = h.change<order_report>(0);
    BOOST_TEST(o.symbol == "ETHBTC");
    BOOST_TEST(o.id == "4293153");
    BOOST_TEST(o.client_id == "mUvoqJxFIILMdfAW5iGSOW");
    BOOST_TEST((o.side == side::buy));
    BOOST_TEST((o.type == order_type::limit));
    BOOST_TEST((o.lasts == time_in_force::good_till_cancelled));
    BOOST_TEST((o.state == order_state::open));
    BOOST_TEST(o.price == "0.10264410"_dec);
    BOOST_TEST(o.quantity == "1"_dec);
    BOOST_TEST(o.filled.is_zero());
    BOOST_TEST((o.updated == at_ms(1499405658657)));
    BOOST_TEST(o.update == 8641984U);
}

BOOST_AUTO_TEST_CASE(an_execution_comes_with_the_order_as_it_is_after_it)
{
    const heard h = told(messages::trade);
    BOOST_TEST(h.changes().size() == 2U);
    const auto& o = h.change<order_report>(0);
    BOOST_TEST((o.state == order_state::partially_filled));
    BOOST_TEST(o.filled == "0.5"_dec);
    const auto& f = h.change<fill_report>(1);
    BOOST_TEST(f.symbol == "ETHBTC");
    BOOST_TEST(f.key == "77517");
    BOOST_TEST(f.order_id == "4293153");
    BOOST_TEST(f.client_id == "mUvoqJxFIILMdfAW5iGSOW");
    BOOST_TEST((f.side == side::sell));
    BOOST_TEST(f.price == "0.1026442"_dec);
    BOOST_TEST(f.quantity == "0.25"_dec);
    BOOST_TEST((f.fee == "0.0001"_dec));
    BOOST_TEST(f.fee_asset == "BNB");
    BOOST_TEST(f.maker);
    BOOST_TEST((f.at == at_ms(1499405658699)));
}

BOOST_AUTO_TEST_CASE(an_execution_without_a_fee_has_no_asset_of_it)
{
    const heard h = told(replaced(messages::trade, R"("n":"0.00010000","N":"BNB")", R"("n":"0","N":null)"));
    BOOST_TEST(h.change<fill_report>(1).fee_asset == "");
    BOOST_TEST((h.change<fill_report>(1).fee == decimal()));
}

BOOST_AUTO_TEST_CASE(a_cancelled_order_keeps_its_own_client_id)
{
    std::string text =
        replaced(messages::new_order, R"("x":"NEW","X":"NEW")", R"("x":"CANCELED","X":"CANCELED")");
    text = replaced(text, R"("C":"")", R"("C":"mine-1")");
    const heard h = told(text);
    BOOST_TEST(h.change<order_report>(0).client_id == "mine-1");
    BOOST_TEST((h.change<order_report>(0).state == order_state::cancelled));
}

BOOST_AUTO_TEST_CASE(an_amended_order_has_a_new_client_id)
{
    std::string text = replaced(messages::new_order, R"("x":"NEW")", R"("x":"REPLACED")");
    text = replaced(text, R"("C":"")", R"("C":"before")");
    BOOST_TEST(told(text).change<order_report>(0).client_id == "mUvoqJxFIILMdfAW5iGSOW");
}

BOOST_AUTO_TEST_CASE(every_status_has_a_state)
{
    const std::vector<std::pair<std::string, order_state>> known = {
        {"NEW", order_state::open},
        {"PENDING_NEW", order_state::pending},
        {"PARTIALLY_FILLED", order_state::partially_filled},
        {"FILLED", order_state::filled},
        {"CANCELED", order_state::cancelled},
        {"REJECTED", order_state::rejected},
        {"EXPIRED", order_state::expired},
        {"EXPIRED_IN_MATCH", order_state::expired}};
    for (const auto& [word, state] : known) {
        const heard h = told(replaced(messages::new_order, R"("X":"NEW")", R"("X":")" + word + "\""));
        BOOST_TEST((h.change<order_report>(0).state == state), word);
    }
}

BOOST_AUTO_TEST_CASE(every_type_has_a_meaning_of_spot)
{
    const std::vector<std::pair<std::string, order_type>> known = {
        {"LIMIT", order_type::limit},
        {"MARKET", order_type::market},
        {"STOP_LOSS", order_type::stop},
        {"STOP_LOSS_LIMIT", order_type::stop_limit},
        {"TAKE_PROFIT", order_type::take_profit},
        {"TAKE_PROFIT_LIMIT", order_type::take_profit_limit},
        {"LIMIT_MAKER", order_type::limit},
        {"SOMETHING_NEW", order_type::other}};
    for (const auto& [word, type] : known) {
        const heard h = told(replaced(messages::new_order, R"("o":"LIMIT")", R"("o":")" + word + "\""));
        BOOST_TEST((h.change<order_report>(0).type == type), word);
    }
}

BOOST_AUTO_TEST_CASE(a_limit_maker_is_post_only)
{
    const heard h = told(replaced(messages::new_order, R"("o":"LIMIT")", R"("o":"LIMIT_MAKER")"));
    BOOST_TEST((h.change<order_report>(0).lasts == time_in_force::post_only));
}

BOOST_AUTO_TEST_CASE(balances_are_told_whole)
{
    const heard h = told(messages::account_position);
    BOOST_TEST((h.said.exchange_time == at_ms(1728972148778)));
    BOOST_TEST(h.changes().size() == 2U);
    const auto& b = h.change<balance_report>(0);
    BOOST_TEST(b.asset == "ABC");
    BOOST_TEST(b.total == "12000"_dec);
    BOOST_TEST((b.available == "11818"_dec));
    BOOST_TEST((b.locked == "182"_dec));
    BOOST_TEST((b.at == at_ms(1728972148770)));
    BOOST_TEST(h.change<balance_report>(1).asset == "DEF");
}

BOOST_AUTO_TEST_CASE(what_others_tell_better_changes_nothing_and_has_a_time)
{
    for (const std::string& text :
         {messages::balance_update, messages::list_status, messages::external_lock}) {
        const heard h = told(text);
        BOOST_TEST((h.said.what == kind::data), text);
        BOOST_TEST(h.changes().empty(), text);
        BOOST_TEST((h.said.exchange_time > at_ms(1564035303636)), text);
    }
}

BOOST_AUTO_TEST_CASE(the_end_of_the_stream_is_the_end_of_the_login)
{
    BOOST_TEST((told(messages::terminated).said.what == kind::login_expired));
}

BOOST_AUTO_TEST_CASE(a_shutdown_is_announced)
{
    BOOST_TEST((heard(messages::shutdown).said.what == kind::shutdown));
}

BOOST_AUTO_TEST_CASE(fault_48_what_is_not_understood_of_an_event_is_left_out_and_says_why)
{
    const std::vector<std::pair<std::string, std::string>> odd = {
        {replaced(messages::new_order, R"("X":"NEW")", R"("X":"BENT")"), R"("X" has to be a status)"},
        {replaced(messages::new_order, R"("S":"BUY")", R"("S":"BOTH")"), R"("S" has to be BUY or SELL)"},
        {replaced(messages::new_order, R"("i":4293153)", R"("i":-1)"), R"("i" has to be)"},
        {replaced(messages::new_order, R"("q":"1.00000000")", R"("q":1)"), R"("q" has to be)"},
        {replaced(messages::new_order, R"("x":"NEW")", R"("x":"BORROWED")"), R"("x" has to be)"},
        {replaced(messages::trade, R"("t":77517)", R"("t":-1)"), R"("t" has to be)"},
        {replaced(messages::account_position, R"("l":"70.00000000")", R"("l":"-1")"), R"("l" has to be)"},
        {R"({"e":"borrowUpdate","E":1})", R"("e" has to be)"}};
    for (const auto& [text, why] : odd) {
        const heard h = told(text);
        BOOST_TEST((h.said.what == kind::data), text);
        BOOST_TEST_REQUIRE(h.beside.size() == 1U, text);
        BOOST_TEST((h.beside[0].what == kind::skipped), text);
        BOOST_TEST(h.beside[0].topic_name == "userData", text);
        BOOST_TEST(has(std::string(h.beside[0].text), why), h.beside[0].text);
    }
}

BOOST_AUTO_TEST_CASE(fault_48_only_what_may_have_changed_something_closes_the_account)
{
    const auto about = [](const std::string& what, const std::string& by) {
        const heard h = told(replaced(messages::trade, what, by));
        account_parts all;
        for (const account_change& one : h.changes())
            if (const auto* row = std::get_if<unread_report>(&one))
                all = all | row->about;
        return all;
    };
    BOOST_TEST((about(R"("t":77517)", R"("t":-1)") == account_parts{.fills = true}));
    BOOST_TEST((about(R"("x":"TRADE")", R"("x":"BARTER")") == account_parts()));
}

BOOST_AUTO_TEST_CASE(fault_49_balances_with_too_many_digits_are_cut_and_added_up)
{
    const heard h = told(replaced(messages::account_position, R"("f":"11818.00000000","l":"182.00000000")",
                                  R"("f":"1000000000000000001.25","l":"0.123456789012345678")"));
    const auto& balance = h.change<balance_report>(0);
    BOOST_TEST(balance.total.inexact());
    BOOST_TEST((balance.total == *decimal::parse("1000000000000000001")));
}

BOOST_AUTO_TEST_CASE(fault_52_a_fill_without_a_fee_is_a_fill)
{
    const heard h = told(replaced(messages::trade, R"("n":"0.00010000")", R"("n":null)"));
    BOOST_TEST(!h.change<fill_report>(1).fee.has_value());
}

BOOST_AUTO_TEST_CASE(fault_52_a_report_of_a_trade_of_nothing_is_an_orders_report)
{
    const std::string nothing =
        R"({"e":"executionReport","E":1759347763167,"s":"ETHUSDT","c":"O-1","S":"BUY","o":"LIMIT","f":"GTC",)"
        R"("q":"1.00000000","p":"2500.00000000","P":"0.00000000","F":"0.00000000","g":-1,"C":"","x":"TRADE",)"
        R"("X":"CANCELED","r":"NONE","i":1234567890,"l":"0.00000000","z":"0.00000000","L":"0.00000000",)"
        R"("n":"0","N":null,"T":1759347763167,"t":-1,"I":4644480641,"w":true,"m":false,"M":false,)"
        R"("O":1759347763167,"Z":"0.00000000","Y":"0.00000000","Q":"0.00000000"})";
    for (const std::string& text : {nothing, replaced(nothing, R"("t":-1)", R"("t":77)")}) {
        const heard h = told(text);
        BOOST_TEST_REQUIRE(h.changes().size() == 1U);
        BOOST_TEST((h.change<order_report>(0).state == order_state::cancelled));
        BOOST_TEST(h.beside.empty());
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_understood_is_malformed_and_says_why)
{
    const std::vector<std::pair<std::string, std::string>> broken = {
        {replaced(messages::new_order, R"("s":"ETHBTC",)", ""), R"("s" has to be a text)"},
        {replaced(messages::account_position, R"("u":1728972148770,)", ""), R"("u" has to be a time)"},
        {R"({"e":"outboundAccountPosition","E":1,"u":1,"B":{}})", R"("B" has to be a list)"},
        {R"({"E":1})", "without a name"}};
    for (const auto& [text, why] : broken) {
        const heard h = told(text);
        BOOST_TEST((h.said.what == kind::malformed), text);
        BOOST_TEST(h.said.topic_name == "userData", text);
        BOOST_TEST(has(std::string(h.said.text), why), h.said.text);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_spot_account_connection)

BOOST_AUTO_TEST_CASE(the_address_is_that_of_the_websocket_api)
{
    BOOST_TEST(exchange->endpoint({}) == "wss://ws-api.binance.com:443/ws-api/v3?returnRateLimits=false");
    BOOST_TEST(dialect.endpoint("") == exchange->endpoint({}));
}

BOOST_AUTO_TEST_CASE(the_login_has_the_signature_of_the_documents)
{
    BOOST_TEST(dialect.login(1, then) ==
               R"({"id":"login-1","method":"userDataStream.subscribe.signature","params":{"apiKey":"key",)"
               R"("timestamp":1700000000000,)"
               R"("signature":"d3f14de848b7ef46613b47bb4469308f73c43159fa92c62862a1bf5846ac0e30"}})");
}

BOOST_AUTO_TEST_CASE(the_login_subscribes_the_only_topic)
{
    const std::vector<topic> topics = dialect.topics();
    BOOST_TEST_REQUIRE(topics.size() == 1U);
    BOOST_TEST(topics.front().name() == "userData");
    BOOST_TEST(exchange->subscribe(2, topics).empty());
    BOOST_TEST(exchange->traits(topics.front()).quiet);
    BOOST_TEST((exchange->traits(topics.front()).recovery == recovery::resume));
}

BOOST_AUTO_TEST_CASE(a_spot_account_has_no_positions)
{
    BOOST_TEST((dialect.parts() == account_parts{.orders = true, .fills = true, .balances = true}));
}

BOOST_AUTO_TEST_CASE(the_limits_are_weights)
{
    BOOST_TEST(exchange->limits().messages == 0U);
    BOOST_TEST(exchange->limits().rest_weight == 6000U);
    BOOST_TEST(exchange->limits().attempts == 300U);
}

BOOST_AUTO_TEST_CASE(the_connection_is_ours_once_the_login_is_answered)
{
    const heard h(messages::logged_in);
    BOOST_TEST((h.said.what == kind::login));
    BOOST_TEST(h.said.request_id == 1U);
}

BOOST_AUTO_TEST_CASE(a_refused_login_has_the_exchanges_words)
{
    const heard h(
        messages::refused("login-1", 401, -2015, "Invalid API-key, IP, or permissions for action."));
    BOOST_TEST((h.said.what == kind::login_refused));
    BOOST_TEST(h.said.text == "-2015: Invalid API-key, IP, or permissions for action.");
    BOOST_TEST(!h.said.again);
    BOOST_TEST_REQUIRE(h.said.answer != nullptr);
    BOOST_TEST(h.said.answer->code == -2015);
}

BOOST_AUTO_TEST_CASE(a_login_is_tried_again_when_the_clock_or_the_exchange_is_to_blame)
{
    const std::vector<std::pair<unsigned, int>> passing = {
        {400, -1021}, {500, -1000}, {400, -1001}, {503, -1008}};
    for (const auto& [status, code] : passing)
        BOOST_TEST(heard(messages::refused("login-1", status, code, "no")).said.again, code);
    for (const int code : {-1022, -2014, -2015})
        BOOST_TEST(!heard(messages::refused("login-1", 400, code, "no")).said.again, code);
}

BOOST_AUTO_TEST_CASE(a_login_that_was_too_much_is_about_our_speed)
{
    const heard h(messages::refused("login-1", 429, -1003, "Too much request weight used."));
    BOOST_TEST((h.said.what == kind::rate_limit));
    BOOST_TEST(h.said.text == "-1003: Too much request weight used.");
}

BOOST_AUTO_TEST_CASE(a_revoked_key_ends_the_login)
{
    const heard h(messages::key_revoked);
    BOOST_TEST((h.said.what == kind::login_expired));
    BOOST_TEST(has(std::string(h.said.text), "-2015: Invalid API-key"));
}

BOOST_AUTO_TEST_CASE(an_answer_to_nobody_is_a_rejection_without_an_id)
{
    const heard h(R"({"id":null,"status":400,"error":{"code":-1135,"msg":"Invalid JSON Request"}})");
    BOOST_TEST((h.said.what == kind::reject));
    BOOST_TEST(h.said.request_id == 0U);
    BOOST_TEST((heard(R"({"id":"other","status":200,"result":{}})").said.what == kind::heartbeat));
}

BOOST_AUTO_TEST_CASE(what_is_no_answer_is_malformed)
{
    for (const std::string text :
         {"{}", "[]", R"({"id":"7"})", R"({"id":"7","status":"200"})",
          R"({"id":"7","status":400,"error":{}})", R"({"id":"7","status":400,"error":7})",
          R"({"id":"7","id":"8","status":200,"result":{}})", "nonsense"})
        BOOST_TEST((heard(text).said.what == kind::malformed), text);
}

BOOST_AUTO_TEST_CASE(an_account_without_keys_is_refused)
{
    BOOST_CHECK_THROW(static_cast<void>(spot::make_account_adapter(nullptr)), error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_spot_account_orders)

BOOST_AUTO_TEST_CASE(a_limit_order)
{
    const std::string text = written(limit_order());
    BOOST_TEST(text.starts_with(R"({"id":"7","method":"order.place","params":{"apiKey":"key",)"));
    BOOST_TEST(has(text, R"("newClientOrderId":"mine-1","newOrderRespType":"ACK","price":"61837.50",)"
                         R"("quantity":"0.010","side":"BUY",)"));
    BOOST_TEST(
        has(text, R"("symbol":"BTCUSDT","timeInForce":"GTC","timestamp":1700000000000,"type":"LIMIT")"));
    BOOST_TEST(has(text, R"("signature":")"));
}

BOOST_AUTO_TEST_CASE(a_post_only_order_is_a_limit_maker_and_has_no_time_in_force)
{
    new_order order = limit_order();
    order.lasts = time_in_force::post_only;
    BOOST_TEST(has(written(order), R"("type":"LIMIT_MAKER")"));
    BOOST_TEST(!has(written(order), "timeInForce"));
}

BOOST_AUTO_TEST_CASE(a_market_order_has_neither_price_nor_time_in_force)
{
    new_order order = limit_order();
    order.type = order_type::market;
    order.side = side::sell;
    const std::string text = written(order);
    BOOST_TEST(has(text, R"("side":"SELL")"));
    BOOST_TEST(has(text, R"("type":"MARKET")"));
    BOOST_TEST(!has(text, "timeInForce"));
    BOOST_TEST(!has(text, "price"));
}

BOOST_AUTO_TEST_CASE(other_times_in_force)
{
    new_order order = limit_order();
    order.lasts = time_in_force::immediate_or_cancel;
    BOOST_TEST(has(written(order), R"("timeInForce":"IOC")"));
    order.lasts = time_in_force::fill_or_kill;
    BOOST_TEST(has(written(order), R"("timeInForce":"FOK")"));
}

BOOST_AUTO_TEST_CASE(a_cancel_by_the_exchanges_id_or_by_ours)
{
    BOOST_TEST(has(written(order_cancel{.symbol = "BTCUSDT", .client_id = "mine-1"}),
                   R"("origClientOrderId":"mine-1")"));
    const std::string by_id =
        written(order_cancel{.symbol = "BTCUSDT", .client_id = "mine-1", .order_id = "12510053279"});
    BOOST_TEST(by_id.starts_with(R"({"id":"7","method":"order.cancel")"));
    BOOST_TEST(has(by_id, R"("orderId":12510053279)"));
    BOOST_TEST(!has(by_id, "origClientOrderId"));
}

BOOST_AUTO_TEST_CASE(what_the_exchange_would_refuse_is_not_sent)
{
    const auto wrong = [](auto change) {
        new_order order = limit_order();
        change(order);
        return blamed(order);
    };
    BOOST_TEST(wrong([](new_order& o) { o.symbol.clear(); }) == "new_order::symbol");
    BOOST_TEST(wrong([](new_order& o) { o.client_id.clear(); }) == "new_order::client_id");
    BOOST_TEST(wrong([](new_order& o) { o.client_id.assign(37, 'x'); }) == "new_order::client_id");
    BOOST_TEST(wrong([](new_order& o) { o.client_id = "a b"; }) == "new_order::client_id");
    BOOST_TEST(wrong([](new_order& o) { o.type = order_type::stop; }) == "new_order::type");
    BOOST_TEST(wrong([](new_order& o) { o.lasts = time_in_force::good_till_date; }) == "new_order::lasts");
    BOOST_TEST(wrong([](new_order& o) { o.price = {}; }) == "new_order::price");
    BOOST_TEST(wrong([](new_order& o) { o.quantity = "-1"_dec; }) == "new_order::quantity");
    BOOST_TEST(wrong([](new_order& o) { o.reduce_only = true; }) == "new_order::reduce_only");
    BOOST_TEST(wrong([](new_order& o) { o.leg = position_leg::long_leg; }) == "new_order::leg");
}

BOOST_AUTO_TEST_CASE(a_cancel_of_nothing_is_not_sent)
{
    BOOST_TEST(blamed(order_cancel{.client_id = "mine-1"}) == "order_cancel::symbol");
    BOOST_TEST(blamed(order_cancel{.symbol = "BTCUSDT"}) == "order_cancel::client_id");
    BOOST_TEST(blamed(order_cancel{.symbol = "BTCUSDT", .order_id = "12x"}) == "order_cancel::order_id");
    BOOST_TEST(blamed(ready_order{.body = "{}"}) == "order_command");
}

BOOST_AUTO_TEST_CASE(an_order_is_acknowledged_with_the_exchanges_id)
{
    const heard h(messages::placed);
    BOOST_TEST((h.said.what == kind::answer));
    BOOST_TEST(h.said.request_id == 7U);
    BOOST_TEST((h.said.answer->verdict == order_answer::acknowledged));
    BOOST_TEST(h.said.answer->order_id == "12510053279");
    BOOST_TEST(h.said.answer->http_status == 200U);
}

BOOST_AUTO_TEST_CASE(an_order_is_rejected_with_the_exchanges_words)
{
    const heard h(messages::not_placed);
    BOOST_TEST((h.said.what == kind::answer));
    BOOST_TEST((h.said.answer->verdict == order_answer::rejected));
    BOOST_TEST(h.said.answer->code == -2010);
    BOOST_TEST(h.said.text == "-2010: Account has insufficient balance for requested action.");
}

BOOST_AUTO_TEST_CASE(an_answer_that_does_not_know_leaves_the_order_in_doubt)
{
    const std::vector<std::pair<unsigned, int>> doubtful = {
        {408, -1007}, {400, -1007}, {400, -1006}, {400, -1000}, {500, -1001}, {503, -1008}, {409, -2021}};
    for (const auto& [status, code] : doubtful) {
        const heard h(messages::refused("7", status, code, "who knows"));
        BOOST_TEST((h.said.what == kind::answer), code);
        BOOST_TEST((h.said.answer->verdict == order_answer::in_doubt), code);
    }
}

BOOST_AUTO_TEST_CASE(an_order_that_was_too_much_is_rejected)
{
    for (const int code : {-1003, -1015}) {
        const heard h(messages::refused("7", 429, code, "Too many."));
        BOOST_TEST((h.said.answer->verdict == order_answer::rejected));
        BOOST_TEST(h.said.answer->http_status == 429U);
    }
}

BOOST_AUTO_TEST_CASE(secrets_in_the_exchanges_words_are_not_repeated)
{
    const heard h(messages::refused("7", 400, -1022, "bad signature=c8db56825ae71d6d79447849e617115f"));
    BOOST_TEST(h.said.text == "-1022: bad signature=***");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_spot_account_rest)

BOOST_AUTO_TEST_CASE(the_time)
{
    BOOST_TEST(dialect.time_request().url == "https://api.binance.com/api/v3/time");
    BOOST_TEST((dialect.time_request().auth == request_auth::nobody));
    BOOST_TEST(
        (dialect.decode_time(answered(R"({"serverTime":1499827319559})")).value() == at_ms(1499827319559)));
    BOOST_TEST((dialect.decode_time(answered("{}")).error().code == errc::malformed));
    BOOST_TEST((dialect.decode_time(answered("", 503)).error().code == errc::http_status));
}

BOOST_AUTO_TEST_CASE(an_account_takes_a_question_for_each_part_and_each_symbol)
{
    const auto asked = dialect.questions({.symbols = {"BTCUSDT", "BNBBTC"}, .fills_since = then});
    BOOST_TEST_REQUIRE(asked.size() == 4U);
    const auto orders = dialect.ask(asked[0]);
    BOOST_TEST(orders.url == "https://api.binance.com/api/v3/openOrders");
    BOOST_TEST(orders.weight == 80U);
    BOOST_TEST((orders.auth == request_auth::signature));
    const auto balances = dialect.ask(asked[1]);
    BOOST_TEST(balances.url == "https://api.binance.com/api/v3/account?omitZeroBalances=true");
    BOOST_TEST(balances.weight == 20U);
    const auto fills = dialect.ask(asked[3]);
    BOOST_TEST(fills.url == "https://api.binance.com/api/v3/myTrades?symbol=BNBBTC&limit=1000");
    BOOST_TEST(fills.weight == 20U);
}

BOOST_AUTO_TEST_CASE(only_what_is_wanted_is_asked_for)
{
    BOOST_TEST(dialect.questions({.parts = {.balances = true}, .symbols = {"BTCUSDT"}}).size() == 1U);
    BOOST_TEST(dialect.questions({.parts = {.positions = true}, .symbols = {"BTCUSDT"}}).empty());
}

BOOST_AUTO_TEST_CASE(open_orders)
{
    const auto page =
        dialect.decode({.part = {.orders = true}}, answered("[" + messages::order + "]")).value();
    BOOST_TEST(!page.next.has_value());
    BOOST_TEST_REQUIRE(page.found.open_orders.size() == 1U);
    const order& o = page.found.open_orders.front();
    BOOST_TEST(o.symbol == "LTCBTC");
    BOOST_TEST(o.id == "1");
    BOOST_TEST(o.client_id == "myOrder1");
    BOOST_TEST((o.state == order_state::partially_filled));
    BOOST_TEST(o.filled == "0.25"_dec);
    BOOST_TEST((o.updated == at_ms(1499827319560)));
    BOOST_TEST(o.update == 0U);
    BOOST_TEST(dialect.decode({.part = {.orders = true}}, answered("[]")).value().found.open_orders.empty());
}

BOOST_AUTO_TEST_CASE(balances)
{
    const auto page = dialect.decode({.part = {.balances = true}}, answered(messages::account)).value();
    BOOST_TEST_REQUIRE(page.found.balances.size() == 2U);
    BOOST_TEST(page.found.balances[0].total == "4723846.89208129"_dec);
    BOOST_TEST(page.found.balances[1].total == "4763369.68006011"_dec);
    BOOST_TEST((page.found.balances[1].locked == "1"_dec));
    BOOST_TEST((page.found.balances[1].at == at_ms(1660801833000)));
}

BOOST_AUTO_TEST_CASE(fills)
{
    const account_question asked{.part = {.fills = true}, .about = "BNBBTC", .since = at_ms(1499865549590)};
    const auto page = dialect.decode(asked, answered(messages::trades)).value();
    BOOST_TEST(!page.next.has_value());
    BOOST_TEST_REQUIRE(page.found.fills.size() == 1U);
    const fill& f = page.found.fills.front();
    BOOST_TEST(f.symbol == "BNBBTC");
    BOOST_TEST(f.key == "28457");
    BOOST_TEST(f.order_id == "100234");
    BOOST_TEST((f.side == side::buy));
    BOOST_TEST(f.price == "4.000001"_dec);
    BOOST_TEST(f.quantity == "12"_dec);
    BOOST_TEST((f.fee == "10.1"_dec));
    BOOST_TEST(f.fee_asset == "BNB");
    BOOST_TEST(!f.maker);
    BOOST_TEST((f.at == at_ms(1499865549590)));
}

BOOST_AUTO_TEST_CASE(fills_before_the_moment_are_left_out)
{
    const account_question asked{.part = {.fills = true}, .about = "BNBBTC", .since = at_ms(1499865549591)};
    BOOST_TEST(dialect.decode(asked, answered(messages::trades)).value().found.fills.empty());
}

BOOST_AUTO_TEST_CASE(a_symbol_is_encoded)
{
    const account_question asked{.part = {.fills = true}, .about = "\xe5\xb8\x81&USDT"};
    BOOST_TEST(has(dialect.ask(asked).url, "symbol=%E5%B8%81%26USDT&"));
}

BOOST_AUTO_TEST_CASE(every_refusal_has_a_code_of_ours_and_the_exchanges_words)
{
    struct refusal {
        http_response answer;
        errc code;
        std::string words;
    };
    const std::vector<refusal> all = {
        {refused(400, -1021, "Timestamp for this request is outside of the recvWindow."), errc::login_expired,
         "-1021: Timestamp"},
        {refused(400, -1022, "Signature for this request is not valid."), errc::http_status,
         "-1022: Signature"},
        {refused(401, -2015, "Invalid API-key."), errc::unauthorized, "-2015: Invalid API-key."},
        {refused(429, -1003, "Too much request weight used."), errc::rate_limited, "-1003: Too much"},
        {refused(200, -1003, "Too much request weight used."), errc::rate_limited, "-1003: Too much"},
        {refused(418, -1003, "IP banned until 1.  "), errc::banned, "-1003: IP banned"},
        {answered("", 429), errc::rate_limited, "HTTP 429"},
        {answered("<html>blocked</html>", 403), errc::forbidden, "HTTP 403 <html>blocked"},
        {answered("<html>down</html>", 502), errc::http_status, "HTTP 502 <html>down"},
        {refused(400, -1121, "Invalid symbol."), errc::http_status, "-1121: Invalid symbol."},
        {answered("<html>fine</html>"), errc::malformed, ""},
        {answered("{}"), errc::malformed, ""},
        {answered(R"([{"orderId":1}])"), errc::malformed, "\"symbol\""}};
    for (const refusal& r : all) {
        const auto page = dialect.decode({.part = {.orders = true}}, r.answer);
        BOOST_TEST_REQUIRE(!page.has_value(), r.answer.body);
        BOOST_TEST((page.error().code == r.code), r.answer.body);
        BOOST_TEST(has(page.error().text, r.words), page.error().text);
    }
}

BOOST_AUTO_TEST_CASE(the_exchange_says_how_long_to_wait)
{
    http_response answer = refused(429, -1003, "Too much request weight used.");
    BOOST_TEST((dialect.decode({}, answer).error().retry_after == 1min));
    answer.retry_after = 7s;
    BOOST_TEST((dialect.decode({}, answer).error().retry_after == 7s));
    BOOST_TEST(dialect.decode({}, answer).error().http_status == 429U);
}

BOOST_AUTO_TEST_CASE(a_look_up_by_the_exchanges_id_or_by_ours)
{
    const auto by_client = dialect.look_up({.symbol = "LTCBTC", .client_id = "my:Order1"});
    BOOST_TEST(by_client.url ==
               "https://api.binance.com/api/v3/order?symbol=LTCBTC&origClientOrderId=my%3AOrder1");
    BOOST_TEST(by_client.weight == 4U);
    BOOST_TEST((by_client.auth == request_auth::signature));
    BOOST_TEST(dialect.look_up({.symbol = "LTCBTC", .client_id = "myOrder1", .order_id = "1"}).url ==
               "https://api.binance.com/api/v3/order?symbol=LTCBTC&orderId=1");
}

BOOST_AUTO_TEST_CASE(an_order_is_found)
{
    const auto found =
        dialect.decode_look_up({.symbol = "LTCBTC", .client_id = "myOrder1"}, answered(messages::order));
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST_REQUIRE(found->has_value());
    BOOST_TEST((*found)->id == "1");
}

BOOST_AUTO_TEST_CASE(only_one_answer_means_that_there_is_no_such_order)
{
    const order_reference which{.symbol = "LTCBTC", .client_id = "myOrder1"};
    const auto none = dialect.decode_look_up(which, refused(400, -2013, "Order does not exist."));
    BOOST_TEST_REQUIRE(none.has_value());
    BOOST_TEST(!none->has_value());
    const std::vector<http_response> others = {refused(400, -2026, "Order was archived."),
                                               refused(503, -2013, "Order does not exist."),
                                               refused(400, -1121, "Invalid symbol."),
                                               answered("{}"),
                                               answered(""),
                                               answered("", 404)};
    for (const http_response& answer : others)
        BOOST_TEST(!dialect.decode_look_up(which, answer).has_value(), answer.body);
}

BOOST_AUTO_TEST_CASE(another_order_than_was_asked_for_is_no_answer)
{
    BOOST_TEST(
        !dialect.decode_look_up({.symbol = "LTCBTC", .client_id = "other"}, answered(messages::order)));
    BOOST_TEST(
        !dialect.decode_look_up({.symbol = "BNBBTC", .client_id = "myOrder1"}, answered(messages::order)));
    BOOST_TEST(!dialect.decode_look_up({.symbol = "LTCBTC", .order_id = "2"}, answered(messages::order)));
}

BOOST_AUTO_TEST_SUITE_END()

// rest-api.md, "Account trade list". With ids from 5001 on known, the first fill since the moment is looked
// for.
BOOST_AUTO_TEST_SUITE(binance_spot_account_fill_pages)

constexpr std::int64_t moment = 1'700'000'000'000;

BOOST_AUTO_TEST_CASE(a_full_page_of_older_fills_is_all_that_matters)
{
    account_question what = fills_since(moment + 1);
    BOOST_TEST(asked_next(what, fills_from(5001, 1000, moment)).empty());
}

BOOST_AUTO_TEST_CASE(otherwise_a_day_is_searched_from_the_moment_on)
{
    account_question what = fills_since(moment);
    BOOST_TEST(asked_next(what, fills_from(5001, 1000, moment)) ==
               "startTime=1700000000000&endTime=1700086399999&limit=1000");
}

BOOST_AUTO_TEST_CASE(a_day_with_too_many_fills_is_halved)
{
    account_question what = fills_since(moment);
    static_cast<void>(asked_next(what, fills_from(5001, 1000, moment + 90'000'000)));
    BOOST_TEST(asked_next(what, fills_from(1001, 1000, moment)) ==
               "startTime=1700000000000&endTime=1700043199999&limit=1000");
}

BOOST_AUTO_TEST_CASE(after_a_day_without_fills_comes_the_next)
{
    account_question what = fills_since(moment);
    static_cast<void>(asked_next(what, fills_from(5001, 1000, moment + 90'000'000)));
    BOOST_TEST(asked_next(what, fills_from(0, 0, 0)) ==
               "startTime=1700086400000&endTime=1700172799999&limit=1000");
}

BOOST_AUTO_TEST_CASE(the_search_ends_where_all_is_known)
{
    account_question what = fills_since(moment);
    static_cast<void>(asked_next(what, fills_from(5001, 1000, moment + 80'000'000)));
    BOOST_TEST(asked_next(what, fills_from(0, 0, 0)).empty());
}

BOOST_AUTO_TEST_CASE(from_the_first_fill_on_the_pages_go_by_id_until_all_is_known)
{
    account_question what = fills_since(moment);
    static_cast<void>(asked_next(what, fills_from(5001, 1000, moment + 90'000'000)));
    BOOST_TEST(asked_next(what, fills_from(3001, 500, moment)) == "fromId=3501&limit=1000");
    BOOST_TEST(asked_next(what, fills_from(3501, 1000, moment)) == "fromId=4500&limit=1000");
    BOOST_TEST(asked_next(what, fills_from(4501, 1000, moment)).empty());
}

BOOST_AUTO_TEST_CASE(before_the_exchange_was_opened_nothing_is_searched)
{
    account_question what = fills_since(0);
    BOOST_TEST(asked_next(what, fills_from(5001, 1000, moment)) == "fromId=0&limit=1000");
}

BOOST_AUTO_TEST_CASE(a_page_that_goes_back_is_no_answer)
{
    account_question what = fills_since(0);
    static_cast<void>(asked_next(what, fills_from(5001, 1000, moment)));
    BOOST_TEST(asked_next(what, fills_from(1, 1000, moment)) == "fromId=1000&limit=1000");
    BOOST_TEST((dialect.decode(what, fills_from(1, 1000, moment)).error().code == errc::malformed));
}

BOOST_AUTO_TEST_SUITE_END()
