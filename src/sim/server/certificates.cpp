// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/certificates.hpp>

#include "core/c_deleter.hpp"

#include <holdfast/error.hpp>

#include <boost/asio/ssl/error.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

namespace holdfast::sim {

namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using name_ptr = std::unique_ptr<X509_NAME, freed_by<X509_NAME_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free_all>>;
using octets_ptr = std::unique_ptr<ASN1_OCTET_STRING, freed_by<ASN1_OCTET_STRING_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>>;
using alternatives_ptr = std::unique_ptr<GENERAL_NAMES, freed_by<GENERAL_NAMES_free>>;

/// A key and the certificate to it.
struct bearer {
    key_ptr key;
    certificate_ptr certificate;
};

[[noreturn]] void openssl_failed(const char* doing)
{
    error_code code(static_cast<int>(ERR_get_error()), boost::asio::error::get_ssl_category());
    throw error(failure(code, std::string("certificate: ") + doing));
}

void must(bool done, const char* doing)
{
    if (!done)
        openssl_failed(doing);
}

key_ptr make_key()
{
    key_ptr key(EVP_EC_gen("P-256"));
    must(key != nullptr, "making a P-256 key");
    return key;
}

template <class Write>
std::string pem_text(Write write)
{
    bio_ptr memory(BIO_new(BIO_s_mem()));
    must(memory && write(memory.get()) == 1, "writing PEM");
    const char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate)
{
    return pem_text([=](BIO* to) { return PEM_write_bio_X509(to, certificate); });
}

std::string pem_of(EVP_PKEY* key)
{
    return pem_text(
        [=](BIO* to) { return PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

identity identity_of(const bearer& b)
{
    return {pem_of(b.certificate.get()), pem_of(b.key.get())};
}

void set_time(ASN1_TIME* at, wall_time when)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count();
    must(ASN1_TIME_set(at, static_cast<std::time_t>(seconds)) != nullptr, "setting its times");
}

name_ptr make_name(const std::string& common)
{
    name_ptr name(X509_NAME_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(common.data());
    must(name && X509_NAME_add_entry_by_NID(name.get(), NID_commonName, MBSTRING_UTF8, bytes,
                                            static_cast<int>(common.size()), -1, 0),
         "setting its name");
    return name;
}

/// A certificate for the key with everything but its extensions and its signature.
certificate_ptr make_blank(EVP_PKEY* key, const std::string& common, long serial, wall_time from,
                           wall_time to)
{
    certificate_ptr certificate(X509_new());
    must(certificate != nullptr, "making it");
    X509* x = certificate.get();
    must(X509_set_version(x, X509_VERSION_3) && ASN1_INTEGER_set(X509_get_serialNumber(x), serial) &&
             X509_set_pubkey(x, key) && X509_set_subject_name(x, make_name(common).get()),
         "filling it");
    set_time(X509_getm_notBefore(x), from);
    set_time(X509_getm_notAfter(x), to);
    return certificate;
}

/// Adds an extension in OpenSSL's configuration syntax; `value` is ours, never a user's text.
void extend(X509* certificate, X509* issuer, int nid, const char* value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    extension_ptr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    must(extension && X509_add_ext(certificate, extension.get(), -1), "adding an extension");
}

GENERAL_NAME* alternative(const std::string& name)
{
    const bool numeric = octets_ptr(a2i_IPADDRESS(name.c_str())) != nullptr;
    return a2i_GENERAL_NAME(nullptr, nullptr, nullptr, numeric ? GEN_IPADD : GEN_DNS, name.c_str(), 0);
}

void check_names(const std::vector<std::string>& names)
{
    const auto broken = [](const std::string& name) {
        return name.empty() || name.size() > 253 || // RFC 1035 §2.3.4, less the root's dot
               name.find_first_not_of(
                   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:*") !=
                   std::string::npos;
    };
    for (const std::string& name : names)
        if (broken(name))
            throw error(failure(errc::invalid_config, "certificate: \"" + name +
                                                          "\" is neither a host name nor a numeric address"));
}

void set_names(X509* certificate, const std::vector<std::string>& names)
{
    alternatives_ptr alternatives(sk_GENERAL_NAME_new_null());
    must(alternatives != nullptr, "naming its hosts");
    for (const std::string& name : names) {
        GENERAL_NAME* one = alternative(name);
        must(one && sk_GENERAL_NAME_push(alternatives.get(), one), "naming its hosts");
    }
    must(X509_add1_ext_i2d(certificate, NID_subject_alt_name, alternatives.get(), 0, X509V3_ADD_DEFAULT) == 1,
         "naming its hosts");
}

void sign(X509* certificate, EVP_PKEY* key)
{
    must(X509_sign(certificate, key, EVP_sha256()) != 0, "signing it");
}

bearer make_authority(wall_time now)
{
    constexpr auto year = std::chrono::hours(24 * 365);
    key_ptr key = make_key();
    certificate_ptr certificate =
        make_blank(key.get(), "holdfast throw-away authority", 1, now - year, now + 10 * year);
    X509* x = certificate.get();
    must(X509_set_issuer_name(x, X509_get_subject_name(x)), "naming its issuer");
    extend(x, x, NID_basic_constraints, "critical,CA:TRUE");
    extend(x, x, NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(x, x, NID_subject_key_identifier, "hash");
    sign(x, key.get());
    return {std::move(key), std::move(certificate)};
}

/// The first name, which also becomes the common name where no other is given.
const std::string& first_of(const std::vector<std::string>& names)
{
    if (names.empty())
        throw error(failure(errc::invalid_config, "certificate: give it at least one host name or address"));
    return names.front();
}

/// A server's certificate; without an issuer it signs itself.
bearer make_server(const bearer* issuer, const std::string& common, const std::vector<std::string>& names,
                   long serial, wall_time now, validity when)
{
    check_names({common});
    check_names(names);
    key_ptr key = make_key();
    certificate_ptr certificate =
        make_blank(key.get(), common.substr(0, 64), serial, now + when.from, now + when.to);
    X509* x = certificate.get();
    X509* by = issuer ? issuer->certificate.get() : x;
    must(X509_set_issuer_name(x, X509_get_subject_name(by)), "naming its issuer");
    extend(x, by, NID_basic_constraints, "critical,CA:FALSE");
    extend(x, by, NID_key_usage, "critical,digitalSignature");
    extend(x, by, NID_ext_key_usage, "serverAuth");
    extend(x, by, NID_subject_key_identifier, "hash");
    if (issuer)
        extend(x, by, NID_authority_key_identifier, "keyid:always");
    if (!names.empty())
        set_names(x, names);
    sign(x, issuer ? issuer->key.get() : key.get());
    return {std::move(key), std::move(certificate)};
}

} // namespace

struct certificate_authority::impl {
    wall_time now;
    bearer self;
    long last_serial = 1;
};

certificate_authority::certificate_authority(wall_time now)
    : impl_(std::make_unique<impl>(impl{now, make_authority(now)}))
{
}

certificate_authority::~certificate_authority() = default;
certificate_authority::certificate_authority(certificate_authority&&) noexcept = default;
certificate_authority& certificate_authority::operator=(certificate_authority&&) noexcept = default;

std::string certificate_authority::pem() const
{
    return pem_of(impl_->self.certificate.get());
}

identity certificate_authority::issue(const std::vector<std::string>& names, validity when)
{
    return issue_to(first_of(names), names, when);
}

identity certificate_authority::issue_to(const std::string& common_name,
                                         const std::vector<std::string>& names, validity when)
{
    return identity_of(make_server(&impl_->self, common_name, names, ++impl_->last_serial, impl_->now, when));
}

identity certificate_authority::self_signed(const std::vector<std::string>& names, wall_time now,
                                            validity when)
{
    return identity_of(make_server(nullptr, first_of(names), names, 1, now, when));
}

} // namespace holdfast::sim
