// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/market.hpp>

#include "exchange/binance/frames.hpp"
#include "support/frame_words.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

namespace {

using namespace holdfast;
using frame_words::at_ms;
using frame_words::replaced;
using frame_words::text_of;
namespace spot = holdfast::binance::spot;
using kind = decoded::kind;

const std::shared_ptr<const adapter> exchange = spot::make_adapter();

// A message and what it said; the views in `said` live as long as this.
struct heard {
    explicit heard(std::string bytes, bool binary = false) : text(std::move(bytes))
    {
        std::vector<decoded> out;
        exchange->decode(text, binary, *memory, out);
        BOOST_TEST_REQUIRE(out.size() == 1U);
        said = out.front();
    }

    [[nodiscard]] const book_levels& book() const { return std::get<book_levels>(said.content); }
    [[nodiscard]] const trade& one_trade() const { return std::get<std::span<const trade>>(said.content)[0]; }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    decoded said;
};

using binance_messages::combined;
const std::string& depth_event = binance_messages::depth;
const std::string& trade_event = binance_messages::trade;
const std::string& agg_trade_event = binance_messages::agg_trade;
const std::string& ticker_event = binance_messages::ticker;
const std::string& partial_event = binance_messages::partial;

} // namespace

BOOST_AUTO_TEST_SUITE(binance_spot_events)

BOOST_AUTO_TEST_CASE(a_depth_update)
{
    const heard h(combined("bnbbtc@depth@100ms", depth_event));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "bnbbtc@depth@100ms");
    BOOST_TEST((h.said.ids == sequence_ids{.first = 157, .last = 160}));
    BOOST_TEST((h.said.exchange_time == at_ms(1672515782136)));
    BOOST_TEST(text_of(h.book().bids) == "0.0024x10");
    BOOST_TEST(text_of(h.book().asks) == "0.0026x100");
}

BOOST_AUTO_TEST_CASE(levels_keep_their_text_and_their_order)
{
    const heard h(combined("btcusdt@depth", R"({"e":"depthUpdate","E":1,"s":"BTCUSDT","U":1,"u":1,)"
                                            R"("b":[["2.0","0.00000000"],["3.10","1"],["1","2"]],"a":[]})"));
    BOOST_TEST(text_of(h.book().bids) == "2.0x0.00000000 3.10x1 1x2");
    BOOST_TEST(h.book().asks.empty());
}

BOOST_AUTO_TEST_CASE(many_levels)
{
    const heard h(combined("btcusdt@depth@100ms", binance_messages::long_depth));
    BOOST_TEST_REQUIRE(h.book().bids.size() == 12U);
    BOOST_TEST_REQUIRE(h.book().asks.size() == 12U);
    BOOST_TEST(h.book().bids[0].price.str() == "61837.10000000");
    BOOST_TEST(h.book().asks[11].price.str() == "61837.21000000");
    BOOST_TEST(h.book().asks[11].quantity.str() == "0.32332000");
}

BOOST_AUTO_TEST_CASE(members_may_come_in_any_order)
{
    const heard h(R"({"data":{"a":[],"b":[["1","2"]],"u":8,"U":7,"s":"X","E":3,)"
                  R"("e":"depthUpdate"},"stream":"x@depth"})");
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "x@depth");
    BOOST_TEST(h.said.ids.first == 7U);
}

BOOST_AUTO_TEST_CASE(members_that_are_not_known_do_not_matter)
{
    const heard h(combined("x@depth", R"({"new":[{"a":[1]}],"e":"depthUpdate","E":3,"s":"X","U":7,"u":8,)"
                                      R"("b":[["1","2",["more"],3]],"a":[],"pu":6})"));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(text_of(h.book().bids) == "1x2");
}

BOOST_AUTO_TEST_CASE(a_partial_book_is_a_snapshot)
{
    for (const std::string stream : {"bnbbtc@depth5", "bnbbtc@depth10@100ms", "bnbbtc@depth20@1000ms"}) {
        const heard h(combined(stream, partial_event));
        BOOST_TEST((h.said.what == kind::snapshot));
        BOOST_TEST(h.said.topic_name == stream);
        BOOST_TEST(h.said.ids.last == 160U);
        BOOST_TEST(text_of(h.book().bids) == "0.0024x10 0.0022x5");
    }
}

