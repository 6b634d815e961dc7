// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/scripted_peer.hpp>

#include "support/laboratory.hpp"

#include <boost/test/unit_test.hpp>

namespace hf = holdfast;
namespace sim = holdfast::sim;

BOOST_FIXTURE_TEST_SUITE(scripted_peers, lab::laboratory)

BOOST_AUTO_TEST_CASE(fault_69_binary_messages_are_heard_as_such_in_their_order)
{
    const auto story = [](sim::scripted_network& net) -> hf::task<> {
        const hf::websocket_options usual;
        auto opened = co_await net.connect("wss://exchange.test/", usual, {});
        const auto socket = std::move(opened).value();
        const auto line = co_await net.accepted();
        (void)co_await socket->write("text");
        (void)co_await socket->write_binary("\xff");
        (void)co_await socket->write("text");
        BOOST_TEST(line->heard() == (std::vector<std::string>{"text", "\xff", "text"}));
        const sim::sent_message first = co_await line->hear_message();
        const sim::sent_message second = co_await line->hear_message();
        const std::string third = co_await line->hear();
        BOOST_TEST((first.bytes == "text" && !first.binary));
        BOOST_TEST((second.bytes == "\xff" && second.binary));
        BOOST_TEST(third == "text");
    };
    sim::scripted_network net(io.get_executor());
    play(story(net));
}

BOOST_AUTO_TEST_SUITE_END()
