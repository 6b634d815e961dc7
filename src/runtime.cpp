#include <holdfast/runtime.hpp>

#include "deliver.hpp"

#include <holdfast/policy/random.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
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

/// Throws if the operation failed because of the coroutine's cancellation; what it achieved is never lost.
void throw_if_aborted(const error_code& ec, const asio::cancellation_state& state)
{
    if (ec && cancelled(state))
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
    tcp_stream_port(tcp::socket socket, address peer)
        : socket_(std::move(socket)), executor_(socket_.get_executor()), peer_(std::move(peer))
    {
    }

    [[nodiscard]] asio::any_io_executor get_executor() const override { return executor_; }
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
    asio::any_io_executor executor_;
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
        throw_if_aborted(ec, co_await asio::this_coro::cancellation_state);
        if (ec == asio::error::connection_aborted) // it gave up while it waited; the next one may not
            continue;
        if (ec)
            co_return failure(ec, "accept on " + local_.str());
        socket.set_option(tcp::no_delay(true), ec); // small answers do not wait for acknowledgements
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
        if (down_)
            return;
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
        std::map<std::string, waiters> dropped; // destroyed without the mutex: frames go with the handlers
        const std::lock_guard lock(mutex_);
        down_ = true;
        dropped.swap(open_);
    }

private:
    struct waiter {
        asio::any_io_executor executor;
        handler done;
    };
    using waiters = std::map<std::uint64_t, waiter>;

    static answer query(const std::string& host)
    try {
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
    } catch (const std::exception& e) {
        return failure(errc::resolve_failed, host + ": " + e.what());
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

/// What the real world needs to remember.
class runtime::real {
public:
    std::atomic<std::uint64_t> random{seed()};
    std::shared_ptr<lookups> names = std::make_shared<lookups>();
};

runtime::runtime(asio::execution_context& context) : service(context), real_(std::make_shared<real>()) {}

runtime::runtime(asio::execution_context& context, simulated) : service(context) {}

runtime::~runtime() = default;

runtime& runtime::of(const asio::any_io_executor& executor)
{
    return asio::use_service<runtime>(asio::query(executor, asio::execution::context));
}

time_point runtime::now() const noexcept
{
    return std::chrono::steady_clock::now();
}

wall_time runtime::wall_now() const noexcept
{
    return std::chrono::system_clock::now();
}

std::uint64_t runtime::random() noexcept
{
    // Every call draws one number of its own generator, so that no lock is needed.
    constexpr std::uint64_t step = 0x9e37'79b9'7f4a'7c15;
    return splitmix64(real_->random.fetch_add(step, std::memory_order_relaxed))();
}

std::unique_ptr<timer_port> runtime::make_timer(const asio::any_io_executor& executor)
{
    return std::make_unique<steady_timer_port>(executor);
}

task<result<std::vector<address>>> runtime::resolve(std::string host, std::uint16_t port)
{
    error_code ec;
    const auto numeric = asio::ip::make_address(host, ec);
    if (!ec)
        co_return std::vector<address>{{numeric.to_string(), port}};

    const auto executor = co_await asio::this_coro::executor;
    auto start = [&](auto handler) { real_->names->ask(host, executor, std::move(handler)); };
    answer found = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(answer)>(
        start, asio::use_awaitable);
    if (!found)
        throw_if_aborted(found.error().code, co_await asio::this_coro::cancellation_state);
    else
        for (address& one : *found)
            one.port = port;
    co_return found;
}

task<result<std::unique_ptr<byte_stream>>> runtime::connect(address to, bool no_delay)
{
    const auto at = to_endpoint(to);
    if (!at)
        co_return at.error();
    const auto executor = co_await asio::this_coro::executor;
    tcp::socket socket(executor);
    error_code ec;
    co_await socket.async_connect(*at, asio::redirect_error(asio::use_awaitable, ec));
    throw_if_aborted(ec, co_await asio::this_coro::cancellation_state);
    if (!ec && no_delay)
        socket.set_option(tcp::no_delay(true), ec);
    if (ec)
        co_return failure(ec, to.str());
    co_return std::make_unique<tcp_stream_port>(std::move(socket), std::move(to));
}

result<std::unique_ptr<listener>> runtime::listen(const asio::any_io_executor& executor, const address& at)
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

void runtime::shutdown()
{
    if (real_)
        real_->names->shutdown();
}

std::string address::str() const
{
    const std::string host = is_v6() ? '[' + ip + ']' : ip;
    return host + ':' + std::to_string(port);
}

task<result<std::size_t>> read_some(byte_stream& from, asio::mutable_buffer into)
{
    error_code ec;
    auto start = [&](auto handler) { from.async_read_some(std::span(&into, 1), std::move(handler)); };
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const std::size_t bytes =
        co_await asio::async_initiate<decltype(token)&, void(error_code, std::size_t)>(start, token);
    throw_if_aborted(ec, co_await asio::this_coro::cancellation_state);
    if (ec)
        co_return failure(ec);
    co_return bytes;
}

task<result<>> write_all(byte_stream& to, asio::const_buffer bytes)
{
    while (bytes.size() != 0) {
        error_code ec;
        auto start = [&](auto handler) { to.async_write_some(std::span(&bytes, 1), std::move(handler)); };
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        bytes += co_await asio::async_initiate<decltype(token)&, void(error_code, std::size_t)>(start, token);
        throw_if_aborted(ec, co_await asio::this_coro::cancellation_state);
        if (ec)
            co_return failure(ec);
    }
    co_return result<>();
}

} // namespace holdfast
