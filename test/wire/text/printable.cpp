// SPDX-License-Identifier: BSL-1.0
#include <holdfast/printable.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace hf = holdfast;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(printable)

BOOST_AUTO_TEST_CASE(fault_66_what_steers_a_terminal_or_deceives_the_eye_is_written_out)
{
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"a\nb\r\tc", R"(a\nb\r\tc)"},
        {"\x1b[31mred\x07", R"(\x1b[31mred\x07)"},
        {"a\0b"sv, R"(a\x00b)"},
        {"\x7f", R"(\x7f)"},
        {"\xc2\x9b"
         "2J",
         R"(\x9b2J)"},
        {"\xff\xfe", R"(\xff\xfe)"},
        {"\xe2\x80\xa8\xe2\x80\xa9", R"(\u2028\u2029)"},
        {"\xe2\x80\xaegnp", R"(\u202egnp)"},
        {"\xe2\x81\xa6\xef\xbb\xbf", R"(\u2066\ufeff)"},
        {"\xf3\xa0\x81\x81", R"(\u0e0041)"},
    };
    for (const auto& [text, shown] : rows)
        BOOST_TEST(hf::printable(text) == shown);
}

BOOST_AUTO_TEST_CASE(everything_else_stays)
{
    constexpr std::string_view text = "\xe5\xb8\x81\xe5\xae\x89 100% \\n {\"a\":1} \xf0\x9f\x98\x80";
    BOOST_TEST(hf::printable(text) == text);
}

BOOST_AUTO_TEST_CASE(fault_66_a_second_time_changes_nothing)
{
    std::string text;
    for (int c = 0; c != 256; ++c)
        text += static_cast<char>(c);
    BOOST_TEST(hf::printable(hf::printable(text)) == hf::printable(text));
}

BOOST_AUTO_TEST_SUITE_END()
