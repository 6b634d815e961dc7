// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/okx/market.hpp>

#include "exchange/okx/frames.hpp"
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
namespace frames = okx_frames;

std::shared_ptr<const adapter> with(void (*change)(okx::options&))
{
    okx::options chosen;
    change(chosen);
    return okx::make_adapter(std::move(chosen));
}

const std::shared_ptr<const adapter> exchange = okx::make_adapter();
const std::shared_ptr<const adapter> of_2022 = with([](okx::options& o) { o.numbered = false; });
const std::shared_ptr<const adapter> by_rest =
    with([](okx::options& o) { o.books_from = okx::snapshot_from::rest; });

// A message and what it said; the views in `said` live as long as this.
struct heard {
    explicit heard(std::string bytes, const adapter& by = *exchange, bool binary = false)
        : text(std::move(bytes))
    {
        by.decode(text, binary, *memory, all);
        BOOST_TEST_REQUIRE(all.size() >= 1U);
        said = all.front();
    }

    [[nodiscard]] const book_levels& book() const { return std::get<book_levels>(said.content); }
    [[nodiscard]] const trade& one_trade() const { return std::get<std::span<const trade>>(said.content)[0]; }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::vector<decoded> all;
    decoded said;
};

} // namespace

BOOST_AUTO_TEST_SUITE(okx_books)

BOOST_AUTO_TEST_CASE(a_snapshot)
{
    const heard h(frames::snapshot);
    BOOST_TEST((h.said.what == kind::snapshot));
    BOOST_TEST(h.said.topic_name == "books:BTC-USDT");
    BOOST_TEST((h.said.ids == sequence_ids{.last = 10, .reset = true}));
    BOOST_TEST((h.said.exchange_time == at_ms(1597026383085)));
    BOOST_TEST(text_of(h.book().bids) == "8476.97x256 8475.55x101");
    BOOST_TEST(text_of(h.book().asks) == "8476.98x415 8477x7");
}

BOOST_AUTO_TEST_CASE(an_update_names_the_one_before_it)
{
    const heard h(frames::update);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST((h.said.ids == sequence_ids{.last = 15, .previous = 10}));
    BOOST_TEST(text_of(h.book().bids) == "8476.97x12.5");
    BOOST_TEST(text_of(h.book().asks) == "8476.98x0");
}

// The example of the documentation: 10, 15, nothing new, 3 after maintenance.
BOOST_AUTO_TEST_CASE(the_chain_of_the_documentation)
{
    sequence order(exchange->traits(okx::books("BTC-USDT")).rule);
    BOOST_TEST((order.accept(heard(frames::snapshot).said.ids) == verdict::reset));
    BOOST_TEST((order.accept(heard(frames::update).said.ids) == verdict::in_order));
    BOOST_TEST((order.accept(heard(frames::no_op).said.ids) == verdict::no_op));
    BOOST_TEST((order.accept(heard(frames::after_maintenance).said.ids) == verdict::reset));
    BOOST_TEST(order.last() == 3U);
    BOOST_TEST((order.accept(heard(frames::update).said.ids) == verdict::gap));
}

BOOST_AUTO_TEST_CASE(a_message_without_a_predecessor_is_a_snapshot_whatever_it_is_called)
{
    const heard h(replaced(frames::snapshot, "snapshot", "update"));
    BOOST_TEST((h.said.what == kind::snapshot));
}

BOOST_AUTO_TEST_CASE(what_is_called_a_snapshot_is_one_whatever_it_names)
{
    const heard h(replaced(frames::snapshot, "-1", "7"));
    BOOST_TEST((h.said.what == kind::snapshot));
    BOOST_TEST((h.said.ids == sequence_ids{.last = 10, .reset = true}));
}

BOOST_AUTO_TEST_CASE(a_checksum_of_zero_is_none)
{
    BOOST_TEST(!heard(frames::update).said.checksum.has_value());
    BOOST_TEST(!heard(replaced(frames::update, "\"checksum\":0,", "")).said.checksum.has_value());
}

