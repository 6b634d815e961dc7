// SPDX-License-Identifier: BSL-1.0
#include <holdfast/order_book.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace holdfast;
using namespace std::chrono_literals;

using prices = std::vector<std::pair<std::string, std::string>>;

// A stream of one topic, written as the session would write it.
class story {
public:
    explicit story(order_book_options options = {})
        : book([this](const failure& why) { doubts.push_back(why); }, options)
    {
    }

    story& snapshot(const prices& bids, const prices& asks, std::uint64_t last = 100)
    {
        holdfast::snapshot s;
        stamp_it(s, last);
        s.levels = levels(bids, asks);
        s.depth = depth;
        s.checksum = std::exchange(checksum, std::nullopt);
        book.apply(s);
        return *this;
    }

    story& delta(const prices& bids, const prices& asks, std::uint64_t last = 101)
    {
        data d;
        stamp_it(d, last);
        d.content = levels(bids, asks);
        d.checksum = std::exchange(checksum, std::nullopt);
        book.apply(d);
        return *this;
    }

    story& audit(const prices& bids, const prices& asks, std::uint64_t last)
    {
        holdfast::audit a;
        stamp_it(a, last);
        a.levels = levels(bids, asks);
        book.apply(a);
        return *this;
    }

    // The next message carries it.
    story& with_checksum(std::uint32_t sum)
    {
        checksum = sum;
        return *this;
    }

    story& gap(errc why, const std::string& text = {}, std::uint64_t last_good = 0)
    {
        gap_opened g;
        g.on = on;
        g.epoch = epoch;
        g.why = failure(why, text);
        g.last_good = last_good;
        g.since = now;
        book.apply(g);
        return *this;
    }

    story& healed()
    {
        gap_closed g;
        g.on = on;
        g.epoch = epoch;
        g.at = now;
        book.apply(g);
        return *this;
    }

    story& phase(holdfast::phase to, failure why = {})
    {
        phase_changed p;
        p.to = to;
        p.epoch = epoch;
        p.why = std::move(why);
        book.apply(p);
        return *this;
    }

    story& opened() { return snapshot({{"10", "1"}, {"9", "2"}}, {{"11", "3"}, {"12", "4"}}).healed(); }

    story& later(duration by)
    {
        now += by;
        return *this;
    }

    topic on{"btcusdt@depth"};
    std::uint32_t epoch = 1;
    std::size_t depth = 0;
    duration lag{};
    time_point now{1h};
    std::optional<std::uint32_t> checksum{};
    std::vector<failure> doubts{};
    order_book book;

private:
    void stamp_it(stamp& s, std::uint64_t last) const
    {
        s.on = on;
        s.epoch = epoch;
        s.ids.last = last;
        s.received = now;
        s.lag = lag;
    }

    book_levels levels(const prices& bids, const prices& asks)
    {
        const std::vector<level>& of_bids = kept_.emplace_back(convert(bids));
        const std::vector<level>& of_asks = kept_.emplace_back(convert(asks));
        return {of_bids, of_asks};
    }

    static std::vector<level> convert(const prices& from)
    {
        std::vector<level> to;
        for (const auto& [price, quantity] : from)
            to.push_back({decimal::parse(price).value(), decimal::parse(quantity).value()});
        return to;
    }

    std::deque<std::vector<level>> kept_{}; // Events only point to their levels, and an audit may wait.
};

std::string top_of(const order_book& book)
{
    const result<quote> top = book.top();
    return top ? top->bid.price.str() + " / " + top->ask.price.str() : "closed";
}

bool closed_because(const order_book& book, errc why)
{
    return !book.verified() && book.reason().code == why && !book.best_bid() && !book.best_ask() &&
           !book.top() && !book.bids(1) && !book.asks(1) && !book.quantity_at(side::buy, decimal()) &&
           book.top().error().code == why;
}

} // namespace

