// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bybit/market.hpp>

#include "exchange/bybit/frames.hpp"
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
using frame_words::text_of;
using namespace std::chrono_literals;
using kind = decoded::kind;

const std::shared_ptr<const adapter> exchange = bybit::make_adapter(bybit::category::linear);

// A message and what it said; the views in `all` live as long as this.
struct heard {
    explicit heard(std::string bytes, bool binary = false) : text(std::move(bytes))
    {
        exchange->decode(text, binary, *memory, all);
        BOOST_TEST_REQUIRE(!all.empty());
    }

    [[nodiscard]] const decoded& one() const
    {
        BOOST_TEST_REQUIRE(all.size() == 1U);
        return all.front();
    }
    [[nodiscard]] const book_levels& book() const { return std::get<book_levels>(one().content); }
    [[nodiscard]] std::span<const trade> trades() const
    {
        return std::get<std::span<const trade>>(one().content);
    }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::vector<decoded> all{};
};

bool undecoded(const decoded& said)
{
    return std::holds_alternative<std::monostate>(said.content);
}

} // namespace

BOOST_AUTO_TEST_SUITE(bybit_books)

BOOST_AUTO_TEST_CASE(a_snapshot_comes_with_the_subscription)
{
    const heard h(bybit_messages::snapshot);
    BOOST_TEST((h.one().what == kind::snapshot));
    BOOST_TEST(h.one().topic_name == bybit::orderbook("BTCUSDT", 50).name());
    BOOST_TEST((h.one().ids == sequence_ids{.last = 18521288}));
    BOOST_TEST(text_of(h.book().bids) == "16493.50x0.006 16493.00x0.100");
    BOOST_TEST(text_of(h.book().asks) == "16611.00x0.029 16612.00x0.213");
}

BOOST_AUTO_TEST_CASE(a_delta_has_what_changed)
{
    const heard h(bybit_messages::delta);
    BOOST_TEST((h.one().what == kind::data));
    BOOST_TEST((h.one().ids == sequence_ids{.last = 177400507}));
    BOOST_TEST(h.book().bids.size() == 5U);
    BOOST_TEST(text_of(h.book().asks.first(2)) == "30248.70x0 30249.30x0.892");
}

BOOST_AUTO_TEST_CASE(the_time_is_that_of_the_matching_engine_where_there_is_one)
{
    BOOST_TEST((heard(bybit_messages::delta).one().exchange_time == at_ms(1687940967464)));
    const heard without(replaced(bybit_messages::delta, R"(,"cts":1687940967464)", ""));
    BOOST_TEST((without.one().exchange_time == at_ms(1687940967466)));
}

BOOST_AUTO_TEST_CASE(members_may_come_in_any_order)
{
    const heard h(R"({"cts":2,"data":{"seq":5,"u":8,"a":[],"b":[["1","2"]],"s":"X"},"ts":3,"type":"delta",)"
                  R"("topic":"orderbook.1.X"})");
    BOOST_TEST((h.one().what == kind::data));
    BOOST_TEST(h.one().topic_name == "orderbook.1.X");
    BOOST_TEST(h.one().ids.last == 8U);
    BOOST_TEST(text_of(h.book().bids) == "1x2");
}

// v5/websocket/public/orderbook: "u"=1 is a snapshot due to the restart of the service.
BOOST_AUTO_TEST_CASE(fault_bybit_update_one_is_a_snapshot_even_if_it_calls_itself_a_delta)
{
    const heard h(replaced(bybit_messages::delta, "177400507", "1"));
    BOOST_TEST((h.one().what == kind::snapshot));
    BOOST_TEST(h.one().ids.last == 1U);
    BOOST_TEST(h.book().bids.size() == 5U);
}

