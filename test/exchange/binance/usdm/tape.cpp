// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/market.hpp>

#include "exchange/binance/follower.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace binance_tape;
using boost::unit_test::precondition;

const std::string recording = "binance-usdm-btcusdt.jsonl";
const std::string depth_topic = "btcusdt@depth@0ms";

const std::shared_ptr<const adapter> exchange = binance::usdm::make_adapter();

continuity rule_of_books()
{
    return exchange->traits(topic(depth_topic)).rule;
}

} // namespace

BOOST_AUTO_TEST_SUITE(binance_usdm_tape)

BOOST_AUTO_TEST_CASE(every_frame_is_understood, *precondition(recorded_traffic::is_there{recording}))
{
    const tape frames = understand(*exchange, recording);
    BOOST_TEST(frames.size() == 30'000U);
    for (const auto& u : frames)
        BOOST_TEST_REQUIRE((u->is_snapshot || u->said.what == decoded::kind::data),
                           u->said.text << ": " << u->text);
}

BOOST_AUTO_TEST_CASE(numbers_are_the_same_where_nothing_else_is_read,
                     *precondition(recorded_traffic::is_there{recording}))
{
    binance::usdm::options chosen;
    chosen.decode_content = false;
    const tape all = understand(*exchange, recording);
    const tape few = understand(*binance::usdm::make_adapter(chosen), recording);
    BOOST_TEST_REQUIRE(all.size() == few.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        BOOST_TEST_REQUIRE(few[i]->name == all[i]->name);
        BOOST_TEST_REQUIRE((few[i]->said.ids == all[i]->said.ids), all[i]->text);
        BOOST_TEST_REQUIRE((few[i]->said.exchange_time == all[i]->said.exchange_time), all[i]->text);
    }
}

BOOST_AUTO_TEST_CASE(the_book_has_the_top_that_the_exchange_says_and_no_false_gap,
                     *precondition(recorded_traffic::is_there{recording}))
{
    const tape frames = understand(*exchange, recording);
    const tickers best = best_quotes(frames);
    follower depth(depth_topic, rule_of_books());
    unsigned compared = 0;
    for (const auto& u : frames) {
        if (u->is_snapshot)
            depth.restart(u->fresh);
        else if (u->name == depth_topic)
            depth.hear(u->said);
        if (u->name != depth_topic || !depth.book.verified())
            continue;
        const quote* expected = truth(best, depth.book.last_id());
        BOOST_TEST_REQUIRE(expected != nullptr);
        BOOST_TEST_REQUIRE(top_is(depth.book, *expected), "at " << depth.book.last_id());
        ++compared;
    }
    BOOST_TEST(depth.gaps == 0U);
    BOOST_TEST(depth.book.times_closed() == 0U);
    BOOST_TEST(compared > 2'300U);
    BOOST_TEST_MESSAGE(compared << " depth updates, each with the right top");
}

BOOST_AUTO_TEST_CASE(the_rule_of_spot_would_see_gaps_everywhere,
                     *precondition(recorded_traffic::is_there{recording}))
{
    sequence spot(continuity::range);
    unsigned gaps = 0;
    for (const auto& u : understand(*exchange, recording)) {
        if (u->name != depth_topic)
            continue;
        gaps += spot.accept(u->said.ids) == verdict::gap ? 1 : 0;
        spot.restart(u->said.ids.last);
    }
    BOOST_TEST(gaps > 2'000U);
}

BOOST_AUTO_TEST_CASE(trades_are_contiguous, *precondition(recorded_traffic::is_there{recording}))
{
    sequence trades(exchange->traits(binance::usdm::trades("BTCUSDT")).rule);
    unsigned count = 0;
    for (const auto& u : understand(*exchange, recording)) {
        if (u->name != "btcusdt@trade")
            continue;
        BOOST_TEST_REQUIRE((trades.accept(u->said.ids) == verdict::in_order), u->text);
        ++count;
    }
    BOOST_TEST(count > 4'000U);
}

BOOST_AUTO_TEST_CASE(each_lost_message_is_found_at_the_next_one,
                     *precondition(recorded_traffic::is_there{recording}))
{
    std::vector<sequence_ids> chain;
    for (const auto& u : understand(*exchange, recording))
        if (u->name == depth_topic)
            chain.push_back(u->said.ids);
    for (std::size_t lost = 1; lost + 1 < chain.size(); ++lost) {
        sequence order(rule_of_books());
        BOOST_TEST_REQUIRE((order.accept(chain[lost - 1]) == verdict::in_order));
        BOOST_TEST_REQUIRE((order.accept(chain[lost + 1]) == verdict::gap), lost);
    }
    BOOST_TEST(chain.size() > 2'000U);
}

BOOST_AUTO_TEST_CASE(a_book_with_losses_is_closed_and_right_again_after_a_snapshot,
                     *precondition(recorded_traffic::is_there{recording}))
{
    const tape frames = understand(*exchange, recording);
    std::mt19937 bits(1);
    follower undisturbed(depth_topic, rule_of_books());
    follower lossy(depth_topic, rule_of_books());
    unsigned losses = 0;
    bool lost = false;
    std::vector<level> bids;
    std::vector<level> asks;
    for (const auto& u : frames) {
        if (u->is_snapshot) {
            undisturbed.restart(u->fresh);
            lossy.restart(u->fresh);
        }
        if (u->name != depth_topic)
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
    BOOST_TEST(losses > 50U);
    BOOST_TEST(undisturbed.gaps == 0U);
    BOOST_TEST_MESSAGE(losses << " losses, all found");
}

BOOST_AUTO_TEST_SUITE_END()
