// SPDX-License-Identifier: BSL-1.0
#include "sim/market/market_dialect.hpp"

#include <holdfast/book/price_levels.hpp>
#include <holdfast/exchange/okx/market.hpp>
#include <holdfast/sim/tape_survey.hpp>

#include "exchange/okx/frames.hpp"
#include "support/frame_words.hpp"
#include "support/recorded_traffic.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

// The simulated OKX, and our adapter for the real one as a listener.

namespace {

using namespace holdfast;
using frame_words::text_of;
using namespace std::chrono_literals;
using boost::unit_test::precondition;
using kind = decoded::kind;
namespace frames = okx_frames;

const sim::dialect& language = sim::okx_dialect();
const std::shared_ptr<const adapter> listener = okx::make_adapter();
const std::shared_ptr<const adapter> listener_of_2022 = okx::make_adapter({.numbered = false});

struct conversation {
    explicit conversation(std::string_view target = "/ws/v5/public") : who(language.open(target))
    {
        rules.requests_per_hour = 480;
        who.id = "a4d3ae55";
    }

    sim::reaction say(std::string_view text)
    {
        const sim::house at{rules, [](std::string_view symbol) { return symbol == "BTC-USDT"; }, now};
        return language.receive(who, text, at);
    }

    std::string answer(std::string_view text)
    {
        const auto replies = say(text).replies;
        BOOST_TEST_REQUIRE(replies.size() == 1U);
        return replies.front();
    }

    sim::exchange_rules rules;
    sim::client who;
    wall_time now{};
};

struct heard {
    explicit heard(std::string bytes, const adapter& by = *listener) : text(std::move(bytes))
    {
        std::vector<decoded> out;
        by.decode(text, false, *memory, out);
        said = out.front();
        BOOST_TEST_REQUIRE((said.what != kind::malformed), said.text << ": " << text);
    }

    [[nodiscard]] const book_levels& book() const { return std::get<book_levels>(said.content); }
    [[nodiscard]] const trade& one_trade() const { return std::get<std::span<const trade>>(said.content)[0]; }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    decoded said;
};

constexpr sim::fixed of(std::int64_t whole, std::int64_t hundredths = 0)
{
    return whole * sim::one + hundredths * sim::one / 100;
}

sim::printing from(std::string_view topic)
{
    return {.topic = topic, .symbol = "BTC-USDT", .now = wall_time(1597026383085ms)};
}

const std::array<sim::priced, 2> bids{{{of(8476, 97), of(256)}, {of(8475), 0}}};
const std::array<sim::priced, 1> asks{{{of(8476, 98), of(0, 50)}}};

std::string subscribe(std::string_view channel, std::string_view instrument = "BTC-USDT")
{
    return R"({"id":"1512","op":"subscribe","args":[{"channel":")" + std::string(channel) +
           R"(","instId":")" + std::string(instrument) + R"("}]})";
}

} // namespace

BOOST_AUTO_TEST_SUITE(sim_okx_control)

BOOST_AUTO_TEST_CASE(there_are_three_addresses)
{
    for (const std::string path : {"public", "business", "private"})
        BOOST_TEST(language.upgrade("/ws/v5/" + path).status == 101U);
    for (const std::string target : {"/ws", "/ws/v5", "/", "/ws/v5/public/more"})
        BOOST_TEST(language.upgrade(target).status == 404U, target);
}

BOOST_AUTO_TEST_CASE(a_ping_is_a_word)
{
    BOOST_TEST(conversation().answer("ping") == "pong");
}

BOOST_AUTO_TEST_CASE(a_subscription_is_acknowledged_as_documented)
{
    conversation c;
    BOOST_TEST(c.answer(subscribe("books")) == frames::ack);
    BOOST_TEST(c.who.topics == std::vector<std::string>{"books:BTC-USDT"});
    BOOST_TEST(c.answer(R"({"op":"subscribe","args":[{"channel":"trades","instId":"BTC-USDT"}]})") ==
               R"({"event":"subscribe","arg":{"channel":"trades","instId":"BTC-USDT"},"connId":"a4d3ae55"})");
}

