// SPDX-License-Identifier: BSL-1.0
#include "topics/topic_table.hpp"

#include <holdfast/topic.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <unordered_set>

using holdfast::topic;
using holdfast::topic_table;

BOOST_AUTO_TEST_SUITE(topics)

BOOST_AUTO_TEST_CASE(equal_names_are_equal_topics)
{
    BOOST_CHECK(topic("btcusdt@depth") == topic(std::string("btcusdt@") + "depth"));
}

BOOST_AUTO_TEST_CASE(different_names_are_different_topics)
{
    BOOST_CHECK(topic("btcusdt@depth") != topic("btcusdt@trade"));
}

BOOST_AUTO_TEST_CASE(a_topic_keeps_its_own_copy_of_the_name)
{
    std::string name = "btcusdt@depth";
    const topic on(name);
    name.assign(name.size(), 'x');
    BOOST_TEST(on.name() == "btcusdt@depth");
}

BOOST_AUTO_TEST_CASE(topics_are_ordered_by_name)
{
    BOOST_CHECK(topic("a") < topic("b"));
}

BOOST_AUTO_TEST_CASE(an_empty_name_is_no_topic)
{
    BOOST_CHECK(topic("") == topic());
}

BOOST_AUTO_TEST_CASE(equal_topics_meet_in_a_hash_set)
{
    const std::unordered_set<topic> known{topic("a"), topic("b"), topic("a")};
    BOOST_TEST(known.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(table_of_topics)

BOOST_AUTO_TEST_CASE(an_empty_table_knows_nobody)
{
    const topic_table<int> table;
    BOOST_TEST(table.find("anything") == nullptr);
}

BOOST_AUTO_TEST_CASE(every_name_finds_its_own_value)
{
    std::map<std::string, int> values;
    for (int i = 0; i != 500; ++i)
        values.emplace("symbol" + std::to_string(i) + "@depth@100ms", i);
    topic_table<int> table;
    for (auto& [name, value] : values)
        table.insert(name, &value);
    bool all = true;
    for (const auto& [name, value] : values)
        all = all && table.find(name) == &value;
    BOOST_TEST(all);
}

BOOST_AUTO_TEST_CASE(names_that_differ_only_in_the_middle_are_told_apart)
{
    int one = 1;
    int two = 2;
    topic_table<int> table;
    table.insert("symbol-one-at-depth", &one);
    table.insert("symbol-two-at-depth", &two);
    BOOST_TEST(table.find("symbol-two-at-depth") == &two);
}

BOOST_AUTO_TEST_CASE(short_names_and_the_empty_one_are_looked_up_too)
{
    int value = 1;
    topic_table<int> table;
    table.insert("a", &value);
    BOOST_TEST(table.find("a") == &value);
    BOOST_TEST(table.find("") == nullptr);
}

BOOST_AUTO_TEST_CASE(an_erased_name_is_gone_and_the_others_are_not)
{
    int one = 1;
    int two = 2;
    topic_table<int> table;
    table.insert("one", &one);
    table.insert("two", &two);
    table.erase("one");
    BOOST_TEST(table.find("one") == nullptr);
    BOOST_TEST(table.find("two") == &two);
}

BOOST_AUTO_TEST_SUITE_END()
