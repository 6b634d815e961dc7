#include <holdfast/price_levels.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
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
    BOOST_TEST(&asks.best() - worst < 100);
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

BOOST_AUTO_TEST_CASE(random_changes_agree_with_a_map)
{
    for (const side which : {side::buy, side::sell}) {
        std::mt19937 bits(which == side::buy ? 1 : 2);
        const auto random_level = [&] {
            return level{*decimal::of(static_cast<std::int64_t>(bits() % 400), 2),
                         *decimal::of(static_cast<std::int64_t>(bits() % 3 == 0 ? 0 : bits() % 100), 1)};
        };
        std::map<decimal, decimal> reference;
        price_levels levels(which);
        for (int round = 0; round < 30'000; ++round) {
            if (bits() % 500 == 0) {
                std::vector<level> fresh(bits() % 300);
                reference.clear();
                for (level& l : fresh) {
                    l = random_level();
                    reference.insert_or_assign(l.price, l.quantity);
                }
                levels.assign(fresh);
            }
            const level changed = random_level();
            reference.insert_or_assign(changed.price, changed.quantity);
            std::erase_if(reference, [](const auto& entry) { return entry.second.is_zero(); });
            levels.set(changed);

            std::vector<level> expected;
            for (const auto& [price, quantity] : reference)
                expected.push_back({price, quantity});
            if (which == side::buy)
                std::reverse(expected.begin(), expected.end());
            BOOST_TEST_REQUIRE((levels.top(1000) == expected), "round " << round);
            BOOST_TEST_REQUIRE(levels.quantity_at(changed.price) == changed.quantity);
            BOOST_TEST_REQUIRE(levels.size() == expected.size());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
