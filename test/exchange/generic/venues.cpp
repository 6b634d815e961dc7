// SPDX-License-Identifier: BSL-1.0
#include "exchange/generic/venues.hpp"
#include "support/frame_words.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

namespace {

using namespace holdfast;
using frame_words::text_of;
using kind = decoded::kind;

// A message and what it said; the views live as long as this.
struct heard {
    heard(const generic::options& venue, std::string bytes, bool binary = false) : text(std::move(bytes))
    {
        generic::make_adapter(venue)->decode(text, binary, *memory, all);
        BOOST_TEST_REQUIRE(!all.empty());
    }

    [[nodiscard]] const decoded& said() const
    {
        BOOST_TEST_REQUIRE(all.size() == 1U);
        return all.front();
    }
    [[nodiscard]] const book_levels& book() const { return std::get<book_levels>(said().content); }
    [[nodiscard]] const trade& one_trade(std::size_t i = 0) const
    {
        return std::get<std::span<const trade>>(all.at(i).content)[0];
    }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::vector<decoded> all{};
};

std::string subscription(const generic::options& venue, std::vector<std::string> names)
{
    std::vector<topic> topics;
    for (const std::string& name : names)
        topics.emplace_back(name);
    return generic::make_adapter(venue)->subscribe(7, topics);
}

result<rest_snapshot> snapshot_of(const generic::options& venue, const std::string& name,
                                  const std::string& body, slab& memory)
{
    return generic::make_adapter(venue)->decode_snapshot(topic(name), body, memory);
}

constexpr std::int64_t ms = 1'000'000;

} // namespace

// ---- Kraken ---------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_kraken)

const generic::options venue = generic_venues::kraken();

BOOST_AUTO_TEST_CASE(a_request_names_the_parts_of_its_topic)
{
    BOOST_TEST(subscription(venue, {"book:BTC/USD"}) ==
               R"({"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD"]},"req_id":7})");
    BOOST_TEST(generic::make_adapter(venue)->limits().topics_per_request == 1U);
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_names_its_topic)
{
    const heard h(venue,
                  R"({"method":"subscribe","result":{"channel":"book","depth":10,"snapshot":true,)"
                  R"("symbol":"ALGO/USD"},"success":true,"time_in":"2026","time_out":"2026","req_id":7})");
    BOOST_TEST((h.said().what == kind::ack));
    BOOST_TEST(h.said().topic_name == "book:ALGO/USD");
}

BOOST_AUTO_TEST_CASE(a_refusal_has_the_words_of_the_exchange)
{
    const heard h(venue, R"({"error":"Currency pair not supported XXX/USD","method":"subscribe",)"
                         R"("success":false,"symbol":"XXX/USD","time_in":"2026","req_id":9})");
    BOOST_TEST((h.said().what == kind::reject));
    BOOST_TEST(h.said().request_id == 9U);
    BOOST_TEST(h.said().text == "Currency pair not supported XXX/USD");
}

BOOST_AUTO_TEST_CASE(signs_of_life)
{
    for (const std::string text :
         {R"({"channel":"heartbeat"})", R"({"method":"pong","req_id":101,"time_in":"2026"})",
          R"({"channel":"status","data":[{"api_version":"v2","connection_id":13834774380200032777,)"
          R"("system":"online","version":"2.0.0"}],"type":"update"})"})
        BOOST_TEST((heard(venue, text).said().what == kind::heartbeat), text);
}

BOOST_AUTO_TEST_CASE(a_snapshot_of_objects_with_bare_numbers)
{
    const heard h(venue, R"({"channel":"book","type":"snapshot","data":[{"symbol":"MATIC/USD",)"
                         R"("bids":[{"price":0.5666,"qty":4831.75496356},{"price":0.5665,"qty":0}],)"
                         R"("asks":[{"qty":4410.79769741,"price":0.5668}],"checksum":2439117997}]})");
    BOOST_TEST((h.said().what == kind::snapshot));
    BOOST_TEST(h.said().topic_name == "book:MATIC/USD");
    BOOST_TEST(text_of(h.book().bids) == "0.5666x4831.75496356 0.5665x0");
    BOOST_TEST(text_of(h.book().asks) == "0.5668x4410.79769741");
}

