// SPDX-License-Identifier: BSL-1.0
#include "wire/json/json_cursor.hpp"

#include "support/boost_json_tree.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <vector>

namespace {

using holdfast::slab;
using holdfast::wire::json_cursor;
using holdfast::wire::json_kind;
using holdfast::wire::written;

// What is in a text, as Boost.JSON reads it.
void trace_tree(const json_tree& value, std::string& trace)
{
    switch (value.is) {
    case json_tree::kind::object:
        trace += '{';
        for (const auto& [key, inner] : value.members) {
            trace += "k:" + key + ' ';
            trace_tree(inner, trace);
        }
        trace += '}';
        return;
    case json_tree::kind::array:
        trace += '[';
        for (const json_tree& inner : value.items)
            trace_tree(inner, trace);
        trace += ']';
        return;
    case json_tree::kind::string: trace += "s:" + value.text + ' '; return;
    case json_tree::kind::number: trace += "n:" + value.text + ' '; return;
    case json_tree::kind::boolean: trace += value.truth ? "t " : "f "; return;
    case json_tree::kind::null: trace += "0 "; return;
    }
}

std::string boost_json_trace(std::string_view text)
{
    const auto tree = read_json_tree(text);
    std::string trace;
    if (tree)
        trace_tree(*tree, trace);
    return tree ? trace : "refused";
}

// The same by way of the cursor. Recursion is bounded: the cursor stops 32 deep.
void trace_value(json_cursor& in, std::string& trace)
{
    std::string_view key;
    switch (in.peek()) {
    case json_kind::object:
        trace += '{';
        for (in.begin_object(); in.next_key(key);) {
            trace += "k:" + std::string(key) + ' ';
            trace_value(in, trace);
        }
        trace += '}';
        return;
    case json_kind::array:
        trace += '[';
        for (in.begin_array(); in.next_element();)
            trace_value(in, trace);
        trace += ']';
        return;
    case json_kind::string: trace += "s:" + std::string(in.string()) + ' '; return;
    case json_kind::number: trace += "n:" + std::string(in.number()) + ' '; return;
    case json_kind::boolean: trace += in.boolean() ? "t " : "f "; return;
    case json_kind::null:
        in.skip();
        trace += "0 ";
        return;
    case json_kind::none: in.fail("nothing there"); return;
    }
}

std::string trace_of(std::string_view text)
{
    slab memory;
    json_cursor in(text, memory);
    std::string trace;
    trace_value(in, trace);
    return in.finish() ? trace : "refused";
}

bool skips(std::string_view text)
{
    slab memory;
    json_cursor in(text, memory);
    in.skip();
    return in.finish();
}

std::string error_of(std::string_view text)
{
    slab memory;
    json_cursor in(text, memory);
    in.skip();
    return in.finish() ? "none" : std::string(in.error()) + " at " + std::to_string(in.position());
}

// Texts are compared as a whole, and once more with the bytes at hand cut to size, so that a read behind the
// end is found by the address sanitizer.
bool agrees_with_boost(const std::string& text)
{
    const std::string expected = boost_json_trace(text);
    const std::vector<char> exact(text.begin(), text.end());
    const std::string_view view(exact.data(), exact.size());
    return trace_of(view) == expected && skips(view) == (expected != "refused");
}

std::string nested(std::size_t depth, char open, char close)
{
    return std::string(depth, open) + std::string(depth, close);
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_cursor_reads)

BOOST_AUTO_TEST_CASE(members_in_any_order)
{
    slab memory;
    json_cursor in(R"( {"skip":[1,{"a":null}], "u" : 12 , "s":"BTC","ok":true} )", memory);
    std::string_view key;
    std::string_view symbol;
    std::string_view id;
    bool ok = false;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "u")
            id = in.number();
        else if (key == "s")
            symbol = in.string();
        else if (key == "ok")
            ok = in.boolean();
        else
            in.skip();
    }
    BOOST_TEST(in.finish());
    BOOST_TEST(symbol == "BTC");
    BOOST_TEST(id == "12");
    BOOST_TEST(ok);
}