BOOST_AUTO_TEST_CASE(a_checksum_is_signed)
{
    const heard h(replaced(frames::update, "\"checksum\":0", "\"checksum\":-855196043"));
    BOOST_TEST(h.said.checksum.value() == 3439771253U);
}

BOOST_AUTO_TEST_CASE(every_book_channel)
{
    for (const std::string channel : {"books-l2-tbt", "books50-l2-tbt", "books-rpi"}) {
        const heard h(replaced(frames::update, "books", channel));
        BOOST_TEST((h.said.ids == sequence_ids{.last = 15, .previous = 10}), channel);
        BOOST_TEST(h.said.topic_name == channel + ":BTC-USDT");
    }
}

BOOST_AUTO_TEST_CASE(the_best_levels_are_a_snapshot_each_time)
{
    const heard h(frames::books5);
    BOOST_TEST((h.said.what == kind::snapshot));
    BOOST_TEST(h.said.topic_name == "books5:BTC-USDT");
    BOOST_TEST(h.said.ids.last == 363996337U);
    BOOST_TEST(text_of(h.book().asks) == "111.06x55154 111.07x53276");
}

BOOST_AUTO_TEST_CASE(the_best_bid_and_ask)
{
    const heard h(frames::bbo);
    const quote best = std::get<quote>(h.said.content);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "bbo-tbt:SOL-USDC");
    BOOST_TEST(h.said.ids.last == 4153112115U);
    BOOST_TEST(text_of({&best.bid, 1}) == "117.31x4.41916");
    BOOST_TEST(text_of({&best.ask, 1}) == "117.36x62.36109");
}

BOOST_AUTO_TEST_CASE(a_side_without_a_level_has_quantity_zero)
{
    const heard h(replaced(frames::bbo, R"([["117.31","4.41916","0","1"]])", "[]"));
    BOOST_TEST(std::get<quote>(h.said.content).bid.quantity.is_zero());
    BOOST_TEST(!std::get<quote>(h.said.content).ask.quantity.is_zero());
}

BOOST_AUTO_TEST_CASE(a_counter_that_steps_back_does_not_silence_the_best_levels)
{
    sequence order(exchange->traits(okx::bbo("SOL-USDC")).rule);
    (void)order.accept(heard(frames::bbo).said.ids);
    BOOST_TEST((order.accept(heard(replaced(frames::bbo, "4153112115", "7")).said.ids) == verdict::gap));
}

BOOST_AUTO_TEST_CASE(a_book_of_2022_is_ordered_by_its_time_stamps)
{
    const heard h(frames::numberless, *of_2022);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST((h.said.ids == sequence_ids{.last = 1646003667640}));
    BOOST_TEST(h.said.checksum.value() == 3314133968U);
    BOOST_TEST((of_2022->traits(topic(h.said.topic_name)).rule == continuity::audited));
    BOOST_TEST((heard(frames::numberless).said.what == kind::malformed));
}

BOOST_AUTO_TEST_CASE(where_snapshots_come_from_rest_the_pushed_one_is_passed_over)
{
    const heard h(frames::snapshot, *by_rest);
    BOOST_TEST((h.said.what == kind::heartbeat));
    BOOST_TEST(std::holds_alternative<std::monostate>(h.said.content));
    BOOST_TEST((heard(frames::update, *by_rest).said.what == kind::data));
}

BOOST_AUTO_TEST_CASE(members_may_come_in_any_order)
{
    const heard h(
        R"({"data":[{"seqId":15,"prevSeqId":10,"ts":"1","new":{"a":[]},"bids":[["1","2"]],"asks":[]}],)"
        R"("action":"update","arg":{"instId":"BTC-USDT","channel":"books"}})");
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "books:BTC-USDT");
    BOOST_TEST((h.said.ids == sequence_ids{.last = 15, .previous = 10}));
    BOOST_TEST(text_of(h.book().bids) == "1x2");
}

