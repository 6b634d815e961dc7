// SPDX-License-Identifier: BSL-1.0
#include "wire/support/raw_server.hpp"

#include "net/dial.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

// The way to an open connection, stage by stage.

namespace hf = holdfast;
using namespace std::chrono_literals;
using hf::phase;
using raw::peer;
using raw::stage;

namespace {

struct attempt {
    hf::failure why{};
    hf::duration took{};
    std::vector<phase> stages{};
};

/// A connection that must fail, to a server that does this.
attempt fail(stage& s, const std::string& url, hf::websocket_options options = {})
{
    attempt out;
    s.run([&](hf::network& net) -> hf::task<> {
        const auto began = co_await hf::now();
        const auto opened = co_await net.connect(url, options, [&](phase p) { out.stages.push_back(p); });
        out.took = co_await hf::now() - began;
        BOOST_REQUIRE(!opened.has_value());
        out.why = opened.error();
    });
    return out;
}

hf::task<> nothing(peer&)
{
    co_return;
}

bool names(const attempt& a, std::string_view word)
{
    return a.why.text.find(word) != std::string::npos;
}

const std::string secret_url = "wss://server.test/ws/secret-listen-key?signature=secret";

} // namespace

BOOST_AUTO_TEST_SUITE(dialling)

BOOST_AUTO_TEST_CASE(the_stages_are_told_in_their_order)
{
    stage s([](peer& p) -> hf::task<> { co_await p.upgrade(); });
    s.run([](hf::network& net) -> hf::task<> {
        std::vector<phase> stages;
        const hf::websocket_options usual;
        const auto opened = co_await net.connect(raw::ws_url, usual, [&](phase p) { stages.push_back(p); });
        BOOST_TEST(opened.has_value());
        BOOST_CHECK((stages == std::vector<phase>{phase::resolving, phase::connecting, phase::upgrading}));
    });
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist)
{
    stage s(nothing);
    s.world.set_name_service("server.test", {});
    const attempt a = fail(s, raw::ws_url);
    BOOST_TEST(a.why.code == hf::errc::resolve_failed);
    BOOST_TEST(names(a, "server.test"));
}

BOOST_AUTO_TEST_CASE(fault_03_a_name_server_that_never_answers)
{
    stage s(nothing);
    s.world.set_name_service("server.test", {.silent = true});
    const attempt a = fail(s, raw::ws_url);
    BOOST_TEST(a.why.code == hf::errc::resolve_timeout);
    BOOST_TEST(names(a, "server.test"));
    BOOST_TEST(names(a, "5 s"));
    BOOST_CHECK(a.took == 5s);
}

BOOST_AUTO_TEST_CASE(a_host_that_refuses)
{
    stage s(nothing);
    s.world.set_reach({raw::ip, 0}, hf::sim::reach::refused);
    const attempt a = fail(s, raw::ws_url);
    BOOST_TEST(a.why.code == hf::errc::connect_failed);
    BOOST_TEST(names(a, "server.test"));
    BOOST_TEST(names(a, "10.0.0.1:80"));
    BOOST_CHECK(a.took < 100ms);
}

BOOST_AUTO_TEST_CASE(fault_03_a_host_that_does_not_answer)
{
    stage s(nothing);
    s.world.set_reach({raw::ip, 0}, hf::sim::reach::silent);
    const attempt a = fail(s, raw::ws_url);
    BOOST_TEST(a.why.code == hf::errc::connect_timeout);
    BOOST_TEST(names(a, "10.0.0.1:80"));
    BOOST_CHECK(a.took > 5s && a.took < 5100ms);
}

BOOST_AUTO_TEST_CASE(fault_03_a_server_that_never_answers_to_tls)
{
    stage s(nothing);
    const attempt a = fail(s, "wss://server.test:80/");
    BOOST_TEST(a.why.code == hf::errc::tls_timeout);
    BOOST_TEST(names(a, "server.test"));
    BOOST_TEST(names(a, "10.0.0.1:80"));
    BOOST_CHECK(a.took > 5s && a.took < 5100ms);
    BOOST_CHECK((a.stages == std::vector<phase>{phase::resolving, phase::connecting, phase::securing}));
}

