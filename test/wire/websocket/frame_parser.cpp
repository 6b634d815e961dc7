// SPDX-License-Identifier: BSL-1.0
#include "wire/websocket/frame_parser.hpp"

#include "wire/support/frames.hpp"
#include "wire/websocket/lanes.hpp"

#include <boost/test/unit_test.hpp>

using holdfast::wire::frame_header;
using holdfast::wire::lane;
using holdfast::wire::lanes;
using holdfast::wire::opcode;
using holdfast::wire::parse_frame_header;

namespace {

frame_header parse(const std::string& bytes)
{
    const auto header = parse_frame_header(bytes);
    BOOST_REQUIRE(header.has_value());
    return *header;
}

lane lane_of(const lanes& all, const std::string& frame)
{
    return all.choose(parse(frame));
}

void send_down(lanes& all, const std::string& frame)
{
    all.on_slow(parse(frame));
}

} // namespace

BOOST_AUTO_TEST_SUITE(frame_parser)

BOOST_AUTO_TEST_CASE(a_header_is_read_once_it_is_whole)
{
    const std::string long_frame = raw::text(std::string(70'000, 'x'));
    for (std::size_t n = 0; n != 10; ++n)
        BOOST_TEST(!parse_frame_header(std::string_view(long_frame).substr(0, n)).has_value());
    BOOST_TEST(parse_frame_header(std::string_view(long_frame).substr(0, 10)).has_value());
}

BOOST_AUTO_TEST_CASE(every_length_form_is_read)
{
    for (const std::size_t n : {0u, 1u, 125u, 126u, 127u, 65'535u, 65'536u, 100'000u}) {
        const frame_header h = parse(raw::text(std::string(n, 'x')));
        BOOST_TEST(h.payload == n);
        BOOST_TEST(h.size == (n < 126 ? 2 : n < 65'536 ? 4 : 10));
        BOOST_TEST(h.canonical);
    }
}

BOOST_AUTO_TEST_CASE(a_length_in_too_many_bytes_is_noticed)
{
    using namespace std::string_literals;
    BOOST_TEST(!parse("\x81\x7e\x00\x7d"s).canonical);
    BOOST_TEST(parse("\x81\x7e\x00\x7e"s).canonical);
    BOOST_TEST(!parse("\x81\x7f\0\0\0\0\0\0\xff\xff"s).canonical);
    BOOST_TEST(parse("\x81\x7f\0\0\0\0\0\x01\0\0"s).canonical);
}

BOOST_AUTO_TEST_CASE(a_length_above_63_bits_is_not_canonical)
{
    using namespace std::string_literals;
    const frame_header h = parse("\x82\x7f\x80\0\0\0\0\0\0\0"s);
    BOOST_TEST(h.payload == std::uint64_t(1) << 63U);
    BOOST_TEST(!h.canonical);
}

BOOST_AUTO_TEST_CASE(every_bit_of_the_first_byte_is_read)
{
    for (unsigned first = 0; first != 256; ++first) {
        const frame_header h = parse(raw::frame(first, ""));
        BOOST_TEST(h.final == ((first & 0x80) != 0));
        BOOST_TEST(h.reserved == (first >> 4 & 7));
        BOOST_TEST(static_cast<unsigned>(h.code) == (first & 15));
        BOOST_TEST(h.control() == ((first & 8) != 0));
    }
}

BOOST_AUTO_TEST_CASE(a_mask_key_belongs_to_the_header)
{
    using namespace std::string_literals;
    BOOST_TEST(!parse_frame_header("\x81\x81\x01\x02\x03"s).has_value());
    const frame_header h = parse("\x81\x81\x01\x02\x03\x04\x05"s);
    BOOST_TEST(h.masked);
    BOOST_TEST(h.size == 6);
    BOOST_TEST(!h.plain_message());
}

BOOST_AUTO_TEST_CASE(only_two_first_bytes_make_a_plain_message)
{
    for (unsigned first = 0; first != 256; ++first)
        BOOST_TEST(parse(raw::frame(first, "x")).plain_message() == (first == 0x81 || first == 0x82));
}

BOOST_AUTO_TEST_CASE(only_short_whole_pings_and_pongs_are_heartbeats)
{
    for (unsigned first = 0; first != 256; ++first)
        BOOST_TEST(parse(raw::frame(first, "x")).heartbeat() == (first == 0x89 || first == 0x8a));
    BOOST_TEST(parse(raw::ping(std::string(125, 'x'))).heartbeat());
    BOOST_TEST(!parse(raw::ping(std::string(126, 'x'))).heartbeat());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(lane_choice)

BOOST_AUTO_TEST_CASE(plain_messages_are_fast_and_everything_else_is_slow)
{
    const lanes all({.max_message = 1000});
    BOOST_CHECK(lane_of(all, raw::text("x")) == lane::fast);
    BOOST_CHECK(lane_of(all, raw::binary("x")) == lane::fast);
    BOOST_CHECK(lane_of(all, raw::ping()) == lane::heartbeat);
    BOOST_CHECK(lane_of(all, raw::pong()) == lane::heartbeat);
    for (const unsigned first : {0x88U, 0x01U, 0x02U, 0x80U, 0x00U, 0xc1U, 0x83U, 0x8bU, 0x91U, 0xa1U, 0x09U})
        BOOST_CHECK(lane_of(all, raw::frame(first, "x")) == lane::slow);
}

BOOST_AUTO_TEST_CASE(a_message_above_the_limit_is_slow)
{
    const lanes all({.max_message = 10});
    BOOST_CHECK(lane_of(all, raw::text(std::string(10, 'x'))) == lane::fast);
    BOOST_CHECK(lane_of(all, raw::text(std::string(11, 'x'))) == lane::slow);
}

BOOST_AUTO_TEST_CASE(inside_a_fragmented_message_everything_is_slow)
{
    lanes all({.max_message = 1000});
    send_down(all, raw::frame(0x01, "begin"));
    BOOST_CHECK(lane_of(all, raw::text("between")) == lane::slow);
    send_down(all, raw::ping());
    send_down(all, raw::frame(0x00, "middle"));
    BOOST_CHECK(lane_of(all, raw::text("between")) == lane::slow);
    BOOST_CHECK(lane_of(all, raw::ping()) == lane::heartbeat);
}

BOOST_AUTO_TEST_CASE(after_the_last_fragment_the_fast_lane_is_open_again)
{
    lanes all({.max_message = 1000});
    send_down(all, raw::frame(0x01, "begin"));
    send_down(all, raw::frame(0x80, "end"));
    BOOST_CHECK(lane_of(all, raw::text("next")) == lane::fast);
}

BOOST_AUTO_TEST_CASE(a_compressed_message_in_one_frame_leaves_the_fast_lane_open)
{
    lanes all({.max_message = 1000});
    send_down(all, raw::frame(0xc1, "deflated"));
    BOOST_CHECK(lane_of(all, raw::text("next")) == lane::fast);
}

BOOST_AUTO_TEST_SUITE_END()
