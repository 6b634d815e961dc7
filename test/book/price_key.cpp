// SPDX-License-Identifier: BSL-1.0
#include "book/price_key.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace {

using namespace holdfast;

std::int32_t key(const std::string& price, int unit)
{
    return price_key::of(decimal::parse(price).value(), unit);
}

// Ten to the power of `places`, exactly.
__extension__ using wide = __int128;

wide power(int places)
{
    wide made = 1;
    for (int i = 0; i < places; ++i)
        made *= 10;
    return made;
}

// The same by long division.
std::int32_t slow_key(std::int64_t coefficient, int off)
{
    if (off > 18)
        return coefficient == 0 ? 0 : price_key::none;
    const wide scaled = off >= 0 ? coefficient * power(off) : coefficient / power(-off);
    const bool whole = off >= 0 || coefficient % power(-off) == 0;
    const bool small = scaled <= price_key::largest && scaled >= -price_key::largest;
    return whole && small ? static_cast<std::int32_t>(scaled) : price_key::none;
}

} // namespace

BOOST_AUTO_TEST_SUITE(keys_of_prices)

BOOST_AUTO_TEST_CASE(a_key_counts_units)
{
    BOOST_TEST(key("61837.63", -2) == 6183763);
    BOOST_TEST(key("61837.63000000", -2) == 6183763);
    BOOST_TEST(key("61837.6", -2) == 6183760);
    BOOST_TEST(key("-0.5", -2) == -50);
    BOOST_TEST(key("1200", 2) == 12);
}

BOOST_AUTO_TEST_CASE(equal_prices_have_equal_keys)
{
    BOOST_TEST(key("1.0", -1) == key("1.000000000000000000", -1));
    BOOST_TEST(key("1e1", -1) == key("10", -1));
    BOOST_TEST(key("-0", -1) == key("0.00", -1));
}

BOOST_AUTO_TEST_CASE(what_is_no_whole_number_of_units_has_no_key)
{
    BOOST_TEST(key("61837.63", -1) == price_key::none);
    BOOST_TEST(key("0.000000000000000001", 0) == price_key::none);
}

BOOST_AUTO_TEST_CASE(what_is_too_large_has_no_key)
{
    BOOST_TEST(key("2147483646", 0) == 2147483646);
    BOOST_TEST(key("-2147483646", 0) == -2147483646);
    BOOST_TEST(key("2147483647", 0) == price_key::none);
    BOOST_TEST(key("-2147483648", 0) == price_key::none);
    BOOST_TEST(key("1e40", -20) == price_key::none);
}

BOOST_AUTO_TEST_CASE(zero_has_a_key_in_every_unit)
{
    for (int unit = -63; unit <= 126; ++unit)
        BOOST_TEST(price_key::of(decimal(), unit) == 0);
}

BOOST_AUTO_TEST_CASE(keys_agree_with_long_division)
{
    std::mt19937_64 bits(1);
    for (int round = 0; round < 300'000; ++round) {
        auto coefficient = static_cast<std::int64_t>(bits() >> bits() % 64);
        for (auto zeros = bits() % 12; zeros > 0; --zeros)
            coefficient = coefficient <= std::numeric_limits<std::int64_t>::max() / 10 && coefficient > 0
                              ? coefficient * 10
                              : coefficient;
        if (coefficient < 0)
            coefficient = -(coefficient + 1);
        coefficient = bits() % 2 == 0 ? coefficient : -coefficient;
        const int scale = static_cast<int>(bits() % 30);
        const int unit = static_cast<int>(bits() % 40) - 35;
        const decimal price = decimal::of(coefficient, scale).value();
        BOOST_TEST_REQUIRE(price_key::of(price, unit) ==
                               slow_key(price.coefficient(), price.exponent() - unit),
                           price << " in 1e" << unit);
    }
}

BOOST_AUTO_TEST_CASE(a_price_is_a_whole_number_of_its_own_unit)
{
    BOOST_TEST(price_key::unit_of(*decimal::parse("61837.63000000")) == -2);
    BOOST_TEST(price_key::unit_of(*decimal::parse("1200")) == 2);
    BOOST_TEST(price_key::unit_of(*decimal::parse("-0.10")) == -1);
}

BOOST_AUTO_TEST_SUITE_END()
