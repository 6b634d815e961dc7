// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/rate_limit.hpp>

#include <holdfast/policy/random.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <vector>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

constexpr hf::time_point start{1000s};

constexpr hf::sliding_window window(std::uint32_t limit, hf::duration length)
{
    return hf::sliding_window({.limit = limit, .window = length});
}

// Takes one at a time, as early as allowed, and notes when.
template <class Budget>
std::vector<hf::time_point> as_fast_as_allowed(Budget budget, int times)
{
    std::vector<hf::time_point> taken;
    hf::time_point now = start;
    for (int i = 0; i < times; ++i) {
        now += budget.delay(now);
        budget.take(now);
        taken.push_back(now);
    }
    return taken;
}

std::size_t most_in_any(hf::duration length, const std::vector<hf::time_point>& taken)
{
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < taken.size(); ++last) {
        while (taken[last] - taken[first] >= length)
            ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

} // namespace

BOOST_AUTO_TEST_SUITE(rate_limit)

BOOST_AUTO_TEST_CASE(a_clock_that_steps_back_gives_nothing_for_free)
{
    hf::sliding_window attempts = window(1, 60s);
    attempts.take(start);
    BOOST_TEST((attempts.delay(start - 10s) >= 70s));
}

BOOST_AUTO_TEST_CASE(a_cost_above_the_budget_never_fits)
{
    BOOST_TEST(!window(6000, 1min).fits(6001));
    BOOST_TEST((window(6000, 1min).delay(start, 6001) == hf::never_fits));
    BOOST_TEST((window(6000, 1min).delay(start, 6000) == 0s));
}

BOOST_AUTO_TEST_CASE(a_limit_of_zero_is_off)
{
    hf::sliding_window attempts = window(0, 0s);
    attempts.take(start, 1'000'000);
    BOOST_TEST((attempts.delay(start, std::numeric_limits<unsigned>::max()) == 0s));
    BOOST_TEST(attempts.used(start) == 0u);
}

BOOST_AUTO_TEST_CASE(three_hundred_attempts_pass_and_the_next_waits_for_the_first_to_leave)
{
    hf::sliding_window attempts = window(300, 5min);
    for (int i = 0; i < 300; ++i) {
        BOOST_TEST_REQUIRE((attempts.delay(start) == 0s));
        attempts.take(start);
    }
    const hf::duration wait = attempts.delay(start);
    BOOST_TEST((5min <= wait && wait <= 5min + 5s));
    BOOST_TEST((attempts.delay(start + wait) == 0s));
    BOOST_TEST((attempts.delay(start + wait - 1ns) == 1ns));
}

BOOST_AUTO_TEST_CASE(no_stretch_of_time_ever_holds_more_than_the_limit)
{
    // However the attempts fall, and where the slots of the window do not divide it.
    for (const hf::duration length : {1000ms, 60'000ms, 300'007ms, 59ms}) {
        hf::splitmix64 random(1);
        hf::sliding_window attempts = window(20, length);
        std::vector<hf::time_point> taken;
        hf::time_point now = start;
        for (int i = 0; i < 2000; ++i) {
            now += hf::duration(random.below(static_cast<std::uint64_t>(length.count()) / 15));
            now += attempts.delay(now);
            attempts.take(now);
            taken.push_back(now);
        }
        BOOST_TEST(most_in_any(length, taken) <= 20u);
    }
}

BOOST_AUTO_TEST_CASE(the_whole_budget_is_used_but_for_a_sixtieth)
{
    const std::vector<hf::time_point> taken = as_fast_as_allowed(window(300, 5min), 3001);
    BOOST_TEST(((taken.back() - start) <= 10 * (5min + 5s)));
    BOOST_TEST(most_in_any(5min, taken) == 300u);
}

BOOST_AUTO_TEST_CASE(weights_leave_in_the_order_they_came)
{
    hf::sliding_window weight = window(6000, 1min);
    weight.take(start, 250);
    weight.take(start + 30s, 5700);
    BOOST_TEST((weight.delay(start + 30s, 50) == 0s));
    const hf::duration small = weight.delay(start + 30s, 250);
    const hf::duration large = weight.delay(start + 30s, 500);
    BOOST_TEST((30s <= small && small <= 31s));
    BOOST_TEST((60s <= large && large <= 61s));
}

BOOST_AUTO_TEST_CASE(what_was_forced_in_delays_the_rest_until_it_has_left)
{
    hf::sliding_window weight = window(10, 1min);
    weight.take(start, 1000);
    BOOST_TEST(weight.used(start) == 1000u);
    BOOST_TEST((weight.delay(start) >= 60s));
    BOOST_TEST((weight.delay(start + 61s) == 0s));
}

BOOST_AUTO_TEST_CASE(the_exchanges_own_count_raises_the_account_and_never_lowers_it)
{
    hf::sliding_window weight = window(6000, 1min);
    weight.take(start, 100);
    weight.observe(start, 5900);
    BOOST_TEST(weight.used(start) == 5900u);
    weight.observe(start, 20);
    BOOST_TEST(weight.used(start) == 5900u);
    BOOST_TEST((weight.delay(start, 250) > 0s));
}

BOOST_AUTO_TEST_CASE(the_window_is_empty_again_after_a_long_night)
{
    hf::sliding_window weight = window(10, 1min);
    weight.take(start, 10);
    BOOST_TEST(weight.used(start + 59s) == 10u);
    BOOST_TEST(weight.used(start + 61s) == 0u);
    weight.take(start + 8h, 1);
    BOOST_TEST(weight.used(start + 8h) == 1u);
}

BOOST_AUTO_TEST_CASE(counting_never_wraps)
{
    hf::sliding_window weight = window(10, 1min);
    weight.take(start, std::numeric_limits<unsigned>::max());
    weight.take(start, std::numeric_limits<unsigned>::max());
    BOOST_TEST(weight.used(start) == std::numeric_limits<unsigned>::max());
}

BOOST_AUTO_TEST_CASE(a_bad_configuration_is_named_with_its_range)
{
    BOOST_TEST(hf::check(hf::sliding_window_config{}) == "");
    BOOST_TEST(hf::check(hf::sliding_window_config{.limit = 0, .window = 0s}) == "");
    BOOST_TEST(hf::check(hf::sliding_window_config{.limit = 1, .window = 0s}) ==
               "sliding_window_config::window is 0 s; allowed: 1 ms to 24 h");
    BOOST_TEST(hf::check(hf::sliding_window_config{.limit = 2'000'000'000, .window = 1s}) ==
               "sliding_window_config::limit is 2000000000; allowed: 1 to 1000000000");
}

BOOST_AUTO_TEST_CASE(the_largest_configuration_that_is_allowed_does_not_overflow)
{
    hf::sliding_window budget = window(1'000'000'000, 24h);
    budget.take(start, 1'000'000'000);
    const hf::duration wait = budget.delay(start, 1'000'000'000);
    BOOST_TEST((24h <= wait && wait <= 24h + 24min));
    BOOST_TEST((budget.delay(start + wait, 1'000'000'000) == 0s));
}

BOOST_AUTO_TEST_SUITE_END()
