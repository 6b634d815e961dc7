// SPDX-License-Identifier: BSL-1.0
#include "venue.hpp"

#include "http.hpp"
#include "send.hpp"

#include <array>
#include <optional>
#include <thread>

namespace rig {

namespace {

constexpr std::chrono::seconds patience(10);
constexpr std::chrono::milliseconds time_to_apply_a_snapshot(100);

void read_more(line& client, std::string& unread)
{
    std::array<char, 4096> piece{};
    unread.append(piece.data(), client.read(piece.data(), piece.size()));
}

/// Takes a head, blank line included, off what has been read.
std::string read_head(line& client, std::string& unread)
{
    constexpr std::string_view blank_line = "\r\n\r\n";
    std::size_t end = 0;
    while ((end = unread.find(blank_line)) == std::string::npos)
        read_more(client, unread);
    std::string head = unread.substr(0, end + blank_line.size());
    unread.erase(0, head.size());
    return head;
}

/// Takes a frame from a client off the bytes (RFC 6455 §5.2), if it is there and short, as subscriptions are.
struct client_frame {
    unsigned opcode = 0;
    bool compressed = false;
    std::string payload{};
};
std::optional<client_frame> take_frame(std::string& unread)
{
    const auto at = [&unread](std::size_t i) { return static_cast<unsigned char>(unread[i]); };
    if (unread.size() < 4)
        return std::nullopt;
    const bool two_more = (at(1) & 0x7fU) == 126;
    const std::size_t size = two_more ? at(2) * 256U + at(3) : at(1) & 0x7fU;
    const std::size_t mask = two_more ? 4 : 2;
    const std::size_t begin = mask + 4;
    if (unread.size() < begin + size)
        return std::nullopt;
    client_frame frame;
    frame.opcode = at(0) & 0x0fU;
    frame.compressed = (at(0) & 0x40U) != 0;
    for (std::size_t i = 0; i != size; ++i)
        frame.payload += static_cast<char>(at(begin + i) ^ at(mask + i % 4));
    unread.erase(0, begin + size);
    return frame;
}

std::string read_text(line& client, std::string& unread)
{
    constexpr unsigned text = 1;
    for (;;) {
        while (const auto frame = take_frame(unread))
            if (frame->opcode == text)
                return frame->compressed ? inflate_first(frame->payload) : frame->payload;
        read_more(client, unread);
    }
}

/// The number behind `"id":`.
std::string request_id(std::string_view text)
{
    constexpr std::string_view key = "\"id\":";
    const auto found = text.find(key);
    if (found == std::string_view::npos)
        return "0";
    const std::string_view rest = text.substr(found + key.size());
    return std::string(rest.substr(0, rest.find_first_not_of("0123456789")));
}

/// What the client offers and the URL asks for (RFC 7692 §7.1).
compression agree(const order& wanted, std::string_view offer)
{
    if (!wanted.deflate || !offer.starts_with("permessage-deflate"))
        return compression::none;
    return offer.find("server_no_context_takeover") == std::string_view::npos ? compression::takeover
                                                                              : compression::no_takeover;
}

std::string_view answer_to_offer(compression how)
{
    switch (how) {
    case compression::takeover: return "permessage-deflate";
    case compression::no_takeover: return "permessage-deflate; server_no_context_takeover";
    case compression::none: break;
    }
    return {};
}

} // namespace

std::uint64_t snapshot_count::now()
{
    const std::lock_guard lock(mutex_);
    return count_;
}

void snapshot_count::add()
{
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
}

void snapshot_count::wait_above(std::uint64_t seen)
{
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return count_ > seen; }))
        throw line_ended();
}

void venue::serve(line& client)
{
    std::string unread;
    for (;;) {
        const std::string head = read_head(client, unread);
        const http_head asked = parse_head(head);
        if (!asked.websocket_key.empty()) {
            const order wanted = parse_order(asked.target);
            const compression how = agree(wanted, asked.extensions);
            client.write(upgrade_answer(asked.websocket_key, answer_to_offer(how)));
            client.flush();
            return stream(client, wanted, how, std::move(unread));
        }
        const bool known = asked.target.starts_with("/api/v3/depth?");
        client.write(known ? json_answer("200 OK", snapshot_) : json_answer("404 Not Found", "{}"));
        client.flush();
        if (known)
            snapshots_.add();
    }
}

void venue::stream(line& client, const order& wanted, compression how, std::string unread)
{
    const auto frames = tapes_.take(wanted.payload, how, wanted.count);
    const std::uint64_t snapshots_before = snapshots_.now();
    const std::string id = request_id(read_text(client, unread));
    std::string acknowledgement;
    append_frame(acknowledgement, text_frame, "{\"result\":null,\"id\":" + id + "}");
    client.write(acknowledgement);
    client.flush();
    if (wanted.after_rest) {
        snapshots_.wait_above(snapshots_before);
        std::this_thread::sleep_for(time_to_apply_a_snapshot);
    }
    send_all(client, *frames, wanted);
    client.wait_for_goodbye(patience);
}

} // namespace rig
