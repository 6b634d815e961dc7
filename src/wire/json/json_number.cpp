// SPDX-License-Identifier: BSL-1.0
#include "wire/json/json_number.hpp"

#include <algorithm>
#include <limits>

namespace holdfast::wire {

namespace {

constexpr std::uint32_t most_digits = 19; // 64 bits hold all of those.

// `skip_digits` for places where one may look back.
const char* behind_digits(const char* at, const char* end) noexcept
{
    for (; end - at > block_size; at += block_size)
        if (const std::uint32_t others = look_for_others_than_digits(at, end))
            return at + lowest_bit(others);
    const std::uint32_t others = look_for_others_than_digits(at, end);
    return others == 0 ? end : at + lowest_bit(others);
}

std::uint64_t up_to_19_digits_before(const char* behind, std::uint32_t count) noexcept
{
    constexpr std::uint64_t ten_to_16 = 10'000'000'000'000'000;
    if (count <= 16)
        return digits_before(behind, count, count);
    return digits_before(behind - 16, count - 16, count - 16) * ten_to_16 + digits_before(behind, 16, 16);
}

} // namespace

number_detail::packed_number number_detail::read_long_number(const char* at, const char* end) noexcept
{
    const char* const point = behind_digits(at, end);
    const auto whole = static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(point - at, most_digits + 1));
    if (point == end || whole == 0 || whole > most_digits || (*at == '0' && whole != 1))
        return {};
    std::uint64_t digits = up_to_19_digits_before(point, whole);
    std::uint32_t scale = 0;
    if (*point == '.') {
        const char* const behind = behind_digits(point + 1, end);
        scale = static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(behind - point - 1, most_digits));
        if (behind == end || scale == 0 || whole + scale > most_digits)
            return {};
        for (std::uint32_t i = 0; i != scale; ++i)
            digits *= 10;
        digits += up_to_19_digits_before(behind, scale);
    }
    if (digits > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
        return {};
    return {digits, scale, whole + (scale == 0 ? 0 : 1 + scale)};
}

} // namespace holdfast::wire
