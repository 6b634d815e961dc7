// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/certificates.hpp>

#include <holdfast/error.hpp>

#include <boost/test/unit_test.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>

// What OpenSSL, as a client uses it, says to the certificates we make.

namespace hf = holdfast;
namespace sim = holdfast::sim;

namespace {

constexpr hf::wall_time now{std::chrono::hours(24 * 365 * 54)};

const std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1"};

struct free_certificate {
    void operator()(X509* p) const { X509_free(p); }
};
using certificate = std::unique_ptr<X509, free_certificate>;

certificate parse(const std::string& pem)
{
    BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    certificate parsed(PEM_read_bio_X509(memory, nullptr, nullptr, nullptr));
    BIO_free(memory);
    BOOST_REQUIRE(parsed);
    return parsed;
}

/// X509_V_OK or the reason, for a client that trusts `authority` and dials `host` at `now`.
int verify(const std::string& authority, const sim::identity& shown, const std::string& host)
{
    const certificate root = parse(authority);
    const certificate leaf = parse(shown.certificate_pem);
    X509_STORE* store = X509_STORE_new();
    X509_STORE_add_cert(store, root.get());
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, leaf.get(), nullptr);
    X509_VERIFY_PARAM* how = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_purpose(how, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_X509_STRICT);
    X509_VERIFY_PARAM_set_time(
        how, std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    if (X509_VERIFY_PARAM_set1_ip_asc(how, host.c_str()) != 1)
        X509_VERIFY_PARAM_set1_host(how, host.c_str(), host.size());
    X509_verify_cert(context);
    const int verdict = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    ERR_clear_error();
    return verdict;
}

} // namespace

BOOST_AUTO_TEST_SUITE(certificates)

BOOST_AUTO_TEST_CASE(a_client_that_trusts_the_authority_accepts_every_name_of_the_server)
{
    sim::certificate_authority authority(now);

    const auto shown = authority.issue(hosts);

    for (const std::string& host : hosts)
        BOOST_TEST(verify(authority.pem(), shown, host) == X509_V_OK, host);
}

BOOST_AUTO_TEST_CASE(another_host_is_refused)
{
    sim::certificate_authority authority(now);

    const auto shown = authority.issue({"elsewhere.test"});

    BOOST_TEST(verify(authority.pem(), shown, "localhost") == X509_V_ERR_HOSTNAME_MISMATCH);
    BOOST_TEST(verify(authority.pem(), shown, "127.0.0.1") == X509_V_ERR_IP_ADDRESS_MISMATCH);
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_is_refused)
{
    sim::certificate_authority authority(now);

    const auto shown = authority.issue(hosts, sim::validity::expired());

    BOOST_TEST(verify(authority.pem(), shown, "localhost") == X509_V_ERR_CERT_HAS_EXPIRED);
}

BOOST_AUTO_TEST_CASE(a_certificate_of_tomorrow_is_refused)
{
    sim::certificate_authority authority(now);

    const auto shown = authority.issue(hosts, sim::validity::not_yet());

    BOOST_TEST(verify(authority.pem(), shown, "localhost") == X509_V_ERR_CERT_NOT_YET_VALID);
}

BOOST_AUTO_TEST_CASE(a_self_signed_certificate_is_refused)
{
    const sim::certificate_authority authority(now);

    const auto shown = sim::certificate_authority::self_signed(hosts, now);

    BOOST_TEST(verify(authority.pem(), shown, "localhost") == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
}

BOOST_AUTO_TEST_CASE(another_authority_is_refused_though_it_has_the_same_name)
{
    sim::certificate_authority ours(now);
    const sim::certificate_authority theirs(now);

    const auto shown = ours.issue(hosts);

    BOOST_TEST(verify(theirs.pem(), shown, "localhost") == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

BOOST_AUTO_TEST_CASE(the_key_belongs_to_the_certificate)
{
    sim::certificate_authority authority(now);

    const auto shown = authority.issue(hosts);

    BIO* memory = BIO_new_mem_buf(shown.key_pem.data(), static_cast<int>(shown.key_pem.size()));
    EVP_PKEY* key = PEM_read_bio_PrivateKey(memory, nullptr, nullptr, nullptr);
    BIO_free(memory);
    BOOST_TEST(X509_check_private_key(parse(shown.certificate_pem).get(), key) == 1);
    EVP_PKEY_free(key);
}

BOOST_AUTO_TEST_CASE(a_name_that_cannot_stand_in_a_certificate_is_named)
{
    sim::certificate_authority authority(now);

    const auto refuses = [&](std::vector<std::string> names, const char* word) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(authority.issue(names)), hf::error, [&](const hf::error& e) {
            return e.code() == hf::errc::invalid_config &&
                   std::string(e.what()).find(word) != std::string::npos;
        });
    };
    refuses({}, "at least one");
    refuses({""}, "\"\"");
    refuses({"localhost", "a.test,IP:10.0.0.1"}, "a.test,IP:10.0.0.1");
    refuses({std::string("a\0b", 3)}, "\"a");
    refuses({std::string(300, 'a')}, "neither");
}

BOOST_AUTO_TEST_SUITE_END()
