// SPDX-License-Identifier: BSL-1.0
#include "net/any_stream.hpp"

#include "wire/support/deflater.hpp"
#include "wire/support/raw_server.hpp"

#include <holdfast/policy/random.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

// Random frames, legal and illegal, cut at random places, go to our WebSocket and to Beast's own: both must
// deliver the same messages, come to the same verdict, and send the same answers.

namespace hf = holdfast;
namespace ws = boost::beast::websocket;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t most = 3000;

struct transcript {
    std::vector<std::string> messages{}; ///< `t` or `b`, and the payload.
    std::string verdict{};
    std::vector<std::string> answers{};

    friend bool operator==(const transcript&, const transcript&) = default;
};

std::string in_hex(const std::string& bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes.substr(0, 40)) {
        out += digits[static_cast<unsigned char>(c) >> 4U];
        out += digits[static_cast<unsigned char>(c) & 15U];
    }
    return out + (bytes.size() > 40 ? ".." : "") + '(' + std::to_string(bytes.size()) + ')';
}

std::ostream& operator<<(std::ostream& out, const transcript& t)
{
    for (const std::string& m : t.messages)
        out << in_hex(m) << ' ';
    out << "| " << t.verdict << " |";
    for (const std::string& a : t.answers)
        out << ' ' << in_hex(a);
    return out;
}

// ---- what is sent --------------------------------------------------------------------------------------

class frame_writer {
public:
    frame_writer(std::uint64_t seed, bool deflate) : dice_(seed), deflate_(deflate) {}

    std::string sequence()
    {
        std::string bytes;
        for (std::size_t n = 1 + below(12); n != 0; --n)
            bytes += below(25) == 0 ? illegal() : legal();
        return bytes + (inside_ ? raw::frame(0x80, rest_) : "") + raw::close(1000, "end");
    }

    std::size_t below(std::size_t n) { return static_cast<std::size_t>(dice_.below(n)); }

private:
    std::string legal()
    {
        switch (below(10)) {
        case 0: return raw::ping(words(below(126)));
        case 1: return raw::pong(words(below(126)));
        case 2: return below(10) == 0 ? goodbye() : raw::ping();
        default: return data();
        }
    }

    std::string goodbye()
    {
        constexpr std::array<unsigned, 8> codes = {1000, 1001, 1008, 1011, 1012, 3000, 4000, 4999};
        return below(3) == 0 ? raw::frame(0x88, "")
                             : raw::close(codes[below(codes.size())], words(below(50)));
    }

    /// A message, the beginning of one, or the next part of the present one.
    std::string data()
    {
        const bool final = below(3) != 0;
        const bool first = !inside_;
        const unsigned code = first ? text_now() : 0;
        if (first)
            compressed_ = deflate_ && below(2) == 0;
        if (first && compressed_)
            rest_ = window_.message(words(size()));
        const std::string payload =
            compressed_ ? piece(final ? rest_.size() : below(rest_.size() + 1)) : words(size());
        inside_ = !final;
        return raw::frame((final ? 0x80U : 0U) | (first && compressed_ ? 0x40U : 0U) | code, payload);
    }

    std::string piece(std::size_t n)
    {
        const std::string taken = rest_.substr(0, n);
        rest_.erase(0, n);
        return taken;
    }

    unsigned text_now()
    {
        text_ = below(2) == 0;
        return text_ ? 1 : 2;
    }

    std::size_t size()
    {
        constexpr std::array<std::size_t, 9> sizes = {0, 1, 10, 125, 126, 127, 500, 1400, 2000};
        return sizes[below(sizes.size())];
    }

    std::string words(std::size_t n)
    {
        std::string out;
        while (out.size() < n)
            out += n - out.size() >= 4 && below(4) == 0 ? "\xf0\x9f\xa6\x80"
                                                        : std::string(1, static_cast<char>('a' + below(26)));
        return out;
    }

