// SPDX-License-Identifier: BSL-1.0
#include "sim/market/market_dialect.hpp"

#include "exchange/bulk/frames.hpp"

#include <holdfast/exchange/bulk/market.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(sim_bulk)

namespace {

using namespace holdfast;
using namespace std::chrono_literals;
using kind = sim::topic_spec::kind;

const sim::dialect& language = sim::bulk_dialect();

constexpr std::uint64_t ms = 1'000'000;
constexpr std::uint64_t at = 1'767'225'600'100 * ms;

// A client of an exchange that lists two symbols.
struct terminal {
    sim::reaction says(const std::string& text)
    {
        const sim::house where{
            rules, [](std::string_view symbol) { return symbol == "BTC-USD" || symbol == "ETH-USD"; }, {}};
        return language.receive(who, text, where);
    }

    sim::exchange_rules rules = sim::rules_of(sim::venue::bulk);
    sim::client who = language.open("/");
};

sim::printing printing_of(std::string_view topic)
{
    return {topic, "BTC-USD", wall_time(std::chrono::nanoseconds(at + 123)), false, false};
}

// What our adapter understands of it.
struct heard {
    explicit heard(std::string said) : text(std::move(said))
    {
        bulk::make_adapter()->decode(text, false, *memory, all);
    }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::vector<decoded> all{};
};

const std::vector<sim::priced> some_bids{{101250 * sim::one, sim::one * 3 / 2}};
const std::vector<sim::priced> some_asks{{101250 * sim::one + sim::one / 2, sim::one * 2}};

sim::book_news book_of(bool whole, std::span<const sim::priced> bids, std::span<const sim::priced> asks)
{
    return {at, at, 0, 7, whole, false, bids, asks};
}

} // namespace

BOOST_AUTO_TEST_CASE(subscriptions_are_acknowledged_by_their_topics)
{
    terminal t;
    const auto said = t.says(R"({"method":"subscribe","subscription":[{"type":"ticker","symbol":"BTC-USD"},)"
                             R"({"type":"trades","symbol":"ETH-USD"}]})");
    BOOST_TEST_REQUIRE(said.replies.size() == 1U);
    BOOST_TEST(said.replies[0] ==
               R"({"type":"subscriptionResponse","topics":["ticker.BTC-USD","trades.ETH-USD"]})");
    BOOST_TEST(t.who.topics.size() == 2U);
}

BOOST_AUTO_TEST_CASE(unsubscribing_names_one_topic)
{
    terminal t;
    (void)t.says(R"({"method":"subscribe","subscription":[{"type":"ticker","symbol":"BTC-USD"}]})");
    const auto said = t.says(R"({"method":"unsubscribe","topic":"ticker.BTC-USD"})");
    BOOST_TEST(said.replies.at(0) == bulk_frames::unsubscribed);
    BOOST_TEST(t.who.topics.empty());
}

BOOST_AUTO_TEST_CASE(it_understands_what_our_adapter_asks_for)
{
    terminal t;
    const std::vector<topic> topics{bulk::books("BTC-USD"), bulk::book_snapshots("BTC-USD"),
                                    bulk::trades("BTC-USD"), bulk::ticker("BTC-USD")};
    const heard acks(t.says(bulk::make_adapter()->subscribe(1, topics)).replies.at(0));
    BOOST_TEST_REQUIRE(acks.all.size() == topics.size());
    for (std::size_t i = 0; i < topics.size(); ++i) {
        BOOST_TEST((acks.all[i].what == decoded::kind::ack));
        BOOST_TEST(acks.all[i].topic_name == topics[i].name());
    }
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_is_an_error_and_the_rest_goes_on)
{
    terminal t;
    const auto said =
        t.says(R"({"method":"subscribe","subscription":[{"type":"ticker","symbol":"FOO-USD"},)"
               R"({"type":"ticker","symbol":"BTC-USD"},{"type":"news","symbol":"BTC-USD"},5]})");
    BOOST_TEST_REQUIRE(said.replies.size() == 4U);
    BOOST_TEST(said.replies[0] == R"({"type":"subscriptionResponse","topics":["ticker.BTC-USD"]})");
    for (std::size_t i = 1; i < 4; ++i)
        BOOST_TEST((heard(said.replies[i]).all.at(0).what == decoded::kind::reject), said.replies[i]);
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_an_error)
{
    for (const std::string text :
         {"", "ping", "[]", "{}", R"({"method":"subscribe"})", R"({"method":"subscribe","subscription":{}})",
          R"({"method":"unsubscribe"})", R"({"method":"unsubscribe","topic":"ticker.BTC-USD"})"}) {
        terminal t;
        const auto said = t.says(text);
        BOOST_TEST_REQUIRE(said.replies.size() == 1U, text);
        BOOST_TEST((heard(said.replies[0]).all.at(0).what == decoded::kind::reject), text);
        BOOST_TEST(said.close_code == 0U);
    }
}

