// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_JSON_SIMD_BLOCK_HPP
#define HOLDFAST_SRC_WIRE_JSON_SIMD_BLOCK_HPP

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace holdfast::wire {

/// Sixteen bytes of a text, looked at all at once. Answers about the bytes have a bit for each, the first
/// byte's is the lowest.
///
/// This one is for every machine: two words, in which each byte is judged by itself, in its highest bit; the
/// sums below never carry from one byte into the next.
class word_block {
public:
    explicit word_block(const char* from) noexcept : low_(load(from)), high_(load(from + 8)) {}

    /// What is none of 0 to 9.
    [[nodiscard]] std::uint32_t other_than_digits() const noexcept
    {
        const auto others = [](std::uint64_t word) {
            const std::uint64_t value = word ^ each('0');
            return ((value & each(0x7f)) + each(0x76)) | value;
        };
        return bits(others(low_)) | bits(others(high_)) << 8;
    }

    /// What may not stand in a JSON string as it is (quote, backslash, control characters), and what is not
    /// ASCII.
    [[nodiscard]] std::uint32_t other_than_plain() const noexcept
    {
        const auto others = [](std::uint64_t word) {
            const std::uint64_t ascii = word & each(0x7f);
            const auto is = [ascii](unsigned char c) { return ~((ascii ^ each(c)) + each(0x7f)); };
            return word | is('"') | is('\\') | ~(ascii + each(0x60));
        };
        return bits(others(low_)) | bits(others(high_)) << 8;
    }

    /// Where that character stands.
    [[nodiscard]] std::uint32_t equal_to(char c) const noexcept
    {
        const auto equal = [c](std::uint64_t word) {
            const std::uint64_t value = word ^ each(static_cast<unsigned char>(c));
            return ~(((value & each(0x7f)) + each(0x7f)) | value);
        };
        return bits(equal(low_)) | bits(equal(high_)) << 8;
    }

    /// The number that the last `count` bytes write, 1 to 16 digits. One byte, before the last `after_point`
    /// of them, is left out: that is `one_earlier`, the sixteen bytes that begin one earlier, knows the
    /// digits before it.
    [[nodiscard]] std::uint64_t number(word_block one_earlier, unsigned count,
                                       unsigned after_point) const noexcept
    {
        const std::uint64_t high = blend(high_, one_earlier.high_, after_point) & last(count);
        const unsigned rest = count > 8 ? count - 8 : 0;
        const std::uint64_t low =
            blend(low_, one_earlier.low_, after_point > 8 ? after_point - 8 : 0) & last(rest);
        return eight_digits(low) * 100'000'000 + eight_digits(high);
    }

private:
    static constexpr std::uint64_t each(unsigned char byte) noexcept { return 0x0101010101010101U * byte; }

    // The first byte becomes the lowest, on every machine.
    static std::uint64_t load(const char* from) noexcept
    {
        std::uint64_t word = 0;
        if constexpr (std::endian::native == std::endian::little)
            std::memcpy(&word, from, sizeof word);
        else
            for (unsigned i = 0; i != sizeof word; ++i)
                word |= std::uint64_t(static_cast<unsigned char>(from[i])) << (8 * i);
        return word;
    }

    // The highest bits of the bytes, side by side.
    static constexpr std::uint32_t bits(std::uint64_t word) noexcept
    {
        return static_cast<std::uint32_t>(((word >> 7 & each(1)) * 0x0102040810204080U) >> 56);
    }

    // The values of the last digits of a word, all of it for 8 and more.
    static constexpr std::uint64_t last(unsigned count) noexcept
    {
        return count == 0 ? 0 : count >= 8 ? each(0x0f) : each(0x0f) << (64 - 8 * count);
    }

    // The last bytes from the one word, the others from the other.
    static constexpr std::uint64_t blend(std::uint64_t word, std::uint64_t other, unsigned from_word) noexcept
    {
        const std::uint64_t mask = last(from_word) * 0x11;
        return (word & mask) | (other & ~mask);
    }

    // Neighbours are joined, then pairs, then fours.
    static constexpr std::uint64_t eight_digits(std::uint64_t word) noexcept
    {
        constexpr std::uint64_t mask = 0x000000ff000000ff;
        word = word * 10 + (word >> 8);
        return ((word & mask) * (100 + (1'000'000ULL << 32)) +
                (word >> 16 & mask) * (1 + (10'000ULL << 32))) >>
               32;
    }

    std::uint64_t low_;
    std::uint64_t high_;
};

#if defined(__x86_64__) && defined(__SSE2__)

/// The same with the instructions that every x86-64 has.
class sse2_block {
public:
    explicit sse2_block(const char* from) noexcept : bytes_(load(from)) {}

    [[nodiscard]] std::uint32_t other_than_digits() const noexcept
    {
        // The digits become the ten lowest of the signed bytes.
        const __m128i moved = _mm_add_epi8(bytes_, _mm_set1_epi8(0x50));
        return bits(_mm_cmpgt_epi8(moved, _mm_set1_epi8(-119)));
    }

    [[nodiscard]] std::uint32_t other_than_plain() const noexcept
    {
        const __m128i control_or_not_ascii = _mm_cmplt_epi8(bytes_, _mm_set1_epi8(0x20)); // Signed.
        const __m128i quote = _mm_cmpeq_epi8(bytes_, _mm_set1_epi8('"'));
        const __m128i backslash = _mm_cmpeq_epi8(bytes_, _mm_set1_epi8('\\'));
        return bits(_mm_or_si128(control_or_not_ascii, _mm_or_si128(quote, backslash)));
    }

    [[nodiscard]] std::uint32_t equal_to(char c) const noexcept
    {
        return bits(_mm_cmpeq_epi8(bytes_, _mm_set1_epi8(c)));
    }

    [[nodiscard]] std::uint64_t number(sse2_block one_earlier, unsigned count,
                                       unsigned after_point) const noexcept
    {
        const __m128i behind = last(after_point);
        const __m128i digits =
            _mm_or_si128(_mm_and_si128(bytes_, behind),
                         _mm_and_si128(one_earlier.bytes_, _mm_andnot_si128(behind, last(count))));
        // Neighbours are joined, then pairs, then fours.
        const __m128i tens = _mm_mullo_epi16(_mm_and_si128(digits, _mm_set1_epi16(0xff)), _mm_set1_epi16(10));
        const __m128i pairs = _mm_add_epi16(tens, _mm_srli_epi16(digits, 8));
        const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(100 | 1 << 16));
        const __m128i eights =
            _mm_madd_epi16(_mm_packs_epi32(fours, fours), _mm_set1_epi32(10'000 | 1 << 16));
        const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
        return (both & 0xffffffff) * 100'000'000 + (both >> 32);
    }

private:
    static __m128i load(const char* from) noexcept
    {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    }

    // A mask for the values of the last digits.
    static __m128i last(unsigned count) noexcept
    {
        static constexpr std::array<char, 32> mask = [] {
            std::array<char, 32> bytes{};
            for (std::size_t i = 16; i != bytes.size(); ++i)
                bytes[i] = 0x0f;
            return bytes;
        }();
        return load(mask.data() + count);
    }

    static std::uint32_t bits(__m128i judged) noexcept
    {
        return static_cast<std::uint32_t>(_mm_movemask_epi8(judged));
    }

    __m128i bytes_;
};

using text_block = sse2_block;

#else

using text_block = word_block;

#endif

inline constexpr std::ptrdiff_t block_size = 16;

/// The place of the lowest of these bits. One of the lower 31 has to be set: that saves asking.
[[nodiscard]] inline std::uint32_t lowest_bit(std::uint32_t bits) noexcept
{
    return static_cast<std::uint32_t>(std::countr_zero(bits | 1U << 31));
}

} // namespace holdfast::wire

#endif
