// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_CLIENTS_BEAST_CLIENT_HPP
#define HOLDFAST_BENCH_RIG_CLIENTS_BEAST_CLIENT_HPP

#include "client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <string_view>

/// The WebSocket of Boost.Beast, used as in its examples. The timeouts are off, as they are unless one asks
/// for them; with them on, every message costs a timer more.
namespace rig::beast_client {

namespace asio = boost::asio;
namespace beast = boost::beast;

using plain_stream = beast::websocket::stream<beast::tcp_stream>;
using secure_stream = beast::websocket::stream<beast::ssl_stream<beast::tcp_stream>>;

template <class Stream>
void open(Stream& ws, const task_sheet& sheet)
{
    auto& socket = beast::get_lowest_layer(ws).socket();
    asio::ip::tcp::resolver resolver(socket.get_executor());
    asio::connect(socket, resolver.resolve(sheet.host, sheet.port));
    socket.set_option(asio::ip::tcp::no_delay(true));
    if constexpr (std::is_same_v<Stream, secure_stream>) {
        ws.next_layer().set_verify_mode(asio::ssl::verify_peer);
        ws.next_layer().set_verify_callback(asio::ssl::host_name_verification(sheet.host));
        ws.next_layer().handshake(asio::ssl::stream_base::client);
    }
    beast::websocket::permessage_deflate deflate;
    deflate.client_enable = sheet.wanted.deflate;
    ws.set_option(deflate);
    ws.handshake(sheet.host + ':' + sheet.port, sheet.target);
    ws.write(asio::buffer(sheet.subscribe()));
    beast::flat_buffer acknowledgement;
    ws.read(acknowledgement);
}

[[nodiscard]] inline std::string_view text_of(const beast::flat_buffer& buffer)
{
    return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

/// Opens the stream that the URL asks for and calls `read_all(io, stream, gauge)`, which starts the reading;
/// then runs the context until nothing is left to do.
template <class ReadAll>
void receive(const task_sheet& sheet, meter& gauge, ReadAll read_all)
{
    asio::io_context io{1};
    if (sheet.secure()) {
        asio::ssl::context tls(asio::ssl::context::tls_client);
        tls.load_verify_file(sheet.ca_file);
        secure_stream ws(io, tls);
        open(ws, sheet);
        read_all(io, ws, gauge);
        io.run();
    } else {
        plain_stream ws(io);
        open(ws, sheet);
        read_all(io, ws, gauge);
        io.run();
    }
}

} // namespace rig::beast_client

#endif