BOOST_AUTO_TEST_SUITE(order_book_fails_closed)

BOOST_AUTO_TEST_CASE(a_new_book_is_closed)
{
    const order_book book;
    BOOST_TEST(closed_because(book, errc::not_synchronized));
    BOOST_TEST(!book.closed_since().has_value());
}

BOOST_AUTO_TEST_CASE(a_snapshot_alone_does_not_open_it)
{
    story s;
    s.snapshot({{"10", "1"}}, {{"11", "1"}});
    BOOST_TEST(closed_because(s.book, errc::not_synchronized));
}

BOOST_AUTO_TEST_CASE(a_snapshot_and_the_end_of_the_gap_open_it)
{
    story s;
    s.opened();
    BOOST_TEST(top_of(s.book) == "10 / 11");
    BOOST_TEST(!s.book.reason().code);
    BOOST_TEST(!s.book.closed_since().has_value());
}

BOOST_AUTO_TEST_CASE(the_end_of_a_gap_without_a_snapshot_does_not_open_it)
{
    story s;
    s.opened().gap(errc::sequence_gap).healed();
    BOOST_TEST(closed_because(s.book, errc::sequence_gap));
}

BOOST_AUTO_TEST_CASE(a_gap_closes_every_read)
{
    story s;
    s.opened().gap(errc::sequence_gap);
    BOOST_TEST(closed_because(s.book, errc::sequence_gap));
}

BOOST_AUTO_TEST_CASE(a_book_that_knows_nothing_says_so_without_empty_words)
{
    BOOST_TEST(order_book().reason().text == "the book is closed: no snapshot yet");
}

BOOST_AUTO_TEST_CASE(the_error_names_topic_place_and_reason)
{
    story s;
    s.opened().gap(errc::sequence_gap, "expected 101, got 105");
    BOOST_TEST(s.book.best_bid().error().text ==
               "btcusdt@depth: the book is closed after 100 in epoch 1: expected 101, got 105");
}

BOOST_AUTO_TEST_CASE(it_says_since_when_it_is_closed)
{
    story s;
    s.opened().later(5s).gap(errc::sequence_gap);
    const time_point closed = s.now;
    s.later(1s).snapshot({{"10", "1"}}, {{"11", "1"}});
    BOOST_TEST((s.book.closed_since() == closed));
    s.later(1s).healed();
    BOOST_TEST(!s.book.closed_since().has_value());
}

BOOST_AUTO_TEST_CASE(messages_between_snapshot_and_end_of_gap_are_applied_unseen)
{
    story s;
    s.snapshot({{"10", "1"}}, {{"12", "1"}}).delta({}, {{"11", "5"}});
    BOOST_TEST(!s.book.verified());
    s.healed();
    BOOST_TEST(top_of(s.book) == "10 / 11");
    BOOST_TEST(s.book.last_id() == 101U);
}

BOOST_AUTO_TEST_CASE(messages_after_a_gap_change_nothing_until_the_snapshot)
{
    story s;
    s.opened().gap(errc::sequence_gap).delta({{"10.5", "1"}}, {});
    BOOST_TEST(s.book.unverified_bids().best().price.str() == "10");
}

BOOST_AUTO_TEST_CASE(fault_20_a_snapshot_replaces_and_never_merges)
{
    story s;
    s.opened().gap(errc::disconnected).snapshot({{"5", "1"}}, {{"6", "1"}}).healed();
    BOOST_TEST(s.book.bids(10)->size() == 1U);
    BOOST_TEST(s.book.asks(10)->size() == 1U);
    BOOST_TEST(s.book.quantity_at(side::buy, *decimal::parse("10"))->is_zero());
}

BOOST_AUTO_TEST_CASE(quantities_are_absolute)
{
    story s;
    s.opened().delta({{"10", "7"}, {"9.5", "1"}}, {{"11", "0.000"}});
    BOOST_TEST(s.book.quantity_at(side::buy, *decimal::parse("10.00"))->str() == "7");
    BOOST_TEST(s.book.bids(10)->at(1).price.str() == "9.5");
    BOOST_TEST(top_of(s.book) == "10 / 12");
}

