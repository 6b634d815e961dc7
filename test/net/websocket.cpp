// SPDX-License-Identifier: BSL-1.0
#include "wire/support/gzip.hpp"
#include "wire/support/raw_server.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

// An open WebSocket against a server that sends bytes as they are written here.

namespace hf = holdfast;
using namespace std::chrono_literals;
using raw::peer;
using raw::stage;
using texts = std::vector<std::string>;

namespace {

/// Reads to the end; the messages do not matter.
hf::task<hf::failure> read_failure(hf::websocket& socket)
{
    for (;;) {
        const auto batch = co_await socket.read();
        if (!batch)
            co_return batch.error();
    }
}

/// What the client sees of a server that says this after the upgrade and then nothing.
struct outcome {
    texts messages{};
    std::size_t batches = 0;
    hf::failure why{};
    hf::close_reason how{};
    texts answers{}; ///< The frames that the client sent, first byte and payload.
};

outcome after(std::string said, hf::websocket_options options = {})
{
    outcome out;
    stage s([&](peer& p) -> hf::task<> {
        co_await p.upgrade();
        co_await p.send(std::move(said));
        for (;;) {
            const raw::client_frame f = co_await p.frame();
            if (f.first == 0)
                break;
            BOOST_TEST(f.masked);
            out.answers.push_back(std::string(1, static_cast<char>(f.first)) + f.payload);
        }
    });
    s.run([&](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net, options);
        hf::result<hf::batch> batch = hf::batch();
        const auto reader = [](hf::websocket& from, outcome& to) -> hf::task<> {
            for (;;) {
                const auto got = co_await from.read();
                if (!got) {
                    to.why = got.error();
                    co_return;
                }
                ++to.batches;
                for (const hf::message& m : got->messages)
                    to.messages.emplace_back(m.bytes);
            }
        };
        co_await hf::race(reader(*socket, out), hf::sleep_for(1min));
        out.how = socket->reason();
        co_await hf::sleep_for(1s);
    });
    return out;
}

std::string code(unsigned number)
{
    return {static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
}

const std::string close_byte = "\x88";
const std::string pong_byte = "\x8a";

} // namespace

BOOST_AUTO_TEST_SUITE(websocket_reads)

BOOST_AUTO_TEST_CASE(a_text_message)
{
    BOOST_TEST(after(raw::text("hello")).messages == texts{"hello"});
}

BOOST_AUTO_TEST_CASE(messages_of_every_length_form)
{
    const texts all = {"",
                       "x",
                       std::string(125, 'a'),
                       std::string(126, 'b'),
                       std::string(65'535, 'c'),
                       std::string(65'536, 'd'),
                       std::string(1'000'000, 'e')};
    std::string bytes;
    for (const std::string& one : all)
        bytes += raw::text(one);
    BOOST_CHECK(after(bytes).messages == all);
}

BOOST_AUTO_TEST_CASE(many_messages_in_one_wake_up)
{
    std::string bytes;
    texts all;
    for (int i = 0; i != 100; ++i) {
        all.push_back("message " + std::to_string(i));
        bytes += raw::text(all.back());
    }
    const outcome seen = after(bytes);
    BOOST_CHECK(seen.messages == all);
    BOOST_TEST(seen.batches == 1u);
}

BOOST_AUTO_TEST_CASE(text_and_binary_are_told_apart)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade(raw::text("t") + raw::binary("\xff\xfe") + raw::text("t"));
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto batch = co_await socket->read();
        BOOST_REQUIRE(batch->messages.size() == 3u);
        BOOST_TEST(!batch->messages[0].binary);
        BOOST_TEST(batch->messages[1].binary);
        BOOST_TEST(!batch->messages[2].binary);
    });
}

BOOST_AUTO_TEST_CASE(payloads_outlive_the_connection_and_have_bytes_to_read_behind_them)
{
    std::vector<hf::payload> kept;
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        co_await p.send(raw::text("first") + raw::frame(0x01, "sec") + raw::frame(0x80, "ond"));
        co_await p.send(raw::text("third"));
    });
    s.run([&](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        while (kept.size() != 3) {
            const auto batch = co_await socket->read();
            for (const hf::message& m : batch->messages)
                kept.push_back({batch->memory, m.bytes});
        }
    });
    BOOST_TEST(kept[0].bytes == "first");
    BOOST_TEST(kept[1].bytes == "second");
    BOOST_TEST(kept[2].bytes == "third");
    for (const hf::payload& p : kept) {
        const std::string behind(p.bytes.data() + p.bytes.size(), hf::slab::padding);
        BOOST_TEST(behind.size() == hf::slab::padding);
    }
}

