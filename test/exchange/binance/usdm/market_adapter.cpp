// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/market.hpp>

#include "exchange/binance/usdm/frames.hpp"
#include "support/frame_words.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

// Binance USD-M futures. What it shares with spot is tested there.

namespace {

using namespace holdfast;
using frame_words::at_ms;
using frame_words::replaced;
using frame_words::text_of;
namespace usdm = holdfast::binance::usdm;
namespace messages = binance_usdm_messages;
using kind = decoded::kind;
using messages::combined;

const std::shared_ptr<const adapter> exchange = usdm::make_adapter();

// A message and what it said; the views in `said` live as long as this.
struct heard {
    explicit heard(std::string bytes, const adapter& by = *exchange) : text(std::move(bytes))
    {
        std::vector<decoded> out;
        by.decode(text, false, *memory, out);
        BOOST_TEST_REQUIRE(out.size() == 1U);
        said = out.front();
    }

    [[nodiscard]] const book_levels& book() const { return std::get<book_levels>(said.content); }
    [[nodiscard]] const trade& one_trade() const { return std::get<std::span<const trade>>(said.content)[0]; }
    [[nodiscard]] bool has_content() const { return !std::holds_alternative<std::monostate>(said.content); }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    decoded said;
};

bool names(const error& e, const std::string& what)
{
    return e.code() == errc::invalid_config && e.why().text.find(what) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(binance_usdm_events)

BOOST_AUTO_TEST_CASE(a_depth_update_names_the_one_before_it)
{
    const heard h(combined("btcusdt@depth@100ms", messages::depth));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "btcusdt@depth@100ms");
    BOOST_TEST((h.said.ids == sequence_ids{.first = 157, .last = 160, .previous = 149}));
    BOOST_TEST((h.said.exchange_time == at_ms(123456789)));
    BOOST_TEST(text_of(h.book().bids) == "0.0024x10");
    BOOST_TEST(text_of(h.book().asks) == "0.0026x100");
}

BOOST_AUTO_TEST_CASE(a_depth_update_that_does_not_is_malformed)
{
    for (const std::string by : {"\"absent\":149", "\"pu\":-1", "\"pu\":\"149\"", "\"pu\":null"}) {
        const heard h(combined("btcusdt@depth", replaced(messages::depth, "\"pu\":149", by)));
        BOOST_TEST((h.said.what == kind::malformed), by);
        BOOST_TEST(h.said.topic_name == "btcusdt@depth");
        BOOST_TEST(h.said.text.starts_with("\"pu\" has to be a 64-bit id"), h.said.text);
    }
}

BOOST_AUTO_TEST_CASE(a_partial_book_looks_like_an_update_and_is_a_snapshot)
{
    for (const std::string stream : {"btcusdt@depth5", "btcusdt@depth10@100ms", "btcusdt@depth20@500ms"}) {
        const heard h(combined(stream, messages::partial));
        BOOST_TEST((h.said.what == kind::snapshot));
        BOOST_TEST(h.said.topic_name == stream);
        BOOST_TEST((h.said.ids == sequence_ids{.last = 390497878}));
        BOOST_TEST((h.said.exchange_time == at_ms(1571889248277)));
        BOOST_TEST(text_of(h.book().bids) == "7403.89x0.002 7403.90x3.906");
    }
}

BOOST_AUTO_TEST_CASE(the_partial_book_of_spot_is_none_here)
{
    BOOST_TEST((heard(combined("btcusdt@depth5", binance_messages::partial)).said.what == kind::malformed));
}

BOOST_AUTO_TEST_CASE(a_book_ticker_has_a_time)
{
    const heard h(combined("bnbusdt@bookTicker", messages::book_ticker));
    const quote best = std::get<quote>(h.said.content);
    BOOST_TEST((h.said.ids == sequence_ids{.last = 400900217}));
    BOOST_TEST((h.said.exchange_time == at_ms(1568014460893)));
    BOOST_TEST(best.bid.price.str() == "25.35190000");
    BOOST_TEST(best.ask.quantity.str() == "40.66000000");
}

BOOST_AUTO_TEST_CASE(an_aggregate_trade)
{
    const heard h(combined("btcusdt@aggTrade", messages::agg_trade));
    BOOST_TEST((h.said.ids == sequence_ids{.first = 5933014, .last = 5933014}));
    BOOST_TEST(h.one_trade().price.str() == "0.001");
    BOOST_TEST(h.one_trade().quantity.str() == "100");
    BOOST_TEST((h.one_trade().taker == side::sell));
    BOOST_TEST((h.one_trade().at == at_ms(1672515782135)));
}

BOOST_AUTO_TEST_CASE(fault_41_what_is_no_trade_of_the_market_is_a_message_without_trades_whose_id_counts)
{
    for (const std::string what :
         {R"("p":"0","q":"0","X":"NA")", R"("p":"61800.3","q":"1","X":"INSURANCE_FUND")",
          R"("p":"","q":"","X":"yet to be invented")", R"("p":"1","q":"1","X":null)"}) {
        const heard h(combined("btcusdt@trade", R"({"e":"trade","E":1784851200100,"T":1784851200000,)"
                                                R"("s":"BTCUSDT","t":5,)" +
                                                    what + R"(,"m":true})"));
        BOOST_TEST((h.said.what == kind::data));
        BOOST_TEST(h.said.ids.first == 5U);
        BOOST_TEST(h.said.ids.last == 5U);
        BOOST_TEST(std::get<std::span<const trade>>(h.said.content).empty());
    }
}

BOOST_AUTO_TEST_CASE(fault_41_a_partial_book_without_an_update_before_is_a_snapshot)
{
    const heard h(combined("runeusdt@depth5",
                           R"({"e":"depthUpdate","E":1648006221596,"T":1648006221340,"s":"RUNEUSDT",)"
                           R"("U":395028983849,"u":395028983849,"pu":-1,"b":[],"a":[["8.4400","2"]]})"));
    BOOST_TEST((h.said.what == kind::snapshot));
    BOOST_TEST(h.said.ids.last == 395028983849U);
    BOOST_TEST(h.book().bids.empty());
    BOOST_TEST(h.book().asks.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_trade)
{
    const heard h(combined("btcusdt@trade", messages::trade));
    BOOST_TEST(h.one_trade().id == 5266583935U);
    BOOST_TEST((h.one_trade().taker == side::buy));
    BOOST_TEST((h.one_trade().at == at_ms(1723161256321)));
}

BOOST_AUTO_TEST_CASE(what_is_not_decoded_is_passed_on_with_its_time)
{
    const std::vector<std::pair<std::string, std::string>> events = {
        {"btcusdt@markPrice@1s", messages::mark_price},
        {"btcusdt@ticker", messages::ticker},
        {"btcusdt@forceOrder", messages::force_order}};
    for (const auto& [stream, event] : events) {
        const heard h(combined(stream, event));
        BOOST_TEST((h.said.what == kind::data), stream);
        BOOST_TEST(h.said.topic_name == stream);
        BOOST_TEST((h.said.exchange_time > at_ms(1562305000000)), stream);
        BOOST_TEST(!h.has_content(), stream);
    }
}

BOOST_AUTO_TEST_CASE(a_stream_of_all_symbols_is_passed_on)
{
    BOOST_TEST((heard(combined("!markPrice@arr", "[" + messages::mark_price + "]")).said.what == kind::data));
    const heard all(combined("!bookTicker", messages::book_ticker));
    BOOST_TEST((all.said.what == kind::data));
    BOOST_TEST(all.said.topic_name == "!bookTicker");
}

BOOST_AUTO_TEST_CASE(a_raw_event_is_put_to_its_topic_by_type_and_symbol)
{
    BOOST_TEST(heard(messages::depth).said.topic_name == "btcusdt@depth");
    BOOST_TEST(heard(messages::book_ticker).said.topic_name == "bnbusdt@bookTicker");
    BOOST_TEST(heard(messages::agg_trade).said.topic_name == "btcusdt@aggTrade");
}

BOOST_AUTO_TEST_CASE(replies_are_those_of_spot)
{
    const heard ack(R"({"result":null,"id":1})");
    BOOST_TEST((ack.said.what == kind::ack));
    BOOST_TEST(ack.said.request_id == 1U);
    const heard refusal(R"({"code":2,"msg":"Invalid request: request ID must be an unsigned integer"})");
    BOOST_TEST((refusal.said.what == kind::reject));
    BOOST_TEST(refusal.said.text == "2: Invalid request: request ID must be an unsigned integer");
}

BOOST_AUTO_TEST_CASE(a_refusal_of_a_busy_exchange_passes)
{
    BOOST_TEST(heard(R"({"error":{"code":-1008,"msg":"Server is busy"},"id":4})").said.again);
    BOOST_TEST(!heard(R"({"error":{"code":2,"msg":"Invalid request"},"id":4})").said.again);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_usdm_numbers_only)

namespace {

std::shared_ptr<const adapter> numbers_only()
{
    usdm::options chosen;
    chosen.decode_content = false;
    return usdm::make_adapter(chosen);
}

} // namespace

BOOST_AUTO_TEST_CASE(they_are_the_same_as_when_everything_is_read)
{
    const auto few = numbers_only();
    const std::vector<std::pair<std::string, std::string>> events = {
        {"btcusdt@depth@100ms", messages::depth},
        {"bnbusdt@bookTicker", messages::book_ticker},
        {"btcusdt@aggTrade", messages::agg_trade},
        {"btcusdt@trade", messages::trade}};
    for (const auto& [stream, event] : events) {
        const heard all(combined(stream, event));
        const heard numbers(combined(stream, event), *few);
        BOOST_TEST((numbers.said.what == all.said.what), stream);
        BOOST_TEST(numbers.said.topic_name == stream);
        BOOST_TEST((numbers.said.ids == all.said.ids), stream);
        BOOST_TEST((numbers.said.exchange_time == all.said.exchange_time), stream);
        BOOST_TEST(!numbers.has_content(), stream);
    }
}

BOOST_AUTO_TEST_CASE(an_update_is_not_complete_without_the_one_before_it)
{
    const heard h(combined("btcusdt@depth", replaced(messages::depth, "\"pu\":149,", "")), *numbers_only());
    BOOST_TEST((h.said.what == kind::malformed));
}

BOOST_AUTO_TEST_CASE(partial_books_are_read_in_full)
{
    BOOST_TEST(heard(combined("btcusdt@depth5", messages::partial), *numbers_only()).has_content());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binance_usdm_requests)

BOOST_AUTO_TEST_CASE(topics_have_the_names_of_the_exchange)
{
    BOOST_TEST(usdm::depth("BTCUSDT").name() == "btcusdt@depth@100ms");
    BOOST_TEST(usdm::depth("BTCUSDT", usdm::speed::ms_250).name() == "btcusdt@depth");
    BOOST_TEST(usdm::depth("BTCUSDT", usdm::speed::ms_500).name() == "btcusdt@depth@500ms");
    BOOST_TEST(usdm::partial_depth("BTCUSDT", 20).name() == "btcusdt@depth20@100ms");
    BOOST_TEST(usdm::partial_depth("BTCUSDT", 5, usdm::speed::ms_250).name() == "btcusdt@depth5");
    BOOST_TEST(usdm::book_ticker("BTCUSDT").name() == "btcusdt@bookTicker");
    BOOST_TEST(usdm::agg_trades("BTCUSDT").name() == "btcusdt@aggTrade");
    BOOST_TEST(usdm::trades("BTCUSDT").name() == "btcusdt@trade");
    BOOST_TEST(usdm::mark_price("BTCUSDT").name() == "btcusdt@markPrice@1s");
    BOOST_TEST(usdm::mark_price("BTCUSDT", usdm::mark_speed::s_3).name() == "btcusdt@markPrice");
    BOOST_TEST(usdm::ticker("BTCUSDT").name() == "btcusdt@ticker");
    BOOST_TEST(usdm::mini_ticker("BTCUSDT").name() == "btcusdt@miniTicker");
    BOOST_TEST(usdm::force_orders("BTCUSDT").name() == "btcusdt@forceOrder");
    BOOST_TEST(usdm::klines("BTCUSDT", "1M").name() == "btcusdt@kline_1M");
    BOOST_TEST(usdm::raw("!contractInfo").name() == "!contractInfo");
}

BOOST_AUTO_TEST_CASE(topics_that_cannot_be_are_refused_by_name)
{
    const auto refuses = [](auto make, const std::string& what) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(make()), error,
                              [&](const error& e) { return names(e, what); });
    };
    refuses([] { return usdm::depth(""); }, "symbol");
    refuses([] { return usdm::mark_price(""); }, "symbol");
    refuses([] { return usdm::partial_depth("BTCUSDT", 50); }, "levels");
    refuses([] { return usdm::klines("BTCUSDT", "1s"); }, "interval");
}

