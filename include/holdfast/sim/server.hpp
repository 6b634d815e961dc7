// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIM_SERVER_HPP
#define HOLDFAST_SIM_SERVER_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/sim/certificates.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::sim {

/// How an exchange is served. Every member has a default.
struct server_config {
    /// Where to listen; port 0 picks a free one.
    address at{"127.0.0.1", 0};
    /// Speaks TLS, with a certificate from an authority of its own that lives as long as the server.
    bool tls = false;
    /// The hosts that this certificate is for.
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
    /// Shown instead of a certificate from the own authority.
    std::optional<identity> shown{};
    /// Accepts permessage-deflate (RFC 7692) where the client offers it.
    bool deflate = false;
    /// What may wait for one client; beyond that it is cut off.
    std::size_t outbox_messages = 65'536;
    std::size_t outbox_bytes = std::size_t(16) << 20;
    /// The longest message from a client, and the longest body of a request. From 1.
    std::size_t max_message = std::size_t(64) << 10;
    /// Connections at a time; beyond that they are closed at once. From 1.
    std::size_t max_connections = 1024;
    /// How long a client may take for the TLS handshake, between two requests, and to take an answer.
    duration patience = std::chrono::seconds(60);
    /// How long a client may take to answer a close frame.
    duration goodbye = std::chrono::seconds(1);
    /// How long connections are refused after `fault::refuse`.
    duration refuse_for = std::chrono::seconds(1);
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const server_config& config);

/// Counters of the lines, below what the exchange itself counts.
struct server_stats {
    std::uint64_t accepted = 0;
    std::uint64_t refusals = 0; ///< Times that connections were refused for a while.
    std::uint64_t too_slow = 0; ///< Connections cut because they did not take what was sent to them.
    std::size_t open = 0;       ///< Connections open now.
};

/// Serves a simulated exchange over the executor's runtime: WebSocket and REST on one port, with or without
/// TLS. On real sockets by default, in virtual time where a `sim::world` is installed.
///
/// What the exchange's fault plan orders is done here to the lines: refuse, accept and close, cut, half-open,
/// slow, a certificate that must not be trusted.
///
/// @code
/// sim::exchange venue;
/// sim::server_config secure;
/// secure.tls = true;
/// sim::server server(executor, venue, secure);
/// co_await race(server.run(), my_program(server.ws_url(), server.authority()));
/// @endcode
///
/// The exchange must outlive `run()`. Not thread-safe; the executor must be one (implicit) strand.
class server {
public:
    /// Listens at once, so that the address is known.
    /// @throws error (invalid_config) naming the member that is out of range; the system's error when it
    ///         cannot listen there.
    server(const asio::any_io_executor& executor, exchange& venue, server_config config = server_config());
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Serves until it is stopped; awaited once. Completes when nothing listens any more and every connection
    /// is closed, which takes a few turns of the executor and no time. What the exchange throws ends it, too.
    /// Cancellation: as `stop()`, and throws `operation_aborted`.
    [[nodiscard]] task<> run();

    /// Ends `run()`.
    void stop();

    [[nodiscard]] address local() const;
    /// `ws://127.0.0.1:4711`, or `wss:`; the host as given, empty for the address it listens at.
    [[nodiscard]] std::string ws_url(std::string_view host = {}) const;
    /// The same with `http:` or `https:`.
    [[nodiscard]] std::string rest_url(std::string_view host = {}) const;
    /// PEM of the authority to trust, for `tls_options::extra_ca`; empty without TLS.
    [[nodiscard]] std::string authority() const;
    [[nodiscard]] server_stats stats() const noexcept;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace holdfast::sim

#endif