BOOST_AUTO_TEST_CASE(a_trade)
{
    const heard h(combined("bnbbtc@trade", trade_event));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST((h.said.ids == sequence_ids{.first = 12345, .last = 12345}));
    BOOST_TEST(h.one_trade().id == 12345U);
    BOOST_TEST(h.one_trade().price.str() == "0.001");
    BOOST_TEST(h.one_trade().quantity.str() == "100");
    BOOST_TEST((h.one_trade().at == at_ms(1672515782135)));
}

BOOST_AUTO_TEST_CASE(the_taker_sells_when_the_buyer_is_the_maker)
{
    BOOST_TEST((heard(combined("bnbbtc@trade", trade_event)).one_trade().taker == side::sell));
    BOOST_TEST((heard(combined("bnbbtc@aggTrade", agg_trade_event)).one_trade().taker == side::buy));
}

BOOST_AUTO_TEST_CASE(a_trade_of_before_2024_names_its_orders)
{
    const heard h(combined("btcusdt@trade",
                           R"({"e":"trade","E":1,"s":"BTCUSDT","t":5,"p":"1","q":"2","b":88,"a":50,)"
                           R"("T":1,"m":false,"M":true})"));
    BOOST_TEST((h.said.what == kind::data));
}

BOOST_AUTO_TEST_CASE(an_aggregate_trade_is_counted_by_its_own_id)
{
    const heard h(combined("bnbbtc@aggTrade", agg_trade_event));
    BOOST_TEST((h.said.ids == sequence_ids{.first = 12345, .last = 12345}));
    BOOST_TEST(h.one_trade().id == 12345U);
}

BOOST_AUTO_TEST_CASE(a_book_ticker)
{
    const heard h(combined("bnbusdt@bookTicker", ticker_event));
    const quote best = std::get<quote>(h.said.content);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.ids.last == 400900217U);
    BOOST_TEST(best.bid.price.str() == "25.35190000");
    BOOST_TEST(best.bid.quantity.str() == "31.21000000");
    BOOST_TEST(best.ask.price.str() == "25.36520000");
    BOOST_TEST(best.ask.quantity.str() == "40.66000000");
    BOOST_TEST((h.said.exchange_time == wall_time()));
}

BOOST_AUTO_TEST_CASE(microseconds_are_told_from_milliseconds)
{
    const heard h(
        combined("x@depth", R"({"e":"depthUpdate","E":1672515782136123,"s":"X","U":7,"u":8,"b":[],"a":[]})"));
    BOOST_TEST((h.said.exchange_time == wall_time(std::chrono::microseconds(1672515782136123))));
}

BOOST_AUTO_TEST_CASE(a_stream_that_is_not_decoded_is_passed_on)
{
    const heard h(combined("bnbbtc@kline_1m", R"({"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1}})"));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "bnbbtc@kline_1m");
    BOOST_TEST((h.said.exchange_time == at_ms(1672515782136)));
    BOOST_TEST(std::holds_alternative<std::monostate>(h.said.content));
}

BOOST_AUTO_TEST_CASE(a_stream_of_lists_is_passed_on)
{
    const heard h(combined("!miniTicker@arr", R"([{"e":"24hrMiniTicker","s":"BNBBTC"}])"));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "!miniTicker@arr");
}

BOOST_AUTO_TEST_CASE(a_symbol_may_be_non_ascii)
{
    const std::string symbol = "\u5e01\u5b89\u4eba\u751f";
    const heard h(combined(symbol + "usdt@trade", trade_event));
    BOOST_TEST(h.said.topic_name == spot::trades(symbol + "USDT").name());
}

BOOST_AUTO_TEST_CASE(an_escaped_stream_name_is_the_same_stream)
{
    const heard h(combined("\\u5e01usdt\\u0040trade", trade_event));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "\u5e01usdt@trade");
}

