// SPDX-License-Identifier: BSL-1.0
#include <holdfast/decimal.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using holdfast::decimal;
using namespace holdfast::literals;

static_assert(std::is_trivially_copyable_v<decimal>);
static_assert(decimal().is_zero());
static_assert(decimal::parse("61837.63000000") == decimal::parse("61837.63"));
static_assert("1.0"_dec == "1.00"_dec);
static_assert("0.10"_dec < "0.2"_dec);
static_assert("-0.2"_dec < "-0.10"_dec);
static_assert("-1"_dec < "0.000"_dec && "0.000"_dec < "1e-63"_dec);
static_assert("-0.00"_dec == "0"_dec);
static_assert("9223372036854775807"_dec > "9.223372036854775806e18"_dec);
static_assert(-"5.50"_dec == "-5.5"_dec);
static_assert("-5"_dec.sign() == -1 && "5"_dec.sign() == 1 && "-0"_dec.sign() == 0);
static_assert("12.50"_dec.coefficient() == 1250 && "12.50"_dec.exponent() == -2 && "12.50"_dec.scale() == 2);
static_assert(decimal::of(-1250, 2) == "-12.5"_dec);
static_assert(add("0.1"_dec, "0.2"_dec) == "0.3"_dec);
static_assert(!decimal::parse("1.").has_value());

std::string read_and_write(const std::string& text)
{
    const auto number = decimal::parse(text);
    return number ? number->str() : "refused";
}

// The digits with the point in one place: such texts compare like the numbers they stand for.
std::string aligned(const std::string& text)
{
    const std::string plain = text.substr(text.front() == '-' ? 1 : 0);
    const auto point = std::min(plain.find('.'), plain.size());
    const std::string fraction = point < plain.size() ? plain.substr(point + 1) : std::string();
    return std::string(64 - point, '0') + plain.substr(0, point) + '.' + fraction +
           std::string(64 - fraction.size(), '0');
}

int compare_texts(const std::string& a, const std::string& b)
{
    const std::string zero = aligned("0");
    const bool a_below = a.front() == '-' && aligned(a) != zero;
    const bool b_below = b.front() == '-' && aligned(b) != zero;
    if (a_below != b_below)
        return a_below ? -1 : 1;
    const int magnitudes = aligned(a).compare(aligned(b));
    return (a_below ? -1 : 1) * ((magnitudes > 0) - (magnitudes < 0));
}

