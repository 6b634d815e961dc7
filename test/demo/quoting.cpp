// SPDX-License-Identifier: BSL-1.0
#include "market_maker/quoting.hpp"

#include <boost/test/unit_test.hpp>

namespace {

namespace hf = holdfast;
using namespace hf::literals;
using hf::side;

constexpr maker::quoting_rules rules{
    .size = "0.2"_dec, .bound = "0.6"_dec, .tick = "0.01"_dec, .lean = 5, .tolerance = 3};
constexpr hf::quote touch{.bid = {"100.10"_dec, "1"_dec}, .ask = {"100.30"_dec, "1"_dec}};

hf::decimal price_of(side on, const hf::decimal& position)
{
    const auto what = maker::wanted(rules, on, touch, position);
    return what ? what->price : hf::decimal();
}

} // namespace

BOOST_AUTO_TEST_SUITE(quoting)

BOOST_AUTO_TEST_CASE(without_a_position_both_sides_join_the_touch)
{
    BOOST_TEST(price_of(side::buy, "0"_dec) == "100.10"_dec);
    BOOST_TEST(price_of(side::sell, "0"_dec) == "100.30"_dec);
}

BOOST_AUTO_TEST_CASE(the_side_that_makes_a_position_larger_stands_back)
{
    BOOST_TEST(price_of(side::buy, "0.2"_dec) == "100.05"_dec);
    BOOST_TEST(price_of(side::sell, "-0.2"_dec) == "100.35"_dec);
}

BOOST_AUTO_TEST_CASE(the_side_that_makes_it_smaller_joins_the_touch)
{
    BOOST_TEST(price_of(side::sell, "0.2"_dec) == "100.30"_dec);
    BOOST_TEST(price_of(side::buy, "-0.2"_dec) == "100.10"_dec);
}

BOOST_AUTO_TEST_CASE(nothing_is_quoted_that_could_carry_the_position_beyond_its_bound)
{
    BOOST_TEST(!maker::wanted(rules, side::buy, touch, "0.5"_dec));
    BOOST_TEST(!maker::wanted(rules, side::sell, touch, "-0.5"_dec));
}

BOOST_AUTO_TEST_CASE(the_bound_itself_may_be_reached)
{
    BOOST_TEST(bool(maker::wanted(rules, side::buy, touch, "0.4"_dec)));
}

BOOST_AUTO_TEST_CASE(beyond_the_bound_the_way_back_is_quoted)
{
    BOOST_TEST(bool(maker::wanted(rules, side::sell, touch, "0.9"_dec)));
}

BOOST_AUTO_TEST_CASE(a_quote_within_the_tolerance_stays)
{
    const maker::intention now{"100.10"_dec, "0.2"_dec};
    BOOST_TEST(!maker::strayed(rules, "100.07"_dec, now));
    BOOST_TEST(!maker::strayed(rules, "100.13"_dec, now));
}

BOOST_AUTO_TEST_CASE(a_quote_beyond_the_tolerance_is_replaced)
{
    const maker::intention now{"100.10"_dec, "0.2"_dec};
    BOOST_TEST(maker::strayed(rules, "100.06"_dec, now));
    BOOST_TEST(maker::strayed(rules, "100.14"_dec, now));
}

BOOST_AUTO_TEST_CASE(a_quote_that_nobody_wants_is_taken_back)
{
    BOOST_TEST(maker::strayed(rules, "100.10"_dec, std::nullopt));
}

BOOST_AUTO_TEST_CASE(a_long_position_is_flattened_by_a_sale_below_the_bid)
{
    const auto back = maker::flattening(rules, touch, "0.3"_dec);
    BOOST_REQUIRE(back.has_value());
    BOOST_TEST((back->on == side::sell));
    BOOST_TEST(back->what.price < touch.bid.price);
    BOOST_TEST(back->what.quantity == "0.3"_dec);
}

BOOST_AUTO_TEST_CASE(a_short_position_is_flattened_by_a_purchase_above_the_ask)
{
    const auto back = maker::flattening(rules, touch, "-0.3"_dec);
    BOOST_REQUIRE(back.has_value());
    BOOST_TEST((back->on == side::buy));
    BOOST_TEST(back->what.price > touch.ask.price);
    BOOST_TEST(back->what.quantity == "0.3"_dec);
}

BOOST_AUTO_TEST_CASE(no_position_needs_no_flattening)
{
    BOOST_TEST(!maker::flattening(rules, touch, "0.0"_dec));
}

BOOST_AUTO_TEST_SUITE_END()