BOOST_AUTO_TEST_CASE(every_row_is_a_message_of_its_own)
{
    const heard h(R"({"arg":{"channel":"trades","instId":"X"},"data":[)"
                  R"({"tradeId":"4","px":"1","sz":"2","side":"buy","ts":"5"},)"
                  R"({"tradeId":"6","px":"1","sz":"2","side":"sell","ts":"5","count":"2"}]})");
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.all[0].ids == sequence_ids{.first = 4, .last = 4}));
    BOOST_TEST((h.all[1].ids == sequence_ids{.first = 5, .last = 6}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(okx_other_channels)

BOOST_AUTO_TEST_CASE(a_trade_covers_as_many_ids_as_it_merges)
{
    const heard h(frames::trades);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "trades:BTC-USDT");
    BOOST_TEST((h.said.ids == sequence_ids{.first = 130639472, .last = 130639474}));
    BOOST_TEST(h.one_trade().id == 130639474U);
    BOOST_TEST(h.one_trade().price.str() == "42219.9");
    BOOST_TEST(h.one_trade().quantity.str() == "0.12060306");
    BOOST_TEST((h.one_trade().at == at_ms(1630048897897)));
    BOOST_TEST((h.one_trade().taker == side::buy));
}

BOOST_AUTO_TEST_CASE(a_single_trade)
{
    const heard h(frames::trades_all);
    BOOST_TEST((h.said.ids == sequence_ids{.first = 130639475, .last = 130639475}));
    BOOST_TEST((h.one_trade().taker == side::sell));
}

BOOST_AUTO_TEST_CASE(what_is_not_decoded_is_passed_on)
{
    const std::vector<std::pair<std::string, std::string>> table = {
        {frames::ticker, "tickers:ETH-USD-220624-20000-C"},
        {frames::candle, "candle1D:BTC-USDT"},
        {frames::status, "status"}};
    for (const auto& [text, name] : table) {
        const heard h(text);
        BOOST_TEST((h.said.what == kind::data), text);
        BOOST_TEST(h.said.topic_name == name);
        BOOST_TEST((h.said.ids == sequence_ids()), text);
        BOOST_TEST(std::holds_alternative<std::monostate>(h.said.content), text);
    }
    BOOST_TEST((heard(frames::ticker).said.exchange_time == at_ms(1646003643199)));
}

BOOST_AUTO_TEST_CASE(a_message_names_its_topic_as_it_was_asked_for)
{
    const heard h(R"({"arg":{"instType":"FUTURES","uid":"77982378738415879","channel":"estimated-price",)"
                  R"("instFamily":"XRP-USDT"},"data":[{"settlePx":"2","ts":"1"}]})");
    const topic asked =
        okx::raw_with("estimated-price", {{"instType", "FUTURES"}, {"instFamily", "XRP-USDT"}});
    BOOST_TEST(h.said.topic_name == asked.name());
    BOOST_TEST(asked.name() == "estimated-price:instFamily=XRP-USDT,instType=FUTURES");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(okx_replies)

BOOST_AUTO_TEST_CASE(every_topic_is_acknowledged_by_itself)
{
    for (const std::string& text : {frames::ack, frames::ack_of_unsubscribe}) {
        const heard h(text);
        BOOST_TEST((h.said.what == kind::ack));
        BOOST_TEST(h.said.topic_name == "books:BTC-USDT");
    }
    BOOST_TEST(heard(frames::ack).said.request_id == 1512U);
    BOOST_TEST(heard(frames::bare_ack).said.topic_name == "trades:PROPS-ETH");
}

BOOST_AUTO_TEST_CASE(a_refusal_of_a_request_does_not_say_of_which_topic)
{
    const heard h(frames::invalid_request);
    BOOST_TEST((h.said.what == kind::reject));
    BOOST_TEST(h.said.request_id == 1512U);
    BOOST_TEST(h.said.topic_name == "");
    BOOST_TEST((h.said.whom == blame::one_of_them));
    BOOST_TEST(h.said.text.starts_with("60012: Invalid request: {\"op\": \"subscribe\""));
    BOOST_TEST(!h.said.again);
}

BOOST_AUTO_TEST_CASE(a_refusal_may_name_the_topic_in_its_words)
{
    const heard h(frames::no_such_channel);
    BOOST_TEST((h.said.what == kind::reject));
    BOOST_TEST(h.said.topic_name == okx::candles("BTC-USD-SWAP", "1m").name());
    BOOST_TEST(h.said.text.starts_with("60018: Wrong URL"));
}

BOOST_AUTO_TEST_CASE(a_refusal_may_name_the_topic_by_its_argument)
{
    const heard h(
        R"({"event":"error","arg":{"channel":"books","instId":"X"},"code":"64003","msg":"fee tier"})");
    BOOST_TEST((h.said.what == kind::reject));
    BOOST_TEST(h.said.topic_name == "books:X");
}

BOOST_AUTO_TEST_CASE(some_refusals_are_only_for_now)
{
    for (const std::string code : {"60014", "64007", "63999"}) {
        const heard h(replaced(frames::too_frequent, "60014", code));
        BOOST_TEST((h.said.what == kind::reject), code);
        BOOST_TEST(h.said.request_id == 7U);
        BOOST_TEST(h.said.again, code);
    }
}

BOOST_AUTO_TEST_CASE(too_frequent_is_a_rate_limit_where_it_answers_no_request)
{
    BOOST_TEST((heard(replaced(frames::too_frequent, "\"id\":\"7\",", "")).said.what == kind::rate_limit));
}

// But not `orders-algo`, which is another.
BOOST_AUTO_TEST_CASE(a_channel_may_be_taken_back_with_all_its_topics)
{
    const heard h(frames::too_many_connections);
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.all[0].what == kind::revoked));
    BOOST_TEST(h.all[0].topic_name == "orders");
    BOOST_TEST(!h.all[0].family);
    BOOST_TEST((h.all[1].what == kind::revoked));
    BOOST_TEST(h.all[1].topic_name == "orders:");
    BOOST_TEST(h.all[1].family);
}

