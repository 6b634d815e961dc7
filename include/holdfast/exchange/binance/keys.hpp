// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_BINANCE_KEYS_HPP
#define HOLDFAST_EXCHANGE_BINANCE_KEYS_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/secret.hpp>
#include <holdfast/signing.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// How Binance recognises its users.
///
/// Source of the protocol rules: github.com/binance/binance-spot-api-docs, `rest-api.md` ("SIGNED Endpoint
/// security") and `web-socket-api.md` ("SIGNED request security", "User Data Stream requests"); the same for
/// USD-M futures at developers.binance.com.
namespace holdfast::binance {

struct credentials {
    secret api_key;
    signing_key key; ///< HMAC, Ed25519 or RSA.
    /// How long after its time a request may reach the exchange: whole milliseconds, 1 ms to 60 s. Zero: as
    /// long as the exchange allows on its own (5 s). A request that has a `recvWindow` of its own keeps it.
    duration recv_window{};
};

/// A parameter of a request over WebSocket: a text, or a number or truth value as it stands.
struct parameter {
    std::string name;
    std::string value;
    bool quoted = true;

    parameter(std::string_view n, std::string_view text) : name(n), value(text) {}
    parameter(std::string_view n, const char* text) : name(n), value(text) {}
    parameter(std::string_view n, bool flag) : name(n), value(flag ? "true" : "false"), quoted(false) {}
    template <std::integral T>
    parameter(std::string_view n, T number) : name(n), value(std::to_string(number)), quoted(false)
    {
    }
};

/// What Binance wants of its users beside signed requests and logins.
///
/// `sign` adds `timestamp` and `signature` to the query, or to the body if the request has one. Characters
/// that a query must not have are percent-encoded first, since the exchange checks what was sent; what is
/// encoded already stays as it is. A body is a form: `symbol=BTCUSDT&side=BUY`.
class signer : public holdfast::signer {
public:
    /// Adds the key and no signature: for the requests around a listen key, and for the history of trades.
    void identify(http_request& request) const override = 0;

    /// A signed request over WebSocket: `ws_request("1", "order.place", {{"symbol", "BTCUSDT"}, …}, now)`.
    /// `apiKey`, `timestamp` and `signature` are added, and a `recvWindow` as for `sign`.
    [[nodiscard]] virtual std::string ws_request(std::string_view id, std::string_view method,
                                                 std::vector<parameter> parameters, wall_time now) const = 0;
};

namespace spot {

/// The login is `userDataStream.subscribe.signature`, which also subscribes; at the address of the WebSocket
/// API.
/// @throws error (invalid_config) naming what is wrong.
[[nodiscard]] std::shared_ptr<const binance::signer> make_signer(credentials of);

} // namespace spot

namespace usdm {

/// There is no login: the address of the user's stream has a listen key in it.
/// @throws error (invalid_config) naming what is wrong.
[[nodiscard]] std::shared_ptr<const binance::signer> make_signer(credentials of);

} // namespace usdm

} // namespace holdfast::binance

#endif