int sign_of(std::weak_ordering order)
{
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

class number_maker {
public:
    explicit number_maker(unsigned seed) : bits_(seed) {}

    // At most 18 significant digits, zeros anywhere, any place for the point.
    std::string next()
    {
        std::string digits(1 + bits_() % 18, '0');
        for (char& digit : digits)
            digit = static_cast<char>('0' + (bits_() % 3 == 0 ? 0 : bits_() % 10));
        digits += std::string(bits_() % 4 == 0 ? bits_() % 30 : 0, '0');
        digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
        std::string text = bits_() % 3 == 0 ? "-" : "";
        switch (bits_() % 3) {
        case 0: return text + digits;
        case 1: return text + "0." + std::string(bits_() % 15, '0') + digits;
        default: return text + digits + "." + std::string(1 + bits_() % 12, '0');
        }
    }

    unsigned below(unsigned limit) { return static_cast<unsigned>(bits_() % limit); }

private:
    std::mt19937 bits_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(decimal_numbers)

BOOST_AUTO_TEST_CASE(the_text_comes_back_as_it_was_sent)
{
    const std::vector<std::string> texts = {"0",
                                            "0.0",
                                            "0.00000000",
                                            "-0",
                                            "-0.00",
                                            "1",
                                            "-1",
                                            "0.10",
                                            "0.1",
                                            "61837.63000000",
                                            "0.00000001",
                                            "9223372036854775807",
                                            "-9223372036854775807",
                                            "92233720368547.00000000",
                                            "100000000000000000000",
                                            "123456789012345678",
                                            "0.000000000000000000123456789012345678",
                                            "9.9999999999999999900000000",
                                            "0." + std::string(62, '0') + "1",
                                            "1" + std::string(62, '0'),
                                            "-" + std::string(63, '8').replace(18, 45, std::string(45, '0')) +
                                                "." + std::string(63, '0')};
    for (const std::string& text : texts)
        BOOST_TEST(read_and_write(text) == text);
}

BOOST_AUTO_TEST_CASE(an_exponent_is_written_out)
{
    BOOST_TEST(read_and_write("1e-7") == "0.0000001");
    BOOST_TEST(read_and_write("1E5") == "100000");
    BOOST_TEST(read_and_write("1.50e+1") == "15.0");
    BOOST_TEST(read_and_write("-2.5e3") == "-2500");
    BOOST_TEST(read_and_write("5e-008") == "0.00000005");
    BOOST_TEST(read_and_write("0e5") == "0");
    BOOST_TEST(read_and_write("1e20") == "100000000000000000000");
    BOOST_TEST(read_and_write("1e62") == "1" + std::string(62, '0'));
}

BOOST_AUTO_TEST_CASE(what_is_not_a_number_is_refused)
{
    const std::vector<std::string> texts = {"",
                                            "+",
                                            "-",
                                            ".",
                                            "1.",
                                            ".5",
                                            "-.5",
                                            "--1",
                                            "+1",
                                            "1e",
                                            "1e+",
                                            "1e-",
                                            "e5",
                                            "1.e5",
                                            "00",
                                            "01",
                                            "-01",
                                            "00.1",
                                            "nan",
                                            "NaN",
                                            "inf",
                                            "-inf",
                                            "Infinity",
                                            "0x10",
                                            "1_000",
                                            "1,5",
                                            " 1",
                                            "1 ",
                                            "1\n",
                                            "1.5.5",
                                            "1e5.5",
                                            "1e5e5",
                                            "1f",
                                            "1-",
                                            std::string("1\0", 2),
                                            std::string("\0", 1),
                                            "\xc2\xb2",
                                            "\xef\xbb\xbf"
                                            "1"};
    for (const std::string& text : texts)
        BOOST_TEST(!decimal::parse(text).has_value(), "accepted '" << text << "'");
    BOOST_TEST(!decimal::parse({}).has_value());
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_and_never_rounded)
{
    const std::vector<std::string> texts = {"1e308",
                                            "1e-308",
                                            "1e63",
                                            "1e-64",
                                            "0e999",
                                            "1e99999999999999999999",
                                            "1e-99999999999999999999",
                                            "9223372036854775808",
                                            "-9223372036854775808",
                                            "18446744073709551616",
                                            "12345678901234567890.1",
                                            "0.12345678901234567891",
                                            "1000000000000000000.5",
                                            "0." + std::string(63, '0') + "1",
                                            "1" + std::string(63, '0'),
                                            "12345678901234567890" + std::string(40, '1')};
    for (const std::string& text : texts)
        BOOST_TEST(!decimal::parse(text).has_value(), "accepted '" << text << "'");
}

BOOST_AUTO_TEST_CASE(sixty_four_thousand_digits_are_refused)
{
    BOOST_TEST(!decimal::parse(std::string(65'536, '1')).has_value());
    BOOST_TEST(!decimal::parse("0." + std::string(65'536, '0')).has_value());
    BOOST_TEST(!decimal::parse("1e" + std::string(65'536, '0')).has_value());
}

BOOST_AUTO_TEST_CASE(any_text_is_accepted_as_itself_or_refused)
{
    std::mt19937 bits(1);
    const std::string_view alphabet = "0123456789.-+eE \0x";
    unsigned accepted = 0;
    for (int round = 0; round < 200'000; ++round) {
        std::string text(bits() % 8, '0');
        for (char& c : text)
            c = alphabet[bits() % alphabet.size()];
        const auto number = decimal::parse(text);
        if (!number)
            continue;
        ++accepted;
        const bool plain = text.find_first_of("eE") == std::string::npos;
        BOOST_TEST_REQUIRE((number == decimal::parse(number->str())));
        BOOST_TEST_REQUIRE((!plain || number->str() == text), text << " became " << number->str());
    }
    BOOST_TEST(accepted > 10'000U);
}

BOOST_AUTO_TEST_CASE(random_numbers_come_back_as_they_were_sent)
{
    number_maker numbers(2);
    for (int round = 0; round < 100'000; ++round) {
        const std::string text = numbers.next();
        BOOST_TEST_REQUIRE(read_and_write(text) == text);
    }
}

BOOST_AUTO_TEST_CASE(random_numbers_are_in_the_order_of_their_digits)
{
    number_maker numbers(3);
    unsigned equal = 0;
    for (int round = 0; round < 100'000; ++round) {
        const std::string a = numbers.next();
        // Half of them differ only in trailing zeros, or in the last digit.
        std::string b = numbers.below(2) == 0 ? numbers.next() : a;
        if (numbers.below(2) == 0 && b.find('.') != std::string::npos)
            b += numbers.below(2) == 0 ? "0" : "1";
        const auto x = decimal::parse(a);
        const auto y = decimal::parse(b);
        if (!x || !y)
            continue;
        const int expected = compare_texts(a, b);
        BOOST_TEST_REQUIRE(sign_of(*x <=> *y) == expected, a << " <=> " << b);
        BOOST_TEST_REQUIRE(sign_of(*y <=> *x) == -expected, b << " <=> " << a);
        BOOST_TEST_REQUIRE((*x == *y) == (expected == 0));
        equal += expected == 0;
    }
    BOOST_TEST(equal > 1'000U);
}

BOOST_AUTO_TEST_CASE(sums_are_exact_and_keep_the_longer_scale)
{
    BOOST_TEST(add("1.10"_dec, "2.2"_dec)->str() == "3.30");
    BOOST_TEST(subtract("1.10"_dec, "1.1"_dec)->str() == "0.00");
    BOOST_TEST(add("92233720368547.00000000"_dec, "0.50000000"_dec)->str() == "92233720368547.50000000");
    BOOST_TEST(subtract("-5"_dec, "0.001"_dec)->str() == "-5.001");
    BOOST_TEST(add("1e62"_dec, "0.000"_dec)->str() == "1" + std::string(62, '0') + ".000");
    BOOST_TEST(add("0"_dec, "0.00"_dec)->str() == "0.00");
}

BOOST_AUTO_TEST_CASE(sums_that_do_not_fit_are_refused)
{
    BOOST_TEST(!add("9223372036854775807"_dec, "1"_dec).has_value());
    BOOST_TEST(!add("-9223372036854775807"_dec, "-1"_dec).has_value());
    BOOST_TEST(!add("1e20"_dec, "1e-20"_dec).has_value());
    BOOST_TEST(!add("1e62"_dec, "1"_dec).has_value());
    BOOST_TEST(!add("123e16"_dec, "0.01"_dec).has_value());
    BOOST_TEST(!add("-123e16"_dec, "0.01"_dec).has_value());
}

BOOST_AUTO_TEST_CASE(random_sums_agree_with_integers)
{
    std::mt19937_64 bits(4);
    for (int round = 0; round < 100'000; ++round) {
        const auto a = static_cast<std::int64_t>(bits() >> (2 + bits() % 60)) * (bits() % 2 == 0 ? 1 : -1);
        const auto b = static_cast<std::int64_t>(bits() >> (2 + bits() % 60)) * (bits() % 2 == 0 ? 1 : -1);
        BOOST_TEST_REQUIRE((add(*decimal::of(a, 8), *decimal::of(b, 8)) == decimal::of(a + b, 8)));
    }
}

BOOST_AUTO_TEST_CASE(a_coefficient_and_a_scale_make_a_number)
{
    BOOST_TEST(decimal::of(6183763, 2)->str() == "61837.63");
    BOOST_TEST(decimal::of(-1, 8)->str() == "-0.00000001");
    BOOST_TEST(decimal::of(42)->str() == "42");
    BOOST_TEST(!decimal::of(std::numeric_limits<std::int64_t>::min()).has_value());
    BOOST_TEST(!decimal::of(1, 64).has_value());
    BOOST_TEST(!decimal::of(1, -1).has_value());
}

BOOST_AUTO_TEST_CASE(negation_keeps_the_text_but_for_the_sign)
{
    BOOST_TEST((-"1.50"_dec).str() == "-1.50");
    BOOST_TEST((-"-1.50"_dec).str() == "1.50");
    BOOST_TEST((-"0.00"_dec).str() == "0.00");
    BOOST_TEST((-"-0.00"_dec).str() == "0.00");
}

BOOST_AUTO_TEST_CASE(a_double_is_the_nearest_one)
{
    BOOST_TEST("0.1"_dec.to_double() == 0.1);
    BOOST_TEST("-61837.63000000"_dec.to_double() == -61837.63);
    BOOST_TEST("9007199254740993"_dec.to_double() == 9007199254740992.0);
    BOOST_TEST("1e62"_dec.to_double() == 1e62);
}

BOOST_AUTO_TEST_CASE(a_number_prints_as_its_text)
{
    std::ostringstream out;
    out << "0.0500"_dec;
    BOOST_TEST(out.str() == "0.0500");
}

BOOST_AUTO_TEST_CASE(fault_49_digits_that_do_not_fit_are_cut_toward_zero_and_the_number_says_so)
{
    const std::pair<const char*, const char*> cuts[] = {
        {"1234567890123.45678912", "1234567890123.456789"},
        {"-1234567890123.45678912", "-1234567890123.456789"},
        {"29215.0142857142857149", "29215.01428571428571"},
        {"123456789012345678901234567890", "123456789012345678900000000000"},
        {"0.123456789012345678901234567890", "0.1234567890123456789"},
        {"99999999999999999999", "99999999999999999900"},
        {"1e-70", "0"}};
    for (const auto& [text, kept] : cuts) {
        const auto cut = decimal::parse_cut(text);
        BOOST_TEST_REQUIRE(cut.has_value(), text);
        BOOST_TEST((*cut == *decimal::parse(kept)), text << " became " << *cut);
        BOOST_TEST(cut->inexact(), text);
        BOOST_TEST(!decimal::parse(text).has_value(), text);
    }
}

BOOST_AUTO_TEST_CASE(what_fits_is_not_cut)
{
    for (const char* text : {"0", "-0.10", "1.50", "9223372036854775807", "1e3"}) {
        BOOST_TEST(decimal::parse_cut(text).value().str() == decimal::parse(text).value().str());
        BOOST_TEST(!decimal::parse_cut(text)->inexact());
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_number_cannot_be_cut)
{
    for (const char* text :
         {"", "-", ".", "1.", "01", "1.2.3", "1e", "1e100", "abc", "1234567890123456789012345x"})
        BOOST_TEST(!decimal::parse_cut(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(sums_and_quotients_are_cut_where_they_have_to_be)
{
    const auto of = [](const char* text) { return *decimal::parse_cut(text); };
    BOOST_TEST((*add_cut(of("1.5"), of("2.25")) == of("3.75")));
    BOOST_TEST(!add_cut(of("1.5"), of("2.25"))->inexact());
    BOOST_TEST((*add_cut(of("1234567890123.456789"), of("0.0000000001")) == of("1234567890123.456789")));
    BOOST_TEST(add_cut(of("1234567890123.456789"), of("0.0000000001"))->inexact());
    BOOST_TEST((*divide_cut(of("10"), of("4")) == of("2.5")));
    BOOST_TEST(!divide_cut(of("10"), of("4"))->inexact());
    BOOST_TEST(divide_cut(of("1"), of("3"))->inexact());
    BOOST_TEST((*divide_cut(of("-1"), of("8")) == of("-0.125")));
    BOOST_TEST(!divide_cut(of("1"), of("0")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
