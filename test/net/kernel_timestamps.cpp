// SPDX-License-Identifier: BSL-1.0
#include "net/tls.hpp"

#include "support/laboratory.hpp"

#include <holdfast/sim/certificates.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#ifdef __linux__

// What the kernel says about when bytes have come, on real sockets.

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

using stream = std::unique_ptr<hf::byte_stream>;

constexpr hf::wall_time none{};

/// Two ends of a connection on 127.0.0.1; the client's has stamps if it asked for them.
struct two_ends {
    /// @param strand  the client lives on a strand: then its handlers run on their own executors
    explicit two_ends(bool stamps, bool strand = false)
    {
        play([](two_ends* t, bool with_stamps, asio::any_io_executor executor) -> hf::task<> {
            const auto door = t->real.listen(t->io.get_executor(), {"127.0.0.1", 0}).value();
            const hf::socket_options how{.no_delay = true, .kernel_timestamps = with_stamps};
            auto dialled = t->real.connect(door->local(), how);
            auto line = co_await asio::co_spawn(executor, std::move(dialled), asio::use_awaitable);
            t->client = std::move(line).value();
            t->server = (co_await door->accept()).value();
        }(this, stamps, strand ? asio::any_io_executor(asio::make_strand(io)) : io.get_executor()));
    }

    void play(hf::task<> story)
    {
        const lab::run one(io, std::move(story));
        io.restart();
        io.run();
        one.check();
    }

    asio::io_context io{1};
    hf::runtime& real = hf::runtime::of(io.get_executor());
    stream client{};
    stream server{};
};

hf::task<std::string> read(hf::byte_stream& from)
{
    char bytes[64];
    const auto size = co_await hf::read_some(from, asio::buffer(bytes));
    co_return std::string(bytes, size.value());
}

hf::task<> send(hf::byte_stream& to, std::string text)
{
    (co_await hf::write_all(to, asio::buffer(text))).value();
}

/// The stamp of some bytes, and the time on both sides of it.
struct passage {
    hf::wall_time sent{};
    hf::wall_time stamp{};
    hf::wall_time received{};
};

/// Sends until there is a stamp: the kernel takes a moment to begin with them after the first socket has
/// asked.
hf::task<passage> send_until_stamped(two_ends& t)
{
    passage last;
    for (int i = 0; i != 1000 && last.stamp == none; ++i) {
        if (i != 0)
            co_await hf::sleep_for(1ms);
        last.sent = t.real.wall_now();
        co_await send(*t.server, "tick");
        const std::string got = co_await read(*t.client);
        BOOST_TEST(got == "tick");
        last.stamp = t.client->kernel_received();
        last.received = t.real.wall_now();
    }
    co_return last;
}

hf::task<> expect_between(two_ends& t)
{
    const passage one = co_await send_until_stamped(t);
    BOOST_CHECK(one.sent <= one.stamp);
    BOOST_CHECK(one.stamp <= one.received);
}

hf::task<> expect_newest(two_ends& t)
{
    co_await send_until_stamped(t);
    co_await send(*t.server, "old,");
    co_await hf::sleep_for(1ms);
    const hf::wall_time between = t.real.wall_now();
    co_await send(*t.server, "new");
    co_await hf::sleep_for(1ms);
    const std::string both = co_await read(*t.client);
    BOOST_REQUIRE(both == "old,new");
    BOOST_CHECK(t.client->kernel_received() >= between);
}

hf::task<> expect_none(two_ends& t)
{
    co_await send(*t.server, "tick");
    const std::string got = co_await read(*t.client);
    BOOST_TEST(got == "tick");
    BOOST_CHECK(t.client->kernel_received() == none);
}

hf::task<> secure_client(two_ends& t, const std::string& authority)
{
    auto context = hf::net::client_context(authority).value();
    t.client =
        (co_await hf::net::tls_connect(std::move(t.client), std::move(context), "127.0.0.1", false)).value();
}

hf::task<> secure_server(two_ends& t, const sim::identity& shown)
{
    auto context = hf::net::server_context(shown.certificate_pem, shown.key_pem).value();
    t.server = (co_await hf::net::tls_accept(std::move(t.server), std::move(context))).value();
}

hf::task<> send_much(hf::byte_stream& to, const std::string& all)
{
    (co_await hf::write_all(to, asio::buffer(all))).value();
    to.shutdown();
}

