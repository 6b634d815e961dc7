// SPDX-License-Identifier: BSL-1.0
#include "sim/engine/message_style.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(sim_style)

namespace {

using namespace holdfast;
namespace json = boost::json;

constexpr std::string_view update =
    R"({"e":"depthUpdate","E":1672515782136,"s":"BNB/BTC \"x\"","U":157,"b":[["0.00240000","10"]],"a":[],"x":{"y":null,"z":true}})";

// What a style makes of the same message, many times over.
std::set<std::string> versions(sim::json_style how, std::string_view message, std::uint64_t seed = 1)
{
    sim::style write(how, seed);
    std::set<std::string> all;
    for (int i = 0; i < 500; ++i)
        all.insert(write(std::string(message)));
    return all;
}

bool one_of_them_has(const std::set<std::string>& all, std::string_view part)
{
    for (const std::string& one : all)
        if (one.find(part) != std::string::npos)
            return true;
    return false;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_plain_style_changes_nothing)
{
    BOOST_TEST(versions(sim::json_style::plain, update) == std::set<std::string>{std::string(update)},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_varied_style_changes_the_writing_and_no_value)
{
    const json::value meant = json::parse(update);
    const auto all = versions(sim::json_style::varied, update);
    BOOST_TEST(all.size() > 100u);
    for (const std::string& one : all)
        BOOST_TEST((json::parse(one) == meant), one);
}

BOOST_AUTO_TEST_CASE(members_come_in_other_orders)
{
    BOOST_TEST(one_of_them_has(versions(sim::json_style::varied, update), R"({"U":157)"));
}

BOOST_AUTO_TEST_CASE(blanks_tabs_and_newlines_come_between)
{
    const auto all = versions(sim::json_style::varied, update);
    for (const std::string_view blank : {" :", ": ", "\t", "\n", "[ ]", "\r\n  "})
        BOOST_TEST(one_of_them_has(all, blank), blank);
}

BOOST_AUTO_TEST_CASE(texts_are_escaped_and_names_and_numbers_are_not)
{
    const auto all = versions(sim::json_style::varied, update);
    BOOST_TEST(one_of_them_has(all, R"(\/)"));
    BOOST_TEST(one_of_them_has(all, R"(\u0042NB)"));
    BOOST_TEST(one_of_them_has(all, R"(BN\u0042)"));
    BOOST_TEST(!one_of_them_has(all, R"(\u0045)"));
    BOOST_TEST(!one_of_them_has(all, R"(\u0030)"));
}

BOOST_AUTO_TEST_CASE(the_same_seed_writes_the_same)
{
    sim::style one(sim::json_style::varied, 7);
    sim::style other(sim::json_style::varied, 7);
    for (int i = 0; i < 100; ++i)
        BOOST_TEST(one(std::string(update)) == other(std::string(update)));
    BOOST_TEST(
        (versions(sim::json_style::varied, update, 7) != versions(sim::json_style::varied, update, 8)));
}

BOOST_AUTO_TEST_CASE(what_is_no_json_stays_as_it_is)
{
    for (const std::string_view text : {"pong", "", "{", R"({"a":1)", R"({"a":1}x)", R"({"a" 1})",
                                        R"({"a":})", R"([1,])", R"({"a":"b)", "<html>"})
        BOOST_TEST(versions(sim::json_style::varied, text) == std::set<std::string>{std::string(text)},
                   boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
