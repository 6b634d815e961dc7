// SPDX-License-Identifier: BSL-1.0
#include "sim/lab.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(sim_market)

namespace {

using namespace holdfast;
using namespace holdfast::test;

sim::exchange_config market_of(std::vector<std::string> symbols, std::uint64_t seed = 1)
{
    sim::exchange_config config;
    config.symbols = std::move(symbols);
    config.seed = seed;
    return config;
}

bool eight_decimals(const std::string& text)
{
    const std::size_t dot = text.find('.');
    return dot != std::string::npos && text.size() - dot == 9 &&
           std::ranges::all_of(text, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

} // namespace

BOOST_AUTO_TEST_CASE(depth_messages_are_contiguous_and_hold_many_updates)
{
    lab f;
    const auto id = f.connect("/stream?streams=btcusdt@depth@100ms");
    f.run(30s);

    const auto messages = f.data(id, "btcusdt@depth@100ms");
    BOOST_TEST(messages.size() > 250u);
    std::size_t large = 0;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        BOOST_TEST(number(messages[i], "U") <= number(messages[i], "u"));
        if (i > 0)
            BOOST_TEST(number(messages[i], "U") == number(messages[i - 1], "u") + 1);
        const std::size_t levels =
            messages[i].at("b").as_array().size() + messages[i].at("a").as_array().size();
        BOOST_TEST(levels <=
                   number(messages[i], "u") - number(messages[i], "U") + 1); // only what has changed
        large += number(messages[i], "u") - number(messages[i], "U") >= 10 ? 1 : 0;
    }
    BOOST_TEST(large > messages.size() / 2);
}

BOOST_AUTO_TEST_CASE(a_book_from_snapshot_and_changes_is_the_truth_at_every_id)
{
    for (const std::uint64_t seed : {1u, 2u, 3u})
        for (const std::string topic : {"ethusdt@depth@100ms", "ethusdt@depth"}) {
            lab f(market_of({"BTCUSDT", "ETHUSDT"}, seed));
            const auto id = f.connect("/stream?streams=" + topic);
            f.run(2s);
            map_book book(f.snapshot("ETHUSDT"));
            BOOST_TEST(book.difference(f.venue, "ETHUSDT") == "");

            std::size_t compared = 0;
            f.run(30s, [&] {
                for (const json::object& message : f.data(id, topic)) {
                    BOOST_REQUIRE(book.apply(message));
                    BOOST_REQUIRE_EQUAL(book.difference(f.venue, "ETHUSDT"), "");
                    ++compared;
                }
            });
            BOOST_TEST(compared > 25u);
        }
}

BOOST_AUTO_TEST_CASE(the_book_is_deep_and_never_crossed)
{
    lab f(market_of({"BTCUSDT", "XRPUSDT", "NEWCOIN"}, 5));
    std::set<std::string> best_bids;
    f.run(3min, [&] {
        for (const std::string& symbol : f.venue.symbols()) {
            const std::uint64_t id = f.venue.last_id(symbol);
            const auto best = f.venue.best_at(symbol, id);
            BOOST_REQUIRE(best);
            const double bid = std::stod(best->bid.price);
            const double ask = std::stod(best->ask.price);
            BOOST_REQUIRE(bid < ask);
            BOOST_REQUIRE(ask < bid * 1.05);
            best_bids.insert(best->bid.price);
        }
    });
    for (const std::string& symbol : f.venue.symbols()) {
        const auto truth = f.venue.truth_at(symbol, f.venue.last_id(symbol));
        BOOST_REQUIRE(truth);
        for (const auto* side : {&truth->bids, &truth->asks}) {
            BOOST_TEST(side->size() >= 50u);
            BOOST_TEST(side->size() <= 200u);
            for (const sim::quoted_level& l : *side)
                BOOST_TEST((eight_decimals(l.price) && eight_decimals(l.quantity)));
        }
    }
    BOOST_TEST(best_bids.size() > 100u); // it does move
}

BOOST_AUTO_TEST_CASE(book_ticker_is_the_top_of_the_book_at_its_id)
{
    lab f;
    const auto id = f.connect("/stream?streams=btcusdt@bookTicker");
    std::uint64_t last = 0;
    std::size_t compared = 0;
    f.run(10s, [&] {
        for (const json::object& ticker : f.data(id, "btcusdt@bookTicker")) {
            BOOST_TEST(number(ticker, "u") > last);
            last = number(ticker, "u");
            const auto truth = f.venue.truth_at("BTCUSDT", last);
            BOOST_REQUIRE(truth);
            BOOST_TEST(ticker.at("b").as_string() == truth->bids.front().price);
            BOOST_TEST(ticker.at("B").as_string() == truth->bids.front().quantity);
            BOOST_TEST(ticker.at("a").as_string() == truth->asks.front().price);
            BOOST_TEST(ticker.at("A").as_string() == truth->asks.front().quantity);
            BOOST_TEST((truth->best && truth->best->id == last));
            ++compared;
        }
    });
    BOOST_TEST(compared > 100u);
}

BOOST_AUTO_TEST_CASE(trade_ids_grow_by_one_and_aggregates_cover_them)
{
    lab f;
    const auto trades = f.connect("/stream?streams=btcusdt@trade");
    const auto sums = f.connect("/stream?streams=btcusdt@aggTrade");
    f.run(20s);

    const auto single = f.data(trades, "btcusdt@trade");
    BOOST_REQUIRE(single.size() > 50u);
    for (std::size_t i = 1; i < single.size(); ++i)
        BOOST_TEST(number(single[i], "t") == number(single[i - 1], "t") + 1);
    std::uint64_t next = number(single.front(), "t");
    std::uint64_t id = 0;
    for (const json::object& sum : f.data(sums, "btcusdt@aggTrade")) {
        BOOST_TEST(number(sum, "f") == next);
        BOOST_TEST((id == 0 || number(sum, "a") == id + 1));
        next = number(sum, "l") + 1;
        id = number(sum, "a");
    }
    BOOST_TEST(next == number(single.back(), "t") + 1);
}

BOOST_AUTO_TEST_CASE(partial_depth_is_the_top_of_the_truth)
{
    for (const std::size_t levels : {5u, 10u, 20u}) {
        lab f;
        const std::string topic = "btcusdt@depth" + std::to_string(levels) + "@100ms";
        const auto id = f.connect("/stream?streams=" + topic);
        f.run(3s);
        const auto messages = f.data(id, topic);
        BOOST_REQUIRE(messages.size() > 20u);
        for (const json::object& message : messages) {
            const auto truth = f.venue.truth_at("BTCUSDT", number(message, "lastUpdateId"));
            BOOST_REQUIRE(truth);
            const map_book top(message);
            BOOST_TEST(top.bids.size() == levels);
            BOOST_TEST(sim::difference(*truth, map_book::list(top.bids), map_book::list(top.asks), levels) ==
                       "");
        }
    }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_market)
{
    const auto story = [](std::uint64_t seed) {
        lab f(market_of({"BTCUSDT", "ETHUSDT"}, seed));
        const auto id = f.connect("/stream?streams=btcusdt@depth@100ms/ethusdt@trade/btcusdt@bookTicker");
        f.run(5s);
        return f.texts(id);
    };
    BOOST_TEST((story(7) == story(7)));
    BOOST_TEST((story(7) != story(8)));
}

BOOST_AUTO_TEST_CASE(late_and_early_advances_lead_to_the_same_market)
{
    lab often;
    lab once;
    often.run(10s);
    once.venue.advance(once.now);
    once.venue.advance(once.now + 10s);
    BOOST_TEST(often.venue.last_id("BTCUSDT") == once.venue.last_id("BTCUSDT"));
}

BOOST_AUTO_TEST_CASE(the_truth_of_long_ago_is_forgotten)
{
    sim::exchange_config config;
    config.history = 200;
    lab f(config);
    f.run(1ms);
    const std::uint64_t early = f.venue.last_id("BTCUSDT");
    BOOST_TEST(f.venue.truth_at("BTCUSDT", early).has_value());
    f.run(1min);
    BOOST_TEST(!f.venue.truth_at("BTCUSDT", early));
    BOOST_TEST(!f.venue.truth_at("BTCUSDT", f.venue.last_id("BTCUSDT") + 1));
    BOOST_TEST(!f.venue.truth_at("NOTHING", early));
}

BOOST_AUTO_TEST_CASE(a_difference_names_the_level)
{
    const sim::truth truth{"BTCUSDT", 1, {{"2.0", "5.0"}}, {{"3.0", "6.0"}}, {}};
    const std::vector<sim::quoted_level> wrong{{"2.0", "4.0"}};
    BOOST_TEST(sim::difference(truth, truth.bids, truth.asks) == "");
    const std::vector<sim::quoted_level> spelt_otherwise{{"2", "5.00"}};
    BOOST_TEST(sim::difference(truth, spelt_otherwise, truth.asks) == "");
    BOOST_TEST(sim::difference(truth, wrong, truth.asks) == "bid 1 is 4.0 at 2.0, in truth 5.0 at 2.0");
    BOOST_TEST(sim::difference(truth, truth.bids, {}) == "0 ask levels, in truth 1");
}

BOOST_AUTO_TEST_CASE(bad_configuration_is_refused_by_name)
{
    const auto complaint = [](auto change) {
        sim::exchange_config config;
        change(config);
        const std::string text = sim::check(config);
        BOOST_CHECK_THROW(sim::exchange{config}, std::invalid_argument);
        return text;
    };
    BOOST_TEST(complaint([](auto& c) { c.levels = 3; }).starts_with("exchange_config::levels is 3"));
    BOOST_TEST(complaint([](auto& c) { c.symbols = {"btcusdt"}; }).starts_with("exchange_config::symbols"));
    BOOST_TEST(complaint([](auto& c) { c.symbols = {"A", "A"}; }).starts_with("exchange_config::symbols"));
    BOOST_TEST(complaint([](auto& c) { c.symbols = {}; }).starts_with("exchange_config::symbols"));
    BOOST_TEST(complaint([](auto& c) { c.burst_every = 0s; }).starts_with("exchange_config::burst_every"));
    BOOST_TEST(
        complaint([](auto& c) { c.rules.ping_interval = -1s; }).starts_with("exchange_rules::ping_interval"));
    BOOST_TEST(complaint([](auto& c) {
                   c.venue = static_cast<sim::venue>(99);
               }).starts_with("exchange_config::venue"));
    BOOST_TEST(complaint([](auto& c) {
                   c.rules.silence_timeout = -1s;
               }).starts_with("exchange_rules::silence_timeout"));
    BOOST_TEST(
        complaint([](auto& c) { c.rules.rest_window = 0s; }).starts_with("exchange_rules::rest_window"));
    BOOST_TEST(
        complaint([](auto& c) { c.faults.leave_after = 0s; }).starts_with("fault_plan_config::leave_after"));
    BOOST_TEST(complaint([](auto& c) { c.faults.every = 0s; }).starts_with("fault_plan_config::every"));
    BOOST_TEST(complaint([](auto& c) {
                   c.faults.close_codes = {1006};
               }).starts_with("fault_plan_config::close_codes"));
    BOOST_TEST(sim::check(sim::exchange_config{}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
