// SPDX-License-Identifier: BSL-1.0
#include "wire/websocket/frame_writer.hpp"

#include "wire/support/frames.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

namespace wire = holdfast::wire;

BOOST_AUTO_TEST_SUITE(frame_writer)

BOOST_AUTO_TEST_CASE(a_header_is_as_short_as_can_be)
{
    for (const std::size_t size : {0u, 1u, 125u, 126u, 127u, 65'535u, 65'536u, 100'000u}) {
        const std::string payload(size, 'x');
        const wire::server_frame header(wire::opcode::text, true, size);
        BOOST_TEST((header.bytes() == raw::text(payload).substr(0, header.bytes().size())));
        BOOST_TEST(header.bytes().size() + size == raw::text(payload).size());
    }
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back)
{
    for (const auto code : {wire::opcode::continuation, wire::opcode::text, wire::opcode::binary})
        for (const bool final : {false, true})
            for (const std::uint64_t size : {std::uint64_t(0), std::uint64_t(300), std::uint64_t(1) << 40U}) {
                const wire::server_frame header(code, final, size);
                const auto read = wire::parse_frame_header(header.bytes());
                BOOST_REQUIRE(read.has_value());
                BOOST_TEST((read->code == code && read->final == final && read->payload == size));
                BOOST_TEST((read->reserved == 0 && !read->masked && read->canonical));
            }
}

BOOST_AUTO_TEST_SUITE_END()
