#include "support/raw_server.hpp"

#include <boost/test/unit_test.hpp>

namespace hf = holdfast;
using namespace std::chrono_literals;
using raw::stage;

BOOST_AUTO_TEST_SUITE(websocket)

BOOST_AUTO_TEST_CASE(a_text_message_is_delivered)
{
    stage s([](raw::peer& p) -> hf::task<> {
        co_await p.upgrade();
        co_await p.send(raw::text("hello"));
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto texts = co_await raw::read_texts(*socket, 1);
        BOOST_TEST(texts == std::vector<std::string>{"hello"}, boost::test_tools::per_element());
    });
}

BOOST_AUTO_TEST_SUITE_END()
