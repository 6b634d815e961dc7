// SPDX-License-Identifier: BSL-1.0
#include "sim/lab.hpp"

#include <algorithm>

// What the exchange does to connections by its terms, and to the answers to subscriptions, in the dialects
// that have it.
BOOST_AUTO_TEST_SUITE(sim_terms)

namespace {

using namespace holdfast;
using namespace holdfast::test;
using sim::fault;
using sim::venue;
using kind = sim::output::kind;

const std::string okx_target = "/ws/v5/public";
const std::string bybit_target = "/v5/public/linear";

std::string okx_books(std::string_view symbol)
{
    return R"({"channel":"books","instId":")" + std::string(symbol) + R"("})";
}

std::string okx_subscribe(std::string_view arguments)
{
    return R"({"id":"1","op":"subscribe","args":[)" + std::string(arguments) + "]}";
}

sim::exchange_config quiet(venue which)
{
    sim::exchange_config config = sim::config_of(which);
    config.burst_every = 1h;
    return config;
}

std::size_t count_of(const std::vector<std::string>& texts, std::string_view words)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        texts, [=](const std::string& text) { return text.find(words) != std::string::npos; }));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_subscriber_gets_the_whole_book_right_after_the_acknowledgement)
{
    lab f(quiet(venue::okx));
    const auto id = f.connect(okx_target);
    f.ask(id, okx_subscribe(okx_books("BTC-USDT")));
    const auto texts = f.texts(id);
    BOOST_REQUIRE(texts.size() == 2u);
    BOOST_TEST(count_of({texts[0]}, "\"event\":\"subscribe\"") == 1u);
    BOOST_TEST(count_of({texts[1]}, "\"action\":\"snapshot\"") == 1u);
}

BOOST_AUTO_TEST_CASE(a_later_subscriber_gets_the_book_alone_and_with_the_number_that_was_published_last)
{
    sim::exchange_config config = sim::config_of(venue::okx);
    lab f(config);
    const auto first = f.connect(okx_target);
    f.ask(first, okx_subscribe(okx_books("BTC-USDT")));
    f.run(1050ms);
    const json::value last = json::parse(f.texts(first).back());
    const auto second = f.connect(okx_target);
    f.ask(second, okx_subscribe(okx_books("BTC-USDT")));
    const json::value whole = json::parse(f.texts(second).back());
    BOOST_TEST(f.texts(first).empty());
    BOOST_TEST(whole.at("data").at(0).at("seqId") == last.at("data").at(0).at("seqId"));
}

BOOST_AUTO_TEST_CASE(a_quiet_topic_says_that_nothing_has_happened)
{
    sim::exchange_config config = quiet(venue::okx);
    config.rules.silence_timeout = 0s;
    lab f(config);
    const auto id = f.connect(okx_target);
    f.ask(id, okx_subscribe(okx_books("BTC-USDT")));
    f.texts(id);
    f.run(3min);
    const auto texts = f.texts(id);
    BOOST_REQUIRE(texts.size() >= 2u);
    const json::value idle = json::parse(texts.back()).at("data").at(0);
    BOOST_TEST(idle.at("seqId") == idle.at("prevSeqId"));
}

BOOST_AUTO_TEST_CASE(a_line_on_which_nothing_crosses_is_closed_in_the_exchanges_way)
{
    lab f(quiet(venue::okx));
    const auto silent = f.connect(okx_target);
    const auto talking = f.connect(okx_target);
    for (int i = 0; i < 3; ++i) {
        f.run(20s);
        f.venue.receive(talking, "ping", f.now);
    }
    BOOST_REQUIRE(f.find(silent, kind::close));
    BOOST_TEST(f.find(silent, kind::close)->code == 4004);
    BOOST_TEST((f.find(silent, kind::close)->at == time_point{} + 1h + 30s));
    BOOST_TEST(!f.find(talking, kind::close));
}

BOOST_AUTO_TEST_CASE(a_client_that_says_nothing_is_closed_even_if_it_is_served)
{
    sim::exchange_config config = sim::config_of(venue::bybit);
    config.burst_every = 1s;
    lab f(config);
    const auto id = f.connect(bybit_target);
    f.ask(id, R"({"op":"subscribe","args":["orderbook.50.BTCUSDT"]})");
    f.run(10min - 1s);
    BOOST_TEST(!f.find(id, kind::close));
    f.run(1s);
    BOOST_TEST(f.find(id, kind::close));
}

