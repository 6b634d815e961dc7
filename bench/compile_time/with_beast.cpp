// SPDX-License-Identifier: BSL-1.0
// The program of with_holdfast.cpp written directly on Beast: connects to an exchange over TLS, subscribes,
// reads, and comes back when the connection is lost. It checks no sequence and restores no state.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ssl = boost::asio::ssl;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

const std::string host = "stream.binance.com";
const std::string port = "9443";
const std::string subscribe = R"({"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":1})";

using stream = websocket::stream<beast::ssl_stream<beast::tcp_stream>>;

void on_message(const std::string& text)
{
    std::cout << text << '\n';
}

asio::awaitable<void> open(stream& ws)
{
    tcp::resolver resolver(ws.get_executor());
    auto endpoints = co_await resolver.async_resolve(host, port, asio::use_awaitable);

    beast::tcp_stream& socket = beast::get_lowest_layer(ws);
    socket.expires_after(10s);
    co_await socket.async_connect(endpoints, asio::use_awaitable);
    socket.socket().set_option(tcp::no_delay(true));

    if (!SSL_set_tlsext_host_name(ws.next_layer().native_handle(), host.c_str()))
        throw beast::system_error(asio::error::invalid_argument, "server name");
    ws.next_layer().set_verify_callback(ssl::host_name_verification(host));
    socket.expires_after(10s);
    co_await ws.next_layer().async_handshake(ssl::stream_base::client, asio::use_awaitable);

    socket.expires_never();
    websocket::stream_base::timeout limits{};
    limits.handshake_timeout = 10s;
    limits.idle_timeout = 30s;
    limits.keep_alive_pings = true;
    ws.set_option(limits);
    ws.set_option(websocket::stream_base::decorator(
        [](websocket::request_type& request) { request.set(beast::http::field::user_agent, "with_beast"); }));
    ws.read_message_max(16 << 20);
    co_await ws.async_handshake(host + ":" + port, "/ws", asio::use_awaitable);
}

asio::awaitable<void> read(stream& ws)
{
    co_await ws.async_write(asio::buffer(subscribe), asio::use_awaitable);
    beast::flat_buffer buffer;
    while (true) {
        co_await ws.async_read(buffer, asio::use_awaitable);
        on_message(beast::buffers_to_string(buffer.data()));
        buffer.consume(buffer.size());
    }
}

asio::awaitable<void> run(ssl::context& tls)
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer pause(executor);
    std::chrono::milliseconds delay = 500ms;
    while (true) {
        try {
            stream ws(executor, tls);
            co_await open(ws);
            delay = 500ms;
            co_await read(ws);
        } catch (const beast::system_error& error) {
            std::cerr << "lost: " << error.code().message() << '\n';
        }
        pause.expires_after(delay);
        co_await pause.async_wait(asio::use_awaitable);
        delay = std::min<std::chrono::milliseconds>(delay * 2, 30s);
    }
}

} // namespace

int main()
{
    asio::io_context io{1};
    ssl::context tls(ssl::context::tls_client);
    tls.set_default_verify_paths();
    tls.set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
    tls.set_verify_mode(ssl::verify_peer);
    asio::co_spawn(io, run(tls), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}