BOOST_AUTO_TEST_CASE(a_message_that_arrives_byte_by_byte)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        for (const char c : raw::text("slow") + raw::text(std::string(200, 'x')))
            co_await p.send(std::string(1, c));
    });
    s.world.set_path({.latency = 1ms, .slice = 1});
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const texts seen = co_await raw::read_texts(*socket, 2);
        BOOST_CHECK((seen == texts{"slow", std::string(200, 'x')}));
    });
}

BOOST_AUTO_TEST_CASE(fragments_are_put_together_in_order_with_their_neighbours)
{
    const outcome seen = after(raw::text("before") + raw::frame(0x01, "one ") + raw::frame(0x00, "two ") +
                               raw::frame(0x00, "") + raw::frame(0x80, "three") + raw::text("after"));
    BOOST_TEST(seen.messages == (texts{"before", "one two three", "after"}));
}

BOOST_AUTO_TEST_CASE(a_ping_between_fragments_is_answered)
{
    const outcome seen =
        after(raw::frame(0x01, "one ") + raw::ping("now") + raw::frame(0x80, "two") + raw::text("after"));
    BOOST_TEST(seen.messages == (texts{"one two", "after"}));
    BOOST_TEST(seen.answers == texts{pong_byte + "now"});
}

BOOST_AUTO_TEST_CASE(pings_are_answered_with_their_own_words)
{
    const outcome seen =
        after(raw::ping("a") + raw::text("x") + raw::ping("b") + raw::ping(std::string(125, 'c')));
    BOOST_TEST(seen.messages == texts{"x"});
    BOOST_CHECK((seen.answers == texts{pong_byte + "a", pong_byte + "b", pong_byte + std::string(125, 'c')}));
}

BOOST_AUTO_TEST_CASE(a_control_frame_does_not_wake_the_reader_but_counts_as_bytes)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        co_await hf::sleep_for(10s);
        co_await p.send(raw::ping());
        co_await hf::sleep_for(10s);
        co_await p.send(raw::pong());
        co_await hf::sleep_for(10s);
        co_await p.send(raw::text("at last"));
    });
    s.run([&](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto began = co_await hf::now();
        std::vector<hf::duration> stamps;
        const auto observe = [](hf::websocket& of, hf::time_point start,
                                std::vector<hf::duration>& to) -> hf::task<> {
            for (;;) {
                co_await hf::sleep_for(5s);
                to.push_back(of.last_bytes() - start);
            }
        };
        const auto read = [](hf::websocket& from) -> hf::task<> {
            const auto batch = co_await from.read();
            BOOST_TEST(batch->messages.size() == 1u);
        };
        co_await hf::race(read(*socket), observe(*socket, began, stamps));
        BOOST_REQUIRE(stamps.size() >= 5u);
        BOOST_CHECK(stamps[0] <= 0s);
        BOOST_CHECK(stamps[2] >= 9s && stamps[2] <= 11s);
        BOOST_CHECK(stamps[4] >= 19s && stamps[4] <= 21s);
    });
}

