// SPDX-License-Identifier: BSL-1.0
#include "wire/json/level_reader.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace holdfast;
using namespace holdfast::wire;

constexpr level_object px_sz{"px", "sz"};

std::string str(const std::optional<std::span<const level>>& levels)
{
    if (!levels)
        return "none";
    std::string text;
    for (const level& l : *levels)
        text += (text.empty() ? "" : " ") + l.price.str() + "x" + l.quantity.str();
    return text;
}

// The list in the place of a message where lists are; what is behind it has to be found again.
template <class Shape>
std::string read(const std::string& list, const Shape& shape)
{
    const std::string text = R"({"channel":"books","levels":)" + list + R"(,"last":7})";
    const std::vector<char> exact(text.begin(), text.end());
    slab memory;
    json_cursor in({exact.data(), exact.size()}, memory);
    std::string_view key;
    std::string levels;
    std::optional<std::uint64_t> last;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "levels")
            levels = str(read_levels(in, memory, shape));
        else if (key == "last")
            last = in.id(written::bare);
        else
            in.skip();
    }
    BOOST_TEST(in.finish(), in.error());
    BOOST_TEST((last == 7U));
    return levels;
}

std::string rows(std::size_t count)
{
    std::string list;
    for (std::size_t i = 0; i != count; ++i)
        list += (i == 0 ? "" : ",") + std::string(R"(["61837.63000000","1.23400000"])");
    return "[" + list + "]";
}

} // namespace

BOOST_AUTO_TEST_SUITE(levels)

BOOST_AUTO_TEST_CASE(of_binance_and_bybit_are_pairs)
{
    BOOST_TEST(read(R"([["0.0024","10"],["0.0022","5"]])", level_row()) == "0.0024x10 0.0022x5");
    BOOST_TEST(read(R"([["16493.50","0.006"]])", level_row()) == "16493.50x0.006");
    BOOST_TEST(read("[]", level_row()).empty());
}

BOOST_AUTO_TEST_CASE(of_okx_have_more_behind_them)
{
    BOOST_TEST(read(R"([["8476.98","415","0","13"],["8477","7","0","2"]])", level_row()) ==
               "8476.98x415 8477x7");
    BOOST_TEST(read(R"([["8476.98","415","\u0030",{"n":[13]}],["8477","7",null]])", level_row()) ==
               "8476.98x415 8477x7");
}

BOOST_AUTO_TEST_CASE(of_bulk_are_objects_of_numbers)
{
    BOOST_TEST(read(R"([{"px":61837.5,"sz":1.25,"n":3},{"n":1,"sz":0,"px":61838}])", px_sz) ==
               "61837.5x1.25 61838x0");
    BOOST_TEST(read(R"([{"px":1e3,"sz":2.5e-7}])", px_sz) == "1000x0.00000025");
    BOOST_TEST(read("[]", px_sz).empty());
}

BOOST_AUTO_TEST_CASE(may_be_written_with_blanks_and_escapes)
{
    BOOST_TEST(read(R"( [ [ "0.0024" , "10" ] , ["0.0\u0030\u0032\u0032","5"] ] )", level_row()) ==
               "0.0024x10 0.0022x5");
    BOOST_TEST(read("[ {\"\\u0070x\" : 1 , \"sz\":\t2 } ]", px_sz) == "1x2");
}

BOOST_AUTO_TEST_CASE(odd_ones_stand_between_usual_ones)
{
    BOOST_TEST(
        read(R"([["1.5","2.5"],["1234567890.12345678","0.5"],["1.5","12345678901234567"],["3.5","4.5"]])",
             level_row()) == "1.5x2.5 1234567890.12345678x0.5 1.5x12345678901234567 3.5x4.5");
}

BOOST_AUTO_TEST_CASE(that_are_none_are_gone_over)
{
    for (const std::string list : {"1",
                                   "null",
                                   "\"text\"",
                                   "{}",
                                   R"({"a":[["1","2"]]})",
                                   "[1]",
                                   "[[]]",
                                   R"([["1"]])",
                                   R"([["1",2]])",
                                   R"([[1,"2"]])",
                                   R"(["1","2"])",
                                   R"([["1","2"],[]])",
                                   R"([{"1":"2"}])",
                                   R"([["1","2"],null])",
                                   R"([["1","-2"]])",
                                   R"([["-1","2"]])",
                                   R"([["1","1e308"]])",
                                   R"([["01","2"]])",
                                   R"([["1.","2"]])",
                                   R"([["1",".2"]])",
                                   R"([["1","2"],["1","12345678901234567890123"]])",
                                   R"([[["1"],["2"]]])"})
        BOOST_TEST(read(list, level_row()) == "none", list);
    for (const std::string list :
         {"7", "{}", R"([["1","2"]])", R"([{}])", R"([{"px":1}])", R"([{"sz":1}])",
          R"([{"px":"1","sz":"2"}])", R"([{"px":1,"sz":2,"px":1}])", R"([{"px":-1,"sz":2}])",
          R"([{"px":1,"sz":1e308}])", R"([{"px":1,"sz":2},1])", R"([{"px":null,"sz":2}])"})
        BOOST_TEST(read(list, px_sz) == "none", list);
}

BOOST_AUTO_TEST_CASE(minus_zero_is_zero)
{
    BOOST_TEST(read(R"([["1","-0.00"]])", level_row()) == "1x-0.00");
    BOOST_TEST(read(R"([{"px":1,"sz":-0}])", px_sz) == "1x-0");
}

BOOST_AUTO_TEST_CASE(are_read_as_many_as_there_may_be_and_no_more)
{
    const std::string most = read(rows(max_levels), level_row());
    BOOST_TEST(most.size() == max_levels * std::string("61837.63000000x1.23400000 ").size() - 1);
    BOOST_TEST(read(rows(max_levels + 1), level_row()) == "none");
}

BOOST_AUTO_TEST_CASE(take_no_more_memory_than_they_need)
{
    slab memory;
    const std::string text = rows(100);
    json_cursor in(text, memory);
    BOOST_TEST_REQUIRE(memory.room<char>(1).size() == 1U);
    const auto levels = read_levels(in, memory, level_row());
    BOOST_TEST_REQUIRE((levels && levels->size() == 100U));
    const auto next = memory.room<level>(1);
    BOOST_TEST((next.data() == levels->data() + levels->size()));
}

BOOST_AUTO_TEST_CASE(end_with_the_text_at_the_latest)
{
    const std::string whole = R"({"levels":)" + rows(3);
    for (std::size_t size = 10; size != whole.size(); ++size) {
        const std::vector<char> exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        slab memory;
        json_cursor in({exact.data(), exact.size()}, memory);
        std::string_view key;
        in.begin_object();
        BOOST_TEST_REQUIRE(in.next_key(key));
        BOOST_TEST_REQUIRE(str(read_levels(in, memory, level_row())) == "none");
        BOOST_TEST_REQUIRE(in.failed());
    }
}

BOOST_AUTO_TEST_SUITE_END()
