// SPDX-License-Identifier: BSL-1.0
#include "net/tls.hpp"

#include "wire/support/raw_server.hpp"

#include <holdfast/sim/certificates.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

// The same code on real sockets.

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

namespace {

std::size_t open_files()
{
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// A context in the real world, with a server on 127.0.0.1.
struct loopback {
    using client = std::function<hf::task<>(hf::network&, std::string url)>;

    /// Plays the script on every connection, and keeps it open until the client has ended.
    void run(const raw::server_script& script, const client& play, const sim::identity* shown = nullptr)
    {
        boost::asio::io_context io{1};
        boost::asio::co_spawn(io, both(script, play, shown), hf::rethrow);
        io.run();
    }

    hf::task<> both(const raw::server_script& script, const client& play, const sim::identity* shown)
    {
        const auto executor = co_await boost::asio::this_coro::executor;
        auto door = hf::runtime::of(executor).listen(executor, {"127.0.0.1", 0});
        const auto net = hf::make_beast_network(executor, rest);
        const std::string url = "://127.0.0.1:" + std::to_string((*door)->local().port) + "/feed";
        auto server = serve(**door, script, shown);
        auto story = play(*net, url);
        const std::size_t first = co_await hf::race(std::move(story), std::move(server), hf::sleep_for(20s));
        BOOST_TEST(first == 0u);
    }

    static hf::task<> serve(hf::listener& door, const raw::server_script& script, const sim::identity* shown)
    {
        std::vector<std::unique_ptr<raw::peer>> peers;
        for (;;) {
            auto line = co_await door.accept();
            if (shown) {
                const auto context = hf::net::server_context(shown->certificate_pem, shown->key_pem);
                line = co_await hf::net::tls_accept(*std::move(line), *context);
                if (!line)
                    continue;
            }
            peers.push_back(std::make_unique<raw::peer>(*std::move(line)));
            co_await script(*peers.back());
        }
    }

    hf::websocket_options rest{};
};

hf::wall_time today()
{
    boost::asio::io_context io;
    return hf::runtime::of(io.get_executor()).wall_now();
}

} // namespace

BOOST_AUTO_TEST_SUITE(real_sockets)

BOOST_AUTO_TEST_CASE(a_hundred_messages_in_one_write_take_few_wake_ups)
{
    std::string bytes;
    for (int i = 0; i != 100; ++i)
        bytes += raw::text("message " + std::to_string(i));
    const auto script = [&](raw::peer& p) -> hf::task<> {
        co_await p.upgrade();
        co_await p.send(bytes);
    };
    const auto play = [](hf::network& net, std::string url) -> hf::task<> {
        const hf::websocket_options usual;
        auto opened = co_await net.connect("ws" + url, usual, {});
        const auto socket = std::move(opened).value();
        std::vector<std::string> seen;
        int wake_ups = 0;
        while (seen.size() < 100) {
            const auto batch = co_await socket->read();
            ++wake_ups;
            for (const hf::message& m : batch->messages)
                seen.emplace_back(m.bytes);
        }
        for (int i = 0; i != 100; ++i)
            BOOST_TEST(seen[static_cast<std::size_t>(i)] == "message " + std::to_string(i));
        BOOST_TEST(wake_ups <= 3);
    };
    loopback().run(script, play);
}

BOOST_AUTO_TEST_CASE(a_whole_conversation_with_tls)
{
    sim::certificate_authority authority(today());
    const sim::identity shown = authority.issue({"127.0.0.1"});
    const std::string large(200'000, 'x');
    const auto script = [&](raw::peer& p) -> hf::task<> {
        co_await p.upgrade(raw::text("glued") + raw::ping("p"));
        co_await p.send(raw::text(large));
        for (;;) {
            const raw::client_frame f = co_await p.frame();
            if (f.first == 0)
                co_return;
            if (f.first == 0x81)
                co_await p.send(raw::text(f.payload));
            if (f.first == 0x88)
                co_await p.send(raw::close(1000, "goodbye"));
        }
    };
    const auto play = [&](hf::network& net, std::string url) -> hf::task<> {
        hf::websocket_options options;
        options.tls.extra_ca = authority.pem();
        auto opened = co_await net.connect("wss" + url, options, {});
        const auto socket = std::move(opened).value();
        const auto seen = co_await raw::read_texts(*socket, 2);
        BOOST_REQUIRE(seen.size() == 2u);
        BOOST_TEST(seen[0] == "glued");
        BOOST_CHECK(seen[1] == large);
        const auto written = co_await socket->write("echo");
        BOOST_TEST(written.has_value());
        const auto echo = co_await raw::read_texts(*socket, 1);
        BOOST_TEST(echo == std::vector<std::string>{"echo"});
        co_await socket->close(1000, "bye");
        BOOST_TEST(socket->reason().code == 1000);
        BOOST_TEST(socket->reason().text == "goodbye");
    };
    loopback().run(script, play, &shown);
}

BOOST_AUTO_TEST_CASE(http_with_a_kept_line)
{
    int lines = 0;
    const auto script = [&](raw::peer& p) -> hf::task<> {
        ++lines;
        for (;;) {
            const std::string head = co_await p.head();
            if (head.empty())
                co_return;
            co_await p.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        }
    };
    const auto play = [](hf::network& net, std::string url) -> hf::task<> {
        for (int i = 0; i != 3; ++i) {
            hf::http_request request;
            request.url = "http" + url;
            const auto got = co_await net.request(std::move(request));
            BOOST_TEST(got->body == "{}");
        }
    };
    loopback().run(script, play);
    BOOST_TEST(lines == 1);
}

namespace {

/// Two questions to a server that says something unasked after each answer.
void ask_twice(const std::string& unasked, const sim::identity* shown, const std::string& authority)
{
    int lines = 0;
    const auto script = [&](raw::peer& p) -> hf::task<> {
        ++lines;
        (void)co_await p.head();
        co_await p.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nasked");
        co_await hf::sleep_for(20ms);
        if (unasked.empty())
            p.line().shutdown();
        else
            co_await p.send(unasked);
    };
    const auto play = [&](hf::network& net, std::string url) -> hf::task<> {
        for (int i = 0; i != 2; ++i) {
            hf::http_request request;
            request.verb = hf::http_verb::post;
            request.url = (shown ? "https" : "http") + url;
            const auto got = co_await net.request(std::move(request));
            BOOST_TEST((got && got->body == "asked"));
            co_await hf::sleep_for(300ms);
        }
    };
    loopback l;
    l.rest.tls.extra_ca = authority;
    l.run(script, play, shown);
    BOOST_TEST(lines == 2);
}

} // namespace

BOOST_AUTO_TEST_CASE(fault_67_what_comes_on_an_idle_line_is_no_answer_to_the_next_question)
{
    sim::certificate_authority authority(today());
    const sim::identity shown = authority.issue({"127.0.0.1"});
    for (const std::string unasked : {"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
                                      "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", ""}) {
        ask_twice(unasked, nullptr, "");
        ask_twice(unasked, &shown, authority.pem());
    }
}

BOOST_AUTO_TEST_CASE(a_closed_door_is_a_failed_connection)
{
    const auto script = [](raw::peer&) -> hf::task<> { co_return; };
    const auto play = [](hf::network& net, std::string) -> hf::task<> {
        const auto executor = co_await boost::asio::this_coro::executor;
        auto door = hf::runtime::of(executor).listen(executor, {"127.0.0.1", 0});
        const std::string url = "ws://localhost:" + std::to_string((*door)->local().port) + "/";
        door = hf::failure(hf::errc::stopped);
        const hf::websocket_options usual;
        const auto opened = co_await net.connect(url, usual, {});
        BOOST_TEST(opened.error().code == hf::errc::connect_failed);
        BOOST_TEST(opened.error().text.find("refused") != std::string::npos);
    };
    loopback().run(script, play);
}

namespace {

/// Waits for ever for what this server never says.
hf::task<> wait_in_vain(hf::network& net, std::string url, std::string stage)
{
    const hf::websocket_options usual;
    hf::http_request request;
    request.url = "http" + url;
    if (stage == "answering")
        (void)co_await net.request(std::move(request));
    auto opened = co_await net.connect((stage == "securing" ? "wss" : "ws") + url, usual, {});
    if (opened)
        (void)co_await (*opened)->read();
}

} // namespace

BOOST_AUTO_TEST_CASE(fault_06_cancellation_leaves_no_socket_in_any_stage)
{
    for (const std::string stage : {"securing", "upgrading", "reading", "answering"}) {
        const std::size_t before = open_files();
        bool reached = false;
        const auto script = [&](raw::peer& p) -> hf::task<> {
            if (stage == "reading")
                co_await p.upgrade();
            reached = true;
        };
        const auto play = [&](hf::network& net, std::string url) -> hf::task<> {
            const auto until_reached = [](const bool& flag) -> hf::task<> {
                while (!flag)
                    co_await hf::sleep_for(1ms);
            };
            const std::size_t first =
                co_await hf::race(wait_in_vain(net, url, stage), until_reached(reached));
            BOOST_TEST(first == 1u);
        };
        loopback().run(script, play);
        BOOST_TEST(open_files() == before);
    }
}

BOOST_AUTO_TEST_SUITE_END()