BOOST_AUTO_TEST_CASE(changes_of_a_book)
{
    const heard h(venue, R"({"channel":"book","type":"update","data":[{"symbol":"MATIC/USD",)"
                         R"("bids":[{"price":0.5657,"qty":1098.3947558}],"asks":[],"checksum":2114181697,)"
                         R"("timestamp":"2023-10-06T17:35:55.440295Z"}]})");
    BOOST_TEST((h.said().what == kind::data));
    BOOST_TEST(h.book().asks.empty());
    BOOST_TEST(h.said().exchange_time.time_since_epoch().count() == 1696613755440295 * 1000);
}

BOOST_AUTO_TEST_CASE(every_trade_of_a_list_is_a_message_with_a_number_of_its_own)
{
    const heard h(venue,
                  R"({"channel":"trade","type":"update","data":[)"
                  R"({"symbol":"MATIC/USD","side":"buy","price":0.5147,"qty":6423.46,"ord_type":"limit",)"
                  R"("trade_id":4665846,"timestamp":"2023-09-25T07:48:36.925533Z"},)"
                  R"({"symbol":"MATIC/USD","side":"sell","price":0.5146,"qty":1136.19677815,)"
                  R"("ord_type":"limit","trade_id":4665847,"timestamp":"2023-09-25T07:49:36.925603Z"}]})");
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    for (const decoded& said : h.all) {
        BOOST_TEST((said.what == kind::data));
        BOOST_TEST(said.topic_name == "trade:MATIC/USD");
    }
    BOOST_TEST(h.all[0].ids.last == 4665846U);
    BOOST_TEST(h.all[1].ids.last == 4665847U);
    BOOST_TEST((h.one_trade(0).taker == side::buy));
    BOOST_TEST((h.one_trade(1).taker == side::sell));
    BOOST_TEST(h.one_trade(1).price.str() == "0.5146");
    BOOST_TEST(h.one_trade(1).id == 4665847U);
}

BOOST_AUTO_TEST_CASE(a_bad_trade_in_a_list_is_told_and_the_others_are_kept)
{
    const heard h(venue, R"({"channel":"trade","type":"update","data":[)"
                         R"({"symbol":"A","side":"buy","price":"x","qty":1,"trade_id":1},)"
                         R"({"symbol":"B","side":"buy","price":1,"qty":1,"trade_id":1}]})");
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.all[0].what == kind::malformed));
    BOOST_TEST(h.all[0].topic_name == "trade:A");
    BOOST_TEST(h.all[0].text == R"("price" has to be a decimal number, not x)");
    BOOST_TEST((h.all[1].what == kind::data));
}

BOOST_AUTO_TEST_CASE(the_best_prices)
{
    const heard h(venue, R"({"channel":"ticker","type":"snapshot","data":[{"symbol":"ALGO/USD",)"
                         R"("bid":0.10025,"bid_qty":740.0,"ask":0.10035,"ask_qty":740.0,"last":0.10035}]})");
    const quote best = std::get<quote>(h.said().content);
    BOOST_TEST((h.said().what == kind::data));
    BOOST_TEST(best.bid.price.str() == "0.10025");
    BOOST_TEST(best.ask.quantity.str() == "740.0");
}

BOOST_AUTO_TEST_CASE(a_list_with_nothing_in_it_is_a_sign_of_life)
{
    BOOST_TEST(
        (heard(venue, R"({"channel":"trade","type":"update","data":[]})").said().what == kind::heartbeat));
}

BOOST_AUTO_TEST_SUITE_END()

// ---- KuCoin ---------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_kucoin)

const generic::options venue = generic_venues::kucoin();

BOOST_AUTO_TEST_CASE(an_acknowledgement_has_the_id_as_a_string)
{
    const heard h(venue, R"({"id":"1545910660739","type":"ack"})");
    BOOST_TEST((h.said().what == kind::ack));
    BOOST_TEST(h.said().request_id == 1545910660739U);
}

BOOST_AUTO_TEST_CASE(a_refusal)
{
    const heard h(venue, R"({"id":"28","type":"error","code":404,"data":"topic does not exist"})");
    BOOST_TEST((h.said().what == kind::reject));
    BOOST_TEST(h.said().request_id == 28U);
    BOOST_TEST(h.said().text == "404: topic does not exist");
}

BOOST_AUTO_TEST_CASE(signs_of_life)
{
    for (const std::string text : {R"({"id":"hQvf8jkno","type":"welcome"})",
                                   R"({"id":"1","type":"pong","timestamp":1790113097236506})"})
        BOOST_TEST((heard(venue, text).said().what == kind::heartbeat), text);
}

