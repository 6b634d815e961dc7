// SPDX-License-Identifier: BSL-1.0
#include "wire/support/gzip.hpp"
#include "wire/support/raw_server.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

// What a server says in front of a fault, in the same breath, is delivered and can be answered (Autobahn 3.2,
// 3.3, 4.1.3,
// 4.1.4, 4.2.3, 4.2.4, 5.15).

namespace hf = holdfast;
using namespace std::chrono_literals;
using raw::peer;
using raw::stage;
using texts = std::vector<std::string>;

namespace {

const std::string deflate_agreed = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

hf::task<> echo(hf::websocket& socket)
{
    for (;;) {
        const auto got = co_await socket.read();
        if (!got)
            co_return;
        for (const hf::message& m : got->messages) {
            auto written =
                m.binary ? socket.write_binary(std::string(m.bytes)) : socket.write(std::string(m.bytes));
            (void)co_await std::move(written);
        }
    }
}

/// The frames of a client that echoes, to a server that says this after the upgrade: first byte and payload.
texts answers(const std::string& said, const hf::websocket_options& options, std::size_t slice)
{
    texts seen;
    stage s([&](peer& p) -> hf::task<> {
        co_await p.upgrade({}, options.deflate ? deflate_agreed : "");
        co_await p.send(said);
        for (;;) {
            const raw::client_frame f = co_await p.frame();
            if (f.first == 0)
                co_return;
            seen.push_back(std::string(1, static_cast<char>(f.first)) + f.payload);
        }
    });
    s.world.set_path({.slice = slice});
    s.run([&](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net, options);
        co_await hf::race(echo(*socket), hf::sleep_for(1min));
        co_await hf::sleep_for(1s);
    });
    return seen;
}

/// In both lanes, in one piece and in small ones.
void expect(const std::string& said, const texts& answered)
{
    for (const bool slow_only : {false, true})
        for (const std::size_t slice : {std::size_t(0), std::size_t(3)}) {
            hf::websocket_options options;
            options.slow_lane_only = slow_only;
            options.max_message = 1000;
            BOOST_TEST_CONTEXT("slow lane only: " << slow_only << ", slice: " << slice)
            BOOST_TEST(answers(said, options, slice) == answered, boost::test_tools::per_element());
        }
}

std::string closed(unsigned code)
{
    return {'\x88', static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
}

const std::string hello = raw::text("Hello, world!");
const std::string echoed = "\x81Hello, world!";

} // namespace

BOOST_AUTO_TEST_SUITE(before_a_fault)

BOOST_AUTO_TEST_CASE(fault_70_a_message_in_front_of_an_illegal_frame_is_answered_first)
{
    for (const unsigned first :
         {0xa1u, 0xb1u, 0xc1u, 0x85u, 0x86u, 0x83u, 0x8du, 0x8eu, 0x8bu, 0x09u, 0x80u, 0x00u})
        expect(hello + raw::frame(first, "illegal") + raw::ping("late"), {echoed, closed(1002)});
}

BOOST_AUTO_TEST_CASE(fault_70_a_message_in_fragments_in_front_of_an_illegal_frame_is_answered_first)
{
    expect(raw::frame(0x01, "frag") + raw::frame(0x80, "ment") + raw::frame(0x00, "of nothing") + hello,
           {"\x81"
            "fragment",
            closed(1002)});
}

BOOST_AUTO_TEST_CASE(a_ping_in_front_of_an_illegal_frame_is_answered_first)
{
    expect(raw::ping("p") + raw::frame(0xa1, "illegal"), {"\x8ap", closed(1002)});
}

BOOST_AUTO_TEST_CASE(fault_70_a_message_in_front_of_text_that_is_none_is_answered_first)
{
    expect(hello + raw::text("caf\xe9"), {echoed, closed(1007)});
    expect(hello + raw::frame(0x01, "caf") + raw::frame(0x80, "\xe9"), {echoed, closed(1007)});
}

BOOST_AUTO_TEST_CASE(fault_70_a_message_in_front_of_one_that_is_too_big_is_answered_first)
{
    expect(hello + raw::text(std::string(1001, 'x')), {echoed, closed(1009)});
}

BOOST_AUTO_TEST_CASE(fault_70_a_message_in_front_of_a_close_is_answered_first)
{
    expect(hello + raw::close(1001), {echoed, closed(1001)});
}

BOOST_AUTO_TEST_CASE(fault_70_a_compressed_message_in_front_of_a_broken_one_is_answered_first)
{
    hf::websocket_options options;
    options.deflate = true;
    const std::string good = raw::frame(0xc1, raw::permessage("Hello, world!"));
    const texts seen = answers(good + raw::frame(0xc1, "\x07 rubbish"), options, 0);
    BOOST_REQUIRE(!seen.empty());
    BOOST_TEST((seen[0].front() == '\xc1' || seen[0].front() == '\x81'));
}

BOOST_AUTO_TEST_CASE(a_ping_between_a_message_and_a_fault_is_answered_too)
{
    for (const bool slow_only : {false, true}) {
        hf::websocket_options options;
        options.slow_lane_only = slow_only;
        const texts seen = answers(hello + raw::ping("p") + raw::frame(0x83, ""), options, 0);
        BOOST_REQUIRE(seen.size() == 3u);
        BOOST_TEST((seen[0] == echoed || seen[1] == echoed));
        BOOST_TEST((seen[0] == "\x8ap" || seen[1] == "\x8ap"));
        BOOST_TEST(seen[2] == closed(1002));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(binary_messages)

BOOST_AUTO_TEST_CASE(fault_69_binary_messages_go_out_as_such_between_texts)
{
    using namespace std::string_literals;
    const std::string bytes = "\xff\0\xfe"s;
    for (const bool slow_only : {false, true}) {
        texts heard;
        stage s([&](peer& p) -> hf::task<> {
            co_await p.upgrade();
            for (int i = 0; i != 3; ++i) {
                const raw::client_frame f = co_await p.frame();
                BOOST_TEST(f.masked);
                heard.push_back(std::string(1, static_cast<char>(f.first)) + f.payload);
            }
        });
        s.run([&](hf::network& net) -> hf::task<> {
            hf::websocket_options options;
            options.slow_lane_only = slow_only;
            const auto socket = co_await raw::open(net, options);
            const auto first = co_await socket->write("text");
            const auto second = co_await socket->write_binary(bytes);
            const auto third = co_await socket->write("text");
            BOOST_TEST((first && second && third));
            co_await hf::sleep_for(1s);
        });
        BOOST_TEST(heard == (texts{"\x81text", "\x82" + bytes, "\x81text"}),
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_SUITE_END()
