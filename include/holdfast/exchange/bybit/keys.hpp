// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BYBIT_KEYS_HPP
#define HOLDFAST_EXCHANGE_BYBIT_KEYS_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/secret.hpp>
#include <holdfast/signing.hpp>

#include <chrono>
#include <memory>

/// How Bybit recognises its users.
///
/// Source of the protocol rules: github.com/bybit-exchange/docs, `docs/v5/guide.mdx` ("Authentication") and
/// `docs/v5/ws/connect.mdx`.
namespace holdfast::bybit {

struct credentials {
    secret api_key;
    signing_key key; ///< HMAC, or RSA if the public half of one was given to the exchange.
    /// How long after its time a request may reach the exchange: whole milliseconds, 1 ms to 60 s.
    duration recv_window = std::chrono::seconds(5);
};

/// Signs with headers (`X-BAPI-…`): the query of a GET, the body of anything else. The login is `auth`, for
/// the private address and for that of orders; it is good for 10 s.
/// @throws error (`key_errc::wrong_kind`, invalid_config) naming what is wrong.
[[nodiscard]] std::shared_ptr<const signer> make_signer(credentials of);

} // namespace holdfast::bybit

#endif
