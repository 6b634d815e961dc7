// SPDX-License-Identifier: BSL-1.0
#include "custom_adapter/recordings.hpp"

#include "custom_adapter/beacon.hpp"
#include "custom_adapter/coinbase.hpp"
#include "custom_adapter/kraken.hpp"

#include <boost/json.hpp>

#include <array>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace recordings {

namespace sim = holdfast::sim;
using namespace std::chrono_literals;
using line_ptr = std::shared_ptr<sim::scripted_line>;

namespace {

/// The next request of the client, shown as it was sent.
hf::task<boost::json::object> heard(line_ptr line)
{
    const std::string request = co_await line->hear();
    std::cout << "  > " << request << '\n';
    co_return boost::json::parse(request).as_object();
}

/// Sends these, ten a second; the first time without the fourth.
hf::task<> send(line_ptr line, std::span<const std::string_view> messages, bool* lossy)
{
    for (std::size_t i = 0; i != messages.size(); ++i) {
        co_await hf::sleep_for(100ms);
        if (i != 3 || !std::exchange(*lossy, false))
            line->say(std::string(messages[i]));
    }
}

hf::task<> play_beacon(line_ptr line, bool* lossy)
{
    while (!line->dropped) {
        const boost::json::object asked = co_await heard(line);
        line->say(R"({"ref":)" + boost::json::serialize(asked.at("ref")) + R"(,"ok":true})");
        if (asked.at("do") == "subscribe")
            co_await send(line, beacon::recording, lossy);
    }
}

constexpr std::array<std::string_view, 6> of_kraken{
    R"({"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[{"price":61837.5,"qty":0.30000000},)"
    R"({"price":61837.0,"qty":2.00000000}],"asks":[{"price":61838.0,"qty":1.20000000}],"checksum":2429393153}]})",
    R"({"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":61837.5,"qty":0.10000000}],)"
    R"("asks":[],"checksum":2103134952,"timestamp":"2026-03-01T12:00:00.100000Z"}]})",
    R"({"channel":"heartbeat"})",
    R"({"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":61837.5,"qty":0.00000000}],)"
    R"("asks":[],"checksum":2409897939,"timestamp":"2026-03-01T12:00:00.300000Z"}]})",
    R"({"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[],)"
    R"("asks":[{"price":61838.5,"qty":0.80000000}],"checksum":80382981,"timestamp":"2026-03-01T12:00:00.400000Z"}]})",
    R"({"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":61837.1,"qty":4.00000000}],)"
    R"("asks":[],"checksum":1457292502,"timestamp":"2026-03-01T12:00:00.500000Z"}]})"};

hf::task<> play_kraken(line_ptr line, bool* lossy)
{
    while (!line->dropped) {
        const boost::json::object asked = co_await heard(line);
        line->say(R"({"method":)" + boost::json::serialize(asked.at("method")) +
                  R"(,"result":{"channel":"book","symbol":"BTC/USD"},"success":true,"req_id":)" +
                  boost::json::serialize(asked.at("req_id")) + "}");
        if (asked.at("method") == "subscribe")
            co_await send(line, of_kraken, lossy);
    }
}

constexpr std::array<std::string_view, 6> of_coinbase{
    R"({"channel":"l2_data","sequence_num":2,"events":[{"type":"snapshot","product_id":"BTC-USD","updates":[)"
    R"({"side":"bid","price_level":"61837.5","new_quantity":"0.3"},)"
    R"({"side":"offer","price_level":"61838","new_quantity":"1.2"}]}]})",
    R"({"channel":"l2_data","sequence_num":3,"events":[{"type":"update","product_id":"BTC-USD","updates":[)"
    R"({"side":"bid","price_level":"61837.5","new_quantity":"0.1"}]}]})",
    R"({"channel":"heartbeats","sequence_num":4,"events":[{"heartbeat_counter":7}]})",
    R"({"channel":"l2_data","sequence_num":5,"events":[{"type":"update","product_id":"BTC-USD","updates":[)"
    R"({"side":"bid","price_level":"61837.5","new_quantity":"0"},)"
    R"({"side":"bid","price_level":"61837","new_quantity":"2"}]}]})",
    R"({"channel":"heartbeats","sequence_num":6,"events":[{"heartbeat_counter":8}]})",
    R"({"channel":"l2_data","sequence_num":7,"events":[{"type":"update","product_id":"BTC-USD","updates":[)"
    R"({"side":"bid","price_level":"61837.1","new_quantity":"4"}]}]})"};

/// A snapshot comes only to a connection that subscribes for the first time.
hf::task<> play_coinbase(line_ptr line, bool* lossy)
{
    std::string products;
    for (int number = 0; number != 2; ++number) {
        const boost::json::object asked = co_await heard(line);
        if (asked.at("channel") == "level2")
            products = R"(,"level2":)" + boost::json::serialize(asked.at("product_ids"));
        line->say(R"({"channel":"subscriptions","sequence_num":)" + std::to_string(number) +
                  R"(,"events":[{"subscriptions":{"heartbeats":["heartbeats"])" + products + "}}]}");
    }
    co_await send(line, of_coinbase, lossy);
}

} // namespace

exchange of(const std::string& name)
{
    if (name == "beacon")
        return {beacon::make_adapter(), beacon::book("BTC-USD"), {}, play_beacon, "61837.0"};
    if (name == "kraken")
        return {kraken::make_adapter(), kraken::book("BTC/USD"), kraken::books(), play_kraken, "61837.1"};
    if (name == "coinbase")
        return {coinbase::make_adapter(), coinbase::book("BTC-USD"), {}, play_coinbase, "61837.1"};
    throw std::invalid_argument("no exchange is called " + name + "; beacon, kraken and coinbase are");
}

} // namespace recordings
