// SPDX-License-Identifier: BSL-1.0
#include "peer.hpp"

#include "server/http.hpp"
#include "server/payloads.hpp"

#include <holdfast/error.hpp>
#include <holdfast/time.hpp>

#include <boost/asio/co_spawn.hpp>

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace instructions {

namespace {

namespace hf = holdfast;
using namespace std::chrono_literals;

/// What the connections share.
struct shared {
    shared(const hf::asio::any_io_executor& executor, const rig::tape& all, const rig::order& ordered)
        : frames(all), wanted(ordered), snapshot_given(executor)
    {
    }

    const rig::tape& frames;
    const rig::order& wanted;
    const std::string snapshot = rig::snapshot_json();
    bool given = false;
    hf::condition_variable snapshot_given;
};

/// One connection. Reading and writing end by `error` with it.
class visitor {
public:
    visitor(std::unique_ptr<hf::byte_stream> line, std::shared_ptr<shared> with)
        : line_(std::move(line)), with_(std::move(with))
    {
    }

    hf::task<> serve()
    {
        for (;;) {
            const std::string head = co_await read_head();
            const rig::http_head asked = rig::parse_head(head);
            if (!asked.websocket_key.empty())
                co_return co_await stream(asked.websocket_key);
            co_await write(rig::json_answer("200 OK", with_->snapshot));
            with_->given = true;
            with_->snapshot_given.notify();
        }
    }

private:
    hf::task<> stream(std::string_view websocket_key)
    {
        co_await write(rig::upgrade_answer(websocket_key, {}));
        co_await read_more(); // The subscription, in one piece as it was written.
        std::string acknowledgement;
        rig::append_frame(acknowledgement, rig::text_frame, R"({"result":null,"id":1})");
        co_await write(std::move(acknowledgement));
        while (with_->wanted.after_rest && !with_->given)
            co_await with_->snapshot_given.wait();
        co_await hf::sleep_for(100ms);
        co_await write_view(with_->frames.first(static_cast<std::size_t>(with_->wanted.count)));
        co_await hf::sleep_until(hf::never);
    }

    hf::task<std::string> read_head()
    {
        constexpr std::string_view blank_line = "\r\n\r\n";
        while (unread_.find(blank_line) == std::string::npos)
            co_await read_more();
        const std::size_t size = unread_.find(blank_line) + blank_line.size();
        std::string head = unread_.substr(0, size);
        unread_.erase(0, size);
        co_return head;
    }

    hf::task<> read_more()
    {
        std::array<char, 4096> piece{};
        const auto got = co_await hf::read_some(*line_, hf::asio::buffer(piece));
        if (!got)
            throw hf::error(got.error());
        unread_.append(piece.data(), *got);
    }

    hf::task<> write(std::string text) { co_await write_view(text); }

    hf::task<> write_view(std::string_view bytes)
    {
        const auto written = co_await hf::write_all(*line_, hf::asio::buffer(bytes));
        if (!written)
            throw hf::error(written.error());
    }

    std::unique_ptr<hf::byte_stream> line_;
    std::shared_ptr<shared> with_;
    std::string unread_{};
};

hf::task<> entertain(std::unique_ptr<hf::byte_stream> line, std::shared_ptr<shared> with)
{
    visitor one(std::move(line), std::move(with));
    try {
        co_await one.serve();
    } catch (const hf::error&) {
        // The client has gone.
    }
}

} // namespace

hf::task<> serve(std::unique_ptr<hf::listener> door, const rig::tape& frames, const rig::order& wanted)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    const auto with = std::make_shared<shared>(executor, frames, wanted);
    for (;;) {
        auto line = co_await door->accept();
        if (!line)
            co_return;
        hf::asio::co_spawn(executor, entertain(std::move(*line), with), hf::rethrow);
    }
}

} // namespace instructions
