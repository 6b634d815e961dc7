// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_RUNTIME_HPP
#define HOLDFAST_RUNTIME_HPP

#include <holdfast/error.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/task.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/execution_context.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace holdfast {

/// A numeric network address: `127.0.0.1` or `::1`, and a port.
struct address {
    std::string ip;
    std::uint16_t port = 0;

    [[nodiscard]] bool is_v6() const noexcept { return ip.find(':') != std::string::npos; }
    [[nodiscard]] std::string str() const; ///< `127.0.0.1:80`, `[::1]:80`
    friend bool operator==(const address&, const address&) = default;
};

using wait_handler = asio::any_completion_handler<void(error_code)>;
using io_handler = asio::any_completion_handler<void(error_code, std::size_t)>;

/// Port: one pending moment. Handlers are posted to the executor, never called inside the initiating call;
/// they honour the handler's cancellation slot.
class timer_port {
public:
    virtual ~timer_port() = default;
    /// Sets the moment and aborts the waits for the previous one (`operation_aborted`).
    virtual void expires_at(time_point when) = 0;
    virtual void async_wait(wait_handler handler) = 0;
    /// Aborts the pending waits and says how many there were. An expiry already queued cannot be recalled.
    virtual std::size_t cancel() = 0;
};

/// How a TCP connection is made.
struct socket_options {
    bool no_delay = true; ///< TCP_NODELAY.
    /// Has the kernel stamp what it receives: `byte_stream::kernel_received`. Linux; without effect
    /// elsewhere.
    bool kernel_timestamps = false;
};

/// Port: bytes both ways, in order; what TCP gives, TLS gives, and the simulated network gives.
///
/// One read and one write may be outstanding. Handlers are posted to the executor and honour their
/// cancellation slot; the bytes must stay valid until the handler runs, the span of buffers only during the
/// call. Not thread-safe.
class byte_stream {
public:
    virtual ~byte_stream() = default;
    [[nodiscard]] virtual asio::any_io_executor get_executor() const = 0;
    /// Completes with at least one byte, or `asio::error::eof`, or an error.
    virtual void async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler) = 0;
    virtual void async_write_some(std::span<const asio::const_buffer> from, io_handler handler) = 0;
    /// Sends an end of stream; reads go on.
    virtual void shutdown() noexcept = 0;
    /// Ends both directions; pending operations complete with `operation_aborted`.
    virtual void close() noexcept = 0;
    /// The other side's address, for logs.
    [[nodiscard]] virtual address peer() const = 0;
    /// When the kernel had the newest of the bytes that the last read has taken from the network, on the wall
    /// clock; the epoch where it is not known. A read takes what has come until then, so that its first bytes
    /// may have waited for longer. What TLS holds back decrypted for the next read keeps its stamp.
    [[nodiscard]] virtual wall_time kernel_received() const noexcept { return {}; }
};

/// Port: accepts connections.
class listener {
public:
    virtual ~listener() = default;
    [[nodiscard]] virtual address local() const = 0;
    /// Completes with the next connection, or with the error that ended the listener (`operation_aborted`
    /// after `close`). Cancellation throws `operation_aborted`; a connection that waits is not lost.
    [[nodiscard]] virtual task<result<std::unique_ptr<byte_stream>>> accept() = 0;
    virtual void close() noexcept = 0;
};

/// Time, randomness and the network, as a service of the execution context.
///
/// The default is the real world. A test installs its own first, `asio::make_service<sim::world>(io, seed)`,
/// and every coroutine on that context, the user's included, lives in virtual time over simulated links with
/// no change to its code. Nothing in the library asks a clock, a timer, a random device or a socket directly.
///
/// Thread safety: `now`, `wall_now` and `random` may be called from any thread; the rest follows the context.
class runtime : public asio::execution_context::service {
public:
    static inline asio::execution_context::id id;

    explicit runtime(asio::execution_context& context);
    ~runtime() override;

    /// The runtime of an executor's context.
    [[nodiscard]] static runtime& of(asio::any_io_executor executor);

    /// Whether it is one of those that a test installs: its time is its own.
    [[nodiscard]] bool is_simulated() const noexcept { return real_ == nullptr; }

    [[nodiscard]] virtual time_point now() const noexcept;
    [[nodiscard]] virtual wall_time wall_now() const noexcept;
    /// 64 random bits; seeded from the operating system, so that two processes started in the same
    /// second differ. Not for keys.
    [[nodiscard]] virtual std::uint64_t random() noexcept;

    [[nodiscard]] virtual std::unique_ptr<timer_port> make_timer(const asio::any_io_executor& executor);
    /// Completes with the addresses of the host, in the resolver's order; a numeric host needs no resolver.
    /// Error: resolve_failed. Cancellation throws `operation_aborted` at once, and nothing ever waits for the
    /// system's resolver, which cannot be interrupted: its answer is dropped.
    [[nodiscard]] virtual task<result<std::vector<address>>> resolve(std::string host, std::uint16_t port);
    /// Completes when the TCP connection to this one address is open, or with the system's error.
    /// Cancellation throws `operation_aborted`.
    [[nodiscard]] virtual task<result<std::unique_ptr<byte_stream>>> connect(address to,
                                                                             socket_options how = {});
    /// Starts to listen; port 0 picks a free one.
    [[nodiscard]] virtual result<std::unique_ptr<listener>> listen(const asio::any_io_executor& executor,
                                                                   const address& at);

protected:
    /// For runtimes that are not the real world: they override every function.
    struct simulated {};
    runtime(asio::execution_context& context, simulated);

    void shutdown() override;

private:
    class real;
    std::shared_ptr<real> real_;
};

/// Reads at least one byte. Error: those of the stream, `asio::error::eof` at its end. Cancellation throws
/// `operation_aborted`.
[[nodiscard]] task<result<std::size_t>> read_some(byte_stream& from, asio::mutable_buffer into);

/// Writes all bytes. Errors and cancellation as in `read_some`.
[[nodiscard]] task<result<>> write_all(byte_stream& to, asio::const_buffer bytes);

} // namespace holdfast

#endif
