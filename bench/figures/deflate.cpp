// SPDX-License-Identifier: BSL-1.0
// The CPU time of a compressed message (RFC 7692, with context takeover) through the library's WebSocket, the
// socket included, against zlib's inflate alone on the same bytes. The server is a process of its own.

#include "support/figure.hpp"
#include "support/rig_server.hpp"

#include "server/tape.hpp"

#include <holdfast/beast_network.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace hf = holdfast;

constexpr int rounds = 5;

// ---- through the library ------------------------------------------------------------------------------

hf::task<> read_all(std::string url, std::string subscription, std::uint64_t count, double& ns_each)
{
    const auto net = hf::make_beast_network(co_await hf::asio::this_coro::executor);
    hf::websocket_options options;
    options.deflate = true;
    const auto line = (co_await net->connect(std::move(url), options, {})).value();
    (co_await line->write(std::move(subscription))).value();
    std::uint64_t left = 1 + count; // the answer to the subscription comes first
    left -= (co_await line->read()).value().messages.size();
    const auto timed = static_cast<double>(left);
    const auto begin = figure::cpu_time();
    while (left != 0)
        left -= (co_await line->read()).value().messages.size();
    ns_each = static_cast<double>((figure::cpu_time() - begin).count()) / timed;
}

double through_the_library(const figure::rig_server& server, rig::size_class payload, std::uint64_t count)
{
    hf::asio::io_context io{1};
    double ns_each = 0;
    const std::string url = server.url(std::string("payload=") + static_cast<char>(payload) +
                                       "&mode=blast&deflate=1&count=" + std::to_string(count));
    hf::asio::co_spawn(io, read_all(url, rig::subscription(payload), count, ns_each), hf::rethrow);
    io.run();
    return ns_each;
}

// ---- zlib alone ---------------------------------------------------------------------------------------

/// What the frames carry, each with the four bytes that the sender left out (RFC 7692 §7.2.2).
std::vector<std::string> compressed_messages(rig::size_class payload, std::uint64_t count)
{
    const auto frames = rig::tape_shelf().take(payload, rig::compression::takeover, count);
    std::vector<std::string> messages;
    for (std::size_t n = 0; n != count; ++n) {
        const std::string_view frame = frames->frame(n);
        const int length = frame[1];
        messages.emplace_back(frame.substr(length == 127   ? 10
                                           : length == 126 ? 4
                                                           : 2)) += {'\0', '\0', '\xff', '\xff'};
    }
    return messages;
}

double through_zlib(std::vector<std::string>& messages)
{
    constexpr int raw_window = -15;
    std::vector<unsigned char> text(std::size_t(64) << 10);
    z_stream state{};
    if (inflateInit2(&state, raw_window) != Z_OK)
        throw std::runtime_error("inflateInit2 failed");
    const auto begin = figure::cpu_time();
    for (std::string& message : messages) {
        state.next_in = reinterpret_cast<Bytef*>(message.data());
        state.avail_in = static_cast<uInt>(message.size());
        state.next_out = text.data();
        state.avail_out = static_cast<uInt>(text.size());
        if (inflate(&state, Z_SYNC_FLUSH) != Z_OK || state.avail_in != 0)
            throw std::runtime_error("inflate failed");
    }
    const auto took = figure::cpu_time() - begin;
    inflateEnd(&state);
    return static_cast<double>(took.count()) / static_cast<double>(messages.size());
}

void measure(const figure::rig_server& server, rig::size_class payload, std::uint64_t count)
{
    auto messages = compressed_messages(payload, count);
    std::vector<double> ours;
    std::vector<double> zlib;
    std::vector<double> ratios;
    for (int round = 0; round != rounds; ++round) {
        ours.push_back(through_the_library(server, payload, count));
        zlib.push_back(through_zlib(messages));
        ratios.push_back(ours.back() / zlib.back());
    }
    const char size = static_cast<char>(payload);
    std::fprintf(stderr, "%c: %.0f ns a message through the library, %.0f ns in zlib\n", size,
                 figure::median(ours), figure::median(zlib));
    figure::print(std::string("deflate_") + size + "_vs_zlib", figure::median(ratios), 1.15);
}

} // namespace

int main()
{
    const figure::rig_server server;
    measure(server, rig::size_class::s, 200'000);
    measure(server, rig::size_class::m, 40'000);
    measure(server, rig::size_class::l, 5'000);
}