BOOST_AUTO_TEST_CASE(a_raw_event_is_put_to_its_topic_by_type_and_symbol)
{
    BOOST_TEST(heard(depth_event).said.topic_name == "bnbbtc@depth");
    BOOST_TEST(heard(trade_event).said.topic_name == "bnbbtc@trade");
    BOOST_TEST(heard(agg_trade_event).said.topic_name == "bnbbtc@aggTrade");
    BOOST_TEST(heard(ticker_event).said.topic_name == "bnbusdt@bookTicker");
    BOOST_TEST((heard(ticker_event).said.what == kind::data));
}

BOOST_AUTO_TEST_CASE(a_raw_partial_book_belongs_to_nobody)
{
    BOOST_TEST((heard(partial_event).said.what == kind::malformed));
}

BOOST_AUTO_TEST_CASE(a_raw_event_that_is_not_known_is_a_sign_of_life)
{
    const heard h(R"({"e":"somethingNew","E":1})");
    BOOST_TEST((h.said.what == kind::heartbeat));
    BOOST_TEST(h.said.text == "somethingNew");
}

BOOST_AUTO_TEST_CASE(the_notice_of_a_shutdown)
{
    for (const std::string text :
         {R"({"e":"serverShutdown","E":1770123456789})",
          R"({"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}})"}) {
        const heard h(text);
        BOOST_TEST((h.said.what == kind::shutdown), text);
        BOOST_TEST((h.said.exchange_time == at_ms(1770123456789)));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_spot_replies)

BOOST_AUTO_TEST_CASE(an_acknowledgement_carries_the_id_of_its_request)
{
    const heard h(R"({"result":null,"id":1})");
    BOOST_TEST((h.said.what == kind::ack));
    BOOST_TEST(h.said.request_id == 1U);
}

BOOST_AUTO_TEST_CASE(replies_to_what_we_never_ask_are_a_sign_of_life)
{
    for (const std::string text :
         {R"({"result":["btcusdt@aggTrade"],"id":3})", R"({"result":true,"id":4})",
          R"({"result":null,"id":"abc"})", R"({"result":null})", R"({"result":null,"id":null})",
          R"({"result":null,"id":0})", R"({"result":null,"id":-1})"})
        BOOST_TEST((heard(text).said.what == kind::heartbeat), text);
}

BOOST_AUTO_TEST_CASE(a_refusal_has_the_words_of_the_exchange)
{
    const heard h(R"({"code":2,"msg":"Invalid request: unknown variant \"SUB\"","id":7})");
    BOOST_TEST((h.said.what == kind::reject));
    BOOST_TEST(h.said.request_id == 7U);
    BOOST_TEST(h.said.text == "2: Invalid request: unknown variant \"SUB\"");
}

