// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_RANDOM_HPP
#define HOLDFAST_POLICY_RANDOM_HPP

#include <cstdint>
#include <limits>
#include <random>

namespace holdfast {

namespace detail {

// Portable on purpose: a 128-bit integer is an extension, and the result must be the same everywhere.
constexpr std::uint64_t multiply_high(std::uint64_t a, std::uint64_t b) noexcept
{
    const std::uint64_t a_low = a & 0xffff'ffff;
    const std::uint64_t a_high = a >> 32;
    const std::uint64_t b_low = b & 0xffff'ffff;
    const std::uint64_t b_high = b >> 32;
    const std::uint64_t middle = a_high * b_low + (a_low * b_low >> 32);
    const std::uint64_t other = a_low * b_high + (middle & 0xffff'ffff);
    return a_high * b_high + (middle >> 32) + (other >> 32);
}

} // namespace detail

/// Draws 64 random bits from a generator of whole 32- or 64-bit words (`splitmix64`, `std::mt19937_64`,
/// `std::random_device`).
template <std::uniform_random_bit_generator Urbg>
[[nodiscard]] constexpr std::uint64_t random_bits(Urbg& random)
{
    constexpr std::uint64_t highest = Urbg::max();
    static_assert(Urbg::min() == 0, "the generator must give whole words");
    static_assert(highest == 0xffff'ffff || highest == std::numeric_limits<std::uint64_t>::max(),
                  "the generator must give whole 32-bit or 64-bit words");
    if constexpr (highest == 0xffff'ffff) {
        const std::uint64_t high = random();
        return high << 32 | random();
    } else {
        return random();
    }
}

/// Draws a whole number from [0, n), every one equally likely (D. Lemire, "Fast Random Integer Generation in
/// an Interval", 2019). The answer for n = 0 is 0. The same bits give the same number with every compiler and
/// library, which the distributions of the standard library do not promise.
template <std::uniform_random_bit_generator Urbg>
[[nodiscard]] constexpr std::uint64_t random_below(Urbg& random, std::uint64_t n)
{
    if (n == 0)
        return 0;
    std::uint64_t bits = random_bits(random);
    if (bits * n < n) {
        const std::uint64_t uneven = (0 - n) % n;
        while (bits * n < uneven)
            bits = random_bits(random);
    }
    return detail::multiply_high(bits, n);
}

/// A small pseudo-random generator with one word of state: the same seed gives the same numbers on every
/// machine, which makes a simulated day repeatable. Not for secrets.
/// Algorithm: G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
class splitmix64 {
public:
    using result_type = std::uint64_t;

    constexpr explicit splitmix64(std::uint64_t seed) noexcept : state_(seed) {}

    static constexpr result_type min() noexcept { return 0; }
    static constexpr result_type max() noexcept { return std::numeric_limits<result_type>::max(); }

    /// Draws 64 bits.
    constexpr result_type operator()() noexcept
    {
        state_ += 0x9e37'79b9'7f4a'7c15;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9;
        z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11eb;
        return z ^ (z >> 31);
    }

    /// Draws a whole number from [0, n); 0 for n = 0.
    [[nodiscard]] constexpr std::uint64_t below(std::uint64_t n) noexcept { return random_below(*this, n); }

    /// Draws a number from [0, 1), in steps of 2^-53.
    [[nodiscard]] constexpr double unit() noexcept { return static_cast<double>((*this)() >> 11) * 0x1p-53; }

    /// Says yes with the probability `p`: never for p <= 0, always for p >= 1.
    [[nodiscard]] constexpr bool chance(double p) noexcept { return unit() < p; }

    friend constexpr bool operator==(const splitmix64&, const splitmix64&) = default;

private:
    std::uint64_t state_;
};

} // namespace holdfast

#endif
