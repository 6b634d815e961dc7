// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bybit/market.hpp>
#include <holdfast/order_book.hpp>

#include "sim/lab.hpp"
#include "sim/market/market_dialect.hpp"
#include "support/frame_words.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace holdfast;
using frame_words::text_of;
using namespace std::chrono_literals;
using kind = decoded::kind;
namespace json = boost::json;

const sim::dialect& language = sim::bybit_dialect();
const std::shared_ptr<const adapter> exchange = bybit::make_adapter(bybit::category::linear);

constexpr wall_time noon{1'767'225'600'123ms};

// A client at an address, and the rules that it is held to.
struct desk {
    explicit desk(std::string target = "/v5/public/linear") : who(language.open(target))
    {
        who.target = std::move(target);
        who.id = "c-1";
        rules.topics_per_request = 10;
        rules.topics_per_connection = 2000;
        rules.topic_bytes_per_connection = 21'000;
    }

    std::string ask(const std::string& text)
    {
        const std::set<std::string, std::less<>> listed = {"BTCUSDT", "ETHUSDT", "BTC-27NOV26-90000-C"};
        const sim::reaction said = language.receive(
            who, text, {rules, [&](std::string_view symbol) { return listed.contains(symbol); }, noon});
        BOOST_TEST_REQUIRE(said.replies.size() == 1U);
        BOOST_TEST(said.close_code == 0U);
        return said.replies.front();
    }

    std::string subscribe(const std::vector<topic>& topics) { return ask(exchange->subscribe(7, topics)); }

    sim::client who;
    sim::exchange_rules rules{};
};

std::string replied(const std::string& words, bool success = false, const std::string& op = "subscribe")
{
    return std::string(R"({"success":)") + (success ? "true" : "false") + R"(,"ret_msg":")" + words +
           R"(","conn_id":"c-1","req_id":"7","op":")" + op + R"("})";
}

sim::printing from(std::string_view topic, std::string_view symbol = "BTCUSDT")
{
    return {topic, symbol, noon, false, false};
}

// What the adapter makes of a message; the views in `said` live as long as this.
struct heard {
    explicit heard(std::string bytes) : text(std::move(bytes))
    {
        std::vector<decoded> out;
        exchange->decode(text, false, *memory, out);
        BOOST_TEST_REQUIRE(out.size() == 1U);
        said = out.front();
    }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    decoded said;
};

const std::vector<sim::priced> bids = {{2 * sim::one, sim::one}, {sim::one, 0}};
const std::vector<sim::priced> asks = {{3 * sim::one, sim::one / 2}};

} // namespace

BOOST_AUTO_TEST_SUITE(sim_bybit_control)

BOOST_AUTO_TEST_CASE(every_category_has_an_address_and_nothing_else_has_one)
{
    for (const std::string path : {"spot", "linear", "inverse", "option", "spread", "misc/status"})
        BOOST_TEST(language.upgrade("/v5/public/" + path).status == 101U, path);
    for (const std::string path :
         {"/", "/v5/public/", "/v5/public/swap", "/v5/private", "/v5/public/linear/x", "/v5/public/status"})
        BOOST_TEST(language.upgrade(path).status == 404U, path);
    BOOST_TEST(language.upgrade("/v5/public/linear?max_active_time=60s").status == 101U);
}

