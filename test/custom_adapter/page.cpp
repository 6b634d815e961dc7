// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/generic.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

// The programs on the page are pieces of programs that are compiled.

namespace {

const std::filesystem::path project =
    std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();

std::string text_of(const std::filesystem::path& file)
{
    std::ifstream in(project / file);
    BOOST_TEST_REQUIRE(in.good(), file);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// What stands between the fences.
std::vector<std::string> programs_on(const std::string& page)
{
    const std::string fence = "```cpp\n";
    std::vector<std::string> programs;
    for (std::size_t at = page.find(fence); at != page.npos; at = page.find(fence, at)) {
        at += fence.size();
        programs.push_back(page.substr(at, page.find("```", at) - at));
    }
    return programs;
}

} // namespace

namespace holdfast {
namespace {

// clang-format off
std::shared_ptr<const adapter> six_lines()
{
generic::topic_kind book{.carries = generic::carried::book};
book.traits.rule = continuity::contiguous;         // every "seq" is one more than the last
book.traits.recovery = recovery::resubscribe;      // and a snapshot comes with the subscription
const auto exchange = generic::make_adapter(
    {.name = "venue",
     .ws = "wss://stream.venue.com/ws",
     .subscribe = R"({"op":"subscribe","args":[{topics}],"id":{id}})",
     .unsubscribe = R"({"op":"unsubscribe","args":[{topics}],"id":{id}})",
     .kinds = {book}});
return exchange;
}
// clang-format on

} // namespace
} // namespace holdfast

BOOST_AUTO_TEST_SUITE(adapter_page)

BOOST_AUTO_TEST_CASE(every_program_on_the_page_is_compiled)
{
    const std::string compiled =
        text_of("test/custom_adapter/page.cpp") + text_of("test/custom_adapter/beacon.cpp");
    const auto programs = programs_on(text_of("examples/custom_adapter/README.md"));
    BOOST_TEST(programs.size() == 2U);
    for (const std::string& program : programs)
        BOOST_TEST(compiled.find(program) != compiled.npos, program);
}

BOOST_AUTO_TEST_CASE(the_configuration_on_the_page_is_one)
{
    const std::vector<holdfast::topic> topics = {holdfast::topic("book:BTC-USD")};
    BOOST_TEST(holdfast::six_lines()->subscribe(1, topics) ==
               R"({"op":"subscribe","args":["book:BTC-USD"],"id":1})");
}

BOOST_AUTO_TEST_SUITE_END()