BOOST_AUTO_TEST_CASE(the_full_book_has_changes_only)
{
    const heard h(bybit_messages::full_delta);
    BOOST_TEST((h.one().what == kind::data));
    BOOST_TEST(h.one().topic_name == bybit::full_orderbook("MNTUSDT").name());
    BOOST_TEST(h.one().ids.last == 278547U);
    BOOST_TEST((h.one().exchange_time == at_ms(1784103477730)));
}

// v5/websocket/public/full-ob, "Reset scenarios": what stands in such a message is no book.
BOOST_AUTO_TEST_CASE(update_one_empties_the_full_book)
{
    const heard h(replaced(bybit_messages::full_delta, "278547", "1"));
    BOOST_TEST((h.one().what == kind::snapshot));
    BOOST_TEST(h.book().bids.empty());
    BOOST_TEST(h.book().asks.empty());
}

BOOST_AUTO_TEST_CASE(a_book_of_another_kind_arrives_undecoded)
{
    const heard h(
        R"({"topic":"orderbook.rpi.BTCUSDT","ts":3,"type":"delta","data":{"b":[["1","2","3"]],"u":1}})");
    BOOST_TEST((h.one().what == kind::data));
    BOOST_TEST(undecoded(h.one()));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bybit_events)

BOOST_AUTO_TEST_CASE(trades_of_a_contract)
{
    const heard h(bybit_messages::trades);
    BOOST_TEST((h.one().what == kind::data));
    BOOST_TEST(h.one().topic_name == bybit::trades("BTCUSDT").name());
    BOOST_TEST_REQUIRE(h.trades().size() == 2U);
    BOOST_TEST(h.trades()[0].price.str() == "69916.90");
    BOOST_TEST(h.trades()[0].quantity.str() == "0.002");
    BOOST_TEST((h.trades()[0].taker == side::buy));
    BOOST_TEST((h.trades()[1].taker == side::sell));
    BOOST_TEST((h.trades()[1].at == at_ms(1774021164272)));
    BOOST_TEST((h.one().exchange_time == at_ms(1774021164273)));
}

BOOST_AUTO_TEST_CASE(an_id_that_is_no_number_is_none)
{
    BOOST_TEST(heard(bybit_messages::trades).trades()[0].id == 0U);
    BOOST_TEST(heard(bybit_messages::spot_trade).trades()[0].id == 2240000000061666327U);
}

BOOST_AUTO_TEST_CASE(trades_are_ordered_by_the_cross_sequence_of_the_newest)
{
    BOOST_TEST((heard(bybit_messages::trades).one().ids == sequence_ids{.last = 549792210006}));
    const heard h(replaced(bybit_messages::trades, "549792210006", "549792210001"));
    BOOST_TEST(h.one().ids.last == 549792210005U);
}

BOOST_AUTO_TEST_CASE(trades_of_several_symbols_or_without_a_sequence_are_ordered_by_time)
{
    BOOST_TEST(heard(bybit_messages::option_trade).one().ids.last == 1718783419990U);
    const heard h(replaced(bybit_messages::spot_trade, R"("seq":1784956)", R"("new":1)"));
    BOOST_TEST(h.one().ids.last == 1672304486868U);
}

BOOST_AUTO_TEST_CASE(messages_of_trades_that_share_a_sequence_are_all_in_order)
{
    sequence order(exchange->traits(bybit::trades("BTCUSDT")).rule);
    const heard h(bybit_messages::trades);
    BOOST_TEST((order.accept(h.one().ids) == verdict::in_order));
    BOOST_TEST((order.accept(h.one().ids) == verdict::in_order));
}

BOOST_AUTO_TEST_CASE(as_many_trades_as_a_message_can_have)
{
    std::string text = R"({"topic":"publicTrade.X","type":"snapshot","ts":9,"data":[)";
    for (int i = 0; i < 1024; ++i)
        text += std::string(i == 0 ? "" : ",") + R"({"T":1,"S":"Buy","v":"1","p":"2"})";
    const heard h(text + "]}");
    BOOST_TEST((h.one().what == kind::data));
    BOOST_TEST(h.trades().size() == 1024U);
}

