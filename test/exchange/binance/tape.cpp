// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/market.hpp>

#include "exchange/binance/follower.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace binance_tape;
using boost::unit_test::precondition;

const std::string one_symbol = "binance-spot-btcusdt.jsonl";
const std::string many_symbols = "binance-spot-book-8symbols.jsonl";

const std::shared_ptr<const adapter> exchange = binance::spot::make_adapter();

} // namespace

BOOST_AUTO_TEST_SUITE(binance_spot_tape)

BOOST_AUTO_TEST_CASE(every_frame_is_understood, *precondition(recorded_traffic::is_there{one_symbol}))
{
    const tape frames = understand(*exchange, one_symbol);
    BOOST_TEST(frames.size() == 40'000U);
    for (const auto& u : frames)
        BOOST_TEST_REQUIRE((u->is_snapshot || u->said.what == decoded::kind::data),
                           u->said.text << ": " << u->text);
}

BOOST_AUTO_TEST_CASE(the_book_has_the_top_that_the_exchange_says_and_no_false_gap,
                     *precondition(recorded_traffic::is_there{one_symbol}))
{
    const tape frames = understand(*exchange, one_symbol);
    const tickers best = best_quotes(frames);
    follower depth("btcusdt@depth@100ms", continuity::range);
    unsigned compared = 0;
    for (const auto& u : frames) {
        if (u->is_snapshot)
            depth.restart(u->fresh);
        else if (u->name == "btcusdt@depth@100ms")
            depth.hear(u->said);
        if (u->name != "btcusdt@depth@100ms" || !depth.book.verified())
            continue;
        const quote* expected = truth(best, depth.book.last_id());
        BOOST_TEST_REQUIRE(expected != nullptr);
        BOOST_TEST_REQUIRE(top_is(depth.book, *expected), "at " << depth.book.last_id());
        ++compared;
    }
    BOOST_TEST(depth.gaps == 0U);
    BOOST_TEST(depth.book.times_closed() == 0U);
    BOOST_TEST(compared > 3'000U);
    BOOST_TEST_MESSAGE(compared << " depth updates, each with the right top");
}

BOOST_AUTO_TEST_CASE(trades_are_contiguous, *precondition(recorded_traffic::is_there{one_symbol}))
{
    sequence trades(continuity::contiguous);
    unsigned count = 0;
    for (const auto& u : understand(*exchange, one_symbol)) {
        if (u->name != "btcusdt@trade")
            continue;
        BOOST_TEST_REQUIRE((trades.accept(u->said.ids) == verdict::in_order), u->text);
        ++count;
    }
    BOOST_TEST(count > 1'000U);
}

BOOST_AUTO_TEST_CASE(every_lost_message_is_found_at_the_next_one,
                     *precondition(recorded_traffic::is_there{one_symbol}))
{
    const tape frames = understand(*exchange, one_symbol);
    std::mt19937 bits(1);
    follower undisturbed("btcusdt@depth@100ms", continuity::range);
    follower lossy("btcusdt@depth@100ms", continuity::range);
    unsigned losses = 0;
    bool lost = false;
    std::vector<level> bids;
    std::vector<level> asks;
    for (const auto& u : frames) {
        if (u->is_snapshot) {
            undisturbed.restart(u->fresh);
            lossy.restart(u->fresh);
        }
        if (u->name != "btcusdt@depth@100ms")
            continue;
        undisturbed.hear(u->said);
        if (!lost && undisturbed.applied > 10 && bits() % 20 == 0) {
            lost = true;
            ++losses;
            continue;
        }
        lossy.hear(u->said);
        BOOST_TEST_REQUIRE(lossy.gaps == losses);
        BOOST_TEST_REQUIRE(lossy.book.verified() == (!lost && undisturbed.book.verified()));
        if (lost)
            lossy.restart(snapshot_of(undisturbed.book, bids, asks));
        lost = false;
        if (undisturbed.book.verified())
            BOOST_TEST_REQUIRE(top_is(lossy.book, *undisturbed.book.top()));
    }
    BOOST_TEST(losses > 100U);
    BOOST_TEST(undisturbed.gaps == 0U);
    BOOST_TEST_MESSAGE(losses << " losses, all found");
}

BOOST_AUTO_TEST_CASE(snapshots_bridge_to_the_next_update,
                     *precondition(recorded_traffic::is_there{many_symbols}))
{
    std::map<std::string, follower> books;
    const auto book_of = [&books](const std::string& topic_name) -> follower& {
        return books.try_emplace(topic_name, topic_name, continuity::range).first->second;
    };
    const tape frames = understand(*exchange, many_symbols);
    for (const auto& u : frames) {
        if (u->is_snapshot) {
            const auto from = u->name.find("symbol=") + 7;
            const std::string symbol = u->name.substr(from, u->name.find('&') - from);
            book_of(std::string(binance::spot::depth(symbol).name())).restart(u->fresh);
        } else if (u->name.ends_with("@depth@100ms")) {
            book_of(u->name).hear(u->said);
        }
        BOOST_TEST_REQUIRE((u->is_snapshot || u->said.what == decoded::kind::data), u->text);
    }
    unsigned bridged = 0;
    for (const auto& [name, depth] : books) {
        BOOST_TEST(depth.gaps == 0U, name);
        BOOST_TEST(depth.book.verified(), name << ": " << depth.book.reason().text);
        bridged += depth.applied > 0;
    }
    BOOST_TEST(books.size() == 10U);
    BOOST_TEST(bridged == 10U);
}

BOOST_AUTO_TEST_SUITE_END()
