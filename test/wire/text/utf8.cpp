// SPDX-License-Identifier: BSL-1.0
#include "wire/text/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using holdfast::wire::valid_utf8;

namespace {

/// The code point as UTF-8 would write it, were it allowed, in so many bytes.
std::string encode(std::uint32_t code, int bytes)
{
    if (bytes == 1)
        return std::string(1, static_cast<char>(code));
    std::string out;
    for (int i = 0; i != bytes - 1; ++i, code >>= 6U)
        out.insert(out.begin(), static_cast<char>(0x80U | (code & 0x3fU)));
    const unsigned lead = bytes == 2 ? 0xc0U : bytes == 3 ? 0xe0U : 0xf0U;
    out.insert(out.begin(), static_cast<char>(lead | code));
    return out;
}

int length_of(std::uint32_t code)
{
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/// RFC 3629 §4 read literally, one sequence at a time: what the fast one is compared with.
bool valid_slowly(const std::string& s)
{
    for (std::size_t i = 0; i < s.size();) {
        bool found = false;
        for (int n = 1; n <= 4 && !found; ++n) {
            if (i + static_cast<std::size_t>(n) > s.size())
                break;
            std::uint32_t code = static_cast<unsigned char>(s[i]);
            if (n == 1 ? code >= 0x80 : (code >> (7 - n)) != (0xffU >> (7 - n) & ~1U))
                continue;
            code &= n == 1 ? 0x7fU : 0xffU >> (n + 1);
            bool tails = true;
            for (int k = 1; k < n; ++k) {
                const auto b = static_cast<unsigned char>(s[i + static_cast<std::size_t>(k)]);
                tails = tails && (b & 0xc0) == 0x80;
                code = code << 6U | (b & 0x3fU);
            }
            if (!tails || length_of(code) != n || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
                return false;
            i += static_cast<std::size_t>(n);
            found = true;
        }
        if (!found)
            return false;
    }
    return true;
}

} // namespace

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(every_code_point_is_valid_but_surrogates)
{
    for (std::uint32_t code = 0; code <= 0x10ffff; ++code) {
        const bool surrogate = code >= 0xd800 && code <= 0xdfff;
        if (valid_utf8(encode(code, length_of(code))) == surrogate)
            BOOST_ERROR("wrong verdict on code point " << code);
    }
}

BOOST_AUTO_TEST_CASE(nothing_above_the_last_code_point_is_valid)
{
    BOOST_TEST(valid_utf8(encode(0x10ffff, 4)));
    for (const std::uint32_t code : {0x110000U, 0x13ffffU, 0x140000U, 0x1fffffU})
        BOOST_TEST(!valid_utf8(encode(code, 4)));
    for (unsigned lead = 0xf8; lead != 0x100; ++lead)
        BOOST_TEST(!valid_utf8(std::string(1, static_cast<char>(lead)) + "\x80\x80\x80\x80\x80"));
}

BOOST_AUTO_TEST_CASE(overlong_forms_are_refused)
{
    for (const std::uint32_t code : {0U, 0x2fU, 0x7fU}) {
        BOOST_TEST(!valid_utf8(encode(code, 2)));
        BOOST_TEST(!valid_utf8(encode(code, 3)));
        BOOST_TEST(!valid_utf8(encode(code, 4)));
    }
    BOOST_TEST(!valid_utf8(encode(0x7ff, 3)));
    BOOST_TEST(!valid_utf8(encode(0x7ff, 4)));
    BOOST_TEST(!valid_utf8(encode(0xffff, 4)));
}

BOOST_AUTO_TEST_CASE(sequences_that_end_too_early_are_refused)
{
    for (const std::uint32_t code : {0xe9U, 0x20acU, 0x1f980U}) {
        const std::string whole = encode(code, length_of(code));
        for (std::size_t n = 1; n != whole.size(); ++n) {
            BOOST_TEST(!valid_utf8(whole.substr(0, n)));
            BOOST_TEST(!valid_utf8(whole.substr(0, n) + "a"));
            BOOST_TEST(!valid_utf8(whole.substr(0, n) + whole));
        }
    }
}

BOOST_AUTO_TEST_CASE(stray_tails_are_refused)
{
    for (unsigned b = 0x80; b != 0xc0; ++b)
        BOOST_TEST(!valid_utf8(std::string(1, static_cast<char>(b))));
}

BOOST_AUTO_TEST_CASE(the_verdict_does_not_depend_on_the_place)
{
    const std::string good = encode(0x1f980, 4);
    for (std::size_t before = 0; before != 150; ++before)
        for (const std::size_t after : {0u, 1u, 7u, 8u, 63u, 64u, 65u}) {
            const std::string left(before, 'a');
            const std::string right(after, 'z');
            BOOST_TEST(valid_utf8(left + good + right));
            BOOST_TEST(!valid_utf8(left + good.substr(0, 3) + right));
            BOOST_TEST(!valid_utf8(left + "\xff" + right));
        }
}

BOOST_AUTO_TEST_CASE(nul_is_a_character)
{
    BOOST_TEST(valid_utf8(std::string(100, '\0')));
    BOOST_TEST(valid_utf8(""));
}

BOOST_AUTO_TEST_CASE(all_short_sequences_get_the_verdict_of_a_literal_reading)
{
    // The bytes at which some rule changes.
    const std::vector<unsigned> edges = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
                                         0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
                                         0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};
    std::string s(4, '\0');
    for (const unsigned a : edges)
        for (const unsigned b : edges)
            for (const unsigned c : edges)
                for (const unsigned d : edges) {
                    s[0] = static_cast<char>(a);
                    s[1] = static_cast<char>(b);
                    s[2] = static_cast<char>(c);
                    s[3] = static_cast<char>(d);
                    if (valid_utf8(s) != valid_slowly(s))
                        BOOST_ERROR("wrong verdict on " << a << ' ' << b << ' ' << c << ' ' << d);
                }
}

BOOST_AUTO_TEST_SUITE_END()
