// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bulk/market.hpp>

#include "exchange/bulk/frames.hpp"
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
using kind = decoded::kind;

// A message and what it said; the views live as long as this.
struct heard {
    explicit heard(std::string bytes, const bulk::options& how = {}, bool binary = false)
        : text(std::move(bytes))
    {
        bulk::make_adapter(how)->decode(text, binary, *memory, all);
        BOOST_TEST_REQUIRE(!all.empty());
        said = all.front();
    }

    [[nodiscard]] const book_levels& book() const { return std::get<book_levels>(said.content); }
    [[nodiscard]] std::span<const trade> trades() const
    {
        return std::get<std::span<const trade>>(said.content);
    }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::vector<decoded> all{};
    decoded said;
};

} // namespace

BOOST_AUTO_TEST_SUITE(bulk_events)

BOOST_AUTO_TEST_CASE(a_change_of_the_book)
{
    const heard h(bulk_frames::delta);
    BOOST_TEST_REQUIRE(h.all.size() == 1U);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "l2delta.BTC-USD");
    BOOST_TEST((h.said.ids == sequence_ids{.last = 1767225600150'000'000}));
    BOOST_TEST((h.said.exchange_time == at_ms(1767225600150)));
    BOOST_TEST(text_of(h.book().bids) == "101249.5x0.75");
    BOOST_TEST(h.book().asks.empty());
}

BOOST_AUTO_TEST_CASE(a_size_of_zero_deletes_a_level)
{
    const heard h(bulk_frames::deletion);
    BOOST_TEST(h.book().bids.empty());
    BOOST_TEST(text_of(h.book().asks) == "101251.0x0");
}

BOOST_AUTO_TEST_CASE(the_first_book_comes_with_the_subscription)
{
    const heard h(bulk_frames::first_book);
    BOOST_TEST((h.said.what == kind::snapshot));
    BOOST_TEST(h.said.topic_name == "l2delta.BTC-USD");
    BOOST_TEST(text_of(h.book().bids) == "101250.0x1.5");
    BOOST_TEST(text_of(h.book().asks) == "101250.5x2.0");
}

BOOST_AUTO_TEST_CASE(a_time_may_be_in_nanoseconds)
{
    const heard h(replaced(bulk_frames::delta, "1767225600150", "1767225600150123456"));
    BOOST_TEST(h.said.ids.last == 1767225600150123456U);
}

BOOST_AUTO_TEST_CASE(a_pushed_book_is_a_snapshot_and_an_audit_of_the_changes)
{
    const heard h(bulk_frames::snapshot);
    BOOST_TEST_REQUIRE(h.all.size() == 2U);
    BOOST_TEST((h.all[0].what == kind::snapshot));
    BOOST_TEST(h.all[0].topic_name == "l2snapshot.BTC-USD");
    BOOST_TEST((h.all[1].what == kind::audit));
    BOOST_TEST(h.all[1].topic_name == "l2delta.BTC-USD");
    for (const decoded& said : h.all) {
        const auto& book = std::get<book_levels>(said.content);
        BOOST_TEST(text_of(book.bids) == "101250.0x1.5 101249.5x0.75");
        BOOST_TEST(text_of(book.asks) == "101250.5x2.0 101251.0x0.125");
        BOOST_TEST(said.ids.last == 1767225600200'000'000U);
    }
}

BOOST_AUTO_TEST_CASE(a_rounded_book_audits_nothing)
{
    bulk::options rounded;
    rounded.aggregation = "0.5"_dec;
    BOOST_TEST(heard(bulk_frames::snapshot, rounded).all.size() == 1U);
}

BOOST_AUTO_TEST_CASE(trades)
{
    const heard h(bulk_frames::trades);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "trades.BTC-USD");
    BOOST_TEST((h.said.ids == sequence_ids{.last = 1767225600124'000'000}));
    BOOST_TEST_REQUIRE(h.trades().size() == 2U);
    BOOST_TEST(h.trades()[0].id == 0U);
    BOOST_TEST(h.trades()[0].price.str() == "101250.5");
    BOOST_TEST(h.trades()[0].quantity.str() == "0.25");
    BOOST_TEST((h.trades()[0].at == at_ms(1767225600123)));
}

BOOST_AUTO_TEST_CASE(side_says_whether_the_taker_bought)
{
    const heard h(bulk_frames::trades);
    BOOST_TEST((h.trades()[0].taker == side::buy));
    BOOST_TEST((h.trades()[1].taker == side::sell));
}