BOOST_AUTO_TEST_CASE(a_flood_of_pings_stays_bounded_while_the_server_takes_nothing)
{
    std::shared_ptr<bool> flooded = std::make_shared<bool>(false);
    stage s([flooded](peer& p) -> hf::task<> {
        co_await p.upgrade();
        for (int i = 0; i != 400'000; ++i)
            co_await p.send(raw::ping(std::string(100, 'x')));
        *flooded = true;
    });
    s.run([](hf::network& net) -> hf::task<> {
        hf::websocket_options impatient;
        impatient.timeouts.write = 3s;
        const auto socket = co_await raw::open(net, impatient);
        const hf::failure why = co_await read_failure(*socket);
        BOOST_TEST(why.code == hf::errc::write_timeout);
    });
    BOOST_TEST(!*flooded);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(websocket_refuses)

BOOST_AUTO_TEST_CASE(a_broken_rule_is_named_and_answered_with_1002)
{
    using namespace std::string_literals;
    const std::vector<std::string> illegal = {
        raw::frame(0x83, "reserved data opcode"),
        raw::frame(0x8b, "reserved control opcode"),
        raw::frame(0x91, "reserved bit"),
        raw::frame(0xc1, "compressed though nobody asked"),
        raw::frame(0x80, "end of nothing"),
        raw::frame(0x00, "middle of nothing"),
        raw::frame(0x09, "fragmented ping"),
        raw::ping(std::string(126, 'x')),
        raw::frame(0x01, "begin") + raw::text("new message within another"),
        "\x81\x81\x01\x02\x03\x04\x05"s, // masked by a server
        "\x81\x7e\x00\x01x"s,            // length in too many bytes
        "\x81\x7f\0\0\0\0\0\0\0\x01x"s,  // the same with eight
        raw::frame(0x88, "\x03"),        // half a close code
        raw::close(1005),                // a code that never travels
        raw::close(999),
    };
    for (const std::string& bytes : illegal) {
        const outcome seen = after(raw::text("good") + bytes + raw::text("too late"));
        BOOST_TEST(seen.messages == texts{"good"});
        BOOST_TEST(seen.why.code == hf::errc::protocol_violation);
        BOOST_TEST(seen.how.code == 1002);
        BOOST_TEST(seen.answers == texts{close_byte + code(1002)});
    }
}

BOOST_AUTO_TEST_CASE(fault_32_text_that_is_not_utf8_is_answered_with_1007_in_both_lanes)
{
    for (const std::string& bytes :
         {raw::text("caf\xe9"), raw::frame(0x01, "caf") + raw::frame(0x80, "\xe9")}) {
        const outcome seen = after(raw::text("good") + bytes + raw::text("too late"));
        BOOST_TEST(seen.messages == texts{"good"});
        BOOST_TEST(seen.why.code == hf::errc::protocol_violation);
        BOOST_TEST(seen.how.code == 1007);
        BOOST_TEST(seen.answers == texts{close_byte + code(1007)});
    }
}

BOOST_AUTO_TEST_CASE(a_character_may_be_split_between_fragments)
{
    const outcome seen = after(raw::frame(0x01, "caf\xc3") + raw::frame(0x80, "\xa9"));
    BOOST_TEST(seen.messages == texts{"caf\xc3\xa9"});
}

BOOST_AUTO_TEST_CASE(binary_messages_need_not_be_utf8)
{
    BOOST_TEST(after(raw::binary("\xff\xfe")).messages == texts{"\xff\xfe"});
}

BOOST_AUTO_TEST_CASE(messages_above_the_limit_are_answered_with_1009_in_both_lanes)
{
    hf::websocket_options small;
    small.max_message = 1000;
    const std::string half(600, 'x');
    for (const std::string& bytes :
         {raw::text(std::string(1001, 'x')), raw::frame(0x01, half) + raw::frame(0x80, half)}) {
        const outcome seen = after(raw::text(std::string(1000, 'x')) + bytes, small);
        BOOST_TEST(seen.messages.size() == 1u);
        BOOST_TEST(seen.why.code == hf::errc::message_too_big);
        BOOST_TEST(seen.how.code == 1009);
        BOOST_TEST(seen.answers == texts{close_byte + code(1009)});
    }
}

BOOST_AUTO_TEST_CASE(fault_32_the_mere_announcement_of_a_huge_message_is_refused)
{
    using namespace std::string_literals;
    for (const std::string& header :
         {"\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"s, "\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff"s,
          "\x02\x7f\xff\xff\xff\xff\xff\xff\xff\xff"s, "\x82\x7f\0\0\0\0\x40\0\0\0"s}) {
        const outcome seen = after(header);
        BOOST_TEST((seen.why.code == hf::errc::message_too_big));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(websocket_ends)

BOOST_AUTO_TEST_CASE(a_close_is_answered_and_told_with_code_and_words)
{
    const outcome seen = after(raw::text("last") + raw::close(1001, "maintenance") + raw::text("too late"));
    BOOST_TEST(seen.messages == texts{"last"});
    BOOST_TEST(seen.why.code == hf::errc::closed_by_peer);
    BOOST_TEST(seen.why.text.find("1001") != std::string::npos);
    BOOST_TEST(seen.why.text.find("maintenance") != std::string::npos);
    BOOST_TEST(seen.how.code == 1001);
    BOOST_TEST(seen.how.text == "maintenance");
    BOOST_TEST(seen.answers == texts{close_byte + code(1001)});
}

BOOST_AUTO_TEST_CASE(a_close_without_a_code_counts_as_1005)
{
    const outcome seen = after(raw::frame(0x88, ""));
    BOOST_TEST(seen.why.code == hf::errc::closed_by_peer);
    BOOST_TEST(seen.how.code == 1005);
}

BOOST_AUTO_TEST_CASE(codes_of_the_exchange_arrive_as_they_are)
{
    BOOST_TEST(after(raw::close(4999, "listen key expired")).how.code == 4999);
    BOOST_TEST(after(raw::close(1008, "too many requests")).how.code == 1008);
}

BOOST_AUTO_TEST_CASE(a_line_that_ends_without_a_close_counts_as_1006)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        co_await p.send(raw::text("last") + "\x81");
        p.line().close();
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const texts seen = co_await raw::read_texts(*socket, 2);
        BOOST_TEST(seen == texts{"last"});
        const auto why = co_await socket->read();
        BOOST_TEST(why.error().code == hf::errc::disconnected);
        BOOST_TEST(why.error().text.find("server.test") != std::string::npos);
        BOOST_TEST(socket->reason().code == 1006);
    });
}

BOOST_AUTO_TEST_CASE(a_reset_line_is_a_disconnection)
{
    stage s([](peer& p) -> hf::task<> { co_await p.upgrade(); });
    s.run([&](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        s.world.at(1s, [&] { s.world.links().front().cut(); });
        const hf::failure why = co_await read_failure(*socket);
        BOOST_TEST(why.code == hf::errc::disconnected);
    });
}

BOOST_AUTO_TEST_CASE(every_later_operation_fails_with_the_first_reason)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        co_await p.send(raw::close(1012));
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const hf::failure why = co_await read_failure(*socket);
        BOOST_TEST(why.code == hf::errc::closed_by_peer);
        const auto again = co_await socket->read();
        BOOST_TEST(again.error().code == hf::errc::closed_by_peer);
        const auto written = co_await socket->write("hello?");
        BOOST_TEST(written.error().code == hf::errc::closed_by_peer);
        const auto pinged = co_await socket->ping();
        BOOST_TEST(pinged.error().code == hf::errc::closed_by_peer);
        co_await socket->close(1000, "");
        BOOST_TEST(socket->reason().code == 1012);
    });
}

