// SPDX-License-Identifier: BSL-1.0
#include "wire/json/json_number.hpp"

#include <holdfast/decimal.hpp>

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <vector>

namespace {

using namespace holdfast;
using namespace holdfast::wire;

// A number in the middle of a text that ends `behind` bytes after it; cut to size, so that the address
// sanitizer finds a read beside it.
plain_number read(const std::string& number, const std::string& behind, std::size_t before = 16)
{
    const std::string text = std::string(before, '[') + number + behind;
    const std::vector<char> exact(text.begin(), text.end());
    return read_plain_number(exact.data() + before, exact.data() + exact.size());
}

std::string str(const plain_number& number)
{
    return number ? decimal::of_digits(number.digits, number.scale).str() : "none";
}

std::string random_number(std::mt19937& bits, std::size_t whole, std::size_t scale)
{
    std::string text;
    for (std::size_t i = 0; i != whole + scale; ++i)
        text += static_cast<char>('0' + (i == 0 && whole > 1 ? 1 + bits() % 9 : bits() % 10));
    return scale == 0 ? text : text.insert(whole, ".");
}

} // namespace

BOOST_AUTO_TEST_SUITE(plain_numbers)

BOOST_AUTO_TEST_CASE(come_back_as_they_were_sent)
{
    for (const std::string text : {"0", "7", "10", "0.0", "0.00000000", "61837.63000000", "0.00000001",
                                   "12345678.12345678", "123456789012345.6", "0.123456789012345",
                                   "1234567890123456", "9999999999999999", "99999999.99999999"})
        for (const std::string behind : {"\"]", ",\"", "}}", "\",\"0.00000000\"],[\"61837"}) {
            const plain_number number = read(text, behind);
            BOOST_TEST(str(number) == text);
            BOOST_TEST(number.size == text.size());
        }
}

BOOST_AUTO_TEST_CASE(are_read_whatever_their_lengths_and_wherever_the_text_ends)
{
    std::mt19937 bits(1);
    for (std::size_t whole = 1; whole <= 18; ++whole)
        for (std::size_t scale = 0; whole + scale <= 18; ++scale)
            for (std::size_t behind = 1; behind != 40; ++behind) {
                const std::string text = random_number(bits, whole, scale);
                BOOST_TEST_REQUIRE(str(read(text, std::string(behind, ']'))) == text);
                BOOST_TEST_REQUIRE(str(read(text, std::string(behind, ']'), 16 + behind)) == text);
            }
}

BOOST_AUTO_TEST_CASE(are_below_two_to_the_63rd)
{
    for (const std::string text : {"9223372036854775807", "0.9223372036854775807", "922337203685.4775807"})
        BOOST_TEST(str(read(text, "\"]")) == (text.size() > 20 ? "none" : text));
    for (const std::string text :
         {"9223372036854775808", "9999999999999999999", "12345678901234567890", "1234567890123456789.7",
          "1.2345678901234567890", "11111111111111111111111111111111",
          "0.000000000000000000000000000000000000000000000"})
        BOOST_TEST(str(read(text, "\"]")) == "none", text);
}

BOOST_AUTO_TEST_CASE(have_neither_sign_nor_spare_zeros_and_digits_on_both_sides_of_the_point)
{
    for (const std::string text : {"", ".", "-1", "+1", "01", "00", "00.1", ".5", "1.", "-.5", "a", " 1"})
        BOOST_TEST(str(read(text, "\",\"1\"]")) == "none", text);
}

BOOST_AUTO_TEST_CASE(that_have_not_ended_with_the_text_are_none)
{
    for (const std::string text :
         {"1", "12345", "1.5", "123456789012345", "1234567890123456", "12345678.12345678"})
        BOOST_TEST(str(read(text, "")) == "none", text);
}

BOOST_AUTO_TEST_CASE(that_anything_stands_for_are_those_that_decimal_reads)
{
    std::mt19937 bits(2);
    const std::string_view alphabet = "00112345.6789..\"],:e-+E x";
    unsigned read_at_all = 0;
    for (int round = 0; round < 300'000; ++round) {
        std::string text(1 + bits() % 40, '0');
        for (char& c : text)
            c = bits() % 3 == 0 ? alphabet[bits() % alphabet.size()] : static_cast<char>('0' + bits() % 10);
        const plain_number number = read(text, "");
        if (!number)
            continue;
        ++read_at_all;
        const auto slow = decimal::parse(std::string_view(text).substr(0, number.size));
        BOOST_TEST_REQUIRE(slow.has_value(), text);
        BOOST_TEST_REQUIRE(str(number) == slow->str(), text);
        BOOST_TEST_REQUIRE(number.size < text.size(), text);
        BOOST_TEST_REQUIRE((text[number.size] < '0' || text[number.size] > '9'), text);
    }
    BOOST_TEST(read_at_all > 50'000U);
}

BOOST_AUTO_TEST_SUITE_END()
