// SPDX-License-Identifier: BSL-1.0
#include "wire/json/simd_block.hpp"

#include "wire/json/json_scan.hpp"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <string>

namespace {

using namespace holdfast::wire;

// The one for every machine, and the one of this machine, which may be the same.
struct chosen_block : text_block {
    using text_block::text_block;
};
using blocks = boost::mpl::list<word_block, chosen_block>;

template <class Judge>
std::uint32_t one_by_one(const std::string& bytes, Judge judge)
{
    std::uint32_t found = 0;
    for (std::size_t i = 0; i != 16; ++i)
        found |= judge(bytes[i]) ? 1U << i : 0U;
    return found;
}

// Sixteen bytes, mostly ones near to those that matter.
std::string random_bytes(std::mt19937& bits)
{
    const std::string_view near = "/0123456789:!\"#[\\]\x1f\x20\x7f\x80\xff\xa2\xdc";
    std::string bytes(16, ' ');
    for (char& c : bytes)
        c = bits() % 2 == 0 ? near[bits() % near.size()] : static_cast<char>(bits() % 256);
    return bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(sixteen_bytes_at_once)

BOOST_AUTO_TEST_CASE_TEMPLATE(are_judged_as_one_by_one, block, blocks)
{
    std::mt19937 bits(1);
    for (int round = 0; round < 100'000; ++round) {
        const std::string bytes = random_bytes(bits);
        const block all(bytes.data());
        BOOST_TEST_REQUIRE(all.other_than_digits() == one_by_one(bytes, [](char c) { return !is_digit(c); }));
        BOOST_TEST_REQUIRE(all.other_than_plain() == one_by_one(bytes, [](char c) { return !is_plain(c); }));
        BOOST_TEST_REQUIRE(all.equal_to(']') == one_by_one(bytes, [](char c) { return c == ']'; }));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_judged_right_whatever_is_beside_them, block, blocks)
{
    for (int first = 0; first != 256; ++first)
        for (int second = 0; second != 256; ++second) {
            std::string bytes(16, static_cast<char>(first));
            for (std::size_t i = 1; i < 16; i += 2)
                bytes[i] = static_cast<char>(second);
            const block all(bytes.data());
            BOOST_TEST_REQUIRE(all.other_than_digits() ==
                               one_by_one(bytes, [](char c) { return !is_digit(c); }));
            BOOST_TEST_REQUIRE(all.other_than_plain() ==
                               one_by_one(bytes, [](char c) { return !is_plain(c); }));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(write_a_number_with_its_point_anywhere, block, blocks)
{
    std::mt19937_64 bits(2);
    for (unsigned count = 1; count <= 16; ++count)
        for (unsigned after_point = 1; after_point <= count; ++after_point)
            for (int round = 0; round < 100; ++round) {
                std::string digits;
                for (unsigned i = 0; i != count; ++i)
                    digits += static_cast<char>('0' + bits() % 10);
                std::string text = std::string(17, '9') + digits; // What is before it is no part of it.
                if (after_point != count)
                    text.insert(text.size() - after_point, ".");
                const char* const behind = text.data() + text.size();
                BOOST_TEST_REQUIRE(block(behind - 16).number(block(behind - 17), count, after_point) ==
                                       std::stoull(digits),
                                   text << ", of that " << count << " digits");
            }
}

BOOST_AUTO_TEST_SUITE_END()