BOOST_AUTO_TEST_CASE(a_refusal_may_be_without_an_id)
{
    for (const std::string text :
         {R"({"code":3,"msg":"Invalid JSON"})", R"({"code":3,"msg":"Invalid JSON","id":null})"}) {
        const heard h(text);
        BOOST_TEST((h.said.what == kind::reject), text);
        BOOST_TEST(h.said.request_id == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_may_be_wrapped)
{
    const heard h(R"({"error":{"code":2,"msg":"Invalid request"},"id":9})");
    BOOST_TEST((h.said.what == kind::reject));
    BOOST_TEST(h.said.request_id == 9U);
    BOOST_TEST(h.said.text == "2: Invalid request");
}

BOOST_AUTO_TEST_CASE(a_refusal_that_is_the_exchanges_own_trouble_passes)
{
    for (const std::string code : {"-1000", "-1001", "-1008"})
        BOOST_TEST(heard(R"({"code":)" + code + R"(,"msg":"Busy","id":7})").said.again, code);
    BOOST_TEST(!heard(R"({"code":2,"msg":"Invalid request","id":7})").said.again);
}

BOOST_AUTO_TEST_CASE(too_many_requests_is_a_rate_limit)
{
    const heard h(R"({"code":-1003,"msg":"Too many requests."})");
    BOOST_TEST((h.said.what == kind::rate_limit));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_spot_bad_input)

namespace {

// Not understood, with words, and nothing of it is left over.
void refuses(const std::string& text, const std::string& topic_name = {}, bool binary = false)
{
    const heard h(text, binary);
    const std::string shown = text.substr(0, 120);
    BOOST_TEST((h.said.what == kind::malformed), "accepted: " << shown);
    BOOST_TEST(h.said.topic_name == topic_name, shown);
    BOOST_TEST(!h.said.text.empty(), shown);
    BOOST_TEST(std::holds_alternative<std::monostate>(h.said.content), shown);
    BOOST_TEST((h.said.ids == sequence_ids()), shown);
}

std::string depth_with(const std::string& members)
{
    return combined("x@depth", "{" + members + "}");
}

} // namespace

BOOST_AUTO_TEST_CASE(fault_32_what_is_not_json)
{
    for (const std::string text :
         {"", " ", "hello", "{", "}", "{\"e\":", "[1,2", "{\"e\":\"trade\",}", "\x1f\x8b\x08", "ping"})
        refuses(text);
    refuses(std::string("\0\0\0", 3));
    refuses(std::string("{\"result\":null,\"id\":1}\0", 23));
    refuses("\xef\xbb\xbf{\"result\":null,\"id\":1}");
}

BOOST_AUTO_TEST_CASE(json_that_is_no_message)
{
    for (const std::string text :
         {"{}", "[]", "null", "1", "\"text\"", "[[1]]", "{\"unknown\":1}", "{\"data\":{}}",
          "{\"stream\":1,\"data\":{}}", "{\"stream\":null,\"data\":{}}"})
        refuses(text);
}

BOOST_AUTO_TEST_CASE(the_topic_is_named_as_far_as_it_is_known)
{
    refuses(R"({"stream":"x@depth","data":{"e":"depthUpdate",)", "x@depth");
    refuses(R"({"stream":"x@depth"})");
    refuses(R"({"stream":"x@kline_1m"})");
    refuses(R"({"stream":"x@depth","data":[]})", "x@depth");
    refuses(R"({"stream":"x@depth","data":null})", "x@depth");
}

BOOST_AUTO_TEST_CASE(fault_32_a_binary_message)
{
    refuses(combined("x@depth", depth_event), {}, true);
}

BOOST_AUTO_TEST_CASE(fault_32_invalid_utf8)
{
    refuses("{\"stream\":\"x@depth\",\"data\":{\"s\":\"\xff\"}}", "x@depth");
    refuses("{\"stream\":\"x@trade\",\"data\":{\"s\":\"\xc3\"}}", "x@trade");
}

BOOST_AUTO_TEST_CASE(absent_members)
{
    const std::vector<std::pair<std::string, std::string>> streams = {{"x@depth", depth_event},
                                                                      {"x@depth5", partial_event},
                                                                      {"x@trade", trade_event},
                                                                      {"x@aggTrade", agg_trade_event},
                                                                      {"x@bookTicker", ticker_event}};
    const std::vector<std::vector<std::string>> needed = {{"e", "E", "U", "u", "b", "a"},
                                                          {"lastUpdateId", "bids", "asks"},
                                                          {"e", "E", "t", "p", "q", "T", "m"},
                                                          {"e", "E", "a", "p", "q", "T", "m"},
                                                          {"u", "b", "B", "a", "A"}};
    for (std::size_t i = 0; i < streams.size(); ++i)
        for (const std::string& member : needed[i])
            refuses(
                combined(streams[i].first, replaced(streams[i].second, '"' + member + "\":", "\"absent\":")),
                streams[i].first);
}

BOOST_AUTO_TEST_CASE(members_of_the_wrong_type)
{
    refuses(combined("x@depth", replaced(depth_event, ":157", ":\"157\"")), "x@depth");
    refuses(combined("x@depth", replaced(depth_event, ":157", ":null")), "x@depth");
    refuses(combined("x@depth", replaced(depth_event, ":157", ":{}")), "x@depth");
    refuses(combined("x@depth", replaced(depth_event, R"([["0.0024","10"]])", "{}")), "x@depth");
    refuses(combined("x@depth", replaced(depth_event, R"([["0.0024","10"]])", "\"0.0024\"")), "x@depth");
    refuses(combined("x@trade", replaced(trade_event, "true", "\"true\"")), "x@trade");
    refuses(combined("x@trade", replaced(trade_event, "\"0.001\"", "0.001")), "x@trade");
    refuses(combined("x@trade", replaced(trade_event, "\"trade\"", "\"aggTrade\"")), "x@trade");
    refuses(combined("x@bookTicker", depth_event), "x@bookTicker");
    refuses(combined("x@depth", partial_event), "x@depth");
}

BOOST_AUTO_TEST_CASE(a_member_that_comes_twice)
{
    refuses(combined("x@depth", replaced(depth_event, "\"u\":160", "\"u\":160,\"u\":161")), "x@depth");
    refuses(R"({"stream":"x@kline","stream":"x@kline","data":{}})", "x@kline");
    refuses(R"({"stream":"x@kline","data":{},"data":{}})", "x@kline");
    refuses(R"({"result":null,"id":1,"id":2})");
}

BOOST_AUTO_TEST_CASE(fault_32_numbers_out_of_range)
{
    for (const std::string id :
         {"18446744073709551616", "1e308", "-1", "1.0", "1e2", "99999999999999999999999999"}) {
        refuses(combined("x@depth", replaced(depth_event, ":160", ":" + id)), "x@depth");
        refuses(combined("x@trade", replaced(trade_event, ":12345", ":" + id)), "x@trade");
        refuses(combined("x@depth20", replaced(partial_event, ":160", ":" + id)), "x@depth20");
    }
    refuses(combined("x@depth", replaced(depth_event, "1672515782136", "18446744073709551615")), "x@depth");
    refuses(combined("x@depth", replaced(depth_event, "1672515782136", "50000000000000")), "x@depth");
}

BOOST_AUTO_TEST_CASE(the_largest_id_is_a_number_like_any_other)
{
    const heard h(combined("x@depth", replaced(depth_event, ":160", ":18446744073709551615")));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.ids.last == 18446744073709551615U);
}

BOOST_AUTO_TEST_CASE(ids_that_run_backwards)
{
    refuses(combined("x@depth", replaced(depth_event, ":160", ":156")), "x@depth");
}

BOOST_AUTO_TEST_CASE(prices_and_quantities_that_are_none)
{
    for (const std::string number : {"", "1.", "abc", "1e308", "nan", "--1", "-1", " 1", "1 ", "0x1", "1.2.3",
                                     "123456789012345678901234567890"}) {
        refuses(combined("x@depth", replaced(depth_event, "\"0.0024\"", '"' + number + '"')), "x@depth");
        refuses(combined("x@depth", replaced(depth_event, "\"100\"", '"' + number + '"')), "x@depth");
        refuses(combined("x@depth5", replaced(partial_event, "\"5\"", '"' + number + '"')), "x@depth5");
        refuses(combined("x@trade", replaced(trade_event, "\"0.001\"", '"' + number + '"')), "x@trade");
        refuses(combined("x@bookTicker", replaced(ticker_event, "\"25.35190000\"", '"' + number + '"')),
                "x@bookTicker");
    }
}

BOOST_AUTO_TEST_CASE(levels_that_are_none)
{
    for (const std::string levels :
         {"[1]", "[[]]", R"([["1"]])", R"([["1",2]])", R"([[1,"2"]])", R"(["1","2"])", R"([["1","2"],[]])",
          R"([{"1":"2"}])", R"([["1","2"],null])"})
        refuses(combined("x@depth", replaced(depth_event, R"([["0.0024","10"]])", levels)), "x@depth");
}

BOOST_AUTO_TEST_CASE(fault_32_ten_thousand_containers_deep)
{
    const std::string deep = std::string(10'000, '[') + std::string(10'000, ']');
    refuses(deep);
    refuses(depth_with("\"x\":" + deep), "x@depth");
    refuses(depth_with("\"b\":" + deep), "x@depth");
    refuses(depth_with("\"b\":[[\"1\",\"2\"," + deep + "]]"), "x@depth");
}

BOOST_AUTO_TEST_CASE(fault_32_a_million_levels)
{
    std::string levels = R"(["1","1"])";
    levels.reserve(11'000'000);
    for (int i = 1; i < 1'000'000; ++i)
        levels += R"(,["1","1"])";
    refuses(combined("x@depth", replaced(depth_event, R"(["0.0024","10"])", levels)), "x@depth");
}

BOOST_AUTO_TEST_CASE(fault_32_sixteen_mebibytes_of_anything)
{
    refuses(std::string(std::size_t(16) << 20, 'x'));
    refuses(std::string(std::size_t(16) << 20, ' '));
    refuses("{\"stream\":\"x@depth\",\"data\":{\"u\":" + std::string(std::size_t(16) << 20, '9') + "}}",
            "x@depth");
    refuses("{\"stream\":\"x@depth\",\"data\":\"" + std::string(std::size_t(16) << 20, 'x'), "x@depth");
}

BOOST_AUTO_TEST_CASE(the_words_say_what_is_wrong)
{
    BOOST_TEST(heard(combined("x@depth", replaced(depth_event, ":157", ":-1"))).said.text ==
               "\"U\" has to be a 64-bit id, not -1");
    BOOST_TEST(heard(combined("x@trade", replaced(trade_event, "\"q\":\"100\",", ""))).said.text ==
               "\"q\" has to be a decimal number, and is absent");
    BOOST_TEST(heard(R"({"stream":"x@depth","data":{"e")").said.text == "a colon is expected at byte 31");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_spot_requests)

BOOST_AUTO_TEST_CASE(topics_have_the_names_of_the_exchange)
{
    BOOST_TEST(spot::depth("BTCUSDT").name() == "btcusdt@depth@100ms");
    BOOST_TEST(spot::depth("btcusdt", spot::speed::ms_1000).name() == "btcusdt@depth");
    BOOST_TEST(spot::partial_depth("BTCUSDT", 20).name() == "btcusdt@depth20@100ms");
    BOOST_TEST(spot::partial_depth("BTCUSDT", 5, spot::speed::ms_1000).name() == "btcusdt@depth5");
    BOOST_TEST(spot::trades("BTCUSDT").name() == "btcusdt@trade");
    BOOST_TEST(spot::agg_trades("BTCUSDT").name() == "btcusdt@aggTrade");
    BOOST_TEST(spot::book_ticker("BTCUSDT").name() == "btcusdt@bookTicker");
    BOOST_TEST(spot::ticker("BTCUSDT").name() == "btcusdt@ticker");
    BOOST_TEST(spot::mini_ticker("BTCUSDT").name() == "btcusdt@miniTicker");
    BOOST_TEST(spot::klines("BTCUSDT", "1s").name() == "btcusdt@kline_1s");
    BOOST_TEST(spot::raw("!miniTicker@arr").name() == "!miniTicker@arr");
}

BOOST_AUTO_TEST_CASE(topics_that_cannot_be_are_refused)
{
    BOOST_CHECK_THROW(static_cast<void>(spot::depth("")), error);
    BOOST_CHECK_EXCEPTION(static_cast<void>(spot::partial_depth("BTCUSDT", 15)), error, [](const error& e) {
        return e.code() == errc::invalid_config && e.why().text.find("levels") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(an_interval_that_does_not_exist_is_refused_by_name)
{
    for (const std::string interval : {"", "2m", "1y", "1H"})
        BOOST_CHECK_EXCEPTION(
            static_cast<void>(spot::klines("BTCUSDT", interval)), error, [](const error& e) {
                return e.code() == errc::invalid_config && e.why().text.starts_with("interval: ");
            });
}

BOOST_AUTO_TEST_CASE(one_message_subscribes_many_topics)
{
    const std::vector<topic> topics = {spot::agg_trades("BTCUSDT"),
                                       spot::depth("BTCUSDT", spot::speed::ms_1000)};
    BOOST_TEST(exchange->subscribe(1, topics) ==
               R"({"method":"SUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@depth"],"id":1})");
    BOOST_TEST(exchange->unsubscribe(312, std::vector{topics[1]}) ==
               R"({"method":"UNSUBSCRIBE","params":["btcusdt@depth"],"id":312})");
}

BOOST_AUTO_TEST_CASE(a_topic_cannot_break_out_of_its_quotes)
{
    BOOST_TEST(exchange->subscribe(1, std::vector{spot::raw("a\"b\\c\n\u5e01")}) ==
               "{\"method\":\"SUBSCRIBE\",\"params\":[\"a\\\"b\\\\c\\u000a\u5e01\"],\"id\":1}");
}

BOOST_AUTO_TEST_CASE(it_dials_the_combined_endpoint)
{
    BOOST_TEST(exchange->endpoint({}) == "wss://stream.binance.com:9443/stream");
    BOOST_TEST(spot::make_adapter(spot::testnet())->endpoint({}) ==
               "wss://stream.testnet.binance.vision/stream");
    BOOST_TEST(spot::make_adapter(spot::market_data_only())->endpoint({}) ==
               "wss://data-stream.binance.vision/stream");
}

BOOST_AUTO_TEST_CASE(it_stays_below_the_limits)
{
    const exchange_limits limits = exchange->limits();
    BOOST_TEST(limits.messages < 5U);
    BOOST_TEST((limits.messages_window == std::chrono::seconds(1)));
    BOOST_TEST(limits.topics_per_connection == 1024U);
    BOOST_TEST(limits.attempts == 300U);
    BOOST_TEST((limits.attempts_window == std::chrono::minutes(5)));
    BOOST_TEST(limits.rest_weight == 6000U);
}

BOOST_AUTO_TEST_CASE(each_kind_of_topic_has_its_rule)
{
    const auto depth = exchange->traits(spot::depth("BTCUSDT"));
    BOOST_TEST((depth.rule == continuity::range && depth.recovery == recovery::rest_snapshot));
    BOOST_TEST((depth.cadence == std::chrono::seconds(10)));
    const auto partial = exchange->traits(spot::partial_depth("BTCUSDT", 5));
    BOOST_TEST((partial.rule == continuity::monotonic && partial.recovery == recovery::resume));
    for (const topic& trades : {spot::trades("BTCUSDT"), spot::agg_trades("BTCUSDT")}) {
        const auto traits = exchange->traits(trades);
        BOOST_TEST((traits.rule == continuity::contiguous && traits.recovery == recovery::resume));
        BOOST_TEST((traits.cadence == duration::zero() && traits.first_data == duration::zero()));
    }
    const auto ticker = exchange->traits(spot::book_ticker("BTCUSDT"));
    BOOST_TEST((ticker.rule == continuity::monotonic && ticker.recovery == recovery::resume));
}

BOOST_AUTO_TEST_CASE(a_topic_that_is_not_decoded_may_be_silent_for_ever)
{
    for (const topic& t :
         {spot::ticker("BTCUSDT"), spot::mini_ticker("BTCUSDT"), spot::klines("BTCUSDT", "1m")}) {
        const auto traits = exchange->traits(t);
        BOOST_TEST((traits.rule == continuity::audited && traits.recovery == recovery::resume));
        BOOST_TEST((traits.audit_every == duration::zero() && traits.cadence == duration::zero()));
    }
}

BOOST_AUTO_TEST_CASE(a_stream_that_is_not_decoded_has_no_duplicates)
{
    sequence order(exchange->traits(spot::raw("bnbbtc@kline_1m")).rule);
    const heard h(combined("bnbbtc@kline_1m", R"({"e":"kline","E":1,"s":"BNBBTC"})"));
    BOOST_TEST((order.accept(h.said.ids) == verdict::in_order));
    BOOST_TEST((order.accept(h.said.ids) == verdict::in_order));
}

BOOST_AUTO_TEST_CASE(a_snapshot_is_asked_for_by_symbol)
{
    const http_request ask = exchange->snapshot_request(spot::depth("BTCUSDT"));
    BOOST_TEST(ask.url == "https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=1000");
    BOOST_TEST((ask.verb == http_verb::get));
}

BOOST_AUTO_TEST_CASE(a_symbol_is_encoded_where_it_goes_into_a_url)
{
    BOOST_TEST(exchange->snapshot_request(spot::depth("\u5e01usdt")).url ==
               "https://api.binance.com/api/v3/depth?symbol=%E5%B8%81USDT&limit=1000");
    BOOST_TEST(exchange->snapshot_request(spot::raw("a&limit=1\r\n@depth")).url ==
               "https://api.binance.com/api/v3/depth?symbol=A%26LIMIT%3D1%0D%0A&limit=1000");
}

BOOST_AUTO_TEST_CASE(a_snapshot_weighs_what_its_size_costs)
{
    const std::vector<std::pair<unsigned, unsigned>> costs = {
        {1, 5}, {100, 5}, {101, 25}, {500, 25}, {501, 50}, {1000, 50}, {1001, 250}, {5000, 250}};
    for (const auto& [levels, weight] : costs) {
        spot::options chosen;
        chosen.snapshot_levels = levels;
        const http_request ask = spot::make_adapter(chosen)->snapshot_request(spot::depth("BTCUSDT"));
        BOOST_TEST(ask.weight == weight, levels);
        BOOST_TEST(ask.url.ends_with("&limit=" + std::to_string(levels)));
    }
}

BOOST_AUTO_TEST_CASE(a_snapshot_size_out_of_range_is_refused_by_name)
{
    for (const unsigned levels : {0U, 5001U}) {
        spot::options chosen;
        chosen.snapshot_levels = levels;
        BOOST_CHECK_EXCEPTION(static_cast<void>(spot::make_adapter(chosen)), error, [](const error& e) {
            return e.code() == errc::invalid_config &&
                   e.why().text.find("snapshot_levels") != std::string::npos;
        });
    }
}

BOOST_AUTO_TEST_CASE(a_snapshot_is_read)
{
    slab memory;
    const auto fresh = exchange->decode_snapshot(
        spot::depth("BTCUSDT"),
        R"({"lastUpdateId":1027024,"bids":[["4.00000000","431.00000000"]],"asks":[["4.00000200","12.0"]]})",
        memory);
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST(fresh->ids.last == 1027024U);
    BOOST_TEST(text_of(fresh->levels.bids) == "4.00000000x431.00000000");
    BOOST_TEST(text_of(fresh->levels.asks) == "4.00000200x12.0");
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_snapshot_is_named)
{
    slab memory;
    const topic on = spot::depth("BTCUSDT");
    const auto refused = exchange->decode_snapshot(on, R"({"code":-1121,"msg":"Invalid symbol."})", memory);
    BOOST_TEST((refused.error().code == errc::snapshot_failed));
    BOOST_TEST(refused.error().text == "btcusdt@depth@100ms: -1121: Invalid symbol.");
    for (const std::string body :
         {"", "<html>", "{}", "[]", R"({"lastUpdateId":1,"bids":[],)", R"({"lastUpdateId":1,"bids":[]})",
          R"({"lastUpdateId":"1","bids":[],"asks":[]})",
          R"({"lastUpdateId":1,"bids":[["x","1"]],"asks":[]})"}) {
        const auto broken = exchange->decode_snapshot(on, body, memory);
        BOOST_TEST((broken.has_error() && broken.error().code == errc::malformed), body);
        BOOST_TEST(broken.error().text.starts_with("btcusdt@depth@100ms: "), body);
    }
}

BOOST_AUTO_TEST_CASE(its_own_close_codes_mean_reconnect)
{
    BOOST_TEST((exchange->on_close(4000, "") == close_action::reconnect));
}

BOOST_AUTO_TEST_SUITE_END()