BOOST_AUTO_TEST_CASE(no_trades_are_a_sign_of_life)
{
    const heard h(R"({"type":"trades","topic":"trades.BTC-USD","data":{"trades":[]}})");
    BOOST_TEST((h.said.what == kind::heartbeat));
}

BOOST_AUTO_TEST_CASE(a_ticker_arrives_undecoded_with_its_time)
{
    const heard h(bulk_frames::ticker);
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.topic_name == "ticker.BTC-USD");
    BOOST_TEST(h.said.ids.last == 1767225600123456789U);
    BOOST_TEST(std::holds_alternative<std::monostate>(h.said.content));
}

BOOST_AUTO_TEST_CASE(what_is_not_decoded_is_passed_on)
{
    for (const auto& [text, topic] : {std::pair(bulk_frames::candles, bulk::candles("BTC-USD", "1m")),
                                      std::pair(bulk_frames::frontend_context, bulk::frontend_context()),
                                      std::pair(bulk_frames::risk, bulk::risk("BTC-USD")),
                                      std::pair(bulk_frames::account, bulk::account(bulk_frames::key))}) {
        const heard h(text);
        BOOST_TEST((h.said.what == kind::data), text);
        BOOST_TEST(h.said.topic_name == topic.name());
        BOOST_TEST(h.said.ids.last == 0U);
    }
}

BOOST_AUTO_TEST_CASE(members_may_come_in_any_order)
{
    const heard h(R"({"data":{"book":{"timestamp":1767225600150,"levels":[[],[{"n":0,"sz":1,"px":2}]],)"
                  R"("updateType":"delta"}},"topic":"l2delta.X","type":"l2Delta"})");
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(text_of(h.book().asks) == "2x1");
}

BOOST_AUTO_TEST_CASE(members_that_are_not_known_do_not_matter)
{
    const heard h(replaced(bulk_frames::delta, R"("symbol":)", R"("new":[{"levels":[]}],"symbol":)"));
    BOOST_TEST((h.said.what == kind::data));
}

BOOST_AUTO_TEST_CASE(numbers_may_have_an_exponent)
{
    const heard h(replaced(bulk_frames::delta, "0.75", "1.5e-7"));
    BOOST_TEST(text_of(h.book().bids) == "101249.5x0.00000015");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bulk_replies)

BOOST_AUTO_TEST_CASE(every_topic_of_a_request_is_acknowledged_by_its_name)
{
    const heard h(bulk_frames::subscribed);
    BOOST_TEST_REQUIRE(h.all.size() == 3U);
    for (const decoded& said : h.all) {
        BOOST_TEST((said.what == kind::ack));
        BOOST_TEST(said.request_id == 0U);
    }
    BOOST_TEST(h.all[1].topic_name == "trades.ETH-USD");
}

BOOST_AUTO_TEST_CASE(so_is_the_end_of_a_subscription)
{
    const heard h(bulk_frames::unsubscribed);
    BOOST_TEST((h.said.what == kind::ack));
    BOOST_TEST(h.said.topic_name == "ticker.BTC-USD");
}

BOOST_AUTO_TEST_CASE(an_error_has_the_words_of_the_exchange_and_names_nobody)
{
    const heard h(bulk_frames::refused);
    BOOST_TEST((h.said.what == kind::reject));
    BOOST_TEST(h.said.topic_name == "");
    BOOST_TEST(h.said.request_id == 0U);
    BOOST_TEST(h.said.text == "Invalid symbol: FOO-USD");
}

BOOST_AUTO_TEST_CASE(an_error_may_be_of_any_form)
{
    BOOST_TEST(heard(R"({"type":"error","error":{"code":5,"message":"no"}})").said.text ==
               R"({"code":5,"message":"no"})");
    BOOST_TEST((heard(R"({"type":"error"})").said.what == kind::reject));
    BOOST_TEST(heard(R"({"type":"error","topic":"ticker.X","error":"no"})").said.topic_name == "ticker.X");
}

BOOST_AUTO_TEST_CASE(what_is_about_no_topic_is_a_sign_of_life)
{
    BOOST_TEST((heard(R"({"type":"welcome"})").said.what == kind::heartbeat));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bulk_bad_input)