// "Important WebSocket Change Notice": at the wrong address a stream is acknowledged and stays silent.
BOOST_AUTO_TEST_CASE(books_and_best_quotes_have_an_address_of_their_own)
{
    for (const topic& t : {usdm::depth("BTCUSDT"), usdm::depth("BTCUSDT", usdm::speed::ms_250),
                           usdm::partial_depth("BTCUSDT", 10), usdm::book_ticker("BTCUSDT"),
                           usdm::raw("!bookTicker"), usdm::raw("btcusdt@depth@0ms")})
        BOOST_TEST(exchange->endpoint({&t, 1}) == "wss://fstream.binance.com/public/stream", t.name());
}

BOOST_AUTO_TEST_CASE(all_other_streams_are_at_the_market_address)
{
    for (const topic& t :
         {usdm::agg_trades("BTCUSDT"), usdm::trades("BTCUSDT"), usdm::mark_price("BTCUSDT"),
          usdm::ticker("BTCUSDT"), usdm::mini_ticker("BTCUSDT"), usdm::force_orders("BTCUSDT"),
          usdm::klines("BTCUSDT", "1m"), usdm::raw("!contractInfo"), usdm::raw("!assetIndex@arr"),
          usdm::raw("btcusdt_perpetual@continuousKline_1m"), usdm::raw("btcusdt@somethingNew")})
        BOOST_TEST(exchange->endpoint({&t, 1}) == "wss://fstream.binance.com/market/stream", t.name());
}

