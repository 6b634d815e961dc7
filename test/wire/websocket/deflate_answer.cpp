// SPDX-License-Identifier: BSL-1.0
#include "wire/websocket/deflate_answer.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <ostream>
#include <string>
#include <string_view>

namespace wire = holdfast::wire;
using wire::deflate_answer;

namespace holdfast::wire {

static std::ostream& operator<<(std::ostream& out, deflate_answer a)
{
    constexpr std::array<const char*, 3> names = {"declined", "accepted", "malformed"};
    return out << names.at(static_cast<std::size_t>(a));
}

} // namespace holdfast::wire

namespace {

deflate_answer answer(std::string_view headers)
{
    return wire::answer_to_deflate("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n" +
                                   std::string(headers) + "Connection: Upgrade\r\n\r\n");
}

deflate_answer extensions(std::string_view value)
{
    return answer("Sec-WebSocket-Extensions: " + std::string(value) + "\r\n");
}

} // namespace

BOOST_AUTO_TEST_SUITE(deflate_answers)

BOOST_AUTO_TEST_CASE(a_server_that_says_nothing_declines)
{
    BOOST_TEST(answer("") == deflate_answer::declined);
    BOOST_TEST(answer("X-Note: permessage-deflate\r\n") == deflate_answer::declined);
    BOOST_TEST(extensions("") == deflate_answer::declined);
    BOOST_TEST(extensions(" , ,") == deflate_answer::declined);
    BOOST_TEST(wire::answer_to_deflate("") == deflate_answer::declined);
}

BOOST_AUTO_TEST_CASE(a_server_accepts_with_its_own_parameters)
{
    for (const char* value :
         {"permessage-deflate", "permessage-deflate; server_no_context_takeover",
          "permessage-deflate;client_no_context_takeover ;server_max_window_bits=8",
          "permessage-deflate; server_max_window_bits=15; client_max_window_bits=15",
          "permessage-deflate; server_max_window_bits = \"10\"", ", permessage-deflate ,"})
        BOOST_TEST(extensions(value) == deflate_answer::accepted, value);
}

BOOST_AUTO_TEST_CASE(case_does_not_matter)
{
    BOOST_TEST(answer("SEC-websocket-EXTENSIONS:Permessage-Deflate; Server_No_Context_Takeover\r\n") ==
               deflate_answer::accepted);
}

BOOST_AUTO_TEST_CASE(several_headers_are_one_list)
{
    BOOST_TEST(answer("Sec-WebSocket-Extensions:\r\nSec-WebSocket-Extensions: permessage-deflate\r\n") ==
               deflate_answer::accepted);
    BOOST_TEST(answer("Sec-WebSocket-Extensions: permessage-deflate\r\n"
                      "Sec-WebSocket-Extensions: permessage-deflate\r\n") == deflate_answer::malformed);
}

BOOST_AUTO_TEST_CASE(what_was_not_offered_is_refused)
{
    for (const char* value :
         {"x-webkit-deflate-frame", "permessage-deflate, permessage-bzip2",
          "permessage-bzip2, permessage-deflate", "permessage-deflate, permessage-deflate",
          "permessage-deflated", "\"permessage-deflate\""})
        BOOST_TEST(extensions(value) == deflate_answer::malformed, value);
}

BOOST_AUTO_TEST_CASE(parameters_that_cannot_be_are_refused)
{
    for (const char* parameter :
         {"server_max_window_bits", "server_max_window_bits=", "server_max_window_bits=7",
          "server_max_window_bits=16", "server_max_window_bits=08", "server_max_window_bits=+9",
          "client_max_window_bits", "server_no_context_takeover=1", "client_no_context_takeover=", "level=9",
          "=", "server_no_context_takeover; server_no_context_takeover",
          "server_max_window_bits=10; server_max_window_bits=10"})
        BOOST_TEST(extensions("permessage-deflate; " + std::string(parameter)) == deflate_answer::malformed,
                   parameter);
}

BOOST_AUTO_TEST_SUITE_END()