BOOST_AUTO_TEST_CASE(a_request_is_acknowledged_by_its_id)
{
    desk d;
    BOOST_TEST(d.subscribe({bybit::orderbook("BTCUSDT"), bybit::trades("ETHUSDT")}) == replied("", true));
    BOOST_TEST(d.who.topics.size() == 2U);
    BOOST_TEST(d.ask(exchange->unsubscribe(7, std::vector{bybit::trades("ETHUSDT")})) ==
               replied("", true, "unsubscribe"));
    BOOST_TEST(d.who.topics == std::vector<std::string>{"orderbook.50.BTCUSDT"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_bad_topic_fails_the_whole_request)
{
    for (const std::string bad : {"orderbook.30.BTCUSDT", "orderbook.25.BTCUSDT", "kline.1", "system.status",
                                  "", "publicTrade.", "orderbook.50", "BTCUSDT"}) {
        desk d;
        BOOST_TEST(d.subscribe({bybit::orderbook("BTCUSDT"), bybit::raw(bad)}) ==
                   replied("Invalid topic: " + bad));
        BOOST_TEST(d.who.topics.empty(), bad);
    }
}

BOOST_AUTO_TEST_CASE(a_symbol_that_is_not_listed_is_refused_in_the_words_of_its_category)
{
    const std::vector<topic> unknown{bybit::orderbook("NONE")};
    BOOST_TEST(desk("/v5/public/linear").subscribe(unknown) ==
               replied("error:handler not found,topic:orderbook.50.NONE"));
    BOOST_TEST(desk("/v5/public/spot").subscribe(unknown) == replied("Invalid symbol :[orderbook.50.NONE]"));
}

BOOST_AUTO_TEST_CASE(what_is_subscribed_already_fails_the_whole_request)
{
    desk d;
    static_cast<void>(d.subscribe({bybit::orderbook("BTCUSDT")}));
    BOOST_TEST(d.subscribe({bybit::trades("BTCUSDT"), bybit::orderbook("BTCUSDT")}) ==
               replied("error:already subscribed,topic:orderbook.50.BTCUSDT"));
    BOOST_TEST(d.who.topics.size() == 1U);
}

BOOST_AUTO_TEST_CASE(spot_takes_ten_topics_in_a_request)
{
    std::vector<topic> eleven;
    for (int i = 0; i < 11; ++i)
        eleven.push_back(bybit::raw("orderbook.50.X" + std::to_string(i)));
    BOOST_TEST(desk("/v5/public/spot").subscribe(eleven) == replied("args size >10"));
    BOOST_TEST(desk("/v5/public/linear").subscribe(eleven) ==
               replied("error:handler not found,topic:orderbook.50.X0"));
}

BOOST_AUTO_TEST_CASE(the_names_of_all_topics_have_a_limit)
{
    desk d;
    d.rules.topic_bytes_per_connection = 40;
    BOOST_TEST(d.subscribe({bybit::orderbook("BTCUSDT"), bybit::orderbook("ETHUSDT")}) == replied("", true));
    BOOST_TEST(d.subscribe({bybit::trades("BTCUSDT")}) == replied("args length >40"));
}

BOOST_AUTO_TEST_CASE(options_are_answered_for_each_topic)
{
    desk d("/v5/public/option");
    const topic book = bybit::orderbook("BTC-27NOV26-90000-C", 25);
    BOOST_TEST(
        d.subscribe({book, bybit::orderbook("BTC-27NOV26-90000-C", 50)}) ==
        R"({"success":false,"conn_id":"c-1","data":{"failTopics":["orderbook.50.BTC-27NOV26-90000-C"],)"
        R"("successTopics":["orderbook.25.BTC-27NOV26-90000-C"]},"type":"COMMAND_RESP"})");
    BOOST_TEST(d.who.topics.size() == 1U);
    static_cast<void>(d.ask(exchange->unsubscribe(8, {&book, 1})));
    BOOST_TEST(d.who.topics.empty());
}

BOOST_AUTO_TEST_CASE(the_status_is_told_at_its_own_address)
{
    desk d("/v5/public/misc/status");
    BOOST_TEST(d.subscribe({bybit::system_status()}) == replied("", true));
    BOOST_TEST(d.subscribe({bybit::orderbook("BTCUSDT")}) == replied("Invalid topic: orderbook.50.BTCUSDT"));
}

BOOST_AUTO_TEST_CASE(every_pong_is_one_that_the_adapter_knows)
{
    const std::string ping = exchange->keepalive().ping_text;
    BOOST_TEST(desk("/v5/public/linear").ask(ping) ==
               R"({"success":true,"ret_msg":"pong","conn_id":"c-1","req_id":"","op":"ping"})");
    BOOST_TEST(desk("/v5/public/option").ask(ping) == R"({"args":["1767225600123"],"op":"pong"})");
    for (const std::string path : {"/v5/public/spot", "/v5/public/spread"})
        BOOST_TEST((heard(desk(path).ask(ping)).said.what == kind::heartbeat), path);
}

BOOST_AUTO_TEST_CASE(hostile_messages_get_an_error_and_change_nothing)
{
    for (const std::string& text :
         {std::string(), std::string("null"), std::string("[]"), std::string("{}"), std::string("\xff\xfe"),
          std::string("\0\0", 2), std::string(10'000, '['), std::string(R"({"op":"nope"})"),
          std::string(R"({"op":"subscribe"})"), std::string(R"({"op":"subscribe","args":{}})"),
          std::string(R"({"op":"subscribe","args":[1,null]})"), std::string(R"({"op":7,"args":["x"]})")}) {
        desk d;
        BOOST_TEST(d.ask(text).starts_with(R"({"success":false)"), text.substr(0, 60));
        BOOST_TEST(d.who.topics.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sim_bybit_messages)

BOOST_AUTO_TEST_CASE(topics_say_how_often_and_how_deep)
{
    using spec = sim::topic_spec;
    const auto understood = [](const topic& on) { return language.understand(on.name()).value(); };
    const spec book = understood(bybit::orderbook("BTCUSDT", 50));
    BOOST_TEST((book.what == spec::kind::book_changes && book.counts == sim::numbering::messages));
    BOOST_TEST((book.symbol == "BTCUSDT" && book.depth == 50U && book.every == 20ms));
    BOOST_TEST((book.whole_first && book.sequenced && book.idle == 0s));
    const spec best = understood(bybit::orderbook("BTCUSDT", 1));
    BOOST_TEST((best.what == spec::kind::book_top && best.idle == 3s && best.whole_first));
    const spec full = understood(bybit::full_orderbook("BTCUSDT"));
    BOOST_TEST((full.what == spec::kind::book_changes && full.depth == 0U && full.every == 200ms &&
                !full.whole_first));
    BOOST_TEST((understood(bybit::trades("BTCUSDT")).what == spec::kind::trade));
    BOOST_TEST((understood(bybit::ticker("BTCUSDT")).what == spec::kind::ticker));
    BOOST_TEST((understood(bybit::ticker("BTCUSDT")).every == 100ms));
}

BOOST_AUTO_TEST_CASE(a_snapshot_and_its_changes_reach_the_adapter)
{
    const heard whole(
        language.print(from("orderbook.50.BTCUSDT"), sim::book_news{9, 9, 8, 70, true, false, bids, asks}));
    BOOST_TEST((whole.said.what == kind::snapshot));
    const heard h(language.print(from("orderbook.50.BTCUSDT"),
                                 sim::book_news{10, 10, 9, 71, false, false, bids, asks}));
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "orderbook.50.BTCUSDT");
    BOOST_TEST(h.said.ids.last == 10U);
    BOOST_TEST((h.said.exchange_time == noon));
    const auto& levels = std::get<book_levels>(h.said.content);
    BOOST_TEST(text_of(levels.bids) == "2.00x1 1.00x0");
    BOOST_TEST(text_of(levels.asks) == "3.00x0.5");
}

BOOST_AUTO_TEST_CASE(a_restart_comes_as_a_delta_that_is_a_snapshot)
{
    const sim::book_news anew{1, 1, 0, 71, true, true, bids, asks};
    const heard h(language.print(from("orderbook.50.BTCUSDT"), anew));
    BOOST_TEST(h.text.find(R"("type":"delta")") != std::string::npos);
    BOOST_TEST((h.said.what == kind::snapshot));
    BOOST_TEST(language.restarts());
}

BOOST_AUTO_TEST_CASE(a_trade_reaches_the_adapter)
{
    const heard h(language.print(from("publicTrade.BTCUSDT"), sim::fill{12, 2 * sim::one, sim::one, true}));
    const auto trades = std::get<std::span<const trade>>(h.said.content);
    BOOST_TEST(h.said.ids.last == 12U);
    BOOST_TEST_REQUIRE(trades.size() == 1U);
    BOOST_TEST(trades[0].id == 12U);
    BOOST_TEST(trades[0].price.str() == "2.00");
    BOOST_TEST((trades[0].taker == side::sell));
}

BOOST_AUTO_TEST_CASE(a_ticker_reaches_the_adapter)
{
    const sim::best_levels best{5, 2 * sim::one, sim::one, 3 * sim::one, sim::one};
    const heard h(language.print(from("tickers.BTCUSDT"), sim::ticker{sim::one, sim::one, best}));
    BOOST_TEST(std::get<quote>(h.said.content).ask.price.str() == "3.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sim_bybit_rest)

BOOST_AUTO_TEST_CASE(the_full_book_is_what_the_adapter_asks_for)
{
    const topic full = bybit::full_orderbook("BTCUSDT");
    const sim::question asked = language.understand_request(exchange->snapshot_request(full).url);
    BOOST_TEST((asked.what == sim::question::kind::snapshot));
    BOOST_TEST(asked.symbol == "BTCUSDT");
    BOOST_TEST(asked.limit == 0U);
    slab memory;
    const std::string body =
        language.print_snapshot(from({}), sim::book_news{9, 9, 0, 9, true, false, bids, asks});
    const auto fresh = exchange->decode_snapshot(full, body, memory);
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST(fresh->ids.last == 9U);
    BOOST_TEST(text_of(fresh->levels.asks) == "3.00x0.5");
}

BOOST_AUTO_TEST_CASE(errors_have_status_200)
{
    for (const std::string target :
         {"/v5/market/orderbook?symbol=BTCUSDT", "/v5/market/orderbook?category=linear",
          "/v5/market/orderbook?category=linear&symbol=BTCUSDT&limit=0",
          "/v5/market/orderbook?category=linear&symbol=BTCUSDT&limit=501",
          "/v5/market/orderbook?category=option&symbol=BTCUSDT&limit=26",
          "/v5/market/full_orderbook?category=option&symbol=BTCUSDT"}) {
        const sim::question asked = language.understand_request(target);
        BOOST_TEST((asked.what == sim::question::kind::refused), target);
        BOOST_TEST(asked.refusal.status == 200U, target);
        BOOST_TEST(asked.refusal.body.starts_with(R"({"retCode":10001,)"), target);
    }
    BOOST_TEST(language.understand_request("/v5/market/nothing").refusal.status == 404U);
}

BOOST_AUTO_TEST_CASE(refusals_are_what_the_adapter_takes_them_for)
{
    const auto decoded_as = [](sim::refusal why) {
        slab memory;
        const auto reply = language.refuse(why, 1s);
        return exchange->decode_snapshot(bybit::full_orderbook("BTCUSDT"), reply.body, memory).error().code;
    };
    BOOST_TEST((decoded_as(sim::refusal::too_many) == errc::rate_limited));
    BOOST_TEST((decoded_as(sim::refusal::unknown_symbol) == errc::snapshot_failed));
    BOOST_TEST((decoded_as(sim::refusal::no_book_yet) == errc::snapshot_failed));
    BOOST_TEST((decoded_as(sim::refusal::internal) == errc::snapshot_failed));
    BOOST_TEST(language.refuse(sim::refusal::banned, 1s).status == 403U);
    slab memory;
    const auto fresh =
        exchange->decode_snapshot(bybit::full_orderbook("BTCUSDT"), language.nonsense(), memory);
    BOOST_TEST((fresh.error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(the_time_is_told_in_seconds_and_nanoseconds)
{
    const json::object result = json::parse(language.print_time(noon)).at("result").as_object();
    BOOST_TEST(result.at("timeSecond").as_string() == "1767225600");
    BOOST_TEST(result.at("timeNano").as_string() == "1767225600123000000");
    BOOST_TEST((language.understand_request("/v5/market/time").what == sim::question::kind::time));
    BOOST_TEST((language.understand_request("/v5/market/instruments-info?category=linear").what ==
                sim::question::kind::info));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sim_bybit_recorded)

BOOST_AUTO_TEST_CASE(what_it_prints_it_understands)
{
    const std::string text =
        language.print(from("orderbook.50.BTCUSDT"), sim::book_news{10, 10, 9, 71, false, false, bids, asks});
    const auto read = language.understand_recorded(text);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((read->what == sim::recorded::kind::book_changes));
    BOOST_TEST(read->topic == "orderbook.50.BTCUSDT");
    BOOST_TEST(read->symbol == "BTCUSDT");
    BOOST_TEST(read->payload == text);
    BOOST_TEST((read->first == 10U && read->last == 10U && read->sequenced));
    BOOST_TEST((read->bids == bids && read->asks == asks));
}

BOOST_AUTO_TEST_CASE(update_one_is_a_whole_book)
{
    const auto read = language.understand_recorded(
        language.print(from("orderbook.50.BTCUSDT"), sim::book_news{1, 1, 0, 71, true, true, bids, asks}));
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((read->what == sim::recorded::kind::whole_book));
}

BOOST_AUTO_TEST_CASE(messages_without_a_book_are_passed_on)
{
    const auto read = language.understand_recorded(
        language.print(from("publicTrade.BTCUSDT"), sim::fill{12, sim::one, sim::one, true}));
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((read->what == sim::recorded::kind::other));
}

BOOST_AUTO_TEST_CASE(what_is_no_message_of_a_topic_is_not_understood)
{
    for (const std::string text :
         {"", "{}", "[]", R"({"success":true,"op":"subscribe"})", R"({"topic":"orderbook.50.X"})",
          R"({"topic":"orderbook.50.X","data":{"s":"X","b":[],"a":[]}})",
          R"({"topic":"orderbook.50.X","data":{"s":"X","b":[["1"]],"a":[],"u":2}})",
          R"({"stream":"btcusdt@depth","data":{"e":"depthUpdate"}})"})
        BOOST_TEST(!language.understand_recorded(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(a_snapshot_says_whose_it_is)
{
    const std::string body =
        language.print_snapshot(from({}), sim::book_news{9, 9, 0, 9, true, false, bids, asks});
    const auto read = language.understand_recorded_snapshot("", body);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((read->symbol == "BTCUSDT" && read->id == 9U));
    BOOST_TEST(read->book.asks.size() == 1U);
    BOOST_TEST(!language.understand_recorded_snapshot("", "{}").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sim_bybit_exchange)

namespace {

// The levels as the exchange spells them.
std::vector<sim::quoted_level> quoted(const std::vector<level>& levels)
{
    std::vector<sim::quoted_level> out;
    for (const level& l : levels)
        out.push_back({l.price.str(), l.quantity.str()});
    return out;
}

sim::exchange_config quiet_market()
{
    sim::exchange_config config = sim::config_of(sim::venue::bybit);
    config.burst_every = 1h;
    return config;
}

// A client that follows one book of the simulated exchange by the adapter and the rule of the topic.
class follower {
public:
    explicit follower(topic on, sim::exchange_config config = sim::config_of(sim::venue::bybit))
        : venue(std::move(config)), on_(on), order_(exchange->traits(on).rule),
          connection_(venue.connect("/v5/public/linear"))
    {
        venue.venue.receive(connection_, exchange->subscribe(1, {&on, 1}), venue.now);
        run(1ms);
    }

    void run(duration time)
    {
        venue.run(time);
        for (const std::string& text : venue.texts(connection_))
            hear(text);
    }

    [[nodiscard]] std::string difference() const
    {
        const auto truth = venue.venue.truth_of(on_.name(), book.last_id());
        if (!truth)
            return "no truth at " + std::to_string(book.last_id());
        return sim::difference(*truth, quoted(book.bids(10'000).value()), quoted(book.asks(10'000).value()));
    }

    [[nodiscard]] auto count(decoded::kind what) const
    {
        return std::count(heard.begin(), heard.end(), what);
    }
    [[nodiscard]] auto count(verdict v) const { return std::count(verdicts.begin(), verdicts.end(), v); }

    test::lab venue;
    order_book book{};
    std::vector<decoded::kind> heard{};
    std::vector<verdict> verdicts{};

private:
    void hear(const std::string& text)
    {
        slab memory;
        std::vector<decoded> out;
        exchange->decode(memory.copy(text), false, memory, out);
        for (const decoded& said : out)
            if (said.topic_name == on_.name())
                take(said);
    }

    void take(const decoded& said)
    {
        const bool whole = said.what == kind::snapshot;
        heard.push_back(said.what);
        sequence_ids ids = said.ids;
        ids.reset = whole;
        verdicts.push_back(order_.accept(ids));
        const auto& levels = std::get<book_levels>(said.content);
        if (whole)
            return replace(said.ids, levels);
        if (verdicts.back() != verdict::in_order)
            return;
        data d;
        d.on = on_;
        d.ids = said.ids;
        d.content = levels;
        book.apply(d);
    }

    void replace(const sequence_ids& ids, const book_levels& levels)
    {
        snapshot s;
        s.on = on_;
        s.ids = ids;
        s.levels = levels;
        book.apply(s);
        gap_closed g;
        g.on = on_;
        book.apply(g);
    }

    topic on_;
    sequence order_;
    sim::connection_id connection_;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_book_begins_whole_and_goes_on_without_a_gap)
{
    for (const unsigned depth : {50U, 200U, 1000U}) {
        follower f(bybit::orderbook("BTCUSDT", depth));
        BOOST_TEST_REQUIRE(f.heard.size() >= 1U);
        BOOST_TEST((f.heard.front() == kind::snapshot));
        f.run(5s);
        BOOST_TEST(f.heard.size() > 20U);
        BOOST_TEST(f.count(verdict::gap) == 0);
        BOOST_TEST(f.book.verified(), f.book.reason().message());
        BOOST_TEST(f.difference() == "", depth);
    }
}

BOOST_AUTO_TEST_CASE(the_best_level_is_whole_every_time)
{
    follower f(bybit::orderbook("BTCUSDT", 1));
    f.run(5s);
    BOOST_TEST(f.heard.size() > 5U);
    BOOST_TEST(f.count(kind::data) == 0);
    BOOST_TEST(f.difference() == "");
}

BOOST_AUTO_TEST_CASE(the_best_level_repeats_itself_every_three_seconds)
{
    follower f(bybit::orderbook("BTCUSDT", 1), quiet_market());
    const std::uint64_t place = f.book.last_id();
    f.run(10s);
    BOOST_TEST(f.count(kind::snapshot) == 4);
    BOOST_TEST(f.book.last_id() == place);
}

BOOST_AUTO_TEST_CASE(the_full_book_is_changes_without_a_gap)
{
    follower f(bybit::full_orderbook("BTCUSDT"));
    f.run(5s);
    BOOST_TEST(f.count(kind::snapshot) == 0);
    BOOST_TEST(f.count(verdict::in_order) > 20);
    BOOST_TEST(f.count(verdict::gap) == 0);
}

BOOST_AUTO_TEST_CASE(fault_bybit_after_a_restart_the_book_is_whole_again)
{
    follower f(bybit::orderbook("BTCUSDT"));
    f.run(1s);
    f.venue.venue.faults().inject(sim::fault::restart);
    f.run(3s);
    BOOST_TEST(f.venue.venue.faults().injected(sim::fault::restart) == 1U);
    BOOST_TEST(f.count(kind::snapshot) == 2);
    BOOST_TEST(f.count(verdict::gap) == 0);
    BOOST_TEST(f.book.last_id() < 1000U);
    BOOST_TEST(f.difference() == "");
}

BOOST_AUTO_TEST_SUITE_END()