BOOST_AUTO_TEST_CASE(the_first_topic_decides_about_the_address)
{
    const std::vector<topic> topics = {usdm::agg_trades("BTCUSDT"), usdm::depth("BTCUSDT")};
    BOOST_TEST(usdm::make_adapter(usdm::testnet())->endpoint(topics) ==
               "wss://demo-fstream.binance.com/market/stream");
}

BOOST_AUTO_TEST_CASE(requests_are_those_of_spot)
{
    const topic t = usdm::depth("BTCUSDT");
    BOOST_TEST(exchange->subscribe(1, {&t, 1}) ==
               R"({"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":1})");
    BOOST_TEST(exchange->unsubscribe(18446744073709551615U, {&t, 1}) ==
               R"({"method":"UNSUBSCRIBE","params":["btcusdt@depth@100ms"],"id":18446744073709551615})");
}

BOOST_AUTO_TEST_CASE(it_stays_below_the_limits)
{
    const exchange_limits limits = exchange->limits();
    BOOST_TEST(limits.messages < 10U);
    BOOST_TEST((limits.messages_window == std::chrono::seconds(1)));
    BOOST_TEST(limits.topics_per_connection == 100U);
    BOOST_TEST(limits.attempts == 300U);
    BOOST_TEST((limits.attempts_window == std::chrono::minutes(5)));
    BOOST_TEST(limits.rest_weight == 2400U);
    BOOST_TEST((limits.rest_window == std::chrono::minutes(1)));
    BOOST_TEST((exchange->keepalive().ping_after == duration::zero()));
}