BOOST_AUTO_TEST_CASE(the_reason_is_zero_while_the_connection_is_open)
{
    stage s([](peer& p) -> hf::task<> { co_await p.upgrade(); });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        BOOST_TEST(socket->reason().code == 0);
        socket->drop();
        BOOST_TEST(socket->reason().code == 1006);
    });
}

BOOST_AUTO_TEST_CASE(a_drop_ends_a_pending_read_at_once_and_may_be_repeated)
{
    stage s([](peer& p) -> hf::task<> { co_await p.upgrade(); });
    s.run([&](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto began = co_await hf::now();
        s.world.at(1s, [&] { socket->drop(); });
        const auto read = co_await socket->read();
        BOOST_TEST(read.error().code == boost::asio::error::operation_aborted);
        BOOST_CHECK(co_await hf::now() == began + 1s);
        socket->drop();
    });
}

BOOST_AUTO_TEST_CASE(a_cancelled_read_throws_at_once)
{
    stage s([](peer& p) -> hf::task<> { co_await p.upgrade(); });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        bool aborted = false;
        const auto read = [](hf::websocket& from, bool& thrown) -> hf::task<> {
            try {
                (void)co_await from.read();
            } catch (const hf::system_error& e) {
                thrown = e.code() == boost::asio::error::operation_aborted;
                throw;
            }
        };
        const auto began = co_await hf::now();
        co_await hf::race(read(*socket, aborted), hf::sleep_for(1s));
        BOOST_TEST(aborted);
        BOOST_CHECK(co_await hf::now() == began + 1s);
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(websocket_writes)

BOOST_AUTO_TEST_CASE(a_text_goes_out_as_one_masked_frame_however_long)
{
    std::shared_ptr<texts> heard = std::make_shared<texts>();
    stage s([heard](peer& p) -> hf::task<> {
        co_await p.upgrade();
        for (int i = 0; i != 2; ++i) {
            const raw::client_frame f = co_await p.frame();
            BOOST_TEST(f.first == 0x81u);
            BOOST_TEST(f.masked);
            heard->push_back(f.payload);
        }
        co_await p.send(raw::text("thanks"));
    });
    const std::string large(60'000, 'x');
    s.run([&](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto first = co_await socket->write("hello");
        const auto second = co_await socket->write(large);
        BOOST_TEST(first.has_value());
        BOOST_TEST(second.has_value());
        (void)co_await socket->read();
    });
    BOOST_CHECK((*heard == texts{"hello", large}));
}

BOOST_AUTO_TEST_CASE(a_ping_is_a_ping)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        const raw::client_frame f = co_await p.frame();
        BOOST_TEST(f.first == 0x89u);
        co_await p.send(raw::pong(f.payload) + raw::text("got it"));
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto pinged = co_await socket->ping();
        BOOST_TEST(pinged.has_value());
        const texts seen = co_await raw::read_texts(*socket, 1);
        BOOST_TEST(seen == texts{"got it"});
    });
}

