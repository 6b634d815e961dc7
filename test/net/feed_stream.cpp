// SPDX-License-Identifier: BSL-1.0
#include "net/feed_stream.hpp"

#include "support/laboratory.hpp"

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

// The stream between the line and Beast: its reader gets what it is fed, and nothing else.

namespace hf = holdfast;
using hf::net::feed_stream;
using namespace std::chrono_literals;

namespace {

/// A feed over one end of a line; the test has the other end.
struct fed_line : lab::laboratory {
    hf::task<> open()
    {
        auto door = *world.listen(io.get_executor(), {"10.0.0.1", 80});
        auto line = co_await world.connect({"10.0.0.1", 80});
        auto other = co_await door->accept();
        feed = std::make_unique<feed_stream>(*std::move(line));
        far_end = *std::move(other);
    }

    /// Reads once from the feed; keeps what came.
    hf::task<> read()
    {
        char block[8];
        const auto got = co_await hf::read_some(*feed, boost::asio::buffer(block));
        if (got)
            received.append(block, *got);
        else
            error = got.error().code;
    }

    std::unique_ptr<feed_stream> feed;
    std::unique_ptr<hf::byte_stream> far_end;
    std::string received;
    hf::error_code error;
};

} // namespace

BOOST_AUTO_TEST_SUITE(feeding)

BOOST_AUTO_TEST_CASE(what_is_fed_is_read_in_order_and_in_pieces)
{
    fed_line l;
    l.play(l.open());
    l.feed->feed("hello ");
    l.feed->feed("world");
    BOOST_TEST(l.feed->pending() == 11u);
    l.play(l.read());
    BOOST_TEST(l.received == "hello wo");
    BOOST_TEST(l.feed->pending() == 3u);
    l.play(l.read());
    BOOST_TEST(l.received == "hello world");
}

BOOST_AUTO_TEST_CASE(a_reader_without_food_is_hungry_until_it_is_fed)
{
    fed_line l;
    l.play(l.open());
    int told = 0;
    l.feed->on_hungry([&] { ++told; });
    BOOST_TEST(!l.feed->hungry());
    const lab::run reader = l.spawn(l.read());
    l.world.run_for(1s);
    BOOST_TEST(l.feed->hungry());
    BOOST_TEST(told == 1);
    l.feed->feed("food");
    BOOST_TEST(!l.feed->hungry());
    l.world.run_for(1s);
    BOOST_TEST(reader.ended());
    BOOST_TEST(l.received == "food");
}

BOOST_AUTO_TEST_CASE(bytes_of_the_line_are_not_food)
{
    fed_line l;
    l.play(l.open());
    const lab::run reader = l.spawn(l.read());
    (void)l.spawn([](hf::byte_stream& to) -> hf::task<> {
        (void)co_await hf::write_all(to, boost::asio::buffer("x", 1));
    }(*l.far_end));
    l.world.run_for(1s);
    BOOST_TEST(!reader.ended());
}

BOOST_AUTO_TEST_CASE(a_hungry_reader_can_be_cancelled)
{
    fed_line l;
    l.play(l.open());
    lab::run reader = l.spawn(l.read());
    l.world.run_for(1s);
    reader.cancel();
    l.world.run_for(1s);
    BOOST_TEST(reader.was_cancelled());
    BOOST_TEST(!l.feed->hungry());
}

BOOST_AUTO_TEST_CASE(closing_aborts_the_present_read_and_every_later_one)
{
    fed_line l;
    l.play(l.open());
    const lab::run reader = l.spawn(l.read());
    l.world.run_for(1s);
    l.feed->close();
    l.world.run_for(1s);
    BOOST_TEST(reader.ended());
    BOOST_TEST(l.error == boost::asio::error::operation_aborted);
    l.error = {};
    l.play(l.read());
    BOOST_TEST(l.error == boost::asio::error::operation_aborted);
}

BOOST_AUTO_TEST_SUITE_END()