BOOST_AUTO_TEST_CASE(fault_03_a_server_that_never_answers_to_the_upgrade)
{
    stage s(nothing);
    const attempt a = fail(s, raw::ws_url);
    BOOST_TEST(a.why.code == hf::errc::upgrade_timeout);
    BOOST_TEST(names(a, "server.test"));
    BOOST_TEST(names(a, "10.0.0.1:80"));
    BOOST_CHECK(a.took > 5s && a.took < 5100ms);
}

BOOST_AUTO_TEST_CASE(a_server_that_answers_the_upgrade_drop_by_drop)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.send("HTTP/1.1 101 Switching Protocols\r\n");
        for (;;) {
            co_await p.send("x");
            co_await hf::sleep_for(1s);
        }
    });
    BOOST_TEST(fail(s, raw::ws_url).why.code == hf::errc::upgrade_timeout);
}

BOOST_AUTO_TEST_CASE(zero_means_no_limit)
{
    stage s([](peer& p) -> hf::task<> {
        const std::string head = co_await p.head();
        co_await hf::sleep_for(1h);
        co_await p.send(raw::accept(head));
    });
    s.run([](hf::network& net) -> hf::task<> {
        hf::websocket_options patient;
        patient.timeouts = {.resolve = 0s, .connect = 0s, .tls = 0s, .upgrade = 0s};
        const auto opened = co_await net.connect(raw::ws_url, patient, {});
        BOOST_TEST(opened.has_value());
    });
}

