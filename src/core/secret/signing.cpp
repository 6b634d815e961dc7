// SPDX-License-Identifier: BSL-1.0
#include <holdfast/signing.hpp>

#include "core/c_deleter.hpp"

#include <holdfast/secret.hpp>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

#include <array>
#include <new>
#include <utility>

namespace holdfast {

class signing_key::prepared {
public:
    virtual ~prepared() = default;
    [[nodiscard]] virtual signature_kind kind() const noexcept = 0;
    [[nodiscard]] virtual std::string sign(std::string_view text) const = 0;
};

namespace {

using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;
using pkey_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using digest_ptr = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;
using mac_ptr = std::unique_ptr<EVP_MAC, freed_by<EVP_MAC_free>>;
using mac_context_ptr = std::unique_ptr<EVP_MAC_CTX, freed_by<EVP_MAC_CTX_free>>;

const unsigned char* bytes(std::string_view text) noexcept
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes(std::string& text) noexcept
{
    return reinterpret_cast<unsigned char*>(text.data());
}

/// Every key is tried when it is made. What fails after that is memory.
void expect(bool done)
{
    if (done)
        return;
    ERR_clear_error();
    throw std::bad_alloc();
}

// ---- HMAC ------------------------------------------------------------------------------------------------

/// The key is hashed in once; each message goes on from a copy of that state.
class hmac_key final : public signing_key::prepared {
public:
    explicit hmac_key(std::string_view key)
    {
        const mac_ptr hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
        expect(hmac != nullptr);
        keyed_.reset(EVP_MAC_CTX_new(hmac.get()));
        expect(keyed_ != nullptr);
        std::array<char, 7> sha256{"SHA256"};
        const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256.data(), 0),
                                    OSSL_PARAM_construct_end()};
        expect(EVP_MAC_init(keyed_.get(), bytes(key), key.size(), parameters.data()) == 1);
    }

    signature_kind kind() const noexcept override { return signature_kind::hmac_sha256; }

    std::string sign(std::string_view text) const override
    {
        const mac_context_ptr message(EVP_MAC_CTX_dup(keyed_.get()));
        expect(message != nullptr);
        std::string signature(32, '\0');
        std::size_t size = 0;
        expect(EVP_MAC_update(message.get(), bytes(text), text.size()) == 1 &&
               EVP_MAC_final(message.get(), bytes(signature), &size, signature.size()) == 1);
        return signature;
    }

private:
    mac_context_ptr keyed_{};
};

// ---- Ed25519 and RSA -------------------------------------------------------------------------------------

class private_key final : public signing_key::prepared {
public:
    private_key(pkey_ptr key, signature_kind kind) noexcept : key_(std::move(key)), kind_(kind) {}

    signature_kind kind() const noexcept override { return kind_; }

    std::string sign(std::string_view text) const override
    {
        const digest_ptr context(EVP_MD_CTX_new());
        // Ed25519 hashes by itself, and takes the text at once.
        const EVP_MD* const digest = kind_ == signature_kind::rsa_sha256 ? EVP_sha256() : nullptr;
        expect(context && EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1);
        std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
        std::string signature(size, '\0');
        expect(EVP_DigestSign(context.get(), bytes(signature), &size, bytes(text), text.size()) == 1);
        signature.resize(size);
        return signature;
    }

private:
    pkey_ptr key_;
    signature_kind kind_;
};

failure refused(key_errc why, const secret& pem, const std::string& found = {})
{
    return {make_error_code(why), pem.source() + (found.empty() ? "" : ": " + found)};
}

/// Asked for a password, OpenSSL would otherwise ask the terminal.
int no_password(char*, int, int, void* asked) noexcept
{
    *static_cast<bool*>(asked) = true;
    return -1;
}

result<pkey_ptr> read_pem(const secret& pem)
{
    if (pem.empty())
        return refused(key_errc::empty, pem);
    const bio_ptr text(BIO_new_mem_buf(pem.expose().data(), static_cast<int>(pem.size())));
    expect(text != nullptr);
    bool encrypted = false;
    pkey_ptr key(PEM_read_bio_PrivateKey(text.get(), nullptr, no_password, &encrypted));
    ERR_clear_error();
    if (key)
        return key;
    if (encrypted)
        return refused(key_errc::encrypted, pem);
    if (pem.expose().find("BEGIN PUBLIC KEY") != std::string_view::npos)
        return refused(key_errc::wrong_kind, pem, "the public key; the private one signs");
    return refused(key_errc::bad_pem, pem);
}

std::string name_of(const EVP_PKEY* key)
{
    const char* const name = EVP_PKEY_get0_type_name(key);
    return name ? name : "an unknown kind";
}

result<signature_kind> kind_of(const EVP_PKEY* key, const secret& pem)
{
    constexpr int fewest_bits = 2048;
    if (EVP_PKEY_is_a(key, "ED25519") == 1)
        return signature_kind::ed25519;
    if (EVP_PKEY_is_a(key, "RSA") != 1)
        return refused(key_errc::wrong_kind, pem, name_of(key) + "; Ed25519 or RSA is wanted");
    if (const int bits = EVP_PKEY_get_bits(key); bits < fewest_bits)
        return refused(key_errc::wrong_kind, pem,
                       "RSA of " + std::to_string(bits) + " bits; 2048 or more are wanted");
    return signature_kind::rsa_sha256;
}

result<signing_key> of_kind(signature_kind wanted, result<signing_key> key, const secret& pem)
{
    if (!key || key->kind() == wanted)
        return key;
    const bool rsa = wanted == signature_kind::rsa_sha256;
    return refused(key_errc::wrong_kind, pem, rsa ? "Ed25519; RSA is wanted" : "RSA; Ed25519 is wanted");
}

} // namespace

result<signing_key> signing_key::hmac_sha256(const secret& key)
{
    if (key.empty())
        return refused(key_errc::empty, key);
    return signing_key(std::make_shared<hmac_key>(key.expose()));
}

result<signing_key> signing_key::from_pem(const secret& pem)
{
    auto key = read_pem(pem);
    if (!key)
        return key.error();
    const auto kind = kind_of(key->get(), pem);
    if (!kind)
        return kind.error();
    signing_key made(std::make_shared<private_key>(*std::move(key), *kind));
    (void)made.sign("a trial");
    return made;
}

result<signing_key> signing_key::ed25519(const secret& pem)
{
    return of_kind(signature_kind::ed25519, from_pem(pem), pem);
}

result<signing_key> signing_key::rsa_sha256(const secret& pem)
{
    return of_kind(signature_kind::rsa_sha256, from_pem(pem), pem);
}

signature_kind signing_key::kind() const noexcept
{
    return key_->kind();
}

std::string signing_key::sign(std::string_view text) const
{
    return key_->sign(text);
}

std::string signing_key::sign_hex(std::string_view text) const
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const char c : sign(text)) {
        const auto byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

std::string signing_key::sign_base64(std::string_view text) const
{
    const std::string signature = sign(text);
    std::string base64((signature.size() + 2) / 3 * 4 + 1, '\0'); // OpenSSL ends it with a NUL.
    const int size = EVP_EncodeBlock(bytes(base64), bytes(signature), static_cast<int>(signature.size()));
    base64.resize(static_cast<std::size_t>(size));
    return base64;
}

} // namespace holdfast
