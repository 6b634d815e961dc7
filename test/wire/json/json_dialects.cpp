// SPDX-License-Identifier: BSL-1.0
#include "wire/json/json_member.hpp"
#include "wire/json/level_reader.hpp"

#include "support/boost_json_tree.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

// Frames in the shapes of five exchanges, with random contents, cut off and damaged. At every value of a
// frame everything that the readers can answer is asked, and held against the tree that Boost.JSON makes of
// the text.

namespace {

using namespace holdfast;
using namespace holdfast::wire;

constexpr level_object px_sz{"px", "sz"};
constexpr written ways[] = {written::bare, written::quoted, written::either};

// ---- what the tree says -----------------------------------------------------------------------------------

using answer = std::string;
const answer nothing = "nothing";

bool is_written(const json_tree& value, written how)
{
    return (value.is == json_tree::kind::number && how != written::quoted) ||
           (value.is == json_tree::kind::string && how != written::bare);
}

answer expected_id(const json_tree& value, written how)
{
    const std::string& text = value.text;
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    if (!is_written(value, how) || !digits || (text.size() > 1 && text.front() == '0'))
        return nothing;
    constexpr std::string_view most = "18446744073709551615";
    return text.size() > most.size() || (text.size() == most.size() && text > most) ? nothing : text;
}

answer expected_amount(const json_tree& value, written how)
{
    const auto number = is_written(value, how) ? decimal::parse(value.text) : std::nullopt;
    return number ? number->str() : nothing;
}

bool is_amount(const json_tree& value, written how)
{
    return is_written(value, how) && decimal::parse(value.text).value_or(-decimal::of(1).value()).sign() >= 0;
}

answer expected_rows(const json_tree& value)
{
    if (value.is != json_tree::kind::array)
        return nothing;
    answer text;
    for (const json_tree& row : value.items) {
        if (row.is != json_tree::kind::array || row.items.size() < 2 ||
            !is_amount(row.items[0], written::quoted) || !is_amount(row.items[1], written::quoted))
            return nothing;
        text += expected_amount(row.items[0], written::quoted) + "x" +
                expected_amount(row.items[1], written::quoted) + " ";
    }
    return text;
}

answer expected_objects(const json_tree& value)
{
    if (value.is != json_tree::kind::array)
        return nothing;
    answer text;
    for (const json_tree& object : value.items) {
        const auto price = object.all("px");
        const auto quantity = object.all("sz");
        if (object.is != json_tree::kind::object || price.size() != 1 || quantity.size() != 1 ||
            !is_amount(*price[0], written::bare) || !is_amount(*quantity[0], written::bare))
            return nothing;
        text += expected_amount(*price[0], written::bare) + "x" +
                expected_amount(*quantity[0], written::bare) + " ";
    }
    return text;
}

// ---- what the readers say ---------------------------------------------------------------------------------

answer str(const std::optional<std::uint64_t>& id)
{
    return id ? std::to_string(*id) : nothing;
}

answer str(const std::optional<decimal>& amount)
{
    return amount ? amount->str() : nothing;
}

answer str(const std::optional<std::span<const level>>& levels)
{
    if (!levels)
        return nothing;
    answer text;
    for (const level& l : *levels)
        text += l.price.str() + "x" + l.quantity.str() + " ";
    return text;
}

// The value that comes next, asked in every way; each way has to end at the same place.
class examination {
    template <class Question>
    auto ask(Question question)
    {
        json_cursor in = start_;
        auto said = question(in);
        same(failed_ ? "failed" : std::to_string(behind_),
             in.failed() ? "failed" : std::to_string(in.position()));
        return said;
    }

    template <class Shape>
    auto levels_of(const Shape& shape)
    {
        return ask([this, &shape](json_cursor& in) { return read_levels(in, memory_, shape); });
    }

    void against(const json_tree& value, const json_member& m)
    {
        using enum json_member::shape;
        switch (value.is) {
        case json_tree::kind::string: same("string " + value.text, of_shape(m, string, "string ")); break;
        case json_tree::kind::number: same("number " + value.text, of_shape(m, number, "number ")); break;
        case json_tree::kind::boolean: same("", of_shape(m, value.truth ? yes : no, "")); break;
        case json_tree::kind::null: same("", of_shape(m, null, "")); break;
        case json_tree::kind::object: same("", of_shape(m, other, "")); break;
        case json_tree::kind::array:
            same("", of_shape(m, expected_rows(value) == nothing ? other : levels, ""));
            break;
        }
        for (const written how : ways) {
            same(expected_id(value, how), str(to_id(m, how)));
            same(is_amount(value, how) ? expected_amount(value, how) : nothing, str(to_amount(m, how)));
        }
    }

