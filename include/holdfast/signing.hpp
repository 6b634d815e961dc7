// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIGNING_HPP
#define HOLDFAST_SIGNING_HPP

#include <holdfast/error.hpp>
#include <holdfast/network.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/secret.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace holdfast {

/// How a key signs.
enum class signature_kind : std::uint8_t {
    hmac_sha256, ///< A secret that both sides know (RFC 2104). 32 bytes.
    ed25519,     ///< RFC 8032. 64 bytes.
    rsa_sha256,  ///< RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2). As many bytes as the key has.
};

/// A key that signs. It is read once, tried once, and signs any number of messages after that.
///
/// The same key and text always give the same signature. A key can be used, and cannot be got out again.
/// OpenSSL holds it in memory that is wiped at the end, and that a core dump does contain.
///
/// Copies share the key. Thread safety: safe; any number of threads may sign at once.
///
/// @code
/// const signing_key key = signing_key::from_pem(secret::from_file("binance.pem").value()).value();
/// const std::string signature = key.sign_base64("symbol=BTCUSDT&timestamp=1700000000000");
/// @endcode
class signing_key {
public:
    /// A key of any bytes, as the exchange shows it.
    /// Errors: `key_errc` empty.
    [[nodiscard]] static result<signing_key> hmac_sha256(const secret& key);

    /// A private key in PEM form: PKCS #8 (`BEGIN PRIVATE KEY`, RFC 5958), or PKCS #1 for RSA. Ed25519 or
    /// RSA; RSA keys have 2048 bits or more.
    /// Errors: `key_errc` empty, bad_pem, encrypted, wrong_kind. They name the source and what was found
    /// there.
    [[nodiscard]] static result<signing_key> from_pem(const secret& pem);

    /// The same, of the one kind or of the other.
    [[nodiscard]] static result<signing_key> ed25519(const secret& pem);
    [[nodiscard]] static result<signing_key> rsa_sha256(const secret& pem);

    [[nodiscard]] signature_kind kind() const noexcept;

    /// The signature of a text, as bytes. Throws `std::bad_alloc` when memory runs out, and nothing else.
    [[nodiscard]] std::string sign(std::string_view text) const;

    /// The same in lower-case hexadecimal digits; and in base64 with its padding (RFC 4648 §4).
    [[nodiscard]] std::string sign_hex(std::string_view text) const;
    [[nodiscard]] std::string sign_base64(std::string_view text) const;

    /// A key ready for use; known to the implementation only.
    class prepared;

private:
    explicit signing_key(std::shared_ptr<const prepared> key) noexcept : key_(std::move(key)) {}

    std::shared_ptr<const prepared> key_;
};

/// Port: how an exchange recognises its user.
///
/// Pure: the same request at the same time gives the same signature. Nothing here fails once the signer is
/// made, and nothing shows a key. What comes out is a secret for as long as it is valid: what is to be logged
/// goes through `redacted` first.
///
/// Times are the exchange's: correct the calendar of this machine with a `clock_offset`.
///
/// Thread safety: safe.
///
/// @code
/// http_request request{.url = "https://api.bybit.com/v5/order/realtime?category=linear&symbol=BTCUSDT"};
/// signer->sign(request, clock.correct(runtime.wall_now()));
/// @endcode
class signer {
public:
    virtual ~signer() = default;

    /// Signs a REST request that is complete otherwise: nothing of it may change afterwards. Signing it again
    /// replaces the signature, so that a refused request can be tried with a corrected time.
    /// @param request  its URL as it is to be sent
    /// @param now      the exchange's time
    virtual void sign(http_request& request, wall_time now) const = 0;

    /// Names the key and does not sign, for the exchanges that want that of some requests.
    virtual void identify(http_request& /*request*/) const {}

    /// The message that makes a connection the user's; empty where the exchange has none.
    /// @param id   what the answer will refer to, where it refers to anything
    /// @param now  the exchange's time
    [[nodiscard]] virtual std::string login(std::string_view id, wall_time now) const = 0;

    /// Says whether the exchange means, with this code of an error, that the time of a signature was wrong:
    /// time for `clock_offset::distrust`.
    [[nodiscard]] virtual bool blames_the_clock(int code) const noexcept = 0;
};

} // namespace holdfast

#endif
