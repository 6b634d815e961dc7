// SPDX-License-Identifier: BSL-1.0
#include <holdfast/book/book_audit.hpp>
#include <holdfast/order_book.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace holdfast;
using namespace std::chrono_literals;

using prices = std::vector<std::pair<std::string, std::string>>;

std::vector<level> levels_of(const prices& from)
{
    std::vector<level> to;
    for (const auto& [price, quantity] : from)
        to.push_back({decimal::parse(price).value(), decimal::parse(quantity).value()});
    return to;
}

constexpr std::uint64_t ms(std::uint64_t count)
{
    return 1'700'000'000'000'000'000 + count * 1'000'000;
}

// An audit is as old as its time says.
constexpr book_audit_options exact{.slack = 0ms};

// A book and its audit, as an order book keeps them. Times are milliseconds of the exchange.
class story {
public:
    explicit story(book_audit_options options = exact) : audits(options)
    {
        bids.assign(levels_of({{"10", "1"}, {"9", "2"}, {"8", "3"}}));
        asks.assign(levels_of({{"11", "1"}, {"12", "2"}, {"13", "3"}}));
        audits.restart(ms(0));
    }

    // Another audit has come before this story.
    story& listening()
    {
        now -= 1h;
        static_cast<void>(audit(1, same_bids, same_asks));
        now += 1h;
        return change(2, {}, {});
    }

    story& change(std::uint64_t at, const prices& of_bids, const prices& of_asks)
    {
        const std::vector<level> b = levels_of(of_bids);
        const std::vector<level> a = levels_of(of_asks);
        bids.apply(b);
        asks.apply(a);
        if (audits.listening())
            audits.on_change(ms(at), {b, a});
        last = ms(at);
        said = audits.examine(bids, asks);
        return *this;
    }

    story& audit(std::uint64_t at, const prices& of_bids, const prices& of_asks)
    {
        // Kept: an audit that waits points to its levels.
        const std::vector<level>& b = kept.emplace_back(levels_of(of_bids));
        const std::vector<level>& a = kept.emplace_back(levels_of(of_asks));
        holdfast::audit shown;
        shown.ids.last = ms(at);
        shown.received = now;
        shown.levels = {b, a};
        said = audits.on_audit(shown, last, bids, asks);
        return *this;
    }

    story& later(duration by)
    {
        now += by;
        return *this;
    }

    const prices same_bids{{"10", "1"}, {"9", "2"}, {"8", "3"}};
    const prices same_asks{{"11", "1"}, {"12", "2"}, {"13", "3"}};
    time_point now{2h};
    std::uint64_t last = ms(0);
    std::string said{};
    price_levels bids{side::buy};
    price_levels asks{side::sell};
    book_audit audits;
    std::deque<std::vector<level>> kept{};
};

} // namespace

BOOST_AUTO_TEST_SUITE(book_audit_compares)

BOOST_AUTO_TEST_CASE(before_the_first_audit_it_wants_to_know_nothing)
{
    const story s;
    BOOST_TEST(!s.audits.listening());
}

BOOST_AUTO_TEST_CASE(an_audit_of_the_same_book_passes)
{
    story s;
    s.listening().audit(5, s.same_bids, s.same_asks).change(6, {}, {});
    BOOST_TEST(s.said == "");
    BOOST_TEST(s.audits.passed() == 2U);
    BOOST_TEST(s.audits.failed() == 0U);
}

BOOST_AUTO_TEST_CASE(another_quantity_is_a_difference)
{
    story s;
    s.listening().audit(5, {{"10", "1"}, {"9", "7"}}, s.same_asks).change(6, {}, {});
    BOOST_TEST(s.said == "bid 9: ours 2, theirs 7");
    BOOST_TEST(s.audits.failed() == 1U);
}

BOOST_AUTO_TEST_CASE(a_level_that_we_miss_is_a_difference)
{
    story s;
    s.listening().audit(5, s.same_bids, {{"11", "1"}, {"11.5", "4"}, {"12", "2"}}).change(6, {}, {});
    BOOST_TEST(s.said == "ask 11.5: ours 0, theirs 4");
}

BOOST_AUTO_TEST_CASE(a_level_that_only_we_have_is_a_difference)
{
    story s;
    s.listening().audit(5, {{"10", "1"}, {"8", "3"}}, s.same_asks).change(6, {}, {});
    BOOST_TEST(s.said == "bid 9: ours 2, theirs 0");
}

