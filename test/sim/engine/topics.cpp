// SPDX-License-Identifier: BSL-1.0
#include "sim/market/published_topic.hpp"
#include "sim/market/update_ids.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(sim_topics)

namespace {

using namespace holdfast;
using namespace holdfast::sim;
using namespace std::chrono_literals;
using kind = topic_spec::kind;

constexpr wall_time midnight{1'767'225'600s};

/// A book of three levels a side at update 100, and the topic that shows it.
struct showing {
    explicit showing(const topic_spec& spec) : topic(spec, 100)
    {
        book.reset(100, {{{50, 1}, {49, 2}, {48, 3}}, {{51, 1}, {52, 2}, {53, 3}}});
        names.happened(100, midnight);
        topic.begin(book, names);
    }

    void bid(std::uint64_t update, fixed price, fixed quantity)
    {
        book.set_bid(price, quantity);
        book.commit(update);
        names.happened(update, midnight + std::chrono::milliseconds(update));
        topic.touch({true, price});
    }

    std::optional<book_news> next() { return topic.next(book, names); }

    ledger book{1000};
    update_names names{1000};
    shown_topic topic;
};

topic_spec changes(numbering counts, std::size_t depth = 0)
{
    return {.what = kind::book_changes, .counts = counts, .depth = depth};
}

std::vector<priced> bids_of(const std::optional<book_news>& news)
{
    return news ? std::vector<priced>(news->bids.begin(), news->bids.end()) : std::vector<priced>();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_level_that_leaves_the_depth_is_gone_and_one_that_enters_is_told)
{
    showing s(changes(numbering::updates, 2));
    s.bid(101, 60, 9);
    BOOST_TEST((bids_of(s.next()) == std::vector<priced>{{60, 9}, {49, 0}}));
    s.bid(102, 50, 0);
    BOOST_TEST((bids_of(s.next()) == std::vector<priced>{{50, 0}, {49, 2}}));
}

BOOST_AUTO_TEST_CASE(what_happens_below_the_depth_is_not_told_and_stands_for_the_same_place)
{
    showing s(changes(numbering::updates, 2));
    s.bid(101, 48, 7);
    BOOST_TEST(!s.next());
    BOOST_TEST(s.topic.shown().update_at(100).value() == 101u);
    s.bid(103, 50, 7);
    BOOST_TEST(s.next()->previous == 100u);
}

BOOST_AUTO_TEST_CASE(all_changes_since_the_last_message_are_told_once_and_best_first)
{
    showing s(changes(numbering::updates));
    s.bid(101, 48, 7);
    s.bid(103, 50, 0);
    s.bid(104, 48, 8);
    const auto news = s.next();
    BOOST_TEST((bids_of(news) == std::vector<priced>{{50, 0}, {48, 8}}));
    BOOST_TEST(news->first == 101u);
    BOOST_TEST(news->last == 104u);
    BOOST_TEST(news->update == 104u);
    BOOST_TEST(!s.next());
}

BOOST_AUTO_TEST_CASE(messages_are_counted_one_by_one)
{
    showing s(changes(numbering::messages, 2));
    const std::uint64_t begun = s.topic.whole(s.book)->last;
    s.bid(105, 50, 7);
    BOOST_TEST(s.next()->last == begun + 1);
    s.bid(110, 50, 8);
    BOOST_TEST(s.next()->last == begun + 2);
}

// Binance USD-M: U <= lastUpdateId <= u for the first message after a snapshot, and a hole before every U.
BOOST_AUTO_TEST_CASE(sparse_numbers_have_a_hole_into_which_a_snapshot_falls)
{
    showing s(changes(numbering::sparse));
    const std::uint64_t at_last = s.names.of_snapshot(numbering::sparse, 100);
    s.bid(101, 50, 7);
    const std::uint64_t between = s.names.of_snapshot(numbering::sparse, 101);
    s.bid(103, 49, 7);
    const auto news = s.next();
    BOOST_TEST(news->first > news->previous + 1);
    for (const std::uint64_t snapshot : {at_last, between})
        BOOST_TEST((news->first <= snapshot && snapshot <= news->last));
    BOOST_TEST(s.names.of_snapshot(numbering::sparse, 103) > news->last);
}

BOOST_AUTO_TEST_CASE(updates_of_one_millisecond_share_their_time)
{
    update_names names(10);
    names.happened(1, midnight + 5ms);
    names.happened(2, midnight + 5ms + 300us);
    names.happened(3, midnight + 6ms);
    const auto first = static_cast<std::uint64_t>((midnight + 5ms).time_since_epoch() / 1ns);
    BOOST_TEST(names.last(numbering::time, 1) == first);
    BOOST_TEST(names.last(numbering::time, 2) == first);
    BOOST_TEST(names.update_at(first).value() == 2u);
    BOOST_TEST(!names.update_at(first + 1));
}

BOOST_AUTO_TEST_CASE(a_restart_counts_updates_from_one_and_still_names_what_was_before)
{
    showing s(changes(numbering::updates, 2));
    s.names.restart(100);
    s.topic.restart(sim::restarting::documented);
    s.bid(104, 50, 7);
    const auto news = s.next();
    BOOST_TEST(news->restarted);
    BOOST_TEST(news->previous == 100u);
    BOOST_TEST(news->last == 4u);
    BOOST_TEST(!news->whole);
    BOOST_TEST(s.topic.shown().update_at(4).value() == 104u);
}

BOOST_AUTO_TEST_CASE(a_restart_of_counted_messages_begins_with_the_whole_book_as_number_one)
{
    showing s(changes(numbering::messages, 2));
    s.topic.restart(sim::restarting::documented);
    s.bid(104, 50, 7);
    const auto news = s.next();
    BOOST_TEST(news->restarted);
    BOOST_TEST(news->last == 1u);
    BOOST_TEST((bids_of(news) == std::vector<priced>{{50, 7}, {49, 2}}));
}

BOOST_AUTO_TEST_CASE(the_whole_book_is_as_it_was_shown_last_and_not_as_it_is_now)
{
    for (const std::size_t depth : {0u, 2u}) {
        showing s(changes(numbering::updates, depth));
        s.bid(101, 50, 7);
        const auto whole = s.topic.whole(s.book);
        BOOST_TEST(whole->last == 100u);
        BOOST_TEST(bids_of(whole).size() == (depth == 0 ? 3u : 2u));
        BOOST_TEST(bids_of(whole).front().second == 1);
    }
}

BOOST_AUTO_TEST_CASE(of_a_place_that_was_shown_twice_the_newer_update_counts)
{
    places shown(3);
    shown.show(7, 100);
    shown.show(8, 101);
    shown.show(7, 102);
    BOOST_TEST(shown.update_at(7).value() == 102u);
    shown.show(9, 103);
    shown.show(10, 104);
    BOOST_TEST(!shown.update_at(8)); // three are remembered
}

BOOST_AUTO_TEST_SUITE_END()
