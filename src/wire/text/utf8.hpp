// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_TEXT_UTF8_HPP
#define HOLDFAST_SRC_WIRE_TEXT_UTF8_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace holdfast::wire {

/// The length of the well-formed sequence at the beginning of the bytes (RFC 3629 §4: no overlong forms, no
/// surrogates, nothing above U+10FFFF); zero when there is none.
[[nodiscard]] constexpr std::size_t utf8_sequence(std::string_view bytes) noexcept
{
    const auto at = [bytes](std::size_t i) -> unsigned {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
    };
    const auto between = [](unsigned low, unsigned b, unsigned high) { return low <= b && b <= high; };
    const auto tail = [&](std::size_t i) { return between(0x80, at(i), 0xbf); };

    const unsigned lead = at(0);
    if (lead < 0x80)
        return bytes.empty() ? 0 : 1;
    if (between(0xc2, lead, 0xdf))
        return tail(1) ? 2 : 0;
    if (between(0xe0, lead, 0xef)) {
        const unsigned low = lead == 0xe0 ? 0xa0 : 0x80;
        const unsigned high = lead == 0xed ? 0x9f : 0xbf;
        return between(low, at(1), high) && tail(2) ? 3 : 0;
    }
    if (between(0xf0, lead, 0xf4)) {
        const unsigned low = lead == 0xf0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xf4 ? 0x8f : 0xbf;
        return between(low, at(1), high) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

/// How many of the first bytes are certainly ASCII, looked at many at a time.
[[nodiscard]] inline std::size_t ascii_prefix(const char* bytes, std::size_t size) noexcept
{
    constexpr std::size_t block = 64;
    std::size_t done = 0;
    for (; size - done >= block; done += block) {
        std::uint64_t words[block / 8];
        std::memcpy(words, bytes + done, block);
        std::uint64_t any = 0;
        for (const std::uint64_t word : words)
            any |= word;
        if (any & 0x8080808080808080U)
            return done;
    }
    for (; size - done >= 8; done += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + done, 8);
        if (word & 0x8080808080808080U)
            return done;
    }
    return done;
}

/// Whether all bytes are well-formed UTF-8, as the payload of a text message must be (RFC 6455 §8.1).
[[nodiscard]] inline bool valid_utf8(std::string_view bytes) noexcept
{
    for (;;) {
        bytes.remove_prefix(ascii_prefix(bytes.data(), bytes.size()));
        // Step over what made the fast look stop: a few sequences, until plain text goes on.
        for (int i = 0; i != 8; ++i) {
            if (bytes.empty())
                return true;
            const std::size_t step = utf8_sequence(bytes);
            if (step == 0)
                return false;
            bytes.remove_prefix(step);
        }
    }
}

} // namespace holdfast::wire

#endif