BOOST_AUTO_TEST_CASE(a_range_of_changes_in_a_nested_object)
{
    const heard h(venue, R"({"topic":"/market/level2:BTC-USDT","type":"message","subject":"trade.l2update",)"
                         R"("data":{"changes":{"asks":[["67993.3","1.21427407","14701689783"]],"bids":[]},)"
                         R"("sequenceStart":14701689783,"sequenceEnd":14701689784,"symbol":"BTC-USDT",)"
                         R"("time":1729816425625}})");
    BOOST_TEST((h.said().what == kind::data));
    BOOST_TEST(h.said().topic_name == "/market/level2:BTC-USDT");
    BOOST_TEST((h.said().ids == sequence_ids{.first = 14701689783, .last = 14701689784}));
    BOOST_TEST(text_of(h.book().asks) == "67993.3x1.21427407");
    BOOST_TEST(h.said().exchange_time.time_since_epoch().count() == 1729816425625 * ms);
}

BOOST_AUTO_TEST_CASE(rows_of_price_zero_are_left_out)
{
    const heard h(
        venue,
        R"({"topic":"/market/level2:X","type":"message","data":{"changes":{"asks":)"
        R"([["0","0","5"],["2","1","6"]],"bids":[["0","0","5"]]},"sequenceStart":5,"sequenceEnd":6}})");
    BOOST_TEST(text_of(h.book().asks) == "2x1");
    BOOST_TEST(h.book().bids.empty());
}

BOOST_AUTO_TEST_CASE(a_snapshot_is_asked_for_and_read)
{
    const auto exchange = generic::make_adapter(venue);
    const http_request ask = exchange->snapshot_request(topic("/market/level2:BTC-USDT"));
    BOOST_TEST(ask.url == "https://api.kucoin.com/api/v3/market/orderbook/level2?symbol=BTC-USDT");
    BOOST_TEST(ask.weight == 3U);
    slab memory;
    const auto fresh =
        snapshot_of(venue, "/market/level2:BTC-USDT",
                    R"({"code":"200000","data":{"time":1729176273859,"sequence":"14610502970",)"
                    R"("bids":[["66976.4","0.69109872"]],"asks":[["66976.5","0.05408199"]]}})",
                    memory)
            .value();
    BOOST_TEST(fresh.ids.last == 14610502970U);
    BOOST_TEST(text_of(fresh.levels.bids) == "66976.4x0.69109872");
    BOOST_TEST(text_of(fresh.levels.asks) == "66976.5x0.05408199");
}