BOOST_AUTO_TEST_CASE(deleting_an_unknown_level_is_normal)
{
    story s;
    s.opened().delta({{"3.33", "0"}}, {{"44", "0"}});
    BOOST_TEST(top_of(s.book) == "10 / 11");
    BOOST_TEST(s.doubts.empty());
}

BOOST_AUTO_TEST_CASE(an_old_verified_book_is_not_touched_by_another_topic)
{
    story s;
    s.opened();
    s.on = topic("ethusdt@depth");
    s.snapshot({{"1", "1"}}, {{"2", "1"}}).delta({{"1.5", "1"}}, {}).gap(errc::sequence_gap);
    BOOST_TEST(top_of(s.book) == "10 / 11");
}

BOOST_AUTO_TEST_CASE(levels_come_best_first_and_as_deep_as_asked_for)
{
    story s;
    s.opened();
    BOOST_TEST(s.book.bids(1)->size() == 1U);
    BOOST_TEST(s.book.bids(10)->at(1).price.str() == "9");
    BOOST_TEST(s.book.asks(10)->at(1).price.str() == "12");
    BOOST_TEST(s.book.best_ask()->quantity.str() == "3");
}

BOOST_AUTO_TEST_CASE(what_was_last_known_can_still_be_shown)
{
    story s;
    s.opened().gap(errc::disconnected);
    BOOST_TEST(s.book.unverified_bids().best().price.str() == "10");
    BOOST_TEST(s.book.unverified_asks().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(order_book_doubts_itself)

BOOST_AUTO_TEST_CASE(fault_22_a_crossed_snapshot_is_not_verified)
{
    story s;
    s.snapshot({{"11", "1"}}, {{"10", "1"}}).healed();
    BOOST_TEST(closed_because(s.book, errc::crossed_book));
    BOOST_TEST(s.doubts.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_locked_snapshot_is_not_verified)
{
    story s;
    s.snapshot({{"10", "1"}}, {{"10.0", "1"}}).healed();
    BOOST_TEST(closed_because(s.book, errc::crossed_book));
}

BOOST_AUTO_TEST_CASE(fault_35_a_snapshot_without_a_side_is_verified_and_has_no_best_price_there)
{
    story s;
    s.snapshot({{"10", "1"}}, {}).healed();
    BOOST_TEST(s.book.verified());
    BOOST_TEST(s.book.best_bid()->price.str() == "10");
    BOOST_TEST((s.book.best_ask().error().code == errc::empty_book));
    BOOST_TEST((s.book.top().error().code == errc::empty_book));
    BOOST_TEST(s.doubts.empty());
}

BOOST_AUTO_TEST_CASE(fault_35_a_book_without_any_level_is_verified_and_empty)
{
    story s;
    s.snapshot({}, {}).healed();
    BOOST_TEST(s.book.verified());
    BOOST_TEST(s.book.bids(10)->empty());
    BOOST_TEST(s.book.asks(10)->empty());
}

BOOST_AUTO_TEST_CASE(fault_35_a_side_that_fills_again_has_a_best_price_again)
{
    story s;
    s.snapshot({}, {}).healed().delta({{"10", "1"}}, {{"11", "2"}});
    BOOST_TEST(top_of(s.book) == "10 / 11");
}

BOOST_AUTO_TEST_CASE(fault_37_a_window_keeps_its_best_levels_only)
{
    story s;
    s.depth = 2;
    s.snapshot({{"10", "1"}, {"9", "1"}}, {{"11", "1"}, {"12", "1"}}).healed();
    s.delta({{"9.5", "5"}}, {{"10.5", "5"}}); // 9 and 12 leave the window, and the exchange does not say so
    s.delta({{"9.5", "0"}, {"8", "1"}}, {});
    BOOST_TEST(s.book.bids(9)->size() == 2u);
    BOOST_TEST(s.book.bids(9)->back().price.str() == "8");
    BOOST_TEST(s.book.asks(9)->back().price.str() == "11");
}

BOOST_AUTO_TEST_CASE(fault_37_the_window_may_be_the_readers_own)
{
    story s({.depth = 1});
    s.opened();
    BOOST_TEST(s.book.bids(9)->size() == 1u);
}

BOOST_AUTO_TEST_CASE(fault_37_the_checksum_is_of_the_window)
{
    story s({.checksum = [](const price_levels& bids, const price_levels& asks) {
        return static_cast<std::uint32_t>(bids.size() * 10 + asks.size());
    }});
    s.depth = 2;
    s.snapshot({{"10", "1"}, {"9", "1"}}, {{"11", "1"}, {"12", "1"}}).healed();
    s.with_checksum(22).delta({{"9.5", "5"}}, {{"10.5", "5"}});
    BOOST_TEST(s.book.checksums_ok() == 1u);
}

BOOST_AUTO_TEST_CASE(fault_39_a_message_that_is_too_old_closes_the_book_and_the_next_one_in_time_opens_it)
{
    story s({.max_lag = 1s});
    s.opened();
    s.lag = 12s;
    s.delta({{"10", "2"}}, {});
    BOOST_TEST(closed_because(s.book, errc::lagging));
    BOOST_TEST((s.book.lag() == 12s));
    s.lag = 20ms;
    s.delta({{"10", "3"}}, {});
    BOOST_TEST(s.book.best_bid()->quantity.str() == "3");
    BOOST_TEST(s.doubts.empty()); // nothing was missing, and nothing has to be repaired
}

BOOST_AUTO_TEST_CASE(fault_39_without_a_limit_any_age_will_do)
{
    story s;
    s.lag = 1h;
    s.opened();
    BOOST_TEST(s.book.verified());
}

BOOST_AUTO_TEST_CASE(a_snapshot_that_is_crossed_only_until_the_messages_since_are_applied_is_fine)
{
    story s;
    s.snapshot({{"11", "1"}, {"9", "1"}}, {{"10", "1"}}).delta({{"11", "0"}}, {}).healed();
    BOOST_TEST(top_of(s.book) == "9 / 10");
    BOOST_TEST(s.doubts.empty());
}

BOOST_AUTO_TEST_CASE(a_delta_that_crosses_the_book_closes_it)
{
    story s;
    s.opened().delta({{"11.5", "1"}}, {});
    BOOST_TEST(closed_because(s.book, errc::crossed_book));
    BOOST_TEST(s.book.reason().text ==
               "btcusdt@depth: the book is closed after 101 in epoch 1: bid 11.5 is not below ask 11");
}

BOOST_AUTO_TEST_CASE(fault_35_a_delta_may_empty_a_side)
{
    story s;
    s.opened().delta({{"10", "0"}, {"9", "0"}}, {});
    BOOST_TEST(s.book.verified());
    BOOST_TEST((s.book.best_bid().error().code == errc::empty_book));
}

BOOST_AUTO_TEST_CASE(a_book_that_was_crossed_stays_closed_when_it_uncrosses)
{
    story s;
    s.opened().delta({{"11.5", "1"}}, {}).delta({{"11.5", "0"}}, {}).healed();
    BOOST_TEST(closed_because(s.book, errc::crossed_book));
}

BOOST_AUTO_TEST_CASE(a_doubt_is_told_once_and_healed_by_the_recovery_it_asks_for)
{
    story s;
    s.opened().delta({{"11.5", "1"}}, {}).delta({{"11.6", "1"}}, {});
    BOOST_TEST_REQUIRE(s.doubts.size() == 1U);
    BOOST_TEST((s.doubts.front().code == errc::crossed_book));
    s.gap(errc::crossed_book).opened();
    BOOST_TEST(top_of(s.book) == "10 / 11");
}

BOOST_AUTO_TEST_CASE(a_message_without_levels_closes_the_book)
{
    story s;
    s.opened();
    data d;
    d.on = s.on;
    d.epoch = s.epoch;
    s.book.apply(d);
    BOOST_TEST(closed_because(s.book, errc::malformed));
}

BOOST_AUTO_TEST_CASE(more_levels_than_allowed_close_the_book)
{
    story s({.max_levels = 3});
    s.opened().delta({{"8", "1"}}, {});
    BOOST_TEST(s.book.verified());
    s.delta({{"7", "1"}}, {});
    BOOST_TEST(closed_because(s.book, errc::malformed));
    s.snapshot({{"4", "1"}, {"3", "1"}, {"2", "1"}, {"1", "1"}}, {{"11", "1"}});
    BOOST_TEST(closed_because(s.book, errc::malformed));
}

BOOST_AUTO_TEST_CASE(an_event_of_an_older_connection_closes_the_book)
{
    story s;
    s.epoch = 2;
    s.opened();
    s.epoch = 1;
    s.delta({{"10.5", "1"}}, {});
    BOOST_TEST(closed_because(s.book, errc::out_of_order));
    BOOST_TEST(s.book.unverified_bids().best().price.str() == "10");
}

BOOST_AUTO_TEST_CASE(a_new_connection_without_a_gap_keeps_the_book_open)
{
    story s;
    s.opened();
    s.epoch = 2;
    s.delta({{"10.5", "1"}}, {});
    BOOST_TEST(top_of(s.book) == "10.5 / 11");
    BOOST_TEST(s.book.epoch() == 2U);
}

BOOST_AUTO_TEST_CASE(a_session_that_is_down_closes_the_book)
{
    using holdfast::phase;
    for (const phase down : {phase::closing, phase::backing_off, phase::waiting, phase::stopped}) {
        story s;
        s.opened().later(1s).phase(down);
        BOOST_TEST(closed_because(s.book, down == phase::stopped ? errc::stopped : errc::disconnected));
        BOOST_TEST(s.book.closed_since().has_value());
    }
}

BOOST_AUTO_TEST_CASE(the_phase_says_why_the_session_is_down)
{
    story s;
    s.opened().phase(phase::backing_off, failure(errc::transport_dead, "no bytes for 20 s"));
    BOOST_TEST(closed_because(s.book, errc::transport_dead));
}

BOOST_AUTO_TEST_CASE(other_phases_do_not_touch_the_book)
{
    using holdfast::phase;
    for (const phase up : {phase::resolving, phase::connecting, phase::securing, phase::upgrading,
                           phase::subscribing, phase::recovering, phase::verified}) {
        story s;
        s.opened().phase(up);
        BOOST_TEST(s.book.verified(), to_string(up));
    }
}

BOOST_AUTO_TEST_CASE(it_counts_how_often_it_closed)
{
    story s;
    s.opened().gap(errc::sequence_gap).gap(errc::disconnected).phase(phase::backing_off).opened();
    s.delta({{"11.5", "1"}}, {});
    BOOST_TEST(s.book.times_closed() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(order_book_of_a_partial_stream)

BOOST_AUTO_TEST_CASE(every_message_is_the_whole_book_and_keeps_it_open)
{
    story s;
    s.opened().snapshot({{"10.5", "1"}}, {{"10.75", "1"}}, 102);
    BOOST_TEST(top_of(s.book) == "10.5 / 10.75");
    BOOST_TEST(s.book.last_id() == 102U);
}

BOOST_AUTO_TEST_CASE(it_opens_with_the_first_message_after_the_gap)
{
    story s;
    s.opened().gap(errc::disconnected).healed();
    BOOST_TEST(closed_because(s.book, errc::disconnected));
    s.snapshot({{"5", "1"}}, {{"6", "1"}});
    BOOST_TEST(top_of(s.book) == "5 / 6");
}

BOOST_AUTO_TEST_CASE(a_crossed_message_closes_it_until_the_next_one)
{
    story s;
    s.opened().snapshot({{"7", "1"}}, {{"6", "1"}});
    BOOST_TEST(closed_because(s.book, errc::crossed_book));
    s.snapshot({{"5", "1"}}, {{"6", "1"}});
    BOOST_TEST(top_of(s.book) == "5 / 6");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(order_book_with_checksums)

namespace {

// A checksum that is easily reckoned: ten for each bid, one for each ask.
std::uint32_t sum_of(const price_levels& bids, const price_levels& asks)
{
    return static_cast<std::uint32_t>(bids.size() * 10 + asks.size());
}

constexpr order_book_options summed{.checksum = sum_of};

} // namespace

BOOST_AUTO_TEST_CASE(a_right_one_keeps_the_book_open)
{
    story s(summed);
    s.with_checksum(22).opened().with_checksum(32).delta({{"8", "1"}}, {});
    BOOST_TEST(top_of(s.book) == "10 / 11");
    BOOST_TEST(s.book.checksums_ok() == 2U);
    BOOST_TEST(s.book.checksums_bad() == 0U);
}

BOOST_AUTO_TEST_CASE(a_wrong_one_closes_the_book)
{
    story s(summed);
    s.opened().with_checksum(33).delta({{"8", "1"}}, {});
    BOOST_TEST(closed_because(s.book, errc::checksum_mismatch));
    BOOST_TEST(s.book.reason().text == "btcusdt@depth: the book is closed after 101 in epoch 1: the checksum "
                                       "is 32, and has to be 33");
    BOOST_TEST(s.doubts.size() == 1U);
    BOOST_TEST(s.book.checksums_bad() == 1U);
}

BOOST_AUTO_TEST_CASE(it_is_compared_within_a_recovery_too)
{
    story s(summed);
    s.snapshot({{"10", "1"}}, {{"12", "1"}}).with_checksum(11).delta({{"9", "1"}}, {}).healed();
    BOOST_TEST(closed_because(s.book, errc::checksum_mismatch));
    BOOST_TEST(s.doubts.size() == 1U);
}

BOOST_AUTO_TEST_CASE(after_a_gap_there_is_nothing_to_compare)
{
    story s(summed);
    s.opened().gap(errc::sequence_gap).with_checksum(99).delta({}, {});
    BOOST_TEST(s.book.checksums_bad() == 0U);
    BOOST_TEST(s.doubts.empty());
}

BOOST_AUTO_TEST_CASE(without_a_function_it_means_nothing)
{
    story s;
    s.with_checksum(99).opened().with_checksum(99).delta({{"8", "1"}}, {});
    BOOST_TEST(s.book.verified());
    BOOST_TEST(s.book.checksums_ok() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(order_book_with_audits)

namespace {

constexpr std::uint64_t second = 1'000'000'000;

} // namespace

BOOST_AUTO_TEST_CASE(one_that_agrees_keeps_the_book_open)
{
    story s;
    s.opened().audit({{"10", "1"}, {"9", "2"}}, {{"11", "3"}}, second).delta({}, {}, 2 * second);
    BOOST_TEST(top_of(s.book) == "10 / 11");
    BOOST_TEST(s.book.audits_passed() == 1U);
}

BOOST_AUTO_TEST_CASE(fault_25_one_that_does_not_agree_closes_the_book)
{
    story s;
    s.opened().audit({{"10", "1"}, {"9", "5"}}, {{"11", "3"}}, second).delta({}, {}, 2 * second);
    BOOST_TEST(closed_because(s.book, errc::audit_failed));
    BOOST_TEST(s.book.reason().text.ends_with(": bid 9: ours 2, theirs 5"));
    BOOST_TEST(s.doubts.size() == 1U);
    BOOST_TEST(s.book.audits_failed() == 1U);
}

BOOST_AUTO_TEST_CASE(it_changes_nothing)
{
    story s;
    s.opened().audit({{"10", "5"}}, {{"11", "3"}}, second);
    BOOST_TEST(s.book.best_bid()->quantity.str() == "1");
    BOOST_TEST(s.book.last_id() == 100U);
}

BOOST_AUTO_TEST_CASE(changes_after_the_audit_are_not_held_against_the_book)
{
    story s;
    s.opened().audit({{"10", "1"}}, {{"11", "3"}}, second).delta({{"10", "7"}}, {}, 2 * second);
    BOOST_TEST(top_of(s.book) == "10 / 11");
    BOOST_TEST(s.book.audits().skipped_levels() == 1U);
}

BOOST_AUTO_TEST_CASE(one_for_a_closed_book_means_nothing)
{
    story s;
    s.opened().gap(errc::sequence_gap).audit({{"1", "1"}}, {{"2", "1"}}, second).opened();
    s.delta({}, {}, 2 * second);
    BOOST_TEST(s.book.verified());
    BOOST_TEST(s.book.audits_failed() == 0U);
}

BOOST_AUTO_TEST_CASE(one_from_before_the_gap_is_not_held_against_the_new_book)
{
    story s;
    s.opened().audit({{"1", "1"}}, {{"2", "1"}}, second).gap(errc::disconnected).opened();
    s.delta({}, {}, 2 * second);
    BOOST_TEST(s.book.verified());
    BOOST_TEST(s.book.audits_failed() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(order_book_against_a_reference)

BOOST_AUTO_TEST_CASE(random_deltas_agree_with_maps)
{
    std::mt19937 bits(7);
    const auto random_prices = [&](unsigned from) {
        prices changes(1 + bits() % 8);
        for (auto& [price, quantity] : changes) {
            price = std::to_string(from + bits() % 100);
            quantity = std::to_string(bits() % 3 == 0 ? 0 : 1 + bits() % 50) + ".00";
        }
        return changes;
    };
    const auto set = [](std::map<decimal, decimal>& in, const prices& changes) {
        for (const auto& [price, quantity] : changes)
            in.insert_or_assign(*decimal::parse(price), *decimal::parse(quantity));
        std::erase_if(in, [](const auto& entry) { return entry.second.is_zero(); });
    };
    std::map<decimal, decimal> bids;
    std::map<decimal, decimal> asks;
    story s;
    unsigned verified = 0;
    for (std::uint64_t id = 1; id <= 20'000; ++id) {
        const prices bid_changes = random_prices(1000);
        const prices ask_changes = random_prices(1090);
        if (!s.book.verified()) {
            bids.clear();
            asks.clear();
            s.snapshot(bid_changes, ask_changes, id).healed();
        } else {
            s.delta(bid_changes, ask_changes, id);
        }
        set(bids, bid_changes);
        set(asks, ask_changes);
        const bool two_sides = !bids.empty() && !asks.empty();
        const bool sane = !two_sides || bids.rbegin()->first < asks.begin()->first;
        BOOST_TEST_REQUIRE(s.book.verified() == sane, "message " << id);
        if (!sane || !two_sides)
            continue;
        ++verified;
        BOOST_TEST_REQUIRE(s.book.best_bid()->price == bids.rbegin()->first);
        BOOST_TEST_REQUIRE(s.book.best_ask()->quantity == asks.begin()->second);
        BOOST_TEST_REQUIRE(s.book.bids(1000)->size() == bids.size());
        BOOST_TEST_REQUIRE(s.book.asks(1000)->size() == asks.size());
    }
    BOOST_TEST(verified > 1'000U);
    BOOST_TEST(s.book.times_closed() > 100U);
}

BOOST_AUTO_TEST_SUITE_END()