    std::string illegal()
    {
        using namespace std::string_literals;
        switch (below(12)) {
        case 0: return raw::frame(static_cast<unsigned>(below(256)), words(size()));
        case 1: return raw::text(words(10) + "\xff" + words(10));
        case 2: return raw::frame(0x80, words(10));
        case 3: return raw::text(words(most + 1));
        case 4: return raw::ping(words(126));
        case 5: return raw::frame(0x89, words(10)).insert(1, "\x80"s); // a mask bit and rubbish
        case 6: return "\x81\x7e\x00\x05hello"s;
        case 7: return "\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff"s;
        case 8: return raw::close(1005, "never travels");
        case 9: return raw::frame(0x88, "x");
        case 10: return raw::frame(0xc1, "\x07 not deflated");
        default: return raw::close(1000, "\xff");
        }
    }

    hf::splitmix64 dice_;
    bool deflate_;
    raw::deflater window_{};
    std::string rest_{}; ///< Of the present compressed message.
    bool inside_ = false;
    bool compressed_ = false;
    bool text_ = false;
};

// ---- the two readers -----------------------------------------------------------------------------------

hf::task<> read_ours(hf::network& net, bool deflate, bool slow_only, transcript& to)
{
    hf::websocket_options options;
    options.slow_lane_only = slow_only;
    options.deflate = deflate;
    options.max_message = most;
    const auto socket = co_await raw::open(net, options);
    for (;;) {
        const auto batch = co_await socket->read();
        if (!batch) {
            const hf::error_code why = batch.error().code;
            to.verdict = why == hf::errc::closed_by_peer
                             ? "closed " + std::to_string(socket->reason().code) + ' ' + socket->reason().text
                         : why == hf::errc::message_too_big    ? "too big"
                         : why == hf::errc::protocol_violation ? "violation"
                         : why == hf::errc::disconnected       ? "ended"
                                                               : why.message();
            co_return;
        }
        for (const hf::message& m : batch->messages)
            to.messages.push_back((m.binary ? 'b' : 't') + std::string(m.bytes));
    }
}

hf::task<> read_beasts(bool deflate, transcript& to)
{
    const auto executor = co_await boost::asio::this_coro::executor;
    auto line = co_await hf::runtime::of(executor).connect({raw::ip, 80});
    ws::stream<hf::net::any_stream> beast{hf::net::any_stream(*std::move(line))};
    ws::permessage_deflate offer;
    offer.client_enable = deflate;
    beast.set_option(offer);
    beast.read_message_max(most);
    co_await beast.async_handshake("server.test", "/feed", boost::asio::use_awaitable);
    for (;;) {
        boost::beast::flat_buffer buffer;
        hf::error_code ec;
        co_await beast.async_read(buffer, boost::asio::redirect_error(boost::asio::use_awaitable, ec));
        if (ec) {
            const unsigned code = beast.reason().code == 0 ? 1005U : beast.reason().code;
            to.verdict = ec == ws::error::closed ? "closed " + std::to_string(code) + ' ' +
                                                       std::string(beast.reason().reason.c_str())
                         : ec == ws::error::message_too_big ? "too big"
                         : ec == boost::asio::error::eof    ? "ended"
                                                            : "violation";
            co_return;
        }
        const auto bytes = buffer.cdata();
        to.messages.push_back((beast.got_binary() ? 'b' : 't') +
                              std::string(static_cast<const char*>(bytes.data()), bytes.size()));
    }
}

// ---- the comparison ------------------------------------------------------------------------------------

struct comparison {
    transcript ours{};
    transcript beasts{};
};

hf::task<> take_answers(raw::peer& from, transcript& to)
{
    for (;;) {
        const raw::client_frame f = co_await from.frame();
        if (f.first == 0)
            co_return;
        to.answers.push_back(std::string(1, static_cast<char>(f.first)) + f.payload);
    }
}

struct trial {
    bool deflate = false;
    bool slow_only = false;
    bool damaged = false; ///< Some bytes become others, wherever they are: headers, lengths, payloads.
};

std::string bytes_of(frame_writer& writer, const trial& how)
{
    std::string bytes = writer.sequence();
    if (how.damaged)
        for (std::size_t n = 1 + writer.below(4); n != 0; --n)
            bytes[writer.below(bytes.size())] = static_cast<char>(writer.below(256));
    return bytes;
}

