// SPDX-License-Identifier: BSL-1.0
#include <holdfast/book/price_levels.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace holdfast;

level at(const std::string& price, const std::string& quantity)
{
    return {decimal::parse(price).value(), decimal::parse(quantity).value()};
}

std::string text_of(const price_levels& levels)
{
    std::string text;
    for (const level& l : levels)
        text += (text.empty() ? "" : " ") + l.price.str() + "x" + l.quantity.str();
    return text;
}

// What the levels should be, the slow way.
class reference {
public:
    explicit reference(side which) : side_(which) {}

    void apply(const std::vector<level>& changes)
    {
        for (const level& l : changes) {
            levels_.erase(l.price); // The text of a price is the newest one, too.
            if (!l.quantity.is_zero())
                levels_.emplace(l.price, l.quantity);
        }
    }

    void clear() { levels_.clear(); }

    [[nodiscard]] std::vector<level> from_best() const
    {
        std::vector<level> all;
        for (const auto& [price, quantity] : levels_)
            all.push_back({price, quantity});
        if (side_ == side::buy)
            std::reverse(all.begin(), all.end());
        return all;
    }

private:
    side side_;
    std::map<decimal, decimal> levels_{};
};

std::string text_of(const std::vector<level>& levels)
{
    std::string text;
    for (const level& l : levels)
        text += (text.empty() ? "" : " ") + l.price.str() + "x" + l.quantity.str();
    return text;
}

// A market of random prices: how they are written, and how far they are apart.
struct market {
    std::string name;
    level (*any)(std::mt19937& bits);
};

std::int64_t below(std::mt19937& bits, std::int64_t limit)
{
    return static_cast<std::int64_t>(bits()) % limit;
}

decimal quantity(std::mt19937& bits)
{
    return *decimal::of(bits() % 2 == 0 ? 0 : below(bits, 100), static_cast<int>(bits() % 4));
}