BOOST_AUTO_TEST_CASE(a_skipped_value_comes_back_as_its_text)
{
    slab memory;
    json_cursor in(R"({"a": [1, {"b":"]"}] ,"c":2})", memory);
    std::string_view key;
    in.begin_object();
    BOOST_TEST_REQUIRE(in.next_key(key));
    BOOST_TEST(in.skip() == R"([1, {"b":"]"}])");
}

BOOST_AUTO_TEST_CASE(a_string_without_escapes_is_a_view_of_the_text)
{
    slab memory;
    const std::string text = R"("plain")";
    json_cursor in(text, memory);
    BOOST_TEST(static_cast<const void*>(in.string().data()) == static_cast<const void*>(text.data() + 1));
}

BOOST_AUTO_TEST_CASE(escapes_are_decoded)
{
    BOOST_TEST(trace_of(R"("\"\\\/\b\f\n\r\t")") == "s:\"\\/\b\f\n\r\t ");
    BOOST_TEST(trace_of(R"("\u0041\u00e9\u20AC\ud83d\ude00")") == "s:A\u00e9\u20ac\U0001f600 ");
    BOOST_TEST(trace_of(R"({"\u006b":1})") == "{k:k n:1 }");
}

BOOST_AUTO_TEST_CASE(the_wrong_kind_is_an_error_with_its_place)
{
    slab memory;
    json_cursor in(R"({"u":"12"})", memory);
    std::string_view key;
    in.begin_object();
    BOOST_TEST_REQUIRE(in.next_key(key));
    BOOST_TEST(in.number().empty());
    BOOST_TEST(in.error() == "a number is expected");
    BOOST_TEST(in.position() == 5U);
}

BOOST_AUTO_TEST_CASE(after_an_error_nothing_is_there)
{
    slab memory;
    json_cursor in(R"([1 2,"x",{"a":1}])", memory);
    in.begin_array();
    BOOST_TEST(in.next_element());
    BOOST_TEST(in.number() == "1");
    BOOST_TEST(!in.next_element());
    std::string_view key;
    BOOST_TEST((in.peek() == json_kind::none));
    BOOST_TEST(in.string().empty());
    BOOST_TEST(!in.begin_object());
    BOOST_TEST(!in.next_key(key));
    BOOST_TEST(in.skip().empty());
    BOOST_TEST(!in.finish());
    BOOST_TEST(in.error() == "a comma is expected");
}

BOOST_AUTO_TEST_CASE(errors_say_what_and_where)
{
    BOOST_TEST(error_of("") == "a value is expected at 0");
    BOOST_TEST(error_of("{\"a\" 1}") == "a colon is expected at 5");
    BOOST_TEST(error_of("{a:1}") == "a key is expected at 1");
    BOOST_TEST(error_of("[1 2]") == "a comma is expected at 3");
    BOOST_TEST(error_of("[1,2") == "a comma is expected at 4");
    BOOST_TEST(error_of("\"a") == "a string without an end at 2");
    BOOST_TEST(error_of("\"\xff\"") == "not UTF-8 at 1");
    BOOST_TEST(error_of("\"a\nb\"") == "a control character in a string at 2");
    BOOST_TEST(error_of("1 1") == "more text after the value at 2");
    BOOST_TEST(error_of(nested(33, '[', ']')) == "nested too deep at 32");
}

BOOST_AUTO_TEST_CASE(ids_and_amounts_as_the_exchange_writes_them)
{
    slab memory;
    json_cursor in(R"(["","",12,"12",12,"1.50",1.50,"x",null,{"a":[1]},7])", memory);
    in.begin_array();
    const auto next = [&in]() -> json_cursor& {
        BOOST_TEST_REQUIRE(in.next_element());
        return in;
    };
    BOOST_TEST(!next().id(written::either).has_value());
    BOOST_TEST(!next().amount(written::either).has_value());
    BOOST_TEST((next().id(written::bare) == 12U));
    BOOST_TEST((next().id(written::quoted) == 12U));
    BOOST_TEST(!next().id(written::quoted).has_value());
    BOOST_TEST(next().amount(written::either).value().str() == "1.50");
    BOOST_TEST(next().amount(written::either).value().str() == "1.50");
    BOOST_TEST(!next().amount(written::quoted).has_value());
    BOOST_TEST(!next().id(written::bare).has_value());
    BOOST_TEST(!next().amount(written::bare).has_value());
    BOOST_TEST((next().id(written::bare) == 7U));
    BOOST_TEST(!in.next_element());
    BOOST_TEST(in.finish());
}