BOOST_AUTO_TEST_CASE(writes_at_the_same_time_take_turns)
{
    std::shared_ptr<texts> heard = std::make_shared<texts>();
    stage s([heard](peer& p) -> hf::task<> {
        co_await p.upgrade();
        while (heard->size() != 4) {
            const raw::client_frame f = co_await p.frame();
            heard->push_back(f.payload.substr(0, 5));
        }
        co_await p.send(raw::text("thanks"));
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto write = [](hf::websocket& to, char c) -> hf::task<> {
            const auto written = co_await to.write(std::string(5, c) + std::string(50'000, 'x'));
            BOOST_TEST(written.has_value());
        };
        const auto ping = [](hf::websocket& to) -> hf::task<> {
            const auto pinged = co_await to.ping();
            BOOST_TEST(pinged.has_value());
        };
        co_await hf::join(write(*socket, 'a'), write(*socket, 'b'), ping(*socket), write(*socket, 'c'));
        (void)co_await socket->read();
    });
    BOOST_CHECK((*heard == texts{"aaaaa", "bbbbb", "", "ccccc"}));
}

BOOST_AUTO_TEST_CASE(a_peer_that_takes_nothing_is_given_up)
{
    stage s([](peer& p) -> hf::task<> { co_await p.upgrade(); });
    s.world.set_path({.window = 10'000});
    s.run([](hf::network& net) -> hf::task<> {
        hf::websocket_options impatient;
        impatient.timeouts.write = 3s;
        const auto socket = co_await raw::open(net, impatient);
        const auto began = co_await hf::now();
        const auto written = co_await socket->write(std::string(1'000'000, 'x'));
        BOOST_TEST(written.error().code == hf::errc::write_timeout);
        BOOST_TEST(written.error().text.find("server.test") != std::string::npos);
        BOOST_CHECK(co_await hf::now() - began == 3s);
        const auto read = co_await socket->read();
        BOOST_TEST(read.error().code == hf::errc::write_timeout);
    });
}

BOOST_AUTO_TEST_CASE(messages_are_read_while_a_pong_waits_behind_a_long_write)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        co_await p.send(raw::ping());
        co_await hf::sleep_for(1s);
        co_await p.send(raw::text("still here"));
        co_await hf::sleep_for(1s);
        (void)co_await p.frame();
    });
    s.world.set_path({.window = 10'000});
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto write = [](hf::websocket& to) -> hf::task<> {
            (void)co_await to.write(std::string(50'000, 'x'));
        };
        const auto read = [](hf::websocket& from) -> hf::task<> {
            const texts seen = co_await raw::read_texts(from, 1);
            BOOST_TEST(seen == texts{"still here"});
        };
        const auto began = co_await hf::now();
        const std::size_t first = co_await hf::race(write(*socket), read(*socket));
        BOOST_TEST(first == 1u);
        BOOST_CHECK(co_await hf::now() - began < 1500ms);
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(websocket_closes)

BOOST_AUTO_TEST_CASE(with_a_frame_and_waits_for_the_answer)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        const raw::client_frame f = co_await p.frame();
        BOOST_TEST(f.first == 0x88u);
        BOOST_TEST(f.payload == code(1000) + "bye");
        co_await p.send(raw::text("in between") + raw::close(1000));
        const std::string rest = co_await p.until_end();
        BOOST_TEST(rest.empty());
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto began = co_await hf::now();
        co_await socket->close(1000, "bye");
        BOOST_TEST(socket->reason().code == 1000);
        BOOST_CHECK(co_await hf::now() - began < 100ms);
    });
}

BOOST_AUTO_TEST_CASE(within_its_limit_when_nobody_answers)
{
    stage s([](peer& p) -> hf::task<> { co_await p.upgrade(); });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto began = co_await hf::now();
        co_await socket->close(1000, "bye");
        BOOST_CHECK(co_await hf::now() - began == 1s);
        BOOST_TEST(socket->reason().code == 1006);
    });
}

BOOST_AUTO_TEST_CASE(within_its_limit_when_the_server_talks_on_for_ever)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        for (;;) {
            co_await p.send(raw::text(std::string(10'000, 'x')) + raw::frame(0x01, "y") + raw::ping() +
                            raw::frame(0x80, "z"));
            co_await hf::sleep_for(1ms);
        }
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto began = co_await hf::now();
        co_await socket->close(1000, "bye");
        BOOST_CHECK(co_await hf::now() - began == 1s);
    });
}

