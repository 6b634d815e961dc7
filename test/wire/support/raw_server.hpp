// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_WIRE_RAW_SERVER_HPP
#define HOLDFAST_TEST_WIRE_RAW_SERVER_HPP

#include "frames.hpp"

#include "print.hpp"

#include "support/laboratory.hpp"

#include <holdfast/beast_network.hpp>
#include <holdfast/runtime.hpp>

#include <boost/asio/error.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace raw {

namespace hf = holdfast;
namespace asio = boost::asio;
using namespace std::chrono_literals;

/// What a client sent in one frame, unmasked.
struct client_frame {
    unsigned first = 0; ///< FIN, reserved bits and opcode; zero: the line has ended.
    std::string payload{};
    bool masked = false;
};

/// The server's end of one connection: bytes as they are, nothing is done by itself.
class peer {
public:
    explicit peer(std::unique_ptr<hf::byte_stream> line) : line_(std::move(line)) {}

    hf::task<> send(std::string bytes) { (void)co_await hf::write_all(*line_, asio::buffer(bytes)); }

    /// Up to the blank line; empty when the client has gone.
    hf::task<std::string> head()
    {
        std::size_t end = received_.find("\r\n\r\n");
        while (end == std::string::npos) {
            const bool more = co_await receive();
            if (!more)
                co_return std::string();
            end = received_.find("\r\n\r\n");
        }
        co_return take(end + 4);
    }

    /// So many bytes; fewer when the client has gone.
    hf::task<std::string> exactly(std::size_t n)
    {
        while (received_.size() < n) {
            const bool more = co_await receive();
            if (!more)
                break;
        }
        co_return take(n);
    }

    /// Accepts the upgrade, and says something in the same breath.
    hf::task<> upgrade(std::string glued = {}, std::string more_headers = {})
    {
        const std::string request = co_await head();
        co_await send(accept(request, more_headers) + glued);
    }

    hf::task<client_frame> frame()
    {
        client_frame out;
        std::size_t size = 0;
        while ((size = whole_frame()) == 0) {
            const bool more = co_await receive();
            if (!more)
                co_return out;
        }
        const std::string bytes = take(size);
        out.first = static_cast<unsigned char>(bytes[0]);
        out.masked = (static_cast<unsigned char>(bytes[1]) & 0x80) != 0;
        const std::size_t header = header_size(bytes);
        for (std::size_t i = header; i != size; ++i)
            out.payload += static_cast<char>(bytes[i] ^ bytes[header - 4 + (i - header) % 4]);
        co_return out;
    }

    /// Completes when the client has closed the connection; what it sent until then.
    hf::task<std::string> until_end()
    {
        for (;;) {
            const bool more = co_await receive();
            if (!more)
                co_return std::exchange(received_, {});
        }
    }

    hf::byte_stream& line() noexcept { return *line_; }

private:
    hf::task<bool> receive()
    {
        char block[4096];
        const auto got = co_await hf::read_some(*line_, asio::buffer(block));
        if (got)
            received_.append(block, *got);
        co_return got.has_value();
    }

    std::string take(std::size_t n)
    {
        std::string taken = received_.substr(0, n);
        received_.erase(0, n);
        return taken;
    }

    static std::size_t length(const std::string& b)
    {
        const auto at = [&b](std::size_t i) { return std::size_t(static_cast<unsigned char>(b[i])); };
        const std::size_t n = at(1) & 0x7f;
        return n < 126 ? n : at(2) << 8 | at(3);
    }
    static std::size_t header_size(const std::string& b)
    {
        return (static_cast<unsigned char>(b[1]) & 0x7f) < 126 ? 6 : 8;
    }
    std::size_t whole_frame() const
    {
        if (received_.size() < 6 || received_.size() < header_size(received_))
            return 0;
        const std::size_t size = header_size(received_) + length(received_);
        return received_.size() < size ? 0 : size;
    }

    std::unique_ptr<hf::byte_stream> line_;
    std::string received_;
};

using server_script = std::function<hf::task<>(peer&)>;
using client_script = std::function<hf::task<>(hf::network&)>;

inline constexpr const char* host = "server.test";
inline constexpr const char* ip = "10.0.0.1";
inline const std::string ws_url = "ws://server.test/feed";
inline const std::string http_url = "http://server.test/api";

/// Plays the script on one connection after the other, and keeps them all open until the client ends.
inline hf::task<> serve(hf::listener& door, const server_script& script)
{
    std::vector<std::unique_ptr<peer>> peers;
    for (;;) {
        auto line = co_await door.accept();
        if (!line)
            co_return;
        peers.push_back(std::make_unique<peer>(*std::move(line)));
        co_await script(*peers.back());
    }
}

/// A world with a server that follows a script. Nothing may be left open when the client has ended.
struct stage : lab::laboratory {
    explicit stage(server_script s, hf::websocket_options rest = {})
        : script(std::move(s)), net(hf::make_beast_network(io.get_executor(), std::move(rest)))
    {
        world.add_host(host, {ip});
    }

    void run(const client_script& client)
    {
        play(both(client));
        net.reset();
        BOOST_TEST(*world.live_streams() == 0u);
    }

    hf::task<> both(const client_script& client)
    {
        auto door = world.listen(io.get_executor(), {ip, 80});
        auto server = serve(**door, script);
        co_await hf::race(client(*net), std::move(server));
        co_await hf::sleep_for(1s); // what has been closed arrives
    }

    server_script script;
    std::unique_ptr<hf::network> net;
};

/// Opens a WebSocket that must open.
inline hf::task<std::unique_ptr<hf::websocket>> open(hf::network& net, const hf::websocket_options& options)
{
    auto opened = co_await net.connect(ws_url, options, {});
    co_return std::move(opened).value(); // throws what is in the way, in words
}

inline hf::task<std::unique_ptr<hf::websocket>> open(hf::network& net)
{
    const hf::websocket_options usual;
    co_return co_await open(net, usual);
}

/// Reads until so many messages are there, or the connection ends.
inline hf::task<std::vector<std::string>> read_texts(hf::websocket& socket, std::size_t count)
{
    std::vector<std::string> texts;
    while (texts.size() < count) {
        const auto batch = co_await socket.read();
        if (!batch)
            break;
        for (const hf::message& m : batch->messages)
            texts.emplace_back(m.bytes);
    }
    co_return texts;
}

} // namespace raw

#endif