namespace {

void refuses(const std::string& text, const std::string& topic_name = {})
{
    const heard h(text);
    const std::string shown = text.substr(0, 120);
    BOOST_TEST(h.all.size() == 1U, shown);
    BOOST_TEST((h.said.what == kind::malformed), "accepted: " << shown);
    BOOST_TEST(h.said.topic_name == topic_name, shown);
    BOOST_TEST(!h.said.text.empty(), shown);
    BOOST_TEST(std::holds_alternative<std::monostate>(h.said.content), shown);
}

std::string changed(std::string_view what, std::string_view by)
{
    return replaced(bulk_frames::delta, what, by);
}

} // namespace

BOOST_AUTO_TEST_CASE(text_that_is_no_message)
{
    for (const std::string text :
         {"", "null", "[]", "{}", "{\"type\":5}", "{\"type\":\"ticker\"", "ping",
          R"({"type":"subscriptionResponse","topics":["a",5]})", R"({"type":"ticker","data":{}})"})
        refuses(text);
}

BOOST_AUTO_TEST_CASE(a_binary_message)
{
    const heard h(bulk_frames::delta, {}, true);
    BOOST_TEST((h.said.what == kind::malformed));
}

BOOST_AUTO_TEST_CASE(a_book_that_is_none_names_its_topic)
{
    const std::string topic = "l2delta.BTC-USD";
    refuses(changed("\"px\":101249.5", "\"px\":\"101249.5\""), topic);
    refuses(changed("\"px\":101249.5", "\"px\":-1"), topic);
    refuses(changed("\"px\":101249.5", "\"px\":null"), topic);
    refuses(changed("\"px\":101249.5,", ""), topic);
    refuses(changed("\"px\":101249.5", "\"px\":1,\"px\":1"), topic);
    refuses(changed("[]]", "[],[]]"), topic);
    refuses(changed(",[]]", "]"), topic);
    refuses(changed("1767225600150", "\"1767225600150\""), topic);
    refuses(changed("1767225600150", "-5"), topic);
    refuses(changed(",\"timestamp\":1767225600150", ""), topic);
    refuses(changed("\"delta\"", "\"something\""), topic);
    refuses(changed("\"book\"", "\"books\""), topic);
    refuses(changed("\"symbol\"", "\"timestamp\":1767225600150,\"symbol\""), topic);
    refuses(changed("\"data\":{", "\"data\":[{").append("]"), topic);
}

BOOST_AUTO_TEST_CASE(trades_that_are_none_name_their_topic)
{
    const std::string topic = "trades.BTC-USD";
    refuses(replaced(bulk_frames::trades, "true", "1"), topic);
    refuses(replaced(bulk_frames::trades, "\"side\":true,", ""), topic);
    refuses(replaced(bulk_frames::trades, "\"sz\":0.25", "\"sz\":-0.25"), topic);
    refuses(replaced(bulk_frames::trades, "\"time\":1767225600123", "\"time\":1,\"time\":1"), topic);
    refuses(R"({"type":"trades","topic":"trades.BTC-USD","data":{}})", topic);
}

BOOST_AUTO_TEST_CASE(a_pushed_book_is_never_a_change)
{
    refuses(replaced(bulk_frames::snapshot, "\"snapshot\"", "\"delta\""), "l2snapshot.BTC-USD");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bulk_requests)

namespace {

std::string asked(const std::vector<topic>& topics, const bulk::options& how = {})
{
    return bulk::make_adapter(how)->subscribe(7, topics);
}

} // namespace

BOOST_AUTO_TEST_CASE(subscribing_takes_a_list)
{
    BOOST_TEST(asked({bulk::ticker("BTC-USD"), bulk::trades("ETH-USD"), bulk::account(bulk_frames::key)}) ==
               R"({"method":"subscribe","subscription":[{"type":"ticker","symbol":"BTC-USD"},)"
               R"({"type":"trades","symbol":"ETH-USD"},{"type":"account","user":")" +
                   bulk_frames::key + R"("}]})");
}

BOOST_AUTO_TEST_CASE(every_topic_is_asked_for_by_its_type)
{
    const auto one = [](const topic& on) {
        const std::string text = asked({on});
        return text.substr(38, text.size() - 38 - 2);
    };
    BOOST_TEST(one(bulk::books("BTC-USD")) == R"({"type":"l2Delta","symbol":"BTC-USD"})");
    BOOST_TEST(one(bulk::book_snapshots("BTC-USD")) == R"({"type":"l2Snapshot","symbol":"BTC-USD"})");
    BOOST_TEST(one(bulk::candles("BTC-USD", "1m")) ==
               R"({"type":"candle","symbol":"BTC-USD","interval":"1m"})");
    BOOST_TEST(one(bulk::frontend_context()) == R"({"type":"frontendContext"})");
    BOOST_TEST(one(bulk::risk("BTC-USD")) == R"({"type":"risk","symbol":"BTC-USD"})");
    BOOST_TEST(one(bulk::raw("new.A\"B")) == R"({"type":"new","symbol":"A\"B"})");
}

