// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_NETWORK_HPP
#define HOLDFAST_NETWORK_HPP

#include <holdfast/error.hpp>
#include <holdfast/memory/recycler.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/phase.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/task.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast {

/// How TLS is done. The defaults verify: system trust store, host name, SNI, TLS 1.2 or later.
struct tls_options {
    /// PEM text of further authorities to trust, besides the system's. Empty: none.
    std::string extra_ca{};
    /// The name to verify and to send as SNI; empty: the host of the URL.
    std::string server_name{};
    /// Accepts any certificate from anybody. Only for a laboratory: it gives up all that TLS is for.
    bool insecure_accept_any_certificate = false;
};

/// How long each stage may take; zero means no limit.
struct stage_timeouts {
    duration resolve = std::chrono::seconds(5);
    duration connect = std::chrono::seconds(5); ///< All addresses together.
    duration tls = std::chrono::seconds(5);
    duration upgrade = std::chrono::seconds(5);
    duration write = std::chrono::seconds(10);
    duration close = std::chrono::seconds(1);
    duration request = std::chrono::seconds(10); ///< A whole HTTP exchange, connection included.
};

using header_list = std::vector<std::pair<std::string, std::string>>;

struct websocket_options {
    tls_options tls{};
    stage_timeouts timeouts{};
    header_list headers{}; ///< Sent with the upgrade; checked for CR, LF and NUL.
    /// Offers permessage-deflate (RFC 7692). Costs more CPU than it saves time. A host that refuses an
    /// upgrade because of the offer gets a smaller one next time, without parameters, and then none.
    bool deflate = false;
    bool no_delay = true; ///< TCP_NODELAY.
    /// Has the kernel stamp what it receives, so that every message says when it reached this machine, before
    /// any queue or wake-up: `stamp::kernel_received`. Linux; without effect elsewhere. The kernel then looks
    /// at the clock for every packet of the machine.
    bool kernel_timestamps = false;
    /// Everything received goes through Beast's own reader: for comparison; it costs several times as much.
    bool slow_lane_only = false;
    std::size_t max_message = std::size_t(16) << 20; ///< Bytes, after decompression.
    std::size_t read_size = std::size_t(128) << 10;  ///< Bytes asked for at a time.
};

/// One received message; the slab of its batch owns the bytes.
struct message {
    std::string_view bytes{};
    bool binary = false;
};

using message_list = std::vector<message, recycling_allocator<message>>;

/// Everything that had been received when the reader woke up.
struct batch {
    std::shared_ptr<slab> memory{}; ///< Owns the bytes; adapters put what they decode into it.
    message_list messages{};
    time_point received{};
    wall_time kernel_received{}; ///< See `websocket_options::kernel_timestamps`; the epoch without it.
};

/// How a connection ended, as far as it is known.
struct close_reason {
    std::uint16_t code = 0; ///< RFC 6455 §7.4; 1006 when the line broke without a close frame.
    std::string text{};
};

/// Port: one open WebSocket connection.
///
/// One `read` may be outstanding, beside one of `write`, `write_binary`, `ping` and `close` (Beast's rule:
/// pings and closes are writes). Not thread-safe. Once any operation has failed the connection is of no more
/// use; `drop` it.
class websocket {
public:
    virtual ~websocket() = default;

    /// Completes as soon as at least one message is there, with all messages that have arrived: one
    /// resumption a wake-up, not a message. Control frames are answered and not delivered.
    /// Errors: closed_by_peer, disconnected, protocol_violation, message_too_big.
    /// Cancellation: ends with `operation_aborted`, and the connection is of no more use.
    [[nodiscard]] virtual task<result<batch>> read() = 0;

    /// Completes when the text message has been handed to the operating system. Bound: `timeouts.write`.
    [[nodiscard]] virtual task<result<>> write(std::string text) = 0;

    /// The same for a binary message (RFC 6455 §5.6): any bytes.
    [[nodiscard]] virtual task<result<>> write_binary(std::string bytes) = 0;

    /// Sends a ping frame.
    [[nodiscard]] virtual task<result<>> ping() = 0;

    /// Says goodbye with a close frame, waits for the answer up to `timeouts.close`, then drops the line.
    /// Never fails; works on a dead line and after cancellation of a read.
    [[nodiscard]] virtual task<> close(std::uint16_t code, std::string reason) = 0;

    /// Drops the line at once: pending operations end with `operation_aborted`. May be called at any time.
    virtual void drop() noexcept = 0;

    /// When bytes of any kind last arrived, control frames included.
    [[nodiscard]] virtual time_point last_bytes() const noexcept = 0;

    /// Why the connection ended; code 0 while it is open.
    [[nodiscard]] virtual close_reason reason() const = 0;
};

enum class http_verb : std::uint8_t { get, post, put, del };

/// How a request is authenticated.
enum class request_auth : std::uint8_t {
    nobody,    ///< Not at all: it is public.
    key,       ///< It names the key and is not signed (Binance, listen keys).
    signature, ///< It is signed.
};

struct http_request {
    http_verb verb = http_verb::get;
    std::string url{};
    header_list headers{};
    std::string body{};
    std::size_t max_body = std::size_t(64) << 20; ///< Bytes, after decompression.
    /// REST weight, as the exchange counts it; taken out of the host's budget by the session.
    unsigned weight = 1;
    /// About an order, or what protects orders: may use the part of the host's budget that is kept for them.
    bool urgent = false;
    request_auth auth = request_auth::nobody; ///< What a session does before it sends the request.
};

struct http_response {
    unsigned status = 0;
    header_list headers{};  ///< Names in lower case.
    std::string body{};     ///< Decompressed.
    duration retry_after{}; ///< `Retry-After` in seconds or as a date (RFC 9110 §10.2.3); zero without one.

    /// The value of a header, empty without one; the name in lower case.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// Port: opens connections and asks HTTP questions.
class network {
public:
    virtual ~network() = default;

    /// Completes when the WebSocket is open, or with the named failure of a stage. `at_stage` is told when
    /// a stage begins (resolving, connecting, securing, upgrading); it may be empty.
    /// A refusal of the upgrade carries `http_status` and `retry_after`, and its text what the server said,
    /// `redacted` and cut. An address that fails after it has accepted TCP is tried last for some minutes.
    [[nodiscard]] virtual task<result<std::unique_ptr<websocket>>>
    connect(std::string url, const websocket_options& options, std::function<void(phase)> at_stage) = 0;

    /// Completes with the answer, whatever its status; connections are kept for the next request.
    /// Errors: those of `connect`, http_timeout, body_too_big, malformed, disconnected.
    [[nodiscard]] virtual task<result<http_response>> request(http_request request) = 0;

    /// Closes connections that were kept for a next request and are too old for one. Sessions call it now and
    /// then; nothing waits for it.
    virtual void tidy() {}
};

} // namespace holdfast

#endif
