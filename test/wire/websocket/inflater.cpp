// SPDX-License-Identifier: BSL-1.0
#include "wire/websocket/inflater.hpp"

#include "wire/support/deflater.hpp"

#include <holdfast/policy/random.hpp>

#include <boost/beast/zlib/error.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Messages go through zlib's deflate as a server uses it, and come out of our inflater.

namespace hf = holdfast;
namespace wire = holdfast::wire;
namespace zlib = boost::beast::zlib;
using namespace std::string_literals;
using wire::inflate_verdict;

namespace holdfast::wire {

static std::ostream& operator<<(std::ostream& out, inflate_verdict v)
{
    constexpr std::array<const char*, 3> names = {"ok", "too_big", "corrupt"};
    return out << names.at(static_cast<std::size_t>(v));
}

} // namespace holdfast::wire

namespace {

constexpr std::size_t roomy = std::size_t(1) << 20;

/// The inflater with a slab for each call, and its bytes as strings.
struct reader {
    explicit reader(std::size_t max_message = roomy) : inflate(max_message) {}

    inflate_verdict piece(std::string_view bytes, bool last)
    {
        hf::slab memory;
        const wire::inflated out = inflate.inflate(bytes, last, memory);
        text += out.bytes;
        return out.verdict;
    }

    /// The text of a message that must be sound.
    std::string message(std::string_view bytes)
    {
        text.clear();
        BOOST_TEST(piece(bytes, true) == inflate_verdict::ok);
        return text;
    }

    wire::inflater inflate;
    std::string text{};
};

/// Texts like those of an exchange: the same words again and again, and numbers.
class author {
public:
    explicit author(std::uint64_t seed) : dice_(seed) {}

    std::string text(std::size_t size)
    {
        constexpr std::array<std::string_view, 5> words = {R"({"e":"depthUpdate")", R"("s":"BTCUSDT")",
                                                           R"("b":[[)", R"("61837.63000000")",
                                                           R"("0.00000000"])"};
        std::string out;
        while (out.size() < size) {
            out += words.at(below(words.size()));
            out += ',' + std::to_string(dice_());
        }
        out.resize(size);
        return out;
    }

    std::vector<std::string> texts(std::size_t count, std::size_t largest)
    {
        std::vector<std::string> all;
        for (std::size_t i = 0; i != count; ++i)
            all.push_back(text(below(largest + 1)));
        return all;
    }

    std::size_t below(std::size_t n) { return static_cast<std::size_t>(dice_.below(n)); }

private:
    hf::splitmix64 dice_;
};

/// What Beast's inflater makes of the messages of a connection.
struct beasts_reader {
    /// Nothing when it refuses.
    std::optional<std::string> message(std::string_view bytes)
    {
        constexpr std::string_view tail("\0\0\xff\xff", 4);
        std::string out(roomy, '\0');
        std::size_t size = 0;
        for (const std::string_view part : {bytes, tail}) {
            zlib::z_params p;
            p.next_in = part.data();
            p.avail_in = part.size();
            p.next_out = out.data() + size;
            p.avail_out = out.size() - size;
            stream.write(p, zlib::Flush::sync, why);
            if (why && why != zlib::error::need_buffers)
                return std::nullopt;
            size += p.total_out;
        }
        out.resize(size);
        return out;
    }

    /// It takes no final block, and is out of step after a message that ended before its tail.
    bool is_less_patient() const
    {
        return why == zlib::error::end_of_stream || why == zlib::error::invalid_stored_length;
    }

    zlib::inflate_stream stream{};
    boost::beast::error_code why{};
};

} // namespace

BOOST_AUTO_TEST_SUITE(inflater)

BOOST_AUTO_TEST_CASE(a_message_comes_out_as_it_went_in)
{
    raw::deflater server;
    reader client;
    BOOST_TEST(client.message(server.message("Hello")) == "Hello");
}

