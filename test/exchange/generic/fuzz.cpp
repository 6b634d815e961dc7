// SPDX-License-Identifier: BSL-1.0
#include "exchange/generic/venues.hpp"

#include "support/frame_fuzz.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace holdfast;

// One configuration that looks for everything, and messages that have it.
generic::options everything()
{
    generic::options venue = generic_venues::bitget();
    venue.topic = {"topic", "arg.channel:arg.instId", "channel:data.symbol"};
    generic::topic_kind trades{.names = "trade:*", .carries = generic::carried::trades};
    trades.traits.rule = continuity::contiguous;
    generic::topic_kind best{.names = "ticker:*", .carries = generic::carried::quote};
    best.bid = {"bid"};
    best.ask = {"ask"};
    generic::topic_kind depth{.names = "depth:*", .carries = generic::carried::book};
    depth.traits.rule = continuity::range;
    depth.traits.recovery = recovery::rest_snapshot;
    depth.rest.url = "https://api.venue.com/depth?symbol={2}";
    venue.kinds.insert(venue.kinds.end(), {trades, best, depth});
    generic::topic_kind sided{.names = "sided:*", .carries = generic::carried::book};
    sided.traits.rule = continuity::audited;
    sided.rows = {"updates"};
    sided.bids = {"levels.0"};
    sided.asks = {"levels.1"};
    sided.checksum = {"checksum"};
    venue.kinds.push_back(sided);
    venue.items = "trades";
    venue.topic.push_back("channel:data.trades.symbol");
    venue.connection_number = {"sequence_num"};
    venue.answers.asks = {{"ping"}};
    venue.reply = R"({"pong":{id}})";
    venue.answers.accepted_topics = {"topics"};
    venue.answers.accepted.push_back({"topics", ""});
    return venue;
}

const std::vector<std::string> messages = {
    R"({"action":"snapshot","arg":{"channel":"books","instId":"X"},"data":[{"asks":[["0.01","44.23"]],)"
    R"("bids":[[0.0103,4.15,"more"]],"ts":"1789456510736","seq":427583461144,"pseq":0}],"ts":1789456511968})",
    R"({"action":"update","arg":{"channel":"books","instId":"X"},"data":[{"asks":[],"bids":[["0.5","3.2"],)"
    R"({"price":7,"qty":"8"}],"ts":"2023-09-25T07:48:36.925533Z","seq":9,"pseq":4}]})",
    R"({"channel":"trade","data":[{"symbol":"M/U","side":"buy","price":0.5147,"qty":64.46,"trade_id":46,)"
    R"("timestamp":"2023-09-25T07:48:36.925533Z"},{"symbol":"\u004d/U","side":"SELL","price":1,"qty":1e2,)"
    R"("trade_id":47}]})",
    R"({"channel":"ticker","data":{"symbol":"A","bid":0.1,"bid_qty":740.0,"ask":"0.2","ask_qty":740.0}})",
    R"({"topic":"depth:X","data":{"U":4,"u":6,"bids":[["1","2"]],"asks":[["0","0"],["3","0"]]}})",
    R"({"event":"error","arg":{"channel":"books","instId":"X"},"code":30001,"msg":"doesn't exist"})",
    R"({"topics":["a","b\n",7,null],"id":5})",
    R"({"success":true,"req_id":"77"})",
    R"({"op":"pong"})",
    R"({"ping":1700000000000,"id":7,"sequence_num":8})",
    R"({"topic":"sided:A","data":{"updates":[{"side":"bid","price":"1","qty":2},["ask","3","4"]],"checksum":-5}})",
    R"({"topic":"sided:A","data":{"levels":[[["1","2"]],[]],"checksum":"4000000000"}})",
    R"({"channel":"trade","data":[{"trades":[{"symbol":"A","side":"buy","price":1,"qty":2,"trade_id":3},)"
    R"({"symbol":"B","side":"sell","price":1,"qty":2,"trade_id":4}]},{"trades":[]}],"sequence_num":"9"})",
};

const std::vector<std::string> snapshots = {
    R"({"code":"200000","data":{"sequence":"146","bids":[["6.4","0.69"]],"asks":[["6.5",0.05]]}})",
    R"({"lastUpdateId":5,"bids":[],"asks":[{"px":1,"sz":2}]})",
    R"({"code":"400100","msg":"symbol not exists"})",
};

} // namespace

BOOST_AUTO_TEST_SUITE(generic_fuzz)

BOOST_AUTO_TEST_CASE(the_messages_are_understood)
{
    const auto exchange = generic::make_adapter(everything());
    for (const std::string& text : messages) {
        slab memory;
        std::vector<decoded> out;
        exchange->decode(text, false, memory, out);
        for (const decoded& said : out)
            BOOST_TEST((said.what != decoded::kind::malformed), text << ": " << said.text);
    }
}

BOOST_AUTO_TEST_CASE(nothing_that_a_socket_says_does_harm)
{
    frame_fuzz::survives_everything(*generic::make_adapter(everything()), messages);
}

BOOST_AUTO_TEST_CASE(nothing_that_rest_says_does_harm)
{
    frame_fuzz::survives_everything(*generic::make_adapter(everything()), topic("depth:X"), snapshots);
}

// Each of them is wrong in its own way, and each costs a few bytes.
BOOST_AUTO_TEST_CASE(a_list_of_nothing_but_errors_costs_no_more_than_its_bytes)
{
    const auto exchange = generic::make_adapter(everything());
    for (const std::string head : {R"({"channel":"trade","data":[)", R"({"topic":"trade:x","data":[)"})
        for (const std::string record : {"{}", R"({"symbol":"y"})", R"({"symbol":"y","trade_id":1})"}) {
            std::string text = head + record;
            for (int i = 0; i != 20'000; ++i)
                text += "," + record;
            (void)frame_fuzz::read(*exchange, text + "]}");
        }
}

BOOST_AUTO_TEST_SUITE_END()