hf::task<> read_to_the_end(hf::byte_stream& from, std::string& all, hf::error_code& end)
{
    std::string block(5000, '\0');
    for (;;) {
        const auto size = co_await hf::read_some(from, asio::buffer(block));
        if (!size) {
            end = size.error().code;
            co_return;
        }
        all.append(block, 0, *size);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(kernel_timestamps)

BOOST_AUTO_TEST_CASE(a_stamp_lies_between_sending_and_receiving)
{
    two_ends t(true);
    t.play(expect_between(t));
}

BOOST_AUTO_TEST_CASE(the_stamp_of_a_read_is_that_of_its_newest_bytes)
{
    two_ends t(true);
    t.play(expect_newest(t));
}

BOOST_AUTO_TEST_CASE(without_the_option_there_is_none)
{
    two_ends t(false);
    t.play(expect_none(t));
}

BOOST_AUTO_TEST_CASE(tls_passes_the_stamp_on)
{
    two_ends t(true);
    sim::certificate_authority authority(t.real.wall_now());
    const sim::identity shown = authority.issue({"127.0.0.1"});
    const lab::run server(t.io, secure_server(t, shown));
    t.play(secure_client(t, authority.pem()));
    server.check();
    t.play(expect_between(t));
}

BOOST_AUTO_TEST_CASE(every_byte_arrives_in_order_and_then_the_end)
{
    two_ends t(true);
    std::string sent;
    for (int i = 0; sent.size() < 5'000'000; ++i)
        sent += std::to_string(i) + ' ';
    std::string received;
    hf::error_code end;
    const lab::run server(t.io, send_much(*t.server, sent));
    t.play(read_to_the_end(*t.client, received, end));
    BOOST_CHECK(received == sent);
    BOOST_TEST((end == asio::error::eof));
}

BOOST_AUTO_TEST_CASE(a_read_into_no_room_completes_with_nothing)
{
    two_ends t(true);
    std::optional<std::size_t> got;
    t.client->async_read_some({}, [&](hf::error_code ec, std::size_t n) {
        BOOST_TEST(!ec);
        got = n;
    });
    BOOST_TEST(!got.has_value());
    t.io.restart();
    t.io.run();
    BOOST_TEST(got.value() == 0u);
}

BOOST_AUTO_TEST_CASE(a_stamped_read_can_be_cancelled)
{
    two_ends t(true);
    std::string all;
    hf::error_code end;
    lab::run one(t.io, read_to_the_end(*t.client, all, end));
    asio::post(t.io, [&] { one.cancel(); });
    t.io.restart();
    t.io.run();
    BOOST_TEST(one.was_cancelled());
}

BOOST_AUTO_TEST_CASE(closing_ends_a_stamped_read)
{
    two_ends t(true);
    std::string all;
    hf::error_code end;
    const lab::run one(t.io, read_to_the_end(*t.client, all, end));
    asio::post(t.io, [&] { t.client->close(); });
    t.io.restart();
    t.io.run();
    BOOST_TEST((end == asio::error::operation_aborted));
}

BOOST_AUTO_TEST_CASE(a_stamped_stream_may_go_when_its_bytes_have_been_announced)
{
    for (const bool destroy : {false, true}) {
        two_ends t(true, true);
        asio::io_context elsewhere; // where the reader lives, and learns of the bytes when it runs
        char bytes[8];
        const asio::mutable_buffer into = asio::buffer(bytes);
        hf::error_code end;
        auto handler = [&](hf::error_code ec, std::size_t) { end = ec; };
        t.client->async_read_some({&into, 1}, asio::bind_executor(elsewhere.get_executor(), handler));
        t.play(send(*t.server, "tick"));
        if (destroy)
            t.client.reset();
        else
            t.client->close();
        elsewhere.run();
        BOOST_TEST((end == asio::error::operation_aborted));
    }
}

BOOST_AUTO_TEST_CASE(a_context_may_go_while_a_stamped_read_waits)
{
    std::optional<two_ends> t(true);
    std::string all;
    hf::error_code end;
    const lab::run one(t->io, read_to_the_end(*t->client, all, end));
    t->io.restart();
    t->io.poll();
    t.reset();
    BOOST_TEST(!one.ended());
}

BOOST_AUTO_TEST_SUITE_END()

#endif