BOOST_AUTO_TEST_CASE(numbers_are_compared_by_their_value)
{
    story s;
    s.listening().audit(5, {{"10.0", "1.00"}}, s.same_asks).change(6, {}, {});
    BOOST_TEST(s.said == "");
}

BOOST_AUTO_TEST_CASE(the_order_of_the_levels_does_not_matter)
{
    story s;
    s.listening().audit(5, {{"8", "3"}, {"10", "1"}, {"9", "2"}}, s.same_asks).change(6, {}, {});
    BOOST_TEST(s.said == "");
}

BOOST_AUTO_TEST_CASE(what_is_deeper_than_the_audit_goes_is_not_compared)
{
    story s;
    s.listening().audit(5, {{"10", "1"}}, {}).change(6, {}, {});
    BOOST_TEST(s.said == "");
}

BOOST_AUTO_TEST_CASE(a_level_that_changed_at_the_same_time_or_later_is_skipped)
{
    for (const std::uint64_t changed : {5U, 6U}) {
        story s;
        s.listening().change(changed, {{"9", "7"}}, {{"12", "0"}}).audit(5, s.same_bids, s.same_asks);
        s.change(7, {}, {});
        BOOST_TEST(s.said == "");
        BOOST_TEST(s.audits.passed() == 2U);
        BOOST_TEST(s.audits.skipped_levels() == 2U);
    }
}

BOOST_AUTO_TEST_CASE(a_level_that_changed_before_is_compared)
{
    story s;
    s.listening().change(4, {{"9", "7"}}, {}).change(6, {}, {}).audit(5, s.same_bids, s.same_asks);
    BOOST_TEST(s.said == "bid 9: ours 7, theirs 2");
}

BOOST_AUTO_TEST_CASE(within_a_millisecond_nobody_knows_what_was_first)
{
    story s;
    s.listening().change(5, {{"9", "7"}}, {}).change(6, {}, {});
    std::vector<level> bids = levels_of(s.same_bids);
    audit shown;
    shown.ids.last = ms(5) + 999'999;
    shown.received = s.now;
    shown.levels.bids = bids;
    BOOST_TEST(s.audits.on_audit(shown, s.last, s.bids, s.asks) == "");
    BOOST_TEST(s.audits.skipped_levels() == 1U);
}

BOOST_AUTO_TEST_CASE(a_level_that_changed_shortly_before_is_skipped_where_audits_may_be_old)
{
    for (const std::uint64_t changed : {400U, 399U}) {
        story s({.slack = 100ms});
        s.listening().change(changed, {{"9", "7"}}, {}).change(600, {}, {});
        s.audit(500, s.same_bids, s.same_asks);
        BOOST_TEST(s.said == (changed == 400 ? "" : "bid 9: ours 7, theirs 2"));
    }
}

