// SPDX-License-Identifier: BSL-1.0
#include <holdfast/runtime.hpp>

#include "support/laboratory.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <dlfcn.h>
#include <netdb.h>

#include <atomic>
#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <thread>

namespace hf = holdfast;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// A name server that hangs for as long as a test wants: names under `.hangs` wait for `let_go`.
struct name_server {
    std::atomic<int> asked{0};
    std::atomic<int> answered{0};
    std::atomic<bool> open{false};

    void reset()
    {
        asked = 0;
        answered = 0;
        open = false;
    }

    void let_go()
    {
        open = true;
        open.notify_all();
    }

    static void wait_for(std::atomic<int>& counter, int count)
    {
        for (int seen = counter; seen < count; seen = counter)
            counter.wait(seen);
    }

    /// No thread of a test may still be on its way into the next.
    void finish(int questions)
    {
        wait_for(asked, questions);
        let_go();
        wait_for(answered, questions);
    }
};

name_server& names()
{
    static name_server one;
    return one;
}

} // namespace

// Stands in front of the system's function in this program.
extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints, addrinfo** found)
{
    using function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto system = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    if (host == nullptr || std::strstr(host, ".hangs") == nullptr)
        return system(host, service, hints, found);
    ++names().asked;
    names().asked.notify_all();
    names().open.wait(false);
    const int outcome =
        std::strstr(host, "missing") ? EAI_NONAME : system("127.0.0.1", service, hints, found);
    ++names().answered;
    names().answered.notify_all();
    return outcome;
}

namespace {

using stream = std::unique_ptr<hf::byte_stream>;

hf::task<> echo_once(hf::listener& door)
{
    stream line = (co_await door.accept()).value();
    char bytes[64];
    for (;;) {
        const auto size = co_await hf::read_some(*line, asio::buffer(bytes));
        if (!size)
            co_return;
        (co_await hf::write_all(*line, asio::buffer(bytes, *size))).value();
    }
}

hf::task<> ask(hf::runtime& real, hf::address to, std::string question, std::string& answer,
               hf::error_code& end)
{
    stream line = (co_await real.connect(to)).value();
    (co_await hf::write_all(*line, asio::buffer(question))).value();
    line->shutdown();
    for (;;) {
        char bytes[64];
        const auto size = co_await hf::read_some(*line, asio::buffer(bytes));
        if (!size) {
            end = size.error().code;
            co_return;
        }
        answer.append(bytes, *size);
    }
}

hf::task<> connect_only(hf::runtime& real, hf::address to, std::optional<hf::failure>& why)
{
    auto outcome = co_await real.connect(std::move(to));
    if (!outcome)
        why = outcome.error();
}

hf::task<> accept_only(hf::listener& door, std::optional<hf::failure>& why)
{
    auto outcome = co_await door.accept();
    if (!outcome)
        why = outcome.error();
}

hf::task<> resolve_only(hf::runtime& real, std::string host,
                        std::optional<hf::result<std::vector<hf::address>>>& out)
{
    out = co_await real.resolve(std::move(host), 443);
}

hf::task<> sleep_and_look(hf::runtime& real, hf::duration time, hf::duration& took)
{
    const hf::time_point start = real.now();
    co_await hf::sleep_for(time);
    took = real.now() - start;
}

/// Two connected ends, and one of them closed or cancelled while it reads.
hf::task<> read_for_ever(hf::runtime& real, hf::listener& door, stream& client, stream& server,
                         std::optional<hf::failure>& why)
{
    client = (co_await real.connect(door.local())).value();
    server = (co_await door.accept()).value();
    char bytes[1];
    const auto size = co_await hf::read_some(*client, asio::buffer(bytes));
    if (!size)
        why = size.error();
}

struct fixture {
    asio::io_context io{1};
    hf::runtime& real = hf::runtime::of(io.get_executor());

    fixture() { names().reset(); }

    [[nodiscard]] std::unique_ptr<hf::listener> listen(const std::string& ip)
    {
        return real.listen(io.get_executor(), {ip, 0}).value();
    }