BOOST_AUTO_TEST_CASE(secrets_of_the_url_and_of_headers_are_in_no_text)
{
    hf::websocket_options options;
    options.headers = {{"Authorization", "Bearer secret"}};
    stage plain(nothing);
    std::vector<attempt> all;
    all.push_back(fail(plain, "ws://server.test/ws/secret-listen-key?signature=secret", options));
    stage encrypted([](peer& p) -> hf::task<> { co_await p.send("no TLS here\r\n\r\n"); });
    encrypted.world.set_reach({raw::ip, 443}, hf::sim::reach::refused);
    all.push_back(fail(encrypted, secret_url, options));
    stage refusing([](peer& p) -> hf::task<> {
        (void)co_await p.head();
        co_await p.send(
            "HTTP/1.1 301 Moved\r\nLocation: https://other.test/ws/secret-listen-key?signature=secret\r\n"
            "Content-Length: 0\r\n\r\n");
    });
    all.push_back(fail(refusing, "ws://server.test/ws/secret-listen-key?signature=secret", options));
    for (const attempt& a : all)
        BOOST_TEST(a.why.message().find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_header_that_smuggles_a_line_never_leaves)
{
    stage s([](peer&) -> hf::task<> {
        BOOST_ERROR("somebody was asked");
        co_return;
    });
    hf::websocket_options options;
    options.headers = {{"X-Key", "value\r\nX-Evil: 1"}};
    const attempt a = fail(s, raw::ws_url, options);
    BOOST_TEST(a.why.code == hf::errc::invalid_url);
    BOOST_TEST(names(a, "X-Key"));
    BOOST_TEST(a.stages.empty());
}

BOOST_AUTO_TEST_CASE(a_url_that_smuggles_a_line_never_leaves)
{
    stage s(nothing);
    BOOST_TEST(fail(s, "ws://server.test/a\r\nX-Evil: 1").why.code == hf::errc::invalid_url);
}

BOOST_AUTO_TEST_SUITE_END()

// RFC 8305. The first address is tried at once, the next one 250 ms later or when the one before has failed.
BOOST_AUTO_TEST_SUITE(happy_eyeballs)

namespace {

struct reached {
    std::string ip{};
    hf::duration took{};
    std::uint64_t attempts = 0;
};

using behaviour = std::vector<std::pair<std::string, hf::sim::reach>>;

/// Connects to a host with these addresses; those that are open have a listener.
reached connect(const behaviour& hosts)
{
    lab::laboratory lab;
    reached out;
    const auto story = [](lab::laboratory& l, const behaviour& all, reached& to) -> hf::task<> {
        std::vector<std::unique_ptr<hf::listener>> doors;
        std::vector<hf::address> order;
        for (const auto& [ip, how] : all) {
            order.push_back({ip, 80});
            l.world.set_reach({ip, 80}, how);
            if (how == hf::sim::reach::open)
                doors.push_back(*l.world.listen(l.io.get_executor(), {ip, 80}));
        }
        const auto began = co_await hf::now();
        const auto line = co_await hf::net::connect_to_any(order);
        to.took = co_await hf::now() - began;
        if (line)
            to.ip = (*line)->peer().ip;
    };
    lab.play(story(lab, hosts, out));
    BOOST_TEST(*lab.world.live_streams() == 0u);
    out.attempts = lab.world.counters().attempts;
    return out;
}

constexpr auto open = hf::sim::reach::open;
constexpr auto refused = hf::sim::reach::refused;
constexpr auto silent = hf::sim::reach::silent;

} // namespace

BOOST_AUTO_TEST_CASE(the_first_address_wins_if_it_answers)
{
    const reached r = connect({{"::1:1", open}, {"10.0.0.2", open}});
    BOOST_TEST(r.ip == "::1:1");
    BOOST_TEST(r.attempts == 1u);
}

BOOST_AUTO_TEST_CASE(a_silent_address_delays_by_a_quarter_of_a_second)
{
    const reached r = connect({{"::1:1", silent}, {"10.0.0.2", open}});
    BOOST_TEST(r.ip == "10.0.0.2");
    BOOST_CHECK(r.took >= 250ms && r.took < 300ms);
}

BOOST_AUTO_TEST_CASE(a_refusal_does_not_delay)
{
    const reached r = connect({{"::1:1", refused}, {"10.0.0.2", open}});
    BOOST_TEST(r.ip == "10.0.0.2");
    BOOST_CHECK(r.took < 50ms);
}

BOOST_AUTO_TEST_CASE(every_address_is_tried)
{
    const reached r = connect({{"::1:1", silent},
                               {"10.0.0.2", silent},
                               {"::1:3", refused},
                               {"10.0.0.4", silent},
                               {"10.0.0.5", open}});
    BOOST_TEST(r.ip == "10.0.0.5");
    BOOST_TEST(r.attempts == 5u);
    BOOST_CHECK(r.took >= 750ms && r.took < 850ms);
}

BOOST_AUTO_TEST_CASE(a_late_answer_of_an_earlier_address_still_wins)
{
    lab::laboratory lab;
    const auto story = [](lab::laboratory& l) -> hf::task<> {
        l.world.set_path("10.0.0.1", {.latency = 150ms});
        const auto first = *l.world.listen(l.io.get_executor(), {"10.0.0.1", 80});
        l.world.set_reach({"10.0.0.2", 80}, silent);
        const std::vector<hf::address> both{{"10.0.0.1", 80}, {"10.0.0.2", 80}};
        const auto line = co_await hf::net::connect_to_any(both);
        BOOST_TEST((*line)->peer().ip == "10.0.0.1");
    };
    lab.play(story(lab));
    BOOST_TEST(lab.world.counters().attempts == 2u);
    BOOST_TEST(*lab.world.live_streams() == 0u);
}

BOOST_AUTO_TEST_CASE(all_refusals_together_are_a_failure_with_every_reason)
{
    lab::laboratory lab;
    const auto story = []() -> hf::task<> {
        const std::vector<hf::address> both{{"10.0.0.1", 80}, {"::1:2", 80}};
        const auto line = co_await hf::net::connect_to_any(both);
        BOOST_TEST(line.error().code == hf::errc::connect_failed);
        BOOST_TEST(line.error().text.find("10.0.0.1:80") != std::string::npos);
        BOOST_TEST(line.error().text.find("[::1:2]:80") != std::string::npos);
    };
    lab.play(story());
}

BOOST_AUTO_TEST_SUITE_END()