BOOST_AUTO_TEST_CASE(every_topic_has_an_answer_of_its_own)
{
    conversation c;
    const std::vector<topic> wanted = {okx::books("BTC-USDT"), okx::books("NO-SUCH"), okx::bbo("BTC-USDT")};
    const auto replies = c.say(listener->subscribe(7, wanted)).replies;
    BOOST_TEST_REQUIRE(replies.size() == 3U);
    for (std::size_t i = 0; i != 3; ++i) {
        const heard h(replies[i]);
        BOOST_TEST((h.said.what == (i == 1 ? kind::reject : kind::ack)));
        BOOST_TEST(h.said.topic_name == wanted[i].name());
        BOOST_TEST(h.said.request_id == 7U);
    }
    BOOST_TEST((c.who.topics == std::vector<std::string>{"books:BTC-USDT", "bbo-tbt:BTC-USDT"}));
}

BOOST_AUTO_TEST_CASE(an_unsubscribed_topic_is_gone)
{
    conversation c;
    c.say(subscribe("books"));
    const heard h(c.answer(listener->unsubscribe(8, std::array{okx::books("BTC-USDT")})));
    BOOST_TEST((h.said.what == kind::ack));
    BOOST_TEST(h.text.find("\"event\":\"unsubscribe\"") != std::string::npos);
    BOOST_TEST(c.who.topics.empty());
}

BOOST_AUTO_TEST_CASE(a_topic_is_kept_once)
{
    conversation c;
    c.say(subscribe("books"));
    BOOST_TEST((heard(c.answer(subscribe("books"))).said.what == kind::ack));
    BOOST_TEST(c.who.topics.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_is_refused_in_the_words_of_the_exchange)
{
    const std::string expected =
        R"({"id":"1512","event":"error","code":"60018","msg":"Wrong URL or channel:trades-all,)"
        R"(instId:BTC-USDT doesn't exist. Please use the correct URL, channel and parameters )"
        R"(referring to API document.","connId":"a4d3ae55"})";
    BOOST_TEST(conversation().answer(subscribe("trades-all")) == expected);
    BOOST_TEST(
        (heard(conversation("/ws/v5/business").answer(subscribe("trades-all"))).said.what == kind::ack));
    for (const std::string channel : {"books", "trades"})
        BOOST_TEST(
            (heard(conversation("/ws/v5/business").answer(subscribe(channel))).said.what == kind::reject));
    for (const std::string channel : {"", "book", "books6", "candle1m"})
        BOOST_TEST((heard(conversation().answer(subscribe(channel))).said.what == kind::reject), channel);
    BOOST_TEST((heard(conversation().answer(subscribe("books", "btc-usdt"))).said.what == kind::reject));
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_echoed)
{
    for (const std::string text :
         {"", "hello", "null", "[]", "{}", R"({"op":"subscribe"})", R"({"op":"subscribe","args":[]})",
          R"({"op":"subscribe","args":{}})", R"({"op":"subscribe","args":["books"]})",
          R"({"op":"SUBSCRIBE","args":[{"channel":"books"}]})", R"({"op":7,"args":[{"channel":"books"}]})",
          R"({"id":7,"op":"subscribe","args":[{"channel":"books"}]})",
          R"({"id":"no-dashes","op":"subscribe","args":[{"channel":"books"}]})",
          R"({"id":"123456789012345678901234567890123","op":"subscribe","args":[{"channel":"books"}]})"}) {
        conversation c;
        const heard h(c.answer(text));
        BOOST_TEST((h.said.what == kind::reject), text);
        BOOST_TEST(h.said.text == "60012: Invalid request: " + text);
        BOOST_TEST(c.who.topics.empty());
    }
}

BOOST_AUTO_TEST_CASE(so_many_requests_an_hour)
{
    conversation c;
    for (int i = 0; i != 480; ++i)
        BOOST_TEST_REQUIRE((heard(c.answer(subscribe("books"))).said.what == kind::ack));
    const heard refused(c.answer(subscribe("books")));
    BOOST_TEST((refused.said.what == kind::reject));
    BOOST_TEST(refused.said.again);
    BOOST_TEST(c.answer("ping") == "pong");
    c.now += 1h;
    BOOST_TEST((heard(c.answer(subscribe("books"))).said.what == kind::ack));
}

