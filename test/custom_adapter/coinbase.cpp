// SPDX-License-Identifier: BSL-1.0
#include "custom_adapter/coinbase.hpp"

#include "custom_adapter/room.hpp"
#include "support/frame_fuzz.hpp"

// Coinbase Advanced Trade, by an adapter that knows the public headers only.

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

struct scene : lab::room {
    scene() : room(coinbase::make_adapter()) {}

    std::uint64_t number = 0;

    /// Everything that a connection carries has a number, from 0.
    void say(hf::sim::scripted_line& on, const std::string& channel, const std::string& events)
    {
        on.say(R"({"channel":")" + channel +
               R"(","client_id":"","timestamp":"2026-04-07T14:30:00Z","sequence_num":)" +
               std::to_string(number++) + R"(,"events":[)" + events + "]}");
        world.run_for(1ms);
    }
    void list(hf::sim::scripted_line& on, const std::string& level2)
    {
        say(on, "subscriptions",
            R"({"subscriptions":{"heartbeats":["heartbeats"])" +
                (level2.empty() ? "" : R"(,"level2":[)" + level2 + "]") + "}}");
    }
    void snapshot(hf::sim::scripted_line& on, const std::string& product)
    {
        say(on, "l2_data",
            R"({"type":"snapshot","product_id":")" + product + R"(","updates":[)" +
                row("bid", "100.10", "1.5") + "," + row("offer", "100.20", "2") + "]}");
    }
    void update(hf::sim::scripted_line& on, const std::string& product, const std::string& quantity)
    {
        say(on, "l2_data",
            R"({"type":"update","product_id":")" + product + R"(","updates":[)" +
                row("bid", "100.10", quantity) + "]}");
    }
    void heartbeat(hf::sim::scripted_line& on) { say(on, "heartbeats", R"({"heartbeat_counter":1})"); }

    static std::string row(const char* side, const char* price, const std::string& quantity)
    {
        return std::string(R"({"side":")") + side +
               R"(","event_time":"1970-01-01T00:00:00Z","price_level":")" + price + R"(","new_quantity":")" +
               quantity + R"("})";
    }

    /// A connection with one verified book.
    std::shared_ptr<hf::sim::scripted_line> verified()
    {
        auto on = line();
        number = 0;
        (void)next_request(*on);
        list(*on, R"("BTC-USD")");
        snapshot(*on, "BTC-USD");
        BOOST_REQUIRE(book().verified());
        return on;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(coinbase_adapter, scene)

BOOST_AUTO_TEST_CASE(fault_38_everything_that_is_counted_keeps_the_count)
{
    follow("level2:BTC-USD");
    auto on = verified();
    heartbeat(*on);
    update(*on, "ETH-USD", "9"); // of a product that nothing here follows
    update(*on, "BTC-USD", "3");
    BOOST_TEST(book().best_bid()->quantity.str() == "3");
    BOOST_TEST(book().times_closed() == 0u);
}

BOOST_AUTO_TEST_CASE(fault_38_a_lost_heartbeat_closes_the_book_until_a_new_connection_has_taken_over)
{
    follow("level2:BTC-USD");
    auto on = verified();
    ++number; // lost
    heartbeat(*on);
    BOOST_TEST((book().reason().code == hf::errc::sequence_gap));
    const hf::time_point before = world.now();
    (void)verified();
    BOOST_TEST(on->dropped);
    BOOST_TEST((world.now() - before < 100ms));
}

BOOST_AUTO_TEST_CASE(fault_38_an_acknowledgement_without_the_product_is_none)
{
    follow("level2:BTC-USD");
    follow("level2:NOPE-USD");
    auto on = line();
    (void)next_request(*on);
    (void)next_request(*on);
    list(*on, R"("BTC-USD")");
    list(*on, R"("BTC-USD")");
    snapshot(*on, "BTC-USD");
    world.run_for(11s);
    BOOST_TEST(book(0).verified());
    BOOST_TEST((book(1).reason().code == hf::errc::subscribe_timeout));
}

BOOST_AUTO_TEST_CASE(fault_38_an_unsubscribe_is_acknowledged_by_a_list_without_it)
{
    follow("level2:BTC-USD");
    follow("level2:ETH-USD");
    auto on = line();
    (void)next_request(*on);
    (void)next_request(*on);
    list(*on, R"("BTC-USD")");
    list(*on, R"("BTC-USD","ETH-USD")");
    session.unsubscribe(hf::topic("level2:ETH-USD"));
    BOOST_TEST(next_request(*on).find("unsubscribe") != std::string::npos);
    list(*on, R"("BTC-USD")");
    follow("level2:ETH-USD");
    BOOST_TEST(next_request(*on).find("ETH-USD") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(bad_frames_are_malformed_and_nothing_worse)
{
    const std::string head =
        R"({"client_id":"","timestamp":"2026-04-07T14:30:00Z","sequence_num":7,"channel":)";
    const std::vector<std::string> messages = {
        head +
            R"("subscriptions","events":[{"subscriptions":{"level2":["BTC-USD"],"heartbeats":["heartbeats"]}}]})",
        head + R"("heartbeats","events":[{"heartbeat_counter":1}]})",
        head + R"("l2_data","events":[{"type":"update","product_id":"BTC-USD","updates":[)" +
            row("bid", "100.10", "1.5") + "," + row("offer", "100.20", "0") + "]}]}",
        R"({"type":"error","message":"authentication failure"})"};
    frame_fuzz::survives_everything(*coinbase::make_adapter(), messages);
}

BOOST_AUTO_TEST_CASE(a_level_of_neither_side_closes_the_book)
{
    follow("level2:BTC-USD");
    auto on = verified();
    say(*on, "l2_data",
        R"({"type":"update","product_id":"BTC-USD","updates":[)" + row("ask", "100.30", "1") + "]}");
    BOOST_TEST((book().reason().code == hf::errc::malformed));
}

BOOST_AUTO_TEST_SUITE_END()