comparison compare(std::uint64_t seed, trial how = {})
{
    const bool deflate = how.deflate;
    frame_writer writer(seed, deflate);
    const std::string bytes = bytes_of(writer, how);
    comparison both;
    transcript* listening = &both.ours;
    raw::stage s([&](raw::peer& p) -> hf::task<> {
        transcript& to = *listening;
        const std::string accepted = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
        co_await p.upgrade(bytes, deflate ? accepted : "");
        co_await hf::race(take_answers(p, to), hf::sleep_for(5s)); // a damaged length may announce gigabytes
        p.line().close();
    });
    constexpr std::array<std::size_t, 5> slices = {0, 1, 7, 150, 2000};
    s.world.set_path({.latency = 1ms, .slice = slices[writer.below(slices.size())]});
    s.run([&](hf::network& net) -> hf::task<> {
        co_await read_ours(net, deflate, how.slow_only, both.ours);
        co_await hf::sleep_for(10s);
        listening = &both.beasts;
        co_await read_beasts(deflate, both.beasts);
        co_await hf::sleep_for(1s);
    });
    return both;
}

/// Beast looks at the text of a message before it is whole; the fast lane waits for its end, which never
/// came.
bool judged_early(const comparison& both)
{
    const std::string not_utf8 = "\x88\x03\xef";
    return both.ours.verdict == "ended" && both.ours.messages == both.beasts.messages &&
           !both.beasts.answers.empty() && both.beasts.answers.back() == not_utf8;
}

} // namespace

BOOST_AUTO_TEST_SUITE(differential)

BOOST_AUTO_TEST_CASE(our_two_lanes_and_beast_agree)
{
    for (std::uint64_t seed = 1; seed != 500; ++seed) {
        const comparison both = compare(seed);
        BOOST_CHECK_MESSAGE(both.ours == both.beasts,
                            "seed " << seed << "\n ours:  " << both.ours << "\n Beast: " << both.beasts);
    }
}

BOOST_AUTO_TEST_CASE(our_two_lanes_and_beast_agree_with_deflate)
{
    for (std::uint64_t seed = 1; seed != 250; ++seed) {
        const comparison both = compare(seed, {.deflate = true});
        BOOST_CHECK_MESSAGE(both.ours == both.beasts,
                            "seed " << seed << "\n ours:  " << both.ours << "\n Beast: " << both.beasts);
    }
}

BOOST_AUTO_TEST_CASE(our_two_lanes_and_beast_agree_on_damaged_bytes)
{
    for (std::uint64_t seed = 1; seed != 600; ++seed) {
        const comparison both = compare(seed, {.damaged = true});
        BOOST_CHECK_MESSAGE(both.ours == both.beasts || judged_early(both),
                            "seed " << seed << "\n ours:  " << both.ours << "\n Beast: " << both.beasts);
    }
}

BOOST_AUTO_TEST_CASE(our_slow_lane_alone_and_beast_agree)
{
    for (std::uint64_t seed = 1; seed != 150; ++seed) {
        const comparison both = compare(seed, {.deflate = seed % 2 == 0, .slow_only = true});
        BOOST_CHECK_MESSAGE(both.ours == both.beasts,
                            "seed " << seed << "\n ours:  " << both.ours << "\n Beast: " << both.beasts);
    }
}

BOOST_AUTO_TEST_CASE(the_sequences_cover_every_verdict)
{
    std::size_t closed = 0;
    std::size_t too_big = 0;
    std::size_t violation = 0;
    for (std::uint64_t seed = 1; seed != 100; ++seed) {
        const std::string verdict = compare(seed).ours.verdict;
        closed += verdict.starts_with("closed");
        too_big += verdict == "too big";
        violation += verdict == "violation";
    }
    BOOST_TEST(closed > 10u);
    BOOST_TEST(too_big > 1u);
    BOOST_TEST(violation > 10u);
}

BOOST_AUTO_TEST_SUITE_END()