    static answer of_shape(const json_member& m, json_member::shape is, const answer& kind)
    {
        return m.is == is ? kind + std::string(m.text) : "of another shape";
    }

    void same(const answer& expected, const answer& said)
    {
        if (expected != said && complaint_.empty())
            complaint_ = "at " + std::to_string(start_.position()) + ": " + said + ", not " + expected;
    }

    json_cursor start_;
    slab& memory_;
    std::size_t behind_ = 0;
    bool failed_ = false;
    answer complaint_{};

public:
    examination(const json_cursor& in, slab& memory) : start_(in), memory_(memory)
    {
        json_cursor skipping = in;
        skipping.skip();
        behind_ = skipping.position();
        failed_ = skipping.failed();
    }

    void against(const json_tree& value)
    {
        for (const written how : ways) {
            same(expected_id(value, how), str(ask([how](json_cursor& in) { return in.id(how); })));
            same(expected_amount(value, how), str(ask([how](json_cursor& in) { return in.amount(how); })));
        }
        same(expected_rows(value), str(levels_of(level_row())));
        same(expected_objects(value), str(levels_of(px_sz)));
        against(value, ask([this](json_cursor& in) { return read_member(in, memory_); }));
    }

    // Nobody knows what they have to answer, but they may not crash, nor get over the place of the error.
    void without_expectation()
    {
        for (const written how : ways) {
            static_cast<void>(ask([how](json_cursor& in) { return in.id(how); }));
            static_cast<void>(ask([how](json_cursor& in) { return in.amount(how); }));
        }
        static_cast<void>(levels_of(level_row()));
        static_cast<void>(levels_of(px_sz));
        static_cast<void>(ask([this](json_cursor& in) { return read_member(in, memory_); }));
    }

    [[nodiscard]] const answer& complaint() const { return complaint_; }
};

// ---- the walk ---------------------------------------------------------------------------------------------

// Goes through a text and its tree side by side.
class walk {
public:
    explicit walk(slab& memory) : memory_(memory) {}

    void operator()(json_cursor& in, const json_tree& value)
    {
        examination asked(in, memory_);
        asked.against(value);
        keep(asked.complaint());
        std::string_view key;
        auto member = value.members.begin();
        auto item = value.items.begin();
        switch (value.is) {
        case json_tree::kind::object:
            for (in.begin_object(); next_key(in, key, value); ++member)
                if (key == member->first)
                    (*this)(in, member->second);
                else
                    return keep("another key than " + member->first);
            return;
        case json_tree::kind::array:
            for (in.begin_array(); in.next_element(); ++item)
                (*this)(in, *item);
            return;
        default: in.skip();
        }
    }

    void operator()(json_cursor& in)
    {
        examination asked(in, memory_);
        asked.without_expectation();
        keep(asked.complaint());
        std::string_view key;
        switch (in.peek()) {
        case json_kind::object:
            for (in.begin_object(); in.next_key(key);)
                (*this)(in);
            return;
        case json_kind::array:
            for (in.begin_array(); in.next_element();)
                (*this)(in);
            return;
        default: in.skip();
        }
    }

    [[nodiscard]] const answer& complaint() const { return complaint_; }

private:
    // `next_is` may miss a key that comes next, but never take one that does not.
    bool next_key(json_cursor& in, std::string_view& key, const json_tree& value)
    {
        for (const std::string_view guess : {"data", "u", "stream", "px"})
            if (in.next_is(guess)) {
                key = guess;
                return value.is == json_tree::kind::object;
            }
        return in.next_key(key);
    }

    void keep(const answer& complaint)
    {
        if (complaint_.empty())
            complaint_ = complaint;
    }

    slab& memory_;
    answer complaint_{};
};

// What the readers and Boost.JSON do not agree on; empty if they agree.
answer difference(const std::string& text)
{
    const auto tree = read_json_tree(text);
    const std::vector<char> exact(text.begin(), text.end()); // Cut to size for the address sanitizer.
    slab memory;
    json_cursor in({exact.data(), exact.size()}, memory);
    walk side_by_side(memory);
    if (tree)
        side_by_side(in, *tree);
    else
        side_by_side(in);
    if (!side_by_side.complaint().empty())
        return side_by_side.complaint();
    return in.finish() == tree.has_value() ? "" : "another verdict: " + std::string(in.error());
}

// ---- the frames -------------------------------------------------------------------------------------------

class frame_maker {
public:
    explicit frame_maker(unsigned seed) : bits_(seed) {}

    std::string operator()()
    {
        switch (below(6)) {
        case 0: return binance_depth();
        case 1: return binance_ticker();
        case 2: return bybit();
        case 3: return okx();
        case 4: return bulk();
        default: return bulk_trades();
        }
    }

