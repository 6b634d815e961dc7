// SPDX-License-Identifier: BSL-1.0
#include "wire/http/address_memory.hpp"

#include "wire/support/raw_server.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

// Addresses that accept TCP and are of no use after that.

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;
using raw::stage;
using sim::reach;

namespace {

const std::string bad = "10.0.0.9";

hf::task<> upgrade_or_answer(raw::peer& p)
{
    const std::string head = co_await p.head();
    if (head.starts_with("GET /feed "))
        co_await p.send(raw::accept(head));
    else if (!head.empty())
        co_await p.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
}

/// A host of two addresses, of which the resolver puts the bad one first.
struct two_addresses : stage {
    explicit two_addresses(reach how, std::string first = bad) : stage(upgrade_or_answer)
    {
        world.add_host(raw::host, {first, raw::ip});
        world.set_reach({first, 0}, how);
    }
};

hf::task<bool> connects(hf::network& net)
{
    const hf::websocket_options usual;
    const auto opened = co_await net.connect(raw::ws_url, usual, {});
    co_return opened.has_value();
}

hf::task<bool> answers(hf::network& net)
{
    hf::http_request request;
    request.url = raw::http_url;
    const auto got = co_await net.request(std::move(request));
    co_return got.has_value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(stalled_addresses)

BOOST_AUTO_TEST_CASE(fault_42_the_next_attempt_begins_with_another_address)
{
    for (const reach how : {reach::stalls, reach::hangs_up})
        for (const std::string first : {"10.0.0.9", "fd00::9"}) {
            two_addresses s(how, first);
            s.run([&](hf::network& net) -> hf::task<> {
                const bool at_first = co_await connects(net);
                const auto began = co_await hf::now();
                const bool then = co_await connects(net);
                BOOST_TEST(!at_first);
                BOOST_TEST(then);
                BOOST_CHECK(co_await hf::now() - began < 100ms);
            });
        }
}

BOOST_AUTO_TEST_CASE(fault_42_a_question_by_http_goes_to_another_address_next_time)
{
    for (const reach how : {reach::stalls, reach::hangs_up}) {
        two_addresses s(how);
        s.run([](hf::network& net) -> hf::task<> {
            const bool at_first = co_await answers(net);
            const bool then = co_await answers(net);
            BOOST_TEST(!at_first);
            BOOST_TEST(then);
        });
    }
}

BOOST_AUTO_TEST_CASE(fault_42_what_a_question_has_learned_is_known_to_the_next_connection)
{
    two_addresses s(reach::hangs_up);
    s.run([](hf::network& net) -> hf::task<> {
        (void)co_await answers(net);
        const bool then = co_await connects(net);
        BOOST_TEST(then);
    });
}

BOOST_AUTO_TEST_CASE(fault_42_a_slow_good_address_is_not_beaten_by_a_quick_bad_one)
{
    two_addresses s(reach::stalls);
    s.world.set_path(raw::ip, {.latency = 400ms});
    s.run([](hf::network& net) -> hf::task<> {
        (void)co_await connects(net);
        const bool then = co_await connects(net);
        BOOST_TEST(then);
    });
}

BOOST_AUTO_TEST_CASE(fault_42_an_address_that_failed_is_still_tried_when_no_other_answers)
{
    two_addresses s(reach::stalls);
    s.world.set_reach({raw::ip, 0}, reach::silent);
    s.run([&](hf::network& net) -> hf::task<> {
        const auto door = s.world.listen(s.io.get_executor(), {bad, 80});
        (void)co_await connects(net);
        const auto before = s.world.counters().opened;
        (void)co_await connects(net);
        BOOST_TEST(s.world.counters().opened == before + 1);
    });
}

BOOST_AUTO_TEST_CASE(fault_42_two_bad_addresses_are_tried_in_turn)
{
    two_addresses s(reach::stalls);
    s.world.set_reach({raw::ip, 0}, reach::stalls);
    s.run([&](hf::network& net) -> hf::task<> {
        std::vector<std::string> tried;
        for (int i = 0; i != 4; ++i) {
            const hf::websocket_options usual;
            const auto opened = co_await net.connect(raw::ws_url, usual, {});
            BOOST_REQUIRE(!opened.has_value());
            tried.push_back(opened.error().text.find(bad) == std::string::npos ? raw::ip : bad);
        }
        BOOST_TEST(tried == (std::vector<std::string>{bad, raw::ip, bad, raw::ip}));
    });
}

BOOST_AUTO_TEST_CASE(fault_42_it_is_forgiven_after_some_minutes)
{
    two_addresses s(reach::stalls);
    s.run([](hf::network& net) -> hf::task<> {
        (void)co_await connects(net);
        co_await hf::sleep_for(hf::wire::address_memory::lasting);
        const bool then = co_await connects(net);
        BOOST_TEST(!then); // it has come first again
    });
}

BOOST_AUTO_TEST_CASE(fault_42_the_words_of_the_exchange_are_not_the_addresses_fault)
{
    stage s([](raw::peer& p) -> hf::task<> {
        (void)co_await p.head();
        co_await p.send("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n");
    });
    s.world.add_host(raw::host, {raw::ip, bad});
    s.world.set_reach({bad, 0}, reach::stalls);
    s.run([](hf::network& net) -> hf::task<> {
        const hf::websocket_options usual;
        for (int i = 0; i != 2; ++i) {
            const auto opened = co_await net.connect(raw::ws_url, usual, {});
            BOOST_TEST(opened.error().code == hf::errc::rate_limited);
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(addresses_remembered)

namespace {

constexpr hf::time_point now{1000s};
const hf::address one{"10.0.0.1", 443};
const hf::address two{"10.0.0.2", 443};
const hf::address three{"fd00::3", 443};

std::vector<std::string> order(hf::wire::address_memory& memory, hf::time_point when)
{
    std::vector<hf::address> all = {one, two, three};
    (void)memory.order("host", all, when);
    std::vector<std::string> ips;
    for (const hf::address& a : all)
        ips.push_back(a.ip);
    return ips;
}

using ips = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_CASE(those_that_failed_come_last_and_the_longest_ago_before_the_others)
{
    hf::wire::address_memory memory;
    memory.on_failed("host", two, now);
    memory.on_failed("host", one, now + 1s);
    BOOST_TEST(order(memory, now + 2s) == (ips{three.ip, two.ip, one.ip}));
}

BOOST_AUTO_TEST_CASE(success_forgives_at_once_and_time_after_a_while)
{
    hf::wire::address_memory memory;
    memory.on_failed("host", one, now);
    memory.on_good("host", one);
    BOOST_TEST(order(memory, now) == (ips{one.ip, two.ip, three.ip}));
    memory.on_failed("host", one, now);
    BOOST_TEST(order(memory, now + hf::wire::address_memory::lasting) == (ips{one.ip, two.ip, three.ip}));
}

BOOST_AUTO_TEST_CASE(another_host_at_the_same_address_has_its_own_fate)
{
    hf::wire::address_memory memory;
    memory.on_failed("other", one, now);
    BOOST_TEST(order(memory, now) == (ips{one.ip, two.ip, three.ip}));
}

BOOST_AUTO_TEST_CASE(fault_42_the_memory_is_bounded)
{
    hf::wire::address_memory memory;
    for (std::uint16_t port = 1; port != 10'000; ++port)
        memory.on_failed("host", {"10.0.0.1", port}, now);
    BOOST_TEST(memory.size() == hf::wire::address_memory::most);
}

BOOST_AUTO_TEST_SUITE_END()
