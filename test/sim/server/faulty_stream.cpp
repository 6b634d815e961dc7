// SPDX-License-Identifier: BSL-1.0
#include "sim/server/faulty_stream.hpp"

#include <holdfast/sim/world.hpp>
#include <holdfast/time.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <string>

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// A connection in virtual time whose server side can be broken.
struct broken_line {
    broken_line()
    {
        sim::path instant;
        instant.latency = 0s;
        world.set_path(instant);
    }

    using story = hf::task<> (*)(broken_line&);

    void play(story told)
    {
        begin(told);
        world.run_for(10min);
        BOOST_TEST_REQUIRE(ended, "the story came to its end");
    }

    void begin(story told) { asio::co_spawn(io, tell(*this, told), hf::rethrow); }

    asio::io_context io{1};
    sim::world& world = asio::make_service<sim::world>(io, 1);
    std::unique_ptr<hf::byte_stream> client;
    std::unique_ptr<sim::faulty_stream> server;
    sim::direction which = sim::direction::both;
    bool ended = false;

private:
    static hf::task<> tell(broken_line& s, story told)
    {
        const auto executor = co_await asio::this_coro::executor;
        auto door = s.world.listen(executor, {"127.0.0.1", 0}).value();
        s.client = (co_await s.world.connect(door->local())).value();
        s.server = std::make_unique<sim::faulty_stream>((co_await door->accept()).value());
        co_await told(s);
        s.ended = true;
    }
};

hf::task<hf::result<std::string>> read(hf::byte_stream& from)
{
    std::array<char, 64> room{};
    const auto got = co_await hf::read_some(from, asio::buffer(room));
    if (!got)
        co_return got.error();
    co_return std::string(room.data(), *got);
}

hf::task<hf::result<>> write(hf::byte_stream& to, std::string text)
{
    co_return co_await hf::write_all(to, asio::buffer(text));
}

hf::task<> read_and_forget(hf::byte_stream& from)
{
    static_cast<void>(co_await read(from));
}

/// Says whether a read is still waiting after a minute.
hf::task<bool> nothing_arrives(hf::byte_stream& at)
{
    const std::size_t first = co_await hf::race(read_and_forget(at), hf::sleep_for(1min));
    co_return first == 1;
}

hf::task<> write_and_close(broken_line& s)
{
    co_await write(*s.client, "hello");
    s.client->close();
}

} // namespace

BOOST_AUTO_TEST_SUITE(faulty_stream)

BOOST_AUTO_TEST_CASE(a_whole_line_carries_bytes_both_ways_and_counts_them)
{
    broken_line line;
    line.play([](broken_line& s) -> hf::task<> {
        co_await write(*s.client, "ping");
        const auto heard = co_await read(*s.server);
        co_await write(*s.server, "pong!");
        const auto answered = co_await read(*s.client);

        BOOST_TEST(*heard == "ping");
        BOOST_TEST(*answered == "pong!");
        BOOST_TEST(s.server->get_breaker().counters().read == 4u);
        BOOST_TEST(s.server->get_breaker().counters().written == 5u);
    });
}

BOOST_AUTO_TEST_CASE(what_is_written_vanishes_and_seems_to_be_sent)
{
    broken_line line;
    line.play([](broken_line& s) -> hf::task<> {
        s.server->get_breaker().vanish(sim::direction::out);

        const auto sent = co_await write(*s.server, "hello");

        BOOST_TEST(sent.has_value());
        BOOST_TEST(co_await nothing_arrives(*s.client));
        BOOST_TEST(s.server->get_breaker().counters().vanished_out == 5u);
    });
}

BOOST_AUTO_TEST_CASE(what_arrives_vanishes_even_under_a_read_that_waits)
{
    broken_line line;
    line.play([](broken_line& s) -> hf::task<> {
        s.world.at(1s, [&s] { s.server->get_breaker().vanish(sim::direction::in); });
        s.world.at(2s, [&s] { asio::co_spawn(s.io, write_and_close(s), hf::rethrow); });

        BOOST_TEST(co_await nothing_arrives(*s.server), "neither the bytes nor the end of the stream");
        BOOST_TEST(s.server->get_breaker().counters().vanished_in == 5u);
    });
}

BOOST_AUTO_TEST_CASE(the_other_direction_is_not_touched)
{
    broken_line line;
    line.play([](broken_line& s) -> hf::task<> {
        s.server->get_breaker().vanish(sim::direction::in);

        co_await write(*s.server, "still here");

        const auto heard = co_await read(*s.client);
        BOOST_TEST(*heard == "still here");
    });
}

BOOST_AUTO_TEST_CASE(a_slow_line_takes_its_time)
{
    broken_line line;
    line.play([](broken_line& s) -> hf::task<> {
        s.server->get_breaker().slow_down({.bytes_per_second = 100, .latency = 10ms});
        const auto begun = co_await hf::now();

        co_await write(*s.server, std::string(50, 'x'));

        const auto took = co_await hf::now() - begun;
        BOOST_TEST((took == 600ms), "ten pieces of 5 bytes: 50 ms each, and 10 ms of latency");
    });
}

BOOST_AUTO_TEST_CASE(a_slow_line_recovers)
{
    broken_line line;
    line.play([](broken_line& s) -> hf::task<> {
        const auto begun = co_await hf::now();
        s.server->get_breaker().slow_down({.bytes_per_second = 100}, begun + 1s);
        co_await hf::sleep_for(1s);

        co_await write(*s.server, std::string(50, 'x'));

        BOOST_TEST((co_await hf::now() == begun + 1s));
    });
}

BOOST_AUTO_TEST_CASE(a_line_that_breaks_while_it_crawls_loses_what_was_under_way)
{
    broken_line line;
    line.play([](broken_line& s) -> hf::task<> {
        s.server->get_breaker().slow_down({.latency = 1s});
        s.world.at(500ms, [&s] { s.server->get_breaker().vanish(sim::direction::out); });

        const auto sent = co_await write(*s.server, "hello");

        BOOST_TEST(sent.has_value());
        BOOST_TEST(co_await nothing_arrives(*s.client));
    });
}

BOOST_AUTO_TEST_CASE(a_cut_ends_whatever_waits)
{
    for (const auto which : {sim::direction::in, sim::direction::out}) {
        broken_line line;
        line.which = which;
        line.play([](broken_line& s) -> hf::task<> {
            s.server->get_breaker().vanish(s.which);
            s.world.at(1s, [&s] { s.server->get_breaker().cut(); });

            const auto heard = co_await read(*s.server);

            BOOST_TEST((heard.error().code == asio::error::operation_aborted));
        });
    }
}

BOOST_AUTO_TEST_CASE(a_breaker_may_outlive_its_line)
{
    broken_line line;
    line.play([](broken_line& s) -> hf::task<> {
        auto breaker = s.server->get_breaker();

        s.server.reset();

        breaker.vanish(sim::direction::both);
        breaker.cut();
        const auto heard = co_await read(*s.client);
        BOOST_TEST((heard.error().code == asio::error::eof));
    });
}

BOOST_AUTO_TEST_CASE(a_context_may_end_while_reads_wait_in_a_hole)
{
    std::shared_ptr<const std::size_t> streams;
    {
        broken_line line;
        streams = line.world.live_streams();
        line.begin([](broken_line& s) -> hf::task<> {
            s.server->get_breaker().vanish(sim::direction::in);
            co_await read_and_forget(*s.server);
        });
        line.world.run_for(1min);
        BOOST_TEST(*streams == 2u);
    }
    BOOST_TEST(*streams == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
