// SPDX-License-Identifier: BSL-1.0
#include "wire/json/json_member.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace holdfast;
using namespace holdfast::wire;
using shape = json_member::shape;

enum class name : std::uint8_t { a, b, count };
using members = json_members<name>;
using reader = member_reader<written::bare, written::quoted>;

// A message with one value; what was read lives as long as this.
struct one_member {
    explicit one_member(const std::string& value) : text(R"({"some":"thing","a":)" + value + "}")
    {
        json_cursor in(text, memory);
        std::string_view key;
        for (in.begin_object(); in.next_key(key);) {
            if (key == "a")
                read.read(name::a, in, memory);
            else
                in.skip();
        }
        BOOST_TEST(in.finish(), in.error());
    }

    [[nodiscard]] const json_member& operator*() const { return read[name::a]; }
    [[nodiscard]] const json_member* operator->() const { return &read[name::a]; }

    std::string text;
    slab memory;
    members read;
};

wall_time at_ns(std::int64_t ns)
{
    return wall_time(std::chrono::nanoseconds(ns));
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_members_)

BOOST_AUTO_TEST_CASE(keep_what_stands_in_the_text)
{
    BOOST_TEST((one_member(R"("text")")->is == shape::string));
    BOOST_TEST(one_member(R"("te\u0078t")")->text == "text");
    BOOST_TEST((one_member("12.5")->is == shape::number));
    BOOST_TEST(one_member("-1e5")->text == "-1e5");
    BOOST_TEST((one_member("true")->is == shape::yes));
    BOOST_TEST((one_member("false")->is == shape::no));
    BOOST_TEST((one_member("null")->is == shape::null));
    BOOST_TEST((one_member("{}")->is == shape::other));
    BOOST_TEST((one_member("[1]")->is == shape::other));
    BOOST_TEST((one_member(R"([["1","2"]])")->is == shape::levels));
    BOOST_TEST(one_member(R"([["1","2"]])")->levels.size() == 1U);
}

BOOST_AUTO_TEST_CASE(know_plain_numbers_at_once)
{
    const one_member quoted(R"("61837.63")");
    BOOST_TEST((quoted->is == shape::string && quoted->plain));
    BOOST_TEST(quoted->text == "61837.63");
    BOOST_TEST(quoted->amount.str() == "61837.63");
    const one_member bare("61837.63  ");
    BOOST_TEST((bare->is == shape::number && bare->plain));
    BOOST_TEST(bare->text == "61837.63");
    BOOST_TEST(!one_member("\"61837.63x\"")->plain);
    BOOST_TEST(!one_member("61837.63e1")->plain);
}

BOOST_AUTO_TEST_CASE(are_absent_when_they_did_not_come)
{
    const one_member m("1");
    BOOST_TEST(m.read.has(name::a));
    BOOST_TEST(!m.read.has(name::b));
    BOOST_TEST((m.read[name::b].is == shape::absent));
}

BOOST_AUTO_TEST_CASE(come_once)
{
    slab memory;
    json_cursor in(R"({"a":1,"a":1})", memory);
    members read;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);)
        read.read(name::a, in, memory);
    BOOST_TEST(in.error() == "a member comes twice");
    BOOST_TEST(in.position() == 11U);
}

BOOST_AUTO_TEST_CASE(are_ids_where_they_are_whole_numbers)
{
    for (const std::string id : {"0", "7", "1672515782136", "9999999999999999", "18446744073709551615"}) {
        BOOST_TEST((to_id(*one_member(id), written::bare) == std::stoull(id)), id);
        BOOST_TEST((to_id(*one_member('"' + id + '"'), written::quoted) == std::stoull(id)), id);
        BOOST_TEST((to_id(*one_member('"' + id + '"'), written::either) == std::stoull(id)), id);
        BOOST_TEST(!to_id(*one_member('"' + id + '"'), written::bare).has_value(), id);
        BOOST_TEST(!to_id(*one_member(id), written::quoted).has_value(), id);
    }
    for (const std::string none : {"-1", "1.0", "1e2", "18446744073709551616", "\"007\"", "\"\"", "null",
                                   "true", "[]", "\"12 \"", "\"-1\""})
        BOOST_TEST(!to_id(*one_member(none), written::either).has_value(), none);
}

BOOST_AUTO_TEST_CASE(are_amounts_where_they_are_numbers_not_below_zero)
{
    for (const std::string amount :
         {"0", "0.10", "61837.63000000", "12345678901234567.8", "0.000000000000000001"}) {
        BOOST_TEST(to_amount(*one_member('"' + amount + '"'), written::quoted).value().str() == amount);
        BOOST_TEST(to_amount(*one_member(amount), written::bare).value().str() == amount);
    }
    BOOST_TEST(to_amount(*one_member("2.5e-3"), written::bare).value().str() == "0.0025");
    for (const std::string none : {"-1", "1e308", "\"\"", "\"1.\"", "\" 1\"", "\"nan\"", "null", "[]"})
        BOOST_TEST(!to_amount(*one_member(none), written::either).has_value(), none);
}

BOOST_AUTO_TEST_CASE(are_moments_in_the_unit_that_their_size_tells)
{
    BOOST_TEST((to_time(1672515782136) == at_ns(1672515782136'000'000)));
    BOOST_TEST((to_time(1672515782136'123) == at_ns(1672515782136'123'000)));
    BOOST_TEST((to_time(1672515782136'123'456) == at_ns(1672515782136'123'456)));
    BOOST_TEST((to_time(0) == at_ns(0)));
    BOOST_TEST((to_time(9'223'372'036'854'775'807) == at_ns(9'223'372'036'854'775'807)));
    BOOST_TEST((to_time(9'223'372'036'854'775) == at_ns(9'223'372'036'854'775'000)));
    for (const std::uint64_t none :
         {9'223'372'036'855U, 99'999'999'999'999U, 9'223'372'036'854'776U, 99'999'999'999'999'999U})
        BOOST_TEST(!to_time(none).has_value(), none);
    BOOST_TEST(!to_time(18'446'744'073'709'551'615U).has_value());
}

BOOST_AUTO_TEST_CASE(that_are_not_what_they_have_to_be_are_complained_of)
{
    const one_member m("-5");
    reader read;
    BOOST_TEST(read.good());
    BOOST_TEST(read.id(*m, "u") == 0U);
    BOOST_TEST(!read.good());
    BOOST_TEST(read.error() == "\"u\" has to be a 64-bit id, not -5");
}

BOOST_AUTO_TEST_CASE(the_first_complaint_counts)
{
    const one_member m("1");
    reader read;
    BOOST_TEST(!read.flag(m.read[name::b], "m"));
    BOOST_TEST(read.amount(*m, "p").is_zero());
    read.expect(false, "something else");
    BOOST_TEST(read.error() == "\"m\" has to be true or false, and is absent");
}

BOOST_AUTO_TEST_SUITE_END()
