// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/backoff.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <set>
#include <vector>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

constexpr hf::time_point start{1000s};

// Draws the lowest or the highest number there is.
template <std::uint64_t word>
struct constant {
    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~std::uint64_t{0}; }
    constexpr result_type operator()() { return word; }
};
using highest = constant<~std::uint64_t{0}>;
using lowest = constant<1>;

constexpr hf::duration cap_after(int failures)
{
    hf::backoff backoff;
    highest random;
    for (int i = 0; i < failures; ++i)
        (void)backoff.next(random);
    return backoff.cap();
}

static_assert(cap_after(0) == 250ms);
static_assert(cap_after(1) == 500ms);
static_assert(cap_after(6) == 16s);
static_assert(cap_after(7) == 30s);
static_assert(cap_after(1000) == 30s);

void fail(hf::backoff& backoff, int times)
{
    hf::splitmix64 random(1);
    for (int i = 0; i < times; ++i)
        (void)backoff.next(random);
}

} // namespace

BOOST_AUTO_TEST_SUITE(backoff)

BOOST_AUTO_TEST_CASE(the_waits_reach_the_cap_and_never_zero)
{
    highest high;
    lowest low;
    BOOST_TEST((hf::backoff().next(high) == 250ms));
    BOOST_TEST((hf::backoff().next(low) == 1ns));
}

BOOST_AUTO_TEST_CASE(each_wait_is_drawn_below_the_cap_that_stood_before_it)
{
    hf::backoff backoff;
    hf::splitmix64 random(2);
    for (int i = 0; i < 50; ++i) {
        const hf::duration cap = backoff.cap();
        const hf::duration wait = backoff.next(random);
        BOOST_TEST((0ns < wait && wait <= cap));
    }
    BOOST_TEST(backoff.failures() == 50u);
}

BOOST_AUTO_TEST_CASE(at_the_ceiling_the_waits_still_spread_over_all_of_it)
{
    hf::backoff backoff;
    fail(backoff, 20);
    hf::splitmix64 random(3);
    std::vector<int> quarter(4);
    for (int i = 0; i < 4000; ++i)
        ++quarter.at(static_cast<std::size_t>((backoff.next(random) - 1ns) / 7500ms));
    for (const int count : quarter)
        BOOST_TEST((800 < count && count < 1200), count << " of 4000 waits in a quarter");
}

BOOST_AUTO_TEST_CASE(processes_started_together_do_not_return_together)
{
    std::set<hf::duration> waits;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        hf::splitmix64 random(seed);
        waits.insert(hf::backoff().next(random));
    }
    BOOST_TEST(waits.size() > 990u);
}

BOOST_AUTO_TEST_CASE(accept_then_close_a_hundred_times_keeps_the_waits_growing)
{
    hf::backoff backoff;
    hf::splitmix64 random(4);
    hf::time_point now = start;
    for (int i = 0; i < 100; ++i) {
        backoff.on_up(now);
        now += 59s;
        backoff.on_down(now);
        now += backoff.next(random);
    }
    BOOST_TEST(backoff.failures() == 100u);
    BOOST_TEST((backoff.cap() == 30s));
}

BOOST_AUTO_TEST_CASE(being_up_resets_nothing_until_the_connection_ends)
{
    hf::backoff backoff;
    fail(backoff, 5);
    backoff.on_up(start);
    BOOST_TEST(backoff.failures() == 5u);
}

BOOST_AUTO_TEST_CASE(a_stable_connection_starts_the_sequence_anew)
{
    hf::backoff backoff;
    fail(backoff, 20);
    backoff.on_up(start);
    backoff.on_down(start + 60s);
    BOOST_TEST((backoff == hf::backoff()));
}

BOOST_AUTO_TEST_CASE(a_second_end_of_the_same_connection_says_nothing_new)
{
    hf::backoff backoff;
    backoff.on_up(start);
    backoff.on_down(start + 1s);
    fail(backoff, 3);
    backoff.on_down(start + 1h);
    BOOST_TEST(backoff.failures() == 3u);
}

BOOST_AUTO_TEST_CASE(a_protocol_error_is_retried_slowly_but_not_in_step)
{
    hf::backoff backoff;
    hf::splitmix64 random(5);
    std::set<hf::duration> waits;
    for (int i = 0; i < 100; ++i) {
        const hf::duration wait = backoff.next_slow(random);
        BOOST_TEST((15s < wait && wait <= 30s));
        waits.insert(wait);
    }
    BOOST_TEST(waits.size() > 90u);
    BOOST_TEST((backoff.cap() == 30s));
    BOOST_TEST(backoff.failures() == 100u);
}

BOOST_AUTO_TEST_CASE(no_growth_overflows)
{
    hf::backoff_config config;
    config.ceiling = 1h;
    config.multiplier = 10;
    hf::backoff backoff(config);
    fail(backoff, 10000);
    BOOST_TEST((backoff.cap() == 1h));
}

BOOST_AUTO_TEST_CASE(a_generator_of_32_bit_words_will_do)
{
    std::mt19937 random(6);
    hf::backoff backoff;
    const hf::duration wait = backoff.next(random);
    BOOST_TEST((0ns < wait && wait <= 250ms));
}

BOOST_AUTO_TEST_CASE(a_bad_configuration_is_named_with_its_range)
{
    const auto with = [](auto change) {
        hf::backoff_config config;
        change(config);
        return hf::check(config);
    };
    using config = hf::backoff_config;
    BOOST_TEST(hf::check(config{}) == "");
    BOOST_TEST(with([](config& c) { c.initial = 0s; }) ==
               "backoff_config::initial is 0 s; allowed: 1 ms to 30 s");
    BOOST_TEST(with([](config& c) { c.initial = 31s; }) ==
               "backoff_config::initial is 31 s; allowed: 1 ms to 30 s");
    BOOST_TEST(with([](config& c) { c.ceiling = 90min; }) ==
               "backoff_config::ceiling is 90 min; allowed: 1 ms to 1 h");
    BOOST_TEST(with([](config& c) { c.multiplier = 0.5; }) ==
               "backoff_config::multiplier is 0.500000; allowed: 1 to 10");
    BOOST_TEST(with([](config& c) { c.multiplier = std::nan(""); }) != "");
    BOOST_TEST(with([](config& c) { c.multiplier = std::numeric_limits<double>::infinity(); }) != "");
    BOOST_TEST(with([](config& c) { c.stable_after = 0s; }) ==
               "backoff_config::stable_after is 0 s; allowed: 1 s to 24 h");
}

BOOST_AUTO_TEST_SUITE_END()