BOOST_AUTO_TEST_CASE(after_a_cancelled_read_that_had_received_half_a_message)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        co_await p.send(raw::text(std::string(1000, 'x')).substr(0, 500));
        const raw::client_frame f = co_await p.frame();
        BOOST_TEST(f.first == 0x88u);
        co_await p.send(raw::text(std::string(1000, 'x')).substr(500) + raw::close(1000));
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto read = [](hf::websocket& from) -> hf::task<> { (void)co_await from.read(); };
        co_await hf::race(read(*socket), hf::sleep_for(1s));
        const auto began = co_await hf::now();
        co_await socket->close(1000, "");
        BOOST_TEST(socket->reason().code == 1000);
        BOOST_CHECK(co_await hf::now() - began < 100ms);
    });
}

BOOST_AUTO_TEST_CASE(and_hears_a_close_that_nobody_has_read)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade(raw::text("glued") + raw::close(1001, "going"));
        (void)co_await p.until_end();
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        co_await socket->close(1000, "");
        BOOST_TEST(socket->reason().code == 1001);
    });
}

BOOST_AUTO_TEST_CASE(while_a_read_is_pending)
{
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        (void)co_await p.frame();
        co_await p.send(raw::text("late") + raw::close(1000, "goodbye"));
    });
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto read = [](hf::websocket& from) -> hf::task<> {
            const auto batch = co_await from.read();
            BOOST_TEST(batch.error().code == boost::asio::error::operation_aborted);
        };
        const auto began = co_await hf::now();
        co_await hf::join(read(*socket), socket->close(1000, ""));
        BOOST_TEST(socket->reason().code == 1000);
        BOOST_TEST(socket->reason().text == "goodbye");
        BOOST_CHECK(co_await hf::now() - began < 100ms);
    });
}

BOOST_AUTO_TEST_CASE(a_dead_line_at_once)
{
    stage s([](peer& p) -> hf::task<> { co_await p.upgrade(); });
    s.run([&](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        s.world.links().front().cut();
        const auto began = co_await hf::now();
        co_await socket->close(1000, "");
        co_await socket->close(1000, "");
        BOOST_CHECK(co_await hf::now() == began);
    });
}

