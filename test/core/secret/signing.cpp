// SPDX-License-Identifier: BSL-1.0
#include <holdfast/secret.hpp>
#include <holdfast/signing.hpp>

#include <boost/test/unit_test.hpp>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace hf = holdfast;

namespace {

hf::signing_key hmac(std::string_view key)
{
    return hf::signing_key::hmac_sha256(hf::secret::from_text(key)).value();
}

hf::secret as_pem(std::string_view base64)
{
    return hf::secret::from_text("-----BEGIN PRIVATE KEY-----\n" + std::string(base64) +
                                     "\n-----END PRIVATE KEY-----\n",
                                 "file key.pem");
}

// ---- published vectors ---------------------------------------------------------------------------------

struct hmac_vector {
    const char* name;
    std::string key;
    const char* text;
    const char* hex;
};

const std::array hmac_vectors{
    hmac_vector{"RFC 4231 test case 1", std::string(20, '\x0b'), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    hmac_vector{"RFC 4231 test case 2", "Jefe", "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    hmac_vector{"RFC 4231 test case 6", std::string(131, '\xaa'),
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
};

struct ed25519_vector {
    const char* name;
    const char* key; // The 32 bytes in their PKCS #8 wrapping (RFC 8410 §7).
    std::string_view text;
    const char* hex;
};

constexpr const char* first_key = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";

constexpr std::array ed25519_vectors{
    ed25519_vector{
        "RFC 8032 §7.1 TEST 1", first_key, "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd25bf5f0595bbe24655141438e7a100b"},
    ed25519_vector{
        "RFC 8032 §7.1 TEST 2", "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7", "\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        "f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    ed25519_vector{
        "RFC 8032 §7.1 TEST 3", "MC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3",
        "\xaf\x82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
        "4dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

// ---- keys made on the spot -----------------------------------------------------------------------------

using pkey = std::shared_ptr<EVP_PKEY>;
using bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

pkey own(EVP_PKEY* key)
{
    BOOST_REQUIRE(key);
    return {key, EVP_PKEY_free};
}

const pkey& rsa_2048()
{
    static const pkey key = own(EVP_RSA_gen(2048));
    return key;
}

template <class Write>
hf::secret written(Write write)
{
    const bio text(BIO_new(BIO_s_mem()), BIO_free);
    BOOST_REQUIRE(write(text.get()) == 1);
    char* begin = nullptr;
    const long size = BIO_get_mem_data(text.get(), &begin);
    return hf::secret::from_text({begin, static_cast<std::size_t>(size)}, "file key.pem");
}

hf::secret pkcs8(const pkey& key)
{
    return written([&](BIO* to) {
        return PEM_write_bio_PKCS8PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

hf::secret pkcs1(const pkey& key)
{
    return written([&](BIO* to) {
        return PEM_write_bio_PrivateKey_traditional(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

hf::secret encrypted(const pkey& key)
{
    return written([&](BIO* to) {
        return PEM_write_bio_PKCS8PrivateKey(to, key.get(), EVP_aes_256_cbc(), "password", 8, nullptr,
                                             nullptr);
    });
}

hf::secret public_half(const pkey& key)
{
    return written([&](BIO* to) { return PEM_write_bio_PUBKEY(to, key.get()); });
}

bool verifies(const pkey& key, const EVP_MD* digest, std::string_view text, std::string_view signature)
{
    const auto bytes = [](std::string_view of) { return reinterpret_cast<const unsigned char*>(of.data()); };
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(text), text.size()) == 1;
}

constexpr std::string_view order = "symbol=LTCBTC&side=BUY&timestamp=1499827319559";

} // namespace

BOOST_AUTO_TEST_SUITE(signing)

BOOST_AUTO_TEST_CASE(hmac_gives_the_published_results)
{
    for (const hmac_vector& v : hmac_vectors)
        BOOST_TEST(hmac(v.key).sign_hex(v.text) == v.hex, v.name);
}

BOOST_AUTO_TEST_CASE(ed25519_gives_the_published_results)
{
    for (const ed25519_vector& v : ed25519_vectors)
        BOOST_TEST(hf::signing_key::ed25519(as_pem(v.key)).value().sign_hex(v.text) == v.hex, v.name);
}

BOOST_AUTO_TEST_CASE(openssl_verifies_what_rsa_signed)
{
    const auto key = hf::signing_key::rsa_sha256(pkcs8(rsa_2048())).value();
    BOOST_TEST(verifies(rsa_2048(), EVP_sha256(), order, key.sign(order)));
    BOOST_TEST(!verifies(rsa_2048(), EVP_sha256(), "another order", key.sign(order)));
}

BOOST_AUTO_TEST_CASE(rsa_reads_the_older_form_of_pem_too)
{
    const auto key = hf::signing_key::rsa_sha256(pkcs1(rsa_2048())).value();
    BOOST_TEST(verifies(rsa_2048(), EVP_sha256(), order, key.sign(order)));
}

BOOST_AUTO_TEST_CASE(the_same_key_and_text_give_the_same_signature)
{
    for (const auto& key : {hmac("secret"), hf::signing_key::from_pem(as_pem(first_key)).value(),
                            hf::signing_key::from_pem(pkcs8(rsa_2048())).value()})
        BOOST_TEST(key.sign(order) == key.sign(order));
}

BOOST_AUTO_TEST_CASE(base64_is_padded)
{
    const auto characters = [](const hf::signing_key& key) { return key.sign_base64(order).size(); };
    BOOST_TEST(characters(hmac("secret")) == 44u);
    BOOST_TEST(characters(hf::signing_key::from_pem(as_pem(first_key)).value()) == 88u);
    BOOST_TEST(characters(hf::signing_key::from_pem(pkcs8(rsa_2048())).value()) == 344u);
    BOOST_TEST(hmac("secret").sign_base64("1700000000GET/users/self/verify") ==
               "lhmJXK08fk9SI1ZwFXKFRrPtzfbNOwC+D1xMJJ/1KZg=");
}

BOOST_AUTO_TEST_CASE(a_pem_key_says_what_it_is)
{
    BOOST_TEST((hf::signing_key::from_pem(as_pem(first_key))->kind() == hf::signature_kind::ed25519));
    BOOST_TEST((hf::signing_key::from_pem(pkcs8(rsa_2048()))->kind() == hf::signature_kind::rsa_sha256));
    BOOST_TEST((hmac("secret").kind() == hf::signature_kind::hmac_sha256));
}

BOOST_AUTO_TEST_CASE(many_threads_sign_with_one_key)
{
    const std::array keys{hmac("secret"), hf::signing_key::from_pem(as_pem(first_key)).value(),
                          hf::signing_key::from_pem(pkcs8(rsa_2048())).value()};
    for (const hf::signing_key& key : keys) {
        const std::string expected = key.sign(order);
        std::array<bool, 4> same{};
        std::vector<std::thread> threads;
        for (bool& mine : same)
            threads.emplace_back([&] {
                mine = true;
                for (int i = 0; i != 50; ++i)
                    mine = mine && key.sign(order) == expected;
            });
        for (std::thread& one : threads)
            one.join();
        BOOST_TEST(same == (std::array{true, true, true, true}), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(an_empty_secret_is_no_key)
{
    BOOST_TEST((hf::signing_key::hmac_sha256(hf::secret()).error().code == hf::key_errc::empty));
    BOOST_TEST((hf::signing_key::from_pem(hf::secret()).error().code == hf::key_errc::empty));
}

BOOST_AUTO_TEST_CASE(text_that_is_no_pem_is_named_by_its_source_and_not_shown)
{
    const auto bad = hf::signing_key::from_pem(hf::secret::from_text("NhqPtmdSJYdKjVHj", "file key.pem"));
    BOOST_TEST((bad.error().code == hf::key_errc::bad_pem));
    BOOST_TEST(bad.error().text == "file key.pem");
    BOOST_TEST((hf::signing_key::from_pem(as_pem("MC4CAQAw")).error().code == hf::key_errc::bad_pem));
}

BOOST_AUTO_TEST_CASE(an_encrypted_key_is_refused_without_asking_anybody_for_a_password)
{
    const auto key = hf::signing_key::from_pem(encrypted(rsa_2048()));
    BOOST_TEST((key.error().code == hf::key_errc::encrypted));
}

BOOST_AUTO_TEST_CASE(a_key_of_another_kind_is_refused_by_name)
{
    const auto text_of = [](const hf::result<hf::signing_key>& key) {
        BOOST_TEST((key.error().code == hf::key_errc::wrong_kind));
        return key.error().text;
    };
    BOOST_TEST(text_of(hf::signing_key::rsa_sha256(as_pem(first_key))) ==
               "file key.pem: Ed25519; RSA is wanted");
    BOOST_TEST(text_of(hf::signing_key::ed25519(pkcs8(rsa_2048()))) ==
               "file key.pem: RSA; Ed25519 is wanted");
    BOOST_TEST(text_of(hf::signing_key::from_pem(pkcs8(own(EVP_EC_gen("P-256"))))) ==
               "file key.pem: EC; Ed25519 or RSA is wanted");
    BOOST_TEST(text_of(hf::signing_key::from_pem(public_half(rsa_2048()))) ==
               "file key.pem: the public key; the private one signs");
    BOOST_TEST(text_of(hf::signing_key::from_pem(pkcs8(own(EVP_RSA_gen(1024))))) ==
               "file key.pem: RSA of 1024 bits; 2048 or more are wanted");
}

BOOST_AUTO_TEST_SUITE_END()