BOOST_AUTO_TEST_CASE(a_request_that_is_too_long_ends_the_connection)
{
    const auto r = conversation().say(std::string(65'537, ' '));
    BOOST_TEST(r.close_code == 1009U);
}

BOOST_AUTO_TEST_CASE(too_many_topics_end_the_connection)
{
    conversation c;
    c.rules.topics_per_connection = 1;
    BOOST_TEST(c.say(subscribe("books")).close_code == 0U);
    BOOST_TEST(c.say(subscribe("trades")).close_code == 4009U);
}

BOOST_AUTO_TEST_CASE(what_the_exchange_says_by_itself)
{
    const conversation c;
    BOOST_TEST(language.shutdown_notice(c.who, {}) == frames::leaving);
    BOOST_TEST((heard(language.shutdown_notice(c.who, {})).said.what == kind::shutdown));
    const heard revoked(language.revocation(c.who, "books:BTC-USDT"));
    BOOST_TEST((revoked.said.what == kind::revoked));
    BOOST_TEST(revoked.said.topic_name == "books");
    BOOST_TEST(language.idle_close().first == 4004U);
    BOOST_TEST(language.restarts());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sim_okx_messages)

BOOST_AUTO_TEST_CASE(what_topics_ask_for)
{
    using what = sim::topic_spec::kind;
    const auto book = language.understand("books:BTC-USDT").value();
    BOOST_TEST((book.what == what::book_changes));
    BOOST_TEST(book.symbol == "BTC-USDT");
    BOOST_TEST((book.every == 100ms));
    BOOST_TEST(book.depth == 400U);
    BOOST_TEST(book.whole_first);
    BOOST_TEST((book.idle == 60s));
    BOOST_TEST((language.understand("books50-l2-tbt:BTC-USDT")->every == 10ms));
    BOOST_TEST(language.understand("books50-l2-tbt:BTC-USDT")->depth == 50U);
    BOOST_TEST((language.understand("books5:BTC-USDT")->what == what::book_top));
    BOOST_TEST((language.understand("bbo-tbt:BTC-USDT")->what == what::best));
    BOOST_TEST((language.understand("trades:BTC-USDT")->what == what::aggregate_trade));
    BOOST_TEST((language.understand("trades-all:BTC-USDT")->what == what::trade));
    BOOST_TEST((language.understand("tickers:BTC-USDT")->what == what::ticker));
    for (const std::string name : {"", "books", "books:", "books:instType=SPOT",
                                   "books:BTC-USDT,instType=SPOT", "books6:BTC-USDT", ":BTC-USDT"}) {
        const auto spec = language.understand(name);
        BOOST_TEST((!spec || spec->symbol.empty()), name);
    }
}

BOOST_AUTO_TEST_CASE(a_whole_book)
{
    const std::string text =
        language.print(from("books:BTC-USDT"), {.last = 10, .whole = true, .bids = bids});
    BOOST_TEST(text ==
               R"({"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[],)"
               R"("bids":[["8476.97","256","0","1"],["8475","0","0","0"]],"ts":"1597026383085",)"
               R"("checksum":0,"prevSeqId":-1,"seqId":10}]})");
    BOOST_TEST((heard(text).said.what == kind::snapshot));
}

BOOST_AUTO_TEST_CASE(changes_name_the_message_before_them)
{
    const heard h(
        language.print(from("books:BTC-USDT"), {.last = 15, .previous = 10, .bids = bids, .asks = asks}));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST((h.said.ids == sequence_ids{.last = 15, .previous = 10}));
    BOOST_TEST((h.said.exchange_time == wall_time(1597026383085ms)));
    BOOST_TEST(text_of(h.book().bids) == "8476.97x256 8475x0");
    BOOST_TEST(text_of(h.book().asks) == "8476.98x0.5");
}

BOOST_AUTO_TEST_CASE(a_counter_that_begins_anew_is_below_the_one_before)
{
    const heard h(language.print(from("books:BTC-USDT"), {.last = 3, .previous = 15, .restarted = true}));
    sequence order(continuity::linked);
    (void)order.accept({.last = 15});
    BOOST_TEST((order.accept(h.said.ids) == verdict::reset));
}

BOOST_AUTO_TEST_CASE(an_idle_book_says_that_nothing_happened)
{
    const heard h(
        language.print_idle(from("books:BTC-USDT"), {.last = 15, .whole = true, .bids = bids, .asks = asks}));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST((h.said.ids == sequence_ids{.last = 15, .previous = 15}));
    BOOST_TEST(h.book().bids.empty());
}

BOOST_AUTO_TEST_CASE(the_best_levels)
{
    const heard five(language.print(from("books5:BTC-USDT"), {.last = 9, .whole = true, .bids = bids}));
    BOOST_TEST((five.said.what == kind::snapshot));
    BOOST_TEST(five.said.ids.last == 9U);
    const heard one(
        language.print(from("bbo-tbt:BTC-USDT"), sim::best_levels{11, of(1), of(2), of(3), of(0, 25)}));
    const quote best = std::get<quote>(one.said.content);
    BOOST_TEST(one.said.ids.last == 11U);
    BOOST_TEST(text_of({&best.bid, 1}) == "1x2");
    BOOST_TEST(text_of({&best.ask, 1}) == "3x0.25");
}

BOOST_AUTO_TEST_CASE(trades)
{
    const heard merged(language.print(
        from("trades:BTC-USDT"),
        sim::fills{
            .id = 4, .first = 7, .last = 9, .price = of(5), .quantity = of(1, 50), .buyer_rests = true}));
    BOOST_TEST((merged.said.ids == sequence_ids{.first = 7, .last = 9}));
    BOOST_TEST((merged.one_trade().taker == side::sell));
    BOOST_TEST(merged.one_trade().quantity.str() == "1.5");
    const heard single(
        language.print(from("trades-all:BTC-USDT"), sim::fill{.id = 8, .price = of(5), .quantity = of(1)}));
    BOOST_TEST((single.said.ids == sequence_ids{.first = 8, .last = 8}));
    BOOST_TEST((single.one_trade().taker == side::buy));
}

BOOST_AUTO_TEST_CASE(a_ticker)
{
    const heard h(language.print(from("tickers:BTC-USDT"), sim::ticker{of(5), of(1), {}}));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "tickers:BTC-USDT");
    BOOST_TEST((h.said.exchange_time == wall_time(1597026383085ms)));
}

