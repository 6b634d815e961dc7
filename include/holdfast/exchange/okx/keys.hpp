// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_OKX_KEYS_HPP
#define HOLDFAST_EXCHANGE_OKX_KEYS_HPP

#include <holdfast/secret.hpp>
#include <holdfast/signing.hpp>

#include <memory>

/// How OKX recognises its users.
///
/// Source of the protocol rules: okx.com/docs-v5, "REST Authentication" and "WebSocket", "Login".
namespace holdfast::okx {

struct credentials {
    secret api_key;
    signing_key key; ///< HMAC.
    secret passphrase;
    /// The key is one for the demo: REST requests say so (`x-simulated-trading`).
    bool simulated = false;
};

/// Signs path, query and body with headers (`OK-ACCESS-…`). A signature and a login (`login`, for the private
/// and the business address) are good for 30 s. The login has no id.
/// @throws error (`key_errc::wrong_kind`)
[[nodiscard]] std::shared_ptr<const signer> make_signer(credentials of);

} // namespace holdfast::okx

#endif
