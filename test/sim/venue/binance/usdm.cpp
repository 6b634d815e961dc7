// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/market.hpp>
#include <holdfast/policy/sequence.hpp>

#include "sim/lab.hpp"
#include "sim/market/market_dialect.hpp"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// The simulated Binance USD-M: what our adapter needs of it, and where it differs from spot.

BOOST_AUTO_TEST_SUITE(sim_binance_usdm)

namespace {

using namespace holdfast;
using namespace holdfast::test;
namespace usdm = holdfast::binance::usdm;
using kind = decoded::kind;

const sim::dialect& language = sim::binance_usdm_dialect();
const std::shared_ptr<const adapter> exchange = usdm::make_adapter();

constexpr std::string_view books_address = "/public/stream";
constexpr std::string_view trades_address = "/market/stream";

lab busy()
{
    return lab(sim::config_of(sim::venue::binance_usdm));
}

lab quiet()
{
    sim::exchange_config config = sim::config_of(sim::venue::binance_usdm);
    config.burst_every = 1h;
    return lab(config);
}

// What our adapter makes of a message; the views in `said` live as long as this.
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

} // namespace

BOOST_AUTO_TEST_CASE(the_id_of_a_request_is_an_unsigned_integer)
{
    const std::pair<const char*, bool> ids[] = {
        {"1", true},      {"0", true},    {"18446744073709551615", true}, {"-1", false}, {"1.5", false},
        {"\"a\"", false}, {"null", false}};
    for (const auto& [id, good] : ids) {
        lab f = quiet();
        const std::string said =
            f.ask(f.connect(books_address),
                  R"({"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":)" + std::string(id) + "}");
        BOOST_TEST(said ==
                   (good ? R"({"result":null,"id":)" + std::string(id) + "}"
                         : R"({"code":2,"msg":"Invalid request: request ID must be an unsigned integer"})"));
    }
}

BOOST_AUTO_TEST_CASE(there_are_two_addresses_and_the_old_ones)
{
    for (const std::string target : {"/public/stream", "/public/ws", "/public/ws/btcusdt@depth",
                                     "/market/stream?streams=btcusdt@aggTrade", "/ws", "/stream"})
        BOOST_TEST(language.upgrade(target).status == 101U, target);
    for (const std::string target : {"/private/stream", "/public", "/publicstream", "/market/nothing", "/"})
        BOOST_TEST(language.upgrade(target).status == 404U, target);
}

// "Important WebSocket Change Notice"
BOOST_AUTO_TEST_CASE(at_the_wrong_address_a_stream_is_acknowledged_and_silent)
{
    const std::pair<std::string_view, topic> wrong[] = {
        {trades_address, usdm::depth("BTCUSDT")},     {trades_address, usdm::book_ticker("BTCUSDT")},
        {books_address, usdm::agg_trades("BTCUSDT")}, {books_address, usdm::mark_price("BTCUSDT")},
        {"/stream", usdm::depth("BTCUSDT")},          {"/stream", usdm::agg_trades("BTCUSDT")}};
    for (const auto& [address, on] : wrong) {
        lab f = busy();
        const auto id = f.connect(address);
        BOOST_TEST(f.subscribe(id, on.name()) == R"({"result":null,"id":1})");
        f.texts(id);
        f.run(10s);
        BOOST_TEST(f.texts(id).empty(), on.name() << " at " << address);
    }
}

BOOST_AUTO_TEST_CASE(every_topic_speaks_at_the_address_that_our_adapter_dials)
{
    for (const topic& on :
         {usdm::depth("BTCUSDT"), usdm::depth("BTCUSDT", usdm::speed::ms_250),
          usdm::partial_depth("BTCUSDT", 5), usdm::book_ticker("BTCUSDT"), usdm::agg_trades("BTCUSDT"),
          usdm::trades("BTCUSDT"), usdm::ticker("BTCUSDT"), usdm::mark_price("BTCUSDT")}) {
        lab f = busy();
        const std::string url = exchange->endpoint({&on, 1});
        const auto id = f.connect(url.substr(url.find('/', 6)));
        f.ask(id, exchange->subscribe(1, {&on, 1}));
        f.texts(id);
        f.run(20s);
        const auto texts = f.texts(id);
        BOOST_TEST(!texts.empty(), on.name());
        for (const std::string& text : texts) {
            const heard h(text);
            BOOST_TEST_REQUIRE((h.said.what == kind::data || h.said.what == kind::snapshot), text);
            BOOST_TEST_REQUIRE(h.said.topic_name == on.name());
            BOOST_TEST_REQUIRE((h.said.exchange_time > f.venue.config().wall_zero));
        }
    }
}

