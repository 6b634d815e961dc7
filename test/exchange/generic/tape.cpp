// SPDX-License-Identifier: BSL-1.0
#include "exchange/generic/venues.hpp"

#include "support/frame_fuzz.hpp"
#include "support/recorded_traffic.hpp"

#include <holdfast/exchange/binance/market.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

// A configuration that imitates Binance spot has to understand what Binance's own adapter understands.

namespace {

using namespace holdfast;
using boost::unit_test::precondition;

const std::string one_symbol = "binance-spot-btcusdt.jsonl";
const std::string many_symbols = "binance-spot-book-8symbols.jsonl";

const auto configured = generic::make_adapter(generic_venues::binance());
const auto written = binance::spot::make_adapter();

std::string said_by(const adapter& exchange, const std::string& text)
{
    slab memory;
    std::vector<decoded> out;
    exchange.decode(text, false, memory, out);
    // A trade is no range, and says so in one of them only.
    if (!out.empty() && std::holds_alternative<std::span<const trade>>(out.front().content))
        out.front().ids.first = 0;
    return out.size() == 1 ? frame_fuzz::describe(out.front()) : "not one entry";
}

// Trades carry two times, and the configuration names one.
std::string without_time_of_trade(std::string text)
{
    const std::size_t at = text.find(" at ");
    return text.find("trade ") == text.npos || at == text.npos ? text : text.substr(0, at);
}

void compare(const std::string& file)
{
    std::size_t messages = 0;
    for (const recorded_traffic::line& line : recorded_traffic::read(file)) {
        if (line.kind != "recv")
            continue;
        const std::string expected = without_time_of_trade(said_by(*written, line.text));
        BOOST_TEST_REQUIRE(without_time_of_trade(said_by(*configured, line.text)) == expected);
        ++messages;
    }
    BOOST_TEST(messages > 1000U);
}

} // namespace

BOOST_AUTO_TEST_SUITE(generic_tape)

BOOST_AUTO_TEST_CASE(requests_are_the_same)
{
    const std::vector<topic> topics = {binance::spot::depth("BTCUSDT"), binance::spot::trades("ETHUSDT")};
    BOOST_TEST(configured->subscribe(1, topics) == written->subscribe(1, topics));
    BOOST_TEST(configured->unsubscribe(2, topics) == written->unsubscribe(2, topics));
    const http_request ask = configured->snapshot_request(topics[0]);
    BOOST_TEST(ask.url == written->snapshot_request(topics[0]).url);
    BOOST_TEST(ask.weight == written->snapshot_request(topics[0]).weight);
}

BOOST_AUTO_TEST_CASE(every_message_means_the_same, *precondition(recorded_traffic::is_there{one_symbol}))
{
    compare(one_symbol);
}

BOOST_AUTO_TEST_CASE(every_message_means_the_same_with_many_symbols,
                     *precondition(recorded_traffic::is_there{many_symbols}))
{
    compare(many_symbols);
}

BOOST_AUTO_TEST_CASE(snapshots_are_the_same, *precondition(recorded_traffic::is_there{one_symbol}))
{
    const topic on = binance::spot::depth("BTCUSDT");
    unsigned snapshots = 0;
    for (const recorded_traffic::line& line : recorded_traffic::read(one_symbol)) {
        if (line.kind != "http")
            continue;
        BOOST_TEST(frame_fuzz::read(*configured, on, line.text) == frame_fuzz::read(*written, on, line.text));
        ++snapshots;
    }
    BOOST_TEST(snapshots > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