BOOST_AUTO_TEST_CASE(a_book_without_numbers_has_a_checksum)
{
    sim::printing old = from("books-l2-tbt:BTC-USDT");
    old.numberless = true;
    const heard h(
        language.print(old, {.last = 1646003667640, .whole = true, .bids = {bids.data(), 1}, .asks = asks}),
        *listener_of_2022);
    price_levels all_bids(side::buy);
    price_levels all_asks(side::sell);
    all_bids.assign(h.book().bids);
    all_asks.assign(h.book().asks);
    BOOST_TEST((h.said.what == kind::snapshot));
    BOOST_TEST(h.said.ids.last == 1646003667640U);
    BOOST_TEST(h.said.checksum.value() == okx::checksum(all_bids, all_asks));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sim_okx_rest)

BOOST_AUTO_TEST_CASE(our_request_for_a_book_is_understood)
{
    const auto asked = language.understand_request(listener->snapshot_request(okx::books("BTC-USDT")).url);
    BOOST_TEST((asked.what == sim::question::kind::snapshot));
    BOOST_TEST(asked.symbol == "BTC-USDT");
    BOOST_TEST(asked.limit == 400U);
}

BOOST_AUTO_TEST_CASE(other_requests)
{
    using what = sim::question::kind;
    BOOST_TEST((language.understand_request("/api/v5/public/time").what == what::time));
    BOOST_TEST((language.understand_request("/api/v5/public/instruments?instType=SPOT").what == what::info));
    BOOST_TEST(language.understand_request("/api/v5/market/books?instId=X").limit == 1U);
    for (const std::string target :
         {"/api/v5/market/books", "/api/v5/market/books?instId=X&sz=0",
          "/api/v5/market/books?instId=X&sz=401", "/api/v5/market/books?instId=X&sz=a", "/api/v3/depth"})
        BOOST_TEST((language.understand_request(target).what == what::refused), target);
}