BOOST_AUTO_TEST_CASE(each_kind_of_topic_has_its_rule)
{
    const auto depth = exchange->traits(usdm::depth("BTCUSDT"));
    BOOST_TEST((depth.rule == continuity::linked && depth.recovery == recovery::rest_snapshot));
    BOOST_TEST((depth.cadence == std::chrono::seconds(10) && depth.first_data == std::chrono::seconds(30)));
    const auto partial = exchange->traits(usdm::partial_depth("BTCUSDT", 5));
    BOOST_TEST((partial.rule == continuity::monotonic && partial.recovery == recovery::resume));
    for (const topic& trades : {usdm::trades("BTCUSDT"), usdm::agg_trades("BTCUSDT")}) {
        const auto traits = exchange->traits(trades);
        BOOST_TEST((traits.rule == continuity::contiguous && traits.recovery == recovery::resume));
        BOOST_TEST((traits.cadence == duration::zero() && traits.first_data == duration::zero()));
    }
    BOOST_TEST((exchange->traits(usdm::book_ticker("BTCUSDT")).rule == continuity::monotonic));
}

BOOST_AUTO_TEST_CASE(a_mark_price_speaks_even_if_nothing_changes)
{
    for (const topic& t : {usdm::mark_price("BTCUSDT"), usdm::raw("!markPrice@arr")}) {
        const auto traits = exchange->traits(t);
        BOOST_TEST((traits.cadence > std::chrono::seconds(3)));
        BOOST_TEST((traits.first_data == std::chrono::seconds(30)));
    }
}