BOOST_AUTO_TEST_CASE(what_is_no_snapshot_says_so)
{
    slab memory;
    const auto refused =
        snapshot_of(venue, "/market/level2:X", R"({"code":"400100","msg":"symbol not exists"})", memory);
    BOOST_TEST((refused.error().code == errc::snapshot_failed));
    BOOST_TEST(refused.error().text == "/market/level2:X: 400100: symbol not exists");
    const auto broken = snapshot_of(venue, "/market/level2:X", "<html>", memory);
    BOOST_TEST((broken.error().code == errc::malformed));
    const auto half =
        snapshot_of(venue, "/market/level2:X", R"({"data":{"sequence":"1","bids":[]}})", memory);
    BOOST_TEST((half.error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(binary_messages_are_taken_where_they_are_spoken)
{
    const std::string text = R"({"id":"5","type":"ack"})";
    BOOST_TEST((heard(venue, text, true).said().what == kind::malformed));
    generic::options other = venue;
    other.binary = true;
    BOOST_TEST((heard(other, text, true).said().what == kind::ack));
}

BOOST_AUTO_TEST_SUITE_END()

// ---- Bitget ---------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_bitget)

const generic::options venue = generic_venues::bitget();

BOOST_AUTO_TEST_CASE(a_request_lists_its_topics)
{
    BOOST_TEST(
        subscription(venue, {"books:BTCUSDT", "books:ETHUSDT"}) ==
        R"({"op":"subscribe","args":[{"instType":"USDT-FUTURES","channel":"books","instId":"BTCUSDT"},)"
        R"({"instType":"USDT-FUTURES","channel":"books","instId":"ETHUSDT"}]})");
    BOOST_TEST(generic::make_adapter(venue)->limits().topics_per_request == 10U);
}

BOOST_AUTO_TEST_CASE(answers_name_their_topic)
{
    const std::string arg = R"("arg":{"instType":"USDT-FUTURES","channel":"books","instId":"BTCUSDT"})";
    const heard agreed(venue, R"({"event":"subscribe",)" + arg + "}");
    BOOST_TEST((agreed.said().what == kind::ack));
    BOOST_TEST(agreed.said().topic_name == "books:BTCUSDT");
    const heard refused(venue, R"({"event":"error",)" + arg +
                                   R"(,"code":30001,"msg":"doesn't exist","op":"subscribe"})");
    BOOST_TEST((refused.said().what == kind::reject));
    BOOST_TEST(refused.said().topic_name == "books:BTCUSDT");
    BOOST_TEST(refused.said().text == "30001: doesn't exist");
    BOOST_TEST(!refused.said().again);
}

BOOST_AUTO_TEST_CASE(refused_only_for_now)
{
    for (const std::string code : {"30006", "\"30007\""})
        BOOST_TEST(heard(venue, R"({"event":"error","code":)" + code + "}").said().again);
}

BOOST_AUTO_TEST_CASE(a_pong_is_plain_text)
{
    BOOST_TEST((heard(venue, "pong").said().what == kind::heartbeat));
}

BOOST_AUTO_TEST_CASE(a_book_and_its_changes)
{
    const std::string arg = R"("arg":{"instType":"SPOT","channel":"books","instId":"X"})";
    const heard whole(venue, R"({"action":"snapshot",)" + arg +
                                 R"(,"data":[{"asks":[["0.01039","4499.23"]],"bids":[["0.01038","4311.15"]],)"
                                 R"("ts":"1789456510736","seq":427583461144,"pseq":0}],"ts":1789456511968})");
    BOOST_TEST((whole.said().what == kind::snapshot));
    BOOST_TEST(whole.said().ids.last == 427583461144U);
    BOOST_TEST(whole.said().exchange_time.time_since_epoch().count() == 1789456510736 * ms);
    const heard change(venue,
                       R"({"action":"update",)" + arg +
                           R"(,"data":[{"asks":[],"bids":[["0.00519","30828.52"]],"ts":"1789456512452",)"
                           R"("seq":1483653649791156272,"pseq":427583461144}],"ts":1789456512453})");
    BOOST_TEST((change.said().what == kind::data));
    BOOST_TEST((change.said().ids == sequence_ids{.last = 1483653649791156272, .previous = 427583461144}));
    BOOST_TEST(text_of(change.book().bids) == "0.00519x30828.52");
}

BOOST_AUTO_TEST_SUITE_END()

// ---- Coinbase Exchange ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_coinbase)

const generic::options venue = generic_venues::coinbase();

BOOST_AUTO_TEST_CASE(a_request_has_an_object_for_each_topic)
{
    BOOST_TEST(subscription(venue, {"matches:BTC-USD", "ticker:ETH-USD"}) ==
               R"({"type":"subscribe","channels":[{"name":"matches","product_ids":["BTC-USD"]},)"
               R"({"name":"ticker","product_ids":["ETH-USD"]}]})");
}

BOOST_AUTO_TEST_CASE(a_match_goes_by_the_name_that_was_subscribed)
{
    const heard h(venue, R"({"type":"last_match","trade_id":10,"sequence":50,"maker_order_id":"ac928c66",)"
                         R"("taker_order_id":"132fb6ae","time":"2014-11-07T08:19:27.028459Z",)"
                         R"("product_id":"BTC-USD","size":"5.23512","price":"400.23","side":"sell"})");
    BOOST_TEST((h.said().what == kind::data));
    BOOST_TEST(h.said().topic_name == "matches:BTC-USD");
    BOOST_TEST(h.said().ids.last == 10U);
    BOOST_TEST(h.one_trade().price.str() == "400.23");
    BOOST_TEST(h.one_trade().at.time_since_epoch().count() == 1415348367028459 * 1000);
}

BOOST_AUTO_TEST_CASE(the_taker_is_on_the_other_side_of_the_maker)
{
    const auto taker = [](const std::string& maker) {
        const heard h(venue,
                      R"({"type":"match","trade_id":1,"product_id":"X","size":"1","price":"1","side":")" +
                          maker + "\"}");
        return h.one_trade().taker;
    };
    BOOST_TEST((taker("sell") == side::buy));
    BOOST_TEST((taker("buy") == side::sell));
}

BOOST_AUTO_TEST_CASE(the_best_prices)
{
    const heard h(venue,
                  R"({"type":"ticker","sequence":37475248783,"product_id":"ETH-USD","price":"1285.22",)"
                  R"("best_bid":"1285.04","best_bid_size":"0.46688654","best_ask":"1285.27",)"
                  R"("best_ask_size":"1.56637040","side":"buy","time":"2022-10-19T23:28:22.061769Z"})");
    BOOST_TEST(h.said().topic_name == "ticker:ETH-USD");
    BOOST_TEST(h.said().ids.last == 37475248783U);
    BOOST_TEST(std::get<quote>(h.said().content).ask.price.str() == "1285.27");
}

BOOST_AUTO_TEST_CASE(answers)
{
    BOOST_TEST((heard(venue, R"({"type":"subscriptions","channels":[]})").said().what == kind::ack));
    const heard h(venue, R"({"type":"error","message":"Failed to subscribe","reason":"x is not valid"})");
    BOOST_TEST((h.said().what == kind::reject));
    BOOST_TEST(h.said().text == "Failed to subscribe");
}

BOOST_AUTO_TEST_SUITE_END()

// ---- Deribit --------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(generic_deribit)

const generic::options venue = generic_venues::deribit();

BOOST_AUTO_TEST_CASE(an_acknowledgement_lists_what_was_accepted)
{
    const heard h(venue, R"({"jsonrpc":"2.0","id":3,"result":["trades.BTC-PERPETUAL.100ms",)"
                         R"("book.BTC-PERPETUAL.100ms"],"usIn":1790133840888348,"testnet":false})");
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    for (const decoded& said : h.all)
        BOOST_TEST((said.what == kind::ack));
    BOOST_TEST(h.all[0].topic_name == "trades.BTC-PERPETUAL.100ms");
    BOOST_TEST(h.all[1].topic_name == "book.BTC-PERPETUAL.100ms");
}

BOOST_AUTO_TEST_CASE(a_refusal_with_an_object_for_its_words)
{
    const heard h(venue, R"({"jsonrpc":"2.0","id":5,"error":{"code":13778,)"
                         R"("message":"raw_subscriptions_not_available_for_unauthorized"},"testnet":false})");
    BOOST_TEST((h.said().what == kind::reject));
    BOOST_TEST(h.said().request_id == 5U);
    BOOST_TEST(h.said().text == "13778: raw_subscriptions_not_available_for_unauthorized");
}

BOOST_AUTO_TEST_CASE(rows_with_a_word_in_front)
{
    const heard h(venue, R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.X.100ms",)"
                         R"("data":{"type":"change","timestamp":1554373962454,"prev_change_id":297217,)"
                         R"("instrument_name":"X","change_id":297218,"bids":[["delete",5041.94,0.0],)"
                         R"(["change",5042.34,2.2e3]],"asks":[]}}})");
    BOOST_TEST((h.said().what == kind::data));
    BOOST_TEST(h.said().topic_name == "book.X.100ms");
    BOOST_TEST((h.said().ids == sequence_ids{.last = 297218, .previous = 297217}));
    BOOST_TEST(text_of(h.book().bids) == "5041.94x0.0 5042.34x2200");
}

BOOST_AUTO_TEST_CASE(a_snapshot_follows_nothing)
{
    const heard h(venue, R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.X.100ms",)"
                         R"("data":{"type":"snapshot","timestamp":1554373962454,"change_id":297217,)"
                         R"("bids":[["new",5042.34,30.0]],"asks":[["new",5042.64,40.0]]}}})");
    BOOST_TEST((h.said().what == kind::snapshot));
    BOOST_TEST((h.said().ids == sequence_ids{.last = 297217}));
}

BOOST_AUTO_TEST_CASE(a_change_without_its_link_is_malformed)
{
    const heard h(venue, R"({"method":"subscription","params":{"channel":"book.X.100ms",)"
                         R"("data":{"type":"change","change_id":297218,"bids":[],"asks":[]}}})");
    BOOST_TEST((h.said().what == kind::malformed));
    BOOST_TEST(h.said().topic_name == "book.X.100ms");
    BOOST_TEST(h.said().text == R"("pu" has to be a 64-bit id, and is absent)");
}

BOOST_AUTO_TEST_SUITE_END()
