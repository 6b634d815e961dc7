// SPDX-License-Identifier: BSL-1.0
#include "wire/http/retry_after.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace hf = holdfast;
using hf::wire::parse_http_date;
using hf::wire::parse_retry_after;
using namespace std::chrono_literals;

namespace {

/// 1994-11-06T08:49:37Z, the example of RFC 9110.
constexpr hf::wall_time example{784'111'777s};
constexpr hf::duration none{};

} // namespace

BOOST_AUTO_TEST_SUITE(retry_after)

BOOST_AUTO_TEST_CASE(seconds_are_understood)
{
    BOOST_CHECK(parse_retry_after("0", example) == none);
    BOOST_CHECK(parse_retry_after("120", example) == 120s);
    BOOST_CHECK(parse_retry_after(" 7 ", example) == 7s);
}

BOOST_AUTO_TEST_CASE(fault_45_a_fraction_of_a_second_is_rounded_up)
{
    BOOST_CHECK(parse_retry_after("0.5", example) == 1s);
    BOOST_CHECK(parse_retry_after("1.5", example) == 2s);
    BOOST_CHECK(parse_retry_after("0.000001", example) == 1s);
    BOOST_CHECK(parse_retry_after(".5", example) == 1s);
    BOOST_CHECK(parse_retry_after("120 ", example) == 120s);
    BOOST_CHECK(parse_retry_after("30.000", example) == 30s);
    BOOST_CHECK(parse_retry_after("0.0", example) == none);
    BOOST_CHECK(parse_retry_after(std::string(400, '9') + ".5", example) == 24h * 365);
}

BOOST_AUTO_TEST_CASE(all_three_forms_of_a_date_are_understood)
{
    for (const auto text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
        const auto date = parse_http_date(text, example);
        BOOST_REQUIRE(date.has_value());
        BOOST_CHECK(*date == example);
    }
}

BOOST_AUTO_TEST_CASE(a_date_is_counted_from_now)
{
    BOOST_CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", example - 90s) == 90s);
}

BOOST_AUTO_TEST_CASE(a_date_in_the_past_asks_for_nothing)
{
    BOOST_CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", example + 90s) == none);
}

BOOST_AUTO_TEST_CASE(a_year_of_two_digits_is_the_nearest_one)
{
    constexpr hf::wall_time in_2026{1'790'000'000s};
    const auto past = parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", in_2026);
    BOOST_REQUIRE(past.has_value());
    BOOST_CHECK(*past == example);
    BOOST_CHECK(*parse_http_date("Friday, 06-Nov-26 08:49:37 GMT", in_2026) > in_2026);
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_more_than_a_year)
{
    BOOST_CHECK(parse_retry_after("99999999999", example) == 24h * 365);
    BOOST_CHECK(parse_retry_after(std::string(400, '9'), example) == 24h * 365);
    BOOST_CHECK(parse_retry_after("Fri, 31 Dec 2100 00:00:00 GMT", example) == 24h * 365);
}

BOOST_AUTO_TEST_CASE(nonsense_asks_for_nothing)
{
    for (const auto text : {"",
                            " ",
                            "-1",
                            "-5",
                            "-0.5",
                            "+5",
                            "1e3",
                            "1.5.5",
                            "1,5",
                            ".",
                            "0x10",
                            "0.5s",
                            "inf",
                            "nan",
                            "soon",
                            "12 seconds",
                            "Sun, 06 Nov 1994 08:49:37",
                            "Sun, 32 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nob 1994 08:49:37 GMT",
                            "Sun, 06 Nov 9999 08:49:37 GMT",
                            "Sun, 06 Nov 1994 25:00:00 GMT",
                            "Sun, 06 Nov 1994 08:60:00 GMT",
                            "Sun, 6 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 GMT+1",
                            ",",
                            "Sun,",
                            "Sun, ",
                            "Sun ",
                            "Sunday, 06-",
                            "Wed, 31 Feb 2027 00:00:00 GMT"})
        BOOST_CHECK_MESSAGE(parse_retry_after(text, example - 1h) == none, text);
}

BOOST_AUTO_TEST_SUITE_END()
