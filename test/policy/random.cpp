// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/random.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <random>

namespace hf = holdfast;

namespace {

constexpr std::uint64_t first_of(std::uint64_t seed)
{
    hf::splitmix64 random(seed);
    return random();
}

// A generator that answers what it was told to.
struct scripted {
    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~std::uint64_t{0}; }
    constexpr result_type operator()() { return words[at++]; }

    std::array<std::uint64_t, 3> words;
    std::size_t at = 0;
};

constexpr std::size_t words_used_for(std::uint64_t n, std::array<std::uint64_t, 3> words)
{
    scripted random{words};
    (void)hf::random_below(random, n);
    return random.at;
}

// The published test vector of splitmix64.
static_assert(first_of(1234567) == 6457827717110365317u);
static_assert(first_of(0) == 0xe220'a839'7b1d'cdaf);

static_assert(hf::detail::multiply_high(~0ull, ~0ull) == ~0ull - 1);
static_assert(hf::detail::multiply_high(1ull << 63, 2) == 1);
static_assert(hf::detail::multiply_high(0xdead'beef'cafe'f00d, 0x0123'4567'89ab'cdef) ==
              0x00fd'5bde'eeb2'a05a);

} // namespace

BOOST_AUTO_TEST_SUITE(randomness)

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_numbers_and_another_seed_others)
{
    hf::splitmix64 one(7);
    hf::splitmix64 same(7);
    hf::splitmix64 other(8);
    for (int i = 0; i < 100; ++i) {
        const std::uint64_t drawn = one();
        BOOST_TEST(drawn == same());
        BOOST_TEST(drawn != other());
    }
}

BOOST_AUTO_TEST_CASE(below_stays_below_and_reaches_both_ends)
{
    hf::splitmix64 random(1);
    std::array<int, 6> seen{};
    for (int i = 0; i < 6000; ++i)
        ++seen.at(random.below(6));
    for (const int count : seen)
        BOOST_TEST((800 < count && count < 1200), "an outcome came " << count << " times of 6000");
}

BOOST_AUTO_TEST_CASE(below_of_nothing_and_of_one_is_zero)
{
    hf::splitmix64 random(1);
    BOOST_TEST(random.below(0) == 0u);
    BOOST_TEST(random.below(1) == 0u);
}

BOOST_AUTO_TEST_CASE(below_draws_again_where_the_words_do_not_divide_evenly)
{
    // 2^64 mod 3 = 1: the word 0 is the one too many.
    static_assert(words_used_for(3, {0, 0, 5}) == 3);
    static_assert(words_used_for(3, {1, 0, 5}) == 1);
    static_assert(words_used_for(4, {0, 0, 5}) == 1);
}

BOOST_AUTO_TEST_CASE(unit_lies_in_its_half_open_interval)
{
    hf::splitmix64 random(3);
    double sum = 0;
    for (int i = 0; i < 10000; ++i) {
        const double drawn = random.unit();
        BOOST_TEST_REQUIRE((0 <= drawn && drawn < 1));
        sum += drawn;
    }
    BOOST_TEST((4900 < sum && sum < 5100));
}

BOOST_AUTO_TEST_CASE(chance_is_sure_at_its_ends)
{
    hf::splitmix64 random(4);
    for (int i = 0; i < 1000; ++i) {
        BOOST_TEST(!random.chance(0));
        BOOST_TEST(random.chance(1));
    }
}

BOOST_AUTO_TEST_CASE(a_generator_of_32_bit_words_fills_both_halves)
{
    std::mt19937 words(5);
    std::mt19937 again(5);
    const std::uint64_t high = again();
    const std::uint64_t low = again();
    BOOST_TEST(hf::random_bits(words) == (high << 32 | low));
}

BOOST_AUTO_TEST_SUITE_END()
