#include <holdfast/runtime.hpp>

#include "deliver.hpp"

#include <holdfast/policy/random.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <thread>

namespace holdfast {

namespace {

using asio::ip::tcp;
using answer = result<std::vector<address>>;

[[noreturn]] void throw_aborted()
{
    throw system_error(asio::error::operation_aborted);
}

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

/// The system's numbers may not be there, so the clocks always help.
std::uint64_t seed()
{
    splitmix64 mixed(static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()));
    std::uint64_t bits = mixed();
    bits ^= static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    try {
        std::random_device device;
        bits ^= random_bits(device);
    } catch (const std::exception&) {
        return bits;
    }
    return bits;
}

class steady_timer_port final : public timer_port {
public:
    explicit steady_timer_port(const asio::any_io_executor& executor) : timer_(executor) {}

    void expires_at(time_point when) override { timer_.expires_at(when); }
    void async_wait(wait_handler handler) override { timer_.async_wait(std::move(handler)); }
    std::size_t cancel() override { return timer_.cancel(); }

private:
    asio::steady_timer timer_;
};

/// The first buffers of a sequence, by value: an operation may take less than it was given.
template <class Buffer>
class some_buffers {
public:
    using value_type = Buffer;
    using const_iterator = const Buffer*;

    explicit some_buffers(std::span<const Buffer> all) : count_(std::min(all.size(), list_.size()))
    {
        std::copy_n(all.begin(), count_, list_.begin());
    }

    [[nodiscard]] const_iterator begin() const noexcept { return list_.data(); }
    [[nodiscard]] const_iterator end() const noexcept { return list_.data() + count_; }

private:
    std::array<Buffer, 16> list_{};
    std::size_t count_;
};

class tcp_stream_port final : public byte_stream {
public:
    tcp_stream_port(tcp::socket socket, address peer) : socket_(std::move(socket)), peer_(std::move(peer)) {}

    [[nodiscard]] asio::any_io_executor get_executor() const override
    {
        return const_cast<tcp::socket&>(socket_).get_executor();
    }
    void async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler) override
    {
        socket_.async_read_some(some_buffers(into), std::move(handler));
    }
    void async_write_some(std::span<const asio::const_buffer> from, io_handler handler) override
    {
        socket_.async_write_some(some_buffers(from), std::move(handler));
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

private:
    tcp::socket socket_;
    address peer_;
};

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
        if (cancelled(co_await asio::this_coro::cancellation_state))
            throw_aborted();
        if (ec == asio::error::connection_aborted) // it gave up while it waited; the next one may not
            continue;
        if (ec)
            co_return failure(ec, "accept on " + local_.str());
        co_return std::make_unique<tcp_stream_port>(std::move(socket), to_address(peer));
    }
}

/// Asks the system's resolver, which blocks and cannot be interrupted: every host is asked in a thread of its
/// own that nobody waits for, and lookups of a host that is being asked already share the answer.
class lookups : public std::enable_shared_from_this<lookups> {
public:
    using handler = asio::any_completion_handler<void(answer)>;

    void ask(const std::string& host, const asio::any_io_executor& executor, handler h)
    {
        const std::lock_guard lock(mutex_);
        const std::uint64_t ticket = next_++;
        auto slot = asio::get_associated_cancellation_slot(h);
        if (slot.is_connected())
            slot.assign([weak = weak_from_this(), host, ticket](asio::cancellation_type type) {
                const auto self = weak.lock();
                if (self && type != asio::cancellation_type::none)
                    self->cancel(host, ticket);
            });
        const auto [open, is_new] = open_.try_emplace(host);
        open->second.emplace(ticket, waiter{executor, std::move(h)});
        if (is_new)
            start(host);
    }

    /// Drops every handler; answers that come later find nobody.
    void shutdown()
    {
        const std::unique_lock lock(mutex_);
        auto dropped = std::exchange(open_, {});
        down_ = true;
        const_cast<std::unique_lock<std::mutex>&>(lock).unlock();
    }

private:
    struct waiter {
        asio::any_io_executor executor;
        handler done;
    };
    using waiters = std::map<std::uint64_t, waiter>;

    static answer query(const std::string& host)
    {
        asio::io_context alone;
        tcp::resolver resolver(alone);
        error_code ec;
        const auto found = resolver.resolve(host, "", ec);
        if (ec)
            return failure(errc::resolve_failed, host + ": " + ec.message());
        std::vector<address> addresses;
        for (const auto& entry : found)
            addresses.push_back(to_address(entry.endpoint()));
        return addresses;
    }

    void start(const std::string& host)
    {
        try {
            std::thread([self = shared_from_this(), host] {
                const answer found = query(host);
                const std::lock_guard lock(self->mutex_);
                self->answered(host, found);
            }).detach();
        } catch (const std::system_error& e) {
            answered(host, failure(errc::resolve_failed, host + ": no thread to ask in: " + e.what()));
        }
    }

    /// With the mutex held: the context cannot pass `shutdown`, so it is there to be posted to.
    void answered(const std::string& host, const answer& found)
    {
        auto open = open_.extract(host);
        if (!open)
            return;
        for (auto& [ticket, one] : open.mapped())
            deliver(one.executor, std::move(one.done), found);
    }

    void cancel(const std::string& host, std::uint64_t ticket)
    {
        const std::lock_guard lock(mutex_);
        const auto open = open_.find(host);
        if (open == open_.end())
            return;
        if (auto left = open->second.extract(ticket))
            deliver(left.mapped().executor, std::move(left.mapped().done),
                    answer(failure(asio::error::operation_aborted)));
    }

    std::mutex mutex_{};
    std::map<std::string, waiters> open_{};
    std::uint64_t next_ = 0;
    bool down_ = false;
};

} // namespace