BOOST_AUTO_TEST_CASE(a_level_that_was_skipped_is_compared_by_the_next_audit)
{
    story s;
    s.listening().change(6, {{"9", "7"}}, {}).audit(5, s.same_bids, s.same_asks);
    s.audit(7, s.same_bids, s.same_asks).change(8, {}, {});
    BOOST_TEST(s.said == "bid 9: ours 7, theirs 2");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(book_audit_waits)

BOOST_AUTO_TEST_CASE(for_the_changes_that_the_audit_has_seen_already)
{
    story s;
    s.listening().audit(5, {{"10", "1"}, {"9", "7"}}, s.same_asks);
    s.change(3, {{"8", "4"}}, {}).change(4, {{"9", "7"}}, {});
    BOOST_TEST(s.audits.passed() == 1U);
    s.change(6, {}, {{"13", "0"}});
    BOOST_TEST(s.said == "");
    BOOST_TEST(s.audits.passed() == 2U);
}

BOOST_AUTO_TEST_CASE(for_all_changes_of_its_own_time)
{
    story s;
    s.listening().audit(5, {{"10", "1"}, {"9", "7"}}, s.same_asks);
    s.change(5, {{"8", "4"}}, {}).change(5, {{"9", "7"}}, {});
    BOOST_TEST(s.audits.passed() == 1U);
    s.change(6, {}, {});
    BOOST_TEST(s.said == "");
    BOOST_TEST(s.audits.passed() == 2U);
}

BOOST_AUTO_TEST_CASE(not_at_all_if_the_book_is_there)
{
    story s;
    s.listening().change(9, {}, {}).audit(5, {{"9", "2"}}, {});
    BOOST_TEST(s.said == "bid 10: ours 1, theirs 0");
}

BOOST_AUTO_TEST_CASE(in_a_silent_book_for_the_next_audit)
{
    story s;
    s.listening().audit(5, {{"10", "5"}}, {});
    BOOST_TEST(s.said == "");
    s.later(500ms).audit(505, {{"10", "5"}}, {});
    BOOST_TEST(s.said == "bid 10: ours 1, theirs 5");
}

BOOST_AUTO_TEST_CASE(and_longer_if_that_comes_soon)
{
    story s;
    s.listening().audit(5, {{"10", "5"}}, {}).later(499ms).audit(504, {{"10", "5"}}, {});
    BOOST_TEST(s.said == "");
    BOOST_TEST(s.audits.passed_over() == 1U);
    s.later(1ms).audit(505, {{"10", "5"}}, {});
    BOOST_TEST(s.said == "bid 10: ours 1, theirs 5");
}

BOOST_AUTO_TEST_CASE(for_nothing_if_the_book_is_replaced)
{
    story s;
    s.listening().audit(5, {{"10", "5"}}, {});
    s.audits.restart(ms(9));
    s.change(10, {}, {});
    BOOST_TEST(s.said == "");
    BOOST_TEST(s.audits.passed_over() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(book_audit_remembers)

BOOST_AUTO_TEST_CASE(nothing_from_before_the_first_audit)
{
    story s;
    s.change(6, {{"9", "7"}}, {}).audit(5, s.same_bids, s.same_asks);
    BOOST_TEST(s.said == "");
    BOOST_TEST(s.audits.passed_over() == 1U);
    BOOST_TEST(s.audits.listening());
}

BOOST_AUTO_TEST_CASE(nothing_from_before_a_snapshot)
{
    story s;
    s.listening();
    s.audits.restart(ms(5));
    s.audit(5, {{"10", "5"}}, {}).change(6, {}, {});
    BOOST_TEST(s.said == "");
    BOOST_TEST(s.audits.passed_over() == 1U);
    s.audit(6, {{"10", "5"}}, {}).change(7, {}, {});
    BOOST_TEST(s.said == "bid 10: ours 1, theirs 5");
}

BOOST_AUTO_TEST_CASE(changes_of_some_time)
{
    story s({.slack = 0ms, .memory = 100ms});
    s.listening().change(10, {{"9", "7"}}, {}).change(110, {{"8", "7"}}, {});
    s.audit(10, s.same_bids, s.same_asks);
    BOOST_TEST(s.audits.passed() == 2U);
    s.change(111, {}, {{"13", "1"}}).audit(10, s.same_bids, s.same_asks);
    BOOST_TEST(s.audits.passed_over() == 1U);
}

BOOST_AUTO_TEST_CASE(so_many_changes)
{
    story s({.slack = 0ms, .max_changes = 2});
    s.listening().change(10, {{"9", "7"}}, {}).change(20, {{"8", "7"}}, {});
    s.audit(10, s.same_bids, s.same_asks);
    BOOST_TEST(s.audits.passed() == 2U);
    s.change(21, {}, {{"13", "1"}}).audit(10, s.same_bids, s.same_asks);
    BOOST_TEST(s.audits.passed_over() == 1U);
}

BOOST_AUTO_TEST_CASE(what_an_audit_waits_for_may_be_forgotten_meanwhile)
{
    story s({.slack = 0ms, .max_changes = 2});
    s.listening().audit(5, {{"10", "5"}}, {});
    s.change(6, {{"7", "1"}, {"6", "1"}, {"5", "1"}}, {});
    BOOST_TEST(s.said == "");
    BOOST_TEST(s.audits.passed_over() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

// An exchange with a book that changes all the time, and its audits; both come to a client late, each over a
// line of its own or both over one. One message may get lost.
namespace {

using side_map = std::map<int, int>;

std::optional<decimal> number(int n)
{
    return decimal::of(n);
}

class exchange_and_client {
public:
    struct ways {
        bool changes_in_ms = false;
        bool audits_in_ms = false;
        bool one_line = false;
        bool lossy = false;
        bool overtaken = false; ///< The lost level may change again.
        bool old = false;       ///< Audits show the book as it was up to 200 ms ago.
    };

    exchange_and_client(unsigned seed, ways how)
        : client([this](const failure& why) { doubts.push_back(why); },
                 {.audits = how.old ? book_audit_options() : exact}),
          how_(how), random_(seed)
    {
        for (int i = 0; i < 20; ++i) {
            sides_[0][100 - i] = 1 + below(9);
            sides_[1][101 + i] = 1 + below(9);
        }
        shown_ = sides_;
        snapshot s;
        s.ids.last = stamp(how_.changes_in_ms);
        s.levels = shown(100);
        gap_closed verified;
        client.apply(s);
        client.apply(verified);
    }

    void run()
    {
        for (int step = 0; step < 3'000; ++step) {
            // Many things happen at the same time.
            if (below(2) == 0)
                time_ += below(100) == 0 ? 2s : std::chrono::microseconds(below(30'000));
            if (below(8) == 0)
                publish_audit();
            else
                publish_change(step);
            deliver(time_);
        }
        deliver(duration::max());
    }

    order_book client;
    std::vector<failure> doubts{};
    std::string lost{};     ///< What a difference has to be about.
    bool must_fail = false; ///< An audit that cannot miss it was taken in ...
    bool missed = false;    ///< ... and passed.
    unsigned audits_sent = 0;

private:
    struct sent {
        event what;
        bool lost_is_shown = false;
    };

    int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

    std::uint64_t stamp(bool in_ms) const
    {
        const std::uint64_t at = ms(0) + static_cast<std::uint64_t>(time_.count());
        return in_ms ? at - at % 1'000'000 : at;
    }

    std::vector<level>& keep() { return kept_.emplace_back(); }

    book_levels shown(std::size_t depth)
    {
        std::vector<level>& bids = keep();
        for (auto at = shown_[0].rbegin(); at != shown_[0].rend() && bids.size() < depth; ++at)
            bids.push_back({*number(at->first), *number(at->second)});
        std::vector<level>& asks = keep();
        for (auto at = shown_[1].begin(); at != shown_[1].end() && asks.size() < depth; ++at)
            asks.push_back({*number(at->first), *number(at->second)});
        return {bids, asks};
    }

    // Messages of one line do not overtake each other.
    void send(duration& line, event what, bool lost_is_shown = false)
    {
        line = std::max(line, time_ + std::chrono::microseconds(below(how_.one_line ? 100'000 : 400'000)));
        on_the_way_.emplace(line, sent{std::move(what), lost_is_shown});
    }

    void publish_audit()
    {
        if (!how_.old || time_ - shown_at_ > 200ms) {
            shown_ = sides_;
            shown_at_ = time_;
        }
        audit a;
        a.levels = shown(static_cast<std::size_t>(3 + below(20)));
        a.ids.last = stamp(how_.audits_in_ms);
        const bool after = lost_at_ != 0 && a.ids.last - a.ids.last % 1'000'000 > lost_at_;
        const auto& side = lost_side_ == 0 ? a.levels.bids : a.levels.asks;
        const decimal price = *number(lost_price_);
        const bool deep =
            !side.empty() && (lost_side_ == 0 ? side.back().price <= price : side.back().price >= price);
        ++audits_sent;
        send(how_.one_line ? stream_line_ : rest_line_, a, after && deep);
    }

    void publish_change(int step)
    {
        const int side = below(2);
        const int price = side == 0 ? 99 - below(25) : 102 + below(25);
        const int before = sides_[static_cast<std::size_t>(side)][price];
        const int quantity = below(3) == 0 ? 0 : 1 + below(9);
        const bool is_lost_level = lost_at_ != 0 && side == lost_side_ && price == lost_price_;
        if (is_lost_level && !how_.overtaken)
            return; // Stands still, so that nothing but an audit can tell.
        set(side, price, quantity);
        const bool loses = how_.lossy && lost_at_ == 0 && step > 500 && quantity != before;
        if (loses)
            return lose(side, price);
        data d;
        d.ids.last = stamp(how_.changes_in_ms);
        std::vector<level>& levels = keep();
        levels.push_back({*number(price), *number(quantity)});
        d.content = side == 0 ? book_levels{levels, {}} : book_levels{{}, levels};
        send(stream_line_, d);
    }

    void set(int side, int price, int quantity)
    {
        side_map& of = sides_[static_cast<std::size_t>(side)];
        of[price] = quantity;
        std::erase_if(of, [](const auto& entry) { return entry.second == 0; });
    }

    void lose(int side, int price)
    {
        lost_side_ = side;
        lost_price_ = price;
        lost_at_ = stamp(how_.changes_in_ms);
        lost = (side == 0 ? "bid " : "ask ") + std::to_string(price) + ":";
    }

    void deliver(duration until)
    {
        while (!on_the_way_.empty() && on_the_way_.begin()->first <= until) {
            arrive(on_the_way_.begin()->first, on_the_way_.begin()->second);
            on_the_way_.erase(on_the_way_.begin());
        }
    }

    void arrive(duration at, sent& message)
    {
        const auto received = [&](stamp_of& s) { s.received = time_point(1h + at); };
        const std::uint64_t over = client.audits().passed_over();
        const std::uint64_t passed = client.audits_passed();
        std::visit(
            [&](auto& e) {
                if constexpr (std::is_base_of_v<stamp_of, std::decay_t<decltype(e)>>)
                    received(e);
            },
            message.what);
        client.apply(message.what);
        // Whatever passes now had come before, unless this one is judged at once.
        const bool judged = client.audits_passed() != passed;
        const bool taken = message.lost_is_shown && client.audits().passed_over() == over;
        missed = missed || (judged && must_fail);
        must_fail = must_fail || taken;
    }

    using stamp_of = holdfast::stamp;

    ways how_;
    std::mt19937 random_;
    duration time_{};
    duration stream_line_{};
    duration rest_line_{};
    std::array<side_map, 2> sides_{};
    std::array<side_map, 2> shown_{}; // In audits.
    duration shown_at_{};
    std::deque<std::vector<level>> kept_{};
    std::multimap<duration, sent> on_the_way_{};
    int lost_side_ = 0;
    int lost_price_ = 0;
    std::uint64_t lost_at_ = 0;
};

std::vector<exchange_and_client::ways> all_ways(bool lossy, bool overtaken, bool old = false)
{
    std::vector<exchange_and_client::ways> ways;
    for (const bool changes_in_ms : {false, true})
        for (const bool audits_in_ms : {false, true})
            for (const bool one_line : {false, true})
                ways.push_back({changes_in_ms, audits_in_ms, one_line, lossy, overtaken, old});
    return ways;
}

} // namespace

BOOST_AUTO_TEST_SUITE(book_audit_of_random_books)

BOOST_AUTO_TEST_CASE(never_finds_what_is_not_there)
{
    std::uint64_t passed = 0;
    for (unsigned seed = 1; seed <= 10; ++seed)
        for (const bool old : {false, true})
            for (const auto& how : all_ways(false, false, old)) {
                exchange_and_client world(seed, how);
                world.run();
                for (const failure& why : world.doubts)
                    BOOST_TEST_REQUIRE(false, why.text << ", seed " << seed);
                passed += world.client.audits_passed();
            }
    BOOST_TEST(passed > 160U * 80);
}

BOOST_AUTO_TEST_CASE(fault_25_finds_every_lost_change_with_the_first_audit_that_shows_it)
{
    unsigned found = 0;
    for (unsigned seed = 1; seed <= 10; ++seed)
        for (const auto& how : all_ways(true, false)) {
            exchange_and_client world(seed, how);
            world.run();
            BOOST_TEST_REQUIRE(!world.missed, "seed " << seed << ", lost " << world.lost);
            for (const failure& why : world.doubts)
                BOOST_TEST_REQUIRE(why.text.starts_with(world.lost), why.text << ", lost " << world.lost);
            found += world.client.audits_failed() != 0;
        }
    BOOST_TEST(found > 70U);
}

BOOST_AUTO_TEST_CASE(what_is_overtaken_by_another_change_is_right_again)
{
    for (unsigned seed = 1; seed <= 10; ++seed)
        for (const auto& how : all_ways(true, true)) {
            exchange_and_client world(seed, how);
            world.run();
            for (const failure& why : world.doubts)
                BOOST_TEST_REQUIRE(why.text.starts_with(world.lost), why.text << ", lost " << world.lost);
        }
}

BOOST_AUTO_TEST_SUITE_END()