BOOST_AUTO_TEST_CASE(fault_41_the_series_of_trades_has_some_that_are_none_of_the_market)
{
    lab f = busy();
    const topic on = usdm::trades("BTCUSDT");
    const auto id = f.connect(trades_address);
    f.ask(id, exchange->subscribe(1, {&on, 1}));
    f.texts(id);
    f.run(60s);
    sequence order(exchange->traits(on).rule);
    std::size_t without = 0;
    for (const std::string& text : f.texts(id)) {
        const heard h(text);
        BOOST_TEST_REQUIRE((order.accept(h.said.ids) == verdict::in_order), text);
        const auto trades = std::get<std::span<const trade>>(h.said.content);
        without += trades.empty() ? 1 : 0;
        BOOST_TEST_REQUIRE((trades.empty() || !trades[0].quantity.is_zero()), text);
    }
    BOOST_TEST(without > 1U);
}

BOOST_AUTO_TEST_CASE(books_are_linked_and_their_ids_leave_holes)
{
    lab f = busy();
    const auto id = f.connect(books_address);
    f.subscribe(id, "btcusdt@depth@100ms");
    f.run(20s);
    const auto messages = f.data(id, "btcusdt@depth@100ms");
    BOOST_TEST_REQUIRE(messages.size() > 10U);
    for (std::size_t i = 1; i < messages.size(); ++i) {
        BOOST_TEST_REQUIRE(number(messages[i], "pu") == number(messages[i - 1], "u"));
        BOOST_TEST_REQUIRE(number(messages[i], "U") > number(messages[i - 1], "u") + 1);
    }
}

BOOST_AUTO_TEST_CASE(a_snapshot_lies_within_the_next_update)
{
    lab f = busy();
    const auto id = f.connect(books_address);
    f.subscribe(id, "btcusdt@depth@100ms");
    f.run(1s);
    f.texts(id);
    const auto reply = f.get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000");
    BOOST_TEST_REQUIRE(reply.status == 200U);
    slab memory;
    const auto fresh = exchange->decode_snapshot(usdm::depth("BTCUSDT"), reply.body, memory);
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST((fresh->exchange_time == f.venue.config().wall_zero + f.now.time_since_epoch()));
    f.run(1s);
    sequence order(continuity::linked);
    order.restart(fresh->ids.last);
    for (const std::string& text : f.texts(id))
        BOOST_TEST((order.accept(heard(text).said.ids) == verdict::in_order), text);
}

BOOST_AUTO_TEST_CASE(the_topic_of_the_recordings_is_as_fast_as_the_fastest)
{
    BOOST_TEST((language.understand("btcusdt@depth@0ms")->every == 100ms));
    BOOST_TEST((language.understand("btcusdt@depth@100ms")->every == 100ms));
    BOOST_TEST((language.understand("btcusdt@depth")->every == 250ms));
    BOOST_TEST((language.understand("btcusdt@depth20@500ms")->every == 500ms));
    for (const std::string none :
         {"BTCUSDT@depth", "btcusdt@depth@1000ms", "btcusdt@depth7", "btcusdt", "@depth"})
        BOOST_TEST(!language.understand(none).has_value(), none);
}

BOOST_AUTO_TEST_CASE(a_mark_price_comes_every_second_or_every_three)
{
    for (const auto& [name, every] :
         {std::pair("btcusdt@markPrice@1s", 30U), std::pair("btcusdt@markPrice", 10U)}) {
        lab f = quiet();
        const auto id = f.connect(trades_address);
        f.subscribe(id, name);
        f.run(30s);
        const auto messages = f.data(id, name);
        BOOST_TEST(messages.size() == every, name);
        BOOST_TEST(messages.front().at("e").as_string() == "markPriceUpdate");
    }
}

