// SPDX-License-Identifier: BSL-1.0
#include "io/tcp.hpp"

#include "core/onward.hpp"
#include "core/post_handler.hpp"
#include "core/throw_if_aborted.hpp"
#include "io/direct.hpp"
#include "io/some_buffers.hpp"
#include "io/stamped_receive.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace holdfast::io {

namespace {

using asio::ip::tcp;

template <class Executor>
using socket_on = asio::basic_stream_socket<tcp, Executor>;

address to_address(const tcp::endpoint& at)
{
    return {at.address().to_string(), at.port()};
}

result<tcp::endpoint> to_endpoint(const address& from)
{
    error_code ec;
    const auto ip = asio::ip::make_address(from.ip, ec);
    if (ec)
        return failure(ec, "not a numeric address: " + from.ip);
    return tcp::endpoint(ip, from.port);
}

// ---- streams -------------------------------------------------------------------------------------------

template <class Executor>
class tcp_stream : public byte_stream {
public:
    tcp_stream(socket_on<Executor> connected, address peer)
        : socket_(std::move(connected)), executor_(socket_.get_executor()), peer_(std::move(peer))
    {
    }

    [[nodiscard]] asio::any_io_executor get_executor() const override { return executor_; }
    void async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler) override
    {
        socket_.async_read_some(some_buffers(into), taken_by<Executor>(std::move(handler)));
    }
    void async_write_some(std::span<const asio::const_buffer> from, io_handler handler) override
    {
        socket_.async_write_some(some_buffers(from), taken_by<Executor>(std::move(handler)));
    }
    void shutdown() noexcept override
    {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
    }
    void close() noexcept override
    {
        error_code ignored;
        socket_.close(ignored);
    }
    [[nodiscard]] address peer() const override { return peer_; }

protected:
    [[nodiscard]] socket_on<Executor>& socket() noexcept { return socket_; }

private:
    socket_on<Executor> socket_;
    asio::any_io_executor executor_;
    address peer_;
};

#ifdef __linux__

/// TCP with the kernel's stamps. They come beside the bytes, where Asio does not look: this waits with Asio
/// and receives by itself.
template <class Executor>
class stamped_stream final : public tcp_stream<Executor> {
public:
    stamped_stream(socket_on<Executor> connected, address peer)
        : tcp_stream<Executor>(std::move(connected), std::move(peer))
    {
        const int on = 1;
        (void)::setsockopt(this->socket().native_handle(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    }

    void async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler) override
    {
        const some_buffers buffers(into);
        if (asio::buffer_size(buffers) == 0)
            deliver(this->get_executor(), std::move(handler), error_code(), std::size_t(0));
        else
            wait(buffers, std::move(handler));
    }
    [[nodiscard]] wall_time kernel_received() const noexcept override { return stamp_; }

private:
    using places = some_buffers<asio::mutable_buffer>;

    void wait(const places& into, io_handler handler)
    {
        auto step = [this, here = std::weak_ptr(here_), into](error_code ec, std::size_t, io_handler whole) {
            if (!ec && (here.expired() || !this->socket().is_open()))
                ec = asio::error::operation_aborted;
            if (ec)
                std::move(whole)(ec, std::size_t(0));
            else
                receive(into, std::move(whole));
        };
        this->socket().async_wait(tcp::socket::wait_read,
                                  taken_by<Executor>(net::onward{std::move(handler), std::move(step)}));
    }

    void receive(const places& into, io_handler handler)
    {
        const stamped_bytes got = receive_stamped(this->socket().native_handle(), into);
        if (got.ec == asio::error::would_block || got.ec == asio::error::interrupted)
            return wait(into, std::move(handler));
        stamp_ = got.stamp;
        std::move(handler)(got.ec, got.count);
    }

    wall_time stamp_{};
    /// Goes with this; what was waited for may come later.
    std::shared_ptr<bool> here_ = std::make_shared<bool>();
};

#endif

template <class Executor>
std::unique_ptr<byte_stream> make_stream(socket_on<Executor> socket, address peer, bool stamped)
{
#ifdef __linux__
    if (stamped)
        return std::make_unique<stamped_stream<Executor>>(std::move(socket), std::move(peer));
#else
    (void)stamped;
#endif
    return std::make_unique<tcp_stream<Executor>>(std::move(socket), std::move(peer));
}

// ---- connecting ----------------------------------------------------------------------------------------

template <class Executor>
task<result<std::unique_ptr<byte_stream>>> connect_on(Executor executor, address to, tcp::endpoint at,
                                                      socket_options how)
{
    socket_on<Executor> socket(executor);
    error_code ec;
    co_await socket.async_connect(at, asio::redirect_error(asio::use_awaitable, ec));
    throw_if_aborted(ec, co_await asio::this_coro::cancellation_state);
    if (!ec && how.no_delay)
        socket.set_option(tcp::no_delay(true), ec);
    if (ec)
        co_return failure(ec, to.str());
    co_return make_stream(std::move(socket), std::move(to), how.kernel_timestamps);
}

// ---- listening -----------------------------------------------------------------------------------------

class tcp_listener final : public listener {
public:
    explicit tcp_listener(tcp::acceptor acceptor)
        : acceptor_(std::move(acceptor)), local_(to_address(acceptor_.local_endpoint()))
    {
    }

    [[nodiscard]] address local() const override { return local_; }
    [[nodiscard]] task<result<std::unique_ptr<byte_stream>>> accept() override;
    void close() noexcept override
    {
        error_code ignored;
        acceptor_.close(ignored);
    }

private:
    tcp::acceptor acceptor_;
    address local_;
};

task<result<std::unique_ptr<byte_stream>>> tcp_listener::accept()
{
    for (;;) {
        const auto executor = co_await asio::this_coro::executor;
        tcp::socket socket(executor);
        tcp::endpoint peer;
        error_code ec;
        co_await acceptor_.async_accept(socket, peer, asio::redirect_error(asio::use_awaitable, ec));
        throw_if_aborted(ec, co_await asio::this_coro::cancellation_state);
        if (ec == asio::error::connection_aborted) // it gave up while it waited; the next one may not
            continue;
        if (ec)
            co_return failure(ec, "accept on " + local_.str());
        socket.set_option(tcp::no_delay(true), ec); // small answers do not wait for acknowledgements
        co_return make_stream(std::move(socket), to_address(peer), false);
    }
}

} // namespace

task<result<std::unique_ptr<byte_stream>>> connect_tcp(address to, socket_options how)
{
    const auto at = to_endpoint(to);
    if (!at)
        co_return at.error();
    const auto executor = co_await asio::this_coro::executor;
    if (const context_executor* simple = plain(executor))
        co_return co_await connect_on(*simple, std::move(to), *at, how);
    co_return co_await connect_on(executor, std::move(to), *at, how);
}

result<std::unique_ptr<listener>> listen_tcp(const asio::any_io_executor& executor, const address& at)
{
    const auto endpoint = to_endpoint(at);
    if (!endpoint)
        return endpoint.error();
    tcp::acceptor acceptor(executor);
    error_code ec;
    acceptor.open(endpoint->protocol(), ec);
    if (!ec)
        acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec && at.is_v6())
        acceptor.set_option(asio::ip::v6_only(true), ec);
    if (!ec)
        acceptor.bind(*endpoint, ec);
    if (!ec)
        acceptor.listen(tcp::acceptor::max_listen_connections, ec);
    if (ec)
        return failure(ec, "listen on " + at.str());
    return std::make_unique<tcp_listener>(std::move(acceptor));
}

} // namespace holdfast::io