BOOST_AUTO_TEST_CASE(the_answer_with_a_book_is_understood)
{
    slab memory;
    const std::string body =
        language.print_snapshot(from({}), {.last = 10, .whole = true, .bids = bids, .asks = asks});
    const auto fresh = listener->decode_snapshot(okx::books("BTC-USDT"), body, memory);
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST(fresh->ids.last == 10U);
    BOOST_TEST(text_of(fresh->levels.asks) == "8476.98x0.5");
}

BOOST_AUTO_TEST_CASE(refusals)
{
    const auto understood = [](sim::refusal why) {
        slab memory;
        const auto answer = language.refuse(why, 1s);
        return std::pair(answer.status,
                         listener->decode_snapshot(okx::books("X"), answer.body, memory).error().code);
    };
    BOOST_TEST((understood(sim::refusal::too_many) == std::pair(429U, make_error_code(errc::rate_limited))));
    BOOST_TEST((understood(sim::refusal::unknown_symbol) ==
                std::pair(200U, make_error_code(errc::snapshot_failed))));
    BOOST_TEST(
        (understood(sim::refusal::no_book_yet) == std::pair(503U, make_error_code(errc::snapshot_failed))));
    slab memory;
    const auto nonsense = listener->decode_snapshot(okx::books("X"), language.nonsense(), memory);
    BOOST_TEST((nonsense.error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(the_time_as_documented)
{
    BOOST_TEST(language.print_time(wall_time(1597026383085ms)) ==
               R"({"code":"0","msg":"","data":[{"ts":"1597026383085"}]})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sim_okx_recordings)

BOOST_AUTO_TEST_CASE(a_recorded_update)
{
    const auto told = language.understand_recorded(frames::update).value();
    BOOST_TEST((told.what == sim::recorded::kind::book_changes));
    BOOST_TEST(told.topic == "books:BTC-USDT");
    BOOST_TEST(told.symbol == "BTC-USDT");
    BOOST_TEST(told.payload == frames::update);
    BOOST_TEST(told.last == 15U);
    BOOST_TEST(told.previous.value() == 10U);
    BOOST_TEST(told.sequenced);
    BOOST_TEST_REQUIRE(told.bids.size() == 1U);
    BOOST_TEST((told.bids[0] == sim::priced{of(8476, 97), of(12, 50)}));
}

BOOST_AUTO_TEST_CASE(a_recorded_snapshot)
{
    const auto told = language.understand_recorded(frames::snapshot).value();
    BOOST_TEST((told.what == sim::recorded::kind::whole_book));
    BOOST_TEST(told.last == 10U);
    BOOST_TEST(!told.previous.has_value());
}

BOOST_AUTO_TEST_CASE(a_recording_of_2022)
{
    const auto told = language.understand_recorded(frames::numberless).value();
    BOOST_TEST((told.what == sim::recorded::kind::book_changes));
    BOOST_TEST(told.numberless);
    BOOST_TEST(told.last == 1646003667640U);
    BOOST_TEST(!told.previous.has_value());
}

BOOST_AUTO_TEST_CASE(fault_59_a_recorded_book_of_more_digits_than_are_held_is_still_a_book)
{
    const auto fine = [](std::string_view action) {
        return R"({"arg":{"channel":"books-l2-tbt","instId":"ELON-USDT"},"action":")" + std::string(action) +
               R"(","data":[{"asks":[["0.00000114001","5950000000000","0","1"]],)"
               R"("bids":[["0.00000113971","441","0","4"]],"ts":"1646003667640","checksum":1}]})";
    };
    const auto told = language.understand_recorded(fine("snapshot")).value();
    BOOST_TEST((told.what == sim::recorded::kind::whole_book));
    BOOST_TEST(told.unheld);
    BOOST_TEST(told.payload == fine("snapshot"));

    std::string tape;
    for (const char* action : {"snapshot", "update"})
        tape += boost::json::serialize(
                    boost::json::object{{"t", 1}, {"k", "recv"}, {"c", "ws"}, {"d", fine(action)}}) +
                "\n";
    sim::tape_reader reader(std::make_shared<std::istringstream>(tape));
    const sim::tape_survey found = sim::survey(reader, sim::venue::okx);
    BOOST_TEST(found.books.empty());
    BOOST_TEST_REQUIRE(found.passed_on.size() == 1U);
    BOOST_TEST(found.passed_on[0] == "books-l2-tbt:ELON-USDT");
}

BOOST_AUTO_TEST_CASE(other_recorded_messages)
{
    const auto best = language.understand_recorded(frames::bbo).value();
    BOOST_TEST((best.what == sim::recorded::kind::best));
    BOOST_TEST(best.best.bid == of(117, 31));
    const auto trade = language.understand_recorded(frames::trades).value();
    BOOST_TEST((trade.what == sim::recorded::kind::other));
    BOOST_TEST(trade.first == 130639472U);
    BOOST_TEST(trade.last == 130639474U);
    BOOST_TEST(trade.sequenced);
    for (const std::string& text : {frames::ack, frames::login, std::string("pong"), std::string("noise")})
        BOOST_TEST(!language.understand_recorded(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(a_recorded_answer_of_rest)
{
    const auto fresh = language.understand_recorded_snapshot(
        "https://www.okx.com/api/v5/market/books?instId=BTC-USDT&sz=400", frames::rest_book);
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST(fresh->symbol == "BTC-USDT");
    BOOST_TEST(fresh->id == 3235851742U);
    BOOST_TEST(fresh->book.bids.size() == 1U);
}

// A late subscriber gets a book that the exchange makes up; what was recorded has to go on from it, to the
// digit.
BOOST_AUTO_TEST_CASE(a_book_made_up_in_mid_tape_has_the_checksums_of_what_follows,
                     *precondition(recorded_traffic::is_there{"okx-books-10instruments.jsonl"}))
{
    constexpr std::string_view name = "books-l2-tbt:UNI-USD-SWAP";
    sim::sides truth;
    price_levels late_bids(side::buy);
    price_levels late_asks(side::sell);
    unsigned told = 0;
    unsigned right = 0;
    for (const auto& line : recorded_traffic::read("okx-books-10instruments.jsonl")) {
        const auto message = line.kind == "recv" ? language.understand_recorded(line.text) : std::nullopt;
        if (!message || message->topic != name)
            continue;
        if (message->what == sim::recorded::kind::whole_book)
            truth = {};
        for (const auto& [price, quantity] : message->bids)
            truth.bids[price] = quantity;
        for (const auto& [price, quantity] : message->asks)
            truth.asks[price] = quantity;
        std::erase_if(truth.bids, [](const auto& l) { return l.second == 0; });
        std::erase_if(truth.asks, [](const auto& l) { return l.second == 0; });
        if (++told < 100)
            continue;
        std::string text = line.text;
        if (told == 100) {
            const std::vector<sim::priced> all_bids(truth.bids.begin(), truth.bids.end());
            const std::vector<sim::priced> all_asks(truth.asks.begin(), truth.asks.end());
            text = language.print({.topic = name, .symbol = "UNI-USD-SWAP", .numberless = true},
                                  {.last = message->last, .whole = true, .bids = all_bids, .asks = all_asks});
        }
        const heard h(text, *listener_of_2022);
        if (h.said.what == kind::snapshot) {
            late_bids.assign(h.book().bids);
            late_asks.assign(h.book().asks);
        } else {
            late_bids.apply(h.book().bids);
            late_asks.apply(h.book().asks);
        }
        BOOST_TEST_REQUIRE(okx::checksum(late_bids, late_asks) == h.said.checksum.value(), "at " << told);
        ++right;
    }
    BOOST_TEST(right > 500U);
}

BOOST_AUTO_TEST_SUITE_END()