    std::string damaged(std::string text)
    {
        static constexpr std::string_view alphabet = R"({}[]",:\0123456789.-+eEuUbBaA n)";
        static constexpr std::string_view words[] = {
            "null",     "[]", "{}",    "\"\"",    "1e308",    "-0",    "\\u0031", "\xff", "1e5",
            "01",       "1.", " \n\t", "\\ud83d", "\xc3\xa9", "\"1\"", ",",       "\"]",  "[[\"1\",\"2\"]]",
            "\"px\":1,"};
        for (auto n = 1 + below(3); n > 0 && !text.empty(); --n) {
            const auto at = below(static_cast<unsigned>(text.size()));
            switch (below(5)) {
            case 0: text[at] = static_cast<char>(bits_() % 256); break;
            case 1: text[at] = alphabet[below(alphabet.size())]; break;
            case 2: text.erase(at, 1 + below(12)); break;
            case 3: text.insert(at, words[below(std::size(words))]); break;
            default: text.insert(at, text.substr(below(static_cast<unsigned>(at + 1)), 1 + below(12)));
            }
        }
        return text;
    }

    unsigned below(std::size_t limit) { return static_cast<unsigned>(bits_() % limit); }

private:
    bool rarely() { return below(60) == 0; }

    std::string digits(unsigned count)
    {
        std::string text;
        for (unsigned i = 0; i != count; ++i)
            text += static_cast<char>('0' + (i == 0 && count > 1 ? 1 + below(9) : below(10)));
        return text;
    }

    std::string number()
    {
        std::string text = digits(1 + below(rarely() ? 20 : 7));
        if (below(5) != 0)
            text += "." + std::string(below(3), '0') + digits(1 + below(rarely() ? 20 : 8));
        if (rarely())
            text = "-" + text;
        return rarely() ? "0.00000000" : text;
    }

    std::string bare()
    {
        const std::string text = number();
        return rarely() ? text + "e" + (below(2) == 0 ? "-" : "") + digits(1 + below(2)) : text;
    }

    std::string quoted() { return '"' + number() + '"'; }
    std::string id() { return rarely() ? digits(1 + below(21)) : digits(1 + below(16)); }
    std::string stamp() { return "16725157" + digits(5); }

    std::string list(const std::vector<std::string>& of)
    {
        std::string text = "[";
        for (const std::string& item : of)
            text += (text.size() == 1 ? "" : rarely() ? " , " : ",") + item;
        return text + "]";
    }

    // The members in the order of the exchange, or, now and then, in another.
    std::string object(std::vector<std::pair<std::string, std::string>> members)
    {
        if (below(4) == 0)
            std::shuffle(members.begin(), members.end(), bits_);
        if (rarely())
            members.emplace_back("new", R"({"a":[1,"x",{"b":null}],"\u0063":true})");
        std::string text = "{";
        for (const auto& [key, value] : members)
            text += (text.size() == 1 ? "\"" : ",\"") + key + (rarely() ? "\" : " : "\":") + value;
        return text + "}";
    }

    std::string rows(const std::vector<std::string>& behind)
    {
        std::vector<std::string> rows(below(3) == 0 ? below(30) : below(4));
        for (std::string& row : rows) {
            std::vector<std::string> items = {quoted(), quoted()};
            items.insert(items.end(), behind.begin(), behind.end());
            row = list(items);
        }
        return list(rows);
    }

    std::string binance_depth()
    {
        std::vector<std::pair<std::string, std::string>> event = {
            {"e", "\"depthUpdate\""}, {"E", stamp()}, {"s", "\"BTCUSDT\""}, {"U", id()}, {"u", id()}};
        if (below(2) == 0)
            event.insert(event.end(), {{"T", stamp()}, {"pu", id()}, {"ps", "\"BTCUSDT\""}, {"st", "1"}});
        event.insert(event.end(), {{"b", rows({})}, {"a", rows({})}});
        return object({{"stream", "\"btcusdt@depth@100ms\""}, {"data", object(event)}});
    }

    std::string binance_ticker()
    {
        return object({{"stream", "\"btcusdt@bookTicker\""},
                       {"data", object({{"u", id()},
                                        {"s", "\"BTCUSDT\""},
                                        {"b", quoted()},
                                        {"B", quoted()},
                                        {"a", quoted()},
                                        {"A", quoted()}})}});
    }

    std::string bybit()
    {
        return object(
            {{"topic", "\"orderbook.50.BTCUSDT\""},
             {"type", "\"delta\""},
             {"ts", stamp()},
             {"data",
              object({{"s", "\"BTCUSDT\""}, {"b", rows({})}, {"a", rows({})}, {"u", id()}, {"seq", id()}})},
             {"cts", stamp()}});
    }