    void check_echo(const std::string& ip)
    {
        const auto door = listen(ip);
        std::string answer;
        hf::error_code end;
        const lab::run server(io, echo_once(*door));
        const lab::run client(io, ask(real, door->local(), "keep in touch", answer, end));
        io.run();
        client.check();
        BOOST_TEST(answer == "keep in touch");
        BOOST_TEST((end == asio::error::eof));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(real_runtime, fixture)

BOOST_AUTO_TEST_CASE(bytes_come_back_from_an_echo)
{
    check_echo("127.0.0.1");
}

BOOST_AUTO_TEST_CASE(bytes_come_back_over_ipv6)
{
    if (real.listen(io.get_executor(), {"::1", 0}))
        check_echo("::1");
    else
        BOOST_TEST_MESSAGE("this machine has no IPv6");
}

BOOST_AUTO_TEST_CASE(a_connection_to_a_closed_port_is_refused_by_name)
{
    // Bound, so that no other program of this machine gets the port; not listening, so that nothing is accepted.
    const asio::ip::tcp::endpoint any_port(asio::ip::make_address("127.0.0.1"), 0);
    asio::ip::tcp::socket held(io, any_port);
    const hf::address at{"127.0.0.1", held.local_endpoint().port()};
    std::optional<hf::failure> why;
    const lab::run one(io, connect_only(real, at, why));
    io.run();
    BOOST_REQUIRE(why.has_value());
    BOOST_TEST((why->code == asio::error::connection_refused));
    BOOST_TEST(why->text == at.str());
}

BOOST_AUTO_TEST_CASE(a_name_is_no_address)
{
    std::optional<hf::failure> why;
    const lab::run one(io, connect_only(real, {"localhost", 1}, why));
    io.run();
    BOOST_REQUIRE(why.has_value());
    BOOST_TEST(why->text == "not a numeric address: localhost");
    BOOST_TEST(!real.listen(io.get_executor(), {"localhost", 0}).has_value());
}

BOOST_AUTO_TEST_CASE(an_address_in_use_is_refused_by_name)
{
    const auto first = listen("127.0.0.1");
    const auto second = real.listen(io.get_executor(), first->local());
    BOOST_REQUIRE(!second);
    BOOST_TEST((second.error().code == asio::error::address_in_use));
    BOOST_TEST(second.error().text == "listen on " + first->local().str());
}

BOOST_AUTO_TEST_CASE(closing_a_listener_ends_its_accept)
{
    const auto door = listen("127.0.0.1");
    std::optional<hf::failure> why;
    const lab::run one(io, accept_only(*door, why));
    asio::post(io, [&] { door->close(); });
    io.run();
    BOOST_REQUIRE(why.has_value());
    BOOST_TEST((why->code == asio::error::operation_aborted));
    BOOST_TEST(!one.failed());
}

BOOST_AUTO_TEST_CASE(an_accept_can_be_cancelled)
{
    const auto door = listen("127.0.0.1");
    std::optional<hf::failure> why;
    lab::run one(io, accept_only(*door, why));
    asio::post(io, [&] { one.cancel(); });
    io.run();
    BOOST_TEST(one.was_cancelled());
}

BOOST_AUTO_TEST_CASE(closing_a_stream_ends_its_read_and_may_be_repeated)
{
    const auto door = listen("127.0.0.1");
    stream client;
    stream server;
    std::optional<hf::failure> why;
    const lab::run one(io, read_for_ever(real, *door, client, server, why));
    while (!server)
        io.run_one();
    asio::post(io, [&] {
        client->close();
        client->close();
    });
    io.run();
    BOOST_REQUIRE(why.has_value());
    BOOST_TEST((why->code == asio::error::operation_aborted));
}

BOOST_AUTO_TEST_CASE(a_read_can_be_cancelled)
{
    const auto door = listen("127.0.0.1");
    stream client;
    stream server;
    std::optional<hf::failure> why;
    lab::run one(io, read_for_ever(real, *door, client, server, why));
    while (!server)
        io.run_one();
    asio::post(io, [&] { one.cancel(); });
    io.run();
    BOOST_TEST(one.was_cancelled());
}

BOOST_AUTO_TEST_CASE(a_timer_waits_at_least_as_long_as_asked)
{
    hf::duration took{};
    const lab::run one(io, sleep_and_look(real, 1ms, took));
    io.run();
    BOOST_TEST((took >= 1ms));
}

BOOST_AUTO_TEST_CASE(a_sleep_can_be_cancelled)
{
    lab::run one(io, hf::sleep_for(24h));
    asio::post(io, [&] { one.cancel(); });
    io.run();
    BOOST_TEST(one.was_cancelled());
}

BOOST_AUTO_TEST_CASE(random_numbers_differ_also_between_threads_and_runtimes)
{
    constexpr std::size_t each = 1000;
    asio::io_context other_io;
    hf::runtime& other = hf::runtime::of(other_io.get_executor());
    std::vector<std::uint64_t> numbers(3 * each);
    const auto draw = [&](hf::runtime& from, std::size_t at) {
        for (std::size_t i = 0; i != each; ++i)
            numbers[at + i] = from.random();
    };
    std::thread one(draw, std::ref(real), 0);
    std::thread two(draw, std::ref(real), each);
    draw(other, 2 * each);
    one.join();
    two.join();
    BOOST_TEST(std::set<std::uint64_t>(numbers.begin(), numbers.end()).size() == numbers.size());
}

BOOST_AUTO_TEST_CASE(a_numeric_host_needs_no_name_server)
{
    std::optional<hf::result<std::vector<hf::address>>> found;
    const lab::run one(io, resolve_only(real, "::1", found));
    io.run();
    BOOST_TEST(found->value().at(0).str() == "[::1]:443");
}

BOOST_AUTO_TEST_CASE(a_name_is_looked_up)
{
    names().let_go();
    std::optional<hf::result<std::vector<hf::address>>> found;
    const lab::run one(io, resolve_only(real, "exchange.hangs", found));
    io.run();
    BOOST_TEST(found->value().at(0).str() == "127.0.0.1:443");
}

BOOST_AUTO_TEST_CASE(a_missing_name_fails_by_name)
{
    names().let_go();
    std::optional<hf::result<std::vector<hf::address>>> found;
    const lab::run one(io, resolve_only(real, "missing.hangs", found));
    io.run();
    BOOST_REQUIRE(!found->has_value());
    BOOST_TEST((found->error().code == hf::errc::resolve_failed));
    BOOST_TEST(found->error().text.starts_with("missing.hangs: "));
}

BOOST_AUTO_TEST_CASE(a_lookup_that_hangs_can_be_cancelled_at_once)
{
    std::optional<hf::result<std::vector<hf::address>>> found;
    lab::run one(io, resolve_only(real, "exchange.hangs", found));
    asio::post(io, [&] { one.cancel(); });
    io.run();
    BOOST_TEST(one.was_cancelled());
    BOOST_TEST(names().answered == 0);
    names().finish(1);
}

BOOST_AUTO_TEST_CASE(a_context_does_not_wait_for_a_lookup_that_hangs)
{
    std::optional<hf::result<std::vector<hf::address>>> found;
    {
        asio::io_context doomed;
        const lab::run one(doomed,
                           resolve_only(hf::runtime::of(doomed.get_executor()), "exchange.hangs", found));
        doomed.poll();
    }
    BOOST_TEST(names().answered == 0);
    names().finish(1); // the late answer finds nobody
    BOOST_TEST(!found.has_value());
}

BOOST_AUTO_TEST_CASE(lookups_of_one_host_share_an_answer)
{
    std::vector<std::optional<hf::result<std::vector<hf::address>>>> found(20);
    std::vector<lab::run> lookups;
    for (auto& one : found)
        lookups.emplace_back(io, resolve_only(real, "exchange.hangs", one));
    io.poll();
    names().let_go();
    io.run();
    for (const auto& one : found)
        BOOST_TEST(one->has_value());
    BOOST_TEST(names().asked == 1);
}

BOOST_AUTO_TEST_CASE(a_host_that_hangs_does_not_hold_up_another)
{
    std::optional<hf::result<std::vector<hf::address>>> stuck;
    std::optional<hf::result<std::vector<hf::address>>> found;
    lab::run one(io, resolve_only(real, "exchange.hangs", stuck));
    const lab::run two(io, resolve_only(real, "localhost", found));
    while (!two.ended())
        io.run_one();
    BOOST_TEST(!one.ended());
    names().finish(1);
    io.run();
    BOOST_TEST(one.ended());
}

BOOST_AUTO_TEST_CASE(an_address_is_written_with_its_port)
{
    BOOST_TEST((hf::address{"127.0.0.1", 80}.str()) == "127.0.0.1:80");
    BOOST_TEST((hf::address{"::1", 443}.str()) == "[::1]:443");
}

BOOST_AUTO_TEST_SUITE_END()