BOOST_AUTO_TEST_CASE(too_many_subscriptions_end_the_connection)
{
    terminal t;
    t.rules.topics_per_connection = 1;
    const auto said = t.says(R"({"method":"subscribe","subscription":[{"type":"ticker","symbol":"BTC-USD"},)"
                             R"({"type":"ticker","symbol":"ETH-USD"}]})");
    BOOST_TEST(said.close_code == 1008U);
}

BOOST_AUTO_TEST_CASE(subscribing_twice_is_once)
{
    terminal t;
    for (int i = 0; i < 2; ++i)
        (void)t.says(R"({"method":"subscribe","subscription":[{"type":"ticker","symbol":"BTC-USD"}]})");
    BOOST_TEST(t.who.topics.size() == 1U);
}

BOOST_AUTO_TEST_CASE(its_topics)
{
    const auto changes = language.understand("l2delta.BTC-USD");
    BOOST_TEST_REQUIRE(changes.has_value());
    BOOST_TEST((changes->what == kind::book_changes));
    BOOST_TEST((changes->counts == sim::numbering::time));
    BOOST_TEST(changes->whole_first);
    BOOST_TEST(changes->level_by_level);
    BOOST_TEST(changes->sequenced);
    BOOST_TEST(changes->symbol == "BTC-USD");
    BOOST_TEST((language.understand("l2snapshot.BTC-USD")->every == 200ms));
    BOOST_TEST((language.understand("ticker.BTC-USD")->every == 200ms));
    BOOST_TEST((language.understand("trades.BTC-USD")->what == kind::trade));
    for (const std::string none : {"", "ticker", "ticker.", "candle.BTC-USD.1m", "frontendContext"})
        BOOST_TEST(!language.understand(none).has_value(), none);
}

BOOST_AUTO_TEST_CASE(a_whole_book)
{
    const heard h(language.print(printing_of("l2delta.BTC-USD"), book_of(true, some_bids, some_asks)));
    BOOST_TEST(h.text == R"({"type":"l2Delta","topic":"l2delta.BTC-USD","data":{"book":{"updateType":)"
                         R"("snapshot","symbol":"BTC-USD","levels":[[{"px":101250.0,"sz":1.5,"n":1}],)"
                         R"([{"px":101250.5,"sz":2.0,"n":1}]],"timestamp":1767225600100}}})");
    BOOST_TEST((h.all.at(0).what == decoded::kind::snapshot));
    BOOST_TEST(h.all.at(0).ids.last == at);
}

BOOST_AUTO_TEST_CASE(a_change)
{
    const std::vector<sim::priced> gone{{101250 * sim::one, 0}};
    const heard h(language.print(printing_of("l2delta.BTC-USD"), book_of(false, gone, {})));
    BOOST_TEST(h.text == R"({"type":"l2Delta","topic":"l2delta.BTC-USD","data":{"book":{"updateType":)"
                         R"("delta","symbol":"BTC-USD","levels":[[{"px":101250.0,"sz":0,"n":0}],[]],)"
                         R"("timestamp":1767225600100}}})");
    BOOST_TEST((h.all.at(0).what == decoded::kind::data));
    BOOST_TEST(h.all.at(0).ids.last == at);
}

BOOST_AUTO_TEST_CASE(a_pushed_book)
{
    const heard h(language.print(printing_of("l2snapshot.BTC-USD"), book_of(true, some_bids, some_asks)));
    BOOST_TEST(h.text.starts_with(R"({"type":"l2Snapshot","topic":"l2snapshot.BTC-USD",)"));
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.all[1].what == decoded::kind::audit));
}

BOOST_AUTO_TEST_CASE(a_trade)
{
    const sim::fill filled{5, 101250 * sim::one, sim::one / 4, false};
    const heard h(language.print(printing_of("trades.BTC-USD"), filled));
    const auto made = std::get<std::span<const trade>>(h.all.at(0).content);
    BOOST_TEST_REQUIRE(made.size() == 1U);
    BOOST_TEST((made[0].taker == side::buy));
    BOOST_TEST(made[0].quantity.str() == "0.25");
    BOOST_TEST((made[0].at == wall_time(std::chrono::nanoseconds(at))));
}