BOOST_AUTO_TEST_CASE(requests_are_counted_by_the_hour)
{
    sim::exchange_config config = quiet(venue::okx);
    config.rules.requests_per_hour = 2;
    config.rules.silence_timeout = 0s;
    lab f(config);
    const auto id = f.connect(okx_target);
    for (int i = 0; i < 2; ++i)
        f.ask(id, okx_subscribe(okx_books("BTC-USDT")));
    BOOST_TEST(f.ask(id, okx_subscribe(okx_books("BTC-USDT"))).find("60014") != std::string::npos);
    f.run(1h);
    BOOST_TEST(f.ask(id, okx_subscribe(okx_books("BTC-USDT"))).find("60014") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(attempts_are_counted_by_the_second)
{
    lab f(quiet(venue::okx));
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(f.venue.upgrade(1, okx_target, f.now).status == 101u);
    BOOST_TEST(f.venue.upgrade(1, okx_target, f.now).status == 429u);
    f.run(1s);
    BOOST_TEST(f.venue.upgrade(1, okx_target, f.now).status == 101u);
}

BOOST_AUTO_TEST_CASE(who_is_too_fast_by_rest_is_shut_out_at_once_where_the_exchange_does_that)
{
    lab f(quiet(venue::bybit));
    const std::string target = "/v5/market/time";
    for (int i = 0; i < 600; ++i)
        BOOST_REQUIRE(f.get(target).status == 200u);
    BOOST_TEST(f.get(target).status == 403u);
    f.run(5min);
    BOOST_TEST(f.get(target).status == 403u);
    f.run(5min);
    BOOST_TEST(f.get(target).status == 200u);
}

BOOST_AUTO_TEST_CASE(an_answer_can_be_kept_back_while_the_topic_is_delivered)
{
    lab f(quiet(venue::okx));
    const auto id = f.connect(okx_target);
    f.venue.faults().inject(fault::lose_ack);
    f.ask(id, okx_subscribe(okx_books("BTC-USDT")));
    const auto texts = f.texts(id);
    BOOST_TEST(count_of(texts, "\"event\"") == 0u);
    BOOST_TEST(count_of(texts, "\"action\":\"snapshot\"") == 1u);
    BOOST_TEST(f.venue.faults().log().back().topic == "books:BTC-USDT");
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_one_to_a_subscription)
{
    lab f(quiet(venue::okx));
    const auto id = f.connect(okx_target);
    f.venue.faults().inject(fault::lose_ack);
    BOOST_TEST(f.ask(id, "ping") == "pong");
    BOOST_TEST(f.venue.faults().injected() == 0u);
}

BOOST_AUTO_TEST_CASE(what_is_taken_back_is_acknowledged_first_and_not_delivered_until_asked_for_again)
{
    sim::exchange_config config = quiet(venue::okx);
    config.symbols = {"BTC-USDT", "ETH-USDT"};
    lab f(config);
    const auto id = f.connect(okx_target);
    f.ask(id, okx_subscribe(okx_books("ETH-USDT") + R"(,{"channel":"bbo-tbt","instId":"ETH-USDT"})"));
    f.texts(id);
    f.venue.faults().inject(fault::revoke);
    f.ask(id, okx_subscribe(okx_books("BTC-USDT")));

    const auto texts = f.texts(id);
    BOOST_REQUIRE(texts.size() == 2u);
    BOOST_TEST(count_of({texts[0]}, "\"event\":\"subscribe\"") == 1u);
    BOOST_TEST(count_of({texts[1]}, "channel-conn-count-error") == 1u);
    // The words name a channel, so they take back all of it.
    BOOST_TEST((f.venue.subscriptions(id) == std::vector<std::string>{"bbo-tbt:ETH-USDT"}));

    f.ask(id, okx_subscribe(okx_books("BTC-USDT")));
    BOOST_TEST(count_of(f.texts(id), "\"action\":\"snapshot\"") == 1u);
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_to_be_closed_is_told_so)
{
    sim::exchange_config config = quiet(venue::okx);
    config.faults.leave_after = 5s;
    lab f(config);
    const auto id = f.connect(okx_target);
    f.venue.faults().inject(fault::leave);
    f.run(5s - 1ms);
    BOOST_TEST(count_of(f.texts(id), "64008") == 1u);
    BOOST_TEST(f.venue.connections().size() == 1u);
    f.received.clear();
    f.run(1ms);
    BOOST_REQUIRE(f.find(id, kind::close));
    BOOST_TEST(f.find(id, kind::close)->code == 1001);
}

BOOST_AUTO_TEST_CASE(what_a_dialect_has_no_words_for_is_never_drawn)
{
    const auto drawn = [](venue which) {
        sim::exchange_config config = sim::config_of(which);
        config.faults.faults = {fault::restart, fault::revoke, fault::leave};
        return sim::exchange(config).faults().config().faults;
    };
    BOOST_TEST((drawn(venue::binance_spot) == sim::fault_set{fault::leave}));
    BOOST_TEST(drawn(venue::binance_usdm).empty());
    BOOST_TEST((drawn(venue::bybit) == sim::fault_set{fault::restart}));
    BOOST_TEST((drawn(venue::okx) == sim::fault_set{fault::restart, fault::revoke, fault::leave}));
    BOOST_TEST(drawn(venue::bulk).empty());
}

BOOST_AUTO_TEST_CASE(an_exchange_without_words_for_it_announces_no_shutdown)
{
    lab f(quiet(venue::bybit));
    const auto id = f.connect(bybit_target);
    f.venue.announce_shutdown(f.now);
    f.run(1ms);
    BOOST_TEST(f.texts(id).empty());
}

BOOST_AUTO_TEST_CASE(the_truth_of_a_limited_topic_is_as_deep_as_the_topic)
{
    lab f(sim::config_of(venue::binance_spot));
    const auto id = f.connect("/stream?streams=btcusdt@depth5@100ms");
    f.run(1s);
    const auto messages = f.data(id, "btcusdt@depth5@100ms");
    const auto truth = f.venue.truth_of("btcusdt@depth5@100ms", number(messages.back(), "lastUpdateId"));
    BOOST_REQUIRE(truth);
    BOOST_TEST(truth->bids.size() == 5u);
    BOOST_TEST(truth->symbol == "BTCUSDT");
    BOOST_TEST(truth->best.has_value());
    BOOST_TEST(!f.venue.truth_of("btcusdt@depth5@100ms", 1));
    BOOST_TEST(!f.venue.truth_of("nonsense", 1));
}

BOOST_AUTO_TEST_CASE(the_place_of_a_snapshot_by_rest_is_known_to_the_topics_of_its_symbol)
{
    lab f;
    f.connect("/stream?streams=btcusdt@depth@100ms");
    f.run(1030ms);
    const std::uint64_t id = number(f.snapshot("BTCUSDT"), "lastUpdateId");
    BOOST_TEST(f.venue.truth_of("btcusdt@depth@100ms", id).has_value());
    BOOST_TEST(f.venue.best_of("btcusdt@depth@100ms", id).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
