// SPDX-License-Identifier: BSL-1.0
#include "custom_adapter/beacon.hpp"

#include "support/frame_fuzz.hpp"
#include "support/laboratory.hpp"

#include <holdfast/order_book.hpp>
#include <holdfast/session.hpp>
#include <holdfast/sim/scripted_peer.hpp>

#include <boost/json.hpp>

#include <string>
#include <vector>

// An adapter is tested without a network: frames through it, then a recording through it and a session.

namespace {

using namespace holdfast;
using namespace std::chrono_literals;
using kind = decoded::kind;

const std::shared_ptr<const adapter> exchange = beacon::make_adapter();

// A message and what it said; the views live as long as this.
struct heard {
    explicit heard(std::string bytes) : text(std::move(bytes))
    {
        std::vector<decoded> out;
        exchange->decode(text, false, memory, out);
        BOOST_TEST_REQUIRE(out.size() == 1U);
        said = out.front();
    }
    std::string text;
    slab memory{};
    decoded said{};
};

} // namespace

// ---- frames ---------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(beacon_frames)

BOOST_AUTO_TEST_CASE(a_request_names_its_topics)
{
    const std::vector<topic> topics = {beacon::book("BTC-USD"), beacon::trades("BTC-USD")};
    BOOST_TEST(exchange->subscribe(1, topics) ==
               R"({"do":"subscribe","topics":["book.BTC-USD","trades.BTC-USD"],"ref":1})");
}

BOOST_AUTO_TEST_CASE(a_whole_book)
{
    const heard h{std::string(beacon::recording[0])};
    const book_levels& book = std::get<book_levels>(h.said.content);
    BOOST_TEST((h.said.what == kind::snapshot));
    BOOST_TEST(h.said.topic_name == "book.BTC-USD");
    BOOST_TEST(h.said.ids.last == 1U);
    BOOST_TEST(frame_fuzz::describe(book) == "book [61837.5x0.3 61837.0x2 ][61838.0x1.2 61838.5x0.8 ]");
}

BOOST_AUTO_TEST_CASE(a_change_of_a_book)
{
    const heard h{std::string(beacon::recording[1])};
    BOOST_TEST((h.said.what == kind::data));
    BOOST_TEST(h.said.ids.last == 2U);
}

BOOST_AUTO_TEST_CASE(a_trade)
{
    const heard h(
        R"({"topic":"trades.X","n":3,"price":"61838.0","size":"0.1","side":"sell","at":1700000000000})");
    const trade& one = std::get<std::span<const trade>>(h.said.content)[0];
    BOOST_TEST(one.price.str() == "61838.0");
    BOOST_TEST((one.taker == side::sell));
    BOOST_TEST((one.at == wall_time(1'700'000'000'000ms)));
}

BOOST_AUTO_TEST_CASE(answers)
{
    BOOST_TEST((heard(R"({"ref":1,"ok":true})").said.what == kind::ack));
    const heard refused(R"({"ref":2,"ok":false,"why":"no such topic"})");
    BOOST_TEST((refused.said.what == kind::reject));
    BOOST_TEST(refused.said.request_id == 2U);
    BOOST_TEST(refused.said.text == "no such topic");
    BOOST_TEST((heard(R"({"pong":true})").said.what == kind::heartbeat));
    BOOST_TEST((heard(R"({"notice":"maintenance"})").said.what == kind::shutdown));
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_is_put_to_its_topic_where_that_is_known)
{
    const heard h(R"({"topic":"book.X","n":2,"bids":[["1","-2"]],"asks":[]})");
    BOOST_TEST((h.said.what == kind::malformed));
    BOOST_TEST(h.said.topic_name == "book.X");
    BOOST_TEST(h.said.text == "a price or a quantity is no number");
}

BOOST_AUTO_TEST_CASE(no_bytes_do_harm)
{
    std::vector<std::string> messages(beacon::recording.begin(), beacon::recording.end());
    messages.push_back(
        R"({"topic":"trades.X","n":3,"price":"1","size":"2","side":"buy","at":1700000000000})");
    messages.push_back(R"({"ref":2,"ok":false,"why":"no such topic"})");
    frame_fuzz::survives_everything(*exchange, messages);
}

BOOST_AUTO_TEST_SUITE_END()

// ---- a recording ----------------------------------------------------------------------------------------------

namespace {

constexpr std::size_t nothing = beacon::recording.size();

// A session, a book, and an exchange that loses one message of the first recording that it plays.
struct stage : lab::laboratory {
    explicit stage(std::size_t lost)
    {
        asio::co_spawn(io, feed.run(), rethrow);
        asio::co_spawn(io, play(lost), rethrow);
        asio::co_spawn(io, keep(feed.subscribe(beacon::book("BTC-USD"))), rethrow);
        world.run_for(10s);
    }

    task<> play(std::size_t lost)
    {
        const auto line = co_await network->accepted();
        for (;;) {
            const std::string text = co_await line->hear();
            const boost::json::object asked = boost::json::parse(text).as_object();
            if (asked.at("do") == "ping")
                continue;
            line->say(R"({"ref":)" + boost::json::serialize(asked.at("ref")) + R"(,"ok":true})");
            for (std::size_t i = 0; asked.at("do") == "subscribe" && i != beacon::recording.size(); ++i) {
                co_await sleep_for(10ms);
                if (i != lost)
                    line->say(std::string(beacon::recording[i]));
            }
            lost = nothing;
        }
    }

    task<> keep(stream depth)
    {
        while (auto batch = co_await depth.receive())
            for (const event& ev : *batch)
                book.apply(ev);
    }

    std::shared_ptr<sim::scripted_network> network =
        std::make_shared<sim::scripted_network>(io.get_executor());
    session feed{io.get_executor(), exchange, network};
    order_book book{};
};

} // namespace

BOOST_AUTO_TEST_SUITE(beacon_session)

BOOST_AUTO_TEST_CASE(a_recording_without_losses_has_no_gaps)
{
    const stage s(nothing);
    BOOST_TEST(s.feed.stats().gaps == 0U);
    BOOST_TEST(s.book.verified());
    BOOST_TEST(s.book.last_id() == 8U);
    BOOST_TEST(s.book.top().value().bid.price.str() == "61837.0");
    BOOST_TEST(s.book.top().value().ask.price.str() == "61837.5");
}

BOOST_AUTO_TEST_CASE(every_message_that_is_lost_is_noticed_and_made_good)
{
    for (std::size_t lost = 1; lost + 1 < beacon::recording.size(); ++lost) {
        const stage s(lost);
        BOOST_TEST(s.feed.stats().gaps == 1U, "without message " << lost);
        BOOST_TEST(s.feed.stats().gaps_healed == 1U);
        BOOST_TEST(s.book.last_id() == 8U);
        BOOST_TEST(s.book.verified());
    }
}

BOOST_AUTO_TEST_CASE(a_lost_snapshot_is_asked_for_again)
{
    const stage s(0);
    BOOST_TEST(s.book.verified());
    BOOST_TEST(s.book.last_id() == 8U);
}

BOOST_AUTO_TEST_SUITE_END()