BOOST_AUTO_TEST_CASE(the_notice_of_a_shutdown)
{
    const heard h(frames::leaving);
    BOOST_TEST((h.said.what == kind::shutdown));
    BOOST_TEST(h.said.text.starts_with("64008: The connection will soon be closed"));
}

BOOST_AUTO_TEST_CASE(signs_of_life)
{
    for (const std::string& text : {std::string("pong"), frames::connections, frames::login,
                                    std::string(R"({"event":"notice","code":"1","msg":"something else"})"),
                                    std::string(R"({"event":"something-new"})")})
        BOOST_TEST((heard(text).said.what == kind::heartbeat), text);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(okx_bad_input)

namespace {

// Not understood, with words, and nothing of it is left over.
void refuses(const std::string& text, const std::string& topic_name = {}, bool binary = false)
{
    const heard h(text, *exchange, binary);
    BOOST_TEST(h.all.size() == 1U, text);
    BOOST_TEST((h.said.what == kind::malformed), "accepted: " << text);
    BOOST_TEST(h.said.topic_name == topic_name, text);
    BOOST_TEST(!h.said.text.empty(), text);
    BOOST_TEST(std::holds_alternative<std::monostate>(h.said.content), text);
    BOOST_TEST((h.said.ids == sequence_ids()), text);
}

} // namespace

BOOST_AUTO_TEST_CASE(fault_32_what_is_not_a_message)
{
    for (const std::string text : {"", " ", "ping", "pong ", "{", "[]", "null", "{}", "{\"data\":[]}",
                                   "{\"arg\":{}}", "{\"data\":[],\"arg\":{}}", "{\"event\":\"subscribe\"}",
                                   "{\"event\":\"channel-conn-count-error\"}"})
        refuses(text);
    refuses(frames::update, {}, true);
    refuses(R"({"arg":{"channel":"books","instId":"X"}})", "books:X");
}

BOOST_AUTO_TEST_CASE(fault_32_a_message_that_is_cut_off_leaves_nothing)
{
    refuses(frames::update.substr(0, frames::update.size() - 1), "books:BTC-USDT");
}

BOOST_AUTO_TEST_CASE(absent_members)
{
    const std::vector<std::pair<const std::string*, std::vector<std::string>>> needed = {
        {&frames::update, {"asks", "bids", "ts", "prevSeqId", "seqId", "action"}},
        {&frames::books5, {"asks", "bids", "ts", "seqId"}},
        {&frames::bbo, {"asks", "bids", "ts", "seqId"}},
        {&frames::trades, {"tradeId", "px", "sz", "side", "ts"}}};
    for (const auto& [text, members] : needed)
        for (const std::string& member : members)
            refuses(replaced(*text, '"' + member + "\":", "\"absent\":"),
                    std::string(heard(*text).said.topic_name));
}

BOOST_AUTO_TEST_CASE(values_that_cannot_be)
{
    const std::string book = "books:BTC-USDT";
    refuses(replaced(frames::update, "\"checksum\":0", "\"checksum\":4294967296"), book);
    refuses(replaced(frames::update, "\"checksum\":0", "\"checksum\":\"1\""), book);
    refuses(replaced(frames::update, "\"prevSeqId\":10", "\"prevSeqId\":-2"), book);
    refuses(replaced(frames::update, "\"seqId\":15", "\"seqId\":1.5"), book);
    refuses(replaced(frames::update, "\"update\"", "\"replace\""), book);
    refuses(replaced(frames::update, "12.5", "-12.5"), book);
    refuses(replaced(frames::update, "\"12.5\"", "12.5"), book);
    refuses(replaced(frames::update, "{\"asks\"", "3,{\"asks\""), book);
    refuses(R"({"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[]})", book);
    refuses(R"({"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":{}})", book);
    refuses(replaced(frames::trades, "\"count\":\"3\"", "\"count\":\"0\""), "trades:BTC-USDT");
    refuses(replaced(frames::trades, "\"count\":\"3\"", "\"count\":\"130639475\""), "trades:BTC-USDT");
    refuses(replaced(frames::trades, "\"buy\"", "\"hold\""), "trades:BTC-USDT");
}