    std::string okx()
    {
        const std::vector<std::string> behind = {"\"0\"", "\"13\""};
        return object({{"arg", object({{"channel", "\"books\""}, {"instId", "\"BTC-USDT\""}})},
                       {"action", "\"update\""},
                       {"data", list({object({{"asks", rows(behind)},
                                              {"bids", rows(behind)},
                                              {"ts", "\"" + stamp() + "\""},
                                              {"checksum", "-855196043"},
                                              {"prevSeqId", below(4) == 0 ? "-1" : id()},
                                              {"seqId", id()}})})}});
    }

    std::string bulk()
    {
        const auto side = [this] {
            std::vector<std::string> levels(below(6));
            for (std::string& level : levels)
                level = object({{"px", bare()}, {"sz", bare()}, {"n", digits(1)}});
            return list(levels);
        };
        return object({{"type", "\"l2Delta\""},
                       {"topic", "\"l2delta.BTC-USD\""},
                       {"data", object({{"book", object({{"updateType", "\"delta\""},
                                                         {"symbol", "\"BTC-USD\""},
                                                         {"levels", list({side(), side()})},
                                                         {"timestamp", stamp()}})}})}});
    }

    std::string bulk_trades()
    {
        std::vector<std::string> trades(1 + below(4));
        for (std::string& t : trades)
            t = object({{"s", "\"BTC-USD\""},
                        {"px", bare()},
                        {"sz", bare()},
                        {"time", stamp()},
                        {"side", below(2) == 0 ? "true" : "false"},
                        {"maker", "\"9J8TUdEWrrcADK913r1Cs7DdqX63VdVU88imfDzT1ypt\""}});
        return object({{"type", "\"trades\""}, {"data", object({{"trades", list(trades)}})}});
    }

    std::mt19937 bits_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(the_readers_agree_with_boost_json)

BOOST_AUTO_TEST_CASE(on_the_frames_of_every_exchange)
{
    frame_maker frames(1);
    unsigned understood = 0;
    for (int round = 0; round != 3'000; ++round) {
        const std::string text = frames();
        const answer differs = difference(text);
        BOOST_TEST_REQUIRE(differs.empty(), differs << " in " << text);
        understood += read_json_tree(text).has_value();
    }
    BOOST_TEST(understood == 3'000U);
}

BOOST_AUTO_TEST_CASE(on_frames_cut_off_at_every_byte)
{
    frame_maker frames(2);
    for (int round = 0; round != 24; ++round) {
        const std::string text = frames();
        for (std::size_t size = 0; size != text.size(); ++size) {
            const answer differs = difference(text.substr(0, size));
            BOOST_TEST_REQUIRE(differs.empty(), differs << " in " << text.substr(0, size));
        }
    }
}

BOOST_AUTO_TEST_CASE(on_damaged_frames)
{
    frame_maker frames(3);
    unsigned understood = 0;
    constexpr unsigned rounds = 12'000;
    for (unsigned round = 0; round != rounds; ++round) {
        const std::string text = frames.damaged(frames());
        const answer differs = difference(text);
        BOOST_TEST_REQUIRE(differs.empty(), differs << " in " << text);
        understood += read_json_tree(text).has_value();
    }
    BOOST_TEST(understood > rounds / 20);
    BOOST_TEST(understood < rounds);
}

BOOST_AUTO_TEST_CASE(on_every_number_wherever_it_stands)
{
    const std::vector<std::string> numbers = {"0",
                                              "-0",
                                              "1",
                                              "-1",
                                              "1.5",
                                              "0.00000001",
                                              "123456789012345",
                                              "1234567890123456",
                                              "12345678901234567",
                                              "9223372036854775807",
                                              "9223372036854775808",
                                              "18446744073709551615",
                                              "18446744073709551616",
                                              "12345678.12345678",
                                              "0.123456789012345678",
                                              "1e5",
                                              "1E-5",
                                              "1.5e+3",
                                              "1e308",
                                              "1e2147483648",
                                              "100000000000000000000",
                                              "0.000000000000000000000000000000001",
                                              "99999999.99999999"};
    for (const std::string& number : numbers)
        for (const std::string quote : {"", "\""})
            for (std::size_t before = 0; before != 20; ++before)
                for (std::size_t behind = 0; behind != 20; ++behind) {
                    const std::string text = std::string(before, '[') + quote + number + quote +
                                             std::string(before, ']') + std::string(behind, ' ');
                    const answer differs = difference(text);
                    BOOST_TEST_REQUIRE(differs.empty(), differs << " in " << text);
                }
}

BOOST_AUTO_TEST_SUITE_END()
