// SPDX-License-Identifier: BSL-1.0
// Runs one stage of the read path over N messages, in virtual time and on simulated links, so that two runs
// with different N differ by what the messages cost and by nothing else:
//
//     bench_instructions STAGE s|m|l COUNT
//
//     link     the simulated link: bytes, and nobody looks at them
//     decode   the adapter alone, on messages in memory
//     port     frames to batches
//     session  the whole way to a user's coroutine
//     decoded  the same, and all prices are decoded
//     book     the same into an order book, which has to be verified at the end
#include "peer.hpp"

#include "clients/holdfast_client.hpp"
#include "clients/raw.hpp"
#include "server/payloads.hpp"

#include <holdfast/memory/slab.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/sim/world.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace hf = holdfast;
using reader = hf::task<> (*)(const rig::task_sheet&, rig::meter&);

const hf::address place{"10.1.0.1", 80};

/// Every run prepares so many messages, however many of them it uses: preparing must not count.
constexpr std::uint64_t prepared = 5000;

/// The frames that every server sends the beginning of.
const rig::tape& frames_of(rig::size_class payload)
{
    static rig::tape_shelf shelf;
    static const auto frames = shelf.take(payload, rig::compression::none, prepared);
    return *frames;
}

hf::task<> write_text(hf::byte_stream& line, const std::string& text)
{
    (co_await hf::write_all(line, hf::asio::buffer(text))).value();
}

/// Counts bytes: what the simulated world costs by itself.
hf::task<> read_bytes(const rig::task_sheet& sheet, rig::meter& gauge)
{
    auto& world = hf::runtime::of(co_await hf::asio::this_coro::executor);
    const auto line = (co_await world.connect(place)).value();
    std::vector<char> memory(std::size_t(128) << 10);
    const auto room = hf::asio::buffer(memory);
    co_await write_text(*line, rig::raw::upgrade_request(sheet));
    (void)co_await hf::read_some(*line, room);
    co_await write_text(*line, rig::raw::text_frame(sheet.subscribe()));
    (void)co_await hf::read_some(*line, room);
    const auto count = static_cast<std::size_t>(sheet.wanted.count);
    for (std::size_t left = frames_of(sheet.wanted.payload).first(count).size(); left != 0;)
        left -= (co_await hf::read_some(*line, room)).value();
    for (std::size_t n = 0; n != count; ++n)
        gauge.on_message({});
}

/// Understands the messages, a slab for as many as come together.
void decode(const rig::task_sheet& sheet, rig::meter& gauge)
{
    constexpr std::uint64_t together = 32;
    const auto dialect = rig::adapter_of(sheet);
    rig::payload_maker maker(sheet.wanted.payload);
    std::vector<std::string> texts;
    while (texts.size() != prepared)
        texts.emplace_back(maker.make(texts.size()));
    std::vector<hf::decoded> said;
    for (std::uint64_t n = 0; n < sheet.wanted.count;) {
        hf::slab memory;
        for (const std::uint64_t end = std::min(sheet.wanted.count, n + together); n != end; ++n) {
            said.clear();
            dialect->decode(memory.copy(std::string_view(texts.at(n))), false, memory, said);
            if (said.at(0).what != hf::decoded::kind::data)
                throw std::runtime_error("not understood: " + std::string(said.at(0).text));
            gauge.on_message({});
        }
    }
}

/// The client and its server in a world of their own, until the client has seen everything.
void simulate(reader read, const rig::task_sheet& sheet, rig::meter& gauge)
{
    const rig::tape& frames = frames_of(sheet.wanted.payload);
    hf::asio::io_context io;
    auto& world = hf::asio::make_service<hf::sim::world>(io, 1);
    auto door = world.listen(io.get_executor(), place).value();
    hf::asio::co_spawn(io, instructions::serve(std::move(door), frames, sheet.wanted), hf::rethrow);
    bool done = false;
    hf::asio::co_spawn(io, read(sheet, gauge), [&done](std::exception_ptr wrong) {
        done = true;
        hf::rethrow(wrong);
    });
    if (!world.run_until([&done] { return done; }, std::chrono::minutes(10)) || !gauge.done())
        throw std::runtime_error("not all messages came");
}

void run_stage(const std::string& stage, const rig::task_sheet& sheet)
{
    const std::map<std::string, reader> simulated{{"link", read_bytes},
                                                  {"port", rig::read_batches},
                                                  {"session", rig::follow_session},
                                                  {"decoded", rig::follow_decoded},
                                                  {"book", rig::keep_book}};
    rig::meter gauge(rig::send_mode::blast, sheet.wanted.count);
    if (stage == "decode")
        decode(sheet, gauge);
    else
        simulate(simulated.at(stage), sheet, gauge);
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc != 4)
        throw std::invalid_argument("usage: bench_instructions STAGE s|m|l COUNT");
    const std::string stage = argv[1];
    const std::string payload = argv[2];
    const bool wants_snapshot = payload != "s" && (stage == "session" || stage == "book");
    const std::string url = "ws://" + place.ip + ":80/stream?payload=" + payload +
                            "&mode=blast&count=" + argv[3] + (wants_snapshot ? "&start=rest" : "");
    run_stage(stage, rig::parse_task_sheet(url, rig::number(argv[3]), {}));
    return EXIT_SUCCESS;
} catch (const std::exception& wrong) {
    std::cerr << "bench_instructions: " << wrong.what() << '\n';
    return EXIT_FAILURE;
}