// "Order Book"
BOOST_AUTO_TEST_CASE(a_snapshot_costs_what_its_size_weighs)
{
    const std::pair<const char*, unsigned> table[] = {{"&limit=5", 2},     {"&limit=50", 2},
                                                      {"&limit=100", 5},   {"&limit=500", 10},
                                                      {"&limit=1000", 20}, {"", 10}};
    for (const auto& [limit, weight] : table) {
        const auto asked = language.understand_request("/fapi/v1/depth?symbol=BTCUSDT" + std::string(limit));
        BOOST_TEST((asked.what == sim::question::kind::snapshot), limit);
        BOOST_TEST(asked.weight == weight, limit);
    }
}

BOOST_AUTO_TEST_CASE(bad_questions_get_the_documented_errors)
{
    lab f = quiet();
    const std::tuple<const char*, unsigned, const char*> table[] = {
        {"/fapi/v1/depth", 400, "{\"code\":-1102"},
        {"/fapi/v1/depth?symbol=NOSUCH", 400, "{\"code\":-1121"},
        {"/fapi/v1/depth?symbol=BTCUSDT&limit=7", 400, "{\"code\":-4021"},
        {"/fapi/v1/depth?symbol=BTCUSDT&limit=ten", 400, "{\"code\":-1100"},
        {"/api/v3/depth?symbol=BTCUSDT", 404, ""},
        {"/fapi/v1/nothing", 404, ""}};
    for (const auto& [target, status, body] : table) {
        const sim::http_reply reply = f.get(target);
        BOOST_TEST(reply.status == status, target);
        BOOST_TEST(reply.body.starts_with(body), target << " was answered with " << reply.body);
    }
}

BOOST_AUTO_TEST_CASE(time_ping_and_info_are_answered)
{
    lab f = quiet();
    BOOST_TEST(f.get("/fapi/v1/ping").body == "{}");
    BOOST_TEST(f.get("/fapi/v1/time").body.starts_with("{\"serverTime\":"));
    BOOST_TEST(f.get("/fapi/v1/exchangeInfo").body.find("\"limit\":2400") != std::string::npos);
}

// `serverShutdown` is spot's.
BOOST_AUTO_TEST_CASE(a_shutdown_is_not_announced)
{
    lab f = quiet();
    const auto id = f.connect(books_address);
    f.venue.announce_shutdown(f.now);
    f.run(1ms);
    BOOST_TEST(f.texts(id).empty());
}

BOOST_AUTO_TEST_CASE(a_recorded_update_names_the_one_before)
{
    const std::string update =
        R"({"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT","U":5,"u":9,"pu":4,"b":[["1.0","2"]],"a":[]})";
    const auto read = language.understand_recorded(R"({"stream":"btcusdt@depth@0ms","data":)" + update + "}");
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((read->what == sim::recorded::kind::book_changes));
    BOOST_TEST(read->payload == update);
    BOOST_TEST((read->first == 5U && read->last == 9U && read->previous == 4U));
}

BOOST_AUTO_TEST_CASE(recordings_of_the_two_markets_are_told_apart)
{
    const std::string spot = R"({"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT",)"
                             R"("U":5,"u":9,"b":[],"a":[]}})";
    const std::string futures =
        R"({"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT",)"
        R"("U":5,"u":9,"pu":4,"b":[],"a":[]}})";
    BOOST_TEST(!language.understand_recorded(spot).has_value());
    BOOST_TEST(!sim::binance_spot_dialect().understand_recorded(futures).has_value());
}

BOOST_AUTO_TEST_CASE(a_recorded_partial_book_is_no_update)
{
    const auto read = language.understand_recorded(
        R"({"stream":"btcusdt@depth5","data":{"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT",)"
        R"("U":5,"u":9,"pu":4,"b":[],"a":[]}})");
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((read->what == sim::recorded::kind::other));
}

BOOST_AUTO_TEST_SUITE_END()
