// SPDX-License-Identifier: BSL-1.0
#include <holdfast/book/price_levels.hpp>
#include <holdfast/exchange/okx/market.hpp>

#include <boost/test/unit_test.hpp>
#include <zlib.h>

#include <string>
#include <vector>

namespace {

using namespace holdfast;

struct book {
    void bid(std::string_view price, std::string_view size) { set(bids, price, size); }
    void ask(std::string_view price, std::string_view size) { set(asks, price, size); }
    static void set(price_levels& to, std::string_view price, std::string_view size)
    {
        to.set({decimal::parse(price).value(), decimal::parse(size).value()});
    }

    [[nodiscard]] std::uint32_t sum() const { return okx::checksum(bids, asks); }

    price_levels bids{side::buy};
    price_levels asks{side::sell};
};

std::uint32_t sum_of(const std::string& text)
{
    return static_cast<std::uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

} // namespace

// The two examples of the documentation of before June 2026.
BOOST_AUTO_TEST_SUITE(okx_checksum)

BOOST_AUTO_TEST_CASE(the_sides_take_turns)
{
    book b;
    b.bid("3366.1", "7");
    b.bid("3366", "6");
    b.ask("3366.8", "9");
    b.ask("3368", "8");
    BOOST_TEST(b.sum() == static_cast<std::uint32_t>(-1881014294)); // 3366.1:7:3366.8:9:3366:6:3368:8
}

BOOST_AUTO_TEST_CASE(where_one_side_ends_the_other_goes_on)
{
    book b;
    b.bid("3366.1", "7");
    b.ask("3366.8", "9");
    b.ask("3368", "8");
    b.ask("3372", "8");
    BOOST_TEST(b.sum() == 831078360U); // 3366.1:7:3366.8:9:3368:8:3372:8
}

BOOST_AUTO_TEST_CASE(numbers_are_taken_as_they_were_sent)
{
    book b;
    b.bid("3366.10", "7.000");
    BOOST_TEST(b.sum() == sum_of("3366.10:7.000"));
}

BOOST_AUTO_TEST_CASE(a_book_of_nothing)
{
    BOOST_TEST(book().sum() == sum_of(""));
}

BOOST_AUTO_TEST_CASE(only_25_levels_of_a_side_count)
{
    book b;
    std::string text;
    for (int i = 0; i != 30; ++i) {
        b.ask(std::to_string(100 + i), "1");
        text += (i == 0 ? "" : ":") + std::to_string(100 + i) + ":1";
        if (i == 24)
            text += '|';
    }
    BOOST_TEST(b.sum() == sum_of(text.substr(0, text.find('|'))));
}

BOOST_AUTO_TEST_CASE(the_longest_numbers)
{
    book b;
    std::string text;
    for (int i = 0; i != 25; ++i) {
        const std::string price = std::to_string(100 + i) + std::string(60, '0') + "." + std::string(63, '0');
        b.ask(price, "1." + std::string(63, '0'));
        text += (i == 0 ? "" : ":") + price + ":1." + std::string(63, '0');
    }
    BOOST_TEST(b.sum() == sum_of(text));
}

BOOST_AUTO_TEST_SUITE_END()
