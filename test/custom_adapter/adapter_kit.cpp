#include <holdfast/adapter_kit.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

// What an adapter of one's own reads messages with.

namespace hf = holdfast;
namespace kit = holdfast::kit;
using namespace std::chrono_literals;

namespace {

kit::json read(const std::string& text)
{
    auto in = kit::json::parse(text);
    BOOST_TEST_REQUIRE(in.has_value(), text);
    return *in;
}

/// The one item of a list.
kit::json item(const std::string& text)
{
    return read("[" + text + "]")[std::size_t(0)];
}

} // namespace

BOOST_AUTO_TEST_SUITE(adapter_kit)

BOOST_AUTO_TEST_CASE(numbers_keep_the_text_that_was_sent)
{
    for (const std::string number :
         {"45283.50", "0.10000000", "1e-7", "-0", "123456789012345678901234567890"})
        BOOST_TEST(item(number).text() == number);
}

BOOST_AUTO_TEST_CASE(strings_are_read_whatever_their_escapes)
{
    BOOST_TEST(item(R"("BTC\/USD \u20ac")").text() == "BTC/USD \xe2\x82\xac");
}

BOOST_AUTO_TEST_CASE(members_that_are_not_there_are_absent_all_the_way_down)
{
    const kit::json in = read(R"({"a":{"b":1}})");
    BOOST_TEST(in["a"]["b"].text() == "1");
    BOOST_TEST(!in["x"]["y"][std::size_t(7)]);
}

BOOST_AUTO_TEST_CASE(a_member_that_comes_twice_is_not_there)
{
    BOOST_TEST(!read(R"({"a":1,"a":2})")["a"]);
}

BOOST_AUTO_TEST_CASE(what_is_not_json_is_malformed_and_says_where)
{
    for (const std::string bad :
         {"", "{", "[1,]", "{\"a\":1} 2", "nul", "[1", "\"\xff\"", "{\"a\" 1}", "01"}) {
        const auto in = kit::json::parse(bad);
        BOOST_TEST_REQUIRE(!in.has_value(), bad);
        BOOST_TEST((in.error().code == hf::errc::malformed));
        BOOST_TEST(in.error().text.find("at byte ") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(what_is_nested_without_end_is_refused)
{
    BOOST_TEST(!kit::json::parse(std::string(10'000, '[')).has_value());
}

BOOST_AUTO_TEST_CASE(whole_numbers_are_whole)
{
    BOOST_TEST(kit::whole(item("18446744073709551615")).value() == UINT64_MAX);
    BOOST_TEST(kit::whole(item("\"7\"")).value() == 7u);
    for (const std::string bad :
         {"18446744073709551616", "-1", "1.0", "1e3", "\"\"", "\"7 \"", "true", "null", "[]"})
        BOOST_TEST(!kit::whole(item(bad)).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(amounts_are_exact)
{
    BOOST_TEST(kit::amount(item("0.10000000")).value().str() == "0.10000000");
    BOOST_TEST(kit::amount(item("\"61837.63\"")).value().str() == "61837.63");
    for (const std::string bad : {"\"\"", "\"1,5\"", "\"nan\"", "true", "null", "{}"})
        BOOST_TEST(!kit::amount(item(bad)).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(a_moment_is_read_in_every_unit)
{
    const hf::wall_time then = hf::wall_time(1'700'000'000s);
    for (const std::string same : {"1700000000", "1700000000000", "1700000000000000", "1700000000000000000",
                                   "\"1700000000000\"", "\"2023-11-14T22:13:20Z\""})
        BOOST_TEST((kit::moment(item(same)) == then), same);
}

BOOST_AUTO_TEST_CASE(a_moment_has_nanoseconds)
{
    BOOST_TEST((kit::moment(item("\"2023-11-14T22:13:20.123456789Z\"")) ==
                hf::wall_time(1'700'000'000s + 123'456'789ns)));
}

BOOST_AUTO_TEST_CASE(what_is_no_moment_is_none)
{
    for (const std::string bad : {"-1", "99999999999", "\"yesterday\"", "\"\"", "null", "true", "1.5"})
        BOOST_TEST(!kit::moment(item(bad)).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(levels_are_read_from_rows_of_either_kind)
{
    hf::slab memory;
    const auto lists = kit::read_levels(read(R"([["1.5","2"],[1.4,3,"more"]])"), memory);
    const auto objects =
        kit::read_levels(read(R"([{"px":1.5,"sz":2},{"sz":"3","px":"1.4"}])"), memory, {"px", "sz"});
    BOOST_TEST_REQUIRE(lists.has_value());
    BOOST_TEST_REQUIRE(objects.has_value());
    BOOST_TEST(std::equal(lists->begin(), lists->end(), objects->begin(), objects->end()));
}

BOOST_AUTO_TEST_CASE(a_row_that_is_no_level_is_named)
{
    hf::slab memory;
    for (const std::string bad :
         {R"([["1","1"],["x","1"]])", R"([["1","1"],["1"]])", R"([["1","1"],{}])", R"([["1","1"],["0","1"]])",
          R"([["1","1"],["1","-1"]])", R"([["1","1"],7])"}) {
        const auto levels = kit::read_levels(read(bad), memory);
        BOOST_TEST_REQUIRE(!levels.has_value(), bad);
        BOOST_TEST(levels.error().text.starts_with("row 1: "));
    }
    BOOST_TEST(!kit::read_levels(read("{}"), memory).has_value());
}

BOOST_AUTO_TEST_CASE(a_text_is_quoted_as_json_wants_it)
{
    BOOST_TEST(item(kit::quoted("a\"b\\c\n")).text() == "a\"b\\c\n");
}

BOOST_AUTO_TEST_SUITE_END()