BOOST_AUTO_TEST_CASE(a_ticker_has_nanoseconds)
{
    const heard h(
        language.print(printing_of("ticker.BTC-USD"), sim::ticker{101250 * sim::one, sim::one, {}}));
    BOOST_TEST((h.all.at(0).what == decoded::kind::data));
    BOOST_TEST(h.all.at(0).ids.last == at + 123);
}

BOOST_AUTO_TEST_CASE(a_book_by_rest)
{
    const auto adapter = bulk::make_adapter();
    const std::string url = adapter->snapshot_request(bulk::books("BTC-USD")).url;
    const auto asked = language.understand_request(url.substr(url.find("/api")));
    BOOST_TEST((asked.what == sim::question::kind::snapshot));
    BOOST_TEST(asked.symbol == "BTC-USD");
    BOOST_TEST((asked.counts == sim::numbering::time));
    BOOST_TEST(asked.limit == 0U);
    slab memory;
    const auto fresh = adapter->decode_snapshot(
        bulk::books("BTC-USD"), language.print_snapshot(printing_of({}), book_of(true, some_bids, some_asks)),
        memory);
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST(fresh->ids.last == at);
}

BOOST_AUTO_TEST_CASE(what_rest_refuses)
{
    for (const auto& [target, status] :
         {std::pair("/api/v1/l2book?type=l2book", 400U), std::pair("/api/v1/l2book?coin=BTC-USD", 400U),
          std::pair("/api/v1/l2book?type=l2Book&coin=BTC-USD&nlevels=x", 400U),
          std::pair("/api/v1/x", 404U)}) {
        const auto asked = language.understand_request(target);
        BOOST_TEST((asked.what == sim::question::kind::refused), target);
        BOOST_TEST(asked.refusal.status == status, target);
    }
    BOOST_TEST(language.refuse(sim::refusal::unknown_symbol, {}).status == 404U);
    BOOST_TEST(language.refuse(sim::refusal::too_many, 3s).headers.back().second == "3");
}

BOOST_AUTO_TEST_CASE(nonsense_is_no_snapshot)
{
    slab memory;
    const auto fresh =
        bulk::make_adapter()->decode_snapshot(bulk::books("BTC-USD"), language.nonsense(), memory);
    BOOST_TEST(!fresh.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_recorded_is_understood)
{
    const auto first = language.understand_recorded(bulk_frames::first_book);
    BOOST_TEST_REQUIRE(first.has_value());
    BOOST_TEST((first->what == sim::recorded::kind::whole_book));
    BOOST_TEST(first->last == at);
    const auto delta = language.understand_recorded(bulk_frames::delta);
    BOOST_TEST_REQUIRE(delta.has_value());
    BOOST_TEST((delta->what == sim::recorded::kind::book_changes));
    BOOST_TEST(delta->symbol == "BTC-USD");
    BOOST_TEST_REQUIRE(delta->bids.size() == 1U);
    BOOST_TEST(delta->bids[0].first == 1'012'495'000 * (sim::one / 10'000));
    BOOST_TEST(delta->bids[0].second == sim::one * 3 / 4);
    for (const std::string& other : {bulk_frames::snapshot, bulk_frames::ticker, bulk_frames::trades}) {
        const auto read = language.understand_recorded(other);
        BOOST_TEST_REQUIRE(read.has_value(), other);
        BOOST_TEST((read->what == sim::recorded::kind::other), other);
        BOOST_TEST(read->payload == other);
    }
    BOOST_TEST(!language.understand_recorded(bulk_frames::subscribed).has_value());
    const auto rest = language.understand_recorded_snapshot("", bulk_frames::rest_book);
    BOOST_TEST_REQUIRE(rest.has_value());
    BOOST_TEST(rest->symbol == "BTC-USD");
    BOOST_TEST(rest->id == at);
    BOOST_TEST(rest->book.asks.begin()->second == sim::one * 2);
}

BOOST_AUTO_TEST_CASE(streams_live_at_the_root)
{
    BOOST_TEST(language.upgrade("/").status == 101U);
    BOOST_TEST(language.upgrade("/ws").status == 404U);
}

BOOST_AUTO_TEST_SUITE_END()