BOOST_AUTO_TEST_CASE(within_its_limit_when_the_lines_bytes_vanish_behind_a_write)
{
    stage s([](peer& p) -> hf::task<> { co_await p.upgrade(); });
    s.world.set_path({.window = 10'000});
    s.run([](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        const auto write = [](hf::websocket& to) -> hf::task<> {
            const auto written = co_await to.write(std::string(100'000, 'x'));
            BOOST_TEST(!written.has_value());
        };
        const auto close = [](hf::websocket& what) -> hf::task<> {
            co_await hf::sleep_for(500ms);
            co_await what.close(1000, "");
        };
        const auto began = co_await hf::now();
        co_await hf::join(write(*socket), close(*socket));
        BOOST_CHECK(co_await hf::now() - began == 1500ms);
    });
}

BOOST_AUTO_TEST_CASE(with_as_much_of_the_words_as_a_frame_holds)
{
    std::string euros;
    for (int i = 0; i != 100; ++i)
        euros += "\xe2\x82\xac";
    stage s([](peer& p) -> hf::task<> {
        co_await p.upgrade();
        const raw::client_frame f = co_await p.frame();
        BOOST_TEST(f.payload.size() == 2u + 123u);
        co_await p.send(raw::close(1000));
    });
    s.run([&](hf::network& net) -> hf::task<> {
        const auto socket = co_await raw::open(net);
        co_await socket->close(1000, euros);
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(websocket_inflates)

namespace {

const std::string agreed = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n";

texts inflated(const std::string& bytes, hf::failure& why, std::size_t most = 1'000'000)
{
    texts seen;
    stage s([&](peer& p) -> hf::task<> {
        co_await p.upgrade(bytes, agreed);
        (void)co_await p.until_end();
    });
    s.run([&](hf::network& net) -> hf::task<> {
        hf::websocket_options options;
        options.deflate = true;
        options.max_message = most;
        const auto socket = co_await raw::open(net, options);
        const auto read = [](hf::websocket& from, texts& to, hf::failure& end) -> hf::task<> {
            for (;;) {
                const auto batch = co_await from.read();
                if (!batch) {
                    end = batch.error();
                    co_return;
                }
                for (const hf::message& m : batch->messages)
                    to.emplace_back(m.bytes);
            }
        };
        co_await hf::race(read(*socket, seen, why), hf::sleep_for(1min));
    });
    return seen;
}

} // namespace

BOOST_AUTO_TEST_CASE(compressed_and_plain_messages_in_their_order)
{
    hf::failure why;
    const std::string large(100'000, 'y');
    const std::string squeezed = raw::permessage("fragmented and compressed");
    const texts seen = inflated(raw::text("plain") + raw::frame(0xc1, raw::permessage("compressed")) +
                                    raw::text("plain again") + raw::frame(0xc1, raw::permessage(large)) +
                                    raw::frame(0x41, squeezed.substr(0, 5)) +
                                    raw::frame(0x80, squeezed.substr(5)) + raw::text("end"),
                                why);
    BOOST_CHECK(
        (seen == texts{"plain", "compressed", "plain again", large, "fragmented and compressed", "end"}));
}

BOOST_AUTO_TEST_CASE(it_is_not_offered_unless_asked_for)
{
    stage s([](peer& p) -> hf::task<> {
        const std::string head = co_await p.head();
        BOOST_TEST(raw::header(head, "Sec-WebSocket-Extensions").empty());
        co_await p.send(raw::accept(head));
    });
    s.run([](hf::network& net) -> hf::task<> { (void)co_await raw::open(net); });
}

BOOST_AUTO_TEST_CASE(fault_33_a_bomb_is_refused)
{
    hf::failure why;
    const texts seen = inflated(raw::frame(0xc1, raw::permessage(std::string(1'000'001, 'x'))), why);
    BOOST_TEST(seen.empty());
    BOOST_TEST(why.code == hf::errc::message_too_big);
}

BOOST_AUTO_TEST_CASE(garbage_is_refused)
{
    hf::failure why;
    const texts seen = inflated(raw::frame(0xc1, "\xff\xff\xff\xff\xff\xff garbage"), why);
    BOOST_TEST(seen.empty());
    BOOST_TEST(why.code == hf::errc::protocol_violation);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_refused)
{
    hf::failure why;
    const texts seen = inflated(raw::frame(0xc1, raw::permessage("caf\xe9")), why);
    BOOST_TEST(seen.empty());
    BOOST_TEST(why.code == hf::errc::protocol_violation);
}

BOOST_AUTO_TEST_SUITE_END()