BOOST_AUTO_TEST_CASE(ids_jump_and_nothing_is_missing)
{
    sequence order(exchange->traits(usdm::depth("BTCUSDT")).rule);
    order.restart(100);
    BOOST_TEST((order.accept({.first = 95, .last = 110, .previous = 90}) == verdict::in_order));
    BOOST_TEST((order.accept({.first = 150, .last = 160, .previous = 110}) == verdict::in_order));
    BOOST_TEST((order.accept({.first = 161, .last = 170, .previous = 159}) == verdict::gap));
}

BOOST_AUTO_TEST_CASE(an_update_that_ends_at_the_snapshot_still_counts)
{
    sequence order(exchange->traits(usdm::depth("BTCUSDT")).rule);
    order.restart(100);
    BOOST_TEST((order.accept({.first = 80, .last = 99, .previous = 70}) == verdict::duplicate));
    BOOST_TEST((order.accept({.first = 99, .last = 100, .previous = 99}) == verdict::in_order));
    BOOST_TEST((order.accept({.first = 130, .last = 140, .previous = 100}) == verdict::in_order));
}

BOOST_AUTO_TEST_CASE(a_snapshot_weighs_what_its_size_costs)
{
    const std::vector<std::pair<unsigned, unsigned>> costs = {{5, 2},   {10, 2},   {20, 2},   {50, 2},
                                                              {100, 5}, {500, 10}, {1000, 20}};
    for (const auto& [levels, weight] : costs) {
        usdm::options chosen;
        chosen.snapshot_levels = levels;
        const http_request ask = usdm::make_adapter(chosen)->snapshot_request(usdm::depth("BTCUSDT"));
        BOOST_TEST(ask.weight == weight, levels);
        BOOST_TEST(ask.url ==
                   "https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=" + std::to_string(levels));
    }
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_refused_by_name)
{
    const auto refuses = [](const usdm::options& chosen, const std::string& what) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(usdm::make_adapter(chosen)), error,
                              [&](const error& e) { return names(e, what); });
    };
    for (const unsigned levels : {0U, 4U, 200U, 5000U}) {
        usdm::options chosen;
        chosen.snapshot_levels = levels;
        refuses(chosen, "options::snapshot_levels");
    }
    for (const std::size_t topics : {0U, 1025U}) {
        usdm::options chosen;
        chosen.topics_per_connection = topics;
        refuses(chosen, "options::topics_per_connection");
    }
}

BOOST_AUTO_TEST_CASE(a_snapshot_is_read)
{
    slab memory;
    const auto fresh = exchange->decode_snapshot(usdm::depth("BTCUSDT"), messages::snapshot, memory);
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST((fresh->ids == sequence_ids{.last = 1027024}));
    BOOST_TEST((fresh->exchange_time == at_ms(1589436922972)));
    BOOST_TEST(text_of(fresh->levels.bids) == "4.00000000x431.00000000");
    BOOST_TEST(text_of(fresh->levels.asks) == "4.00000200x12.00000000");
}

BOOST_AUTO_TEST_CASE(a_snapshot_that_is_refused_for_a_while_says_so)
{
    slab memory;
    const topic on = usdm::depth("BTCUSDT");
    const std::string words = "Way too many requests; IP(1.2.3.4) banned until 1562567543123. Please use the "
                              "websocket for live updates to avoid bans.";
    const auto banned =
        exchange->decode_snapshot(on, R"({"code":-1003,"msg":")" + words + "\"}", memory).error();
    BOOST_TEST((banned.code == errc::banned));
    BOOST_TEST(banned.text == "btcusdt@depth@100ms: -1003: " + words);
    BOOST_TEST((banned.retry_after == std::chrono::minutes(2)));
    const auto limited =
        exchange->decode_snapshot(on, R"({"code":-1003,"msg":"Too many requests"})", memory).error();
    BOOST_TEST((limited.code == errc::rate_limited));
    BOOST_TEST((limited.retry_after == std::chrono::minutes(1)));
}

BOOST_AUTO_TEST_CASE(its_own_close_codes_mean_reconnect)
{
    BOOST_TEST((exchange->on_close(4000, "") == close_action::reconnect));
}

BOOST_AUTO_TEST_SUITE_END()