BOOST_AUTO_TEST_CASE(a_ticker_with_both_sides_is_a_quote)
{
    const heard h(bybit_messages::linear_ticker);
    const quote best = std::get<quote>(h.one().content);
    BOOST_TEST((h.one().what == kind::data));
    BOOST_TEST(h.one().topic_name == bybit::ticker("BTCUSDT").name());
    BOOST_TEST(h.one().ids.last == 1673272861686U);
    BOOST_TEST((h.one().exchange_time == at_ms(1673272861686)));
    BOOST_TEST(best.bid.price.str() == "17215.50");
    BOOST_TEST(best.bid.quantity.str() == "84.489");
    BOOST_TEST(best.ask.price.str() == "17216.00");
    BOOST_TEST(best.ask.quantity.str() == "83.020");
}

BOOST_AUTO_TEST_CASE(options_spell_their_quotes_in_another_way)
{
    const heard h(bybit_messages::option_ticker);
    BOOST_TEST(std::get<quote>(h.one().content).ask.price.str() == "10");
}

BOOST_AUTO_TEST_CASE(a_ticker_without_both_sides_arrives_undecoded)
{
    for (const std::string& text : {bybit_messages::spot_ticker, bybit_messages::linear_ticker_delta,
                                    replaced(bybit_messages::linear_ticker, R"("17215.50")", R"("")"),
                                    replaced(bybit_messages::linear_ticker, R"("17215.50")", R"("0")"),
                                    replaced(bybit_messages::linear_ticker, R"("84.489")", "null")}) {
        const heard h(text);
        BOOST_TEST((h.one().what == kind::data), text);
        BOOST_TEST(undecoded(h.one()), text);
        BOOST_TEST(h.one().ids.last != 0U, text);
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_decoded_is_passed_on_with_its_time)
{
    const heard liquidated(bybit_messages::liquidation);
    BOOST_TEST((liquidated.one().what == kind::data));
    BOOST_TEST(liquidated.one().topic_name == bybit::liquidations("ROSEUSDT").name());
    BOOST_TEST((liquidated.one().exchange_time == at_ms(1739502303204)));
    const heard announced(bybit_messages::status);
    BOOST_TEST((announced.one().what == kind::data));
    BOOST_TEST(announced.one().topic_name == bybit::system_status().name());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bybit_replies)

BOOST_AUTO_TEST_CASE(an_acknowledgement_carries_the_id_of_its_request)
{
    const heard h(bybit_messages::ack);
    BOOST_TEST((h.one().what == kind::ack));
    BOOST_TEST(h.one().request_id == 7U);
    BOOST_TEST(h.one().topic_name == "");
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_may_have_words)
{
    const heard h(replaced(bybit_messages::ack, R"("ret_msg":"")", R"("ret_msg":"subscribe")"));
    BOOST_TEST((h.one().what == kind::ack));
}

BOOST_AUTO_TEST_CASE(replies_that_nobody_waits_for_are_a_sign_of_life)
{
    for (const std::string text :
         {R"({"success":true,"ret_msg":"","conn_id":"1","req_id":"","op":"subscribe"})",
          R"({"success":true,"ret_msg":"","conn_id":"1","op":"subscribe"})",
          R"({"success":true,"ret_msg":"","conn_id":"1","req_id":"abc","op":"subscribe"})",
          R"({"success":true,"ret_msg":"","op":"auth","conn_id":"1","req_id":"7"})",
          R"({"success":true,"data":{"failTopics":[],"successTopics":[]},"type":"COMMAND_RESP"})"})
        BOOST_TEST((heard(text).one().what == kind::heartbeat), text);
}

BOOST_AUTO_TEST_CASE(every_pong_is_a_sign_of_life)
{
    for (const std::string& text : bybit_messages::pongs)
        BOOST_TEST((heard(text).one().what == kind::heartbeat), text);
}

BOOST_AUTO_TEST_CASE(options_and_spreads_answer_for_each_topic)
{
    const heard h(bybit_messages::answers);
    BOOST_TEST_REQUIRE(h.all.size() == 3U);
    BOOST_TEST((h.all[0].what == kind::ack));
    BOOST_TEST(h.all[0].topic_name == "orderbook.25.BTC-6JAN23-18000-C");
    BOOST_TEST((h.all[1].what == kind::ack));
    BOOST_TEST(h.all[1].topic_name == "tickers.BTC-6JAN23-18000-C");
    BOOST_TEST((h.all[2].what == kind::reject));
    BOOST_TEST(h.all[2].topic_name == "orderbook.25.NONE");
    BOOST_TEST(!h.all[2].text.empty());
}

BOOST_AUTO_TEST_CASE(fault_bybit_one_bad_topic_fails_the_whole_request)
{
    for (const std::string words : {"Invalid topic: x", "error:handler not found,topic:x", "args size >10"}) {
        const heard h(R"({"success":false,"ret_msg":")" + words +
                      R"(","conn_id":"1","req_id":"9","op":"subscribe"})");
        BOOST_TEST((h.one().what == kind::reject), words);
        BOOST_TEST(h.one().request_id == 9U, words);
        BOOST_TEST(h.one().topic_name == "", words);
        BOOST_TEST((h.one().whom == blame::one_of_them), words);
        BOOST_TEST(h.one().text == words);
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_without_an_id_names_its_topic)
{
    const std::vector<std::pair<std::string, std::string>> table = {
        {"Invalid topic: invalid.topic.BTCUSDT", "invalid.topic.BTCUSDT"},
        {"error:handler not found,topic:orderbook.50.NONE", "orderbook.50.NONE"},
        {"Invalid symbol :[tickers.NONE]", "tickers.NONE"},
        {"error:invalid op", ""},
        {"args size >10", ""},
        {"Invalid topic: ", ""},
        {"", ""}};
    for (const auto& [words, name] : table) {
        const heard h(R"({"success":false,"ret_msg":")" + words + R"(","conn_id":"1","op":"subscribe"})");
        BOOST_TEST((h.one().what == kind::reject), words);
        BOOST_TEST(h.one().topic_name == name, words);
    }
}