BOOST_AUTO_TEST_CASE(the_member_that_is_expected)
{
    slab memory;
    json_cursor in(R"({"stream":"a","data":{}})", memory);
    in.begin_object();
    BOOST_TEST(!in.next_is("data"));
    BOOST_TEST(!in.next_is("strea"));
    BOOST_TEST_REQUIRE(in.next_is("stream"));
    BOOST_TEST(in.string() == "a");
    BOOST_TEST_REQUIRE(in.next_is("data"));
    BOOST_TEST(in.skip() == "{}");
    BOOST_TEST(!in.next_is(""));
    std::string_view key;
    BOOST_TEST(!in.next_key(key));
    BOOST_TEST(in.finish());
}

BOOST_AUTO_TEST_CASE(keys_of_every_length)
{
    for (std::size_t size = 0; size != 40; ++size)
        for (const std::string behind : {"", " ", R"(,"more":"and more, as long as it takes")"}) {
            const std::string expected(size, 'k');
            const std::string text = "{\"" + expected + "\":1" + behind + "}";
            slab memory;
            json_cursor in(text, memory);
            std::string_view key;
            in.begin_object();
            BOOST_TEST_REQUIRE(in.next_key(key));
            BOOST_TEST_REQUIRE(key == expected);
            BOOST_TEST_REQUIRE(in.number() == "1");
        }
}