BOOST_AUTO_TEST_CASE(members_that_come_twice)
{
    const std::string book = "books:BTC-USDT";
    refuses(replaced(frames::update, "\"seqId\":15", "\"seqId\":15,\"seqId\":16"), book);
    refuses(replaced(frames::update, "\"action\"", "\"arg\":{\"channel\":\"books5\"},\"action\""), book);
    refuses(frames::update.substr(0, frames::update.size() - 1) + ",\"data\":[]}", book);
}

BOOST_AUTO_TEST_CASE(one_bad_row_spoils_the_message)
{
    refuses(R"({"arg":{"channel":"trades","instId":"X"},"data":[)"
            R"({"tradeId":"4","px":"1","sz":"2","side":"buy","ts":"5"},{"tradeId":"5"}]})",
            "trades:X");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(okx_requests)

BOOST_AUTO_TEST_CASE(topics_are_named_by_channel_and_instrument)
{
    BOOST_TEST(okx::books("BTC-USDT").name() == "books:BTC-USDT");
    BOOST_TEST(okx::books_l2_tbt("X").name() == "books-l2-tbt:X");
    BOOST_TEST(okx::books50_l2_tbt("X").name() == "books50-l2-tbt:X");
    BOOST_TEST(okx::books_rpi("X").name() == "books-rpi:X");
    BOOST_TEST(okx::books5("X").name() == "books5:X");
    BOOST_TEST(okx::bbo("X").name() == "bbo-tbt:X");
    BOOST_TEST(okx::trades("X").name() == "trades:X");
    BOOST_TEST(okx::trades_all("X").name() == "trades-all:X");
    BOOST_TEST(okx::tickers("X").name() == "tickers:X");
    BOOST_TEST(okx::candles("X", "1m").name() == "candle1m:X");
    BOOST_TEST(okx::status().name() == "status");
    BOOST_TEST(okx::raw("open-interest", "X").name() == "open-interest:X");
    BOOST_TEST(okx::raw("status").name() == "status");
    BOOST_TEST(okx::raw_with("orders", {{"instType", "SPOT"}, {"instId", "X"}}).name() ==
               "orders:X,instType=SPOT");
}

BOOST_AUTO_TEST_CASE(a_name_that_cannot_be_is_refused_by_name)
{
    const auto refusal = [](auto&& make) {
        try {
            (void)make();
        } catch (const error& e) {
            return e.why().message();
        }
        return std::string("accepted");
    };
    BOOST_TEST(refusal([] { return okx::books(""); }).find("instrument: empty") != std::string::npos);
    BOOST_TEST(refusal([] { return okx::books("A,B"); }).find("instrument: contains") != std::string::npos);
    BOOST_TEST(refusal([] { return okx::candles("X", ""); }).find("interval: empty") != std::string::npos);
    BOOST_TEST(refusal([] { return okx::raw(""); }).find("channel: empty") != std::string::npos);
    BOOST_TEST(refusal([] { return okx::raw("a:b"); }).find("channel: contains") != std::string::npos);
    BOOST_TEST(refusal([] { return okx::raw_with("a", {{"instType", ""}}); }).find("instType: empty") !=
               std::string::npos);
    BOOST_TEST(refusal([] {
                   return okx::make_adapter({.books_from = okx::snapshot_from::rest, .numbered = false});
               }).find("options::books_from") != std::string::npos);
    BOOST_TEST(refusal([] { return okx::make_adapter({.book_cadence = -1s}); }).find("book_cadence") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_request_lists_the_arguments_of_its_topics)
{
    const std::vector<topic> wanted = {okx::books("BTC-USDT"), okx::status(),
                                       okx::raw_with("instruments", {{"instType", "SPOT"}})};
    BOOST_TEST(exchange->subscribe(1512, wanted) ==
               R"({"id":"1512","op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT"},)"
               R"({"channel":"status"},{"channel":"instruments","instType":"SPOT"}]})");
    BOOST_TEST(exchange->unsubscribe(7, {wanted.data(), 1}) ==
               R"({"id":"7","op":"unsubscribe","args":[{"channel":"books","instId":"BTC-USDT"}]})");
}

BOOST_AUTO_TEST_CASE(the_channel_decides_the_address)
{
    const auto address_of = [](const topic& t) { return exchange->endpoint({&t, 1}); };
    BOOST_TEST(exchange->endpoint({}) == "wss://ws.okx.com/ws/v5/public");
    for (const topic& t : {okx::books("X"), okx::trades("X"), okx::tickers("X"), okx::status()})
        BOOST_TEST(address_of(t) == "wss://ws.okx.com/ws/v5/public", t.name());
    for (const topic& t :
         {okx::trades_all("X"), okx::candles("X", "1m"), okx::raw("mark-price-candle1m", "X")})
        BOOST_TEST(address_of(t) == "wss://ws.okx.com/ws/v5/business", t.name());
    BOOST_TEST(address_of(okx::raw_with("orders", {{"instType", "SPOT"}})) ==
               "wss://ws.okx.com/ws/v5/private");
}

BOOST_AUTO_TEST_CASE(every_region_has_its_own_hosts)
{
    for (const okx::endpoints& where :
         {okx::production(), okx::demo(), okx::eea(), okx::eea_demo(), okx::us(), okx::us_demo()})
        BOOST_TEST(okx::make_adapter(where)->endpoint({}) == where.ws + "/ws/v5/public");
    BOOST_TEST(okx::eea().ws == "wss://wseea.okx.com");
    BOOST_TEST(okx::us().rest == "https://app.okx.com");
}

BOOST_AUTO_TEST_CASE(a_port_of_ones_own_is_part_of_the_address)
{
    const auto old = okx::make_adapter(okx::endpoints{"wss://ws.okx.com:8443", "https://www.okx.com"});
    BOOST_TEST(old->endpoint({}) == "wss://ws.okx.com:8443/ws/v5/public");
}

BOOST_AUTO_TEST_CASE(the_request_for_a_book)
{
    BOOST_TEST(exchange->snapshot_request(okx::books("BTC-USDT")).url ==
               "https://openapi.okx.com/api/v5/market/books?instId=BTC-USDT&sz=400&source=0");
    const auto demo = okx::make_adapter(okx::demo())->snapshot_request(okx::books("BTC-USDT"));
    BOOST_TEST((demo.headers == header_list{{"x-simulated-trading", "1"}}));
}

BOOST_AUTO_TEST_CASE(the_answer_with_a_book)
{
    slab memory;
    const auto fresh = by_rest->decode_snapshot(okx::books("BTC-USDT"), frames::rest_book, memory);
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST(fresh->ids.last == 3235851742U);
    BOOST_TEST((fresh->exchange_time == at_ms(1629966436396)));
    BOOST_TEST(text_of(fresh->levels.bids) == "41006.3x0.30178218");
    BOOST_TEST(text_of(fresh->levels.asks) == "41006.8x0.60038921");
}

// "Order book", REST stitching: the first message kept has prevSeqId <= seqId of the snapshot < seqId.
BOOST_AUTO_TEST_CASE(a_book_from_rest_is_joined_by_numbers)
{
    sequence order(by_rest->traits(okx::books("BTC-USDT")).rule);
    order.restart(12);
    BOOST_TEST((order.accept({.last = 12, .previous = 9}) == verdict::duplicate));
    BOOST_TEST((order.accept(heard(frames::update, *by_rest).said.ids) == verdict::in_order));
    order.restart(9);
    BOOST_TEST((order.accept(heard(frames::update, *by_rest).said.ids) == verdict::gap));
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_book)
{
    const std::vector<std::pair<std::string, errc>> table = {
        {R"({"code":"50011","msg":"Too Many Requests","data":[]})", errc::rate_limited},
        {R"({"code":"50061","msg":"Too many orders","data":[]})", errc::rate_limited},
        {R"({"code":"51001","msg":"Instrument ID does not exist","data":[]})", errc::snapshot_failed},
        {R"({"code":"50013","msg":"Systems are busy","data":[]})", errc::snapshot_failed},
        {R"({"code":"0","msg":"","data":[]})", errc::malformed},
        {R"({"code":"0","msg":"","data":[{"asks":[],"bids":[],"ts":"1"}]})", errc::malformed},
        {R"({"code":"0","data":[{"asks":[],"bids":[]},{"ts":"1","seqId":1}]})", errc::malformed},
        {"<html>", errc::malformed}};
    for (const auto& [body, expected] : table) {
        slab memory;
        const auto fresh = by_rest->decode_snapshot(okx::books("X"), body, memory);
        BOOST_TEST_REQUIRE(!fresh.has_value(), body);
        BOOST_TEST((fresh.error().code == expected), body << ": " << fresh.error().message());
        BOOST_TEST(fresh.error().text.starts_with("books:X"), fresh.error().text);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(okx_habits)

BOOST_AUTO_TEST_CASE(what_is_known_of_a_book)
{
    for (const topic& t :
         {okx::books("X"), okx::books_l2_tbt("X"), okx::books50_l2_tbt("X"), okx::books_rpi("X")}) {
        const topic_traits known = exchange->traits(t);
        BOOST_TEST((known.rule == continuity::linked), t.name());
        BOOST_TEST((known.recovery == recovery::resubscribe), t.name());
        BOOST_TEST((known.cadence > 60s), t.name()); // "Nothing happened" comes every 60 s.
        BOOST_TEST((known.first_data == 15s), t.name());
    }
}

BOOST_AUTO_TEST_CASE(a_book_from_rest_waits_for_a_sign_of_life_only)
{
    const topic_traits known = by_rest->traits(okx::books("X"));
    BOOST_TEST((known.recovery == recovery::rest_snapshot));
    BOOST_TEST((known.first_data == known.cadence));
}

BOOST_AUTO_TEST_CASE(a_book_of_2022_never_says_that_nothing_happened)
{
    BOOST_TEST((of_2022->traits(okx::books("X")).cadence == duration::zero()));
}

BOOST_AUTO_TEST_CASE(what_has_no_state_goes_on_after_a_gap)
{
    for (const topic& t : {okx::books5("X"), okx::bbo("X"), okx::trades("X"), okx::tickers("X")})
        BOOST_TEST((exchange->traits(t).recovery == recovery::resume), t.name());
}

BOOST_AUTO_TEST_CASE(a_missing_trade_is_a_gap)
{
    sequence order(exchange->traits(okx::trades("X")).rule);
    BOOST_TEST((order.accept({.first = 1, .last = 3}) == verdict::in_order));
    BOOST_TEST((order.accept({.first = 4, .last = 4}) == verdict::in_order));
    BOOST_TEST((order.accept({.first = 6, .last = 7}) == verdict::gap));
}

BOOST_AUTO_TEST_CASE(trades_may_be_taken_as_they_come)
{
    const auto trusting = with([](okx::options& o) { o.verify_trades = false; });
    sequence order(trusting->traits(okx::trades("X")).rule);
    BOOST_TEST((order.accept({.first = 1, .last = 3}) == verdict::in_order));
    BOOST_TEST((order.accept({.first = 6, .last = 7}) == verdict::in_order));
}

BOOST_AUTO_TEST_CASE(limits)
{
    const exchange_limits known = exchange->limits();
    BOOST_TEST(known.requests == 480U);
    BOOST_TEST((known.requests_window == 1h));
    BOOST_TEST(known.attempts == 3U);
    BOOST_TEST((known.attempts_window == 1s));
}

BOOST_AUTO_TEST_CASE(the_largest_request_fits_64_kilobytes)
{
    const std::vector<topic> wanted(exchange->limits().topics_per_request,
                                    okx::raw("mark-price-candle12Hutc", std::string(200, 'X')));
    BOOST_TEST(exchange->unsubscribe(1, wanted).size() < 65'536U);
}

BOOST_AUTO_TEST_CASE(an_idle_line_is_kept_alive_with_a_word)
{
    BOOST_TEST(exchange->keepalive().ping_text == "ping");
    BOOST_TEST((exchange->keepalive().ping_after == 25s));
    BOOST_TEST(!exchange->keepalive().always);
}

BOOST_AUTO_TEST_CASE(close_codes)
{
    for (const std::uint16_t code : std::initializer_list<std::uint16_t>{4001, 4002, 4003, 4008, 4009})
        BOOST_TEST((exchange->on_close(code, "") == close_action::reconnect_slowly), code);
    for (const std::uint16_t code : std::initializer_list<std::uint16_t>{4004, 4005, 4006, 4007, 4999})
        BOOST_TEST((exchange->on_close(code, "") == close_action::reconnect), code);
}

BOOST_AUTO_TEST_SUITE_END()