BOOST_AUTO_TEST_CASE(what_is_subscribed_already_is_subscribed)
{
    for (const std::string& text : {bybit_messages::already_subscribed,
                                    replaced(bybit_messages::already_subscribed, R"("7")", R"("")")}) {
        const heard h(text);
        BOOST_TEST((h.one().what == kind::ack), text);
        BOOST_TEST(h.one().topic_name == "orderbook.50.BTCUSDT", text);
    }
}

BOOST_AUTO_TEST_CASE(both_spellings_of_a_refusal_are_understood)
{
    const heard h(
        R"({"op":"subscribe","success":false,"retCode":10016,"retMsg":"busy","reqId":"3","connId":"1"})");
    BOOST_TEST((h.one().what == kind::reject));
    BOOST_TEST(h.one().request_id == 3U);
    BOOST_TEST(h.one().text == "10016: busy");
    BOOST_TEST(h.one().again);
}

BOOST_AUTO_TEST_CASE(too_many_messages_are_a_rate_limit)
{
    for (const std::string code : {"20003", "10006", "10018", "10429"}) {
        const heard h(R"({"req_id":"5","op":"subscribe","retCode":)" + code + R"(,"retMsg":"Too frequent"})");
        BOOST_TEST((h.one().what == kind::rate_limit), code);
        BOOST_TEST(h.one().text == code + ": Too frequent");
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bybit_bad_input)

namespace {

// Not understood, with words, and nothing of it is left over.
void refuses(const std::string& text, const std::string& topic_name = {}, bool binary = false)
{
    const heard h(text, binary);
    BOOST_TEST((h.one().what == kind::malformed), "accepted: " << text);
    BOOST_TEST(h.one().topic_name == topic_name, text);
    BOOST_TEST(!h.one().text.empty(), text);
    BOOST_TEST(undecoded(h.one()), text);
    BOOST_TEST((h.one().ids == sequence_ids()), text);
}

} // namespace

BOOST_AUTO_TEST_CASE(fault_32_what_is_not_json)
{
    for (const std::string text : {"", " ", "pong", "{", R"({"topic":)", "[1,2", "\x1f\x8b\x08"})
        refuses(text);
    refuses(bybit_messages::delta, {}, true);
}

BOOST_AUTO_TEST_CASE(json_that_is_no_message)
{
    for (const std::string text : {"{}", "[]", "null", R"({"data":{}})", R"({"topic":1,"data":{}})",
                                   R"({"topic":null,"data":[]})", R"({"type":"COMMAND_RESP"})"})
        refuses(text);
}

BOOST_AUTO_TEST_CASE(the_topic_is_named_as_far_as_it_is_known)
{
    refuses(R"({"topic":"orderbook.50.X","type":"del)", "orderbook.50.X");
    refuses(R"({"topic":"orderbook.50.X","type":"delta","ts":1,"data":[]})", "orderbook.50.X");
    refuses(R"({"type":"delta","ts":1,"data":[],"topic":"orderbook.50.X"})", "orderbook.50.X");
    refuses(R"({"topic":"tickers.X","ts":1,"data":null})", "tickers.X");
}

BOOST_AUTO_TEST_CASE(absent_members)
{
    for (const std::string member : {"type", "u", "b", "a"})
        refuses(replaced(bybit_messages::delta, '"' + member + "\":", "\"absent\":"), "orderbook.50.BTCUSDT");
    for (const std::string member : {"ts", "T", "S", "v", "p"})
        refuses(replaced(bybit_messages::trades, '"' + member + "\":", "\"absent\":"), "publicTrade.BTCUSDT");
    refuses(replaced(bybit_messages::spot_ticker, "\"ts\":", "\"absent\":"), "tickers.BTCUSDT");
    refuses(R"({"topic":"orderbook.50.X","type":"delta","ts":1})");
}

BOOST_AUTO_TEST_CASE(members_of_the_wrong_type)
{
    const std::string book = "orderbook.50.BTCUSDT";
    refuses(replaced(bybit_messages::delta, ":177400507", R"(:"177400507")"), book);
    refuses(replaced(bybit_messages::delta, ":177400507", ":-1"), book);
    refuses(replaced(bybit_messages::delta, ":177400507", ":18446744073709551616"), book);
    refuses(replaced(bybit_messages::delta, R"("30.028")", "30.028"), book);
    refuses(replaced(bybit_messages::delta, R"("30.028")", R"("-30.028")"), book);
    refuses(replaced(bybit_messages::delta, R"("delta")", R"("news")"), book);
    refuses(replaced(bybit_messages::delta, ":1687940967464", ":true"), book);
    refuses(replaced(bybit_messages::trades, R"("Buy")", R"("Bought")"), "publicTrade.BTCUSDT");
    refuses(replaced(bybit_messages::trades, R"("0.001")", "0.001"), "publicTrade.BTCUSDT");
}

BOOST_AUTO_TEST_CASE(a_member_that_comes_twice)
{
    refuses(replaced(bybit_messages::delta, R"("u":177400507)", R"("u":1,"u":2)"), "orderbook.50.BTCUSDT");
    refuses(R"({"topic":"kline.1.X","topic":"kline.1.X","data":[]})", "kline.1.X");
    refuses(R"({"topic":"kline.1.X","data":[],"data":[]})", "kline.1.X");
}

BOOST_AUTO_TEST_CASE(trades_without_one_and_with_too_many)
{
    refuses(R"({"topic":"publicTrade.X","ts":9,"data":[]})", "publicTrade.X");
    std::string many = R"({"topic":"publicTrade.X","ts":9,"data":[)";
    for (int i = 0; i < 10'001; ++i)
        many += std::string(i == 0 ? "" : ",") + R"({"T":1,"S":"Buy","v":"1","p":"2","s":"X"})";
    refuses(many + "]}", "publicTrade.X");
}

BOOST_AUTO_TEST_CASE(lists_of_topics_that_are_none)
{
    refuses(R"({"success":true,"data":{"successTopics":[1]},"type":"COMMAND_RESP"})");
    refuses(R"({"success":true,"data":{"failTopics":{}},"type":"COMMAND_RESP"})");
    refuses(R"({"success":true,"data":[],"type":"COMMAND_RESP"})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bybit_snapshots)

namespace {

const topic full = bybit::full_orderbook("BTCUSDT");

result<rest_snapshot> decode(const std::string& body, slab& memory)
{
    return exchange->decode_snapshot(full, body, memory);
}

void refuses_body(const std::string& body, errc why)
{
    slab memory;
    const auto fresh = decode(body, memory);
    BOOST_TEST_REQUIRE(!fresh.has_value(), body);
    BOOST_TEST((fresh.error().code == why), fresh.error().message());
    BOOST_TEST(fresh.error().text.starts_with(full.name()), fresh.error().text);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_snapshot_is_asked_for_by_category_and_symbol)
{
    const http_request ask = exchange->snapshot_request(full);
    BOOST_TEST(ask.url == "https://api.bybit.com/v5/market/full_orderbook?category=linear&symbol=BTCUSDT");
    BOOST_TEST(ask.weight == 1U);
}

BOOST_AUTO_TEST_CASE(a_snapshot_stands_at_its_update)
{
    slab memory;
    const auto fresh = decode(bybit_messages::full_snapshot, memory);
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST((fresh->ids == sequence_ids{.last = 439925}));
    BOOST_TEST((fresh->exchange_time == at_ms(1784103578350)));
    BOOST_TEST(text_of(fresh->levels.bids) == "62998.1x0.396837 62998x0.396838");
    BOOST_TEST(text_of(fresh->levels.asks) == "62998.2x0.198738 62998.3x0.088547");
}

// Errors come with status 200.
BOOST_AUTO_TEST_CASE(too_many_requests_are_told_from_other_errors)
{
    refuses_body(bybit_messages::rest_refusal, errc::rate_limited);
    refuses_body(replaced(bybit_messages::rest_refusal, "10006", "10018"), errc::rate_limited);
    const std::string other = replaced(bybit_messages::rest_refusal, "10006", "10016");
    refuses_body(replaced(other, "Too many visits!", "Internal error"), errc::snapshot_failed);
    refuses_body(other, errc::rate_limited);
    refuses_body("{}", errc::snapshot_failed);
}

BOOST_AUTO_TEST_CASE(fault_32_what_is_no_snapshot)
{
    for (const std::string& body :
         {std::string("<html>"), std::string(R"({"retCode":0})"), std::string(R"({"retCode":0,"result":[]})"),
          replaced(bybit_messages::full_snapshot, "439925", "\"soon\""),
          replaced(bybit_messages::full_snapshot, R"("b":[[)", R"("b":[[[)"),
          replaced(bybit_messages::full_snapshot, R"("b":)", R"("c":)")})
        refuses_body(body, errc::malformed);
}

BOOST_AUTO_TEST_CASE(the_book_of_another_symbol_is_refused)
{
    refuses_body(replaced(bybit_messages::full_snapshot, "BTCUSDT", "ETHUSDT"), errc::malformed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bybit_requests)

BOOST_AUTO_TEST_CASE(topics_are_spelt_as_the_exchange_does)
{
    BOOST_TEST(bybit::orderbook("BTCUSDT").name() == "orderbook.50.BTCUSDT");
    BOOST_TEST(bybit::orderbook("BTCUSDT", 1000).name() == "orderbook.1000.BTCUSDT");
    BOOST_TEST(bybit::full_orderbook("BTCUSDT").name() == "orderbook.full.BTCUSDT");
    BOOST_TEST(bybit::trades("BTC").name() == "publicTrade.BTC");
    BOOST_TEST(bybit::ticker("BTCUSDT").name() == "tickers.BTCUSDT");
    BOOST_TEST(bybit::kline("BTCUSDT", "D").name() == "kline.D.BTCUSDT");
    BOOST_TEST(bybit::liquidations("BTCUSDT").name() == "allLiquidation.BTCUSDT");
    BOOST_TEST(bybit::system_status().name() == "system.status");
    BOOST_TEST(bybit::raw("price-limit.BTCUSDT").name() == "price-limit.BTCUSDT");
}

BOOST_AUTO_TEST_CASE(topics_that_cannot_be_are_refused)
{
    BOOST_CHECK_THROW(static_cast<void>(bybit::orderbook("BTCUSDT", 500)), error);
    BOOST_CHECK_THROW(static_cast<void>(bybit::orderbook("")), error);
    BOOST_CHECK_THROW(static_cast<void>(bybit::full_orderbook("")), error);
    BOOST_CHECK_THROW(static_cast<void>(bybit::trades("")), error);
    BOOST_CHECK_THROW(static_cast<void>(bybit::ticker("")), error);
    BOOST_CHECK_THROW(static_cast<void>(bybit::kline("BTCUSDT", "")), error);
    BOOST_CHECK_THROW(static_cast<void>(bybit::regional("")), error);
}

BOOST_AUTO_TEST_CASE(every_category_has_an_address)
{
    const std::vector<std::pair<bybit::category, std::string>> table = {{bybit::category::spot, "spot"},
                                                                        {bybit::category::linear, "linear"},
                                                                        {bybit::category::inverse, "inverse"},
                                                                        {bybit::category::option, "option"},
                                                                        {bybit::category::spread, "spread"}};
    const topic books = bybit::orderbook("BTCUSDT");
    for (const auto& [category, word] : table) {
        const auto a = bybit::make_adapter(category);
        BOOST_TEST(a->name() == "bybit-" + word);
        BOOST_TEST(a->endpoint({&books, 1}) == "wss://stream.bybit.com/v5/public/" + word);
        BOOST_TEST(bybit::to_string(category) == word);
    }
}

BOOST_AUTO_TEST_CASE(the_status_has_an_address_of_its_own)
{
    const topic status = bybit::system_status();
    BOOST_TEST(exchange->endpoint({&status, 1}) == "wss://stream.bybit.com/v5/public/misc/status");
}

BOOST_AUTO_TEST_CASE(the_exchange_is_in_several_places)
{
    const topic books = bybit::orderbook("BTCUSDT");
    const auto european = bybit::make_adapter(bybit::category::spot, bybit::regional("bybit.eu"));
    BOOST_TEST(european->endpoint({&books, 1}) == "wss://stream.bybit.eu/v5/public/spot");
    BOOST_TEST(european->snapshot_request(bybit::full_orderbook("A B")).url ==
               "https://api.bybit.eu/v5/market/full_orderbook?category=spot&symbol=A%20B");
    BOOST_TEST(bybit::testnet().ws == "wss://stream-testnet.bybit.com");
    BOOST_TEST(bybit::testnet().rest == "https://api-testnet.bybit.com");
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_named)
{
    const auto complaint = [](bybit::options chosen) -> std::string {
        try {
            static_cast<void>(bybit::make_adapter(std::move(chosen)));
            return "accepted";
        } catch (const error& e) {
            return e.why().text;
        }
    };
    BOOST_TEST(complaint({.best_cadence = -1s}) == "options::best_cadence: below zero");
    BOOST_TEST(complaint({.book_cadence = -1s}) == "options::book_cadence: below zero");
    BOOST_TEST(complaint({.first_data = -1s}) == "options::first_data: below zero");
    BOOST_TEST(complaint({.category = static_cast<bybit::category>(9)}) ==
               "options::category: not one of the five");
}

BOOST_AUTO_TEST_CASE(requests_have_an_id_and_all_topics)
{
    const std::vector<topic> topics = {bybit::orderbook("BTCUSDT"), bybit::trades("BTCUSDT")};
    BOOST_TEST(exchange->subscribe(7, topics) ==
               R"({"req_id":"7","op":"subscribe","args":["orderbook.50.BTCUSDT","publicTrade.BTCUSDT"]})");
    BOOST_TEST(exchange->unsubscribe(8, {topics.data(), 1}) ==
               R"({"req_id":"8","op":"unsubscribe","args":["orderbook.50.BTCUSDT"]})");
}

BOOST_AUTO_TEST_CASE(the_limits_are_those_of_the_documentation)
{
    const exchange_limits spot = bybit::make_adapter(bybit::category::spot)->limits();
    BOOST_TEST(spot.topics_per_request == 10U);
    BOOST_TEST(spot.topic_bytes_per_connection == 21'000U);
    BOOST_TEST(spot.attempts == 500U);
    BOOST_TEST((spot.attempts_window == 5min));
    BOOST_TEST(spot.rest_weight == 600U);
    BOOST_TEST((spot.rest_window == 5s));
    BOOST_TEST(bybit::make_adapter(bybit::category::option)->limits().topics_per_connection == 2000U);
    BOOST_TEST(bybit::make_adapter(bybit::category::linear)->limits().topics_per_connection == 0U);
}

BOOST_AUTO_TEST_CASE(the_client_pings_every_20_seconds_in_any_case)
{
    const keepalive k = exchange->keepalive();
    BOOST_TEST(k.ping_text == R"({"op":"ping"})");
    BOOST_TEST((k.ping_after == 20s));
    BOOST_TEST(k.always);
}

BOOST_AUTO_TEST_CASE(books_are_contiguous_and_rebuilt_by_subscribing_again)
{
    const topic_traits t = exchange->traits(bybit::orderbook("BTCUSDT", 200));
    BOOST_TEST((t.rule == continuity::contiguous));
    BOOST_TEST((t.recovery == recovery::resubscribe));
    BOOST_TEST((t.cadence == 60s));
    BOOST_TEST((t.first_data == 15s));
}

BOOST_AUTO_TEST_CASE(a_best_level_repeats_itself)
{
    BOOST_TEST((exchange->traits(bybit::orderbook("BTCUSDT", 1)).cadence == 10s));
    BOOST_TEST((exchange->traits(bybit::orderbook("BTCUSDT", 1000)).cadence == 60s));
}

BOOST_AUTO_TEST_CASE(the_full_book_is_rebuilt_from_rest)
{
    const topic_traits t = exchange->traits(bybit::full_orderbook("BTCUSDT"));
    BOOST_TEST((t.rule == continuity::contiguous));
    BOOST_TEST((t.recovery == recovery::rest_snapshot));
}

BOOST_AUTO_TEST_CASE(everything_else_is_taken_as_it_comes)
{
    for (const topic& on : {bybit::trades("X"), bybit::ticker("X"), bybit::kline("X", "1"),
                            bybit::liquidations("X"), bybit::system_status(), bybit::raw("orderbook.rpi.X"),
                            bybit::raw("orderbook."), bybit::raw("orderbook"), topic()}) {
        const topic_traits t = exchange->traits(on);
        BOOST_TEST((t.rule == continuity::audited), on.name());
        BOOST_TEST((t.recovery == recovery::resume), on.name());
        BOOST_TEST((t.cadence == 0s), on.name());
    }
}

BOOST_AUTO_TEST_CASE(close_codes_of_its_own_mean_nothing_special)
{
    BOOST_TEST((exchange->on_close(4000, "") == close_action::reconnect));
}

BOOST_AUTO_TEST_SUITE_END()
