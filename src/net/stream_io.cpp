#include "net/stream_io.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace holdfast::net {

namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);
using signature = void(error_code, std::size_t);

} // namespace

task<transfer> read_some(byte_stream& from, std::span<char> into)
{
    const asio::mutable_buffer buffer(into.data(), into.size());
    auto start = [&](auto handler) { from.async_read_some({&buffer, 1}, std::move(handler)); };
    const auto done = co_await asio::async_initiate<decltype(token), signature>(start, token);
    co_return transfer{std::get<0>(done), std::get<1>(done)};
}

task<error_code> write_all(byte_stream& to, std::string_view bytes)
{
    while (!bytes.empty()) {
        const asio::const_buffer buffer(bytes.data(), bytes.size());
        auto start = [&](auto handler) { to.async_write_some({&buffer, 1}, std::move(handler)); };
        const auto done = co_await asio::async_initiate<decltype(token), signature>(start, token);
        if (std::get<0>(done))
            co_return std::get<0>(done);
        bytes.remove_prefix(std::get<1>(done));
    }
    co_return error_code();
}

} // namespace holdfast::net
