// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_TLS_HPP
#define HOLDFAST_SRC_NET_TLS_HPP

#include <holdfast/error.hpp>
#include <holdfast/network.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/task.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;

namespace holdfast::net {

/// What many TLS connections share: trusted authorities on the client's side, certificate and key on the
/// server's. May be used from any thread.
using tls_context = std::shared_ptr<ssl_ctx_st>;

/// TLS 1.2 or later, trusting the system's authorities and those of `extra_ca` (PEM). Clients with the same
/// authorities get the same context, for as long as one of them lives. Errors: invalid_config.
[[nodiscard]] result<tls_context> client_context(const std::string& extra_ca);
/// Whether the text holds a certificate in PEM.
[[nodiscard]] bool holds_certificate(const std::string& pem);

/// Keeps the contexts that were asked for, so that a reconnect does not read the authorities again.
class trust {
public:
    /// The context of `client_context`.
    [[nodiscard]] result<tls_context> in(const std::string& extra_ca);

private:
    std::map<std::string, tls_context> kept_;
};

/// For a server: its certificate, followed by those between it and the authority, and its key, both PEM.
/// Errors: invalid_config.
[[nodiscard]] result<tls_context> server_context(std::string_view certificate_pem, std::string_view key_pem);

/// Completes with the encrypted stream when the client's handshake has succeeded. Certificates are judged for
/// `server_name` (a host name or a numeric address) at the runtime's calendar time, unless the options
/// accept any.
///
/// Errors: certificate_expired, certificate_wrong_host, certificate_untrusted, tls_failed.
/// Cancellation: `operation_aborted`; the line is closed.
[[nodiscard]] task<result<std::unique_ptr<byte_stream>>> tls_connect(std::unique_ptr<byte_stream> line,
                                                                     tls_context context,
                                                                     std::string server_name,
                                                                     bool accept_any_certificate);

/// The server's side of the same.
[[nodiscard]] task<result<std::unique_ptr<byte_stream>>> tls_accept(std::unique_ptr<byte_stream> line,
                                                                    tls_context context);

} // namespace holdfast::net

#endif
