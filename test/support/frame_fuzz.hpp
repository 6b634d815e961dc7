// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_FRAME_FUZZ_HPP
#define HOLDFAST_TEST_FRAME_FUZZ_HPP

#include <holdfast/adapter_fuzz.hpp>

#include <boost/test/unit_test.hpp>

/// The public fuzzer of adapters, in words of Boost.Test.
namespace frame_fuzz {

using holdfast::kit::describe;
using holdfast::kit::mutator;
using holdfast::kit::spoil;

inline void expect(bool met, std::string_view otherwise, std::string_view text)
{
    if (!met)
        BOOST_FAIL(otherwise << ": " << text);
}

/// What the adapter reads in the text; fails where it does not do what it owes to any.
inline std::string read(const holdfast::adapter& exchange, std::string_view text, bool binary = false)
{
    holdfast::kit::fuzz_reading made = holdfast::kit::read(exchange, text, binary);
    BOOST_TEST(made.wrong == "");
    return made.understood;
}
inline std::string read(const holdfast::adapter& exchange, const holdfast::topic& on, std::string_view body)
{
    holdfast::kit::fuzz_reading made = holdfast::kit::read(exchange, on, body);
    BOOST_TEST(made.wrong == "");
    return made.understood;
}

inline void survives_everything(const holdfast::adapter& exchange, const std::vector<std::string>& frames,
                                unsigned seed = 1)
{
    BOOST_TEST(holdfast::kit::fuzz(exchange, frames, seed) == "");
}
inline void survives_everything(const holdfast::adapter& exchange, const holdfast::topic& on,
                                const std::vector<std::string>& bodies, unsigned seed = 1)
{
    BOOST_TEST(holdfast::kit::fuzz(exchange, on, bodies, seed) == "");
}

} // namespace frame_fuzz

#endif
