// SPDX-License-Identifier: BSL-1.0
#include <holdfast/runtime.hpp>

#include "core/some_bytes.hpp"
#include "core/throw_if_aborted.hpp"
#include "io/lookups.hpp"
#include "io/tcp.hpp"
#include "io/timer.hpp"

#include <holdfast/policy/random.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <random>

namespace holdfast {

namespace {

using io::throw_if_aborted;

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

} // namespace

/// What the real world needs to remember.
class runtime::real {
public:
    std::atomic<std::uint64_t> random{seed()};
    std::shared_ptr<io::lookups> names = std::make_shared<io::lookups>();
};

runtime::runtime(asio::execution_context& context) : service(context), real_(std::make_shared<real>()) {}

runtime::runtime(asio::execution_context& context, simulated) : service(context) {}

runtime::~runtime() = default;

runtime& runtime::of(asio::any_io_executor executor)
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
    return io::make_timer(executor);
}

task<result<std::vector<address>>> runtime::resolve(std::string host, std::uint16_t port)
{
    error_code ec;
    const auto numeric = asio::ip::make_address(host, ec);
    if (!ec)
        co_return std::vector<address>{{numeric.to_string(), port}};

    const auto executor = co_await asio::this_coro::executor;
    auto start = [&](auto handler) { real_->names->ask(host, executor, std::move(handler)); };
    io::lookups::answer found =
        co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(io::lookups::answer)>(
            start, asio::use_awaitable);
    if (!found)
        throw_if_aborted(found.error().code, co_await asio::this_coro::cancellation_state);
    else
        for (address& one : *found)
            one.port = port;
    co_return found;
}

task<result<std::unique_ptr<byte_stream>>> runtime::connect(address to, socket_options how)
{
    return io::connect_tcp(std::move(to), how);
}

result<std::unique_ptr<listener>> runtime::listen(const asio::any_io_executor& executor, const address& at)
{
    return io::listen_tcp(executor, at);
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
    const std::size_t bytes = co_await io::some_bytes(from, into, ec);
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