const market markets[] = {
    {"one tick after the other",
     [](std::mt19937& bits) { return level{*decimal::of(6'100'000 + below(bits, 300), 2), quantity(bits)}; }},
    {"far apart",
     [](std::mt19937& bits) { return level{*decimal::of(below(bits, 2'000'000'000), 2), quantity(bits)}; }},
    {"the same price in several spellings",
     [](std::mt19937& bits) {
         const int zeros = static_cast<int>(bits() % 9);
         std::int64_t price = below(bits, 200);
         for (int i = 0; i < zeros; ++i)
             price *= 10;
         return level{*decimal::of(price, 1 + zeros), quantity(bits)};
     }},
    {"on both sides of zero",
     [](std::mt19937& bits) {
         return level{*decimal::of(below(bits, 400) - 200, static_cast<int>(bits() % 3)), quantity(bits)};
     }},
    {"ever finer",
     [](std::mt19937& bits) {
         return level{*decimal::of(1 + below(bits, 50), static_cast<int>(bits() % 12)), quantity(bits)};
     }},
    {"with a few that are huge or tiny",
     [](std::mt19937& bits) {
         if (bits() % 20 != 0)
             return level{*decimal::of(6'100'000 + below(bits, 300), 2), quantity(bits)};
         const std::string zeros(bits() % 40, '0');
         const std::string digit(1, static_cast<char>('1' + bits() % 3));
         const std::string price = bits() % 2 == 0 ? digit + zeros : "0." + zeros + digit;
         return level{*decimal::parse((bits() % 3 == 0 ? "-" : "") + price), quantity(bits)};
     }},
    {"with as many digits as there may be",
     [](std::mt19937& bits) {
         const std::int64_t price = 9'000'000'000'000'000'000 + below(bits, 300);
         return level{*decimal::of(price, static_cast<int>(bits() % 2)), quantity(bits)};
     }},
};

// A message: mostly sorted as exchanges do, now and then with a price that comes twice.
std::vector<level> message(const market& from, side which, std::size_t size, std::mt19937& bits)
{
    std::vector<level> changes(size);
    for (level& l : changes)
        l = from.any(bits);
    if (bits() % 4 != 0)
        std::sort(changes.begin(), changes.end(), [which](const level& a, const level& b) {
            return which == side::buy ? a.price > b.price : a.price < b.price;
        });
    return changes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(price_levels_of_one_side)

BOOST_AUTO_TEST_CASE(bids_go_from_the_highest_price_down)
{
    price_levels bids(side::buy);
    bids.assign(std::vector{at("1", "10"), at("3", "30"), at("2", "20")});
    BOOST_TEST(text_of(bids) == "3x30 2x20 1x10");
    BOOST_TEST(bids.best().price.str() == "3");
}

BOOST_AUTO_TEST_CASE(asks_go_from_the_lowest_price_up)
{
    price_levels asks(side::sell);
    asks.assign(std::vector{at("1", "10"), at("3", "30"), at("2", "20")});
    BOOST_TEST(text_of(asks) == "1x10 2x20 3x30");
    BOOST_TEST(asks.best().price.str() == "1");
}

BOOST_AUTO_TEST_CASE(an_assignment_replaces_and_never_merges)
{
    price_levels bids(side::buy);
    bids.assign(std::vector{at("9", "1")});
    bids.assign(std::vector{at("2", "1")});
    BOOST_TEST(text_of(bids) == "2x1");
}

BOOST_AUTO_TEST_CASE(of_a_price_that_comes_twice_the_last_one_counts)
{
    price_levels asks(side::sell);
    asks.assign(std::vector{at("5", "1"), at("4", "7"), at("5.0", "2"), at("4", "0"), at("5.00", "3")});
    BOOST_TEST(text_of(asks) == "5.00x3");
}

BOOST_AUTO_TEST_CASE(a_quantity_of_zero_is_no_level)
{
    price_levels bids(side::buy);
    bids.assign(std::vector{at("2", "0.000"), at("1", "1")});
    bids.set(at("3", "0"));
    BOOST_TEST(text_of(bids) == "1x1");
}

BOOST_AUTO_TEST_CASE(a_level_is_found_by_value_however_its_price_is_written)
{
    price_levels bids(side::buy);
    bids.set(at("1.50", "1"));
    bids.set(at("1.5", "2"));
    BOOST_TEST(bids.size() == 1U);
    BOOST_TEST(bids.quantity_at(*decimal::parse("1.500")).str() == "2");
    bids.set(at("1.5000", "0"));
    BOOST_TEST(bids.empty());
}

BOOST_AUTO_TEST_CASE(the_quantity_of_an_unknown_price_is_zero)
{
    price_levels bids(side::buy);
    BOOST_TEST(bids.quantity_at(*decimal::parse("1")).is_zero());
    bids.set(at("2", "5"));
    BOOST_TEST(bids.quantity_at(*decimal::parse("1")).is_zero());
    BOOST_TEST(bids.quantity_at(*decimal::parse("3")).is_zero());
}

BOOST_AUTO_TEST_CASE(the_top_is_as_deep_as_asked_for_or_as_there_is)
{
    price_levels asks(side::sell);
    asks.assign(std::vector{at("1", "10"), at("2", "20"), at("3", "30")});
    BOOST_TEST(asks.top(2).size() == 2U);
    BOOST_TEST(asks.top(2).back().price.str() == "2");
    BOOST_TEST(asks.top(100).size() == 3U);
    BOOST_TEST(asks.top(0).empty());
}

BOOST_AUTO_TEST_CASE(what_was_removed_leaves_no_trace)
{
    price_levels bids(side::buy);
    for (int i = 1; i <= 1000; ++i)
        bids.set({*decimal::of(i), *decimal::of(1)});
    for (int i = 2; i < 1000; ++i)
        bids.set({*decimal::of(i), decimal()});
    BOOST_TEST(text_of(bids) == "1000x1 1x1");
    BOOST_TEST(bids.size() == 2U);
    bids.set(at("500", "7"));
    bids.set(at("1000", "0"));
    BOOST_TEST(text_of(bids) == "500x7 1x1");
    bids.set(at("500", "0"));
    bids.set(at("1", "0"));
    BOOST_TEST(bids.empty());
    BOOST_TEST((bids.begin() == bids.end()));
}

BOOST_AUTO_TEST_CASE(the_room_of_removed_levels_is_given_up)
{
    price_levels asks(side::sell);
    for (int i = 1; i <= 10'000; ++i)
        asks.set({*decimal::of(i), *decimal::of(1)});
    for (int i = 2; i < 10'000; ++i)
        asks.set({*decimal::of(i), decimal()});
    BOOST_TEST(text_of(asks) == "1x1 10000x1");
    const level* worst = &*std::next(asks.begin());
    BOOST_TEST(std::abs(&asks.best() - worst) < 100);
}

BOOST_AUTO_TEST_CASE(a_cleared_side_starts_anew)
{
    price_levels bids(side::buy);
    bids.assign(std::vector{at("1", "1"), at("2", "1")});
    bids.clear();
    BOOST_TEST(bids.empty());
    bids.set(at("3", "1"));
    BOOST_TEST(text_of(bids) == "3x1");
}

BOOST_AUTO_TEST_CASE(a_message_is_applied_in_its_order)
{
    price_levels bids(side::buy);
    bids.apply(std::vector{at("1", "1"), at("2", "1"), at("1.0", "0"), at("2.0", "5"), at("3", "0")});
    BOOST_TEST(text_of(bids) == "2.0x5");
}

BOOST_AUTO_TEST_CASE(a_message_of_nothing_changes_nothing)
{
    price_levels bids(side::buy);
    bids.apply({});
    BOOST_TEST(bids.empty());
    bids.set(at("1", "1"));
    bids.apply({});
    BOOST_TEST(text_of(bids) == "1x1");
}

BOOST_AUTO_TEST_CASE(the_best_level_is_the_first_one)
{
    price_levels asks(side::sell);
    asks.assign(std::vector{at("1", "1"), at("2", "1"), at("100000000000000000000", "1")});
    asks.set(at("1", "0"));
    BOOST_TEST(asks.best().price.str() == "2");
    asks.set(at("2", "0"));
    BOOST_TEST(asks.best().price.str() == "100000000000000000000");
    asks.set(at("3", "1"));
    BOOST_TEST(asks.best().price.str() == "3");
    asks.set(at("0.00000000000000000001", "1"));
    BOOST_TEST(asks.best().price.str() == "0.00000000000000000001");
}

BOOST_AUTO_TEST_CASE(a_price_far_from_the_others_is_a_price_like_them)
{
    price_levels asks(side::sell);
    asks.assign(std::vector{at("0.01", "1"), at("61837.63", "2"), at("61837.64", "3")});
    asks.set(at("1e30", "4"));
    asks.set(at("0.0000000000000000000000001", "5"));
    BOOST_TEST(text_of(asks) == "0.0000000000000000000000001x5 0.01x1 61837.63x2 61837.64x3 "
                                "1000000000000000000000000000000x4");
    BOOST_TEST(asks.quantity_at(*decimal::parse("1e30")).str() == "4");
    asks.set(at("1.0e30", "0"));
    asks.set(at("0.0000000000000000000000001", "0"));
    BOOST_TEST(text_of(asks) == "0.01x1 61837.63x2 61837.64x3");
}

// What is moved for each of n levels makes n times n of it.
BOOST_AUTO_TEST_CASE(fault_68_a_price_that_is_too_fine_moves_no_other)
{
    const auto fine = [](int n) { return at(std::to_string(n) + "e-12", "1"); };
    price_levels bids(side::buy);
    bids.set(at("2000000000", "1"));
    for (int n = 2; n <= 2000; n += 2)
        bids.set(fine(n));
    std::map<decimal, const level*> where;
    for (const level& l : bids)
        where[l.price] = &l;
    for (int n = 1; n <= 2000; n += 2)
        bids.set(fine(n));
    BOOST_TEST(bids.size() == 2001U);
    for (const level& l : bids)
        if (const auto before = where.find(l.price); before != where.end())
            BOOST_TEST_REQUIRE(before->second == &l);
}

BOOST_AUTO_TEST_CASE(fault_68_many_odd_prices_are_not_looked_at_again_with_every_first_key)
{
    const auto fine = [](int n) { return at(std::to_string(n) + "e-12", "1"); };
    price_levels bids(side::buy);
    bids.set(at("2000000000", "1"));
    for (int n = 1; n <= 1000; ++n)
        bids.set(fine(n));
    const level* const second = &*++bids.begin();
    bids.set(at("2000000000", "0"));
    bids.set(at("3", "1"));
    bids.set(at("3.5e-13", "1"));
    BOOST_TEST(bids.size() == 1002U);
    BOOST_TEST(&*++bids.begin() == second);
}

BOOST_AUTO_TEST_CASE(a_copy_goes_its_own_way)
{
    price_levels bids(side::buy);
    bids.assign(std::vector{at("2", "1"), at("1", "1")});
    price_levels copy = bids;
    copy.set(at("3", "1"));
    bids.set(at("2", "0"));
    BOOST_TEST(text_of(copy) == "3x1 2x1 1x1");
    BOOST_TEST(text_of(bids) == "1x1");
    BOOST_TEST(bids.best().price.str() == "1");
}

BOOST_AUTO_TEST_CASE(a_large_book_that_is_sent_the_wrong_way_round_is_sorted)
{
    price_levels asks(side::sell);
    std::vector<level> all;
    for (int i = 20'000; i > 0; --i)
        all.push_back({*decimal::of(i, 2), *decimal::of(i)});
    asks.assign(all);
    std::reverse(all.begin(), all.end());
    BOOST_TEST((asks.top(all.size()) == all));
    for (const int i : {20'000, 1, 10'000})
        BOOST_TEST(asks.quantity_at(*decimal::of(i, 2)) == *decimal::of(i));
}

BOOST_AUTO_TEST_CASE(a_side_is_right_at_every_step_of_its_way_to_nothing_and_back)
{
    // A crowd of levels at one price range, so that what is removed beside it has no neighbour to join.
    for (const int crowd : {0, 12, 24, 36}) {
        for (const bool from_best : {true, false}) {
            reference expected(side::buy);
            price_levels bids(side::buy);
            std::vector<level> all;
            for (int i = 48; i > 0; --i)
                all.push_back({*decimal::of(i * 10), *decimal::of(1)});
            bids.assign(all);
            expected.apply(all);
            for (int i = 1; i <= 3; ++i)
                all.push_back({*decimal::of((crowd + 2 * i) * 10 + 5), *decimal::of(1)});
            bids.apply(all);
            expected.apply(all);

            while (!expected.from_best().empty()) {
                const level last = from_best ? expected.from_best().front() : expected.from_best().back();
                const std::vector<level> removed = {{last.price, decimal()}};
                bids.apply(removed);
                expected.apply(removed);
                BOOST_TEST_REQUIRE((bids.top(100) == expected.from_best()));
                BOOST_TEST_REQUIRE((bids.empty() || bids.best() == expected.from_best().front()));
            }
            bids.apply(all);
            expected.apply(all);
            BOOST_TEST_REQUIRE((bids.top(100) == expected.from_best()));
        }
    }
}

BOOST_AUTO_TEST_CASE(random_messages_agree_with_a_map)
{
    for (const market& here : markets) {
        for (const side which : {side::buy, side::sell}) {
            std::mt19937 bits(which == side::buy ? 1 : 2);
            reference expected(which);
            price_levels levels(which);
            for (int round = 0; round < 1'500; ++round) {
                const bool afresh = bits() % 100 == 0;
                const auto sent = message(here, which, bits() % (afresh ? 600 : 40), bits);
                if (afresh) {
                    expected.clear();
                    levels.assign(sent);
                } else {
                    levels.apply(sent);
                }
                expected.apply(sent);

                const std::vector<level> all = expected.from_best();
                BOOST_TEST_REQUIRE(text_of(levels.top(all.size() + 1)) == text_of(all),
                                   here.name << ", round " << round);
                BOOST_TEST_REQUIRE(levels.size() == all.size());
                BOOST_TEST_REQUIRE((all.empty() || levels.best() == all.front()));
                for (const level& l : sent) {
                    const auto known = std::find_if(all.begin(), all.end(),
                                                    [&](const level& a) { return a.price == l.price; });
                    BOOST_TEST_REQUIRE(levels.quantity_at(l.price) ==
                                       (known == all.end() ? decimal() : known->quantity));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
