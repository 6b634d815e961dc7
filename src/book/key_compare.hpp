// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_BOOK_KEY_COMPARE_HPP
#define HOLDFAST_SRC_BOOK_KEY_COMPARE_HPP

#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/// Comparisons of sixteen integers with one, without a branch. Bit i of a mask says whether `keys[i]` fits.
namespace holdfast::key_masks {

constexpr std::size_t width = 16;

#ifdef __SSE2__

template <class Compare>
[[nodiscard]] inline std::uint32_t each(const std::int32_t* keys, Compare compare) noexcept
{
    const auto four = [&](std::size_t i) {
        return compare(_mm_loadu_si128(reinterpret_cast<const __m128i*>(keys + i)));
    };
    const __m128i low = _mm_packs_epi32(four(0), four(4));
    const __m128i high = _mm_packs_epi32(four(8), four(12));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(low, high)));
}

[[nodiscard]] inline std::uint32_t equal(const std::int32_t* keys, std::int32_t with) noexcept
{
    return each(keys, [all = _mm_set1_epi32(with)](__m128i four) { return _mm_cmpeq_epi32(four, all); });
}

[[nodiscard]] inline std::uint32_t above(const std::int32_t* keys, std::int32_t than) noexcept
{
    return each(keys, [all = _mm_set1_epi32(than)](__m128i four) { return _mm_cmpgt_epi32(four, all); });
}

#else

template <class Compare>
[[nodiscard]] inline std::uint32_t each(const std::int32_t* keys, Compare compare) noexcept
{
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < width; ++i)
        mask |= (compare(keys[i]) ? 1U : 0U) << i;
    return mask;
}

[[nodiscard]] inline std::uint32_t equal(const std::int32_t* keys, std::int32_t with) noexcept
{
    return each(keys, [with](std::int32_t one) { return one == with; });
}

[[nodiscard]] inline std::uint32_t above(const std::int32_t* keys, std::int32_t than) noexcept
{
    return each(keys, [than](std::int32_t one) { return one > than; });
}

#endif

} // namespace holdfast::key_masks

#endif