BOOST_AUTO_TEST_CASE(what_a_name_does_not_tell_options_do)
{
    bulk::options how;
    how.snapshot_levels = 20;
    how.aggregation = "0.5"_dec;
    BOOST_TEST(
        asked({bulk::book_snapshots("BTC-USD"), bulk::books("BTC-USD")}, how) ==
        R"({"method":"subscribe","subscription":[{"type":"l2Snapshot","symbol":"BTC-USD","nlevels":20,)"
        R"("aggregation":0.5},{"type":"l2Delta","symbol":"BTC-USD"}]})");
}

BOOST_AUTO_TEST_CASE(unsubscribing_names_one_topic)
{
    const auto exchange = bulk::make_adapter();
    const std::vector<topic> one{bulk::ticker("BTC-USD")};
    BOOST_TEST(exchange->unsubscribe(8, one) == R"({"method":"unsubscribe","topic":"ticker.BTC-USD"})");
    BOOST_TEST(exchange->limits().topics_per_unsubscribe == 1U);
}

BOOST_AUTO_TEST_CASE(topics_have_the_names_that_the_exchange_gives_them)
{
    BOOST_TEST(bulk::books("BTC-USD").name() == "l2delta.BTC-USD");
    BOOST_TEST(bulk::book_snapshots("BTC-USD").name() == "l2snapshot.BTC-USD");
    BOOST_TEST(bulk::candles("BTC-USD", "1m").name() == "candle.BTC-USD.1m");
    BOOST_TEST(bulk::account("abc").name() == "account.abc");
}

BOOST_AUTO_TEST_CASE(a_topic_of_nothing_is_refused)
{
    BOOST_CHECK_THROW(static_cast<void>(bulk::books("")), error);
    BOOST_CHECK_THROW(static_cast<void>(bulk::candles("BTC-USD", "")), error);
    BOOST_CHECK_THROW(static_cast<void>(bulk::account("")), error);
}

BOOST_AUTO_TEST_CASE(the_limits_of_the_documentation)
{
    const exchange_limits known = bulk::make_adapter()->limits();
    BOOST_TEST(known.messages == 999U);
    BOOST_TEST(known.topics_per_connection == 100U);
    BOOST_TEST(known.rest_weight == 60U);
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_to_stay_alive)
{
    BOOST_TEST((bulk::make_adapter()->keepalive().ping_after == duration::zero()));
}

BOOST_AUTO_TEST_CASE(everything_is_at_one_address)
{
    const auto exchange = bulk::make_adapter();
    const std::vector<topic> topics{bulk::books("BTC-USD"), bulk::account("abc")};
    BOOST_TEST(exchange->endpoint(topics) == "wss://exchange-ws1.bulk.trade");
}

BOOST_AUTO_TEST_CASE(a_close_code_of_its_own_is_not_known)
{
    BOOST_TEST((bulk::make_adapter()->on_close(4000, "") == close_action::reconnect));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bulk_traits)

BOOST_AUTO_TEST_CASE(a_book_is_audited_and_asked_for_again)
{
    const topic_traits known = bulk::make_adapter()->traits(bulk::books("BTC-USD"));
    BOOST_TEST((known.rule == continuity::audited));
    BOOST_TEST((known.recovery == recovery::resubscribe));
    BOOST_TEST((known.audit_every == std::chrono::seconds(5)));
    BOOST_TEST((known.first_data == std::chrono::seconds(10)));
}

BOOST_AUTO_TEST_CASE(a_book_may_be_fetched_instead)
{
    bulk::options how;
    how.books_from = bulk::snapshot_from::rest;
    const topic_traits known = bulk::make_adapter(how)->traits(bulk::books("BTC-USD"));
    BOOST_TEST((known.recovery == recovery::rest_snapshot));
    BOOST_TEST((known.first_data == duration::zero()));
}

