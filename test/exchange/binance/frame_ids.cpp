// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/market.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

// Events that are read only as far as their numbers.

namespace hf = holdfast;
namespace spot = holdfast::binance::spot;

namespace {

constexpr std::string_view depth =
    R"({"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1700000000123,"s":"BTCUSDT","U":157,"u":160,)"
    R"("b":[["0.0024","10"]],"a":[["0.0026","100"]]}})";
constexpr std::string_view trade =
    R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1700000000123,"s":"BTCUSDT","t":12345,"p":"0.001",)"
    R"("q":"100","T":1700000000120,"m":true,"M":true}})";
constexpr std::string_view merged =
    R"({"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1700000000123,"s":"BTCUSDT","a":5933014,)"
    R"("p":"0.001","q":"100","f":100,"l":105,"T":1700000000120,"m":true,"M":true}})";
constexpr std::string_view ticker =
    R"({"stream":"btcusdt@bookTicker","data":{"u":400900217,"s":"BTCUSDT","b":"25.3519","B":"31.21",)"
    R"("a":"25.3652","A":"40.66"}})";

std::vector<hf::decoded> decode(std::string_view text, bool content, hf::slab& memory)
{
    spot::options chosen;
    chosen.decode_content = content;
    std::vector<hf::decoded> said;
    spot::make_adapter(chosen)->decode(memory.copy(text), false, memory, said);
    return said;
}

hf::decoded only(std::string_view text, bool content, hf::slab& memory)
{
    const auto said = decode(text, content, memory);
    BOOST_REQUIRE(said.size() == 1u);
    return said.front();
}

bool has_content(const hf::decoded& said)
{
    return !std::holds_alternative<std::monostate>(said.content);
}

} // namespace

BOOST_AUTO_TEST_SUITE(binance_numbers_only)

BOOST_AUTO_TEST_CASE(they_are_the_same_as_when_everything_is_read)
{
    hf::slab memory;
    for (const std::string_view text : {depth, trade, merged, ticker}) {
        const hf::decoded all = only(text, true, memory);
        const hf::decoded few = only(text, false, memory);
        BOOST_CHECK(few.what == all.what);
        BOOST_TEST(few.topic_name == all.topic_name);
        BOOST_CHECK(few.ids == all.ids);
        BOOST_CHECK(few.exchange_time == all.exchange_time);
    }
}

BOOST_AUTO_TEST_CASE(there_is_no_content)
{
    hf::slab memory;
    for (const std::string_view text : {depth, trade, merged, ticker})
        BOOST_TEST(!has_content(only(text, false, memory)));
}

BOOST_AUTO_TEST_CASE(what_comes_behind_the_numbers_is_not_looked_at)
{
    hf::slab memory;
    const std::string text = R"({"stream":"btcusdt@bookTicker","data":{"u":7,"s" whatever)";
    BOOST_CHECK(only(text, false, memory).what == hf::decoded::kind::data);
    BOOST_CHECK(only(text, true, memory).what == hf::decoded::kind::malformed);
}

BOOST_AUTO_TEST_CASE(keys_may_come_in_another_order)
{
    hf::slab memory;
    const std::string text = R"({"stream":"btcusdt@depth","data":{"b":[["1","2"]],"u":9,"U":8,"a":[],)"
                             R"("s":"BTCUSDT","E":1700000000123,"e":"depthUpdate"}})";
    const hf::decoded said = only(text, false, memory);
    BOOST_CHECK((said.ids == hf::sequence_ids{.first = 8, .last = 9}));
}

BOOST_AUTO_TEST_CASE(an_event_without_its_number_is_malformed)
{
    hf::slab memory;
    for (const std::string text :
         {R"({"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1,"U":8,"b":[],"a":[]}})",
          R"({"stream":"btcusdt@bookTicker","data":{"u":"7"}})",
          R"({"stream":"btcusdt@bookTicker","data":{"u":-7}})",
          R"({"stream":"btcusdt@depth","data":{"E":1700000000123,"U":9,"u":8}})"})
        BOOST_CHECK(only(text, false, memory).what == hf::decoded::kind::malformed);
}

BOOST_AUTO_TEST_CASE(partial_books_are_read_in_full)
{
    hf::slab memory;
    const std::string text =
        R"({"stream":"btcusdt@depth5","data":{"lastUpdateId":160,"bids":[["1","2"]],"asks":[["3","4"]]}})";
    BOOST_TEST(has_content(only(text, false, memory)));
}

BOOST_AUTO_TEST_CASE(replies_are_understood_as_ever)
{
    hf::slab memory;
    BOOST_CHECK(only(R"({"result":null,"id":3})", false, memory).what == hf::decoded::kind::ack);
}

BOOST_AUTO_TEST_SUITE_END()
