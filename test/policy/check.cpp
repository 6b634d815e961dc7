// SPDX-License-Identifier: BSL-1.0
#include <holdfast/detail/check.hpp>

#include <boost/test/unit_test.hpp>

#include <utility>

namespace hf = holdfast;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(check)

BOOST_AUTO_TEST_CASE(durations_are_written_in_the_largest_exact_unit)
{
    const std::pair<hf::duration, const char*> cases[] = {
        {0s, "0 s"},   {1ns, "1 ns"},   {1500ns, "1500 ns"}, {2us, "2 us"}, {1500ms, "1500 ms"},
        {90s, "90 s"}, {120s, "2 min"}, {24h, "24 h"},       {-5s, "-5 s"}, {-3ns, "-3 ns"},
    };
    for (const auto& [value, text] : cases)
        BOOST_TEST(hf::detail::to_string(value) == text);
}

BOOST_AUTO_TEST_CASE(both_ends_of_a_range_are_allowed)
{
    BOOST_TEST(hf::detail::check_range("m", 1s, 1s, 3s) == "");
    BOOST_TEST(hf::detail::check_range("m", 3s, 1s, 3s) == "");
    BOOST_TEST(hf::detail::check_range("m", 4s, 1s, 3s) == "m is 4 s; allowed: 1 s to 3 s");
    BOOST_TEST(hf::detail::check_range("m", 999ms, 1s, 3s) == "m is 999 ms; allowed: 1 s to 3 s");
    BOOST_TEST(hf::detail::check_range("m", std::uint64_t{9}, 1, 8) == "m is 9; allowed: 1 to 8");
}

BOOST_AUTO_TEST_CASE(zero_means_off_where_that_is_said)
{
    BOOST_TEST(hf::detail::check_zero_or_range("m", 0s, 1s, 3s) == "");
    BOOST_TEST(hf::detail::check_zero_or_range("m", -1s, 1s, 3s) ==
               "m is -1 s; allowed: 0 (off) or 1 s to 3 s");
}

BOOST_AUTO_TEST_CASE(the_first_problem_is_the_one_told)
{
    BOOST_TEST(hf::detail::first_problem({"", "one", "two"}) == "one");
    BOOST_TEST(hf::detail::first_problem({"", ""}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