BOOST_AUTO_TEST_CASE(tickers_and_snapshots_have_a_pulse)
{
    for (const topic& on : {bulk::ticker("BTC-USD"), bulk::book_snapshots("BTC-USD")}) {
        const topic_traits known = bulk::make_adapter()->traits(on);
        BOOST_TEST((known.cadence == std::chrono::seconds(5)));
        BOOST_TEST((known.recovery == recovery::resume));
        BOOST_TEST((known.audit_every == duration::zero()));
    }
}

BOOST_AUTO_TEST_CASE(an_old_snapshot_does_not_replace_a_new_one)
{
    const auto known = bulk::make_adapter()->traits(bulk::book_snapshots("BTC-USD"));
    BOOST_TEST((known.rule == continuity::monotonic));
}

BOOST_AUTO_TEST_CASE(all_else_may_be_silent)
{
    for (const topic& on : {bulk::trades("BTC-USD"), bulk::candles("BTC-USD", "1m"), bulk::frontend_context(),
                            bulk::risk("BTC-USD"), bulk::account("abc"), bulk::raw("new")}) {
        const topic_traits known = bulk::make_adapter()->traits(on);
        BOOST_TEST((known.rule == continuity::audited));
        BOOST_TEST((known.cadence == duration::zero()));
        BOOST_TEST((known.first_data == duration::zero()));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bulk_rest)

BOOST_AUTO_TEST_CASE(the_request_for_a_book)
{
    bulk::options how;
    BOOST_TEST(bulk::make_adapter(how)->snapshot_request(bulk::books("BTC-USD")).url ==
               "https://exchange-api.bulk.trade/api/v1/l2book?type=l2book&coin=BTC-USD");
    how.rest_levels = 50;
    BOOST_TEST(bulk::make_adapter(how)->snapshot_request(bulk::books("A/B")).url ==
               "https://exchange-api.bulk.trade/api/v1/l2book?type=l2book&coin=A%2FB&nlevels=50");
}

BOOST_AUTO_TEST_CASE(a_book)
{
    slab memory;
    const auto fresh =
        bulk::make_adapter()->decode_snapshot(bulk::books("BTC-USD"), bulk_frames::rest_book, memory);
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST(fresh->ids.last == 1767225600100'000'000U);
    BOOST_TEST((fresh->exchange_time == at_ms(1767225600100)));
    BOOST_TEST(text_of(fresh->levels.bids) == "101250.0x1.5");
    BOOST_TEST(text_of(fresh->levels.asks) == "101250.5x2.0");
}

BOOST_AUTO_TEST_CASE(a_refusal_has_the_words_of_the_exchange)
{
    slab memory;
    const auto fresh =
        bulk::make_adapter()->decode_snapshot(bulk::books("FOO-USD"), R"({"error":"unknown coin"})", memory);
    BOOST_TEST_REQUIRE(!fresh.has_value());
    BOOST_TEST((fresh.error().code == errc::snapshot_failed));
    BOOST_TEST(fresh.error().text == "l2delta.FOO-USD: unknown coin");
}

BOOST_AUTO_TEST_CASE(what_is_no_book_is_malformed)
{
    for (const std::string body :
         {"", "<html>", "[]", "{}", "{\"levels\":[[],[]]}", bulk_frames::delta.c_str()}) {
        slab memory;
        const auto fresh = bulk::make_adapter()->decode_snapshot(bulk::books("BTC-USD"), body, memory);
        BOOST_TEST_REQUIRE(!fresh.has_value(), body);
        BOOST_TEST((fresh.error().code == errc::malformed), body);
        BOOST_TEST(!fresh.error().text.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bulk_options)

BOOST_AUTO_TEST_CASE(staging_has_no_rest_to_audit_with)
{
    BOOST_CHECK_THROW(static_cast<void>(bulk::make_adapter(bulk::staging())), error);
    bulk::options how;
    how.where = bulk::staging();
    how.audit_every = {};
    BOOST_TEST(bulk::make_adapter(how)->endpoint({}) == "wss://staging-ws.bulk.trade");
}

BOOST_AUTO_TEST_CASE(an_option_out_of_range_is_named)
{
    bulk::options how;
    how.aggregation = "-1"_dec;
    BOOST_CHECK_EXCEPTION(static_cast<void>(bulk::make_adapter(how)), error, [](const error& e) {
        return e.why().code == errc::invalid_config && e.why().text.starts_with("options::aggregation");
    });
}

BOOST_AUTO_TEST_SUITE_END()