BOOST_AUTO_TEST_CASE(ten_thousand_containers_deep_is_refused)
{
    BOOST_TEST(!skips(nested(10'000, '[', ']')));
    BOOST_TEST(trace_of(nested(10'000, '[', ']')) == "refused");
    std::string objects;
    for (int i = 0; i < 10'000; ++i)
        objects += "{\"a\":";
    BOOST_TEST(!skips(objects));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(json_cursor_agrees_with_boost_json)

BOOST_AUTO_TEST_CASE(on_every_corner_of_the_grammar)
{
    const std::vector<std::string> texts = {"",
                                            " ",
                                            "{}",
                                            "[]",
                                            "null",
                                            "true",
                                            "false",
                                            "nul",
                                            "truE",
                                            "tru",
                                            "nullx",
                                            "0",
                                            "-0",
                                            "-",
                                            "01",
                                            "1.",
                                            ".5",
                                            "1.5",
                                            "1e5",
                                            "1E+5",
                                            "1e-5",
                                            "1e",
                                            "1e+",
                                            "1.e5",
                                            "-01",
                                            "+1",
                                            "0x1",
                                            "1e2147483647",
                                            "1e2147483648",
                                            "1e99999999999999999999",
                                            "1e-99999999999999999999",
                                            "1e00000000000000000001",
                                            "18446744073709551616",
                                            "123456789012345678901234567890",
                                            "0.000000000000000000000000000001",
                                            "\"\"",
                                            "\"",
                                            "\"\\\"",
                                            "\"\\x\"",
                                            "\"\\u12\"",
                                            "\"\\u123g\"",
                                            "\"\\ud800\"",
                                            "\"\\udc00\"",
                                            "\"\\ud800\\u0041\"",
                                            "\"\\ud83d\\ude00\"",
                                            "\"\\ud83d\\ud83d\"",
                                            "\"\\ud83dx\"",
                                            "\"\\ud83d\\n\"",
                                            "\"\\u0000\"",
                                            std::string("\"\0\"", 3),
                                            "\"\x1f\"",
                                            "\"\x7f\"",
                                            "\"\xc3\xa9\"",
                                            "\"\xc0\x80\"",
                                            "\"\xed\xa0\x80\"",
                                            "\"\xf4\x90\x80\x80\"",
                                            "\"\xf0\x9f\x98\x80\"",
                                            "\"\xf0\x9f\x98\"",
                                            "\"\xe5\xb8\x81\xe5\xae\x89\"",
                                            "\"\x80\"",
                                            "\xef\xbb\xbf{}",
                                            "[1,]",
                                            "[,1]",
                                            "[1,,2]",
                                            "[1 2]",
                                            "[",
                                            "]",
                                            "[1",
                                            "[}",
                                            "{]",
                                            "{\"a\"}",
                                            "{\"a\":}",
                                            "{\"a\":1,}",
                                            "{,}",
                                            "{\"a\":1 \"b\":2}",
                                            "{\"a\":1,\"a\":2}",
                                            "{a:1}",
                                            "{'a':1}",
                                            "{1:1}",
                                            "{\"a\"::1}",
                                            "{\"a\":1}}",
                                            "[[]]]",
                                            "//x\n1",
                                            "/**/1",
                                            "1//",
                                            "NaN",
                                            "Infinity",
                                            "\t\n\r 1 \t\n\r",
                                            "\v1",
                                            "\f1",
                                            "\xa0"
                                            "1",
                                            std::string("1\0", 2),
                                            "{\"\":0}",
                                            "[[[[[[[[]]]]]]]]",
                                            nested(31, '[', ']'),
                                            nested(32, '[', ']'),
                                            nested(33, '[', ']'),
                                            "[" + nested(31, '[', ']') + "," + nested(31, '[', ']') + "]"};
    for (const std::string& text : texts)
        BOOST_TEST(agrees_with_boost(text), "differs on '" << text << "': " << trace_of(text) << " against "
                                                           << boost_json_trace(text));
}

BOOST_AUTO_TEST_CASE(on_every_prefix_of_a_message)
{
    const std::string text =
        R"({"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1,"b":[["0.10","\u0031"]],"a":[],)"
        R"("x":[true,null,)"
        R"(-1.5e-7,"\ud83d\ude00é"]}})";
    for (std::size_t size = 0; size <= text.size(); ++size)
        BOOST_TEST(agrees_with_boost(text.substr(0, size)));
}

BOOST_AUTO_TEST_CASE(on_random_texts)
{
    std::mt19937 bits(1);
    const std::vector<std::string> words = {"{",        "}",    "[",     "]",       ",",       ":",
                                            "\"",       "\\",   "\"a\"", "\"b\":",  "1",       "-",
                                            "0",        ".5",   "e7",    "E-",      "true",    "false",
                                            "null",     " ",    "\n",    "\\u00e9", "\\ud83d", "\\ude00",
                                            "\xc3\xa9", "\xff", "\\n",   "x",       "[1,2]",   "{\"k\":0}"};
    unsigned accepted = 0;
    for (int round = 0; round < 100'000; ++round) {
        std::string text;
        for (auto n = bits() % 8; n > 0; --n)
            text += words[bits() % words.size()];
        BOOST_TEST_REQUIRE(agrees_with_boost(text), "differs on '" << text << "'");
        accepted += skips(text);
    }
    BOOST_TEST(accepted > 1'000U);
}

BOOST_AUTO_TEST_CASE(on_random_mutations)
{
    std::mt19937 bits(2);
    const std::string message =
        R"({"a":[1,-0.5e+3,{"é\u20ac\ud83d\ude00":[true,false,null]}],"b":{"c":"\"x\"","d":[]}})";
    const std::string alphabet = R"({}[]",:\ue0123456789.+-tfnul )";
    unsigned accepted = 0;
    for (int round = 0; round < 100'000; ++round) {
        std::string text = message;
        for (auto n = 1 + bits() % 3; n > 0; --n) {
            const auto at = bits() % text.size();
            switch (bits() % 4) {
            case 0: text[at] = static_cast<char>(bits() % 256); break;
            case 1: text[at] = alphabet[bits() % alphabet.size()]; break;
            case 2: text.erase(at, 1 + bits() % 3); break;
            default: text.insert(at, 1, alphabet[bits() % alphabet.size()]); break;
            }
            if (text.empty())
                text = " ";
        }
        BOOST_TEST_REQUIRE(agrees_with_boost(text), "differs on '" << text << "'");
        accepted += skips(text);
    }
    BOOST_TEST(accepted > 1'000U);
}

BOOST_AUTO_TEST_SUITE_END()
