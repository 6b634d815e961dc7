// SPDX-License-Identifier: BSL-1.0
#include "wire/support/secure_stage.hpp"

#include <boost/test/unit_test.hpp>

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

// What a client must not accept: old versions, and certificates that name another host. A defect planted in
// `net/tls.cpp` is caught here, whatever the system's own rules forbid.

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;
using raw::expect_hello;
using raw::secure_stage;

BOOST_AUTO_TEST_SUITE(tls_strength)

namespace {

/// Lets the context use everything that OpenSSL can do.
void allow_everything(SSL_CTX* context)
{
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
}

hf::task<> shake_hands(lab::laboratory& lab, hf::net::tls_context client, hf::net::tls_context server,
                       bool& agreed)
{
    const auto door = *lab.world.listen(lab.io.get_executor(), {raw::ip, 443});
    const auto serve = [](hf::listener& at, hf::net::tls_context with) -> hf::task<> {
        auto line = co_await at.accept();
        (void)co_await hf::net::tls_accept(*std::move(line), std::move(with));
        co_await hf::sleep_until(hf::never);
    };
    const auto connect = [](hf::sim::world& world, hf::net::tls_context with, bool& done) -> hf::task<> {
        auto line = co_await world.connect({raw::ip, 443});
        const auto secured =
            co_await hf::net::tls_connect(*std::move(line), std::move(with), "server.test", false);
        done = secured.has_value();
    };
    co_await hf::race(connect(lab.world, std::move(client), agreed), serve(*door, std::move(server)));
}

/// Whether a client of ours agrees with a server that only speaks this version.
bool agrees_on(int version, bool with_the_bound_removed)
{
    lab::laboratory lab;
    sim::certificate_authority authority(lab.world.wall_now());
    const sim::identity shown = authority.issue({"server.test"});
    const auto server = *hf::net::server_context(shown.certificate_pem, shown.key_pem);
    allow_everything(server.get());
    SSL_CTX_set_min_proto_version(server.get(), version);
    SSL_CTX_set_max_proto_version(server.get(), version);
    const auto client = *hf::net::client_context(authority.pem());
    allow_everything(client.get());
    if (with_the_bound_removed)
        SSL_CTX_set_min_proto_version(client.get(), TLS1_VERSION);
    bool agreed = false;
    lab.play(shake_hands(lab, client, server, agreed));
    return agreed;
}

/// Whether a client takes a certificate with these alternative names for this host.
bool accepts(const std::vector<std::string>& names, const std::string& host)
{
    secure_stage s;
    s.shown = s.authority.issue(names);
    s.world.add_host(host, {raw::ip});
    bool open = false;
    s.run([&](hf::network& net) -> hf::task<> {
        const auto opened = co_await net.connect("wss://" + host + "/feed", s.trusting, {});
        open = opened.has_value();
        if (!opened)
            BOOST_TEST(opened.error().code == hf::errc::certificate_wrong_host);
    });
    return open;
}

} // namespace

BOOST_AUTO_TEST_CASE(fault_33_old_versions_are_refused_whatever_the_system_allows)
{
    BOOST_TEST(!agrees_on(TLS1_VERSION, false));
    BOOST_TEST(!agrees_on(TLS1_1_VERSION, false));
    BOOST_TEST(agrees_on(TLS1_2_VERSION, false));
    BOOST_TEST(agrees_on(TLS1_3_VERSION, false));
}

BOOST_AUTO_TEST_CASE(old_versions_are_refused_by_us_and_not_by_openssl)
{
    BOOST_TEST(agrees_on(TLS1_1_VERSION, true)); // or the test above shows nothing
}

BOOST_AUTO_TEST_CASE(fault_33_a_server_of_ours_speaks_no_old_version)
{
    const sim::identity shown = sim::certificate_authority::self_signed({"a"}, hf::wall_time{});
    const auto server = *hf::net::server_context(shown.certificate_pem, shown.key_pem);
    BOOST_TEST(SSL_CTX_get_min_proto_version(server.get()) == TLS1_2_VERSION);
}

BOOST_AUTO_TEST_CASE(a_wildcard_stands_for_one_whole_label)
{
    BOOST_TEST(accepts({"*.exchange.test"}, "api.exchange.test"));
    BOOST_TEST(accepts({"*.exchange.test"}, "xn--bcher-kva.exchange.test"));
    BOOST_TEST(accepts({"*.EXCHANGE.test"}, "api.exchange.test"));
    BOOST_TEST(!accepts({"*.exchange.test"}, "exchange.test"));
    BOOST_TEST(!accepts({"*.exchange.test"}, "a.b.exchange.test"));
    BOOST_TEST(!accepts({"api.*.test"}, "api.exchange.test"));
}

BOOST_AUTO_TEST_CASE(fault_33_a_wildcard_of_a_part_of_a_label_is_refused)
{
    for (const std::string name : {"f*.exchange.test", "*o.exchange.test", "f*o.exchange.test",
                                   "foo*.exchange.test", "*foo.exchange.test", "*.*.test", "*.*"})
        BOOST_TEST(!accepts({name}, "foo.exchange.test"), name);
    BOOST_TEST(!accepts({"xn--*.exchange.test"}, "xn--bcher-kva.exchange.test"));
}

BOOST_AUTO_TEST_CASE(a_wildcard_of_a_whole_registry_is_refused)
{
    BOOST_TEST(!accepts({"*.test"}, "exchange.test"));
    BOOST_TEST(!accepts({"*"}, "exchange"));
}

BOOST_AUTO_TEST_CASE(international_names_are_compared_as_a_labels)
{
    BOOST_TEST(accepts({"xn--bcher-kva.test"}, "xn--bcher-kva.test"));
    BOOST_TEST(!accepts({"bcher-kva.test"}, "xn--bcher-kva.test"));
}

BOOST_AUTO_TEST_CASE(fault_69_a_certificate_without_alternative_names_is_refused_by_name)
{
    for (const std::string host : {"server.test", raw::ip}) {
        secure_stage s;
        s.shown = s.authority.issue_to(host, {});
        s.run([&](hf::network& net) -> hf::task<> {
            const auto opened = co_await net.connect("wss://" + host + "/feed", s.trusting, {});
            BOOST_REQUIRE(!opened.has_value());
            BOOST_TEST(opened.error().code == hf::errc::certificate_wrong_host);
            BOOST_TEST(opened.error().text.find("no subjectAltName") != std::string::npos);
            BOOST_TEST(opened.error().text.find("RFC 9525") != std::string::npos);
        });
    }
}

BOOST_AUTO_TEST_CASE(fault_69_the_common_name_is_never_looked_at)
{
    for (const std::string other : {"other.test", "10.0.0.99"}) {
        secure_stage s;
        s.shown = s.authority.issue_to("server.test", {other});
        const hf::failure why = s.refused(s.trusting);
        BOOST_TEST(why.code == hf::errc::certificate_wrong_host);
        BOOST_TEST(why.text.find("no subjectAltName") == std::string::npos);
    }
    secure_stage s;
    s.shown = s.authority.issue_to("other.test", {"server.test"});
    s.run([&](hf::network& net) { return expect_hello(net, s.trusting); });
}

BOOST_AUTO_TEST_CASE(an_address_is_no_name_and_a_name_no_address)
{
    BOOST_TEST(accepts({raw::ip}, raw::ip));
    BOOST_TEST(!accepts({"*.0.0.1"}, raw::ip));
    BOOST_TEST(!accepts({"10.0.0.99"}, raw::ip));
}

BOOST_AUTO_TEST_SUITE_END()