BOOST_AUTO_TEST_CASE(the_examples_of_the_rfc_are_understood)
{
    // RFC 7692 §7.2.3.1 to §7.2.3.5
    BOOST_TEST(reader().message("\xf2\x48\xcd\xc9\xc9\x07\x00"s) == "Hello");
    BOOST_TEST(reader().message("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s) == "Hello");
    BOOST_TEST(reader().message("\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s) == "Hello");
    BOOST_TEST(reader().message("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s) == "Hello");
    reader taking_over;
    BOOST_TEST(taking_over.message("\xf2\x48\xcd\xc9\xc9\x07\x00"s) == "Hello");
    BOOST_TEST(taking_over.message("\xf2\x00\x11\x00\x00"s) == "Hello");
}

BOOST_AUTO_TEST_CASE(a_message_refers_to_those_before_it)
{
    raw::deflater server;
    reader client;
    const std::string text = author(1).text(3000);
    const std::string first = server.message(text);
    const std::string second = server.message(text);
    BOOST_TEST(second.size() < first.size() / 20);
    BOOST_TEST(client.message(first) == text);
    BOOST_TEST(client.message(second) == text);
}

BOOST_AUTO_TEST_CASE(every_window_and_level_with_and_without_takeover)
{
    for (int bits = 9; bits <= 15; ++bits)
        for (int level = 0; level <= 9; ++level)
            for (const bool takeover : {false, true}) {
                raw::deflater server({bits, level, 1 + level % 9, takeover});
                reader client;
                author writer(static_cast<std::uint64_t>(bits * 100 + level));
                for (const std::string& text : writer.texts(20, 5000))
                    BOOST_REQUIRE(client.message(server.message(text)) == text);
            }
}

BOOST_AUTO_TEST_CASE(a_long_connection_with_messages_of_every_size)
{
    raw::deflater server;
    reader client;
    author writer(2);
    for (const std::size_t largest : {10u, 300u, 2000u, 100'000u})
        for (const std::string& text : writer.texts(100, largest))
            BOOST_REQUIRE(client.message(server.message(text)) == text);
}

BOOST_AUTO_TEST_CASE(a_message_may_be_cut_into_two_pieces_anywhere)
{
    raw::deflater server;
    const std::string text = author(3).text(400);
    const std::string first = server.message(text);
    const std::string second = server.message(text + text);
    for (std::size_t cut = 0; cut <= first.size(); ++cut) {
        reader client;
        BOOST_TEST(client.piece(first.substr(0, cut), false) == inflate_verdict::ok);
        BOOST_TEST(client.piece(first.substr(cut), true) == inflate_verdict::ok);
        BOOST_TEST(client.text == text);
        BOOST_TEST(client.message(second) == text + text);
    }
}

BOOST_AUTO_TEST_CASE(messages_may_be_cut_into_any_pieces)
{
    for (std::uint64_t seed = 1; seed != 200; ++seed) {
        author writer(seed);
        raw::deflater server({.level = static_cast<int>(seed % 10)});
        reader client;
        for (const std::string& text : writer.texts(8, 4000)) {
            client.text.clear();
            const std::string bytes = server.message(text);
            std::string_view rest = bytes;
            while (writer.below(6) != 0) {
                const std::size_t n = writer.below(rest.size() + 1) / (1 + writer.below(20));
                BOOST_REQUIRE(client.piece(rest.substr(0, n), false) == inflate_verdict::ok);
                rest.remove_prefix(n);
            }
            BOOST_REQUIRE(client.piece(rest, true) == inflate_verdict::ok);
            BOOST_REQUIRE(client.text == text);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_empty_message_is_a_byte_or_none)
{
    raw::deflater server;
    reader client;
    BOOST_TEST(client.message(server.message("before")) == "before");
    BOOST_TEST(client.message("\0"s).empty()); // RFC 7692 §7.2.3.6
    BOOST_TEST(client.message("").empty());
    BOOST_TEST(client.message(server.message("after")) == "after");
}

BOOST_AUTO_TEST_CASE(a_message_from_which_nothing_was_taken_off_is_understood)
{
    raw::deflater server;
    reader client;
    for (int i = 0; i != 3; ++i)
        BOOST_TEST(client.message(server.flushed("the same words", Z_SYNC_FLUSH)) == "the same words");
}

BOOST_AUTO_TEST_CASE(a_final_block_ends_a_message_and_not_the_connection)
{
    const std::string text = author(4).text(2000);
    for (const std::string& end : {""s, "\0"s}) { // RFC 7692 §7.2.3.5 asks for the byte; not all servers do
        reader client;
        for (int i = 0; i != 3; ++i) {
            raw::deflater server;
            BOOST_TEST(client.message(server.flushed(text, Z_FINISH) + end) == text);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_final_block_may_be_the_one_that_the_tail_ends)
{
    raw::deflater server;
    reader client;
    const std::string stored = "\x00\x05\x00\xfa\xffHello\x01"s;
    BOOST_TEST(client.message(stored) == "Hello");
    BOOST_TEST(client.message(server.message("after")) == "after");
}

BOOST_AUTO_TEST_CASE(what_follows_a_final_block_may_refer_to_what_was_before)
{
    raw::deflater server;
    reader client;
    const std::string text = author(5).text(30'000);
    BOOST_TEST(client.message(server.message(text)) == text);
    BOOST_TEST(client.message("\x03\x00\x00"s).empty()); // an empty final block
    const std::string second = server.message(text);
    BOOST_TEST(second.size() < 1000u);
    BOOST_TEST(client.message(second) == text);
}

BOOST_AUTO_TEST_CASE(the_bytes_are_followed_by_padding)
{
    raw::deflater server;
    wire::inflater inflate(roomy);
    hf::slab memory;
    const std::string text = author(6).text(999);
    const wire::inflated first = inflate.inflate(server.message(text), true, memory);
    const wire::inflated second = inflate.inflate(server.message("second"), true, memory);
    BOOST_TEST(first.bytes == text);
    BOOST_TEST(second.bytes == "second");
    for (const std::string_view bytes : {first.bytes, second.bytes}) {
        const std::string_view behind(bytes.data() + bytes.size(), hf::slab::padding);
        BOOST_TEST(behind == std::string(hf::slab::padding, '\0'));
    }
}

BOOST_AUTO_TEST_CASE(a_slab_holds_little_more_than_the_messages)
{
    raw::deflater server;
    wire::inflater inflate(roomy);
    hf::slab memory;
    author writer(7);
    std::size_t bytes = 0;
    for (const std::string& text : writer.texts(500, 1000)) {
        BOOST_TEST(inflate.inflate(server.message(text), true, memory).bytes == text);
        bytes += text.size() + hf::slab::padding;
    }
    BOOST_TEST(memory.footprint() < 2 * bytes + 8192);
}

BOOST_AUTO_TEST_CASE(the_limit_is_kept_to_the_byte)
{
    for (const std::size_t most : {1u, 100u, 257u, 4096u, 100'000u}) {
        const std::string text = author(most).text(most);
        BOOST_TEST(reader(most).message(raw::deflater().message(text)) == text);
        reader refusing(most);
        BOOST_TEST(refusing.piece(raw::deflater().message(text + 'x'), true) == inflate_verdict::too_big);
    }
}

BOOST_AUTO_TEST_CASE(the_limit_is_that_of_a_message_and_not_of_a_piece)
{
    raw::deflater server;
    reader client(1000);
    const std::string text(600, 'x');
    for (int i = 0; i != 3; ++i)
        BOOST_TEST(client.message(server.message(text)) == text);
    BOOST_TEST(client.piece(server.flushed(text, Z_SYNC_FLUSH), false) == inflate_verdict::ok);
    BOOST_TEST(client.piece(server.flushed(text, Z_SYNC_FLUSH), false) == inflate_verdict::too_big);
}

BOOST_AUTO_TEST_CASE(a_bomb_is_refused_without_its_memory)
{
    const std::string bomb = raw::deflater({.level = 9}).message(std::string(std::size_t(100) << 20, 'x'));
    BOOST_TEST(bomb.size() < 120'000u);
    wire::inflater inflate(100'000);
    hf::slab memory;
    BOOST_TEST(inflate.inflate(bomb, true, memory).verdict == inflate_verdict::too_big);
    BOOST_TEST(memory.footprint() < 1'000'000u);
}

BOOST_AUTO_TEST_CASE(a_message_that_breaks_off_is_never_delivered)
{
    raw::deflater server;
    const std::string text = author(8).text(1500);
    const std::string bytes = server.message(text);
    std::size_t refused = 0;
    for (std::size_t cut = 1; cut != bytes.size(); ++cut) {
        reader client;
        const bool ok = client.piece(bytes.substr(0, cut), true) == inflate_verdict::ok;
        BOOST_CHECK(!ok || client.text == text); // the last byte may hold nothing but the flush
        refused += !ok;
    }
    BOOST_TEST(refused >= bytes.size() - 2);
}

BOOST_AUTO_TEST_CASE(after_a_refusal_nothing_is_delivered_any_more)
{
    reader corrupt;
    BOOST_TEST(corrupt.piece("\x07 not deflated", true) == inflate_verdict::corrupt);
    BOOST_TEST(corrupt.piece(raw::deflater().message("sound"), true) == inflate_verdict::corrupt);
    BOOST_TEST(corrupt.text.empty());
    reader small(3);
    BOOST_TEST(small.piece(raw::deflater().message("four"), true) == inflate_verdict::too_big);
    BOOST_TEST(small.piece(raw::deflater().message("3"), true) == inflate_verdict::too_big);
    BOOST_TEST(small.text.empty());
}

BOOST_AUTO_TEST_CASE(damaged_bytes_are_judged_as_beast_judges_them)
{
    std::size_t refused = 0;
    std::size_t delivered = 0;
    for (std::uint64_t seed = 1; seed != 3000; ++seed) {
        author writer(seed);
        raw::deflater server({.level = static_cast<int>(1 + seed % 9)});
        reader ours;
        beasts_reader beasts;
        for (const std::string& text : writer.texts(4, 600)) {
            std::string bytes = server.message(text);
            for (std::size_t hits = writer.below(3); hits != 0; --hits)
                bytes[writer.below(bytes.size())] ^= static_cast<char>(1U << writer.below(8));
            ours.text.clear();
            const auto verdict = ours.piece(bytes, true);
            const auto theirs = beasts.message(bytes);
            if (verdict != inflate_verdict::ok) { // Beast delivers what breaks off
                ++refused;
                break;
            }
            if (!theirs) {
                BOOST_REQUIRE(beasts.is_less_patient());
                break;
            }
            BOOST_REQUIRE(ours.text == *theirs);
            ++delivered;
        }
    }
    BOOST_TEST(refused > 1000u);
    BOOST_TEST(delivered > 1000u);
}

BOOST_AUTO_TEST_CASE(random_bytes_do_no_harm)
{
    hf::splitmix64 dice(9);
    for (int i = 0; i != 20'000; ++i) {
        std::string bytes(dice.below(300), '\0');
        for (char& c : bytes)
            c = static_cast<char>(dice());
        reader client(5000);
        const auto verdict = client.piece(bytes, dice.below(2) == 0);
        BOOST_REQUIRE(client.text.size() <= 5000u);
        BOOST_REQUIRE((verdict == inflate_verdict::ok || client.text.empty()));
    }
}

BOOST_AUTO_TEST_SUITE_END()
