// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_FRAME_WORDS_HPP
#define HOLDFAST_TEST_SUPPORT_FRAME_WORDS_HPP

#include <holdfast/event.hpp>
#include <holdfast/policy/clock.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// Words about frames that the tests of every adapter need.
namespace frame_words {

/// `61837.5x1.25 61837x2`
inline std::string text_of(std::span<const holdfast::level> levels)
{
    std::string text;
    for (const holdfast::level& l : levels)
        text += (text.empty() ? "" : " ") + l.price.str() + "x" + l.quantity.str();
    return text;
}

/// The frame with something else in one place, which must be there.
inline std::string replaced(std::string in, std::string_view what, std::string_view by)
{
    const std::size_t at = in.find(what);
    BOOST_TEST_REQUIRE(at != std::string::npos, what);
    return in.replace(at, what.size(), by);
}

inline holdfast::wall_time at_ms(std::int64_t ms)
{
    return holdfast::wall_time(std::chrono::milliseconds(ms));
}

} // namespace frame_words

#endif
