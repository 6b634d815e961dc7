// SPDX-License-Identifier: BSL-1.0
#include <holdfast/beast_network.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/sim/certificates.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <vector>

// What must be refused, and what must time out, on real sockets of this machine.

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

hf::task<> dial(hf::network* net, std::string url, hf::websocket_options options,
                std::optional<hf::failure>* why)
{
    auto line = co_await net->connect(std::move(url), options, nullptr);
    *why = line ? hf::failure() : line.error();
}

struct machine {
    asio::io_context io{1};
    hf::runtime& clock = hf::runtime::of(io.get_executor());
    std::unique_ptr<hf::network> net = hf::make_beast_network(io.get_executor());
    hf::websocket_options options{};

    /// Why the connection was not opened; an empty failure if it was. The end comes within half a minute.
    hf::failure fate(const std::string& url)
    {
        std::optional<hf::failure> why;
        asio::co_spawn(io, dial(net.get(), url, options, &why), hf::rethrow);
        const hf::time_point end = clock.now() + 30s;
        while (!why && clock.now() < end) {
            io.restart();
            io.run_one_for(std::chrono::milliseconds(50));
        }
        BOOST_REQUIRE(why.has_value());
        return *why;
    }

    /// The same, where the server shows this certificate, and the authority is trusted.
    hf::failure fate_with(const sim::identity& shown, const std::string& trusted)
    {
        sim::exchange venue;
        sim::server_config how;
        how.tls = true;
        how.shown = shown;
        sim::server server(io.get_executor(), venue, how);
        asio::co_spawn(io, server.run(), hf::rethrow);
        options.tls.extra_ca = trusted;
        const hf::failure why = fate(server.ws_url("127.0.0.1") + "/ws");
        server.stop();
        io.restart();
        io.run_for(2s);
        return why;
    }

    /// A door behind which nobody answers: connections are opened by the system and never served.
    std::string silent_door()
    {
        auto made = clock.listen(io.get_executor(), {"127.0.0.1", 0});
        BOOST_REQUIRE(made.has_value());
        doors.push_back(std::move(*made));
        return doors.back()->local().str();
    }

    std::vector<std::unique_ptr<hf::listener>> doors{};
};

const std::vector<std::string> this_machine{"localhost", "127.0.0.1"};

} // namespace

BOOST_FIXTURE_TEST_SUITE(real_refusals, machine)

BOOST_AUTO_TEST_CASE(fault_33_a_good_certificate_is_accepted)
{
    sim::certificate_authority ca(clock.wall_now());
    BOOST_TEST(!fate_with(ca.issue(this_machine), ca.pem()).code);
}

BOOST_AUTO_TEST_CASE(fault_33_a_certificate_of_another_host_is_refused_by_name)
{
    sim::certificate_authority ca(clock.wall_now());
    const hf::failure why = fate_with(ca.issue({"elsewhere.test"}), ca.pem());
    BOOST_TEST((why.code == hf::errc::certificate_wrong_host), why.message());
}

BOOST_AUTO_TEST_CASE(fault_33_an_expired_certificate_is_refused_by_name)
{
    sim::certificate_authority ca(clock.wall_now());
    const hf::failure why = fate_with(ca.issue(this_machine, sim::validity::expired()), ca.pem());
    BOOST_TEST((why.code == hf::errc::certificate_expired), why.message());
}

BOOST_AUTO_TEST_CASE(fault_33_a_self_signed_certificate_is_refused_by_name)
{
    const hf::failure why =
        fate_with(sim::certificate_authority::self_signed(this_machine, clock.wall_now()), "");
    BOOST_TEST((why.code == hf::errc::certificate_untrusted), why.message());
}

BOOST_AUTO_TEST_CASE(fault_03_tls_that_is_never_answered_times_out_by_name)
{
    options.timeouts.tls = 100ms;
    const hf::failure why = fate("wss://" + silent_door() + "/ws");
    BOOST_TEST((why.code == hf::errc::tls_timeout), why.message());
}

BOOST_AUTO_TEST_CASE(fault_03_an_upgrade_that_is_never_answered_times_out_by_name)
{
    options.timeouts.upgrade = 100ms;
    const hf::failure why = fate("ws://" + silent_door() + "/ws");
    BOOST_TEST((why.code == hf::errc::upgrade_timeout), why.message());
}

BOOST_AUTO_TEST_SUITE_END()
